//! Where a vault keeps what can change, word by word.
//!
//! | slot | content, high bytes first |
//! |---|---|
//! | 0 | constitution 20, last rebalanced at 5, epoch 5, assets 1, flags 1 (bit 0: paused) |
//! | 1 | share supply |
//! | 2 | owner |
//! | 3 | pending owner |
//! | keccak(account, 4) | shares of an account |
//! | keccak(spender, keccak(owner, 5)) | allowance |
//! | 16 + k | accounted balances of assets 2k + 1 (high half) and 2k (low half), k < 16 |
//!
//! What never changes is in the code of the constitution (`kit::policy`), a contract that is created with the vault.
//! Keys are hashed as Solidity hashes the keys of mappings. The layout is part of the interface of every clone ever
//! made: it is never reordered.
//!
//! The host caches words per frame and writes nothing back before the entrypoint ends, in success; see `kit::storage`.

use alloy_primitives::{Address, B256, U256};
use kit::abi::{Asset, IVault};
use kit::codec::word;
use kit::dispatch::revert;
use kit::policy::{self, Constitution};
use kit::storage::{entry, load, slot, store};
use kit::{Revert, VM, account};
use rebalance_math::{Amount, Shares};

const HOT: B256 = slot(0);
const SUPPLY: B256 = slot(1);
const OWNER: B256 = slot(2);
const PENDING_OWNER: B256 = slot(3);
const SHARES: B256 = slot(4);
const ALLOWANCES: B256 = slot(5);
const BALANCES: u8 = 16;

const PAUSED: u8 = 1;

/// A balance is stored in half a word.
const HALF_MAX: U256 = U256::from_limbs([u64::MAX, u64::MAX, 0, 0]);

/// A vault's storage, by way of the host.
pub(crate) struct Vault {
    pub(crate) vm: VM,
}

/// The word that every flow reads.
#[derive(Clone, Copy)]
pub(crate) struct Hot {
    /// Zero until the vault is initialised.
    pub(crate) constitution: Address,
    pub(crate) last_rebalanced_at: u64,
    pub(crate) epoch: u64,
    pub(crate) asset_count: u8,
    pub(crate) is_paused: bool,
}

impl Vault {
    pub(crate) const fn new(vm: VM) -> Self {
        Self { vm }
    }

    pub(crate) fn hot(&self) -> Hot {
        Hot::from_word(load(&HOT))
    }

    pub(crate) fn set_hot(&mut self, hot: Hot) {
        store(&HOT, &hot.to_word());
    }

    /// What was fixed at birth.
    ///
    /// # Errors
    /// `NotInitialized`.
    pub(crate) fn constitution(&self) -> Result<Constitution, Revert> {
        let address = self.hot().constitution;
        if address.is_zero() {
            return Err(revert(IVault::NotInitialized {}));
        }
        // Only `initialize` sets the address, to code that `policy::encode` wrote.
        policy::decode(&account::code_up_to(address, policy::CODE_BYTES_MAX))
            .ok_or_else(|| revert(IVault::NotInitialized {}))
    }

    pub(crate) fn supply(&self) -> Shares {
        Shares::new(load_number(&SUPPLY))
    }

    pub(crate) fn set_supply(&mut self, supply: Shares) {
        store_number(&SUPPLY, supply.raw());
    }

    pub(crate) fn owner(&self) -> Address {
        word::address(&load(&OWNER).0)
    }

    pub(crate) fn set_owner(&mut self, owner: Address) {
        store(&OWNER, &word::of_address(owner).into());
    }

    pub(crate) fn pending_owner(&self) -> Address {
        word::address(&load(&PENDING_OWNER).0)
    }

    pub(crate) fn set_pending_owner(&mut self, owner: Address) {
        store(&PENDING_OWNER, &word::of_address(owner).into());
    }

    pub(crate) fn shares_of(&self, account: Address) -> U256 {
        load_number(&entry(&SHARES, &word::of_address(account).into()))
    }

    pub(crate) fn set_shares_of(&mut self, account: Address, shares: U256) {
        store_number(&entry(&SHARES, &word::of_address(account).into()), shares);
    }

    pub(crate) fn allowance(&self, owner: Address, spender: Address) -> U256 {
        load_number(&allowance_key(owner, spender))
    }

    pub(crate) fn set_allowance(&mut self, owner: Address, spender: Address, value: U256) {
        store_number(&allowance_key(owner, spender), value);
    }

