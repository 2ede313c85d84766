//! `cargo keel demo`: a portfolio drifts past its band and is brought back, on a chain of its own.
//!
//! Everything goes through JSON-RPC as it would for any client; nothing here has a shortcut into the chain.

mod numbers;
mod options;
mod report;
mod scene;
mod story;
mod summary;

pub(crate) use numbers::part;
pub(crate) use options::{Options, target_weights};

use crate::{programs, progress::Progress, setup, workspace};
use alloy::primitives::aliases::U112;
use anyhow::Context;
use client::bindings::FlowPolicy;
pub(crate) use client::template::LOSS_LIMITS;
use scene::Scene;
use std::io::Write;

/// How far an answer of a feed may be from the market: what Chainlink lets an answer move before it writes another.
pub(crate) const FEED_ERROR_BPS: u16 = 25;

/// What flows of one asset cost in a vault of ours, and how much of them there may be.
pub(crate) fn flow_policy() -> FlowPolicy {
    FlowPolicy {
        baseFeeBps: 10,
        driftFeeBps: 10,
        minHoldSeconds: 3_600,
        dailyFlowBps: 500,
        shareCap: U112::MAX,
    }
}

pub(crate) fn run(options: Options) -> anyhow::Result<()> {
    let root = workspace::root()?;
    let progress = Progress::new(false);
    setup::ensure(&root, &progress)?;
    programs::build(&programs::ALL, &progress)?;
    tokio::runtime::Runtime::new()
        .context("no runtime")?
        .block_on(play(&root, &options, &progress))
}

async fn play(
    root: &std::path::Path,
    options: &Options,
    progress: &Progress,
) -> anyhow::Result<()> {
    let scene = Scene::set(root, options, progress).await?;
    let seen = story::tell(&scene, options, progress).await?;
    let report = summary::of(&scene, options, seen).await?;
    if options.json {
        println!("{}", serde_json::to_string(&report)?);
    } else {
        report.print_tables();
    }
    std::io::stdout().flush().context("standard output")?;
    if options.keep_running {
        progress.step(&format!(
            "the chain stays up at {}; end it with Ctrl-C",
            scene.url()
        ));
        tokio::signal::ctrl_c().await.context("Ctrl-C")?;
    }
    scene.end().await;
    Ok(())
}
