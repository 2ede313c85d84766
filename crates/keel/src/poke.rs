//! `cargo keel poke VAULT`: checks, simulates, sends and explains one rebalance.
//!
//! Nothing is sent unless the lens says go and the simulated rebalance goes through, so that nobody pays for a refusal that was to
//! be foreseen. What nobody can foresee is the block that it lands in: the vault proves everything again there.

use crate::{
    deploy,
    explain::{self, Lens},
    progress::Progress,
};
use alloy::{
    network::{EthereumWallet, TransactionBuilder},
    primitives::{Address, U256},
    providers::{DynProvider, Provider},
    rpc::types::{TransactionReceipt, TransactionRequest},
    sol_types::SolCall,
};
use anyhow::{Context, bail};
use clap::Args;
use client::{
    bindings::{IUpkeep, IVault, IVaultRebalance, Verdict},
    explain::{bps, sentences, value},
    transaction::{self, During, TransactionError},
};
use serde_json::json;

/// Where the keeper's key is looked for.
const KEY_VARIABLE: &str = "KEEL_KEEPER_KEY";
/// A rebalance that waits longer for its block is not made any more.
const PATIENCE_S: u64 = 600;

/// Options of the verb.
#[derive(Args)]
pub(crate) struct Options {
    #[command(flatten)]
    question: explain::Options,

    /// Poke through this adapter (the suite's upkeep); where only keepers may rebalance, it has to be one of them
    #[arg(long, value_name = "ADDRESS")]
    via: Option<Address>,
}

pub(crate) fn run(options: Options) -> anyhow::Result<()> {
    let progress = Progress::new(options.question.json);
    tokio::runtime::Runtime::new()
        .context("no runtime")?
        .block_on(async { poke(&options.question, options.via, &progress).await })
}

async fn poke(
    options: &explain::Options,
    via: Option<Address>,
    progress: &Progress,
) -> anyhow::Result<()> {
    let lens = Lens::reach(options, progress).await?;
    let before = lens.explain(options.vault).await?;
    let said = sentences(&before);
    match before.portfolio.verdict {
        Verdict::Due => {}
        Verdict::NotAVault => bail!("{}", said.join(" ")),
        verdict => {
            match options.json {
                true => println!(
                    "{:#}",
                    json!({ "sent": false, "verdict": format!("{verdict:?}"), "sentences": said })
                ),
                false => println!("{}\nNothing was sent.", said.join("\n")),
            }
            return Ok(());
        }
    }
    if !options.json {
        println!("{}", said.join("\n"));
    }
    progress.step("simulating");
    let deadline = before.portfolio.timestamp.saturating_add(PATIENCE_S);
    let (to, call) = match via {
        None => {
            let deadline = U256::from(deadline);
            (
                options.vault,
                IVaultRebalance::rebalanceCall { deadline }.abi_encode(),
            )
        }
        Some(adapter) => {
            let vault = options.vault;
            ensure_adapter(&lens.provider, adapter).await?;
            (adapter, IUpkeep::pokeCall { vault }.abi_encode())
        }
    };
    let request = TransactionRequest::default().with_to(to).with_input(call);
    let signer = deploy::signer_of(KEY_VARIABLE, lens.chain_id, progress)?;
    let keeper = signer.address();
    let request = request.with_from(keeper);
    // As it will be sent: whether a vault takes it may depend on who calls.
    let played = lens.provider.call(request.clone()).await;
    match played.during("simulating a rebalance") {
        Ok(_) => {}
        Err(TransactionError::Reverted { reason, .. }) => {
            bail!("a rebalance is refused with {reason}; nothing was sent")
        }
        Err(other) => return Err(other.into()),
    }
    let provider = transaction::connect(&options.rpc, EthereumWallet::from(signer))?;
    match via {
        Some(adapter) => progress.step(&format!("sending as {keeper} through {adapter}")),
        None => progress.step(&format!("sending as {keeper}")),
    }
    let receipt = transaction::send(&provider, "rebalancing", request).await?;
    let done = rebalanced(&receipt, options.vault)?;
    let after = lens.explain(options.vault).await?;
    match options.json {
        true => println!(
            "{:#}",
            json!({
                "sent": true, "transaction": receipt.transaction_hash, "gas_used": receipt.gas_used,
                "keeper": keeper, "via": via, "epoch": done.epoch.to_string(), "swaps": done.fills.len(),
                "nav_before_wad": done.navBeforeWad.to_string(), "nav_after_wad": done.navAfterWad.to_string(),
                "max_drift_before_wad": done.maxDriftBeforeWad.to_string(),
                "max_drift_after_wad": done.maxDriftAfterWad.to_string(),
                "sentences": sentences(&after),
            })
        ),
        false => println!(
            "Done in {} with {} gas: {} swaps, max drift {} bps -> {} bps, NAV {} -> {}.\n{}",
            receipt.transaction_hash,
            receipt.gas_used,
            done.fills.len(),
            bps(done.maxDriftBeforeWad),
            bps(done.maxDriftAfterWad),
            value(done.navBeforeWad),
            value(done.navAfterWad),
            sentences(&after).join("\n")
        ),
    }
    Ok(())
}

/// An account without code takes every call, and does nothing.
async fn ensure_adapter(provider: &DynProvider, adapter: Address) -> anyhow::Result<()> {
    let interface = IUpkeep::supportsInterfaceCall::SELECTOR.into();
    let asked = IUpkeep::new(adapter, provider)
        .supportsInterface(interface)
        .call()
        .await;
    match asked.during("asking the adapter") {
        Ok(true) => Ok(()),
        Ok(false) => bail!("{adapter} is no adapter of Keel: it denies ERC-165"),
        Err(
            error @ (TransactionError::Reverted { .. } | TransactionError::AnswerMalformed { .. }),
        ) => {
            bail!("{adapter} is no adapter of Keel: {error}")
        }
        Err(other) => Err(other.into()),
    }
}

/// What the vault says that it did.
fn rebalanced(receipt: &TransactionReceipt, vault: Address) -> anyhow::Result<IVault::Rebalanced> {
    let mut logs = receipt.logs().iter().filter(|log| log.address() == vault);
    logs.find_map(|log| log.log_decode::<IVault::Rebalanced>().ok())
        .map(|log| log.inner.data)
        .with_context(|| {
            format!(
                "transaction {} succeeded, and the vault says nothing of a rebalance",
                receipt.transaction_hash
            )
        })
}
