//! The flags of `cargo keel devnet`. Where anvil has a flag for the same thing, the names agree.

use alloy::primitives::{U256, utils::parse_ether};
use clap::Args;
use devnet::DevnetConfig;
use std::{net::IpAddr, path::PathBuf, time::Duration};

/// Options of the verb.
#[derive(Args)]
pub(crate) struct Options {
    /// Port to listen on; 0 takes any free one
    #[arg(short, long, default_value_t = 8547)]
    pub(crate) port: u16,

    /// Address to listen on
    #[arg(long, default_value = "127.0.0.1")]
    pub(crate) host: IpAddr,

    /// Chain id
    #[arg(long, default_value_t = 412_346, value_parser = clap::value_parser!(u64).range(1..))]
    pub(crate) chain_id: u64,

    /// ArbOS version whose rules apply
    #[arg(long, default_value_t = 51, value_parser = clap::value_parser!(u64).range(51..=61))]
    pub(crate) arbos: u64,

    /// Number of funded accounts
    #[arg(short, long, default_value_t = 10, value_parser = clap::value_parser!(u32).range(1..=1_000))]
    pub(crate) accounts: u32,

    /// Mnemonic of the funded accounts
    #[arg(short, long, default_value = devnet::TEST_MNEMONIC)]
    pub(crate) mnemonic: String,

    /// Balance of each funded account in ETH
    #[arg(long, value_name = "ETH", default_value = "10000", value_parser = ether)]
    pub(crate) balance: U256,

    /// Seconds between blocks; without it every transaction is mined at once
    #[arg(short, long, value_name = "SECONDS", value_parser = clap::value_parser!(u64).range(1..))]
    pub(crate) block_time: Option<u64>,

    /// Mine only when asked to (evm_mine)
    #[arg(long, visible_alias = "no-mine", conflicts_with_all = ["block_time", "suite"])]
    pub(crate) no_mining: bool,

    /// Timestamp of the first block, in seconds since 1970; the time of day if absent
    #[arg(long, value_name = "SECONDS")]
    pub(crate) timestamp: Option<u64>,

    /// Base fee in wei
    #[arg(
        long,
        visible_alias = "block-base-fee-per-gas",
        value_name = "WEI",
        default_value_t = 100_000_000
    )]
    pub(crate) base_fee: u64,

    /// Most gas that one transaction may use
    #[arg(long, value_name = "GAS", default_value_t = 32_000_000, value_parser = clap::value_parser!(u64).range(100_000..))]
    pub(crate) gas_limit: u64,

    /// Also deploy Keel and a market: feeds, pools, tokens (some for every account), and a vault of the first account's
    #[arg(long)]
    pub(crate) suite: bool,

    /// Keep the chain in this file: read at the start if it exists, written on exit
    #[arg(long, value_name = "FILE", conflicts_with_all = ["load_state", "dump_state"])]
    pub(crate) state: Option<PathBuf>,

    /// Start from the chain in this file, and leave the file as it is
    #[arg(long, value_name = "FILE")]
    pub(crate) load_state: Option<PathBuf>,

    /// Write the chain to this file on exit
    #[arg(long, value_name = "FILE")]
    pub(crate) dump_state: Option<PathBuf>,

    /// Print nothing but errors
    #[arg(short, long, visible_alias = "quiet")]
    pub(crate) silent: bool,

    /// Print one JSON object when the chain is ready, and nothing else
    #[arg(long)]
    pub(crate) json: bool,

    /// Show the tree of calls of every transaction
    #[arg(long, conflicts_with_all = ["silent", "json"])]
    pub(crate) traces: bool,
}

impl Options {
    /// Whether transactions and steps are not to be shown.
    pub(crate) fn is_quiet(&self) -> bool {
        self.silent || self.json
    }

    /// The chain that is asked for.
    pub(crate) fn config(&self) -> DevnetConfig {
        DevnetConfig {
            chain_id: self.chain_id,
            arbos_version: self.arbos,
            host: self.host,
            port: self.port,
            accounts: self.accounts,
            mnemonic: self.mnemonic.clone(),
            balance_wei: self.balance,
            timestamp: self.timestamp,
            base_fee_wei: self.base_fee,
            tx_gas_cap: self.gas_limit,
            block_time: self.block_time.map(Duration::from_secs),
            automine: !self.no_mining,
            ..DevnetConfig::default()
        }
    }
}

fn ether(text: &str) -> Result<U256, String> {
    let is_number = text.starts_with(|first: char| first.is_ascii_digit());
    let wei = parse_ether(text)
        .ok()
        .filter(|_| is_number)
        .ok_or("write ETH as 10000 or 0.5")?;
    // Many accounts of this much must not overflow what a chain can hold.
    if wei > U256::from(u128::MAX) {
        return Err(format!("at most {} wei", u128::MAX));
    }
    Ok(wei)
}

#[cfg(test)]
mod tests {
    use super::ether;
    use alloy::primitives::U256;

    #[test]
    fn ether_reads_fractions_and_refuses_what_is_no_amount() {
        let half = U256::from(500_000_000_000_000_000_u64);
        assert_eq!(ether("0.5"), Ok(half));
        for wrong in ["-1", "ten", "", "1e99", "999999999999999999999999"] {
            assert!(ether(wrong).is_err(), "{wrong}");
        }
    }
}
