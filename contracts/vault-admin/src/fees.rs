//! What a vault pays for being managed, in shares.
//!
//! 1. Fees make shares, which dilute all holders alike; they never move an asset. The management fee streams into the
//!    supply (`kit::vault::Supply`); the performance fee is charged on what a share gained above its mark, at the oracle's
//!    prices, whenever anyone asks for it.
//! 2. Fee shares wait in the supply until anyone collects them for their recipients, who are told nothing: none of them can
//!    block a fee, a flow or another recipient.
//! 3. Other fees begin now: what has accrued is charged at the previous rates and collected for the previous recipients.
//! 4. The mark never falls, and a mark that is not there yet is set without a fee. Seeding afresh takes it away, since a
//!    share is then worth something else.

use alloy_primitives::{Address, U256};
use kit::abi::{Fees, IOracle, IVault};
use kit::dispatch::{overflow, revert};
use kit::event::emit;
use kit::vault::Supply;
use kit::{Revert, call, lock};
use rebalance_math::{
    Price, Shares, Value, Weight, performance_fee, share_price_floor, split_fee, values_floor,
};
use stylus_sdk::prelude::*;

use crate::Vault;
use crate::limits;

const WHOLE_BPS: u16 = 10_000;

impl Vault {
    pub(crate) fn set_fees(&mut self, new_fees: Fees) -> Result<(), Revert> {
        limits::check_fees(&new_fees)?;
        let previous_fees = self.fees();
        self.charge_performance(&previous_fees)?;
        self.collect(&previous_fees)?;
        let supply = self.supply_word();
        self.set_supply(Supply {
            management_bps: new_fees.managementBps,
            // A vault without a fee has the word that it would have without fees.
            accrued_at: if new_fees.managementBps == 0 {
                0
            } else {
                self.vm.block_timestamp()
            },
            ..supply
        })?;
        self.set_fee_words(&new_fees);
        if previous_fees.performanceBps == 0 {
            self.set_mark(Price::ZERO);
        }
        self.charge_performance(&new_fees)?;
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
        let fees = self.fees();
        let shares = self.charge_performance(&fees)?;
        lock::release();
        Ok(shares)
    }

    /// Gives the unclaimed shares to the recipients.
    fn collect(&mut self, fees: &Fees) -> Result<U256, Revert> {
        let supply = self.supply_word();
        let unclaimed = supply.unclaimed;
        self.set_supply(Supply {
            unclaimed: U256::ZERO,
            ..supply
        })?;
        if unclaimed.is_zero() {
            return Ok(unclaimed);
        }
        let protocol = Weight::from_bps(fees.protocolBps);
        let manager = Weight::from_bps(WHOLE_BPS.saturating_sub(fees.protocolBps));
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

    /// Charges what a share gained above its mark; without a performance fee or a share there is nothing to charge.
    fn charge_performance(&mut self, fees: &Fees) -> Result<U256, Revert> {
        let supply = self.supply();
        if fees.performanceBps == 0 || supply.is_zero() {
            return Ok(U256::ZERO);
        }
        let nav = self.nav()?;
        let previous = self.mark();
        let (shares, mark) = if previous.is_zero() {
            let price = share_price_floor(nav, supply).map_err(overflow)?;
            (Shares::ZERO, price)
        } else {
            let rate = Weight::from_bps(fees.performanceBps);
            let fee = performance_fee(nav, supply, previous, rate).map_err(overflow)?;
            (fee.shares, fee.mark)
        };
        let word = self.supply_word();
        self.set_supply(word.with_unclaimed(shares))?;
        self.set_mark(mark);
        emit(
            &self.vm,
            &IVault::PerformanceAccrued {
                shares: shares.raw(),
                previousMarkE36: previous.raw(),
                newMarkE36: mark.raw(),
            },
        );
        Ok(shares.raw())
    }

    /// What the vault accounts for, at the oracle's prices.
    fn nav(&self) -> Result<Value, Revert> {
        let constitution = self.constitution()?;
        let read = IOracle::readCall {
            feeds: constitution
                .assets
                .iter()
                .map(|asset| asset.feed.clone())
                .collect(),
            sequencer: constitution.sequencer,
        };
        let program = constitution.suite.oracle;
        let prices = call::view(&self.vm, program, &read)?;
        let amounts = self.amounts();
        if prices.len() != amounts.len() {
            return Err(revert(IVault::ProgramCallFailed { program }));
        }
        let prices: Vec<_> = prices.into_iter().map(Price::new).collect();
        let mut values = vec![Value::ZERO; amounts.len()];
        values_floor(&amounts, &prices, &mut values).map_err(overflow)
    }
}
