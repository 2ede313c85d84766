//! A story on a node of another process: what `KEEL_RPC=URL` does.

use anyhow::{Context, ensure};
use e2e::node::{Ability, RPC_VARIABLE};
use serde_json::Value;
use std::{
    io::{BufRead, BufReader},
    process::{Child, Command, Stdio},
};

/// The story that is played elsewhere.
const STORY: &str = "example_invariant::inv_going_in_and_out_never_profits_at_any_price";

/// Ends its process with itself.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// A `cargo keel devnet` of its own, with ten ordinary accounts, and its URL.
fn devnet() -> anyhow::Result<(Running, String)> {
    // Cargo puts the command line beside the folder of the test binaries, and builds it with `--workspace` or `-p keel`.
    let keel = std::env::current_exe()?
        .ancestors()
        .nth(2)
        .context("a test binary is in target/PROFILE/deps")?
        .join("keel");
    let mut child = Command::new(&keel)
        .args(["devnet", "--port", "0", "--json"])
        .env("CARGO_MANIFEST_DIR", env!("CARGO_MANIFEST_DIR"))
        .stdout(Stdio::piped())
        .spawn()
        .with_context(|| {
            format!(
                "{} could not be run; build it: cargo build --release -p keel",
                keel.display()
            )
        })?;
    let output = child.stdout.take().context("its output is piped")?;
    let running = Running(child);
    let mut line = String::new();
    BufReader::new(output).read_line(&mut line)?;
    let banner: Value = serde_json::from_str(&line).context("the devnet prints one JSON object")?;
    let url = banner["url"].as_str().context("with its URL")?.to_owned();
    Ok((running, url))
}

/// Plays the story in a process of its own, as somebody does who sets the variable.
fn play(url: &str) -> anyhow::Result<(bool, String)> {
    let output = Command::new(std::env::current_exe()?)
        .args(["--exact", STORY, "--nocapture"])
        .env(RPC_VARIABLE, url)
        .output()?;
    let said = [output.stdout, output.stderr].concat();
    Ok((
        output.status.success(),
        String::from_utf8_lossy(&said).into_owned(),
    ))
}

fn height(url: &str) -> anyhow::Result<u64> {
    let runtime = tokio::runtime::Runtime::new()?;
    runtime.block_on(async {
        use alloy::providers::Provider;
        let provider = alloy::providers::ProviderBuilder::new().connect_http(url.parse()?);
        Ok(provider.get_block_number().await?)
    })
}

#[test]
fn a_story_runs_on_a_node_of_another_process_and_leaves_it_as_it_was() -> anyhow::Result<()> {
    let (_running, url) = devnet()?;
    for _ in 0..2 {
        let (succeeded, said) = play(&url)?;
        ensure!(succeeded && said.contains("1 passed"), "{said}");
        ensure!(
            !said.contains("skipped"),
            "the devnet lacks something: {said}"
        );
        // The world was built there; what the story did was taken back.
        ensure!(height(&url)? > 50, "nothing happened on {url}");
    }
    Ok(())
}

#[test]
fn a_node_that_does_not_answer_is_named() -> anyhow::Result<()> {
    let (succeeded, said) = play("http://127.0.0.1:9")?;
    ensure!(!succeeded, "{said}");
    ensure!(
        said.contains("KEEL_RPC=http://127.0.0.1:9 does not answer"),
        "{said}"
    );
    Ok(())
}

#[test]
fn a_missing_ability_names_its_call() {
    let lacking = e2e::node::Lacking(Ability::MoveTime);
    assert_eq!(
        lacking.to_string(),
        "the node has no evm_increaseTime, which only development nodes have"
    );
}
