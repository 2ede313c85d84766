//! The rooms of the vault: programs that answer what the core does not, on the same storage.
//!
//! Every room is a program of its own, named in the vault's suite, and answers the selectors of one interface. The core
//! knows these selectors from the interface itself, by their first two bytes: what no room can have is refused here,
//! without a call, and the rest by the room, in the same words. A room runs by DELEGATECALL, so for it storage, tokens,
//! caller and lock are the vault's. What it returns or reverts with is passed on unchanged.
//!
//! 1. A room is known by the hash of its code, which is compiled into the core: a foreign room could write any word,
//!    the address of the constitution among them, and then show an honest suite over forged balances. So whoever knows
//!    the implementation of a vault knows all the code that ever acted on its storage.
//! 2. The hashes are checked at birth. Afterwards the core delegates to nobody but the programs of the constitution,
//!    which nothing can change, and the code of a program cannot change either.
//! 3. Before there is a constitution, the core delegates one call only: `initialize`, and only where the acting account
//!    is a proxy of the core and the rebalance that the calldata's suite names. The core itself is none.
//! 4. The core writes nothing before it delegates, and reads no storage afterwards: the room's frame has a cache of its
//!    own, and neither sees unwritten words of the other.

use alloy_primitives::{Address, B256};
use alloy_sol_types::{SolCall, SolInterface};
use kit::abi::IVaultAdmin::{IVaultAdminCalls, initializeCall};
use kit::abi::IVaultFees::IVaultFeesCalls;
use kit::abi::IVaultPermits::IVaultPermitsCalls;
use kit::abi::IVaultPriced::IVaultPricedCalls;
use kit::abi::IVaultRebalance::IVaultRebalanceCalls;
use kit::abi::IVaultViews::IVaultViewsCalls;
use kit::abi::{IVault, Suite};
use kit::codec::{Abi, Reader};
use kit::dispatch::{Answer, malformed, revert, unknown};
use kit::proxy::{Programs, RUNTIME_BYTES};
use kit::{Revert, VM, account, call, lock};
use stylus_sdk::prelude::*;

use crate::Vault;

/// One byte more than a proxy has, so that a longer code is seen to be longer.
const PROXY_BYTES_READ: usize = RUNTIME_BYTES + 1;

/// Enough of a selector to tell the rooms apart. Whole ones are twice the static data, which every call pays for.
type Prefix = [u8; 2];

/// A room.
struct Room {
    /// The first bytes of what it answers, in ascending order.
    prefixes: &'static [Prefix],
    /// Its program.
    program: fn(&Suite) -> Address,
    /// Hash of its code. Whoever builds the core tells it (`cargo keel build` does); a core that was built without
    /// being told accepts no room.
    code_hash: B256,
}

/// Every room of a vault, the one first that is called most.
const ROOMS: [Room; 6] = [
    Room {
        prefixes: &prefixes::<{ IVaultRebalanceCalls::COUNT }>(IVaultRebalanceCalls::SELECTORS),
        program: |suite| suite.rebalance,
        code_hash: hash_of(option_env!("KEEL_VAULT_REBALANCE_CODE_HASH")),
    },
    Room {
        prefixes: &prefixes::<{ IVaultAdminCalls::COUNT }>(IVaultAdminCalls::SELECTORS),
        program: |suite| suite.admin,
        code_hash: hash_of(option_env!("KEEL_VAULT_ADMIN_CODE_HASH")),
    },
    Room {
        prefixes: &prefixes::<{ IVaultPricedCalls::COUNT }>(IVaultPricedCalls::SELECTORS),
        program: |suite| suite.priced,
        code_hash: hash_of(option_env!("KEEL_VAULT_PRICED_CODE_HASH")),
    },
    Room {
        prefixes: &prefixes::<{ IVaultFeesCalls::COUNT }>(IVaultFeesCalls::SELECTORS),
        program: |suite| suite.fees,
        code_hash: hash_of(option_env!("KEEL_VAULT_FEES_CODE_HASH")),
    },
    Room {
        prefixes: &prefixes::<{ IVaultPermitsCalls::COUNT }>(IVaultPermitsCalls::SELECTORS),
        program: |suite| suite.permits,
        code_hash: hash_of(option_env!("KEEL_VAULT_PERMITS_CODE_HASH")),
    },
    Room {
        prefixes: &prefixes::<{ IVaultViewsCalls::COUNT }>(IVaultViewsCalls::SELECTORS),
        program: |suite| suite.views,
        code_hash: hash_of(option_env!("KEEL_VAULT_VIEWS_CODE_HASH")),
    },
];

