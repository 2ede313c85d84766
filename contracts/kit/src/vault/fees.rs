//! Who gets the fees of a vault, and what a share gained since it was last charged for it.
//!
//! The management fee streams into the supply (`supply`). The performance fee needs prices, so it accrues where there are
//! some: in every priced flow and its preview, before anything is computed, and whenever anyone asks for it. What is due
//! twice at one moment is due once, so asking just before a priced flow changes nothing. In kind nobody asks for prices:
//! there a fee is due from whoever still holds when it accrues.
//!
//! 1. Nothing is due unless a share, at the low end of NAV, is worth more than the mark; at most the rate times the gain.
//! 2. The mark never falls. Where there is none, it begins at the price and nothing is due.
//! 3. Fees are shares: they dilute all holders alike and move no asset.

use alloy_primitives::{Address, B256, U256};
use rebalance_math::portfolio::{PerformanceFee, performance_fee};
use rebalance_math::{MathError, Price, Shares, Value, Weight, mul_div_floor};
use stylus_sdk::prelude::*;

use super::State;
use super::layout;
use crate::abi::{Fees, IVault};
use crate::codec::word;
use crate::event::emit;
use crate::storage::{load, store};

const BPS_ONE: u16 = 10_000;

/// The low end of what a value may really be, given the error of the feed that it was found with.
///
/// # Rounding
/// Down.
///
/// # Errors
/// None for a value within range: the result is not above it.
pub fn low_floor(value: Value, error_bps: u16) -> Result<Value, MathError> {
    let sure = BPS_ONE.saturating_sub(error_bps);
    mul_div_floor(value.raw(), U256::from(sure), U256::from(BPS_ONE)).map(Value::new)
}

impl State {
    /// The fees.
    #[must_use]
    pub fn fees(&self) -> Fees {
        Fees {
            managementBps: narrow(self.stored_supply().management_bps()),
            protocol: word::address(&load(&layout::PROTOCOL).0),
            ..from_word(load(&layout::FEES))
        }
    }

    /// Writes the fees, from which on the management fee accrues anew: what has accrued is in the word of the supply.
    pub fn set_fees(&mut self, fees: &Fees) {
        store(&layout::FEES, &to_word(fees));
        store(&layout::PROTOCOL, &word::of_address(fees.protocol).into());
        let supply = self.supply_word();
        self.set_supply(supply.with_rates(
            fees.managementBps,
            fees.performanceBps != 0,
            self.vm.block_timestamp(),
        ));
    }

    /// The price per share above which a performance fee is due; zero where there is none yet.
    #[must_use]
    pub fn mark(&self) -> Price {
        Price::new(word::number(&load(&layout::MARK).0))
    }

    /// Writes the mark.
    pub fn set_mark(&mut self, mark: Price) {
        store(&layout::MARK, &word::of(mark.raw()).into());
    }

    /// The rate of the performance fee. Only the supply is read where there is none.
    #[must_use]
    pub fn performance_rate(&self) -> Weight {
        if self.stored_supply().has_performance() {
            Weight::from_bps(from_word(load(&layout::FEES)).performanceBps)
        } else {
            Weight::ZERO
        }
    }

    /// What is due at a rate, and the mark afterwards. At a rate of zero the mark rises to the price and nothing is due.
    ///
    /// # Errors
    /// `Overflow`.
    pub fn performance_due(
        &self,
        nav_low: Value,
        rate: Weight,
    ) -> Result<PerformanceFee, MathError> {
        let mark = self.mark();
        let rate = if mark.is_zero() { Weight::ZERO } else { rate };
        performance_fee(nav_low, self.supply(), mark, rate)
    }

    /// Makes what is due unclaimed shares, as far as they fit, and moves the mark. Returns the shares.
    pub fn charge_performance(&mut self, due: &PerformanceFee) -> Shares {
        let previous = self.mark();
        // A share that gained leaves a higher mark.
        if due.mark == previous {
            return Shares::ZERO;
        }
        self.set_mark(due.mark);
        let before = self.supply_word();
        let after = before.with_fee(due.shares.raw());
        self.set_supply(after);
        let shares = after.unclaimed().saturating_sub(before.unclaimed());
        emit(
            &self.vm,
            &IVault::PerformanceAccrued {
                shares,
                previousMarkE36: previous.raw(),
                newMarkE36: due.mark.raw(),
            },
        );
        Shares::new(shares)
    }
}

const fn narrow(bps: u64) -> u16 {
    let [.., high, low] = bps.to_be_bytes();
    u16::from_be_bytes([high, low])
}

fn from_word(word: B256) -> Fees {
    let [manager @ .., _, _, _, _, _, _, _, _, p0, p1, c0, c1] = word.0;
    Fees {
        managementBps: 0,
        performanceBps: u16::from_be_bytes([p0, p1]),
        protocolBps: u16::from_be_bytes([c0, c1]),
        manager: Address::new(manager),
        protocol: Address::ZERO,
    }
}

pub(super) fn to_word(fees: &Fees) -> B256 {
    let [p0, p1] = fees.performanceBps.to_be_bytes();
    let [c0, c1] = fees.protocolBps.to_be_bytes();
    let mut word = B256::ZERO;
    if let Some(high) = word.0.first_chunk_mut() {
        *high = fees.manager.into_array();
    }
    if let Some(low) = word.0.last_chunk_mut() {
        *low = [p0, p1, c0, c1];
    }
    word
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn low_floor_takes_the_error_off_and_rounds_down() {
        let low = |value: u64, error| low_floor(Value::new(U256::from(value)), error).unwrap();
        assert_eq!(low(10_000, 25), Value::new(U256::from(9_975)));
        assert_eq!(low(399, 25), Value::new(U256::from(398)));
        assert_eq!(low(10_000, 0), Value::new(U256::from(10_000)));
        assert_eq!(low(10_000, u16::MAX), Value::ZERO);
    }

    proptest! {
        #[test]
        fn prop_from_word_inverts_to_word(manager: [u8; 20], performance: u16, part: u16) {
            let fees = Fees {
                managementBps: 0,
                performanceBps: performance,
                protocolBps: part,
                manager: manager.into(),
                protocol: Address::ZERO,
            };
            prop_assert_eq!(from_word(to_word(&fees)), fees);
        }
    }
}
