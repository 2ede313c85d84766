//! The world state: who has what, in a form that is free to copy.
//!
//! [`State`] is a persistent map of accounts ([`World`]) with Merkle tries kept in step ([`Commitment`]). A clone is a few
//! pointer copies, so every block keeps its own, a snapshot is one assignment, and a call runs on a copy that no writer
//! can change under it.

mod commitment;
mod digest;
mod overrides;
mod proof;
mod trie;
mod world;

use alloy_primitives::{Address, B256, U256};
use alloy_rpc_types::state::StateOverride;
use revm::state::{AccountInfo, Bytecode, EvmState};

pub(crate) use commitment::Commitment;
pub(crate) use overrides::OverrideError;
pub(crate) use world::{Account, World};

use crate::evm::GenesisAccount;

/// Accounts and their tries, always in step.
#[derive(Clone, Debug, Default)]
pub(crate) struct State {
    world: World,
    commitment: Commitment,
}

impl State {
    /// The state that holds exactly `accounts`.
    pub(crate) fn from_genesis(accounts: impl IntoIterator<Item = GenesisAccount>) -> Self {
        let mut state = Self::default();
        state.overlay(accounts);
        state
    }

    /// Puts `accounts` in place of what is at their addresses.
    pub(crate) fn overlay(&mut self, accounts: impl IntoIterator<Item = GenesisAccount>) {
        for account in accounts {
            self.edit(account.address, |world| {
                world.clear_storage(account.address);
                world.set_info(account.address, account.info);
                for (slot, value) in account.storage {
                    world.set_slot(account.address, slot, value);
                }
                world::Slots::All
            });
        }
    }

    /// This state with `overrides` in place.
    ///
    /// # Errors
    /// [`OverrideError`] if an override contradicts itself.
    pub(crate) fn overridden(&self, overrides: StateOverride) -> Result<Self, OverrideError> {
        let touched: Vec<_> = overrides
            .keys()
            .map(|address| world::Touched {
                address: *address,
                slots: world::Slots::All,
            })
            .collect();
        let mut next = self.clone();
        next.world = next.world.overridden(overrides)?;
        next.commitment.update(&next.world, &touched);
        Ok(next)
    }

    /// The accounts.
    pub(crate) fn world(&self) -> &World {
        &self.world
    }

    /// Applies what a transaction changed.
    pub(crate) fn commit(&mut self, changes: EvmState) {
        let touched = self.world.apply(changes);
        self.commitment.update(&self.world, &touched);
    }

    /// The Merkle root, as a block header carries it.
    pub(crate) fn root(&self) -> B256 {
        self.commitment.root()
    }

    /// Sets the balance of `address`.
    pub(crate) fn set_balance(&mut self, address: Address, balance: U256) {
        self.edit_info(address, |info| info.balance = balance);
    }

    /// Sets the nonce of `address`.
    pub(crate) fn set_nonce(&mut self, address: Address, nonce: u64) {
        self.edit_info(address, |info| info.nonce = nonce);
    }

    /// Sets the code of `address`.
    pub(crate) fn set_code(&mut self, address: Address, code: Bytecode) {
        self.edit_info(address, |info| {
            info.code_hash = code.hash_slow();
            info.code = Some(code);
        });
    }

    /// Sets one storage slot of `address`.
    pub(crate) fn set_slot(&mut self, address: Address, slot: U256, value: U256) {
        self.edit(address, |world| {
            world.set_slot(address, slot, value);
            world::Slots::These(vec![slot])
        });
    }

    fn edit_info(&mut self, address: Address, change: impl FnOnce(&mut AccountInfo)) {
        self.edit(address, |world| {
            let mut info = world.info(address);
            change(&mut info);
            world.set_info(address, info);
            world::Slots::These(Vec::new())
        });
    }

    fn edit(&mut self, address: Address, change: impl FnOnce(&mut World) -> world::Slots) {
        let slots = change(&mut self.world);
        let touched = [world::Touched { address, slots }];
        self.commitment.update(&self.world, &touched);
    }
}
