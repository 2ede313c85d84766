//! `ArbSys`: the chain's own numbers, who calls whom, and messages to L1.

use alloy_primitives::{Address, B256, Bytes, U256, address};
use revm::Database;
use revm::context_interface::JournalTr;

use super::abi::ArbSys::{self, ArbSysCalls, InvalidBlockNumber};
use super::{Call, Purity, Stop, give, send_tree};

/// ArbOS versions are shown with this offset.
const VERSION_OFFSET: u64 = 55;
const ALIAS_OFFSET: Address = address!("1111000000000000000000000000000000001111");
const HASHES_KEPT: u64 = 256;

/// Answers one call.
pub(super) fn answer<DB: Database>(
    call: &mut Call<'_, DB>,
    method: ArbSysCalls,
) -> Result<Vec<u8>, Stop> {
    use ArbSysCalls as M;
    call.open(match &method {
        M::mapL1SenderContractAddressToL2Alias(_) => Purity::Pure,
        M::sendTxToL1(_) | M::withdrawEth(_) => Purity::Payable,
        _ => Purity::View,
    })?;
    let current = call.ctx.chain.l2_number;
    match method {
        M::arbBlockNumber(_) => give!(ArbSys::arbBlockNumberCall, U256::from(current)),
        M::arbBlockHash(m) => {
            let hash = block_hash(call, m.arbBlockNum)?;
            give!(ArbSys::arbBlockHashCall, hash)
        }
        M::arbChainID(_) => give!(
            ArbSys::arbChainIDCall,
            U256::from(call.ctx.chain.rules.chain_id)
        ),
        M::arbOSVersion(_) => {
            let shown = call.version().saturating_add(VERSION_OFFSET);
            give!(ArbSys::arbOSVersionCall, U256::from(shown))
        }
        M::getStorageGasAvailable(_) => give!(ArbSys::getStorageGasAvailableCall, U256::ZERO),
        M::isTopLevelCall(_) => {
            let shallow = call.ctx.journaled_state.depth() <= 2;
            give!(ArbSys::isTopLevelCallCall, shallow)
        }
        M::mapL1SenderContractAddressToL2Alias(m) => give!(
            ArbSys::mapL1SenderContractAddressToL2AliasCall,
            aliased(m.sender)
        ),
        // Aliasing marks messages from L1, which this chain does not have.
        M::wasMyCallersAddressAliased(_) => give!(ArbSys::wasMyCallersAddressAliasedCall, false),
        M::myCallersAddressWithoutAliasing(_) => {
            let above = callers_caller(call);
            give!(ArbSys::myCallersAddressWithoutAliasingCall, above)
        }
        M::withdrawEth(m) => {
            let number = send_tree::send(call, m.destination, Bytes::new())?;
            give!(ArbSys::withdrawEthCall, U256::from(number))
        }
        M::sendTxToL1(m) => {
            let number = send_tree::send(call, m.destination, m.data)?;
            give!(ArbSys::sendTxToL1Call, U256::from(number))
        }
        // For the node alone, which asks in nobody's name.
        M::sendMerkleTreeState(_) if call.caller.is_zero() => {
            let tree = send_tree::state(call)?;
            give!(
                ArbSys::sendMerkleTreeStateCall,
                ArbSys::sendMerkleTreeStateReturn {
                    size: U256::from(tree.size),
                    root: tree.root,
                    partials: tree.partials,
                }
            )
        }
        M::sendMerkleTreeState(_) => Err(Stop::Refused),
    }
}

/// Who called the contract that is calling; nobody if that is an account of its own.
fn callers_caller<DB: Database>(call: &Call<'_, DB>) -> Address {
    let depth = call.ctx.journaled_state.depth();
    depth
        .checked_sub(2)
        .and_then(|frame| call.ctx.chain.callers.get(frame))
        .copied()
        .unwrap_or_default()
}

/// The alias of an L1 contract.
pub(crate) fn aliased(sender: Address) -> Address {
    let sum = U256::from_be_slice(sender.as_slice())
        .wrapping_add(U256::from_be_slice(ALIAS_OFFSET.as_slice()));
    let [.., word] = [B256::from(sum)];
    Address::from_word(word)
}

fn block_hash<DB: Database>(call: &mut Call<'_, DB>, number: U256) -> Result<B256, Stop> {
    let current = call.ctx.chain.l2_number;
    let known = u64::try_from(number)
        .ok()
        .filter(|wanted| *wanted < current && wanted.saturating_add(HASHES_KEPT) >= current);
    let Some(wanted) = known else {
        return Err(Stop::error(&InvalidBlockNumber {
            requested: number,
            current: U256::from(current),
        }));
    };
    call.ctx
        .journaled_state
        .db_mut()
        .block_hash(wanted)
        .map_err(Stop::state)
}
