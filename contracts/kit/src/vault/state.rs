//! Reading and writing the words of the acting vault.
//!
//! The host caches words per frame and writes nothing back before the entrypoint ends, in success; see `kit::storage`.

use alloy_primitives::{Address, B256, U256};
use stylus_sdk::prelude::*;

use super::holding::Holding;
use super::hot::Hot;
use super::layout;
use crate::abi::{IVault, Suite};
use crate::codec::word;
use crate::dispatch::revert;
use crate::policy::{self, Constitution};
use crate::storage::{load, store};
use crate::{Revert, VM, account};

/// A vault's storage, by way of the host.
pub struct State {
    /// The host.
    pub vm: VM,
}

impl State {
    /// The acting account's.
    #[must_use]
    pub const fn new(vm: VM) -> Self {
        Self { vm }
    }

    /// The word that every flow reads.
    #[must_use]
    pub fn hot(&self) -> Hot {
        Hot::from_word(load(&layout::HOT))
    }

    /// Writes the word that every flow reads.
    pub fn set_hot(&mut self, hot: Hot) {
        store(&layout::HOT, &hot.to_word());
    }

    /// What was fixed at birth.
    ///
    /// # Errors
    /// `NotInitialized`.
    pub fn constitution(&self) -> Result<Constitution, Revert> {
        // Only `initialize` sets the address, to code that `policy::encode` wrote.
        policy::decode(&account::code_up_to(
            self.constitution_address()?,
            policy::CODE_BYTES_MAX,
        ))
        .ok_or_else(unborn)
    }

    /// The programs alone: the first words of the constitution.
    ///
    /// # Errors
    /// `NotInitialized`.
    pub fn suite(&self) -> Result<Suite, Revert> {
        policy::decode_suite(&account::code_up_to(
            self.constitution_address()?,
            policy::SUITE_BYTES,
        ))
        .ok_or_else(unborn)
    }

    /// What the shares are called.
    ///
    /// # Errors
    /// `NotInitialized`.
    pub fn name(&self) -> Result<String, Revert> {
        // Only `Title::new` made it.
        self.constitution()?.title.name().ok_or_else(unborn)
    }

    /// Passes on an initialised vault.
    ///
    /// # Errors
    /// `NotInitialized`.
    pub fn check_born(&self) -> Result<(), Revert> {
        if self.hot().constitution == 0 {
            Err(unborn())
        } else {
            Ok(())
        }
    }

    fn constitution_address(&self) -> Result<Address, Revert> {
        self.check_born()?;
        let number = self.hot().constitution;
        Ok(account::created_by(self.vm.contract_address(), number))
    }

    /// Who may pause and seed.
    #[must_use]
    pub fn owner(&self) -> Address {
        word::address(&load(&layout::OWNER).0)
    }

    /// Writes the owner.
    pub fn set_owner(&mut self, owner: Address) {
        store(&layout::OWNER, &word::of_address(owner).into());
    }

    /// Who was offered the ownership.
    #[must_use]
    pub fn pending_owner(&self) -> Address {
        word::address(&load(&layout::PENDING_OWNER).0)
    }

    /// Writes who is offered the ownership.
    pub fn set_pending_owner(&mut self, owner: Address) {
        store(&layout::PENDING_OWNER, &word::of_address(owner).into());
    }

    /// Shares of an account.
    #[must_use]
    pub fn shares_of(&self, account: Address) -> U256 {
        self.holding(account).balance
    }

    /// Shares of an account, and those of them that are held back.
    #[must_use]
    pub fn holding(&self, account: Address) -> Holding {
        Holding::from_word(load(&layout::shares_key(account)))
    }

    /// Writes the shares of an account.
    pub(super) fn set_holding(&mut self, account: Address, holding: Holding) {
        store(&layout::shares_key(account), &holding.to_word());
    }

    /// What `spender` may still spend of `owner`.
    #[must_use]
    pub fn allowance(&self, owner: Address, spender: Address) -> U256 {
        load_number(&layout::allowance_key(owner, spender))
    }

    /// How many permits of `owner` were used.
    #[must_use]
    pub fn nonce(&self, owner: Address) -> U256 {
        load_number(&layout::nonce_key(owner))
    }

    /// The nonce of a permit that is being used, which uses it up.
    pub fn use_nonce(&mut self, owner: Address) -> U256 {
        let nonce = self.nonce(owner);
        // Nobody can sign often enough for the last number.
        store_number(&layout::nonce_key(owner), nonce.saturating_add(U256::ONE));
        nonce
    }

    /// What is owed to `owner` of `token`.
    #[must_use]
    pub fn owed(&self, token: Address, owner: Address) -> U256 {
        load_number(&layout::claim_key(token, owner))
    }

    /// Writes what is owed to `owner` of `token`.
    pub(super) fn set_owed(&mut self, token: Address, owner: Address, amount: U256) {
        store_number(&layout::claim_key(token, owner), amount);
    }

    /// What is owed of `token` in all.
    #[must_use]
    pub fn owed_total(&self, token: Address) -> U256 {
        load_number(&layout::claim_sum_key(token))
    }

    /// Writes what is owed of `token` in all.
    pub(super) fn set_owed_total(&mut self, token: Address, amount: U256) {
        store_number(&layout::claim_sum_key(token), amount);
    }

    /// Writes an allowance.
    pub fn set_allowance(&mut self, owner: Address, spender: Address, value: U256) {
        store_number(&layout::allowance_key(owner, spender), value);
    }
}

/// There is no constitution.
#[cold]
pub fn unborn() -> Revert {
    revert(IVault::NotInitialized {})
}

fn load_number(key: &B256) -> U256 {
    word::number(&load(key).0)
}

fn store_number(key: &B256, number: U256) {
    store(key, &word::of(number).into());
}
