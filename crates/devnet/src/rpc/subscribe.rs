//! `eth_subscribe` over WebSocket: new heads, logs and transactions as they come.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use alloy_rpc_types::pubsub::{Params as SubscriptionParams, SubscriptionKind};
use alloy_rpc_types::{Filter, Header};
use jsonrpsee::core::traits::IdProvider;
use jsonrpsee::core::{RegisterMethodError, SubscriptionResult};
use jsonrpsee::types::SubscriptionId;
use jsonrpsee::{PendingSubscriptionSink, RpcModule, SubscriptionSink};
use serde::Serialize;
use serde_json::value::to_raw_value;
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;

use super::Node;
use super::error::invalid;
use super::reply::{log_reply, waiting};

/// Numbers subscriptions in hexadecimal, which is what Ethereum clients expect an identifier to look like.
#[derive(Debug, Default)]
pub(crate) struct HexIds(AtomicU64);

impl IdProvider for HexIds {
    fn next_id(&self) -> SubscriptionId<'static> {
        let id = self.0.fetch_add(1, Ordering::Relaxed).wrapping_add(1);
        SubscriptionId::Str(format!("{id:#x}").into())
    }
}

/// What a subscriber wants of every block.
enum Wanted {
    Heads,
    Logs(Box<Filter>),
    Hashes,
    Transactions,
    /// A node of its own has nobody to follow: accepted, and never told anything.
    Syncing,
}

pub(super) fn register(module: &mut RpcModule<Node>) -> Result<(), RegisterMethodError> {
    module.register_subscription(
        "eth_subscribe",
        "eth_subscription",
        "eth_unsubscribe",
        |params, pending, node: Arc<Node>, _| async move {
            let mut params = params.sequence();
            let kind = params.next::<SubscriptionKind>();
            let details = params.optional_next::<SubscriptionParams>();
            let wanted = match (kind, details) {
                (Ok(kind), Ok(details)) => wanted(kind, details),
                (Err(error), _) | (_, Err(error)) => Err(error),
            };
            serve(wanted, pending, node).await
        },
    )?;
    Ok(())
}

fn wanted(
    kind: SubscriptionKind,
    details: Option<SubscriptionParams>,
) -> Result<Wanted, jsonrpsee::types::ErrorObjectOwned> {
    match (kind, details) {
        (SubscriptionKind::NewHeads, _) => Ok(Wanted::Heads),
        (SubscriptionKind::Logs, Some(SubscriptionParams::Logs(filter))) => {
            Ok(Wanted::Logs(filter))
        }
        (SubscriptionKind::Logs, None | Some(SubscriptionParams::None)) => {
            Ok(Wanted::Logs(Box::default()))
        }
        (SubscriptionKind::NewPendingTransactions, Some(SubscriptionParams::Bool(true))) => {
            Ok(Wanted::Transactions)
        }
        (SubscriptionKind::NewPendingTransactions, _) => Ok(Wanted::Hashes),
        (SubscriptionKind::Syncing, _) => Ok(Wanted::Syncing),
        _ => Err(invalid("unsupported subscription")),
    }
}

async fn serve(
    wanted: Result<Wanted, jsonrpsee::types::ErrorObjectOwned>,
    pending: PendingSubscriptionSink,
    node: Arc<Node>,
) -> SubscriptionResult {
    let wanted = match wanted {
        Ok(wanted) => wanted,
        Err(error) => {
            pending.reject(error).await;
            return Ok(());
        }
    };
    // Before the client learns that it is subscribed, so that it misses nothing that happens after.
    let mut blocks = node.chain.subscribe();
    let mut transactions = node.chain.subscribe_transactions();
    drop(node);
    let sink = pending.accept().await?;
    match wanted {
        Wanted::Hashes => {
            while let Some(tx) = next(&mut transactions, &sink).await {
                send(&sink, tx.hash()).await?;
            }
        }
        Wanted::Transactions => {
            while let Some(tx) = next(&mut transactions, &sink).await {
                send(&sink, &waiting(&tx)).await?;
            }
        }
        Wanted::Heads => {
            while let Some(block) = next(&mut blocks, &sink).await {
                send(&sink, &Header::from_sealed(block.header.clone())).await?;
            }
        }
        Wanted::Logs(filter) => {
            while let Some(block) = next(&mut blocks, &sink).await {
                for found in block.matching(&filter) {
                    send(&sink, &log_reply(found)).await?;
                }
            }
        }
        Wanted::Syncing => sink.closed().await,
    }
    Ok(())
}

/// What comes next; nothing once the client or the chain is gone.
async fn next<T: Clone>(news: &mut Receiver<T>, sink: &SubscriptionSink) -> Option<T> {
    loop {
        let item = tokio::select! {
            () = sink.closed() => return None,
            item = news.recv() => item,
        };
        match item {
            Ok(item) => return Some(item),
            // A client that is too slow misses some rather than growing our memory.
            Err(RecvError::Lagged(_)) => {}
            Err(RecvError::Closed) => return None,
        }
    }
}

async fn send<T: Serialize>(sink: &SubscriptionSink, value: &T) -> SubscriptionResult {
    sink.send(to_raw_value(value)?).await?;
    Ok(())
}
