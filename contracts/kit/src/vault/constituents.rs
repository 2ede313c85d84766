//! What is asked of every constituent in turn.

use alloy_primitives::{Address, U256};

use super::State;
use crate::abi::{Asset, IVault};
use crate::dispatch::revert;
use crate::{Revert, erc20};

impl State {
    /// Pulls an amount of each asset out of the payer's allowance; only what arrived counts.
    ///
    /// # Errors
    /// Those of [`erc20::pull`].
    pub fn pull_all(
        &self,
        assets: &[Asset],
        payer: Address,
        amounts: &[U256],
    ) -> Result<(), Revert> {
        for (asset, amount) in assets.iter().zip(amounts) {
            if !amount.is_zero() {
                erc20::pull(&self.vm, asset.token, payer, *amount)?;
            }
        }
        Ok(())
    }
}

/// Passes when there is one amount for each asset.
///
/// # Errors
/// `LengthMismatch`.
pub fn check_length(amounts: &[U256], assets: &[Asset]) -> Result<(), Revert> {
    let (got, expected) = (amounts.len(), assets.len());
    if got == expected {
        Ok(())
    } else {
        Err(revert(IVault::LengthMismatch {
            got: U256::from(got),
            expected: U256::from(expected),
        }))
    }
}
