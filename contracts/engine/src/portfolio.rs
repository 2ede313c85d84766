//! A snapshot with units, valued: what every question is asked about.

use alloy_primitives::U256;
use kit::abi::{Snapshot, Trade};
use rebalance_math::portfolio::drift_away;
use rebalance_math::{self as math, Amount, MathError, Price, Value, Weight};

/// One portfolio at one moment.
pub(crate) struct Portfolio {
    amounts: Vec<Amount>,
    prices: Vec<Price>,
    pub(crate) targets: Vec<Weight>,
    values: Vec<Value>,
    pub(crate) nav: Value,
}

impl Portfolio {
    /// Values a snapshot whose lengths agree.
    ///
    /// # Errors
    /// `WeightsDoNotSumToOne`, `NavZero`, `Overflow`.
    pub(crate) fn new(snapshot: &Snapshot) -> Result<Self, MathError> {
        let amounts: Vec<_> = snapshot.amounts.iter().copied().map(Amount::new).collect();
        let prices: Vec<_> = snapshot.pricesE36.iter().copied().map(Price::new).collect();
        let targets: Vec<_> = snapshot
            .targetsWad
            .iter()
            .copied()
            .map(Weight::new)
            .collect();
        math::check_sum_to_one(&targets)?;
        let mut values = vec![Value::ZERO; amounts.len()];
        let nav = math::values_floor(&amounts, &prices, &mut values)?;
        if nav.is_zero() {
            return Err(MathError::NavZero);
        }
        Ok(Self {
            amounts,
            prices,
            targets,
            values,
            nav,
        })
    }

    /// The largest absolute drift, rounded up: above a band exactly when that band is breached.
    pub(crate) fn max_drift(&self) -> Result<Weight, MathError> {
        math::max_drift_ceil(&self.values, self.nav, &self.targets)
    }

    /// The weight of every asset, rounded down.
    pub(crate) fn weights(&self) -> Result<Vec<Weight>, MathError> {
        self.values
            .iter()
            .map(|value| math::weight_floor(*value, self.nav))
            .collect()
    }

    /// How far every weight is from its target, rounded away from it.
    pub(crate) fn drifts(&self) -> Result<Vec<math::SignedWeight>, MathError> {
        self.values
            .iter()
            .zip(&self.targets)
            .map(|(value, target)| drift_away(*value, self.nav, *target))
            .collect()
    }

    /// The trades that bring the weights to `aims`.
    #[inline(never)]
    pub(crate) fn plan(&self, aims: &[Weight], tolerance: Weight) -> Result<Vec<Trade>, MathError> {
        // On the heap: the plan's own working space is most of the program's stack.
        let mut trades = vec![math::Trade::EMPTY; self.amounts.len()];
        let count = math::plan(&self.amounts, &self.prices, aims, tolerance, &mut trades)?;
        let planned = trades.iter().take(count).map(|trade| Trade {
            sell: trade.sell,
            buy: trade.buy,
            amountIn: trade.amount_in.raw(),
            minOut: trade.min_out.raw(),
        });
        Ok(planned.collect())
    }
}

/// As the ABI has them.
pub(crate) fn raw(weights: &[Weight]) -> Vec<U256> {
    weights.iter().copied().map(Weight::raw).collect()
}
