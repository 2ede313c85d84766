//! Clients of other makes, in Node: viem and ethers each deploy, write, read, find logs, trace, rebalance a real vault and
//! understand its refusal.

use anyhow::{Context, ensure};
use e2e::{stage::story, workspace};
use serde_json::json;
use std::process::Command;

/// Place of the keeper among the accounts of the mnemonic.
const KEEPER: u32 = 4;
/// Of the one who holds the shares.
const HOLDER: u32 = 1;

#[test]
fn a_viem_client_deploys_writes_reads_finds_logs_and_rebalances() {
    plays("tests/clients/viem.mjs", "viem: done");
}

#[test]
fn an_ethers_client_deploys_writes_reads_finds_logs_and_rebalances() {
    plays("tests/clients/ethers.mjs", "ethers: done");
}

/// Runs `script` on a world with a vault that is due for a rebalance; the script has done it when it says `done`.
fn plays(script: &str, done: &str) {
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
            "holderIndex": HOLDER,
            "vault": vault.address,
            "tokens": vault.tokens(),
            "bandBps": vault.config.policy.bandBps,
            "factory": world.factory(),
            "lens": world.lens(),
            "multicall3": protocols::predeployed::MULTICALL3,
        });
        let script = root.join(script);
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
            "the client ended with {}:\n{said}\n{complained}",
            output.status
        );
        ensure!(
            said.contains(done),
            "the client stopped early:\n{said}\n{complained}"
        );
        ensure!(vault.views(&world.chain).await?.epoch == alloy::primitives::U256::ONE);
        Ok(())
    });
}
