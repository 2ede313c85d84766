//! What no history may break: the promises of a vault, held against what it did by its own events and by its tokens.

use super::plan::Plan;
use crate::demo::value_wad;
use alloy::primitives::{Address, U256};
use client::bindings::{Constituent, Explanation, Fill, IVault};

const BPS: u64 = 10_000;
const WAD_PER_BPS: u64 = 100_000_000_000_000;

/// A promise that was not kept.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{plan} broke a law at {at} (unix seconds): {law} is {got}, allowed is {allowed}")]
pub(crate) struct LawBroken {
    /// Whose vault.
    pub(crate) plan: String,
    /// When.
    pub(crate) at: u64,
    /// What.
    pub(crate) law: &'static str,
    /// What it was.
    pub(crate) got: String,
    /// What it may be.
    pub(crate) allowed: String,
}

/// A rebalance with all that is needed to judge it.
pub(crate) struct Done<'a> {
    pub(crate) plan: &'a Plan,
    pub(crate) before: &'a Explanation,
    pub(crate) event: &'a IVault::Rebalanced,
    pub(crate) last_at: Option<u64>,
    pub(crate) at: u64,
}

/// Every law of a rebalance.
///
/// # Errors
/// The first that is broken.
pub(crate) fn of_rebalance(done: &Done<'_>) -> Result<(), LawBroken> {
    let Done { plan, event, .. } = done;
    let bps = |of: U256, bps: u16| of * U256::from(bps) / U256::from(BPS);
    let lost = event.navBeforeWad.saturating_sub(event.navAfterWad);
    let budget = bps(event.navBeforeWad, plan.policy.maxLossBps);
    done.holds("the loss of a rebalance", lost, budget, lost <= budget)?;
    let (drift, after) = (event.maxDriftBeforeWad, event.maxDriftAfterWad);
    done.holds("the drift that is left", after, drift, after < drift)?;
    let band = U256::from(plan.policy.bandBps) * U256::from(WAD_PER_BPS);
    done.holds("the drift that was traded on", drift, band, drift > band)?;
    if let Some(last) = done.last_at {
        let waited = done.at.saturating_sub(last);
        let interval = u64::from(plan.policy.minIntervalSeconds);
        let (waited, interval) = (U256::from(waited), U256::from(interval));
        done.holds(
            "the time since the last rebalance",
            waited,
            interval,
            waited >= interval,
        )?;
    }
    for fill in &event.fills {
        done.of_fill(fill)?;
    }
    let (window, limit) = (
        event.windowWad,
        U256::from(plan.loss_limits.windowBps) * U256::from(WAD_PER_BPS),
    );
    done.holds("the loss window", window, limit, window <= limit)?;
    Ok(())
}

impl Done<'_> {
    fn of_fill(&self, fill: &Fill) -> Result<(), LawBroken> {
        self.holds(
            "what a trade brought",
            fill.amountOut,
            fill.minOut,
            fill.amountOut >= fill.minOut,
        )?;
        let price = |token: Address| {
            let mut all = self.before.portfolio.constituents.iter();
            all.find(|it| it.asset.token == token)
                .map_or(U256::ZERO, |it| it.priceE36)
        };
        let value = |amount, token| value_wad(amount, price(token)).unwrap_or_default();
        let (given, received) = (
            value(fill.amountIn, fill.tokenIn),
            value(fill.amountOut, fill.tokenOut),
        );
        let worst = u64::from(self.plan.policy.toleranceBps);
        let kept = BPS.saturating_sub(worst);
        // Values are cut to a unit of the numeraire's 1e-18 each.
        let floor = (given * U256::from(kept) / U256::from(BPS)).saturating_sub(U256::from(2_u64));
        self.holds(
            "the value that a trade brought",
            received,
            floor,
            received >= floor,
        )
    }

    fn holds(
        &self,
        law: &'static str,
        got: U256,
        allowed: U256,
        is_kept: bool,
    ) -> Result<(), LawBroken> {
        kept(&self.plan.name, self.at, law, got, allowed, is_kept)
    }
}

/// Laws of every moment: what a vault accounts for, it has; and nobody made or burnt a share.
///
/// # Errors
/// The first that is broken.
pub(crate) fn of_moment(plan: &Plan, seen: &Explanation, supply: U256) -> Result<(), LawBroken> {
    let portfolio = &seen.portfolio;
    let at = portfolio.timestamp;
    let owing = |it: &Constituent| it.amount.saturating_add(it.owed);
    for it in &portfolio.constituents {
        let (held, owing) = (it.held, owing(it));
        kept(
            &plan.name,
            at,
            "what a vault has of a token",
            held,
            owing,
            held >= owing,
        )?;
    }
    let got = portfolio.supply;
    kept(
        &plan.name,
        at,
        "the supply of shares",
        got,
        supply,
        got == supply,
    )
}

pub(crate) fn kept(
    plan: &str,
    at: u64,
    law: &'static str,
    got: U256,
    allowed: U256,
    is_kept: bool,
) -> Result<(), LawBroken> {
    match is_kept {
        true => Ok(()),
        false => Err(LawBroken {
            plan: plan.to_owned(),
            at,
            law,
            got: got.to_string(),
            allowed: allowed.to_string(),
        }),
    }
}
