//! `cargo keel poke VAULT`: checks, simulates, sends and explains one rebalance.
//!
//! Nothing is sent unless the lens says go and the simulated rebalance goes through, so that nobody pays for a refusal that was to
//! be foreseen. What nobody can foresee is the block that it lands in: the vault proves everything again there.

use crate::{
    deploy,
    explain::{self, Lens, Options},
    progress::Progress,
};
use alloy::{
    network::{EthereumWallet, TransactionBuilder},
    primitives::{Address, U256},
    providers::DynProvider,
    rpc::types::{TransactionReceipt, TransactionRequest},
    sol_types::SolCall,
};
use anyhow::{Context, bail};
use client::{
    bindings::{IVault, Verdict},
    explain::{bps, sentences, value},
    transaction,
};
use serde_json::json;

/// Where the keeper's key is looked for.
const KEY_VARIABLE: &str = "KEEL_KEEPER_KEY";
/// A rebalance that waits longer for its block is not made any more.
const PATIENCE_S: u64 = 600;

pub(crate) fn run(options: Options) -> anyhow::Result<()> {
    let progress = Progress::new(options.json);
    tokio::runtime::Runtime::new()
        .context("no runtime")?
        .block_on(async { poke(&options, &progress).await })
}

async fn poke(options: &Options, progress: &Progress) -> anyhow::Result<()> {
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
    let simulated = explain::simulate(&lens.provider, options.vault).await?;
    if let explain::Simulated::Refused(reason) = &simulated {
        bail!("a rebalance is refused with {reason}; nothing was sent");
    }

    let signer = deploy::signer_of(KEY_VARIABLE, lens.chain_id, progress)?;
    let keeper = signer.address();
    let provider = transaction::connect(&options.rpc, EthereumWallet::from(signer))?;
    progress.step(&format!("sending as {keeper}"));
    let deadline = before.portfolio.timestamp.saturating_add(PATIENCE_S);
    let receipt = send(&provider, keeper, options.vault, deadline).await?;
    let done = rebalanced(&receipt, options.vault)?;
    let after = lens.explain(options.vault).await?;
    match options.json {
        true => println!(
            "{:#}",
            json!({
                "sent": true, "transaction": receipt.transaction_hash, "gas_used": receipt.gas_used,
                "keeper": keeper, "epoch": done.epoch.to_string(), "swaps": done.fills.len(),
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

async fn send(
    provider: &DynProvider,
    keeper: Address,
    vault: Address,
    deadline: u64,
) -> anyhow::Result<TransactionReceipt> {
    let call = IVault::rebalanceCall {
        deadline: U256::from(deadline),
    };
    let request = TransactionRequest::default()
        .with_from(keeper)
        .with_to(vault)
        .with_input(call.abi_encode());
    Ok(transaction::send(provider, "rebalancing", request).await?)
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
