//! `cargo keel trace`: what a transaction did, in words.
//!
//! Everything comes from the node's own tracers (`callTracer`, and on request `stylusTracer` and `prestateTracer`), so it works
//! against any node that has them.

mod book;
mod ink;
mod names;
mod storage;
mod tree;

pub(crate) use names::{Names, implementation};
pub(crate) use tree::saying;

use crate::workspace;
use alloy::{
    consensus::Transaction as _,
    network::TransactionResponse,
    primitives::{B256, U256, utils::format_ether},
    providers::{DynProvider, Provider, ProviderBuilder},
    rpc::types::{Transaction, TransactionReceipt},
};
use anyhow::{Context, bail};
use clap::Args;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use std::path::PathBuf;

/// Options of the verb.
#[derive(Args)]
pub(crate) struct Options {
    /// Hash of the transaction
    #[arg(value_name = "TX")]
    transaction: B256,

    /// Node to ask
    #[arg(long, value_name = "URL", default_value = "http://127.0.0.1:8547")]
    rpc: String,

    /// Show what the programs spent their ink on, host call by host call
    #[arg(long)]
    ink: bool,

    /// Show the storage slots that changed
    #[arg(long)]
    storage: bool,

    /// Names for addresses: any JSON file with "name": "0x…" in it, such as what `cargo keel devnet --json` prints or
    /// deploy/deployed/NAME.json
    #[arg(long, value_name = "FILE")]
    names: Vec<PathBuf>,
}

/// What is shown of a transaction.
#[derive(Clone, Copy)]
pub(crate) struct Shown {
    pub(crate) ink: bool,
    pub(crate) storage: bool,
}

pub(crate) fn run(options: Options) -> anyhow::Result<()> {
    tokio::runtime::Runtime::new()
        .context("no runtime")?
        .block_on(async {
            let provider = connect(&options.rpc)?;
            let mut names = Names::well_known();
            for file in &options.names {
                names.read(file)?;
            }
            // Outside a checkout there are no deployments and no built programs to know, which is fine.
            if let Ok(root) = workspace::root() {
                names.learn_checkout(
                    &root,
                    provider
                        .get_chain_id()
                        .await
                        .with_context(|| format!("asking {}", options.rpc))?,
                )?;
            }
            let shown = Shown {
                ink: options.ink,
                storage: options.storage,
            };
            print!(
                "{}",
                tell(&provider, options.transaction, shown, &mut names).await?
            );
            Ok(())
        })
}

/// A connection that only asks.
pub(crate) fn connect(url: &str) -> anyhow::Result<DynProvider> {
    let parsed = url
        .parse()
        .with_context(|| format!("'{url}' is not a URL of a JSON-RPC node"))?;
    Ok(ProviderBuilder::default().connect_http(parsed).erased())
}

/// The whole report of a transaction.
pub(crate) async fn tell(
    provider: &DynProvider,
    hash: B256,
    shown: Shown,
    names: &mut Names,
) -> anyhow::Result<String> {
    let transaction = provider
        .get_transaction_by_hash(hash)
        .await
        .context("asking for the transaction")?
        .with_context(|| format!("the node knows no transaction {hash}"))?;
    let Some(receipt) = provider.get_transaction_receipt(hash).await? else {
        bail!("transaction {hash} waits for its block: it did nothing yet");
    };
    let calls = json!({ "tracer": "callTracer", "tracerConfig": { "withLog": true } });
    let root: tree::Frame = trace(provider, hash, calls).await?;
    names.look_up(provider, root.addresses()).await;

    let mut text = headline(&transaction, &receipt);
    text.push_str(&root.draw(names));
    if shown.ink {
        let steps = trace(provider, hash, json!({ "tracer": "stylusTracer" })).await?;
        text.push_str(&ink::table(&root, steps, names));
    }
    if shown.storage {
        let diff = json!({ "tracer": "prestateTracer", "tracerConfig": { "diffMode": true } });
        text.push_str(&storage::table(&trace(provider, hash, diff).await?, names));
    }
    Ok(text)
}

/// Why a transaction failed, by the error of its outermost call.
pub(crate) async fn reason(provider: &DynProvider, hash: B256) -> Option<String> {
    let root: tree::Frame = trace(provider, hash, json!({ "tracer": "callTracer" }))
        .await
        .ok()?;
    tree::reason(&root)
}

async fn trace<T: DeserializeOwned>(
    provider: &DynProvider,
    hash: B256,
    tracer: Value,
) -> anyhow::Result<T> {
    let name = tracer["tracer"].clone();
    let answer: Value = provider
        .raw_request("debug_traceTransaction".into(), (hash, tracer))
        .await
        .with_context(|| format!("the node cannot trace with {name}"))?;
    serde_json::from_value(answer)
        .with_context(|| format!("the node's {name} answers something else than expected"))
}

fn headline(transaction: &Transaction, receipt: &TransactionReceipt) -> String {
    let fee = U256::from(receipt.gas_used).saturating_mul(U256::from(receipt.effective_gas_price));
    format!(
        "transaction {} {} in block {}: {} of {} gas, fee {} ETH\n",
        receipt.transaction_hash,
        if receipt.status() {
            "succeeded"
        } else {
            "failed"
        },
        receipt.block_number.unwrap_or_default(),
        grouped(receipt.gas_used),
        grouped(transaction.gas_limit()),
        ether(fee),
    ) + &format!(
        "from {}, nonce {}\n\n",
        transaction.from(),
        transaction.nonce()
    )
}

/// ETH without zeros at the end.
pub(crate) fn ether(wei: U256) -> String {
    let text = format_ether(wei);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// A number with its thousands apart.
pub(crate) fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len().saturating_sub(index)).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{ether, grouped};
    use alloy::primitives::U256;

    #[test]
    fn ether_drops_zeros_after_the_point_only() {
        let one = U256::from(1_000_000_000_000_000_000_u64);
        assert_eq!(ether(one * U256::from(10_000)), "10000");
        assert_eq!(ether(one / U256::from(2)), "0.5");
        assert_eq!(ether(U256::ZERO), "0");
    }

    #[test]
    fn grouped_sets_thousands_apart() {
        assert_eq!(grouped(0), "0");
        assert_eq!(grouped(999), "999");
        assert_eq!(grouped(21_000), "21,000");
        assert_eq!(grouped(1_234_567), "1,234,567");
    }
}
