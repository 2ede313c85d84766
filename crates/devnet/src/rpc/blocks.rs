//! What happened: blocks, transactions, receipts and logs.

use alloy_consensus::{BlockBody, Header, Transaction};
use alloy_eips::eip2718::Encodable2718;
use alloy_eips::{BlockId, BlockNumberOrTag};
use alloy_primitives::{Address, B256, Bytes, U64};
use alloy_rpc_types::Filter;

use super::args::Args;
use super::reply::{BlockReply, ReceiptReply, log_reply, mined, waiting};
use super::{Answer, Method, Node, answer};
use crate::chain::ChainError;

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
    Method::light(
        &[
            "eth_getUncleByBlockNumberAndIndex",
            "eth_getUncleByBlockHashAndIndex",
        ],
        |_, args| {
            let _block: BlockId = args.next()?;
            let _index: U64 = args.next()?;
            answer(())
        },
    ),
    Method::light(
        &["eth_getHeaderByNumber", "eth_getHeaderByHash"],
        |node, args| {
            let id: BlockId = args.next()?;
            let head = node.chain.head();
            answer(head.find(id).map(|block| BlockReply::new(block, false)))
        },
    ),
    Method::light(&["eth_getTransactionByHash"], transaction),
    Method::heavy(&["eth_getTransactionBySenderAndNonce"], by_sender_and_nonce),
    Method::light(
        &["eth_getRawTransactionByHash", "debug_getRawTransaction"],
        |node, args| {
            let hash: B256 = args.next()?;
            let head = node.chain.head();
            let raw = match head.transaction(hash) {
                Some((_, _, mined)) => Some(mined.tx.encoded_2718()),
                None => head.queue.find(hash).map(|tx| tx.encoded_2718()),
            };
            answer(raw.map(Bytes::from))
        },
    ),
    Method::light(
        &[
            "eth_getRawTransactionByBlockNumberAndIndex",
            "eth_getRawTransactionByBlockHashAndIndex",
        ],
        |node, args| {
            let id: BlockId = args.next()?;
            let index: U64 = args.next()?;
            let head = node.chain.head();
            let index = usize::try_from(index.to::<u64>()).unwrap_or(usize::MAX);
            let mined = head
                .find(id)
                .and_then(|block| block.transactions.get(index));
            answer(mined.map(|mined| Bytes::from(mined.tx.encoded_2718())))
        },
    ),
    Method::light(&["debug_getRawHeader"], |node, args| {
        let id: BlockId = args.next()?;
        let head = node.chain.head();
        let block = head.find(id).ok_or(ChainError::UnknownBlock)?;
        answer(Bytes::from(alloy_rlp::encode(block.header.inner())))
    }),
    Method::light(&["debug_getRawBlock"], |node, args| {
        let id: BlockId = args.next()?;
        let head = node.chain.head();
        let block = head.find(id).ok_or(ChainError::UnknownBlock)?;
        let transactions = block.transactions.iter();
        let body = BlockBody {
            transactions: transactions.map(|mined| mined.tx.inner().clone()).collect(),
            ommers: Vec::<Header>::new(),
            withdrawals: None,
        };
        let raw = alloy_consensus::Block::new(block.header.inner().clone(), body);
        answer(Bytes::from(alloy_rlp::encode(raw)))
    }),
    Method::light(&["debug_getRawReceipts"], |node, args| {
        let id: BlockId = args.next()?;
        let head = node.chain.head();
        let block = head.find(id).ok_or(ChainError::UnknownBlock)?;
        let receipts = block.transactions.iter();
        let raw = receipts.map(|mined| Bytes::from(mined.receipt.encoded_2718()));
        answer(raw.collect::<Vec<_>>())
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
    let (head, id) = node.chain.look(id);
    if id == BlockId::pending() {
        let block = head.draft().seal(head.state.root(), Vec::new());
        return answer(BlockReply::new(&block, full));
    }
    answer(head.find(id).map(|block| BlockReply::new(block, full)))
}

fn by_sender_and_nonce(node: &Node, args: &mut Args<'_>) -> Answer {
    let sender: Address = args.next()?;
    let nonce: U64 = args.next()?;
    let nonce = nonce.to::<u64>();
    let head = node.chain.head();
    if let Some(tx) = head
        .queue
        .iter()
        .find(|tx| tx.signer() == sender && tx.nonce() == nonce)
    {
        return answer(waiting(tx));
    }
    // Newest first: that is what is asked for, and after a nonce was set back it is the one that counts.
    for block in head.blocks().iter().rev() {
        let transactions = block.transactions.iter();
        let found = transactions
            .enumerate()
            .find(|(_, mined)| mined.tx.signer() == sender && mined.tx.nonce() == nonce);
        if let Some((index, _)) = found {
            return answer(mined(block, index));
        }
    }
    answer(())
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
