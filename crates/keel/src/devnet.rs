//! `cargo keel devnet`: the local chain alone, until Ctrl-C.

mod banner;
mod log;
mod options;
mod state;
mod suite;

pub(crate) use options::Options;

use crate::{progress::Progress, setup, trace::Names, workspace};
use anyhow::Context;
use banner::Banner;
use devnet::{Feed, Handle};
use protocols::{bytecode::Bytecode, predeployed};
use state::StateFile;
use std::path::Path;
use suite::SuiteOnChain;

pub(crate) fn run(options: Options) -> anyhow::Result<()> {
    let root = workspace::root()?;
    let progress = Progress::new(options.is_quiet());
    setup::ensure(&root, &progress)?;
    // Before anything is started: a file that cannot be used must not cost a minute of deploying first.
    let state = StateFile::open(&options)?;
    if options.suite && state.suite.is_none() {
        crate::programs::build(&crate::programs::ALL, &progress)?;
    }
    let runtime = tokio::runtime::Runtime::new().context("no runtime")?;
    let done = runtime.block_on(serve(&root, &options, state, &progress));
    // An open connection must not hold back the exit.
    runtime.shutdown_background();
    done
}

async fn serve(
    root: &Path,
    options: &Options,
    mut state: StateFile,
    progress: &Progress,
) -> anyhow::Result<()> {
    let mut config = options.config();
    config.genesis_steps = predeployed::steps(&Bytecode::new(root))?;
    let chain = devnet::serve(config).await?;
    state.restore(&chain)?;
    if options.suite && state.suite.is_none() {
        let suite = suite::deploy(root, &chain, options, progress).await?;
        state.suite = Some(suite);
        state.save(chain.dump()?)?;
    }
    if !options.host.is_loopback() {
        eprintln!(
            "warning: {} is reachable from other machines, and everyone knows the keys of this chain's accounts",
            options.host
        );
    }
    let names = names(root, options, state.suite.as_ref())?;
    // Both before the banner: who reads it may send a transaction or end the chain in the same moment.
    let end = ended()?;
    let feed = chain.feed();
    Banner::of(&chain, options, state.suite.as_ref())
        .await?
        .print(options)?;
    follow(&chain, feed, options, names, end).await?;
    if state.is_written() {
        let dump = chain
            .stop_and_dump()
            .await
            .context("the state could not be written down")?;
        state.save(dump)?;
        progress.step(&format!("state saved to {}", state.target()));
    }
    Ok(())
}

fn names(root: &Path, options: &Options, suite: Option<&SuiteOnChain>) -> anyhow::Result<Names> {
    let mut names = Names::well_known();
    if let Some(suite) = suite {
        names.gather("", &serde_json::to_value(suite)?);
    }
    names.learn_checkout(root, options.chain_id)?;
    Ok(names)
}

/// Shows what happens until somebody ends it.
async fn follow(
    chain: &Handle,
    feed: Feed,
    options: &Options,
    names: Names,
    end: impl Future<Output = ()>,
) -> anyhow::Result<()> {
    tokio::pin!(end);
    if options.is_quiet() {
        end.await;
        return Ok(());
    }
    tokio::select! {
        () = &mut end => Ok(()),
        result = log::follow(chain, feed, options.traces, names) => result,
    }
}

/// Listens at once, and waits for Ctrl-C or for the signal that service managers and `kill` send.
fn ended() -> anyhow::Result<impl Future<Output = ()>> {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let mut interrupt = signal(SignalKind::interrupt()).context("SIGINT")?;
        let mut terminate = signal(SignalKind::terminate()).context("SIGTERM")?;
        Ok(async move {
            tokio::select! {
                _ = interrupt.recv() => {}
                _ = terminate.recv() => {}
            }
        })
    }
    #[cfg(not(unix))]
    Ok(async {
        // Where Ctrl-C cannot be heard, the chain runs until its process is ended.
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    })
}
