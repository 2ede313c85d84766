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
//! The host caches words per frame and writes nothing back before the entrypoint ends, in success; see `kit::call`.

use alloy_primitives::{Address, B256, U256};
use kit::abi::{Asset, IVault};
use kit::dispatch::revert;
use kit::policy::{self, Constitution};
use kit::{Revert, VM, account};
use rebalance_math::{Amount, Shares};
use stylus_sdk::prelude::*;

const HOT: u64 = 0;
const SUPPLY: u64 = 1;
const OWNER: u64 = 2;
const PENDING_OWNER: u64 = 3;
const SHARES: u64 = 4;
const ALLOWANCES: u64 = 5;
const BALANCES: u64 = 16;

const PAUSED: u8 = 1;

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
        Hot::from_word(self.load(word(HOT)))
    }

    pub(crate) fn set_hot(&mut self, hot: Hot) {
        self.store(word(HOT), hot.to_word());
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
        Shares::new(self.load(word(SUPPLY)).into())
    }

    pub(crate) fn set_supply(&mut self, supply: Shares) {
        self.store(word(SUPPLY), supply.raw().into());
    }

    pub(crate) fn owner(&self) -> Address {
        Address::from_word(self.load(word(OWNER)))
    }

    pub(crate) fn set_owner(&mut self, owner: Address) {
        self.store(word(OWNER), owner.into_word());
    }

    pub(crate) fn pending_owner(&self) -> Address {
        Address::from_word(self.load(word(PENDING_OWNER)))
    }

    pub(crate) fn set_pending_owner(&mut self, owner: Address) {
        self.store(word(PENDING_OWNER), owner.into_word());
    }

    pub(crate) fn shares_of(&self, account: Address) -> U256 {
        self.load(self.key(account, word(SHARES))).into()
    }

    pub(crate) fn set_shares_of(&mut self, account: Address, shares: U256) {
        self.store(self.key(account, word(SHARES)), shares.into());
    }

    pub(crate) fn allowance(&self, owner: Address, spender: Address) -> U256 {
        self.load(self.key(spender, self.key(owner, word(ALLOWANCES)))).into()
    }

    pub(crate) fn set_allowance(&mut self, owner: Address, spender: Address, value: U256) {
        self.store(self.key(spender, self.key(owner, word(ALLOWANCES))), value.into());
    }

    /// Accounted balances in the order of assets.
    pub(crate) fn amounts(&self) -> Vec<Amount> {
        let count = usize::from(self.hot().asset_count);
        let mut amounts = Vec::with_capacity(count.saturating_add(1));
        for slot in BALANCES.. {
            if amounts.len() >= count {
                break;
            }
            let (low, high) = halves(self.load(word(slot)));
            amounts.extend([amount(low), amount(high)]);
        }
        amounts.truncate(count);
        amounts
    }

    /// Commits the balances of all `assets`. Words that do not change cost nothing: the cache knows what they were.
    ///
    /// # Errors
    /// `BalanceOutOfRange` for an amount above 128 bits.
    pub(crate) fn set_amounts(&mut self, assets: &[Asset], amounts: &[Amount]) -> Result<(), Revert> {
        let mut halves = assets.iter().zip(amounts).map(|(asset, amount)| narrow(asset.token, *amount));
        for slot in BALANCES.. {
            let Some(low) = halves.next() else { break };
            let high = halves.next().unwrap_or(Ok(0));
            self.store(word(slot), joined(low?, high?));
        }
        Ok(())
    }

    fn load(&self, key: B256) -> B256 {
        self.vm.storage_load_bytes32(key.into())
    }

    fn store(&mut self, key: B256, value: B256) {
        // SAFETY: the SDK marks this unsafe because a stored word may alias one of its storage objects; we have none,
        // and the layout above gives every word one owner.
        unsafe { self.vm.storage_cache_bytes32(key.into(), value) };
    }

    fn key(&self, key: Address, map: B256) -> B256 {
        let mut preimage = [0; 64];
        let (left, right) = preimage.split_at_mut(32);
        left.copy_from_slice(key.into_word().as_slice());
        right.copy_from_slice(map.as_slice());
        self.vm.native_keccak256(&preimage)
    }
}

impl Hot {
    fn from_word(word: B256) -> Self {
        let [constitution @ .., t0, t1, t2, t3, t4, e0, e1, e2, e3, e4, asset_count, flags] = word.0;
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
        let [_, _, _, last_rebalanced_at @ ..] = self.last_rebalanced_at.to_be_bytes();
        let [_, _, _, epoch @ ..] = self.epoch.to_be_bytes();
        let mut word = [0; 32];
        word[..20].copy_from_slice(self.constitution.as_slice());
        word[20..25].copy_from_slice(&last_rebalanced_at);
        word[25..30].copy_from_slice(&epoch);
        word[30] = self.asset_count;
        word[31] = if self.is_paused { PAUSED } else { 0 };
        word.into()
    }
}

fn word(value: u64) -> B256 {
    U256::from(value).into()
}

fn amount(half: u128) -> Amount {
    Amount::new(U256::from(half))
}

fn narrow(token: Address, amount: Amount) -> Result<u128, Revert> {
    u128::try_from(amount.raw()).map_err(|_| revert(IVault::BalanceOutOfRange { token, balance: amount.raw() }))
}

fn halves(word: B256) -> (u128, u128) {
    let [l0, l1, h0, h1] = U256::from_be_bytes(word.0).into_limbs().map(u128::from);
    (l1 << 64 | l0, h1 << 64 | h0)
}

fn joined(low: u128, high: u128) -> B256 {
    let mut word = [0; 32];
    word[..16].copy_from_slice(&high.to_be_bytes());
    word[16..].copy_from_slice(&low.to_be_bytes());
    word.into()
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
            prop_assert_eq!(halves(joined(low, high)), (low, high));
            prop_assert_eq!(joined(low, 0), B256::from(U256::from(low)));
        }
    }
}
