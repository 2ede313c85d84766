//! What an account holds.

use std::collections::BTreeSet;

use alloy_eips::BlockId;
use alloy_primitives::{Address, B256, Bytes, U64, U256};
use jsonrpsee::types::ErrorObjectOwned;
use revm::state::AccountInfo;
use serde::Serialize;

use super::args::Args;
use super::error::invalid;
use super::{Method, answer};
use crate::chain::Head;

/// Most slots one `eth_getProof` proves, as in go-ethereum.
const PROOF_LIMIT: usize = 1_024;

pub(super) const METHODS: &[Method] = &[
    Method::light(&["eth_getBalance"], |node, args| {
        let (address, at) = account(args)?;
        let (head, at) = node.chain.look(at);
        answer(head.state_of(at)?.world().info(address).balance)
    }),
    Method::light(&["eth_getTransactionCount"], |node, args| {
        let (address, at) = account(args)?;
        answer(U64::from(nonce(&node.chain.head(), address, at)?))
    }),
    Method::light(&["eth_getCode"], |node, args| {
        let (address, at) = account(args)?;
        let (head, at) = node.chain.look(at);
        answer(code(head.state_of(at)?.world().info(address)))
    }),
    Method::light(&["eth_getAccountInfo"], |node, args| {
        let (address, at) = account(args)?;
        let (head, at) = node.chain.look(at);
        let info = head.state_of(at)?.world().info(address);
        answer(AccountInfoReply {
            balance: info.balance,
            nonce: U64::from(info.nonce),
            code: code(info),
        })
    }),
    Method::heavy(&["eth_getAccount"], |node, args| {
        let (address, at) = account(args)?;
        let (head, at) = node.chain.look(at);
        answer(head.state_of(at)?.proof(address, &[]).account())
    }),
    Method::light(&["eth_getStorageAt"], |node, args| {
        let address: Address = args.next()?;
        let slot: U256 = args.next()?;
        let at = args.block()?;
        let (head, at) = node.chain.look(at);
        let value = head.state_of(at)?.world().slot(address, slot);
        answer(B256::from(value.to_be_bytes::<32>()))
    }),
    Method::heavy(&["eth_getProof"], |node, args| {
        let address: Address = args.next()?;
        let slots: Vec<U256> = args.next()?;
        if slots.len() > PROOF_LIMIT {
            return Err(invalid(format!(
                "{} slots to prove, at most {PROOF_LIMIT}",
                slots.len()
            )));
        }
        let at = args.block()?;
        let (head, at) = node.chain.look(at);
        answer(head.state_of(at)?.proof(address, &slots))
    }),
    Method::heavy(&["keel_stateRoot"], |node, args| {
        let at = args.block()?;
        answer(node.chain.head().state_of(at)?.root())
    }),
    Method::heavy(&["keel_stateDigest"], |node, args| {
        let except: BTreeSet<Address> = args.optional()?.unwrap_or_default();
        let at = args.block()?;
        answer(node.chain.head().state_of(at)?.digest(&except))
    }),
];

#[derive(Serialize)]
struct AccountInfoReply {
    balance: U256,
    nonce: U64,
    code: Bytes,
}

fn code(info: AccountInfo) -> Bytes {
    info.code.map_or(Bytes::new(), |code| code.original_bytes())
}

fn account(args: &mut Args<'_>) -> Result<(Address, BlockId), ErrorObjectOwned> {
    Ok((args.next()?, args.block()?))
}

fn nonce(head: &Head, address: Address, at: BlockId) -> Result<u64, ErrorObjectOwned> {
    if at == BlockId::pending() {
        return Ok(head.pending_nonce(address));
    }
    Ok(head.state_of(at)?.world().info(address).nonce)
}
