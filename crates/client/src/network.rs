//! What is wanted where: `deploy/networks/NAME.toml`, the facts about a chain that Keel builds on.

use alloy::primitives::{Address, B256};
use serde::Deserialize;
use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

/// A chain and the protocols on it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Network {
    /// Name for people.
    pub name: String,
    /// The chain that this file is about; another one is refused.
    pub chain_id: u64,
    /// Uniswap V3; absent where it is deployed afresh by the demo and the tests.
    pub uniswap_v3: Option<UniswapV3>,
    /// The sequencer uptime feed; absent where the network has none.
    pub sequencer: Option<SequencerFeed>,
    /// Other contracts worth knowing, by name.
    #[serde(default)]
    pub contracts: BTreeMap<String, Sourced>,
    /// Tokens with the feed that prices them, by symbol.
    #[serde(default)]
    pub assets: BTreeMap<String, NetworkAsset>,
}

/// An address and where it was read.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sourced {
    /// The address.
    pub address: Address,
    /// Where the address was read.
    pub source: String,
    /// Anything that a reader must know.
    pub note: Option<String>,
}

/// A Uniswap V3 deployment.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UniswapV3 {
    /// Makes the pools.
    pub factory: Sourced,
    /// keccak256 of the pools' creation code.
    pub pool_init_code_hash: B256,
    /// Quotes swaps.
    pub quoter_v2: Option<Sourced>,
    /// Holds positions.
    pub position_manager: Option<Sourced>,
    /// Swaps for wallets.
    pub swap_router: Option<Sourced>,
}

/// A sequencer uptime feed.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SequencerFeed {
    /// The feed.
    pub feed: Sourced,
    /// Prices are refused for this long after the sequencer came back.
    pub grace_s: u32,
}

/// A token and its feed.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NetworkAsset {
    /// The token.
    pub token: Sourced,
    /// Its decimals.
    pub decimals: u8,
    /// The Chainlink proxy that prices it.
    pub feed: Sourced,
    /// Decimals of the answer.
    pub feed_decimals: u8,
    /// An older answer is stale.
    pub max_age_s: u32,
    /// How far a fresh answer may be from the market, in basis points.
    pub error_bps: u16,
}

/// Why a network file cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum NetworkError {
    /// It could not be read.
    #[error("{path}: {source}; deploy/networks/ has the networks that are known")]
    FileUnusable {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// It is not a network.
    #[error("{path} does not describe a network: {reason}")]
    FileMalformed {
        /// The file.
        path: PathBuf,
        /// What the parser said, with line and column.
        reason: String,
    },
    /// A number is out of range.
    #[error("{path}: {field} is {got}, at most {maximum} is possible")]
    ValueOutOfRange {
        /// The file.
        path: PathBuf,
        /// The field.
        field: String,
        /// What it says.
        got: u64,
        /// What is possible.
        maximum: u64,
    },
}

/// More decimals than this cannot be normalised without losing digits.
const MAX_DECIMALS: u8 = 18;

impl Network {
    /// Reads a file.
    ///
    /// # Errors
    /// `FileUnusable`, `FileMalformed` or `ValueOutOfRange`.
    pub fn load(path: &Path) -> Result<Self, NetworkError> {
        let text = std::fs::read_to_string(path).map_err(|source| NetworkError::FileUnusable {
            path: path.to_owned(),
            source,
        })?;
        Self::parse(&text, path)
    }

    fn parse(text: &str, path: &Path) -> Result<Self, NetworkError> {
        let network: Self = toml::from_str(text).map_err(|error| NetworkError::FileMalformed {
            path: path.to_owned(),
            reason: error.to_string(),
        })?;
        for (symbol, asset) in &network.assets {
            for (field, decimals) in [
                ("decimals", asset.decimals),
                ("feed_decimals", asset.feed_decimals),
            ] {
                if decimals > MAX_DECIMALS {
                    return Err(NetworkError::ValueOutOfRange {
                        path: path.to_owned(),
                        field: format!("assets.{symbol}.{field}"),
                        got: u64::from(decimals),
                        maximum: u64::from(MAX_DECIMALS),
                    });
                }
            }
        }
        Ok(network)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const UNISWAP_INIT_CODE_HASH: &str =
        "0xe34f199b19b2b4f47f68442619d555527d244f78a3297ea89325f843f87b8b54";

    fn folder() -> PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../../deploy/networks")
    }

    fn load(name: &str) -> Network {
        Network::load(&folder().join(name)).expect(name)
    }

    #[test]
    fn load_accepts_every_committed_network() {
        assert_eq!(load("local.toml").chain_id, 412_346);
        for (name, chain_id) in [
            ("arbitrum-one.toml", 42_161),
            ("arbitrum-sepolia.toml", 421_614),
        ] {
            let network = load(name);
            assert_eq!(network.chain_id, chain_id);
            let uniswap = network.uniswap_v3.expect("uniswap_v3");
            assert_eq!(
                uniswap.pool_init_code_hash.to_string(),
                UNISWAP_INIT_CODE_HASH
            );
            assert!(network.assets.len() >= 2);
        }
    }

    /// A mistyped digit breaks the checksum of an address, and nothing else would notice.
    #[test]
    fn addresses_in_committed_networks_have_right_checksums() {
        for name in ["arbitrum-one.toml", "arbitrum-sepolia.toml"] {
            let text = std::fs::read_to_string(folder().join(name)).expect(name);
            let mut seen = 0_usize;
            for line in text.lines() {
                let Some(rest) = line.split("address = \"").nth(1) else {
                    continue;
                };
                let literal = rest.split('"').next().expect("quoted");
                Address::parse_checksummed(literal, None).expect(literal);
                seen += 1;
            }
            assert!(seen > 5, "{name}: {seen}");
        }
    }

    #[test]
    fn parse_refuses_unknown_fields_and_impossible_decimals() {
        let path = Path::new("x.toml");
        let error =
            Network::parse("name = \"x\"\nchain_id = 1\nchainId = 2\n", path).expect_err("unknown");
        assert!(error.to_string().contains("chainId"), "{error}");

        let text = std::fs::read_to_string(folder().join("arbitrum-one.toml")).expect("file");
        let broken = text.replacen("decimals = 18", "decimals = 19", 1);
        match Network::parse(&broken, path).expect_err("decimals") {
            NetworkError::ValueOutOfRange { got, maximum, .. } => {
                assert_eq!((got, maximum), (19, 18))
            }
            other => panic!("{other}"),
        }
    }

    #[test]
    fn load_names_the_file_when_there_is_none() {
        let error = Network::load(&folder().join("atlantis.toml")).expect_err("absent");
        assert!(error.to_string().contains("atlantis.toml"), "{error}");
    }
}
