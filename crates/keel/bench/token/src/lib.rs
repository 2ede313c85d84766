//! An ERC-20, to be timed against `../Erc20.sol`: same functions, same checks, same storage, same event.
//!
//! Not part of the suite; whoever wants may mint.
#![deny(
    clippy::arithmetic_side_effects,
    clippy::as_conversions,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing
)]

mod abi;

use abi::IToken::{
    BalanceTooLow, ITokenCalls, SupplyTooLarge, Transfer, balanceOfCall, totalSupplyCall,
    transferCall,
};
use alloy_primitives::{Address, B256, U256};
use kit::dispatch::{Answer, decode, done, reply, revert};
use kit::event::emit;
use kit::storage::{entry, load, slot, store};
use kit::{Revert, VM};
use stylus_sdk::prelude::*;

const BALANCES: B256 = slot(0);
const TOTAL_SUPPLY: B256 = slot(1);

kit::entrypoint!(answer);

/// One call, from calldata to result.
///
/// # Errors
/// ABI-encoded, as `abi` declares them.
pub fn answer(vm: VM, calldata: &[u8]) -> Answer {
    match decode(calldata)? {
        ITokenCalls::mint(call) => done(mint(&vm, call.to, call.value)),
        ITokenCalls::transfer(call) => reply::<transferCall>(transfer(&vm, call.to, call.value)),
        ITokenCalls::balanceOf(call) => {
            reply::<balanceOfCall>(Ok(word(&balance_slot(call.account))))
        }
        ITokenCalls::totalSupply(_) => reply::<totalSupplyCall>(Ok(word(&TOTAL_SUPPLY))),
    }
}

fn mint(vm: &VM, to: Address, value: U256) -> Result<(), Revert> {
    let supply = word(&TOTAL_SUPPLY);
    let grown = supply
        .checked_add(value)
        .ok_or_else(|| revert(SupplyTooLarge { supply, value }))?;
    store(&TOTAL_SUPPLY, &B256::from(grown));
    credit(to, value);
    emit(
        vm,
        &Transfer {
            from: Address::ZERO,
            to,
            value,
        },
    );
    Ok(())
}

fn transfer(vm: &VM, to: Address, value: U256) -> Result<bool, Revert> {
    let from = vm.msg_sender();
    let slot = balance_slot(from);
    let balance = word(&slot);
    let rest = balance.checked_sub(value).ok_or_else(|| {
        revert(BalanceTooLow {
            account: from,
            balance,
            needed: value,
        })
    })?;
    store(&slot, &B256::from(rest));
    credit(to, value);
    emit(vm, &Transfer { from, to, value });
    Ok(true)
}

/// No balance overflows, because their sum did not.
fn credit(to: Address, value: U256) {
    let slot = balance_slot(to);
    let balance = word(&slot).wrapping_add(value);
    store(&slot, &B256::from(balance));
}

fn balance_slot(account: Address) -> B256 {
    entry(&BALANCES, &account.into_word())
}

fn word(slot: &B256) -> U256 {
    U256::from_be_bytes(load(slot).0)
}
