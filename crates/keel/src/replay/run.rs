//! A history, row by row: rounds of the real feeds, pools at their prices, and each vault kept by a stranger.

use super::{
    figures::{Breach, Figures, Tracking},
    laws::{self, Done},
    plan::Plan,
    prices::History,
    stage::Stage,
};
use crate::{
    chronicle::{Chronicle, part},
    progress::Progress,
};
use alloy::primitives::{Address, U256};
use anyhow::Context;
use client::{
    bindings::{Explanation, IVault, IVaultRebalance, IVaultViews, Verdict},
    transaction::{During, TransactionError},
};
use protocols::tokens::Erc20;

/// Of a long history, the first decisions are enough.
const MOST_DECISIONS: usize = 40;
/// How often a replay says how far it is.
const TOLD_ROWS: usize = 50;

/// One vault, and what came of it.
pub(crate) struct Track {
    pub(crate) plan: Plan,
    pub(crate) chronicle: Chronicle,
    pub(crate) figures: Figures,
    vault: Address,
    supply: U256,
    first_amounts: Vec<f64>,
    tracking: Tracking,
    breach: Breach,
    /// NAV after the last row.
    nav: f64,
    last_at: Option<u64>,
}

/// Plays all rows.
pub(crate) async fn run(
    stage: &Stage,
    plans: Vec<Plan>,
    prices: &History,
    progress: &Progress,
) -> anyhow::Result<Vec<Track>> {
    let mut rows = prices.rows.iter();
    let first = rows.next().context("a history has rows")?;
    stage.next_block_at(first.at).await?;
    stage.play(&first.prices).await?;
    let mut tracks = Vec::with_capacity(plans.len());
    for plan in plans {
        progress.step(&format!("creating a vault: {}", plan.name));
        tracks.push(Track::born(stage, plan, prices).await?);
    }
    let mut last = first;
    for (index, row) in rows.enumerate() {
        if index.is_multiple_of(TOLD_ROWS) {
            progress.step(&format!("row {} of {}", index + 1, prices.rows.len()));
        }
        stage.next_block_at(row.at).await?;
        stage.play(&row.prices).await?;
        let returns = row.prices.iter().zip(&last.prices);
        let returns: Vec<_> = returns
            .map(|(now, before)| usd(*now) / usd(*before) - 1.0)
            .collect();
        for track in &mut tracks {
            track
                .step(
                    stage,
                    row.at,
                    row.at.saturating_sub(last.at),
                    &row.prices,
                    &returns,
                )
                .await?;
        }
        last = row;
    }
    for track in &mut tracks {
        track.leave(stage).await?;
    }
    Ok(tracks)
}

fn usd(price: u64) -> f64 {
    part(U256::from(price)) * 1e10
}

impl Track {
    async fn born(stage: &Stage, plan: Plan, prices: &History) -> anyhow::Result<Self> {
        let vault = stage.vault(&plan, prices).await?;
        let lens = stage.deployed.lens.address;
        let mut chronicle = Chronicle::of(stage.provider.clone(), lens, vault).await?;
        let seen = chronicle.ask().await?;
        chronicle.note("", &seen);
        let amounts = seen.portfolio.constituents.iter();
        let amounts = amounts.map(|it| f64::from(it.amount) / 10_f64.powi(i32::from(it.decimals)));
        let nav = part(seen.portfolio.navWad);
        Ok(Self {
            figures: Figures {
                policy: plan.name.clone(),
                vault: vault.to_string(),
                nav_start: nav,
                ..Figures::default()
            },
            supply: seen.portfolio.supply,
            first_amounts: amounts.collect(),
            tracking: Tracking::default(),
            breach: Breach::default(),
            last_at: None,
            nav,
            plan,
            chronicle,
            vault,
        })
    }

    async fn step(
        &mut self,
        stage: &Stage,
        at: u64,
        since_s: u64,
        prices: &[u64],
        returns: &[f64],
    ) -> anyhow::Result<()> {
        let before = self.chronicle.ask().await?;
        laws::of_moment(&self.plan, &before, self.supply)?;
        let held = self.first_amounts.iter().zip(prices);
        let held: f64 = held.map(|(amount, price)| amount * usd(*price)).sum();
        self.chronicle.note("", &before);
        self.chronicle.hold(held);

        let targets = self.plan.targets.iter().zip(returns);
        let target_return: f64 = targets.map(|(target, one)| part(*target) * one).sum();
        let nav = part(before.portfolio.navWad);
        self.tracking
            .add(nav / self.nav - 1.0, target_return, since_s);
        self.nav = nav;
        let drift = drift_of(&before);
        self.figures.worst_drift_bps = self.figures.worst_drift_bps.max(drift * 10_000.0);

        let band = f64::from(self.plan.policy.bandBps) / 10_000.0;
        let mut after_drift = drift;
        if before.portfolio.verdict == Verdict::Due
            && let Some(after) = self.rebalance(stage, &before).await?
        {
            after_drift = drift_of(&after);
            self.nav = part(after.portfolio.navWad);
            self.chronicle.hold(held);
            stage.settle().await?;
        }
        self.breach.see(at, drift > band, after_drift > band);
        self.figures.held_end = held;
        Ok(())
    }

