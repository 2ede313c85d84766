//! A client of another make: viem in Node deploys, writes, reads, finds logs, rebalances a real vault and understands its
//! refusal.

use anyhow::{Context, ensure};
use e2e::{stage::story, workspace};
use serde_json::json;
use std::process::Command;

/// Place of the keeper among the accounts of the mnemonic.
const KEEPER: u32 = 4;

#[test]
fn a_viem_client_deploys_writes_reads_finds_logs_and_rebalances() {
    story(async |world| {
        let vault = world.vault(3).await?;
        world.move_price(1, 2_500).await?;
        let root = workspace::root();
        let artifact = protocols::npm::file(
            "@arbitrum/token-bridge-contracts",
            "build/contracts/contracts/tokenbridge/libraries/aeWETH.sol/aeWETH.json",
            &root,
        )?;
        let stage = json!({
            "rpc": world.chain.url(),
            "chainId": devnet::DevnetConfig::default().chain_id,
            "root": root,
            "artifact": artifact,
            "mnemonic": devnet::TEST_MNEMONIC,
            "keeperIndex": KEEPER,
            "vault": vault.address,
            "tokens": vault.tokens(),
            "bandBps": vault.config.policy.bandBps,
            "factory": world.factory(),
            "multicall3": world.market.multicall3,
        });
        let script = root.join("tests/viem/client.mjs");
        let output = Command::new("node")
            .arg(&script)
            .env("KEEL_STAGE", stage.to_string())
            .output()
            .context("node could not be run; install Node.js 20 or newer")?;
        let (said, complained) = (
            String::from_utf8_lossy(&output.stdout),
            String::from_utf8_lossy(&output.stderr),
        );
        println!("{said}");
        ensure!(
            output.status.success(),
            "viem's client ended with {}:\n{said}\n{complained}",
            output.status
        );
        ensure!(
            said.contains("viem: done"),
            "viem's client stopped early:\n{said}\n{complained}"
        );
        ensure!(vault.views(&world.chain).await?.epoch == alloy::primitives::U256::ONE);
        Ok(())
    });
}
