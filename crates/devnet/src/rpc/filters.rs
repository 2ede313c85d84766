//! Polling filters: what is new since I last asked?

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use alloy_consensus::TxEnvelope;
use alloy_consensus::transaction::Recovered;
use alloy_primitives::{B256, U64};
use alloy_rpc_types::{Filter, FilterBlockOption};
use jsonrpsee::types::ErrorObjectOwned;
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::TryRecvError;

use super::args::Args;
use super::error::refused;
use super::reply::log_reply;
use super::{Answer, Method, Node, answer};

/// Most filters kept; beyond that the oldest is forgotten, since clients rarely uninstall theirs.
const LIMIT: usize = 4_096;

pub(super) const METHODS: &[Method] = &[
    Method::light(&["eth_newFilter"], |node, args| {
        let filter: Filter = args.next()?;
        install(node, Kind::Logs(Box::new(filter)))
    }),
    Method::light(&["eth_newBlockFilter"], |node, _| {
        install(node, Kind::Blocks)
    }),
    Method::light(&["eth_newPendingTransactionFilter"], |node, _| {
        let arrivals = Arc::new(Mutex::new(node.chain.subscribe_transactions()));
        install(node, Kind::Transactions(arrivals))
    }),
    Method::light(&["eth_uninstallFilter"], |node, args| {
        let id: U64 = args.next()?;
        answer(node.filters.lock().by_id.remove(&id.to()).is_some())
    }),
    Method::heavy(&["eth_getFilterChanges"], changes),
    Method::heavy(&["eth_getFilterLogs"], |node, args| {
        let id: U64 = args.next()?;
        let Some(Kind::Logs(filter)) = node
            .filters
            .lock()
            .by_id
            .get(&id.to())
            .map(|known| known.kind.clone())
        else {
            return Err(unknown());
        };
        let head = node.chain.head();
        answer(
            head.logs(&filter)?
                .into_iter()
                .map(log_reply)
                .collect::<Vec<_>>(),
        )
    }),
];

/// Installed filters.
#[derive(Debug, Default)]
pub(super) struct Filters(Mutex<Installed>);

#[derive(Debug, Default)]
struct Installed {
    by_id: BTreeMap<u64, Known>,
    last_id: u64,
}

#[derive(Debug)]
struct Known {
    kind: Kind,
    // The first block it has not told about.
    next_block: u64,
}

#[derive(Clone, Debug)]
enum Kind {
    Logs(Box<Filter>),
    Blocks,
    Transactions(Arc<Mutex<Receiver<Arc<Recovered<TxEnvelope>>>>>),
}

impl Filters {
    // A panic between two map operations leaves the map usable.
    fn lock(&self) -> MutexGuard<'_, Installed> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn install(node: &Node, kind: Kind) -> Answer {
    let next_block = node.chain.head().number().saturating_add(1);
    let mut filters = node.filters.lock();
    filters.last_id = filters.last_id.saturating_add(1);
    let id = filters.last_id;
    filters.by_id.insert(id, Known { kind, next_block });
    if filters.by_id.len() > LIMIT {
        filters.by_id.pop_first();
    }
    answer(U64::from(id))
}

fn changes(node: &Node, args: &mut Args<'_>) -> Answer {
    let id: U64 = args.next()?;
    let head = node.chain.head();
    let (kind, from) = {
        let mut filters = node.filters.lock();
        let known = filters.by_id.get_mut(&id.to()).ok_or_else(unknown)?;
        // After a revert the chain may be shorter than what was told about.
        let from = known.next_block.min(head.number().saturating_add(1));
        known.next_block = head.number().saturating_add(1);
        (known.kind.clone(), from)
    };
    let blocks = (from..=head.number()).filter_map(|number| head.block(number));
    match kind {
        Kind::Blocks => answer(blocks.map(|block| block.hash()).collect::<Vec<_>>()),
        Kind::Transactions(arrivals) => answer(hashes(&arrivals)),
        Kind::Logs(filter) => {
            let wanted = |number: u64| match filter.block_option {
                FilterBlockOption::Range {
                    from_block,
                    to_block,
                } => {
                    let after = from_block
                        .and_then(|tag| tag.as_number())
                        .is_none_or(|from| number >= from);
                    let before = to_block
                        .and_then(|tag| tag.as_number())
                        .is_none_or(|to| number <= to);
                    after && before
                }
                FilterBlockOption::AtBlockHash(_) => false,
            };
            let logs = blocks
                .filter(|block| wanted(block.number()))
                .flat_map(|block| block.matching(&filter));
            answer(logs.map(log_reply).collect::<Vec<_>>())
        }
    }
}

/// Transactions accepted since the last time; if there were too many meanwhile, the newest of them.
fn hashes(arrivals: &Mutex<Receiver<Arc<Recovered<TxEnvelope>>>>) -> Vec<B256> {
    let mut arrivals = arrivals.lock().unwrap_or_else(PoisonError::into_inner);
    let mut hashes = Vec::new();
    loop {
        match arrivals.try_recv() {
            Ok(tx) => hashes.push(*tx.hash()),
            Err(TryRecvError::Lagged(_)) => {}
            Err(TryRecvError::Empty | TryRecvError::Closed) => return hashes,
        }
    }
}

fn unknown() -> ErrorObjectOwned {
    refused("filter not found")
}
