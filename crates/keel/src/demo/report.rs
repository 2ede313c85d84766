//! What the demo found, as one JSON object and as tables.
//!
//! Amounts are base units in decimal strings, NAV is wad in a decimal string, bps are integers: weights to the nearest,
//! drift and price impact rounded up, NAV loss signed and rounded towards a larger loss.

use comfy_table::{CellAlignment, Table, presets};
use serde::Serialize;
use std::collections::BTreeMap;

/// The whole report; the field order is the order on paper.
#[derive(Serialize)]
pub(crate) struct Report {
    pub(crate) ok: bool,
    /// Present with `--keep-running` only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) rpc: Option<String>,
    pub(crate) chain: Chain,
    pub(crate) vault: String,
    pub(crate) assets: Vec<AssetLine>,
    pub(crate) band_bps: u16,
    pub(crate) move_bps: i32,
    pub(crate) reason: String,
    pub(crate) max_drift_before_bps: u64,
    pub(crate) max_drift_after_bps: u64,
    pub(crate) nav_before: String,
    pub(crate) nav_after: String,
    pub(crate) nav_loss_bps: i64,
    pub(crate) trades: Vec<TradeLine>,
    pub(crate) gas: Gas,
    pub(crate) programs: BTreeMap<String, ProgramLine>,
    pub(crate) protocols: BTreeMap<String, String>,
    pub(crate) pool_depth_usd_a_side: u64,
}

/// Which chain it ran on.
#[derive(Serialize)]
pub(crate) struct Chain {
    pub(crate) id: u64,
    pub(crate) stylus: bool,
}

/// One constituent before and after the rebalance; both at the prices after the move.
#[derive(Serialize)]
pub(crate) struct AssetLine {
    pub(crate) symbol: String,
    pub(crate) address: String,
    pub(crate) decimals: u8,
    pub(crate) target_bps: u64,
    pub(crate) weight_before_bps: u64,
    pub(crate) weight_after_bps: u64,
    pub(crate) amount_before: String,
    pub(crate) amount_after: String,
    pub(crate) price_usd: String,
    pub(crate) value_before_usd: String,
    pub(crate) value_after_usd: String,
}

/// One fill.
#[derive(Serialize)]
pub(crate) struct TradeLine {
    pub(crate) sell: String,
    pub(crate) buy: String,
    pub(crate) amount_in: String,
    pub(crate) amount_out: String,
    pub(crate) min_out: String,
    pub(crate) venue: String,
    pub(crate) pool: String,
    /// How much worse than the pool's price before the trade, its fee left out.
    pub(crate) price_impact_bps: u64,
    /// How much worse (positive) than the oracle's price, the fee included.
    pub(crate) cost_against_oracle_bps: i64,
}

/// Gas used by the transactions of the story.
#[derive(Serialize)]
pub(crate) struct Gas {
    /// Creation and activation of each program, and the vault's creation through the factory.
    pub(crate) deploy: BTreeMap<String, u64>,
    pub(crate) deposit: u64,
    /// Null when the band was not breached: no transaction was sent.
    pub(crate) rebalance: Option<u64>,
    pub(crate) redeem: u64,
}

/// One Stylus program.
#[derive(Serialize)]
pub(crate) struct ProgramLine {
    pub(crate) address: String,
    pub(crate) brotli_bytes: u64,
    pub(crate) initial_pages: u16,
    pub(crate) entry_gas_cached: u64,
    pub(crate) entry_gas_uncached: u64,
}

impl Report {
    /// The report for people.
    pub(crate) fn print_tables(&self) {
        println!("{}\n", self.assets_table());
        if self.trades.is_empty() {
            println!(
                "No trade: max drift {} bps is inside the band of {} bps ({}).\n",
                self.max_drift_before_bps, self.band_bps, self.reason
            );
        } else {
            println!("{}\n", self.trades_table());
            println!(
                "max drift {} bps -> {} bps (band {}); NAV loss {} bps; pools seeded with {} USD a side\n",
                self.max_drift_before_bps,
                self.max_drift_after_bps,
                self.band_bps,
                self.nav_loss_bps,
                self.pool_depth_usd_a_side
            );
        }
        println!("{}\n", self.gas_table());
        println!("{}", self.programs_table());
    }

