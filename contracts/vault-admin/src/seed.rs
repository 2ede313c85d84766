//! The first shares: a fixed number of them for an amount of every asset, only while there are none.
//!
//! A seed starts the accounts afresh. What the virtual shares kept back from the last redeemer stays in the vault
//! unaccounted for, so no seeder can redeem it.

use alloy_primitives::{Address, U256, uint};
use kit::abi::IVault;
use kit::dispatch::revert;
use kit::event::emit;
use kit::policy::Constitution;
use kit::vault::check_length;
use kit::{Revert, lock};
use rebalance_math::{Amount, Price};
use stylus_sdk::prelude::*;

use crate::Vault;

/// Every seed mints a thousand shares: the share price is then set by the amounts alone, and a billion times the
/// virtual shares keep rounding far below one base unit of value.
const SEED_SHARES: U256 = uint!(1_000_000_000_000_000_000_000_U256);

impl Vault {
    pub(crate) fn seed(&mut self, amounts: &[U256], receiver: Address) -> Result<U256, Revert> {
        lock::take()?;
        let owner = self.check_owner()?;
        self.check_running()?;
        let constitution = self.constitution()?;
        // A share is worth something else from here on: what it was worth before is no mark for it.
        self.set_mark(Price::ZERO);
        let shares = self.seed_from(&constitution, owner, amounts, receiver)?;
        lock::release();
        Ok(shares)
    }

    /// Seeds from the allowance of `payer`, with the lock taken.
    pub(crate) fn seed_from(
        &mut self,
        constitution: &Constitution,
        payer: Address,
        amounts: &[U256],
        receiver: Address,
    ) -> Result<U256, Revert> {
        let supply = self.stored_supply();
        if !supply.total().is_zero() {
            return Err(revert(IVault::SupplyNotZero {
                supply: supply.total().raw(),
            }));
        }
        check_length(amounts, &constitution.assets)?;
        for (asset, amount) in constitution.assets.iter().zip(amounts) {
            // Of a retired asset there is nothing to begin with.
            if amount.is_zero() && !asset.targetWad.is_zero() {
                return Err(revert(IVault::AmountZero { token: asset.token }));
            }
        }
        self.pull_all(&constitution.assets, payer, amounts)?;
        let held: Vec<_> = amounts.iter().copied().map(Amount::new).collect();
        self.set_amounts(&constitution.assets, &held)?;
        // The time without shares costs nothing.
        let supply = supply.restarted(self.vm.block_timestamp());
        self.mint_onto(supply, receiver, SEED_SHARES)?;
        emit(
            &self.vm,
            &IVault::Seeded {
                receiver,
                shares: SEED_SHARES,
                amounts: amounts.to_vec(),
            },
        );
        Ok(SEED_SHARES)
    }
}
