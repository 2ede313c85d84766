//! Contracts that users expect to find on any chain, at the addresses where they expect them.
//!
//! On a live network they were put there by transactions of others. On a local chain each comes out of its own creation
//! code in the genesis ([`steps`]), so immutables and storage are those of this chain. The bytecode is of the npm packages,
//! as everything in this crate; the CREATE2 factory alone, which no package has, is a small program of our own.

mod create2;
mod interfaces;

pub use create2::CREATE2_FACTORY_RUNTIME;
pub use interfaces::{CacheManager, Multicall3, Permit2, StylusDeployer};

use crate::{
    bytecode::{Bytecode, Contract},
    npm::NpmError,
    tokens::AeWeth,
};
use alloy::{
    primitives::{Address, B256, Bytes, address, b256},
    sol_types::{SolCall, SolValue},
};
use devnet::evm::GenesisStep;

/// Many calls in one.
pub const MULTICALL3: Address = address!("0xcA11bde05977b3631167028862bE2a173976CA11");
/// Transfers by signature.
pub const PERMIT2: Address = address!("0x000000000022D473030F116dDEE9F6B43aC78BA3");
/// The salt that Permit2 was created with, through the CREATE2 factory: it decides the address.
pub const PERMIT2_SALT: B256 =
    b256!("0x0000000000000000000000000000000000000000d3af2663da51c10215000000");
/// Creates what follows the first word of its calldata, with that word as salt.
pub const CREATE2_FACTORY: Address = address!("0x4e59b44847b379578588920cA78FbF26c0B4956C");
/// Creates, activates and initialises a Stylus program in one transaction.
pub const STYLUS_DEPLOYER: Address = address!("0xcEcba2F1DC234f70Dd89F2041029807F8D03A990");
/// Sells places in the cache of programs; the address is that of Arbitrum One's.
pub const CACHE_MANAGER: Address = address!("0x51dEDBD2f190E0696AFbEE5E60bFdE96d86464ec");
/// Wrapped ether, as on Arbitrum One.
pub const WETH: Address = address!("0x82aF49447D8a07e3bd95BD0d56f35241523fBab1");

/// Implementation behind [`WETH`]; a place of our own.
pub const WETH_IMPLEMENTATION: Address = address!("0x4b65656c00000000000000000000000000000001");
/// Owns the proxies; a place of our own, owned by the chain's first account.
pub const PROXY_ADMIN: Address = address!("0x4b65656c00000000000000000000000000000002");
/// Implementation behind [`CACHE_MANAGER`]; a place of our own.
pub const CACHE_MANAGER_IMPLEMENTATION: Address =
    address!("0x4b65656c00000000000000000000000000000003");

/// Bytes of compiled programs that the cache manager keeps: room for hundreds.
const CACHE_BYTES: u64 = 64 << 20;
/// Wei per second by which an older bid loses against a newer one.
const CACHE_DECAY_WEI: u64 = 1_000_000;

const ARB_OWNER: Address = address!("0x0000000000000000000000000000000000000070");
/// The gateway and the token on L1 that Arbitrum One's wrapped ether names; nobody can act as either here.
const WETH_GATEWAY: Address = address!("0x6c411aD3E74De3E7Bd422b94A27770f5B86C623B");
const WETH_ON_L1: Address = address!("0xC02aaA39b223FE8D0A0e5C4F27eAD9083C756Cc2");

/// Every predeployed contract that a user would look for, by name.
pub const ALL: [(&str, Address); 6] = [
    ("multicall3", MULTICALL3),
    ("permit2", PERMIT2),
    ("create2_factory", CREATE2_FACTORY),
    ("stylus_deployer", STYLUS_DEPLOYER),
    ("cache_manager", CACHE_MANAGER),
    ("weth", WETH),
];

/// The genesis steps that put all of them in their places.
///
/// # Errors
/// As [`Bytecode::creation`].
pub fn steps(bytecode: &Bytecode) -> Result<Vec<GenesisStep>, NpmError> {
    let create = |address, contract, arguments: &[u8]| {
        let mut code = bytecode.creation(contract)?.to_vec();
        code.extend_from_slice(arguments);
        Ok::<_, NpmError>(GenesisStep::Create {
            address,
            code: code.into(),
        })
    };
    Ok(vec![
        GenesisStep::Create {
            address: CREATE2_FACTORY,
            code: create2::creation_code(),
        },
        // By the factory, as everywhere: were its code not the known one, it would not arrive at its address.
        GenesisStep::Call {
            to: CREATE2_FACTORY,
            data: salted(PERMIT2_SALT, &bytecode.creation(Contract::Permit2)?),
        },
        create(MULTICALL3, Contract::Multicall3, &[])?,
        create(STYLUS_DEPLOYER, Contract::StylusDeployer, &[])?,
        create(PROXY_ADMIN, Contract::ProxyAdmin, &[])?,
        create(WETH_IMPLEMENTATION, Contract::AeWeth, &[])?,
        create(
            WETH,
            Contract::TransparentUpgradeableProxy,
            &behind(WETH_IMPLEMENTATION, weth_initialization()),
        )?,
        create(CACHE_MANAGER_IMPLEMENTATION, Contract::CacheManager, &[])?,
        create(
            CACHE_MANAGER,
            Contract::TransparentUpgradeableProxy,
            &behind(CACHE_MANAGER_IMPLEMENTATION, cache_initialization()),
        )?,
        GenesisStep::Call {
            to: ARB_OWNER,
            data: interfaces::ArbOwner::addWasmCacheManagerCall {
                manager: CACHE_MANAGER,
            }
            .abi_encode()
            .into(),
        },
    ])
}

/// Calldata of the CREATE2 factory.
pub fn salted(salt: B256, creation_code: &[u8]) -> Bytes {
    let mut data = salt.to_vec();
    data.extend_from_slice(creation_code);
    data.into()
}

/// Arguments of a transparent proxy's constructor.
fn behind(implementation: Address, initialization: Vec<u8>) -> Vec<u8> {
    (implementation, PROXY_ADMIN, initialization).abi_encode_params()
}

fn weth_initialization() -> Vec<u8> {
    AeWeth::initializeCall {
        name: "Wrapped Ether".to_owned(),
        symbol: "WETH".to_owned(),
        decimals: 18,
        l2Gateway: WETH_GATEWAY,
        l1Address: WETH_ON_L1,
    }
    .abi_encode()
}

fn cache_initialization() -> Vec<u8> {
    CacheManager::initializeCall {
        initCacheSize: CACHE_BYTES,
        initDecay: CACHE_DECAY_WEI,
    }
    .abi_encode()
}
