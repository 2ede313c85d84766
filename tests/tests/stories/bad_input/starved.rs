//! Creations that are given too little gas: whoever pays for a transaction says how much there is, and a creation that runs out of
//! it leaves its creator a 64th to say so.

use super::{Row, row};

use alloy::{
    network::TransactionBuilder,
    primitives::{Address, Bytes},
    providers::Provider,
    rpc::types::TransactionRequest,
    sol_types::{SolCall, SolError},
};

use anyhow::Context;

use client::{
    bindings::{IFactory, IVault},
    revert::Revert,
};

use e2e::{
    refusal::{Refused, refused_with_gas},
    vault::approve,
    world::{NAV_USD, World},
};

pub(super) fn rows() -> Vec<Row> {
    vec![
        row!("CloneFailed", "the gas ends while a vault is cloned", clone),
        row!(
            "ConstitutionNotStored",
            "the gas ends while a constitution is stored",
            constitution
        ),
    ]
}

/// What is tried: from the least that a creation can start with.
const LEAST_GAS: u64 = 60_000;
const MOST_GAS: u64 = 8_000_000;
/// Storing the 45 bytes of a clone takes 9,000, so none is missed.
const STEP_GAS: u64 = 2_500;

async fn clone(world: &World) -> anyhow::Result<Refused> {
    starved(world, &IFactory::CloneFailed {}).await
}

async fn constitution(world: &World) -> anyhow::Result<Refused> {
    starved(world, &IVault::ConstitutionNotStored {}).await
}

/// A creation, complete but for the gas, that ends in `error`.
async fn starved(world: &World, error: &impl SolError) -> anyhow::Result<Refused> {
    let (chain, owner) = (&world.chain, world.chain.people.owner);
    let (suite, config) = (world.suite(), world.config(2));
    let amounts = world.amounts(&config, NAV_USD).await?;
    let predict = IFactory::predictCall {
        creator: owner,
        suite: suite.clone(),
        config: config.clone(),
    };
    let vault = chain.view(world.factory(), &predict).await?;
    for (asset, amount) in config.assets.iter().zip(&amounts) {
        world.mint(asset.token, owner, *amount).await?;
        approve(chain, asset.token, owner, vault, *amount).await?;
    }
    let create = IFactory::createCall {
        suite,
        config,
        amounts,
    };
    let data: Bytes = create.abi_encode().into();
    let gas = gas_for(world, owner, &data, &error.abi_encode()).await?;
    refused_with_gas(chain, owner, world.factory(), data, gas, error).await
}

/// The middle of the limits of gas that end in this error.
async fn gas_for(world: &World, from: Address, data: &Bytes, error: &[u8]) -> anyhow::Result<u64> {
    let mut found = Vec::new();
    let mut gas = LEAST_GAS;
    while gas < MOST_GAS {
        let request = TransactionRequest::default()
            .with_from(from)
            .with_to(world.factory())
            .with_input(data.clone())
            .with_gas_limit(gas);
        match world.chain.provider().call(request).await {
            Ok(_) => break,
            Err(refusal) if Revert::of(&refusal).is_some_and(|got| got.data.as_ref() == error) => {
                found.push(gas);
            }
            Err(_) if !found.is_empty() => break,
            Err(_) => {}
        }
        gas += STEP_GAS;
    }
    let middle = found.get(found.len() / 2).copied();
    middle.with_context(|| format!("no limit below {gas} gas ends so"))
}
