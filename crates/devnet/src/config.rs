//! What a local chain is started with.

use std::net::{IpAddr, Ipv4Addr};
use std::time::Duration;

use alloy_primitives::U256;

use crate::evm::{ChainRules, GenesisAccount, GenesisStep};

/// The mnemonic every Ethereum development node funds by default. Its keys are public: never use them elsewhere.
pub const TEST_MNEMONIC: &str = "test test test test test test test test test test test junk";

/// Settings of a local chain; [`Default`] is what `cargo keel devnet` starts without flags, on any free port.
#[derive(Clone, Debug)]
pub struct DevnetConfig {
    /// EIP-155 chain id.
    pub chain_id: u64,
    /// ArbOS version whose rules apply.
    pub arbos_version: u64,
    /// Address to listen on.
    pub host: IpAddr,
    /// Port to listen on; 0 takes any free one.
    pub port: u16,
    /// How many accounts to derive from the mnemonic and fund.
    pub accounts: u32,
    /// BIP-39 mnemonic of the funded accounts.
    pub mnemonic: String,
    /// Balance of each funded account in wei.
    pub balance_wei: U256,
    /// Timestamp of the genesis block; the wall clock if absent.
    pub timestamp: Option<u64>,
    /// Base fee of every block in wei.
    pub base_fee_wei: u64,
    /// How many blocks back state can be asked for.
    pub state_history: u64,
    /// Most gas an `eth_call` or `eth_estimateGas` may use.
    pub call_gas_cap: u64,
    /// Most gas one transaction may use, whatever its limit says: ArbOS holds the rest back and returns it, so that no
    /// transaction can keep the chain busy for long.
    pub tx_gas_cap: u64,
    /// Time between blocks; if absent, a block per transaction or, without [`Self::automine`], only blocks that are asked for.
    pub block_time: Option<Duration>,
    /// Whether a transaction is mined as it arrives, where there is no block time.
    pub automine: bool,
    /// Further accounts of the genesis state.
    pub genesis: Vec<GenesisAccount>,
    /// What is done on the genesis state before the first block, in order.
    pub genesis_steps: Vec<GenesisStep>,
}

impl Default for DevnetConfig {
    fn default() -> Self {
        Self {
            chain_id: 412_346,
            arbos_version: 51,
            host: IpAddr::V4(Ipv4Addr::LOCALHOST),
            port: 0,
            accounts: 10,
            mnemonic: TEST_MNEMONIC.to_owned(),
            balance_wei: U256::from(10_000) * U256::from(10).pow(U256::from(18)),
            timestamp: None,
            base_fee_wei: 100_000_000,
            state_history: 1_024,
            call_gas_cap: 50_000_000,
            tx_gas_cap: 32_000_000,
            block_time: None,
            automine: true,
            genesis: Vec::new(),
            genesis_steps: Vec::new(),
        }
    }
}

impl DevnetConfig {
    /// The execution rules this configuration asks for.
    #[must_use]
    pub fn rules(&self) -> ChainRules {
        ChainRules {
            min_base_fee_wei: self.base_fee_wei,
            ..ChainRules::for_arbos(self.chain_id, self.arbos_version)
        }
    }
}
