//! Development calls under the names of anvil, hardhat and ganache.

use alloy_primitives::{Address, B256, Bytes, U64, U256};
use jsonrpsee::types::ErrorObjectOwned;
use serde::{Deserialize, Serialize};

use super::args::Args;
use super::error::invalid;
use super::reply::waiting;
use super::{Answer, Method, Node, answer};

pub(super) const METHODS: &[Method] = &[
    Method::heavy(
        &["evm_setIntervalMining", "anvil_setIntervalMining"],
        |node, args| {
            let interval: U64 = args.next()?;
            node.chain.set_interval(interval.to());
            answer(true)
        },
    ),
    Method::heavy(&["evm_snapshot", "anvil_snapshot"], |node, _| {
        answer(U64::from(node.chain.snapshot()))
    }),
    Method::heavy(&["evm_revert", "anvil_revert"], |node, args| {
        let id: U64 = args.next()?;
        answer(node.chain.revert(id.to()))
    }),
    Method::heavy(&["evm_mine"], evm_mine),
    Method::heavy(&["anvil_mine", "hardhat_mine"], |node, args| {
        let count = args.optional::<U64>()?.map_or(1, |count| count.to());
        let interval = args.optional::<U64>()?.map(|interval| interval.to());
        node.chain.mine(count, interval)?;
        answer(())
    }),
    Method::heavy(&["evm_setAutomine", "anvil_setAutomine"], |node, args| {
        node.chain.set_automine(args.next()?);
        answer(true)
    }),
    Method::heavy(&["anvil_getAutomine", "hardhat_getAutomine"], |node, _| {
        answer(node.chain.automine())
    }),
    Method::heavy(&["evm_increaseTime", "anvil_increaseTime"], |node, args| {
        let seconds: U64 = args.next()?;
        answer(node.chain.increase_time(seconds.to()))
    }),
    Method::heavy(&["evm_setTime", "anvil_setTime"], |node, args| {
        let timestamp: U64 = args.next()?;
        answer(node.chain.set_time(timestamp.to())?)
    }),
    Method::heavy(
        &[
            "evm_setNextBlockTimestamp",
            "anvil_setNextBlockTimestamp",
            "hardhat_setNextBlockTimestamp",
        ],
        |node, args| {
            let timestamp: U64 = args.next()?;
            node.chain.set_next_timestamp(timestamp.to())?;
            answer(())
        },
    ),
    Method::heavy(
        &[
            "anvil_setNextBlockBaseFeePerGas",
            "hardhat_setNextBlockBaseFeePerGas",
        ],
        |node, args| {
            let base_fee: U256 = args.next()?;
            let base_fee =
                u64::try_from(base_fee).map_err(|_| invalid("base fee does not fit 64 bits"))?;
            node.chain.set_base_fee(base_fee);
            answer(())
        },
    ),
    Method::heavy(
        &[
            "anvil_setBalance",
            "hardhat_setBalance",
            "tenderly_setBalance",
        ],
        |node, args| {
            node.chain.set_balance(args.next()?, args.next()?);
            answer(())
        },
    ),
    Method::heavy(
        &["anvil_setNonce", "hardhat_setNonce", "evm_setAccountNonce"],
        |node, args| {
            let address: Address = args.next()?;
            let nonce: U64 = args.next()?;
            node.chain.set_nonce(address, nonce.to());
            answer(())
        },
    ),
    Method::heavy(&["anvil_setCode", "hardhat_setCode"], |node, args| {
        let address: Address = args.next()?;
        let code: Bytes = args.next()?;
        node.chain.set_code(address, code);
        answer(())
    }),
    Method::heavy(
        &["anvil_setStorageAt", "hardhat_setStorageAt"],
        |node, args| {
            let address: Address = args.next()?;
            let slot: U256 = args.next()?;
            let value: U256 = args.next()?;
            node.chain
                .set_storage_at(address, slot, B256::from(value.to_be_bytes::<32>()));
            answer(true)
        },
    ),
    Method::heavy(
        &["anvil_impersonateAccount", "hardhat_impersonateAccount"],
        |node, args| {
            node.chain.set_impersonated(args.next()?, true);
            answer(())
        },
    ),
    Method::heavy(
        &[
            "anvil_stopImpersonatingAccount",
            "hardhat_stopImpersonatingAccount",
        ],
        |node, args| {
            node.chain.set_impersonated(args.next()?, false);
            answer(())
        },
    ),
    Method::heavy(&["anvil_autoImpersonateAccount"], |node, args| {
        node.chain.set_impersonate_all(args.next()?);
        answer(())
    }),
    Method::heavy(
        &["anvil_dropTransaction", "hardhat_dropTransaction"],
        |node, args| {
            let hash: B256 = args.next()?;
            answer(node.chain.drop_transaction(hash))
        },
    ),
    Method::heavy(&["anvil_dropAllTransactions"], |node, _| {
        node.chain.drop_all_transactions();
        answer(())
    }),
    Method::light(&["anvil_nodeInfo"], node_info),
    Method::light(&["txpool_status"], |node, _| {
        answer(PoolStatus {
            pending: U64::from(node.chain.head().queue.len()),
            queued: U64::ZERO,
        })
    }),
    Method::light(&["eth_pendingTransactions"], |node, _| {
        let head = node.chain.head();
        answer(head.queue.iter().map(|tx| waiting(tx)).collect::<Vec<_>>())
    }),
];

#[derive(Serialize)]
struct PoolStatus {
    pending: U64,
    queued: U64,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct NodeInfo {
    current_block_number: U64,
    current_block_hash: B256,
    current_block_timestamp: u64,
    chain_id: u64,
    arbos_version: u64,
    base_fee: U256,
}

/// `evm_mine` takes nothing, a timestamp, or ganache's and anvil's options.
#[derive(Deserialize)]
#[serde(untagged)]
enum MineOptions {
    Timestamp(U64),
    Options {
        #[serde(default)]
        timestamp: Option<U64>,
        #[serde(default)]
        blocks: Option<U64>,
    },
}

fn evm_mine(node: &Node, args: &mut Args<'_>) -> Answer {
    let (timestamp, blocks) = match args.optional::<MineOptions>()? {
        None => (None, 1),
        Some(MineOptions::Timestamp(timestamp)) => (Some(timestamp), 1),
        Some(MineOptions::Options { timestamp, blocks }) => {
            (timestamp, blocks.map_or(1, |blocks| blocks.to()))
        }
    };
    if let Some(timestamp) = timestamp {
        node.chain.set_next_timestamp(timestamp.to())?;
    }
    node.chain.mine(blocks, None)?;
    answer("0x0")
}

fn node_info(
    node: &Node,
    _: &mut Args<'_>,
) -> Result<Box<serde_json::value::RawValue>, ErrorObjectOwned> {
    let head = node.chain.head();
    let latest = head.latest();
    answer(NodeInfo {
        current_block_number: U64::from(latest.number()),
        current_block_hash: latest.hash(),
        current_block_timestamp: latest.timestamp(),
        chain_id: node.chain.id(),
        arbos_version: node.chain.arbos_version(),
        base_fee: U256::from(head.base_fee),
    })
}
