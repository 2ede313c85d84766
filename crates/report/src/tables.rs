//! The numbers behind the charts, in tables that scroll sideways on a narrow screen.

use crate::{
    model::{Report, Trade},
    page::meter,
    scale::{drift_bps, grouped, moment, percent},
};
use maud::{Markup, html};

/// The most trades that a page lists: more would be a file, not a page.
const TRADES_MAX: usize = 400;

/// Targets, weights and drifts, before and after.
pub(crate) fn weights(report: &Report) -> Markup {
    let changed = report
        .assets
        .iter()
        .filter_map(|asset| asset.change.map(|change| (asset, change)));
    let changed: Vec<_> = changed.collect();
    html! {
        @if !changed.is_empty() {
            section {
                h2 { "Drift before and after" }
                (wide(&html! {
                    thead { tr {
                        th { "asset" } th.number { "target" } th.number { "before" } th.number { "after" }
                        th.number { "drift before, bps" } th.number { "after, bps" }
                    } }
                    tbody { @for (asset, change) in changed { tr {
                        th scope="row" { (asset.symbol) }
                        td.number { (percent(asset.target, 2)) }
                        td.number { (percent(change.before, 2)) }
                        td.number { (percent(change.after, 2)) }
                        td.number { (drift_bps(change.before - asset.target)) }
                        td.number { (drift_bps(change.after - asset.target)) }
                    } } }
                }))
            }
        }
    }
}

/// Every fill, with what it could have brought.
pub(crate) fn trades(report: &Report) -> Markup {
    let more = report.trades.len().saturating_sub(TRADES_MAX);
    html! {
        section {
            h2 { "Trades" }
            @if report.trades.is_empty() { p { "There was no trade." } }
            @else {
                (wide(&html! {
                    thead { tr {
                        th { "time (UTC)" } th { "sold" } th { "bought" } th.number { "floor" }
                        th.number { "price" } th.number { "oracle's price" } th.number { "cost, bps" } th { "pool" }
                    } }
                    tbody { @for trade in report.trades.iter().take(TRADES_MAX) { (row(trade)) } }
                }))
                p.note {
                    "A price is that of the asset which is not the hub, in the hub, with the pool's fee and the trade's own impact; the cost is \
                    how much worse that is than the oracle's price. Less than the floor would have undone the whole rebalance."
                    @if more > 0 { " " (more) " more trades are left out." }
                }
            }
        }
    }
}

fn row(trade: &Trade) -> Markup {
    html! {
        tr {
            td.time { (moment(trade.at)) }
            td.amount { (trade.amount_in) " " b { (trade.sell) } }
            td.amount { (trade.amount_out) " " b { (trade.buy) } }
            td.number { (trade.floor) }
            td.number { (trade.price) }
            td.number { (trade.oracle_price) }
            td.number { (trade.cost_bps) }
            td.pool { (trade.venue) " " code { (trade.pool) } }
        }
    }
}

/// What trading may lose, and what it has lost.
pub(crate) fn budgets(report: &Report) -> Markup {
    html! {
        @if !report.budgets.is_empty() {
            section {
                h2 { "Loss budgets" }
                (wide(&html! {
                    thead { tr { th { "budget" } th.number { "used" } th.number { "of" } th { "" } th { "what it bounds" } } }
                    tbody { @for budget in &report.budgets { tr {
                        th scope="row" { (budget.name) }
                        td.number { (percent(budget.used, 3)) }
                        td.number { (percent(budget.limit, 2)) }
                        td { (meter(budget.used, budget.limit)) }
                        td.prose { (budget.meaning) }
                    } } }
                }))
            }
        }
    }
}

/// What transactions took.
pub(crate) fn gas(report: &Report) -> Markup {
    html! {
        @if !report.gas.is_empty() {
            section {
                h2 { "Gas" }
                (wide(&html! {
                    thead { tr { th { "transaction" } th.number { "gas" } } }
                    tbody { @for line in &report.gas { tr {
                        th scope="row" { (line.transaction) }
                        td.number { (grouped(line.gas)) }
                    } } }
                }))
            }
        }
    }
}

/// Keyboards can scroll it, too.
fn wide(rows: &Markup) -> Markup {
    html! { div.wide tabindex="0" { table { (rows) } } }
}
