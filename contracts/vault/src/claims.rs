//! Payments that a token may refuse without holding up the rest: what it refuses is owed, and claimed later.
//!
//! 1. A token that reverts, says no, has no code any more or burns its gas stops nobody's exit. What it refused moves
//!    from the accounts to a claim of the receiver (`kit::vault`), which anyone may have paid out to that receiver.
//! 2. What a call is given does not depend on the caller's gas: exactly [`TRANSFER_GAS`], or the whole redemption is
//!    refused with `GasTooLow`. So nobody can make a healthy token fail, and turn a payment into a claim, by sending
//!    too little. What recording the claim costs is asked for beforehand, too.
//! 3. A cap, so that tokens which burn all they get do not make an exit dearer than a transaction may be: 32 of them
//!    cost at most `32 * (TRANSFER_GAS + MEASURE_GAS + RECORD_GAS)`, 16.3 of the 32 million gas of a transaction. A
//!    healthy token that needs more than the cap is owed, and paid by a claim, which passes on all gas.
//! 4. No more is owed than is there beside the accounts and earlier claims: a token can move the amount and say no, or
//!    have lost what the accounts still name. Only one that does not say what the vault holds is owed unmeasured.
//!
//! # Trust
//! A token that lies about balances can lie about its own claims, and about nothing else. One that takes from the vault
//! after a claim was made can leave the claim uncovered; then whoever claims first is paid.

use alloy_primitives::{Address, U256};
use kit::abi::IVault;
use kit::dispatch::revert;
use kit::erc20::{self, Attempt};
use kit::{Revert, lock};
use stylus_sdk::prelude::*;

use crate::Vault;

/// What a token gets for a transfer: several times what the dearest known ones take.
const TRANSFER_GAS: u64 = 400_000;
/// What it gets for saying what the vault holds.
const MEASURE_GAS: u64 = 50_000;
/// Two words from zero, 2 * 22,100, an event, and what leads there.
const RECORD_GAS: u64 = 60_000;
/// Cold accounts, and calldata.
const CALL_GAS: u64 = 10_000;
/// What a redemption does after the last payment: 16 words of balances, supply, shares, allowance, event, answer.
const CLOSE_GAS: u64 = 100_000;
/// A caller keeps one part in so many.
const KEPT_PART: u64 = 64;

/// A payment of one redemption.
pub(crate) struct Payment {
    pub(crate) token: Address,
    pub(crate) to: Address,
    pub(crate) amount: U256,
    /// What was accounted for before, this amount included.
    pub(crate) held: U256,
}

impl Vault {
    /// Pays, or owes what the token refuses; returns whether something is owed. `owed` is how many payments of the same
    /// redemption are.
    ///
    /// # Errors
    /// `GasTooLow`, `MathOverflow`.
    pub(crate) fn pay_or_owe(&mut self, payment: &Payment, owed: u64) -> Result<bool, Revert> {
        let Payment {
            token, to, amount, ..
        } = *payment;
        check_gas(self.vm.evm_gas_left(), owed)?;
        let refused = match erc20::try_transfer(&self.vm, token, to, amount, TRANSFER_GAS) {
            Attempt::Made => U256::ZERO,
            Attempt::Refused => amount.saturating_sub(self.missing(payment)),
        };
        if refused.is_zero() {
            return Ok(false);
        }
        self.owe(token, to, refused)?;
        Ok(true)
    }

    /// Pays the whole claim of `owner`.
    pub(crate) fn claim(&mut self, token: Address, owner: Address) -> Result<U256, Revert> {
        lock::take()?;
        let amount = self.settle(token, owner)?;
        erc20::transfer(&self.vm, token, owner, amount)?;
        lock::release();
        Ok(amount)
    }

    /// How much less is there than the accounts and claims from before the payment; nothing when the token does not say.
    fn missing(&self, payment: &Payment) -> U256 {
        let us = self.vm.contract_address();
        let due = payment.held.saturating_add(self.owed_total(payment.token));
        erc20::try_balance_of(&self.vm, payment.token, us, MEASURE_GAS)
            .map_or(U256::ZERO, |held| due.saturating_sub(held))
    }
}

/// Passes when enough gas is left for a transfer and its measurement in full, and for recording what it and those
/// before it leave owed.
fn check_gas(got: u64, owed: u64) -> Result<(), Revert> {
    let records = RECORD_GAS.saturating_mul(owed.saturating_add(1));
    let needed = GAS_TO_CALL.saturating_add(records);
    if got >= needed {
        Ok(())
    } else {
        Err(revert(IVault::GasTooLow {
            got: U256::from(got),
            needed: U256::from(needed),
        }))
    }
}

/// What must be left for the callee to get its gas, when we keep a 64th, and for what comes after.
const GAS_TO_CALL: u64 =
    (TRANSFER_GAS + MEASURE_GAS).div_ceil(KEPT_PART - 1) * KEPT_PART + CALL_GAS + CLOSE_GAS;

#[cfg(test)]
mod tests {
    use alloy_sol_types::SolError;

    use super::*;

    #[test]
    fn check_gas_asks_for_the_call_in_full_and_for_every_record() {
        // 450,000 / 63 is 7,142.86, so 7,143 * 64 = 457,152 are needed for 450,000 to be passed on.
        for (owed, needed) in [(0, 627_152), (1, 687_152), (31, 2_487_152)] {
            assert_eq!(check_gas(needed, owed), Ok(()));
            let error = IVault::GasTooLow {
                got: U256::from(needed - 1),
                needed: U256::from(needed),
            };
            assert_eq!(check_gas(needed - 1, owed), Err(error.abi_encode()));
        }
        let error = IVault::GasTooLow {
            got: U256::MAX.wrapping_shr(192) - U256::ONE,
            needed: U256::MAX.wrapping_shr(192),
        };
        assert_eq!(check_gas(u64::MAX - 1, u64::MAX), Err(error.abi_encode()));
    }

    #[test]
    fn thirty_two_tokens_that_burn_their_gas_fit_a_transaction() {
        const TRANSACTION_GAS: u64 = 32_000_000;
        let each = TRANSFER_GAS + MEASURE_GAS + RECORD_GAS;
        assert_eq!(32 * each, 16_320_000);
        assert!(32 * each + GAS_TO_CALL < TRANSACTION_GAS / 3 * 2);
    }
}
