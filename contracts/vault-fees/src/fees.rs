//! What a vault pays for being managed, in shares.
//!
//! 1. Fees make shares, which dilute all holders alike; they never move an asset. The management fee streams into the
//!    supply, the performance fee is due on what a share gained above its mark (`kit::vault`).
//! 2. Fee shares wait in the supply until anyone collects them for their recipients, who are told nothing: none of them can
//!    block a fee, a flow or another recipient. What cannot be divided is the manager's.
//! 3. Other fees begin now: what is due is charged at the previous rates, and collected for the previous recipients.
//! 4. A performance fee that begins counts from the price of that moment, or from a mark that was higher: ending and
//!    beginning it again never lowers the mark. Seeding an empty vault takes the mark away, since a share is then worth
//!    something else.
//! 5. While paused nothing is charged on prices, so no performance fee begins, ends or changes either.

use alloy_primitives::{Address, U256};
use alloy_sol_types::SolCall;
use kit::abi::IVaultFees::applyFeesCall;
use kit::abi::{Fees, IVault};
use kit::dispatch::{overflow, revert};
use kit::event::emit;
use kit::vault::{Answers, low_floor};
use kit::{Revert, lock};
use rebalance_math::portfolio::{PerformanceFee, split_fee};
use rebalance_math::{MathError, Shares, Value, Weight, value_floor};

use crate::Vault;
use crate::limits;

const BPS_ONE: u16 = 10_000;

impl Vault {
    /// Called by the room that executes settings, which has the lock and has granted this very call.
    pub(crate) fn apply_fees(&mut self, new_fees: Fees, calldata: &[u8]) -> Result<(), Revert> {
        if !lock::is_granted(calldata) {
            return Err(revert(IVault::TimelockSkipped {
                selector: applyFeesCall::SELECTOR.into(),
            }));
        }
        limits::check_fees(&new_fees)?;
        let previous_fees = self.fees();
        self.charge()?;
        self.collect(&previous_fees)?;
        if previous_fees.performanceBps == 0 && new_fees.performanceBps != 0 {
            // At a rate of zero: nothing is due of what a share gained before.
            self.charge_at(Weight::ZERO)?;
        }
        self.set_fees(&new_fees);
        emit(
            &self.vm,
            &IVault::FeesSet {
                previousFees: previous_fees,
                newFees: new_fees,
            },
        );
        Ok(())
    }

    pub(crate) fn collect_fees(&mut self) -> Result<U256, Revert> {
        lock::check_free()?;
        let fees = self.fees();
        self.collect(&fees)
    }

    pub(crate) fn accrue_performance(&mut self) -> Result<U256, Revert> {
        lock::take()?;
        let shares = self.charge()?;
        lock::release();
        Ok(shares)
    }

    /// What would be charged now, whether or not the vault is paused.
    pub(crate) fn would_charge(&self) -> Result<U256, Revert> {
        let rate = self.performance_rate();
        if rate.is_zero() {
            return Ok(U256::ZERO);
        }
        let due = self.due_at(rate)?;
        Ok(due.map_or(U256::ZERO, |due| due.shares.raw()))
    }

    /// Charges what is due; nothing in a vault without a performance fee.
    fn charge(&mut self) -> Result<U256, Revert> {
        let rate = self.performance_rate();
        if rate.is_zero() {
            Ok(U256::ZERO)
        } else {
            self.charge_at(rate)
        }
    }

    /// Charges at a rate.
    fn charge_at(&mut self, rate: Weight) -> Result<U256, Revert> {
        self.check_running()?;
        let due = self.due_at(rate)?;
        Ok(due.map_or(U256::ZERO, |due| self.charge_performance(&due).raw()))
    }

    /// Shares that nobody has gain nothing, and have no price that a mark could be.
    fn due_at(&self, rate: Weight) -> Result<Option<PerformanceFee>, Revert> {
        if self.supply().is_zero() {
            return Ok(None);
        }
        let nav_low = self.nav_low()?;
        self.performance_due(nav_low, rate)
            .map(Some)
            .map_err(overflow)
    }

    /// What the vault accounts for, at the low end of the oracle's band.
    fn nav_low(&self) -> Result<Value, Revert> {
        let constitution = self.constitution()?;
        let prices = self.ask_oracle(&constitution, Answers::Fresh)?;
        let low = || -> Result<Value, MathError> {
            let mut low = Value::ZERO;
            for ((asset, held), price) in constitution.assets.iter().zip(self.amounts()).zip(prices)
            {
                let value = value_floor(held, price)?;
                low = low.checked_add(low_floor(value, asset.errorBps)?)?;
            }
            Ok(low)
        };
        low().map_err(overflow)
    }

    /// Gives the unclaimed shares to the recipients.
    fn collect(&mut self, fees: &Fees) -> Result<U256, Revert> {
        let supply = self.supply_word();
        let unclaimed = supply.unclaimed();
        if unclaimed.is_zero() {
            return Ok(unclaimed);
        }
        // Out of the supply, and in again with whoever gets them.
        self.set_supply(supply.collected().burnt(unclaimed));
        let protocol = Weight::from_bps(fees.protocolBps);
        let manager = Weight::from_bps(BPS_ONE.saturating_sub(fees.protocolBps));
        let mut split = [Shares::ZERO; 2];
        split_fee(Shares::new(unclaimed), &[manager, protocol], &mut split).map_err(overflow)?;
        let [to_manager, to_protocol] = split.map(Shares::raw);
        self.give(fees.manager, to_manager)?;
        self.give(fees.protocol, to_protocol)?;
        emit(
            &self.vm,
            &IVault::FeesCollected {
                manager: fees.manager,
                protocol: fees.protocol,
                managerShares: to_manager,
                protocolShares: to_protocol,
            },
        );
        Ok(unclaimed)
    }

    fn give(&mut self, recipient: Address, shares: U256) -> Result<(), Revert> {
        if shares.is_zero() {
            Ok(())
        } else {
            self.mint(recipient, shares)
        }
    }
}
