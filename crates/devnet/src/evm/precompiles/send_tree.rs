//! Messages to L1: the Merkle accumulator that an outbox on L1 would check them against.
//!
//! Level `n` of the accumulator holds the root of a full tree of `2^n` messages or nothing, like the bits of the number of
//! messages. A message is hashed once more as a leaf, so that no leaf can pass for a branch.

use alloy_primitives::{Address, B256, Bytes, U256, keccak256};
use revm::Database;
use revm::context::Block;

use super::abi::ArbSys::{L2ToL1Tx, SendMerkleUpdate};
use super::{Call, Stop};
use crate::evm::arbos::Map;
use crate::evm::program_run::timestamp;
use crate::evm::setting::Setting;
use crate::program::costs::activation_gas::READ_SLOT;

/// The accumulator as `sendMerkleTreeState` shows it.
pub(super) struct TreeState {
    pub(super) size: u64,
    pub(super) root: B256,
    pub(super) partials: Vec<B256>,
}

/// Sends `data` with the value of the call; returns the message's number.
pub(super) fn send<DB: Database>(
    call: &mut Call<'_, DB>,
    destination: Address,
    data: Bytes,
) -> Result<u64, Stop> {
    let message = L2ToL1Tx {
        caller: call.caller,
        destination,
        hash: U256::ZERO,
        position: U256::ZERO,
        arbBlockNum: U256::from(call.ctx.chain.l2_number),
        ethBlockNum: call.ctx.block.number(),
        timestamp: U256::from(timestamp(call.ctx)),
        callvalue: call.value,
        data,
    };
    let hash = call.keccak(&preimage(&message))?;
    let (number, full_trees) = append(call, hash)?;
    call.burn(READ_SLOT)?;
    call.destroy(message.callvalue)?;
    for (level, root) in full_trees {
        call.emit(&SendMerkleUpdate {
            reserved: U256::ZERO,
            hash: root,
            position: position(level, number),
        })?;
    }
    call.emit(&L2ToL1Tx {
        hash: hash.into(),
        position: U256::from(number),
        ..message
    })?;
    Ok(number)
}

/// What a message is identified by.
fn preimage(message: &L2ToL1Tx) -> Vec<u8> {
    let mut bytes = message.caller.to_vec();
    bytes.extend_from_slice(message.destination.as_slice());
    for number in [
        message.arbBlockNum,
        message.ethBlockNum,
        message.timestamp,
        message.callvalue,
    ] {
        bytes.extend_from_slice(&number.to_be_bytes::<32>());
    }
    bytes.extend_from_slice(&message.data);
    bytes
}

/// Level in the first eight bytes, number of the last leaf below it in the rest.
fn position(level: u8, leaf: u64) -> U256 {
    U256::from_limbs([leaf, 0, 0, u64::from(level)])
}

/// Levels that `size` messages may fill.
fn levels(size: u64) -> u8 {
    u8::try_from(u64::BITS.saturating_sub(size.leading_zeros())).unwrap_or(u8::MAX)
}

/// Adds a message; returns its number and the trees that it completed, by level.
fn append<DB: Database>(
    call: &mut Call<'_, DB>,
    message: B256,
) -> Result<(u64, Vec<(u8, B256)>), Stop> {
    let number = call.increment(Setting::SendCount)?.saturating_sub(1);
    let mut root = keccak256(message);
    let mut completed = Vec::new();
    for level in 0..levels(number) {
        let left = partial(call, level)?;
        if left.is_zero() {
            set_partial(call, level, root)?;
            return Ok((number, completed));
        }
        root = call.keccak(&[left, root].concat())?;
        set_partial(call, level, B256::ZERO)?;
        completed.push((level.saturating_add(1), root));
    }
    set_partial(call, levels(number), root)?;
    Ok((number, completed))
}

fn partial<DB: Database>(call: &mut Call<'_, DB>, level: u8) -> Result<B256, Stop> {
    call.look_up(Map::SendPartials, &[level]).map(B256::from)
}

fn set_partial<DB: Database>(call: &mut Call<'_, DB>, level: u8, root: B256) -> Result<(), Stop> {
    call.put(Map::SendPartials, &[level], root.into())
}

/// The whole accumulator. What is missing to a full tree counts as zero.
pub(super) fn state<DB: Database>(call: &mut Call<'_, DB>) -> Result<TreeState, Stop> {
    let size = call.read_u64(Setting::SendCount)?;
    let mut partials = Vec::new();
    for level in 0..levels(size) {
        partials.push(partial(call, level)?);
    }
    let mut root: Option<(usize, B256)> = None;
    for (level, full) in partials.iter().enumerate() {
        if full.is_zero() {
            continue;
        }
        root = Some(match root {
            None => (level, *full),
            Some((mut height, mut right)) => {
                while height < level {
                    right = call.keccak(&[right, B256::ZERO].concat())?;
                    height = height.saturating_add(1);
                }
                let both = call.keccak(&[*full, right].concat())?;
                (level.saturating_add(1), both)
            }
        });
    }
    Ok(TreeState {
        size,
        root: root.map(|(_, root)| root).unwrap_or_default(),
        partials,
    })
}
