//! Who am I talking to, and what does gas cost?

use alloy_eips::BlockNumberOrTag;
use alloy_primitives::{Bytes, U64, U256, keccak256};
use alloy_rpc_types::FeeHistory;

use super::args::Args;
use super::error::invalid;
use super::{Answer, Method, Node, answer};

/// Most blocks one `eth_feeHistory` covers, as in go-ethereum.
const FEE_HISTORY_LIMIT: u64 = 1_024;

/// Most percentiles it is asked for, as in go-ethereum.
const PERCENTILE_LIMIT: usize = 100;

/// Who this is.
pub(super) const CLIENT_VERSION: &str = concat!(
    "keel-devnet/v",
    env!("CARGO_PKG_VERSION"),
    "/nitro-compatible"
);

pub(super) const METHODS: &[Method] = &[
    Method::light(&["web3_clientVersion"], |_, _| answer(CLIENT_VERSION)),
    Method::light(&["web3_sha3"], |_, args| {
        answer(keccak256(args.next::<Bytes>()?))
    }),
    Method::light(&["net_version"], |node, _| {
        answer(node.chain.id().to_string())
    }),
    Method::light(&["net_listening"], |_, _| answer(true)),
    Method::light(&["net_peerCount"], |_, _| answer(U64::ZERO)),
    Method::light(&["eth_chainId"], |node, _| {
        answer(U64::from(node.chain.id()))
    }),
    Method::light(&["eth_blockNumber"], |node, _| {
        answer(U64::from(node.chain.head().number()))
    }),
    Method::light(&["eth_syncing", "eth_mining"], |_, _| answer(false)),
    Method::light(&["eth_hashrate"], |_, _| answer(U64::ZERO)),
    Method::light(&["eth_networkId"], |node, _| {
        answer(U64::from(node.chain.id()))
    }),
    // There are no blobs; this is what BLOBBASEFEE shows a contract.
    Method::light(&["eth_blobBaseFee"], |_, _| answer(U64::ONE)),
    Method::light(&["eth_accounts", "eth_requestAccounts"], |node, _| {
        answer(node.chain.accounts())
    }),
    Method::light(&["eth_coinbase"], |node, _| {
        answer(node.chain.head().latest().header.beneficiary)
    }),
    Method::light(&["eth_protocolVersion"], |_, _| answer("0x44")),
    Method::light(&["eth_gasPrice"], |node, _| {
        answer(U256::from(node.chain.head().base_fee))
    }),
    // Arbitrum orders by arrival and collects no tip.
    Method::light(&["eth_maxPriorityFeePerGas"], |_, _| answer(U256::ZERO)),
    Method::light(&["eth_feeHistory"], fee_history),
    Method::light(&["rpc_modules"], |_, _| {
        let names = [
            "anvil", "debug", "eth", "evm", "hardhat", "keel", "net", "personal", "rpc", "trace",
            "txpool", "web3",
        ];
        answer(
            names
                .map(|name| (name, "1.0"))
                .into_iter()
                .collect::<std::collections::BTreeMap<_, _>>(),
        )
    }),
];

fn fee_history(node: &Node, args: &mut Args<'_>) -> Answer {
    let wanted: U64 = args.next()?;
    let newest: BlockNumberOrTag = args.next()?;
    let percentiles: Option<Vec<f64>> = args.optional()?;
    let asked = percentiles.as_ref().map_or(0, Vec::len);
    if asked > PERCENTILE_LIMIT {
        return Err(invalid(format!(
            "{asked} reward percentiles, at most {PERCENTILE_LIMIT}"
        )));
    }
    let head = node.chain.head();
    let newest = head.height(newest);
    if newest > head.number() {
        return Err(invalid(format!(
            "request beyond head block: requested {newest}, head {}",
            head.number()
        )));
    }
    let wanted = wanted
        .to::<u64>()
        .min(FEE_HISTORY_LIMIT)
        .min(newest.saturating_add(1));
    let oldest = newest.saturating_add(1).saturating_sub(wanted);
    let blocks: Vec<_> = (oldest..=newest)
        .filter_map(|number| head.block(number))
        .collect();
    let blocks = if wanted == 0 { Vec::new() } else { blocks };
    let mut base_fee_per_gas: Vec<u128> = blocks
        .iter()
        .map(|block| block.header.base_fee_per_gas.map_or(0, u128::from))
        .collect();
    base_fee_per_gas.push(u128::from(head.base_fee));
    let gas_used_ratio = blocks
        .iter()
        .map(|block| ratio(block.header.gas_used, block.header.gas_limit))
        .collect();
    let reward = percentiles.map(|percentiles| vec![vec![0; percentiles.len()]; blocks.len()]);
    answer(FeeHistory {
        base_fee_per_gas,
        gas_used_ratio,
        oldest_block: oldest,
        reward,
        ..FeeHistory::default()
    })
}

fn ratio(used: u64, limit: u64) -> f64 {
    used as f64 / limit.max(1) as f64
}