    fn assets_table(&self) -> Table {
        let mut table = sheet(&[
            "asset",
            "price USD",
            "amount before",
            "after",
            "value before",
            "after",
            "target",
            "weight before",
            "after",
            "drift before",
            "after",
        ]);
        for asset in &self.assets {
            let drift = |weight: u64| signed_difference(weight, asset.target_bps);
            table.add_row([
                asset.symbol.clone(),
                asset.price_usd.clone(),
                units(&asset.amount_before, asset.decimals),
                units(&asset.amount_after, asset.decimals),
                asset.value_before_usd.clone(),
                asset.value_after_usd.clone(),
                percent(asset.target_bps),
                percent(asset.weight_before_bps),
                percent(asset.weight_after_bps),
                drift(asset.weight_before_bps),
                drift(asset.weight_after_bps),
            ]);
        }
        table
    }

    fn trades_table(&self) -> Table {
        let decimals = |symbol: &str| {
            self.assets
                .iter()
                .find(|asset| asset.symbol == symbol)
                .map_or(0, |asset| asset.decimals)
        };
        let mut table = sheet(&[
            "sell",
            "amount",
            "buy",
            "amount",
            "at least",
            "venue",
            "impact bps",
            "against oracle bps",
        ]);
        for trade in &self.trades {
            table.add_row([
                trade.sell.clone(),
                units(&trade.amount_in, decimals(&trade.sell)),
                trade.buy.clone(),
                units(&trade.amount_out, decimals(&trade.buy)),
                units(&trade.min_out, decimals(&trade.buy)),
                trade.venue.clone(),
                trade.price_impact_bps.to_string(),
                trade.cost_against_oracle_bps.to_string(),
            ]);
        }
        table
    }

    fn gas_table(&self) -> Table {
        let mut table = sheet(&["transaction", "gas"]);
        for (name, gas) in &self.gas.deploy {
            table.add_row([format!("deploy {name}"), gas.to_string()]);
        }
        table.add_row(["deposit in kind".to_owned(), self.gas.deposit.to_string()]);
        if let Some(gas) = self.gas.rebalance {
            table.add_row(["rebalance".to_owned(), gas.to_string()]);
        }
        table.add_row(["redeem in kind".to_owned(), self.gas.redeem.to_string()]);
        table
    }

    fn programs_table(&self) -> Table {
        let mut table = sheet(&[
            "program",
            "address",
            "code bytes",
            "pages",
            "entry gas cached",
            "uncached",
        ]);
        for (name, program) in &self.programs {
            table.add_row([
                name.clone(),
                program.address.clone(),
                program.brotli_bytes.to_string(),
                program.initial_pages.to_string(),
                program.entry_gas_cached.to_string(),
                program.entry_gas_uncached.to_string(),
            ]);
        }
        table
    }
}

fn sheet(header: &[&str]) -> Table {
    let mut table = Table::new();
    table
        .load_style(presets::ASCII_MARKDOWN)
        .set_header(header.iter().copied());
    for column in table.column_iter_mut().skip(1) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    table
}

/// `1234` bps as `12.34 %`.
pub(super) fn percent(bps: u64) -> String {
    format!("{}.{:02} %", bps / 100, bps % 100)
}

fn signed_difference(weight_bps: u64, target_bps: u64) -> String {
    if weight_bps >= target_bps {
        format!("+{}", weight_bps - target_bps)
    } else {
        format!("-{}", target_bps - weight_bps)
    }
}

/// Base units as a decimal with at most six places, cut.
pub(crate) fn units(base_units: &str, decimals: u8) -> String {
    let decimals = usize::from(decimals);
    let padded = format!("{base_units:0>width$}", width = decimals + 1);
    let (whole, fraction) = padded.split_at(padded.len() - decimals);
    let shown = fraction.get(..decimals.min(6)).unwrap_or(fraction);
    if shown.is_empty() {
        whole.to_owned()
    } else {
        format!("{whole}.{shown}")
    }
}

#[cfg(test)]
mod tests {
    use super::{percent, signed_difference, units};

    #[test]
    fn units_places_the_point() {
        assert_eq!(units("1", 6), "0.000001");
        assert_eq!(units("1234567", 6), "1.234567");
        assert_eq!(units("1234567890123456789", 18), "1.234567");
        assert_eq!(units("42", 0), "42");
    }

    #[test]
    fn percent_and_difference_keep_two_places_and_the_sign() {
        assert_eq!(percent(1_234), "12.34 %");
        assert_eq!(percent(5), "0.05 %");
        assert_eq!(signed_difference(4_000, 4_545), "-545");
        assert_eq!(signed_difference(4_545, 4_000), "+545");
    }
}
