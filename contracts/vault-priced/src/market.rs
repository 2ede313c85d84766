//! What the portfolio may be worth: its accounted balances at the oracle's prices, and the band around them.
//!
//! A fresh answer of a feed is off by at most the feed's error `e`, so an asset of value `v` is worth `v * (1 - e)` to
//! `v * (1 + e)`, and the portfolio the sum of either. Values at the answers themselves serve drift and fees.

use alloy_primitives::{Address, U256};
use kit::Revert;
use kit::abi::{Asset, IEngine, IVault};
use kit::dispatch::{overflow, revert};
use kit::policy::Constitution;
use kit::vault::{Answers, low_floor};
use rebalance_math::portfolio::{FlowRates, FlowSide};
use rebalance_math::{
    Amount, MathError, Price, Shares, Value, Weight, mul_div_ceil, value_ceil, value_floor,
};

use crate::Vault;

const BPS_ONE: u64 = 10_000;

/// A portfolio at one moment.
pub(crate) struct Market {
    pub(crate) constitution: Constitution,
    pub(crate) held: Vec<Amount>,
    pub(crate) prices: Vec<Price>,
    /// Of every asset at its price, rounded down.
    pub(crate) values: Vec<Value>,
    targets: Vec<Weight>,
    /// At the prices, and at either end of the band: rounded down, down and up.
    pub(crate) nav: Value,
    pub(crate) nav_low: Value,
    pub(crate) nav_high: Value,
    /// With what is due of a gain, at fresh answers.
    pub(crate) supply: Shares,
}

/// The asset that crosses.
pub(crate) struct Crossing<'a> {
    pub(crate) asset: &'a Asset,
    pub(crate) held: Amount,
    pub(crate) value: Value,
    pub(crate) price: Price,
    pub(crate) side: FlowSide<'a>,
}

impl Vault {
    /// The market at this moment.
    ///
    /// # Errors
    /// Those of the oracle, for `Answers::Last` only for a feed that has none; `ProgramCallFailed`, `MathOverflow`.
    pub(crate) fn market(&self, answers: Answers) -> Result<Market, Revert> {
        let constitution = self.constitution()?;
        let prices = self.ask_oracle(&constitution, answers)?;
        let mut supply = self.supply_word();
        if answers == Answers::Fresh {
            supply = supply.with_fee(self.due()?);
        }
        Market::new(constitution, self.amounts(), prices, supply.total()).map_err(refused)
    }

    /// Where a constituent is in the order of assets.
    ///
    /// # Errors
    /// `AssetUnknown`.
    pub(crate) fn index_of(&self, token: Address) -> Result<usize, Revert> {
        let assets = self.constitution()?.assets;
        let found = assets.iter().position(|asset| asset.token == token);
        found.ok_or_else(|| revert(IVault::AssetUnknown { token }))
    }
}

impl Market {
    pub(crate) fn new(
        constitution: Constitution,
        held: Vec<Amount>,
        prices: Vec<Price>,
        supply: Shares,
    ) -> Result<Self, MathError> {
        let assets = &constitution.assets;
        let targets = assets
            .iter()
            .map(|asset| Weight::new(asset.targetWad))
            .collect();
        let mut values = Vec::with_capacity(assets.len());
        let (mut nav, mut low, mut high) = (Value::ZERO, Value::ZERO, Value::ZERO);
        for ((asset, amount), price) in assets.iter().zip(&held).zip(&prices) {
            let (floor, ceil) = (value_floor(*amount, *price)?, value_ceil(*amount, *price)?);
            nav = nav.checked_add(floor)?;
            low = low.checked_add(low_floor(floor, asset.errorBps)?)?;
            high = high.checked_add(Value::new(mul_div_ceil(
                ceil.raw(),
                U256::from(BPS_ONE.saturating_add(u64::from(asset.errorBps))),
                U256::from(BPS_ONE),
            )?))?;
            values.push(floor);
        }
        Ok(Self {
            constitution,
            held,
            prices,
            values,
            targets,
            nav,
            nav_low: low,
            nav_high: high,
            supply,
        })
    }

    /// The asset at `index`, about to cross: what it costs depends on where the portfolio stands.
    ///
    /// # Errors
    /// `MathOverflow` for an index that names no asset.
    pub(crate) fn crossing(&self, index: usize) -> Result<Crossing<'_>, Revert> {
        let asset = self.constitution.assets.get(index);
        let parts = asset.zip(self.held.get(index)).zip(self.prices.get(index));
        let Some((((asset, held), price), value)) = parts.zip(self.values.get(index)) else {
            return Err(overflow(MathError::Overflow));
        };
        let policy = &self.constitution.flow_policy;
        let rates = FlowRates {
            base: Weight::from_bps(policy.baseFeeBps.saturating_add(asset.errorBps)),
            drift: Weight::from_bps(policy.driftFeeBps),
        };
        let side = FlowSide::new(&self.values, &self.targets, index, rates).map_err(refused)?;
        Ok(Crossing {
            asset,
            held: *held,
            value: *value,
            price: *price,
            side,
        })
    }
}

/// What the arithmetic of flows refuses, in the words of the vault.
#[cold]
pub(crate) fn refused(error: MathError) -> Revert {
    match error {
        MathError::SharesAboveSupply { got, supply } => revert(IVault::SharesAboveSupply {
            shares: got,
            supply,
        }),
        MathError::NavZero => revert(IEngine::NavZero {}),
        other => overflow(other),
    }
}
