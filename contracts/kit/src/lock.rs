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

use alloy_primitives::{Address, B256, U256, keccak256};

use crate::abi::IVault;
use crate::codec::word;
use crate::dispatch::revert;
use crate::{Revert, transient};

/// No token has this word: addresses are 160 bits wide.
const STATE: B256 = B256::repeat_byte(0xff);
/// Nor this one.
const GRANT: B256 = B256::repeat_byte(0xfe);
const BUSY: B256 = B256::with_last_byte(1);
const PAYING: u8 = 2;

/// Passes when no flow is running.
///
/// # Errors
/// `Locked`.
pub fn check_free() -> Result<(), Revert> {
    if is_taken() {
        Err(revert(IVault::Locked {}))
    } else {
        Ok(())
    }
}

/// Whether a flow is running.
#[must_use]
pub fn is_taken() -> bool {
    !transient::read(&STATE).is_zero()
}

/// From Free to Busy.
///
/// # Errors
/// `Locked`.
pub fn take() -> Result<(), Revert> {
    check_free()?;
    transient::write(&STATE, &BUSY);
    Ok(())
}

/// To Free. A flow that fails needs no call of this: its transient writes are undone with it.
pub fn release() {
    transient::write(&STATE, &B256::ZERO);
}

/// From Busy to Paying: lets `payer` spend what [`allow`] sets, until [`stop_paying`].
pub fn start_paying(payer: Address) {
    transient::write(&STATE, &paying(payer));
}

/// From Paying back to Busy.
pub fn stop_paying() {
    transient::write(&STATE, &BUSY);
}

/// Sets how much of `token` the payer may still spend.
pub fn allow(token: Address, remaining: U256) {
    transient::write(&word::of_address(token).into(), &word::of(remaining).into());
}

/// Spends `amount` of what `caller` may pay in `token`.
///
/// # Errors
/// `NotPaying` when `caller` is not the payer of a running trade, `PaymentAboveTrade`.
pub fn spend(caller: Address, token: Address, amount: U256) -> Result<(), Revert> {
    if transient::read(&STATE) != paying(caller) {
        return Err(revert(IVault::NotPaying { caller }));
    }
    let remaining = word::number(&transient::read(&word::of_address(token).into()).0);
    let Some(left) = remaining.checked_sub(amount) else {
        return Err(revert(IVault::PaymentAboveTrade {
            token,
            amount,
            remaining,
        }));
    };
    allow(token, left);
    Ok(())
}

/// Lets one call, to the byte, be made by a room to another room of the same vault, under the lock that it has taken.
pub fn grant(calldata: &[u8]) {
    transient::write(&GRANT, &keccak256(calldata));
}

/// Whether this very call was granted, and not withdrawn yet.
#[must_use]
pub fn is_granted(calldata: &[u8]) -> bool {
    transient::read(&GRANT) == keccak256(calldata)
}

/// Ends a grant.
pub fn withdraw() {
    transient::write(&GRANT, &B256::ZERO);
}

fn paying(payer: Address) -> B256 {
    let mut word = word::of_address(payer);
    word[0] = PAYING;
    word.into()
}
