//! What a vault is worth, computed here from the aggregators' answers alone: an opinion that shares no formula and no
//! rounding with the programs.
//!
//! Values are exact: `amount * answer * 10^(36 - feed decimals - token decimals)` is in 1e-36 of the numeraire. (Where those
//! decimals are more than 36, it is a division, and rounded down.)

use crate::{chain::Chain, vault::Vault};
use alloy::primitives::{I256, U256};
use anyhow::ensure;
use client::bindings::Asset;

pub use aggregator::IAggregator;

mod aggregator {
    #![allow(missing_docs, reason = "Chainlink's AggregatorV3Interface")]

    alloy::sol! {
        #[sol(all_derives)]
        interface IAggregator {
            function decimals() external view returns (uint8);
            function description() external view returns (string memory);
            function latestRoundData() external view
                returns (uint80 roundId, int256 answer, uint256 startedAt, uint256 updatedAt, uint80 answeredInRound);
        }
    }
}

const WAD: U256 = U256::from_limbs([1_000_000_000_000_000_000, 0, 0, 0]);

/// A vault's amounts at the feeds' answers.
#[derive(Debug, Clone)]
pub struct Portfolio {
    /// Exact value of each asset, in 1e-36 of the numeraire.
    pub values_e36: Vec<U256>,
    targets_wad: Vec<U256>,
}

impl Portfolio {
    /// The accounted balances of a vault now.
    ///
    /// # Errors
    /// When a feed has no positive answer.
    pub async fn of(chain: &Chain, vault: &Vault) -> anyhow::Result<Self> {
        let amounts = vault.balances(chain).await?;
        Self::at(chain, vault, &amounts).await
    }

    /// Given amounts of a vault's assets now.
    ///
    /// # Errors
    /// As [`Self::of`].
    pub async fn at(chain: &Chain, vault: &Vault, amounts: &[U256]) -> anyhow::Result<Self> {
        ensure!(
            amounts.len() == vault.asset_count(),
            "{} amounts",
            amounts.len()
        );
        let mut values_e36 = Vec::new();
        for (asset, amount) in vault.config.assets.iter().zip(amounts) {
            values_e36.push(Self::value_e36(chain, asset, *amount).await?);
        }
        let targets_wad = vault
            .config
            .assets
            .iter()
            .map(|asset| asset.targetWad)
            .collect();
        Ok(Self {
            values_e36,
            targets_wad,
        })
    }

    /// Exact value of an amount of an asset now, in 1e-36 of the numeraire.
    ///
    /// # Errors
    /// As [`Self::of`].
    pub async fn value_e36(chain: &Chain, asset: &Asset, amount: U256) -> anyhow::Result<U256> {
        let feed = &asset.feed;
        let round = chain
            .view(feed.aggregator, &IAggregator::latestRoundDataCall {})
            .await?;
        ensure!(
            round.answer > I256::ZERO,
            "{} answers {}",
            feed.aggregator,
            round.answer
        );
        let decimals = u64::from(feed.feedDecimals) + u64::from(feed.tokenDecimals);
        let ten_to = |power: u64| U256::from(10).pow(U256::from(power));
        let product = amount * round.answer.into_raw() * ten_to(36_u64.saturating_sub(decimals));
        Ok(product / ten_to(decimals.saturating_sub(36)))
    }

    /// Net asset value, exact, in 1e-36 of the numeraire.
    pub fn nav_e36(&self) -> U256 {
        self.values_e36.iter().sum()
    }

    /// Net asset value in wad, rounded down.
    pub fn nav_wad(&self) -> U256 {
        self.nav_e36() / WAD
    }

    /// Weight of an asset in wad, rounded down.
    pub fn weight_wad(&self, index: usize) -> U256 {
        self.values_e36[index] * WAD / self.nav_e36()
    }

    /// How far a weight is from its target, in wad, rounded up; and whether it is above.
    pub fn drift_wad(&self, index: usize) -> (U256, bool) {
        let nav = self.nav_e36();
        let (weight, target) = (self.values_e36[index] * WAD, self.targets_wad[index] * nav);
        (weight.abs_diff(target).div_ceil(nav), weight > target)
    }

    /// The largest drift in wad, rounded up.
    pub fn max_drift_wad(&self) -> U256 {
        (0..self.values_e36.len())
            .map(|index| self.drift_wad(index).0)
            .max()
            .unwrap_or_default()
    }
}

impl Portfolio {
    /// NAV as the programs report it: each value rounded down to a wad unit, then added.
    pub fn reported_nav_wad(&self) -> U256 {
        self.values_e36.iter().map(|value| *value / WAD).sum()
    }

    /// The largest drift as the programs report it: of the rounded values, rounded up.
    pub fn reported_drift_wad(&self) -> U256 {
        let nav = self.reported_nav_wad();
        let drift = |(value, target): (&U256, &U256)| {
            (*value / WAD * WAD).abs_diff(*target * nav).div_ceil(nav)
        };
        self.values_e36
            .iter()
            .zip(&self.targets_wad)
            .map(drift)
            .max()
            .unwrap_or_default()
    }
}

/// A wad as basis points, rounded up: for printing and for coarse bounds.
pub fn bps_ceil(wad: U256) -> u64 {
    wad.div_ceil(U256::from(100_000_000_000_000_u64))
        .saturating_to()
}

/// Fails unless two numbers differ by at most `slack`.
///
/// # Errors
/// With both numbers.
pub fn ensure_close(what: &str, got: U256, expected: U256, slack: u64) -> anyhow::Result<()> {
    ensure!(
        got.abs_diff(expected) <= U256::from(slack),
        "{what}: got {got}, expected {expected} within {slack}"
    );
    Ok(())
}