    /// A stranger's rebalance; `None` when the vault refuses, which is noted.
    async fn rebalance(
        &mut self,
        stage: &Stage,
        before: &Explanation,
    ) -> anyhow::Result<Option<Explanation>> {
        if self.chronicle.decisions.len() < MOST_DECISIONS {
            let label = format!("Rebalance {}", self.figures.rebalances + 1);
            self.chronicle.decide(&label, before);
        }
        let call = IVaultRebalance::rebalanceCall {
            deadline: U256::MAX,
        };
        let sent = stage
            .send("rebalancing", stage.keeper, self.vault, &call)
            .await;
        let receipt = match sent {
            Ok(receipt) => receipt,
            Err(TransactionError::Reverted { reason, .. }) => {
                let name = reason.name.clone().unwrap_or_else(|| reason.to_string());
                let count = self.figures.refused.entry(name).or_default();
                *count = count.saturating_add(1);
                return Ok(None);
            }
            Err(other) => return Err(other.into()),
        };
        let event = receipt
            .logs()
            .iter()
            .find_map(|log| log.log_decode::<IVault::Rebalanced>().ok())
            .context("a rebalance says what it did")?
            .inner
            .data;
        let after = self.chronicle.ask().await?;
        // The view is of the block after that of the transaction.
        let at = after.portfolio.lastRebalancedAt.saturating_to();
        laws::of_rebalance(&Done {
            plan: &self.plan,
            before,
            event: &event,
            last_at: self.last_at,
            at,
        })?;
        laws::of_moment(&self.plan, &after, self.supply)?;
        self.last_at = Some(at);
        self.chronicle.note_rebalance("", before, &event, &after)?;

        let nav = part(event.navBeforeWad);
        let sold = event.fills.iter().map(|fill| {
            let mut all = before.portfolio.constituents.iter();
            let sold = all.find(|it| it.asset.token == fill.tokenIn);
            sold.map_or(0.0, |it| {
                f64::from(fill.amountIn) * f64::from(it.priceE36) / 1e54
            })
        });
        let figures = &mut self.figures;
        figures.turnover += sold.sum::<f64>() / nav;
        figures.cost_bps += (nav - part(event.navAfterWad)) / nav * 10_000.0;
        figures.rebalances = figures.rebalances.saturating_add(1);
        figures.swaps = figures
            .swaps
            .saturating_add(u64::try_from(event.fills.len())?);
        figures.gas = figures.gas.saturating_add(receipt.gas_used);
        Ok(Some(after))
    }

    /// The last law: half of all shares are redeemed in kind for exactly what was previewed.
    async fn leave(&mut self, stage: &Stage) -> anyhow::Result<()> {
        self.figures.nav_end = self.nav;
        self.figures.tracking_error_bps = self.tracking.error_bps();
        self.figures.worst_breach_s = self.breach.worst_s();
        let shares = self.supply / U256::from(2_u64);
        let (owner, views) = (stage.owner(), IVaultViews::new(self.vault, &stage.provider));
        let due = views.previewRedeemInKind(shares).call().await;
        let due = due.during("previewing a redemption")?;
        let before = self.pockets(stage, owner).await?;
        let redeem = IVault::redeemInKindCall {
            shares,
            minAmounts: due.clone(),
            receiver: owner,
            owner,
            deadline: U256::MAX,
        };
        stage
            .send("redeeming in kind", owner, self.vault, &redeem)
            .await?;
        let after = self.pockets(stage, owner).await?;
        for ((before, after), due) in before.into_iter().zip(after).zip(due) {
            let got = after.saturating_sub(before);
            let at = self.last_at.unwrap_or_default();
            laws::kept(
                &self.plan.name,
                at,
                "what a redemption paid",
                got,
                due,
                got == due,
            )?;
        }
        Ok(())
    }

    async fn pockets(&self, stage: &Stage, who: Address) -> anyhow::Result<Vec<U256>> {
        let mut pockets = Vec::with_capacity(stage.market.assets.len());
        for asset in &stage.market.assets {
            let token = Erc20::new(asset.token, &stage.provider);
            let held = token.balanceOf(who).call().await;
            pockets.push(held.during("looking into a pocket")?);
        }
        Ok(pockets)
    }
}

/// The largest drift, as the lens shows it.
fn drift_of(seen: &Explanation) -> f64 {
    let drifts = seen.portfolio.constituents.iter();
    drifts
        .map(|it| part(it.driftWad.unsigned_abs()))
        .fold(0.0, f64::max)
}
