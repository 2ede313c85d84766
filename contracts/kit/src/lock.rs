//! Who may act now.
//!
//! Transient storage of the acting address holds one word, the state and the payer in it, and one word for each token of the
//! running trades. So every clone has its own lock, and what a transaction leaves behind is gone with it.
//!
//! - **Free**: anyone may act.
//! - **Busy**: a flow is running; every state-changing entry is `Locked`.
//! - **Paying**: as Busy, and `payer` may have paid out at most `remaining[token]` of each token.
//!
//! This is the suite's only guard; the host's own re-entrancy flag is not used.

use alloy_primitives::{Address, U256};

use crate::abi::IVault;
use crate::dispatch::revert;
use crate::{Revert, transient};

/// No token has this address as its word: addresses are 160 bits wide.
const STATE: U256 = U256::MAX;
const BUSY: U256 = U256::ONE;
const PAYING: u8 = 2;

/// Passes when no flow is running.
///
/// # Errors
/// `Locked`.
pub fn check_free() -> Result<(), Revert> {
    if transient::load(STATE) == U256::ZERO { Ok(()) } else { Err(revert(IVault::Locked {})) }
}

/// From Free to Busy.
///
/// # Errors
/// `Locked`.
pub fn take() -> Result<(), Revert> {
    check_free()?;
    transient::store(STATE, BUSY);
    Ok(())
}

/// To Free. A flow that fails needs no call of this: its transient writes are undone with it.
pub fn release() {
    transient::store(STATE, U256::ZERO);
}

/// From Busy to Paying: lets `payer` spend what [`allow`] sets, until [`stop_paying`].
pub fn start_paying(payer: Address) {
    transient::store(STATE, paying(payer));
}

/// From Paying back to Busy.
pub fn stop_paying() {
    transient::store(STATE, BUSY);
}

/// Sets how much of `token` the payer may still spend.
pub fn allow(token: Address, remaining: U256) {
    transient::store(word_of(token), remaining);
}

/// Spends `amount` of what `caller` may pay in `token`.
///
/// # Errors
/// `NotPaying` when `caller` is not the payer of a running trade, `PaymentAboveTrade`.
pub fn spend(caller: Address, token: Address, amount: U256) -> Result<(), Revert> {
    if transient::load(STATE) != paying(caller) {
        return Err(revert(IVault::NotPaying { caller }));
    }
    let remaining = transient::load(word_of(token));
    let Some(left) = remaining.checked_sub(amount) else {
        return Err(revert(IVault::PaymentAboveTrade { token, amount, remaining }));
    };
    transient::store(word_of(token), left);
    Ok(())
}

fn word_of(address: Address) -> U256 {
    address.into_word().into()
}

fn paying(payer: Address) -> U256 {
    let mut word = payer.into_word();
    word[0] = PAYING;
    word.into()
}
