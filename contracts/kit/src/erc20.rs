//! Moving and measuring a token, whatever token it is.
//!
//! Tokens are foreign code, so nothing they say is taken on trust: a transfer may return a true, nothing at all, a
//! false or megabytes; it may call back; it may move another amount than asked.
//!
//! 1. At most [`REASON_BYTES_MAX`] bytes of any answer are copied.
//! 2. A transfer counts as made when the token returned `true`, or returned nothing and has code. (The code is looked
//!    at only then: an answer proves that there is some.)
//! 3. What was received is measured by `balanceOf`, never assumed.

use alloy_primitives::{Address, B256, U256};
use alloy_sol_types::{SolError, sol};
use stylus_sdk::prelude::*;

use crate::abi::IVault;
use crate::call::{send, send_static, send_static_with_gas, send_with_gas};
use crate::codec::{Abi, Writer, encode_call, word};
use crate::dispatch::revert;
use crate::{Revert, VM};

sol! {
    /// The part of ERC-20 that the suite calls.
    #[allow(missing_docs, reason = "ERC-20 itself")]
    interface IERC20 {
        function transfer(address to, uint256 value) external returns (bool);
        function transferFrom(address from, address to, uint256 value) external returns (bool);
        function balanceOf(address account) external view returns (uint256);
        function allowance(address owner, address spender) external view returns (uint256);
        function decimals() external view returns (uint8);
    }
}

crate::fields! {
    IERC20::transferCall { to, value }
    IERC20::transferFromCall { from, to, value }
    IERC20::balanceOfCall { account }
    IERC20::allowanceCall { owner, spender }
    IERC20::decimalsCall {}
}

const TRUE: [u8; 32] = B256::with_last_byte(1).0;

/// The longest reason that is passed on in `TokenCallReverted`.
pub const REASON_BYTES_MAX: usize = 256;

/// Sends `value` of `token` from us to `to`.
///
/// # Errors
/// `TokenCallReverted`, `TokenReturnedFalse`, `TokenWithoutCode`.
pub fn transfer(vm: &VM, token: Address, to: Address, value: U256) -> Result<(), Revert> {
    let call = IERC20::transferCall { to, value };
    check_moved(
        vm,
        token,
        send(vm, token, &encode_call(&call), REASON_BYTES_MAX),
    )
}

/// What became of an attempt to transfer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Attempt {
    /// The token says that it moved the value.
    Made,
    /// It does not. The call failed, or what it moved all the same is to be measured.
    Refused,
}

/// As [`transfer`], with a refusal that is an outcome, and with a token that gets `gas` and no more.
pub fn try_transfer(vm: &VM, token: Address, to: Address, value: U256, gas: u64) -> Attempt {
    let call = encode_call(&IERC20::transferCall { to, value });
    let answer = send_with_gas(vm, token, &call, REASON_BYTES_MAX, gas);
    match check_moved(vm, token, answer) {
        Ok(()) => Attempt::Made,
        Err(_) => Attempt::Refused,
    }
}

/// Pulls `value` of `token` out of `from`'s allowance to us.
///
/// # Errors
/// `TokenCallReverted`, `TokenReturnedFalse`, `TokenWithoutCode`, `AmountNotReceived` when our balance did not grow
/// by exactly `value`.
pub fn pull(vm: &VM, token: Address, from: Address, value: U256) -> Result<(), Revert> {
    let us = vm.contract_address();
    let before = balance_of(vm, token, us)?;
    let call = IERC20::transferFromCall {
        from,
        to: us,
        value,
    };
    check_moved(
        vm,
        token,
        send(vm, token, &encode_call(&call), REASON_BYTES_MAX),
    )?;
    let received = balance_of(vm, token, us)?.saturating_sub(before);
    if received == value {
        Ok(())
    } else {
        Err(revert(IVault::AmountNotReceived {
            token,
            received,
            expected: value,
        }))
    }
}

/// What the token says `account` holds. For measuring what a transfer moved, and nothing else.
///
/// # Errors
/// `TokenCallReverted`, `TokenWithoutCode`.
pub fn balance_of(vm: &VM, token: Address, account: Address) -> Result<U256, Revert> {
    read_word(vm, token, &encode_call(&IERC20::balanceOfCall { account }))
}

/// What the token says that `spender` may take from `owner`.
///
/// # Errors
/// `TokenCallReverted`, `TokenWithoutCode`.
pub fn allowance(
    vm: &VM,
    token: Address,
    owner: Address,
    spender: Address,
) -> Result<U256, Revert> {
    read_word(
        vm,
        token,
        &encode_call(&IERC20::allowanceCall { owner, spender }),
    )
}

/// As [`balance_of`], from a token that gets `gas` and no more; `None` when it does not say.
#[must_use]
pub fn try_balance_of(vm: &VM, token: Address, account: Address, gas: u64) -> Option<U256> {
    let call = encode_call(&IERC20::balanceOfCall { account });
    let answer = send_static_with_gas(vm, token, &call, REASON_BYTES_MAX, gas).ok()?;
    answer.first_chunk::<32>().map(word::number)
}

/// The token's decimals.
///
/// # Errors
/// `TokenCallReverted` (also when the answer is no `uint8`), `TokenWithoutCode`.
pub fn decimals(vm: &VM, token: Address) -> Result<u8, Revert> {
    let decimals = read_word(vm, token, &encode_call(&IERC20::decimalsCall {}))?;
    u8::try_from(decimals).map_err(|_| reverted(token, &word::of(decimals)))
}

fn read_word(vm: &VM, token: Address, calldata: &[u8]) -> Result<U256, Revert> {
    match send_static(vm, token, calldata, REASON_BYTES_MAX) {
        Ok(answer) => match answer.first_chunk::<32>() {
            Some(word) => Ok(word::number(word)),
            None => Err(not_answered(vm, token, answer)),
        },
        Err(reason) => Err(reverted(token, &reason)),
    }
}

fn check_moved(vm: &VM, token: Address, answer: Result<Vec<u8>, Vec<u8>>) -> Result<(), Revert> {
    let answer = answer.map_err(|reason| reverted(token, &reason))?;
    match answer.first_chunk::<32>() {
        Some(answer) if *answer == TRUE => Ok(()),
        None if answer.is_empty() && vm.code_size(token) != 0 => Ok(()),
        None if answer.is_empty() => Err(revert(IVault::TokenWithoutCode { token })),
        _ => Err(revert(IVault::TokenReturnedFalse { token })),
    }
}

#[cold]
fn not_answered(vm: &VM, token: Address, answer: Vec<u8>) -> Revert {
    if vm.code_size(token) == 0 {
        revert(IVault::TokenWithoutCode { token })
    } else {
        reverted(token, &answer)
    }
}

#[cold]
fn reverted(token: Address, reason: &[u8]) -> Revert {
    // By hand, because the error's own type wants its bytes in a container that is a kilobyte of code.
    let mut writer = Writer::new(&IVault::TokenCallReverted::SELECTOR, 2);
    token.write(&mut writer);
    writer.text(reason);
    writer.finish()
}
