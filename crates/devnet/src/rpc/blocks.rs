//! What happened: blocks, transactions, receipts and logs.

use alloy_eips::eip2718::Encodable2718;
use alloy_eips::{BlockId, BlockNumberOrTag};
use alloy_primitives::{B256, Bytes, U64};
use alloy_rpc_types::Filter;

use super::args::Args;
use super::reply::{BlockReply, ReceiptReply, log_reply, mined, waiting};
use super::{Answer, Method, Node, answer};

pub(super) const METHODS: &[Method] = &[
    Method::light(&["eth_getBlockByNumber"], |node, args| {
        let tag: BlockNumberOrTag = args.next()?;
        block(node, BlockId::Number(tag), args)
    }),
    Method::light(&["eth_getBlockByHash"], |node, args| {
        let hash: B256 = args.next()?;
        block(node, BlockId::from(hash), args)
    }),
    Method::light(
        &[
            "eth_getBlockTransactionCountByNumber",
            "eth_getBlockTransactionCountByHash",
        ],
        |node, args| {
            let id: BlockId = args.next()?;
            let head = node.chain.head();
            answer(
                head.find(id)
                    .map(|block| U64::from(block.transactions.len())),
            )
        },
    ),
    // There are no uncles on Arbitrum.
    Method::light(
        &[
            "eth_getUncleCountByBlockNumber",
            "eth_getUncleCountByBlockHash",
        ],
        |node, args| {
            let id: BlockId = args.next()?;
            answer(node.chain.head().find(id).map(|_| U64::ZERO))
        },
    ),
    Method::light(
        &[
            "eth_getTransactionByBlockNumberAndIndex",
            "eth_getTransactionByBlockHashAndIndex",
        ],
        |node, args| {
            let id: BlockId = args.next()?;
            let index: U64 = args.next()?;
            let head = node.chain.head();
            let index = usize::try_from(index.to::<u64>()).unwrap_or(usize::MAX);
            answer(head.find(id).and_then(|block| mined(block, index)))
        },
    ),
    Method::light(&["eth_getTransactionByHash"], transaction),
    Method::light(&["eth_getRawTransactionByHash"], |node, args| {
        let hash: B256 = args.next()?;
        let head = node.chain.head();
        let raw = head
            .transaction(hash)
            .map(|(_, _, mined)| Bytes::from(mined.tx.encoded_2718()));
        answer(raw)
    }),
    Method::light(&["eth_getTransactionReceipt"], |node, args| {
        let hash: B256 = args.next()?;
        let head = node.chain.head();
        answer(
            head.transaction(hash)
                .map(|(block, index, mined)| ReceiptReply::new(block, index, mined)),
        )
    }),
    Method::light(&["eth_getBlockReceipts"], |node, args| {
        let id: BlockId = args.next()?;
        let head = node.chain.head();
        let receipts = head.find(id).map(|block| {
            let numbered = block.transactions.iter().enumerate();
            numbered
                .map(|(index, mined)| ReceiptReply::new(block, index, mined))
                .collect::<Vec<_>>()
        });
        answer(receipts)
    }),
    Method::heavy(&["eth_getLogs"], |node, args| {
        let filter: Filter = args.next()?;
        let head = node.chain.head();
        answer(
            head.logs(&filter)?
                .into_iter()
                .map(log_reply)
                .collect::<Vec<_>>(),
        )
    }),
];

fn block(node: &Node, id: BlockId, args: &mut Args<'_>) -> Answer {
    let full: bool = args.optional()?.unwrap_or(false);
    let head = node.chain.head();
    if id == BlockId::pending() {
        let block = head.draft().seal(head.state.root(), Vec::new());
        return answer(BlockReply::new(&block, full));
    }
    answer(head.find(id).map(|block| BlockReply::new(block, full)))
}

fn transaction(node: &Node, args: &mut Args<'_>) -> Answer {
    let hash: B256 = args.next()?;
    let head = node.chain.head();
    let found = match head.transaction(hash) {
        Some((block, index, _)) => mined(block, index),
        None => head.queue.find(hash).map(|tx| waiting(tx)),
    };
    answer(found)
}
