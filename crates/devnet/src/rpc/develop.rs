//! Development calls under the names of anvil, hardhat and ganache.

use std::collections::BTreeMap;

use alloy_primitives::{Address, B256, Bytes, U64, U256};
use alloy_sol_types::SolCall;
use jsonrpsee::types::ErrorObjectOwned;
use serde::{Deserialize, Serialize};

use super::args::Args;
use super::error::{internal, invalid, refused};
use super::node::CLIENT_VERSION;
use super::reply::BlockReply;
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
    Method::heavy(&["evm_mine"], |node, args| {
        evm_mine(node, args)?;
        answer("0x0")
    }),
    Method::heavy(
        &["evm_mine_detailed", "anvil_mine_detailed"],
        |node, args| {
            let before = node.chain.head().number();
            evm_mine(node, args)?;
            let head = node.chain.head();
            let made = before.saturating_add(1)..=head.number();
            let blocks = made.filter_map(|number| head.block(number));
            answer(
                blocks
                    .map(|block| BlockReply::new(block, true))
                    .collect::<Vec<_>>(),
            )
        },
    ),
    Method::heavy(&["hardhat_intervalMine"], |node, _| {
        node.chain.mine(1, None)?;
        answer(true)
    }),
    Method::heavy(&["anvil_mine", "hardhat_mine"], |node, args| {
        let count = args.optional::<U64>()?.map_or(1, |count| count.to());
        let interval = args.optional::<U64>()?.map(|interval| interval.to());
        node.chain.mine(count, interval)?;
        answer(())
    }),
    Method::heavy(
        &["anvil_getIntervalMining", "hardhat_getIntervalMining"],
        |node, _| match node.chain.interval() {
            0 => answer(()),
            milliseconds => answer(milliseconds),
        },
    ),
    Method::heavy(&["anvil_reset", "hardhat_reset"], |node, args| {
        let options: Option<ResetOptions> = args.optional()?;
        if options.is_some_and(|options| options.forking.is_some()) {
            return Err(refused(
                "this chain does not fork another; reset without `forking`",
            ));
        }
        node.chain.reset();
        answer(true)
    }),
    Method::heavy(&["anvil_rollback"], |node, args| {
        let depth = args.optional::<U64>()?.map_or(1, |depth| depth.to());
        node.chain.roll_back(depth)?;
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
        &[
            "anvil_addBalance",
            "hardhat_addBalance",
            "tenderly_addBalance",
        ],
        |node, args| {
            node.chain.add_balance(args.next()?, args.next()?);
            answer(())
        },
    ),
    Method::heavy(
        &[
            "anvil_dealERC20",
            "hardhat_dealERC20",
            "tenderly_setErc20Balance",
        ],
        |node, args| {
            let owner: Address = args.next()?;
            let token: Address = args.next()?;
            let view = balanceOfCall { owner }.abi_encode().into();
            node.chain.make_return(token, &view, args.next()?)?;
            answer(())
        },
    ),
    Method::heavy(
        &["anvil_setERC20Allowance", "hardhat_setERC20Allowance"],
        |node, args| {
            let owner: Address = args.next()?;
            let spender: Address = args.next()?;
            let token: Address = args.next()?;
            let view = allowanceCall { owner, spender }.abi_encode().into();
            node.chain.make_return(token, &view, args.next()?)?;
            answer(())
        },
    ),
    Method::heavy(
        &["anvil_setCoinbase", "hardhat_setCoinbase"],
        |node, args| {
            node.chain.set_coinbase(args.next()?);
            answer(())
        },
    ),
    Method::heavy(
        &[
            "anvil_setBlockTimestampInterval",
            "evm_setBlockTimestampInterval",
        ],
        |node, args| {
            let seconds: U64 = args.next()?;
            node.chain.set_timestamp_interval(Some(seconds.to()));
            answer(())
        },
    ),
    Method::heavy(
        &[
            "anvil_removeBlockTimestampInterval",
            "evm_removeBlockTimestampInterval",
        ],
        |node, _| answer(node.chain.set_timestamp_interval(None)),
    ),
    Method::heavy(
        &[
            "anvil_removePoolTransactions",
            "hardhat_removePoolTransactions",
        ],
        |node, args| {
            node.chain.drop_sender(args.next()?);
            answer(())
        },
    ),
    // There is nothing to log and no trace that would have to be switched on.
    Method::light(
        &[
            "anvil_setLoggingEnabled",
            "hardhat_setLoggingEnabled",
            "anvil_enableTraces",
        ],
        |_, _| answer(()),
    ),
    Method::light(&["anvil_getGenesisTime"], |node, _| {
        answer(node.chain.head().clock.genesis())
    }),
    Method::light(&["anvil_metadata", "hardhat_metadata"], metadata),
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
    Method::heavy(
        &[
            "anvil_autoImpersonateAccount",
            "hardhat_autoImpersonateAccount",
        ],
        |node, args| {
            node.chain.set_impersonate_all(args.next()?);
            answer(())
        },
    ),
    Method::heavy(
        &["anvil_dropTransaction", "hardhat_dropTransaction"],
        |node, args| {
            let hash: B256 = args.next()?;
            answer(node.chain.drop_transaction(hash))
        },
    ),
    Method::heavy(
        &["anvil_dropAllTransactions", "hardhat_dropAllTransactions"],
        |node, _| {
            node.chain.drop_all_transactions();
            answer(())
        },
    ),
    Method::heavy(&["anvil_dumpState", "hardhat_dumpState"], |node, _| {
        let dump = node
            .chain
            .dump()
            .map_err(|error| internal(error.to_string()))?;
        answer(Bytes::from(dump))
    }),
    Method::heavy(&["anvil_loadState", "hardhat_loadState"], |node, args| {
        let dump: Bytes = args.next()?;
        let loaded = node.chain.load(&dump);
        loaded.map_err(|error| invalid(error.to_string()))?;
        answer(true)
    }),
    Method::light(&["anvil_nodeInfo"], node_info),
];

