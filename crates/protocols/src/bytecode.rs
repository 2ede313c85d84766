//! Creation code of the third-party contracts, read from the verified packages.

use crate::npm::{self, NpmError};
use alloy::primitives::{B256, Bytes, hex, keccak256};
use serde_json::Value;
use std::path::{Path, PathBuf};

/// Every third-party contract that can be deployed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Contract {
    /// Uniswap V2: makes pairs.
    UniswapV2Factory,
    /// Uniswap V2: one pair; deployed by the factory, its code hash names pairs.
    UniswapV2Pair,
    /// Uniswap V2: quotes and swaps for accounts.
    UniswapV2Router,
    /// Uniswap V3: makes pools.
    UniswapV3Factory,
    /// Uniswap V3: one pool; deployed by the factory, its code hash names pools.
    UniswapV3Pool,
    /// Uniswap V3: holds liquidity positions.
    NonfungiblePositionManager,
    /// Uniswap V3: swaps for accounts.
    SwapRouter,
    /// Uniswap V3: quotes swaps.
    QuoterV2,
    /// Arbitrum: the bridged ERC-20 behind every bridged token.
    StandardArbErc20,
    /// Arbitrum: makes the tokens' beacon proxies.
    BeaconProxyFactory,
    /// Arbitrum: wrapped ether.
    AeWeth,
    /// OpenZeppelin: names the implementation behind the beacon proxies.
    UpgradeableBeacon,
    /// OpenZeppelin: the proxy in front of wrapped ether.
    TransparentUpgradeableProxy,
    /// OpenZeppelin: owns transparent proxies.
    ProxyAdmin,
    /// Chainlink: the token that pays oracles.
    LinkToken,
    /// Chainlink: an aggregator that oracles submit answers to.
    AccessControlledAggregator,
    /// Chainlink: the proxy that consumers read.
    EacAggregatorProxy,
    /// Chainlink: whether Arbitrum's sequencer is up.
    ArbitrumSequencerUptimeFeed,
    /// Chainlink: the flags that the uptime feed raises and lowers.
    Flags,
    /// Chainlink: who may raise and lower flags.
    SimpleWriteAccessController,
    /// Chainlink: delivers the signed reports of CRE to receivers.
    KeystoneForwarder,
    /// Multicall3.
    Multicall3,
    /// Uniswap: transfers by signature.
    Permit2,
    /// Arbitrum: sells places in the cache of programs.
    CacheManager,
    /// Arbitrum: creates, activates and initialises a program in one transaction.
    StylusDeployer,
}

/// How creation code lies in a file.
enum Form {
    /// `{"bytecode": "0x…"}`.
    Json,
    /// A quoted hexadecimal string after this name.
    Quoted(&'static str),
    /// Compiled from source.
    Compiled,
}

impl Contract {
    fn place(self) -> (&'static str, &'static str, Form) {
        const CORE: &str = "@uniswap/v3-core";
        const PERIPHERY: &str = "@uniswap/v3-periphery";
        const BRIDGE: &str = "@arbitrum/token-bridge-contracts";
        const OPENZEPPELIN: &str = "@openzeppelin/contracts@3.4.2";
        const CHAINLINK: &str = "@chainlink/contracts@0.1.7";
        const NITRO: &str = "@arbitrum/nitro-contracts";
        match self {
            Self::UniswapV2Factory => (
                "@uniswap/v2-core",
                "build/UniswapV2Factory.json",
                Form::Json,
            ),
            Self::UniswapV2Pair => ("@uniswap/v2-core", "build/UniswapV2Pair.json", Form::Json),
            Self::UniswapV2Router => (
                "@uniswap/v2-periphery",
                "build/UniswapV2Router02.json",
                Form::Json,
            ),
            Self::UniswapV3Factory => (
                CORE,
                "artifacts/contracts/UniswapV3Factory.sol/UniswapV3Factory.json",
                Form::Json,
            ),
            Self::UniswapV3Pool => (
                CORE,
                "artifacts/contracts/UniswapV3Pool.sol/UniswapV3Pool.json",
                Form::Json,
            ),
            Self::NonfungiblePositionManager => (
                PERIPHERY,
                "artifacts/contracts/NonfungiblePositionManager.sol/NonfungiblePositionManager.json",
                Form::Json,
            ),
            Self::SwapRouter => (
                PERIPHERY,
                "artifacts/contracts/SwapRouter.sol/SwapRouter.json",
                Form::Json,
            ),
            Self::QuoterV2 => (
                PERIPHERY,
                "artifacts/contracts/lens/QuoterV2.sol/QuoterV2.json",
                Form::Json,
            ),
            Self::StandardArbErc20 => (
                BRIDGE,
                "build/contracts/contracts/tokenbridge/arbitrum/StandardArbERC20.sol/StandardArbERC20.json",
                Form::Json,
            ),
            Self::BeaconProxyFactory => (
                BRIDGE,
                "build/contracts/contracts/tokenbridge/libraries/ClonableBeaconProxy.sol/BeaconProxyFactory.json",
                Form::Json,
            ),
            Self::AeWeth => (
                BRIDGE,
                "build/contracts/contracts/tokenbridge/libraries/aeWETH.sol/aeWETH.json",
                Form::Json,
            ),
            Self::UpgradeableBeacon => (
                OPENZEPPELIN,
                "build/contracts/UpgradeableBeacon.json",
                Form::Json,
            ),
            Self::TransparentUpgradeableProxy => (
                OPENZEPPELIN,
                "build/contracts/TransparentUpgradeableProxy.json",
                Form::Json,
            ),
            Self::ProxyAdmin => (OPENZEPPELIN, "build/contracts/ProxyAdmin.json", Form::Json),
            Self::LinkToken => (
                CHAINLINK,
                "ethers/v0.4/factories/LinkToken__factory.js",
                Form::Quoted("const _bytecode"),
            ),
            Self::AccessControlledAggregator => (
                CHAINLINK,
                "ethers/v0.6/factories/AccessControlledAggregator__factory.js",
                Form::Quoted("const _bytecode"),
            ),
            Self::EacAggregatorProxy => (
                CHAINLINK,
                "ethers/v0.6/factories/EACAggregatorProxy__factory.js",
                Form::Quoted("const _bytecode"),
            ),
            Self::ArbitrumSequencerUptimeFeed => {
                ("", "ArbitrumSequencerUptimeFeed", Form::Compiled)
            }
            Self::Flags => ("", "Flags", Form::Compiled),
            Self::SimpleWriteAccessController => {
                ("", "SimpleWriteAccessController", Form::Compiled)
            }
            Self::KeystoneForwarder => ("", "KeystoneForwarder", Form::Compiled),
            Self::Permit2 => ("", "Permit2", Form::Compiled),
            Self::CacheManager => (
                NITRO,
                "build/contracts/src/chain/CacheManager.sol/CacheManager.json",
                Form::Json,
            ),
            Self::StylusDeployer => (
                NITRO,
                "build/contracts/src/stylus/StylusDeployer.sol/StylusDeployer.json",
                Form::Json,
            ),
            Self::Multicall3 => (
                "viem",
                "constants/contracts.ts",
                Form::Quoted("multicall3Bytecode"),
            ),
        }
    }
}

/// The set-up packages of a project.
#[derive(Debug, Clone)]
pub struct Bytecode {
    root: PathBuf,
}

impl Bytecode {
    /// The packages below the project's root; [`npm::ensure`] puts them there.
    pub fn new(root: &Path) -> Self {
        Self {
            root: root.to_owned(),
        }
    }

