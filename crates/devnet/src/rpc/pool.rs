//! What waits: `txpool_*` in go-ethereum's layout.

use std::collections::BTreeMap;

use alloy_consensus::transaction::Recovered;
use alloy_consensus::{Transaction, TxEnvelope};
use alloy_primitives::{Address, U64};
use serde::Serialize;

use super::reply::waiting;
use super::{Method, answer};
use crate::chain::Head;

pub(super) const METHODS: &[Method] = &[
    Method::light(&["txpool_status"], |node, _| {
        let pool = Pool::of(&node.chain.head(), |_| ());
        let count =
            |side: &BySender<()>| U64::from(side.values().map(BTreeMap::len).sum::<usize>());
        answer(Pool {
            pending: count(&pool.pending),
            queued: count(&pool.queued),
        })
    }),
    Method::light(&["txpool_content"], |node, _| {
        answer(Pool::of(&node.chain.head(), waiting))
    }),
    Method::light(&["txpool_contentFrom"], |node, args| {
        let sender: Address = args.next()?;
        let mut pool = Pool::of(&node.chain.head(), waiting);
        answer(Pool {
            pending: pool.pending.remove(&sender).unwrap_or_default(),
            queued: pool.queued.remove(&sender).unwrap_or_default(),
        })
    }),
    Method::light(&["txpool_inspect"], |node, _| {
        answer(Pool::of(&node.chain.head(), summary))
    }),
    Method::light(&["eth_pendingTransactions"], |node, _| {
        let head = node.chain.head();
        answer(head.queue.iter().map(|tx| waiting(tx)).collect::<Vec<_>>())
    }),
];

/// By sender, then by nonce in decimal.
type BySender<T> = BTreeMap<Address, BTreeMap<String, T>>;

#[derive(Serialize)]
struct Pool<T> {
    /// Minable in a row.
    pending: T,
    /// Behind a gap.
    queued: T,
}

impl<T> Pool<BySender<T>> {
    fn of(head: &Head, show: impl Fn(&Recovered<TxEnvelope>) -> T) -> Self {
        let mut pool = Self {
            pending: BySender::new(),
            queued: BySender::new(),
        };
        for tx in head.queue.iter() {
            let minable = tx.nonce() < head.pending_nonce(tx.signer());
            let side = if minable {
                &mut pool.pending
            } else {
                &mut pool.queued
            };
            let theirs = side.entry(tx.signer()).or_default();
            theirs.insert(tx.nonce().to_string(), show(tx));
        }
        pool
    }
}

/// go-ethereum's line for a transaction.
fn summary(tx: &Recovered<TxEnvelope>) -> String {
    let to = tx
        .to()
        .map_or("contract creation".to_owned(), |to| to.to_string());
    format!(
        "{to}: {} wei + {} gas × {} wei",
        tx.value(),
        tx.gas_limit(),
        tx.max_fee_per_gas()
    )
}