/// As anvil says it.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct NodeInfo {
    current_block_number: U64,
    current_block_hash: B256,
    current_block_timestamp: u64,
    hard_fork: &'static str,
    transaction_order: &'static str,
    environment: Environment,
    fork_config: ForkConfig,
    arbos_version: u64,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Environment {
    base_fee: U256,
    chain_id: u64,
    gas_limit: U64,
    gas_price: U256,
}

/// Nothing is forked here.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ForkConfig {
    fork_url: Option<String>,
    fork_block_number: Option<u64>,
    fork_retry_backoff: Option<u64>,
}

/// As anvil and hardhat say it.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Metadata {
    client_version: &'static str,
    chain_id: u64,
    /// Hash of the genesis block.
    instance_id: B256,
    latest_block_number: u64,
    latest_block_hash: B256,
    #[serde(skip_serializing_if = "Option::is_none")]
    forked_network: Option<String>,
    snapshots: BTreeMap<U64, (u64, B256)>,
}

/// What `anvil_reset` and `hardhat_reset` take.
#[derive(Deserialize)]
struct ResetOptions {
    forking: Option<serde_json::Value>,
}

alloy_sol_types::sol! {
    function balanceOf(address owner) external view returns (uint256);
    function allowance(address owner, address spender) external view returns (uint256);
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

fn evm_mine(node: &Node, args: &mut Args<'_>) -> Result<(), ErrorObjectOwned> {
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
    Ok(())
}

fn metadata(node: &Node, _: &mut Args<'_>) -> Answer {
    let head = node.chain.head();
    let latest = head.latest();
    let genesis = head.block(0).map(|block| block.hash()).unwrap_or_default();
    answer(Metadata {
        client_version: CLIENT_VERSION,
        chain_id: node.chain.id(),
        instance_id: genesis,
        latest_block_number: latest.number(),
        latest_block_hash: latest.hash(),
        forked_network: None,
        snapshots: node.chain.snapshots(),
    })
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
        hard_fork: "prague",
        transaction_order: "fifo",
        environment: Environment {
            base_fee: U256::from(head.base_fee),
            chain_id: node.chain.id(),
            gas_limit: U64::from(latest.header.gas_limit),
            gas_price: U256::from(head.base_fee),
        },
        fork_config: ForkConfig {
            fork_url: None,
            fork_block_number: None,
            fork_retry_backoff: None,
        },
        arbos_version: node.chain.arbos_version(),
    })
}