#[allow(
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "only called while compiling, where a panic is an error"
)]
const fn prefixes<const N: usize>(selectors: &[[u8; 4]]) -> [Prefix; N] {
    let mut prefixes = [[0; 2]; N];
    let mut index = 0;
    while index < N {
        let [first, second, ..] = selectors[index];
        prefixes[index] = [first, second];
        index += 1;
    }
    prefixes
}

const fn hash_of(hex: Option<&'static str>) -> B256 {
    match hex {
        Some(hex) => match alloy_primitives::hex::const_decode_to_array(hex.as_bytes()) {
            Ok(hash) => B256::new(hash),
            Err(_) => panic!("the hash of a room's code is 32 bytes in hex"),
        },
        None => B256::ZERO,
    }
}

/// Answers what the core does not.
///
/// # Errors
/// `SelectorUnknown`, `NotInitialized`, and whatever the room refuses with.
pub(crate) fn forward(vault: &Vault, calldata: &[u8]) -> Answer {
    let Some((selector, arguments)) = calldata.split_first_chunk::<4>() else {
        return Err(unknown(calldata));
    };
    let [first, second, ..] = *selector;
    let Some(room) = ROOMS
        .iter()
        .find(|room| room.prefixes.binary_search(&[first, second]).is_ok())
    else {
        return Err(unknown(calldata));
    };
    if *selector == initializeCall::SELECTOR && vault.hot().constitution == 0 {
        return vault.be_born(calldata, arguments);
    }
    call::delegate(&vault.vm, (room.program)(&vault.suite()?), calldata)
}

impl Vault {
    /// Lets the room of the calldata's own suite initialise an untouched proxy, with the lock taken.
    fn be_born(&self, calldata: &[u8], arguments: &[u8]) -> Answer {
        let suite = first_argument(arguments)?;
        let code = account::code_up_to(self.vm.contract_address(), PROXY_BYTES_READ);
        let programs = Programs {
            core: suite.implementation,
            rebalance: suite.rebalance,
        };
        if Programs::of_code(&code) != Some(programs) {
            return Err(revert(IVault::ImplementationLocked {}));
        }
        lock::take()?;
        check_rooms(&self.vm, &suite)?;
        let answer = call::delegate(&self.vm, suite.admin, calldata)?;
        lock::release();
        Ok(answer)
    }
}

/// Passes when every room is the program that this core was built with.
fn check_rooms(vm: &VM, suite: &Suite) -> Result<(), Revert> {
    for room in ROOMS {
        let program = (room.program)(suite);
        if vm.code_size(program) == 0 {
            return Err(revert(IVault::SuiteWithoutCode { program }));
        }
        let code_hash = account::code_hash(program);
        if code_hash != room.code_hash || code_hash.is_zero() {
            return Err(revert(IVault::RoomMismatch {
                program,
                codeHash: code_hash,
                expected: room.code_hash,
            }));
        }
    }
    Ok(())
}

/// The suite, which `initialize` has first; the room decodes the rest.
fn first_argument(arguments: &[u8]) -> Result<Suite, Revert> {
    let mut reader = Reader::new(arguments);
    let suite = Suite::read(&mut reader);
    if reader.is_sound() {
        Ok(suite)
    } else {
        Err(malformed(initializeCall::SELECTOR))
    }
}

#[cfg(test)]
mod tests {
    use kit::abi::IVault::IVaultCalls;

    use super::*;

    #[test]
    fn prefixes_are_in_ascending_order_in_every_room() {
        for room in ROOMS {
            assert!(room.prefixes.is_sorted());
        }
    }

    #[test]
    fn prefixes_are_those_of_one_room() {
        for (index, room) in ROOMS.iter().enumerate() {
            for other in &ROOMS[..index] {
                for prefix in room.prefixes {
                    assert!(!other.prefixes.contains(prefix), "{prefix:?}");
                }
            }
        }
    }

    #[test]
    fn selectors_are_answered_by_the_core_or_by_one_room() {
        let interfaces: [&[[u8; 4]]; 7] = [
            IVaultCalls::SELECTORS,
            IVaultRebalanceCalls::SELECTORS,
            IVaultAdminCalls::SELECTORS,
            IVaultPricedCalls::SELECTORS,
            IVaultFeesCalls::SELECTORS,
            IVaultPermitsCalls::SELECTORS,
            IVaultViewsCalls::SELECTORS,
        ];
        let mut all = interfaces.concat();
        let count = all.len();
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), count);
        for (room, selectors) in ROOMS.iter().zip(&interfaces[1..]) {
            let prefixes: Vec<_> = selectors.iter().map(|it| [it[0], it[1]]).collect();
            assert_eq!(room.prefixes, prefixes);
        }
    }
}
