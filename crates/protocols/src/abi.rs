//! Interfaces of the protocols, and of the standards that tokens follow, as data: for whoever shows calls to people.

use crate::{
    chainlink::{AccessControlledAggregator, AggregatorProxy},
    predeployed::{CacheManager, Multicall3, Permit2, StylusDeployer},
    sequencer::{ArbitrumSequencerUptimeFeed, Flags},
    tokens::{AeWeth, Erc20, StandardArbErc20},
    uniswap_v3::{PositionManager, QuoterV2, SwapRouter, UniswapV3Factory, UniswapV3Pool},
};
use alloy::json_abi::JsonAbi;

mod standards {
    #![allow(missing_docs, reason = "generated; named as in the standards")]

    alloy::sol! {
        #[sol(abi)]
        interface Erc20Standard {
            event Approval(address indexed owner, address indexed spender, uint256 value);
            function permit(address owner, address spender, uint256 value, uint256 deadline, uint8 v, bytes32 r, bytes32 s) external;
            function nonces(address owner) external view returns (uint256);
        }

        #[sol(abi)]
        interface Erc6093 {
            error ERC20InsufficientBalance(address sender, uint256 balance, uint256 needed);
            error ERC20InvalidSender(address sender);
            error ERC20InvalidReceiver(address receiver);
            error ERC20InsufficientAllowance(address spender, uint256 allowance, uint256 needed);
            error ERC20InvalidApprover(address approver);
            error ERC20InvalidSpender(address spender);
        }

        #[sol(abi)]
        interface Erc721 {
            event Transfer(address indexed from, address indexed to, uint256 indexed tokenId);
            event Approval(address indexed owner, address indexed approved, uint256 indexed tokenId);
            function ownerOf(uint256 tokenId) external view returns (address);
        }

        #[sol(abi)]
        interface Erc4626 {
            event Deposit(address indexed sender, address indexed owner, uint256 assets, uint256 shares);
            event Withdraw(address indexed sender, address indexed receiver, address indexed owner, uint256 assets, uint256 shares);
            function asset() external view returns (address);
            function totalAssets() external view returns (uint256);
            function deposit(uint256 assets, address receiver) external returns (uint256);
            function mint(uint256 shares, address receiver) external returns (uint256);
            function withdraw(uint256 assets, address receiver, address owner) external returns (uint256);
            function redeem(uint256 shares, address receiver, address owner) external returns (uint256);
        }

        #[sol(abi)]
        interface Wrapped {
            event Deposit(address indexed dst, uint256 wad);
            event Withdrawal(address indexed src, uint256 wad);
        }

        #[sol(abi)]
        interface Proxies {
            event Upgraded(address indexed implementation);
            event BeaconUpgraded(address indexed beacon);
            event AdminChanged(address previousAdmin, address newAdmin);
            event OwnershipTransferred(address indexed previousOwner, address indexed newOwner);
            function implementation() external view returns (address);
            function beacon() external view returns (address);
            function owner() external view returns (address);
        }
    }
}

/// Every interface by name; the standards come first, so that what a token does is called as everyone calls it.
pub fn interfaces() -> Vec<(&'static str, JsonAbi)> {
    use standards::{Erc20Standard, Erc721, Erc4626, Erc6093, Proxies, Wrapped};
    vec![
        ("ERC20", Erc20::abi::contract()),
        ("ERC20", Erc20Standard::abi::contract()),
        ("ERC20", Erc6093::abi::contract()),
        ("ERC721", Erc721::abi::contract()),
        ("ERC4626", Erc4626::abi::contract()),
        ("WETH", Wrapped::abi::contract()),
        ("WETH", AeWeth::abi::contract()),
        ("StandardArbERC20", StandardArbErc20::abi::contract()),
        ("Proxy", Proxies::abi::contract()),
        ("UniswapV3Factory", UniswapV3Factory::abi::contract()),
        ("UniswapV3Pool", UniswapV3Pool::abi::contract()),
        (
            "NonfungiblePositionManager",
            PositionManager::abi::contract(),
        ),
        ("SwapRouter", SwapRouter::abi::contract()),
        ("QuoterV2", QuoterV2::abi::contract()),
        ("Aggregator", AggregatorProxy::abi::contract()),
        ("Aggregator", AccessControlledAggregator::abi::contract()),
        (
            "SequencerUptimeFeed",
            ArbitrumSequencerUptimeFeed::abi::contract(),
        ),
        ("Flags", Flags::abi::contract()),
        ("Multicall3", Multicall3::abi::contract()),
        ("Permit2", Permit2::abi::contract()),
        ("StylusDeployer", StylusDeployer::abi::contract()),
        ("CacheManager", CacheManager::abi::contract()),
    ]
}
