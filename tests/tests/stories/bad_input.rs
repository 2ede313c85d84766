//! Bad input and failure: one row for every error that Keel declares, each with an input that ends in it.
//!
//! Every row holds the chain to the exact error, in all its fields, and to a state that is as before but for the sender's nonce
//! and fee (`e2e::refusal`). The test also holds the table to the ABI: an error that is declared and neither in a row nor in
//! [`UNREACHABLE`] fails it.

mod birth;
mod configuration;
mod decisions;
mod entry;
mod facts;
mod flows;
mod guards;
mod permits;
mod priced;
mod proofs;
mod risk;
mod settings;
mod shares;
mod swaps;
mod timelocks;
mod tokens;
mod upkeep;

use alloy::{
    primitives::{Address, U256},
    sol_types::SolError,
};
use client::bindings::IVault;
use e2e::{
    refusal::{Refused, refused, refused_raw},
    stage::story,
    vault::{Vault, rebalance_call},
    world::World,
};
use std::{collections::BTreeSet, pin::Pin};

const WAD: U256 = U256::from_limbs([1_000_000_000_000_000_000, 0, 0, 0]);

/// One way to fail.
struct Row {
    /// The error's name.
    error: &'static str,
    /// What is wrong.
    when: &'static str,
    play: for<'a> fn(&'a World) -> Played<'a>,
}

/// Proof of a refusal, or why there was none.
type Played<'a> = Pin<Box<dyn Future<Output = anyhow::Result<Refused>> + 'a>>;

macro_rules! row {
    ($error:literal, $when:literal, $play:path) => {
        crate::bad_input::Row {
            error: $error,
            when: $when,
            play: |world| Box::pin($play(world)),
        }
    };
}
use row;

/// Errors that no input reaches, and why. They stay declared because the code that would report a broken assumption needs a
/// name for it.
const UNREACHABLE: [(&str, &str); 7] = [
    (
        "ConstitutionNotStored",
        "every configuration within the limits fits its fields and a contract's code",
    ),
    (
        "MenuNotStored",
        "a menu fits a contract's code, and where there is one already it is found",
    ),
    (
        "CloneFailed",
        "CREATE2 of 45 bytes fails for an address in use only, and that is VaultExists",
    ),
    (
        "NotDue",
        "what a check of an upkeep tells instead of failing (`story_upkeep`); a rebalance that is not due fails with the vault's own error",
    ),
    (
        "ReceiverNotMade",
        "CREATE2 of 148 bytes fails for an address in use only, and that is the receiver that was asked for",
    ),
    (
        "GuardNotMade",
        "CREATE2 of 153 bytes fails for an address in use only, and that is the feed that was asked for",
    ),
    (
        "RiskEngineNotMade",
        "CREATE2 of 106 bytes fails for an address in use only, and that is the engine that was asked for",
    ),
];

fn rows() -> Vec<Row> {
    [
        entry::rows(),
        birth::rows(),
        configuration::rows(),
        tokens::rows(),
        shares::rows(),
        permits::rows(),
        flows::rows(),
        priced::rows(),
        facts::rows(),
        guards::rows(),
        risk::rows(),
        decisions::rows(),
        swaps::rows(),
        proofs::rows(),
        settings::rows(),
        timelocks::rows(),
        upkeep::rows(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// A keeper's rebalance is refused.
async fn not_rebalanced(
    world: &World,
    vault: &Vault,
    error: &impl SolError,
) -> anyhow::Result<Refused> {
    refused(
        &world.chain,
        world.chain.people.keeper,
        vault.address,
        &rebalance_call(),
        error,
    )
    .await
}

/// Somebody's call to an ordinary vault is refused: sender, calldata and error data depend on the vault.
async fn of_vault(
    world: &World,
    call: impl FnOnce(&Vault) -> (Address, Vec<u8>, Vec<u8>),
) -> anyhow::Result<Refused> {
    let vault = world.vault(2).await?;
    let (from, data, error) = call(&vault);
    refused_raw(&world.chain, from, vault.address, data.into(), |_| {
        error.into()
    })
    .await
}

/// Sender, calldata and error data, from typed ones.
macro_rules! sends {
    ($from:expr, $call:expr, $error:expr) => {
        (
            $from,
            alloy::sol_types::SolCall::abi_encode(&$call),
            alloy::sol_types::SolError::abi_encode(&$error),
        )
    };
}
use sends;

/// A stranger has no allowance.
fn not_allowed(spender: Address) -> IVault::ERC20InsufficientAllowance {
    IVault::ERC20InsufficientAllowance {
        spender,
        allowance: U256::ZERO,
        needed: WAD,
    }
}

/// A receiver that would lose what it is sent.
fn invalid_receiver(receiver: Address) -> IVault::ERC20InvalidReceiver {
    IVault::ERC20InvalidReceiver { receiver }
}

#[test]
fn every_bad_input_ends_in_its_exact_error_and_changes_nothing() {
    let rows = rows();
    every_declared_error_has_a_row(&rows);
    for row in &rows {
        let sentence = format!("{} when {}", row.error, row.when);
        println!("{sentence}");
        story(async |world| {
            let refused = (row.play)(world)
                .await
                .map_err(|error| error.context(sentence.clone()))?;
            anyhow::ensure!(refused.name() == row.error, "{sentence}: {refused}");
            Ok(())
        });
    }
}

fn every_declared_error_has_a_row(rows: &[Row]) {
    let declared: BTreeSet<String> = client::abi::contracts()
        .into_iter()
        .flat_map(|(_, abi)| abi.errors.into_keys())
        .collect();
    let covered: BTreeSet<String> = rows
        .iter()
        .map(|row| row.error)
        .chain(UNREACHABLE.map(|(error, _)| error))
        .map(str::to_owned)
        .collect();
    let missing: Vec<_> = declared.difference(&covered).collect();
    let unknown: Vec<_> = covered.difference(&declared).collect();
    assert!(
        missing.is_empty(),
        "declared errors without a row: {missing:?}"
    );
    assert!(
        unknown.is_empty(),
        "rows of errors that are not declared: {unknown:?}"
    );
}
