//! What is replayed: which assets, at which targets, under which policy.

use super::prices::{History, HistoryError};
use crate::{demo, new_vault};
use alloy::primitives::U256;
use anyhow::ensure;
use clap::ValueEnum;
use client::{
    bindings::{FlowPolicy, LossLimits, Policy},
    template::{LOSS_LIMITS, Template},
    triggers::Triggers,
};
use std::path::Path;

/// The hub where a file has no column of its own for it: a dollar.
pub(crate) const HUB: &str = "USDC";
/// Fee tiers on Arbitrum One: of what is traded most, and of everything else.
const DEEP: [&str; 4] = ["BTC", "ETH", "WBTC", "WETH"];
const DEEP_FEE: u16 = 500;
const OTHER_FEE: u16 = 3_000;
/// Without a choice, so many assets of the file.
const DEFAULT_ASSETS: usize = 4;
/// A market's and a report's limits, both far below a vault's.
const MOST_ASSETS: usize = 12;
const TOLERANCE_BPS: u16 = 150;
const MAX_LOSS_BPS: u16 = 150;
const HOUR_S: u32 = 3_600;
const WEEK_S: u32 = 604_800;

/// Policies that a history can be replayed under without a template.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Preset {
    /// Back to the targets when a weight is 5 points off
    Threshold,
    /// Once a week, whatever the drift
    Calendar,
    /// When a weight is a tenth of its target off
    Relative,
    /// When a drift is worth what it costs, to where that is cheapest
    Cost,
    /// 5 points, back to half of the band
    Edge,
    /// Once a week, and whenever a weight is 10 points off
    Both,
}

/// One vault of a replay.
#[derive(Clone, Debug)]
pub(crate) struct Plan {
    pub(crate) name: String,
    pub(crate) policy: Policy,
    pub(crate) loss_limits: LossLimits,
    pub(crate) flow_policy: FlowPolicy,
    /// In wad, the hub first.
    pub(crate) targets: Vec<U256>,
}

/// An asset, and where it is traded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Traded {
    pub(crate) symbol: String,
    pub(crate) pool_fee: u16,
}

impl Preset {
    fn policy(self) -> Policy {
        let none = Triggers::default();
        let (band_bps, triggers) = match self {
            Self::Threshold => (500, none),
            Self::Calendar => (
                10,
                Triggers {
                    period_s: Some(WEEK_S),
                    ..none
                },
            ),
            Self::Relative => (
                50,
                Triggers {
                    relative_bps: Some(1_000),
                    ..none
                },
            ),
            Self::Cost => (
                50,
                Triggers {
                    cost_bps: Some(15),
                    fixed_millionths: Some(10),
                    aversion_tenths: 30,
                    return_percent: 255,
                    ..none
                },
            ),
            Self::Edge => (
                500,
                Triggers {
                    absolute_bps: Some(500),
                    return_percent: 50,
                    ..none
                },
            ),
            Self::Both => (
                10,
                Triggers {
                    absolute_bps: Some(1_000),
                    period_s: Some(WEEK_S),
                    ..none
                },
            ),
        };
        Policy {
            bandBps: band_bps,
            minIntervalSeconds: HOUR_S,
            toleranceBps: TOLERANCE_BPS,
            maxLossBps: MAX_LOSS_BPS,
            triggers: triggers.word(),
        }
    }

    fn name(self) -> String {
        self.to_possible_value()
            .map_or_else(String::new, |value| value.get_name().to_owned())
    }
}

/// Plans by name, with equal targets for the hub and each asset.
pub(crate) fn of_presets(
    presets: &[Preset],
    symbols: &[String],
    history: &History,
) -> anyhow::Result<(Vec<Plan>, Vec<Traded>)> {
    let chosen: Vec<_> = match symbols.is_empty() {
        false => symbols.to_vec(),
        true => {
            let columns = history.symbols.iter().filter(|symbol| *symbol != HUB);
            columns.take(DEFAULT_ASSETS).cloned().collect()
        }
    };
    ensure!(
        (1..=MOST_ASSETS).contains(&chosen.len()),
        "{} assets beside the hub; 1 to {MOST_ASSETS} are allowed",
        chosen.len()
    );
    for (index, symbol) in chosen.iter().enumerate() {
        let is_new = symbol != HUB && !chosen.iter().take(index).any(|earlier| earlier == symbol);
        ensure!(
            is_new,
            "'{symbol}' is in the portfolio twice; the hub is {HUB}"
        );
    }
    let mut traded = vec![Traded {
        symbol: HUB.to_owned(),
        pool_fee: 0,
    }];
    traded.extend(chosen.iter().map(|symbol| Traded {
        symbol: symbol.clone(),
        pool_fee: match DEEP.contains(&symbol.as_str()) {
            true => DEEP_FEE,
            false => OTHER_FEE,
        },
    }));
    let count = U256::from(traded.len());
    let wad = U256::from(10_u64).pow(U256::from(18_u64));
    let each = wad / count;
    let mut targets = vec![each; traded.len()];
    if let Some(hub) = targets.first_mut() {
        *hub = wad - each * (count - U256::ONE);
    }
    let plan = |preset: &Preset| Plan {
        name: preset.name(),
        policy: preset.policy(),
        loss_limits: LOSS_LIMITS,
        flow_policy: demo::flow_policy(),
        targets: targets.clone(),
    };
    Ok((presets.iter().map(plan).collect(), traded))
}

/// The plan of a template: its assets by their symbols, its targets, its policy.
pub(crate) fn of_template(name: &str) -> anyhow::Result<(Vec<Plan>, Vec<Traded>)> {
    let template = Template::load(&new_vault::template_path(name)?)?;
    let plan = Plan {
        name: Path::new(name).file_stem().map_or_else(
            || name.to_owned(),
            |stem| stem.to_string_lossy().into_owned(),
        ),
        policy: template.policy(),
        loss_limits: template.loss_limits(),
        flow_policy: template.flow_policy(),
        targets: template.targets()?,
    };
    let mut traded = Vec::new();
    for asset in &template.assets {
        let pool_fee = u16::try_from(asset.pool_fee);
        traded.push(Traded {
            symbol: asset.symbol.clone(),
            pool_fee: pool_fee.map_err(|_| {
                anyhow::anyhow!(
                    "{}: a pool fee of {} is no tier of Uniswap",
                    asset.symbol,
                    asset.pool_fee
                )
            })?,
        });
    }
    Ok((vec![plan], traded))
}

/// The prices of what is traded; a hub without a column is worth a dollar.
pub(crate) fn prices_of(
    history: &History,
    path: &Path,
    traded: &[Traded],
) -> Result<History, HistoryError> {
    let symbols = traded.iter().map(|asset| asset.symbol.clone());
    let symbols: Vec<_> = symbols.collect();
    let Some((hub, others)) = symbols.split_first() else {
        return history.of(path, &symbols);
    };
    if history.symbols.contains(hub) {
        return history.of(path, &symbols);
    }
    let mut prices = history.of(path, others)?;
    prices.symbols.insert(0, hub.clone());
    for row in &mut prices.rows {
        row.prices.insert(0, 100_000_000);
    }
    Ok(prices)
}
