//! `cargo keel devnet`: the local chain alone, until Ctrl-C.

use anyhow::Context;
use clap::Args;
use devnet::DevnetConfig;
use std::{net::IpAddr, time::Duration};

/// Options of the verb.
#[derive(Args)]
pub(crate) struct Options {
    /// Port to listen on; 0 takes any free one
    #[arg(long, default_value_t = 8547)]
    port: u16,

    /// Address to listen on
    #[arg(long, default_value = "127.0.0.1")]
    host: IpAddr,

    /// Chain id
    #[arg(long, default_value_t = 412_346)]
    chain_id: u64,

    /// ArbOS version whose rules apply
    #[arg(long, default_value_t = 51)]
    arbos: u64,

    /// Number of funded accounts
    #[arg(long, default_value_t = 10, value_parser = clap::value_parser!(u32).range(1..=1_000))]
    accounts: u32,

    /// Seconds between blocks; without it every transaction is mined at once
    #[arg(long, value_name = "SECONDS", value_parser = clap::value_parser!(u64).range(1..))]
    block_time: Option<u64>,

    /// Mnemonic of the funded accounts
    #[arg(long, default_value = devnet::TEST_MNEMONIC)]
    mnemonic: String,
}

pub(crate) fn run(options: Options) -> anyhow::Result<()> {
    tokio::runtime::Runtime::new()
        .context("no runtime")?
        .block_on(serve(options))
}

async fn serve(options: Options) -> anyhow::Result<()> {
    let chain = devnet::serve(DevnetConfig {
        chain_id: options.chain_id,
        arbos_version: options.arbos,
        host: options.host,
        port: options.port,
        accounts: options.accounts,
        mnemonic: options.mnemonic,
        block_time: options.block_time.map(Duration::from_secs),
        ..DevnetConfig::default()
    })
    .await?;
    println!("Funded accounts (keys are public: for local use only)");
    for account in chain.accounts() {
        println!("  {}  {}", account.address, account.key);
    }
    println!(
        "\nchain id {}, listening on {}",
        options.chain_id,
        chain.url()
    );
    if !options.host.is_loopback() {
        eprintln!("warning: {} is reachable from other machines", options.host);
    }
    tokio::signal::ctrl_c().await.context("Ctrl-C")?;
    chain.stop().await;
    Ok(())
}
