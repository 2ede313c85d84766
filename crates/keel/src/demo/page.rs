//! The story as a page.

use super::{
    numbers,
    options::Options,
    report::{Report, percent},
    scene::Scene,
    story::Seen,
};
use report::{Axis, Figure, Gas, Report as Page, grouped, part_bps};

/// The page of a story and of its figures.
pub(super) async fn of(
    scene: &Scene,
    options: &Options,
    seen: &Seen,
    told: &Report,
) -> anyhow::Result<Page> {
    let chronicle = &seen.chronicle;
    let now = chronicle.ask().await?;
    let band = part_bps(u64::from(options.band));
    let gas = |transaction: &str, gas: u64| Gas {
        transaction: transaction.to_owned(),
        gas,
    };
    let mut transactions = vec![gas("deposit in kind", told.gas.deposit)];
    transactions.extend(told.gas.rebalance.map(|used| gas("rebalance", used)));
    transactions.push(gas("redeem in kind", told.gas.redeem));
    let deployed = told.gas.deploy.iter();
    transactions.extend(deployed.map(|(name, used)| gas(&format!("deploy {name}"), *used)));
    Ok(Page {
        title: format!(
            "{}: a move of {}\u{a0}%",
            now.portfolio.name,
            f64::from(options.move_bps) / 100.0
        ),
        lead: vec![
            format!(
                "{} assets on a local chain of their own (chain {}): real WASM of Keel, real bytecode of Uniswap and Chainlink, pools of \
                 {} USD a side.",
                options.assets,
                told.chain.id,
                grouped(scene.depth_usd)
            ),
            format!("The vault is {}.", told.vault),
        ],
        figures: figures(told)?,
        axis: Axis::Steps,
        assets: chronicle.assets(&now, |_| band),
        samples: chronicle.samples.clone(),
        trades: chronicle.trades.clone(),
        decisions: chronicle.decisions.clone(),
        gas: transactions,
        budgets: chronicle.budgets().await?,
    })
}

fn figures(told: &Report) -> anyhow::Result<Vec<Figure>> {
    let figure = |name: &str, value: String, note: &str| Figure {
        name: name.to_owned(),
        value,
        note: note.to_owned(),
    };
    let part = |bps: u64| percent(bps).replace(' ', "\u{a0}");
    let nav = numbers::decimal(told.nav_after.parse()?, 0);
    let nav = nav.trim_end_matches('.').parse()?;
    let (drift, nav_note, loss) = match told.trades.is_empty() {
        true => (part(told.max_drift_before_bps), "", "none".to_owned()),
        false => (
            format!(
                "{} → {}",
                part(told.max_drift_before_bps),
                part(told.max_drift_after_bps)
            ),
            "after the rebalance",
            format!("{} bps", told.nav_loss_bps),
        ),
    };
    let band = format!("band {}", part(u64::from(told.band_bps)));
    let gas = told.gas.rebalance;
    Ok(vec![
        figure("largest drift", drift, &band),
        figure(
            "loss by trading",
            loss,
            "of NAV: fees and impact, at the oracle's prices",
        ),
        figure("NAV, USD", grouped(nav), nav_note),
        figure(
            "swaps",
            told.trades.len().to_string(),
            "one for each asset beside the hub at most",
        ),
        figure(
            "gas of the rebalance",
            gas.map_or_else(|| "none sent".to_owned(), grouped),
            "as the local chain counts it",
        ),
    ])
}