    /// Creation code without constructor arguments.
    ///
    /// # Errors
    /// `PackageAbsent`, `PackageDamaged`, or `PackageIncomplete` when the file has no creation code.
    pub fn creation(&self, contract: Contract) -> Result<Bytes, NpmError> {
        let (package, path, form) = contract.place();
        let text = match form {
            Form::Compiled => Some(npm::compiled(&self.root, path)?),
            Form::Json => return self.artifact(package, path),
            Form::Quoted(name) => {
                let file = npm::read(package, path, &self.root)?;
                quoted(&String::from_utf8_lossy(&file), name)
            }
        };
        decoded(text, package, path)
    }

    /// Creation code in a package's artifact (`{"bytecode": "0x…"}`), without constructor arguments.
    ///
    /// # Errors
    /// As [`Bytecode::creation`].
    pub fn artifact(&self, package: &str, path: &str) -> Result<Bytes, NpmError> {
        let file = npm::read(package, path, &self.root)?;
        let artifact: Option<Value> = serde_json::from_slice(&file).ok();
        let text =
            artifact.and_then(|artifact| Some(artifact.get("bytecode")?.as_str()?.to_owned()));
        decoded(text, package, path)
    }

    /// Creation code of OpenZeppelin's ERC-20 with a mint for whoever created it.
    ///
    /// # Errors
    /// As [`npm::harness`].
    pub fn plain_token(&self) -> Result<Bytes, NpmError> {
        let harness = npm::Harness {
            sources: &[("PlainToken.sol", include_str!("tokens/PlainToken.sol"))],
            contract: "PlainToken",
            packages: &["@openzeppelin/contracts@5.4.0"],
            via_ir: false,
        };
        let code = hex::decode(npm::harness(&self.root, &harness)?).unwrap_or_default();
        Ok(code.into())
    }

    /// keccak256 of the creation code of Uniswap V2's pairs, from which their addresses follow.
    ///
    /// # Errors
    /// As [`Bytecode::creation`].
    pub fn pair_init_code_hash(&self) -> Result<B256, NpmError> {
        Ok(keccak256(self.creation(Contract::UniswapV2Pair)?))
    }

    /// keccak256 of the pools' creation code, from which their addresses follow.
    ///
    /// # Errors
    /// As [`Bytecode::creation`].
    pub fn pool_init_code_hash(&self) -> Result<B256, NpmError> {
        Ok(keccak256(self.creation(Contract::UniswapV3Pool)?))
    }
}

/// Creation code out of its hexadecimal, or what the package lacks.
fn decoded(text: Option<String>, package: &str, path: &str) -> Result<Bytes, NpmError> {
    let code = text
        .and_then(|text| hex::decode(text).ok())
        .filter(|code| !code.is_empty());
    code.map(Bytes::from)
        .ok_or_else(|| NpmError::PackageIncomplete {
            name: package.to_owned(),
            file: format!("creation code in {path}"),
        })
}

/// The first string in either quotes after a name.
fn quoted(text: &str, name: &str) -> Option<String> {
    let after = text.split_once(name)?.1;
    let start = after.find(['"', '\''])?;
    let (_, body) = after.split_at_checked(start.checked_add(1)?)?;
    let end = body.find(['"', '\''])?;
    body.get(..end).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::quoted;

    #[test]
    fn quoted_reads_the_string_after_the_name() {
        let text = "const a = '0x00'\nexport const code =\n  '0x6080'\nexport const b = \"0x01\"";
        assert_eq!(quoted(text, "const code").as_deref(), Some("0x6080"));
        assert_eq!(quoted(text, "const b").as_deref(), Some("0x01"));
        assert_eq!(quoted(text, "const absent"), None);
    }
}
