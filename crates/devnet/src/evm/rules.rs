//! The rules of one chain: identity, ArbOS version, and the accounts every chain is born with.

use alloy_primitives::{Address, B256, Bytes, KECCAK256_EMPTY, U256, address};
use revm::state::{AccountInfo, Bytecode};

use super::arbos;
use super::precompiles;

/// The account whose storage holds ArbOS state: program records, Stylus parameters, chain owners.
pub const ARBOS_STATE: Address = address!("A4B05FffffFffFFFFfFFfffFfffFFfffFfFfFFFf");

/// What distinguishes one local chain from another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChainRules {
    /// EIP-155 chain id.
    pub chain_id: u64,
    /// ArbOS version whose charging rules are in force.
    pub arbos_version: u64,
    /// Whether `ArbDebug` and the `debug`/`console` host modules exist.
    pub debug: bool,
    /// Largest deployed code in bytes (EIP-170 unless the chain raises it).
    pub max_code_size: usize,
    /// Stylus parameters the chain starts with; owners change them through `ArbOwner`.
    pub stylus: crate::program::StylusParams,
    /// Accounts that own the chain at genesis.
    pub owners: Vec<Address>,
    /// Account that receives activation fees and the L2 base fee.
    pub network_fee_account: Address,
    /// Least base fee at genesis, in wei; owners change it.
    pub min_base_fee_wei: u64,
}

impl ChainRules {
    /// The rules of Nitro's `--dev` chain: ArbOS 51 on chain 412346.
    #[must_use]
    pub fn dev() -> Self {
        Self::for_arbos(412_346, 51)
    }

    /// Default rules of a chain that was born at `arbos_version`.
    #[must_use]
    pub fn for_arbos(chain_id: u64, arbos_version: u64) -> Self {
        Self {
            chain_id,
            arbos_version,
            debug: true,
            max_code_size: 24_576,
            stylus: crate::program::StylusParams::for_arbos(arbos_version),
            owners: Vec::new(),
            network_fee_account: address!("00000000000000000000000000000000000000fe"),
            min_base_fee_wei: 100_000_000,
        }
    }
}

/// One account of the genesis state.
#[derive(Clone, Debug)]
pub struct GenesisAccount {
    /// Where it lives.
    pub address: Address,
    /// Balance, nonce and code.
    pub info: AccountInfo,
    /// Non-zero storage slots.
    pub storage: Vec<(U256, U256)>,
}

/// The accounts a chain of these rules must hold before its first transaction: the ArbOS state account and the
/// precompiles, whose code is a single invalid opcode so that `EXTCODESIZE` sees a contract.
#[must_use]
pub fn genesis_accounts(rules: &ChainRules) -> Vec<GenesisAccount> {
    let state = GenesisAccount {
        address: ARBOS_STATE,
        info: AccountInfo {
            nonce: 1,
            code_hash: KECCAK256_EMPTY,
            ..AccountInfo::default()
        },
        storage: arbos::genesis_storage(rules),
    };
    let marker = Bytecode::new_legacy(Bytes::from_static(&[0xfe]));
    let marker_hash: B256 = marker.hash_slow();
    let precompiles = precompiles::addresses().map(|address| GenesisAccount {
        address,
        info: AccountInfo {
            nonce: 1,
            code_hash: marker_hash,
            code: Some(marker.clone()),
            ..AccountInfo::default()
        },
        storage: Vec::new(),
    });
    std::iter::once(state).chain(precompiles).collect()
}
