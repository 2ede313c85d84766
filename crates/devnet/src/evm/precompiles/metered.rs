//! ArbOS state at the prices that a precompile's caller pays for it: 800 gas a read, 20,000 a write, 5,000 to write zero.

use alloy_primitives::{Address, B256, U256, keccak256};
use revm::Database;

use super::{Call, Stop};
use crate::evm::arbos::{AddressSet, Map};
use crate::evm::setting::Setting;
use crate::program::costs::activation_gas::{READ_SLOT, WRITE_SLOT};

const CLEAR_SLOT: u64 = 5_000;
const HASH_GAS: u64 = 30;
const HASH_WORD_GAS: u64 = 6;
/// Sets are listed up to this size.
const MEMBERS_SHOWN: usize = 65_536;

impl<DB: Database> Call<'_, DB> {
    pub(super) fn read(&mut self, setting: Setting) -> Result<U256, Stop> {
        self.burn(READ_SLOT)?;
        self.arbos().setting(setting).map_err(Stop::state)
    }

    pub(super) fn read_u64(&mut self, setting: Setting) -> Result<u64, Stop> {
        self.read(setting).map(|value| value.saturating_to())
    }

    pub(super) fn read_address(&mut self, setting: Setting) -> Result<Address, Stop> {
        self.read(setting)
            .map(|word| Address::from_word(word.into()))
    }

    pub(super) fn write(&mut self, setting: Setting, value: U256) -> Result<(), Stop> {
        self.burn(write_gas(value))?;
        self.arbos()
            .set_setting(setting, value)
            .map_err(Stop::state)
    }

    /// Counts a setting up by one and returns the new value.
    pub(super) fn increment(&mut self, setting: Setting) -> Result<u64, Stop> {
        let next = self.read_u64(setting)?.saturating_add(1);
        self.write(setting, U256::from(next))?;
        Ok(next)
    }

    pub(super) fn look_up(&mut self, map: Map, key: &[u8]) -> Result<U256, Stop> {
        self.burn(READ_SLOT)?;
        self.arbos().map(map, key).map_err(Stop::state)
    }

    pub(super) fn put(&mut self, map: Map, key: &[u8], value: U256) -> Result<(), Stop> {
        self.burn(write_gas(value))?;
        self.arbos().set_map(map, key, value).map_err(Stop::state)
    }

    pub(super) fn is_member(&mut self, set: AddressSet, account: Address) -> Result<bool, Stop> {
        self.burn(READ_SLOT)?;
        self.arbos().contains(set, account).map_err(Stop::state)
    }

    /// All members, at the price of the size and of each.
    pub(super) fn members(&mut self, set: AddressSet) -> Result<Vec<Address>, Stop> {
        let mut members = self.arbos().members(set).map_err(Stop::state)?;
        members.truncate(MEMBERS_SHOWN);
        for _ in 0..=members.len() {
            self.burn(READ_SLOT)?;
        }
        Ok(members)
    }

    /// Adds a member: who is one already costs a read, a new one two more and three writes.
    pub(super) fn add_member(&mut self, set: AddressSet, account: Address) -> Result<(), Stop> {
        if self.is_member(set, account)? {
            return Ok(());
        }
        self.burn(2 * READ_SLOT + 3 * WRITE_SLOT)?;
        self.arbos().add(set, account).map_err(Stop::state)
    }

    /// Removes a member; there must be one.
    pub(super) fn remove_member(&mut self, set: AddressSet, account: Address) -> Result<(), Stop> {
        if !self.is_member(set, account)? {
            return Err(Stop::Refused);
        }
        self.arbos().remove(set, account).map_err(Stop::state)
    }

    pub(super) fn keccak(&mut self, bytes: &[u8]) -> Result<B256, Stop> {
        let words = u64::try_from(bytes.len().div_ceil(32)).unwrap_or(u64::MAX);
        self.burn(HASH_GAS.saturating_add(words.saturating_mul(HASH_WORD_GAS)))?;
        Ok(keccak256(bytes))
    }
}

fn write_gas(value: U256) -> u64 {
    if value.is_zero() {
        CLEAR_SLOT
    } else {
        WRITE_SLOT
    }
}
