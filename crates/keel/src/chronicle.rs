//! What a vault did, moment by moment, as the lens and the vault's own events say: what a page of it is made of.

use crate::{
    demo::{loss_bps, value_wad},
    explain,
};
use alloy::{
    primitives::{Address, U256},
    providers::DynProvider,
};
use anyhow::Context;
use client::{
    bindings::{Constituent, Explanation, Fill, IVault, IVaultAdmin, IVaultViews},
    explain::{amount, sentences, span, symbol},
    transaction::During,
};
use rebalance_math::mul_div_floor;
use report::{Asset, Budget, Change, Decision, Sample, Trade, part_bps};

/// One, in wad.
const WAD: f64 = 1e18;

/// A vault that is looked at, and what was seen of it.
pub(crate) struct Chronicle {
    provider: DynProvider,
    lens: Address,
    vault: Address,
    /// Where it trades, in words.
    venue: &'static str,
    pub(crate) samples: Vec<Sample>,
    pub(crate) decisions: Vec<Decision>,
    pub(crate) trades: Vec<Trade>,
    /// Weights before and after the rebalance with the largest drift so far.
    largest: Option<(U256, Vec<Change>)>,
}

impl Chronicle {
    /// Nothing yet of a vault.
    pub(crate) async fn of(
        provider: DynProvider,
        lens: Address,
        vault: Address,
    ) -> anyhow::Result<Self> {
        let venue = IVaultAdmin::new(vault, &provider)
            .venue()
            .call()
            .await
            .during("reading where the vault trades")?;
        Ok(Self {
            provider,
            lens,
            vault,
            // A fill of a menu says which of its pools took most, not what kind of pool that is.
            venue: if venue.poolInitCodeHash.is_zero() {
                "the pools of a menu"
            } else {
                "Uniswap V3"
            },
            samples: Vec::new(),
            decisions: Vec::new(),
            trades: Vec::new(),
            largest: None,
        })
    }

    /// Asks the lens.
    pub(crate) async fn ask(&self) -> anyhow::Result<Explanation> {
        explain::ask(&self.provider, self.lens, self.vault).await
    }

    /// Notes how the vault is.
    pub(crate) fn note(&mut self, label: &str, seen: &Explanation) {
        self.samples.push(sample(label, seen, false));
    }

    /// Notes what the first amounts would be worth at the last noted moment.
    pub(crate) fn hold(&mut self, worth: f64) {
        if let Some(sample) = self.samples.last_mut() {
            sample.held = Some(worth);
        }
    }

    /// Notes how the vault is, and why it trades now or does not.
    pub(crate) fn note_decision(&mut self, label: &str, seen: &Explanation) {
        self.note(label, seen);
        self.decide(label, seen);
    }

    /// Notes why the vault trades now, or does not.
    pub(crate) fn decide(&mut self, label: &str, seen: &Explanation) {
        self.decisions.push(Decision {
            at: seen.portfolio.timestamp,
            label: label.to_owned(),
            sentences: sentences(seen),
        });
    }

    /// Notes a rebalance: how the vault was before and after it, and each fill.
    pub(crate) fn note_rebalance(
        &mut self,
        label: &str,
        before: &Explanation,
        event: &IVault::Rebalanced,
        after: &Explanation,
    ) -> anyhow::Result<()> {
        let at = after.portfolio.timestamp;
        for fill in &event.fills {
            let trade = trade(at, self.venue, fill, &before.portfolio.constituents)?;
            self.trades.push(trade);
        }
        let is_largest = self
            .largest
            .as_ref()
            .is_none_or(|(drift, _)| event.maxDriftBeforeWad > *drift);
        if is_largest {
            let weights = |seen: &Explanation| {
                let all = seen.portfolio.constituents.iter();
                all.map(|it| part(it.weightWad)).collect::<Vec<_>>()
            };
            let changes = weights(before).into_iter().zip(weights(after));
            let changes = changes.map(|(before, after)| Change { before, after });
            self.largest = Some((event.maxDriftBeforeWad, changes.collect()));
        }
        self.samples.push(sample(label, after, true));
        Ok(())
    }

