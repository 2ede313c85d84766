//! The ABI on the wire: every program dispatches every selector that is declared for it, no other one, and every failing
//! call returns error data that a declared error explains.

use alloy::{
    primitives::{Address, Bytes, Selector},
    sol,
    sol_types::SolInterface,
};
use anyhow::ensure;
use client::{bindings::IProgram, revert::Revert, transaction::TransactionError};
use e2e::{
    calldata::{damaged, interface, well_typed},
    chain::reverted,
    stage::story,
    world::World,
};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use std::collections::BTreeSet;

sol! {
    /// What Permit2 refuses with: it passes through the room that asks Permit2, and is no error of ours.
    interface IPermit2 {
        error SignatureExpired(uint256 signatureDeadline);
        error InvalidNonce();
        error InvalidAmount(uint256 maxAmount);
        error LengthMismatch();
        error InvalidSignature();
        error InvalidSignatureLength();
        error InvalidSigner();
        error InvalidContractSignature();
    }
}
use IPermit2::IPermit2Errors;

/// Calls for each function; the environment can ask for more.
const CALLS: u32 = 24;
const CALLS_VARIABLE: &str = "KEEL_FUZZ_CALLS";

/// Every program, and a vault behind its proxy, with its interface.
async fn programs(world: &World) -> anyhow::Result<Vec<(&'static str, Address, &'static str)>> {
    let suite = world.suite();
    let vault = world.vault(3).await?;
    world.move_price(1, 3_000).await?;
    Ok(vec![
        ("oracle", suite.oracle, "IOracle"),
        ("engine", suite.engine, "IEngine"),
        ("router", suite.router, "IRouter"),
        (
            "router menu",
            world.deployed.router_menu.address,
            "IRouterMenu",
        ),
        ("factory", world.factory(), "IFactory"),
        ("lens", world.lens(), "ILens"),
        ("implementation", suite.implementation, "vault"),
        ("admin", suite.admin, "vault-admin"),
        ("priced", suite.priced, "vault-priced"),
        ("fees", suite.fees, "vault-fees"),
        ("permits", suite.permits, "vault-permits"),
        ("views", suite.views, "vault-views"),
        ("rebalance", suite.rebalance, "vault-rebalance"),
        ("vault", vault.address, "IVault"),
    ])
}

async fn revert_of(world: &World, to: Address, data: Bytes) -> anyhow::Result<Revert> {
    reverted(world.chain.ask(world.chain.people.mallory, to, data).await)
}

fn unknown(selector: Selector) -> Revert {
    let error = IProgram::SelectorUnknown { selector };
    Revert::decode(&alloy::sol_types::SolError::abi_encode(&error).into())
}

#[test]
fn every_declared_selector_is_dispatched_and_every_other_one_is_unknown() {
    story(async |world| {
        let mut random = ChaCha8Rng::seed_from_u64(1);
        for (name, address, contract) in programs(world).await? {
            let abi = interface(contract);
            let declared: BTreeSet<Selector> = abi
                .functions()
                .map(|function| function.selector())
                .collect();
            ensure!(!declared.is_empty());
            for function in abi.functions() {
                let selector = function.selector();
                // The selector alone: a function with arguments has to complain about those.
                let answer = world
                    .chain
                    .ask(Address::ZERO, address, selector.into())
                    .await;
                match answer {
                    Err(TransactionError::Reverted { reason, .. }) => {
                        ensure!(
                            reason != unknown(selector),
                            "{name} does not dispatch {}",
                            function.signature()
                        );
                        if !function.inputs.is_empty() {
                            ensure!(
                                reason.is("CalldataMalformed"),
                                "{name}.{}: {reason}",
                                function.signature()
                            );
                        }
                    }
                    Err(other) => return Err(other.into()),
                    Ok(_) => ensure!(
                        function.inputs.is_empty(),
                        "{name}.{} without arguments",
                        function.signature()
                    ),
                }
            }
            for _ in 0..50 {
                let selector = Selector::from(random.random::<[u8; 4]>());
                if !declared.contains(&selector) {
                    let got = revert_of(world, address, selector.into()).await?;
                    ensure!(
                        got == unknown(selector),
                        "{name} answers {selector} with {got}"
                    );
                }
            }
            for length in 0..4_usize {
                let short = vec![0xaa; length];
                let mut selector = [0; 4];
                selector[..length].copy_from_slice(&short);
                let got = revert_of(world, address, short.into()).await?;
                ensure!(
                    got == unknown(selector.into()),
                    "{name} answers {length} bytes with {got}"
                );
            }
        }
        Ok(())
    });
}

#[test]
fn attack_no_calldata_makes_a_program_trap() {
    let calls = std::env::var(CALLS_VARIABLE)
        .ok()
        .and_then(|text| text.parse().ok())
        .unwrap_or(CALLS);
    story(async |world| {
        let people = world.chain.people;
        let mut known = vec![people.owner, people.mallory];
        let programs = programs(world).await?;
        known.extend(programs.iter().map(|(_, address, _)| *address));
        known.extend(world.market.assets.iter().map(|asset| asset.token));
        let mut random = ChaCha8Rng::seed_from_u64(2);
        let (mut refused, mut answered) = (0_u64, 0_u64);
        for (name, address, contract) in &programs {
            for function in interface(contract).functions() {
                for round in 0..calls {
                    let data = if round % 2 == 0 {
                        well_typed(function, &known, &mut random)
                    } else {
                        damaged(function, &known, &mut random)
                    };
                    let from = if round % 4 < 2 {
                        people.mallory
                    } else {
                        people.owner
                    };
                    match world.chain.ask(from, *address, data.clone()).await {
                        Ok(_) => answered += 1,
                        Err(TransactionError::Reverted { reason, .. }) => {
                            refused += 1;
                            ensure!(
                                round % 2 != 0 || !reason.is("CalldataMalformed"),
                                "{name}.{} cannot read {data}",
                                function.signature()
                            );
                            ensure!(
                                reason.name.is_some()
                                    || IPermit2Errors::abi_decode(&reason.data).is_ok(),
                                "{name}.{} answers {data} with undeclared error data: {reason}",
                                function.signature()
                            );
                        }
                        Err(other) => {
                            return Err(anyhow::anyhow!(
                                "{name}.{} with {data}: {other}",
                                function.signature()
                            ));
                        }
                    }
                }
            }
        }
        println!("{refused} calls refused with a declared error, {answered} answered");
        ensure!(
            refused > 500 && answered > 100,
            "vacuous: {refused} refused, {answered} answered"
        );
        Ok(())
    });
}

#[test]
fn attack_calldata_as_long_as_memory_allows_ends_in_a_declared_error_or_an_answer() {
    story(async |world| {
        for (name, address, contract) in programs(world).await? {
            for function in interface(contract).functions() {
                for length in [1 << 14, 1 << 17, 1 << 20] {
                    for byte in [0x00, 0xff] {
                        let mut data = function.selector().to_vec();
                        data.resize(4 + length, byte);
                        let called = format!("{name}.{}", function.signature());
                        match world.chain.ask(Address::ZERO, address, data.into()).await {
                            Ok(_) => {}
                            Err(TransactionError::Reverted { reason, .. }) => ensure!(
                                reason.name.is_some(),
                                "{called} with {length} bytes of {byte:#x}: {reason}"
                            ),
                            Err(other) => anyhow::bail!("{called} with {length} bytes: {other}"),
                        }
                    }
                }
            }
        }
        Ok(())
    });
}
