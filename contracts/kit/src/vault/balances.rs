//! What the vault accounts for, two balances to a word.

use alloy_primitives::{B256, U256};
use rebalance_math::Amount;

use super::State;
use super::layout;
use crate::Revert;
use crate::abi::{Asset, IVault};
use crate::codec::word;
use crate::dispatch::revert;
use crate::storage::{load, store};

/// A balance is stored in half a word.
const HALF_MAX: U256 = U256::from_limbs([u64::MAX, u64::MAX, 0, 0]);

impl State {
    /// Accounted balances in the order of assets.
    #[must_use]
    pub fn amounts(&self) -> Vec<Amount> {
        let count = usize::from(self.hot().asset_count);
        let mut amounts = Vec::with_capacity(count.saturating_add(1));
        for key in layout::pair_keys() {
            if amounts.len() >= count {
                break;
            }
            let (low, high) = halves(load(&key));
            amounts.push(low);
            amounts.push(high);
        }
        amounts.truncate(count);
        amounts
    }

    /// Commits the balances of all `assets`. Words that do not change cost nothing: the cache knows what they were.
    ///
    /// # Errors
    /// `BalanceOutOfRange` for an amount above 128 bits.
    pub fn set_amounts(&mut self, assets: &[Asset], amounts: &[Amount]) -> Result<(), Revert> {
        for (asset, amount) in assets.iter().zip(amounts) {
            if amount.raw() > HALF_MAX {
                return Err(revert(IVault::BalanceOutOfRange {
                    token: asset.token,
                    balance: amount.raw(),
                }));
            }
        }
        for (key, pair) in layout::pair_keys().zip(amounts.chunks(2)) {
            let word = joined(
                pair.first().copied().unwrap_or(Amount::ZERO),
                pair.get(1).copied().unwrap_or(Amount::ZERO),
            );
            store(&key, &word);
        }
        Ok(())
    }
}

fn halves(word: B256) -> (Amount, Amount) {
    let [l0, l1, h0, h1] = word::number(&word.0).into_limbs();
    (
        Amount::new(U256::from_limbs([l0, l1, 0, 0])),
        Amount::new(U256::from_limbs([h0, h1, 0, 0])),
    )
}

/// Both amounts are at most [`HALF_MAX`].
pub(super) fn joined(low: Amount, high: Amount) -> B256 {
    let [l0, l1, ..] = low.raw().into_limbs();
    let [h0, h1, ..] = high.raw().into_limbs();
    word::of(U256::from_limbs([l0, l1, h0, h1])).into()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn prop_halves_inverts_joined(low: u128, high: u128) {
            let (low, high) = (Amount::new(U256::from(low)), Amount::new(U256::from(high)));
            prop_assert_eq!(halves(joined(low, high)), (low, high));
            prop_assert_eq!(joined(low, Amount::ZERO), B256::from(low.raw()));
        }
    }
}