    /// The constituents with the band that is around each, and what the largest rebalance did to them.
    pub(crate) fn assets(
        &self,
        seen: &Explanation,
        band: impl Fn(&Constituent) -> f64,
    ) -> Vec<Asset> {
        let changes = self.largest.as_ref().map(|(_, changes)| changes);
        let all = seen.portfolio.constituents.iter().enumerate();
        all.map(|(index, it)| Asset {
            symbol: symbol(it),
            target: part(it.asset.targetWad),
            band: Some(band(it)),
            change: changes.and_then(|changes| changes.get(index)).copied(),
        })
        .collect()
    }

    /// What trading may lose, and how much of that is used.
    pub(crate) async fn budgets(&self) -> anyhow::Result<Vec<Budget>> {
        let views = IVaultViews::new(self.vault, &self.provider);
        let limits = views
            .lossLimits()
            .call()
            .await
            .during("reading the loss limits")?;
        let room = views
            .lossRoom()
            .call()
            .await
            .during("reading what may be lost")?;
        let budget = |name: &str, bps: u16, left: U256, meaning: String| {
            let limit = part_bps(u64::from(bps));
            Budget {
                name: name.to_owned(),
                meaning,
                used: (limit - part(left)).max(0.0),
                limit,
            }
        };
        let within = |seconds: u32| span(u64::from(seconds));
        Ok(vec![
            budget(
                "window",
                limits.windowBps,
                room.windowWad,
                format!(
                    "What rebalances may lose of NAV at the worst prices within the feeds' errors, before one is refused; a full window \
                     empties in {}.",
                    within(limits.windowSeconds)
                ),
            ),
            budget(
                "fuse",
                limits.fuseBps,
                room.fuseWad,
                format!(
                    "What they lose at the prices themselves; from half of it on the window empties slower. A full fuse empties in {}.",
                    within(limits.fuseSeconds)
                ),
            ),
        ])
    }
}

/// A wad as a part of one.
pub(crate) fn part(wad: U256) -> f64 {
    f64::from(wad) / WAD
}

fn sample(label: &str, seen: &Explanation, is_rebalance: bool) -> Sample {
    let portfolio = &seen.portfolio;
    let weights = portfolio.constituents.iter();
    Sample {
        at: portfolio.timestamp,
        label: label.to_owned(),
        nav: part(portfolio.navWad),
        held: None,
        weights: weights.map(|it| part(it.weightWad)).collect(),
        is_rebalance,
    }
}

fn trade(at: u64, venue: &str, fill: &Fill, constituents: &[Constituent]) -> anyhow::Result<Trade> {
    let find = |token: Address| {
        let mut all = constituents.iter();
        all.find(|it| it.asset.token == token)
            .with_context(|| format!("{token} is no constituent"))
    };
    let (sold, bought) = (find(fill.tokenIn)?, find(fill.tokenOut)?);
    let value_in = value_wad(fill.amountIn, sold.priceE36)?;
    let value_out = value_wad(fill.amountOut, bought.priceE36)?;
    // Of the asset that is not the hub, in the hub: a price that people know.
    let is_buy = constituents
        .first()
        .is_some_and(|hub| hub.asset.token == fill.tokenIn);
    let ((asset, asset_amount), (hub, hub_amount)) = match is_buy {
        true => ((bought, fill.amountOut), (sold, fill.amountIn)),
        false => ((sold, fill.amountIn), (bought, fill.amountOut)),
    };
    let one = U256::from(10_u64).pow(U256::from(asset.decimals));
    let price = mul_div_floor(hub_amount, one, asset_amount).context("a price")?;
    let oracle_price = mul_div_floor(asset.priceE36, one, hub.priceE36).context("a price")?;
    let priced = |raw: U256| format!("{} {}", amount(raw, hub.decimals), symbol(hub));
    Ok(Trade {
        at,
        sell: symbol(sold),
        amount_in: amount(fill.amountIn, sold.decimals),
        buy: symbol(bought),
        amount_out: amount(fill.amountOut, bought.decimals),
        floor: amount(fill.minOut, bought.decimals),
        price: priced(price),
        oracle_price: priced(oracle_price),
        venue: venue.to_owned(),
        pool: fill.pool.to_string(),
        cost_bps: loss_bps(value_in, value_out)?,
    })
}