    /// Accounted balances in the order of assets.
    pub(crate) fn amounts(&self) -> Vec<Amount> {
        let count = usize::from(self.hot().asset_count);
        let mut amounts = Vec::with_capacity(count.saturating_add(1));
        for key in BALANCES.. {
            if amounts.len() >= count {
                break;
            }
            let (low, high) = halves(load(&slot(key)));
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
    pub(crate) fn set_amounts(
        &mut self,
        assets: &[Asset],
        amounts: &[Amount],
    ) -> Result<(), Revert> {
        for (asset, amount) in assets.iter().zip(amounts) {
            if amount.raw() > HALF_MAX {
                return Err(revert(IVault::BalanceOutOfRange {
                    token: asset.token,
                    balance: amount.raw(),
                }));
            }
        }
        for (key, pair) in (BALANCES..).zip(amounts.chunks(2)) {
            let word = joined(
                pair.first().copied().unwrap_or_default(),
                pair.get(1).copied().unwrap_or_default(),
            );
            store(&slot(key), &word);
        }
        Ok(())
    }
}

impl Hot {
    fn from_word(word: B256) -> Self {
        let [
            constitution @ ..,
            t0,
            t1,
            t2,
            t3,
            t4,
            e0,
            e1,
            e2,
            e3,
            e4,
            asset_count,
            flags,
        ] = word.0;
        Self {
            constitution: Address::new(constitution),
            last_rebalanced_at: u64::from_be_bytes([0, 0, 0, t0, t1, t2, t3, t4]),
            epoch: u64::from_be_bytes([0, 0, 0, e0, e1, e2, e3, e4]),
            asset_count,
            is_paused: flags & PAUSED != 0,
        }
    }

    /// Five bytes hold timestamps for 34,000 years, and more rebalances than there are seconds in them.
    fn to_word(self) -> B256 {
        let [_, _, _, t0, t1, t2, t3, t4] = self.last_rebalanced_at.to_be_bytes();
        let [_, _, _, e0, e1, e2, e3, e4] = self.epoch.to_be_bytes();
        let flags = if self.is_paused { PAUSED } else { 0 };
        let mut word = [0; 32];
        if let Some(high) = word.first_chunk_mut() {
            *high = self.constitution.into_array();
        }
        if let Some(low) = word.last_chunk_mut() {
            *low = [
                t0,
                t1,
                t2,
                t3,
                t4,
                e0,
                e1,
                e2,
                e3,
                e4,
                self.asset_count,
                flags,
            ];
        }
        word.into()
    }
}

fn load_number(key: &B256) -> U256 {
    word::number(&load(key).0)
}

fn store_number(key: &B256, number: U256) {
    store(key, &word::of(number).into());
}

fn allowance_key(owner: Address, spender: Address) -> B256 {
    entry(
        &entry(&ALLOWANCES, &word::of_address(owner).into()),
        &word::of_address(spender).into(),
    )
}

fn halves(word: B256) -> (Amount, Amount) {
    let [l0, l1, h0, h1] = word::number(&word.0).into_limbs();
    (
        Amount::new(U256::from_limbs([l0, l1, 0, 0])),
        Amount::new(U256::from_limbs([h0, h1, 0, 0])),
    )
}

/// Both amounts are at most [`HALF_MAX`].
fn joined(low: Amount, high: Amount) -> B256 {
    let [l0, l1, ..] = low.raw().into_limbs();
    let [h0, h1, ..] = high.raw().into_limbs();
    word::of(U256::from_limbs([l0, l1, h0, h1])).into()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn to_word_has_the_documented_layout() {
        let hot = Hot {
            constitution: Address::repeat_byte(0xcc),
            last_rebalanced_at: 0x01_0203_0405,
            epoch: 0x0a_0b0c_0d0e,
            asset_count: 32,
            is_paused: true,
        };
        let mut expected = [0xcc; 32];
        expected[20..].copy_from_slice(&[1, 2, 3, 4, 5, 0x0a, 0x0b, 0x0c, 0x0d, 0x0e, 32, 1]);
        assert_eq!(hot.to_word().0, expected);
    }

    proptest! {
        #[test]
        fn prop_from_word_inverts_to_word(constitution: [u8; 20], last in 0..1_u64 << 40, epoch in 0..1_u64 << 40, asset_count: u8, is_paused: bool) {
            let hot = Hot { constitution: constitution.into(), last_rebalanced_at: last, epoch, asset_count, is_paused };
            let read = Hot::from_word(hot.to_word());
            prop_assert_eq!(read.constitution, hot.constitution);
            prop_assert_eq!(read.last_rebalanced_at, last);
            prop_assert_eq!(read.epoch, epoch);
            prop_assert_eq!(read.asset_count, asset_count);
            prop_assert_eq!(read.is_paused, is_paused);
        }

        #[test]
        fn prop_halves_inverts_joined(low: u128, high: u128) {
            let (low, high) = (Amount::new(U256::from(low)), Amount::new(U256::from(high)));
            prop_assert_eq!(halves(joined(low, high)), (low, high));
            prop_assert_eq!(joined(low, Amount::ZERO), B256::from(low.raw()));
        }
    }
}
