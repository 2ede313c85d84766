//! `cargo keel demo`: a portfolio drifts past its band and is brought back, on a chain of its own.
//!
//! Everything goes through JSON-RPC as it would for any client; nothing here has a shortcut into the chain.

mod numbers;
mod options;
mod page;
mod report;
mod scene;
mod story;
mod summary;

pub(crate) use numbers::{loss_bps, part, value_wad};
pub(crate) use options::{Options, target_weights};

use crate::{programs, progress::Progress, setup, workspace};
use ::report::Destination;
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
    // Before minutes of work that would have nowhere to go.
    let page = options.report.as_deref().map(Destination::at).transpose()?;
    let root = workspace::root()?;
    let progress = Progress::new(false);
    setup::ensure(&root, &progress)?;
    programs::build(&programs::ALL, &progress)?;
    tokio::runtime::Runtime::new()
        .context("no runtime")?
        .block_on(play(&root, &options, page.as_ref(), &progress))
}

async fn play(
    root: &std::path::Path,
    options: &Options,
    page: Option<&Destination>,
    progress: &Progress,
) -> anyhow::Result<()> {
    let scene = Scene::set(root, options, progress).await?;
    let seen = story::tell(&scene, options, progress).await?;
    let report = summary::of(&scene, options, &seen).await?;
    if let Some(destination) = page {
        let page = page::of(&scene, options, &seen, &report).await?;
        destination.write(&page)?;
        progress.step(&format!("wrote {}", destination.path().display()));
    }
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
