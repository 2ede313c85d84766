//! `cargo keel quote VAULT`: what the trades of the next rebalance would bring at this moment, pool by pool.
//!
//! The plan is the engine's, the division and its amounts are the router's own: its room for menus quotes any venue, by the
//! state in which the pools are now. Nothing is sent.

use crate::{
    demo::{loss_bps, value_wad},
    explain::{self, Lens, known_deployment},
    progress::Progress,
};
use alloy::{
    primitives::{Address, U256, aliases::U24},
    providers::{DynProvider, Provider},
};
use anyhow::{Context, bail, ensure};
use clap::Args;
use client::{
    bindings::{Constituent, Explanation, IRouterMenu, IVaultAdmin, Leg, Part, Trade, Venue},
    explain::{amount, sentences, symbol},
    transaction::{During, TransactionError},
};
use comfy_table::{CellAlignment, Table, presets};
use serde_json::{Value, json};

/// Options of the verb.
#[derive(Args)]
pub(crate) struct Options {
    #[command(flatten)]
    question: explain::Options,

    /// The router's room for menus, which quotes; without it, the one of the deployments in deploy/deployed/ that is on the
    /// node's chain
    #[arg(long, value_name = "ADDRESS")]
    room: Option<Address>,
}

/// One trade of the plan, and what the pools would give for it.
struct Quote<'a> {
    trade: &'a Trade,
    sold: &'a Constituent,
    bought: &'a Constituent,
    parts: Vec<Part>,
}

pub(crate) fn run(options: Options) -> anyhow::Result<()> {
    let progress = Progress::new(options.question.json);
    tokio::runtime::Runtime::new()
        .context("no runtime")?
        .block_on(async { quote(&options, &progress).await })
}

async fn quote(options: &Options, progress: &Progress) -> anyhow::Result<()> {
    let question = &options.question;
    let lens = Lens::reach(question, progress).await?;
    let explanation = lens.explain(question.vault).await?;
    let said = sentences(&explanation);
    if explanation.decision.trades.is_empty() {
        match question.json {
            true => println!("{:#}", json!({ "sentences": said, "trades": [] })),
            false => println!("{}\nThere is nothing to quote.", said.join("\n")),
        }
        return Ok(());
    }
    let room = match options.room {
        Some(room) => room,
        None => room_of(&lens).await?,
    };
    let code = lens.provider.get_code_at(room).await?;
    ensure!(
        !code.is_empty(),
        "no pool can be asked: the account {room} has no code"
    );
    let venue = IVaultAdmin::new(question.vault, &lens.provider)
        .venue()
        .call()
        .await
        .during("reading where the vault trades")?;
    progress.step(&format!("asking the router's room {room}"));
    let mut quotes = Vec::new();
    for trade in &explanation.decision.trades {
        quotes.push(of_trade(&lens.provider, room, &venue, &explanation, trade).await?);
    }
    match question.json {
        true => println!("{:#}", report(&said, &quotes)?),
        false => println!("{}\n\n{}", said.join("\n"), table(&quotes)?),
    }
    Ok(())
}

async fn room_of(lens: &Lens) -> anyhow::Result<Address> {
    match known_deployment(&lens.provider, lens.chain_id).await? {
        Some(deployed) => Ok(deployed.router_menu.address),
        None => bail!(
            "no deployment is known on chain {}: --room ADDRESS names the router's room for menus (`cargo keel devnet --suite` \
             prints its own)",
            lens.chain_id
        ),
    }
}

async fn of_trade<'a>(
    provider: &DynProvider,
    room: Address,
    venue: &Venue,
    explanation: &'a Explanation,
    trade: &'a Trade,
) -> anyhow::Result<Quote<'a>> {
    let all = &explanation.portfolio.constituents;
    let find = |index: u8| {
        all.get(usize::from(index))
            .with_context(|| format!("the engine trades asset {index} of {}", all.len()))
    };
    let (sold, bought) = (find(trade.sell)?, find(trade.buy)?);
    // The pool fee of the asset that is not the hub, which has none.
    let fee: U24 = sold.asset.poolFee.max(bought.asset.poolFee);
    let leg = Leg {
        tokenIn: sold.asset.token,
        tokenOut: bought.asset.token,
        poolFee: fee,
        amountIn: trade.amountIn,
        minOut: trade.minOut,
    };
    let asked = IRouterMenu::new(room, provider)
        .quote(venue.clone(), leg)
        .call()
        .await;
    let parts = match asked.during("asking the pools") {
        Ok(parts) => parts,
        Err(TransactionError::Reverted { reason, .. }) => bail!(
            "no quote for {} {} into {}: {reason}",
            amount(trade.amountIn, sold.decimals),
            symbol(sold),
            symbol(bought)
        ),
        Err(other) => return Err(other.into()),
    };
    Ok(Quote {
        trade,
        sold,
        bought,
        parts,
    })
}

impl Quote<'_> {
    fn amount_out(&self) -> U256 {
        let given = self.parts.iter().map(|part| part.amountOut);
        given.fold(U256::ZERO, U256::saturating_add)
    }

    /// What is lost to the oracle's price, in basis points; negative when the pools give more.
    fn cost_bps(&self) -> anyhow::Result<i64> {
        let given = value_wad(self.trade.amountIn, self.sold.priceE36)?;
        let received = value_wad(self.amount_out(), self.bought.priceE36)?;
        ensure!(!given.is_zero(), "a trade of no value");
        loss_bps(given, received)
    }

    fn is_enough(&self) -> bool {
        self.amount_out() >= self.trade.minOut
    }
}

fn table(quotes: &[Quote<'_>]) -> anyhow::Result<Table> {
    let mut table = Table::new();
    table
        .load_style(presets::ASCII_MARKDOWN)
        .set_header(["trade", "pool", "in", "out", "floor", "cost bps"]);
    for quote in quotes {
        let (sold, bought) = (quote.sold, quote.bought);
        for part in &quote.parts {
            table.add_row([
                format!("{} to {}", symbol(sold), symbol(bought)),
                part.pool.to_string(),
                amount(part.amountIn, sold.decimals),
                amount(part.amountOut, bought.decimals),
                String::new(),
                String::new(),
            ]);
        }
        let verdict = if quote.is_enough() {
            ""
        } else {
            ", too little"
        };
        table.add_row([
            "in all".to_owned(),
            String::new(),
            amount(quote.trade.amountIn, sold.decimals),
            amount(quote.amount_out(), bought.decimals),
            amount(quote.trade.minOut, bought.decimals),
            format!("{}{verdict}", quote.cost_bps()?),
        ]);
    }
    for column in table.column_iter_mut().skip(2) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    Ok(table)
}

/// Integers beyond 53 bits are strings.
fn report(said: &[String], quotes: &[Quote<'_>]) -> anyhow::Result<Value> {
    let mut trades = Vec::new();
    for quote in quotes {
        let part = |part: &Part| {
            json!({
                "pool": part.pool, "amount_in": part.amountIn.to_string(),
                "amount_out": part.amountOut.to_string(),
            })
        };
        trades.push(json!({
            "sell": quote.sold.asset.token,
            "buy": quote.bought.asset.token,
            "amount_in": quote.trade.amountIn.to_string(),
            "amount_out": quote.amount_out().to_string(),
            "min_out": quote.trade.minOut.to_string(),
            "cost_bps": quote.cost_bps()?,
            "is_enough": quote.is_enough(),
            "parts": quote.parts.iter().map(part).collect::<Vec<_>>(),
        }));
    }
    Ok(json!({ "sentences": said, "trades": trades }))
}
