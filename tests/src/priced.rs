//! What a priced flow must give, computed here from exact values, by search instead of inversion: an opinion that shares
//! no formula for fees or inverses with the programs.

use crate::{chain::Chain, portfolio::Portfolio, vault::Vault};
use alloy::primitives::U256;
use client::bindings::FlowPolicy;

const WAD: U256 = U256::from_limbs([1_000_000_000_000_000_000, 0, 0, 0]);
const VIRTUAL_SHARES: U256 = U256::from_limbs([1_000_000, 0, 0, 0]);
const BPS: U256 = U256::from_limbs([10_000, 0, 0, 0]);

/// A vault at one moment, with one asset about to cross.
#[derive(Debug, Clone)]
pub struct Model {
    /// Of every asset, wad, rounded down.
    pub values: Vec<U256>,
    /// The low end of what the portfolio may be worth.
    pub nav_low: U256,
    /// The high end.
    pub nav_high: U256,
    /// Shares.
    pub supply: U256,
    targets: Vec<U256>,
    /// Exact value of one base unit of the asset that crosses, in 1e-36.
    unit_e36: U256,
    index: usize,
    base_bps: U256,
    drift_bps: U256,
}

impl Model {
    /// The vault now, with the asset at `index` about to cross.
    ///
    /// # Errors
    /// When a feed has no positive answer.
    pub async fn of(chain: &Chain, vault: &Vault, index: usize) -> anyhow::Result<Self> {
        let portfolio = Portfolio::of(chain, vault).await?;
        let assets = &vault.config.assets;
        let FlowPolicy {
            baseFeeBps: base,
            driftFeeBps: drift,
            ..
        } = vault.config.flowPolicy;
        let (mut values, mut low, mut high) = (Vec::new(), U256::ZERO, U256::ZERO);
        for (asset, exact) in assets.iter().zip(&portfolio.values_e36) {
            let error = U256::from(asset.errorBps);
            let (floor, ceil) = (*exact / WAD, exact.div_ceil(WAD));
            values.push(floor);
            low += floor * (BPS - error) / BPS;
            high += (ceil * (BPS + error)).div_ceil(BPS);
        }
        Ok(Self {
            values,
            nav_low: low,
            nav_high: high,
            supply: vault.supply(chain).await?,
            targets: assets.iter().map(|asset| asset.targetWad).collect(),
            unit_e36: Portfolio::value_e36(chain, &assets[index], U256::from(1)).await?,
            index,
            base_bps: U256::from(base + assets[index].errorBps),
            drift_bps: U256::from(drift),
        })
    }

    /// NAV at the answers.
    pub fn nav(&self) -> U256 {
        self.values.iter().sum()
    }

    /// The value of an amount, rounded down.
    pub fn value_floor(&self, amount: U256) -> U256 {
        amount * self.unit_e36 / WAD
    }

    /// The value of an amount, rounded up.
    pub fn value_ceil(&self, amount: U256) -> U256 {
        (amount * self.unit_e36).div_ceil(WAD)
    }

    /// Shares for an amount that comes in.
    pub fn deposit(&self, amount: U256) -> U256 {
        let flow = self.value_floor(amount);
        self.credited(flow) * (self.supply + VIRTUAL_SHARES) / (self.nav_high + U256::from(1))
    }

    /// The amount that has to come in for shares.
    pub fn mint(&self, shares: U256) -> U256 {
        let credit =
            (shares * (self.nav_high + U256::from(1))).div_ceil(self.supply + VIRTUAL_SHARES);
        let flow = first(U256::ZERO, credit * U256::from(2) + U256::from(2), |flow| {
            self.credited(flow) >= credit
        });
        (flow * WAD).div_ceil(self.unit_e36)
    }

    /// Shares for an amount that goes out.
    pub fn withdraw(&self, amount: U256) -> U256 {
        let flow = (amount * self.unit_e36).div_ceil(WAD);
        (self.cost(flow) * (self.supply + VIRTUAL_SHARES)).div_ceil(self.nav_low + U256::from(1))
    }

    /// The amount that goes out for shares.
    pub fn redeem(&self, shares: U256) -> U256 {
        let worth = shares * (self.nav_low + U256::from(1)) / (self.supply + VIRTUAL_SHARES);
        let too_much = first(
            U256::ZERO,
            self.values[self.index] + U256::from(1),
            |flow| flow > self.values[self.index] || self.cost(flow) > worth,
        );
        (too_much - U256::from(1)) * WAD / self.unit_e36
    }

    fn credited(&self, flow: U256) -> U256 {
        flow - self.fee(flow, true)
    }

    fn cost(&self, flow: U256) -> U256 {
        flow + self.fee(flow, false)
    }

    /// `base * x + drift * (T(after) - T(before))`, rounded up; everything times `2 * WAD * BPS`.
    fn fee(&self, flow: U256, comes_in: bool) -> U256 {
        let base = flow * self.base_bps * U256::from(2) * WAD;
        let mut after = self.values.clone();
        let crossing = &mut after[self.index];
        *crossing = if comes_in {
            *crossing + flow
        } else {
            *crossing - flow
        };
        let (before, after) = (
            self.twice_turnover(&self.values),
            self.twice_turnover(&after),
        );
        let total = base + after * self.drift_bps - before * self.drift_bps;
        total.div_ceil(U256::from(2) * WAD * BPS)
    }

    /// `sum |v_i - w_i * N|`, times WAD.
    fn twice_turnover(&self, values: &[U256]) -> U256 {
        let nav: U256 = values.iter().sum();
        values
            .iter()
            .zip(&self.targets)
            .map(|(value, target)| (*value * WAD).abs_diff(*target * nav))
            .sum()
    }
}

/// The first number of `from..=to` of which `holds` is true; it is false below and true from there on.
fn first(mut from: U256, mut to: U256, holds: impl Fn(U256) -> bool) -> U256 {
    while from < to {
        let middle = from + (to - from) / U256::from(2);
        if holds(middle) {
            to = middle;
        } else {
            from = middle + U256::from(1);
        }
    }
    from
}
