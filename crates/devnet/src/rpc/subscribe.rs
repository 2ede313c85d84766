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
use super::reply::{log_reply, mined};
use crate::chain::Block;

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
    let blocks = node.chain.subscribe();
    drop(node);
    let sink = pending.accept().await?;
    follow(&wanted, blocks, &sink).await
}

/// Sends what `wanted` asks for until the client goes away.
async fn follow(
    wanted: &Wanted,
    mut blocks: Receiver<Arc<Block>>,
    sink: &SubscriptionSink,
) -> SubscriptionResult {
    loop {
        let block = tokio::select! {
            () = sink.closed() => return Ok(()),
            block = blocks.recv() => block,
        };
        match block {
            Ok(block) => notify(wanted, &block, sink).await?,
            // A client that is too slow misses blocks rather than growing our memory.
            Err(RecvError::Lagged(_)) => {}
            Err(RecvError::Closed) => return Ok(()),
        }
    }
}

async fn notify(wanted: &Wanted, block: &Block, sink: &SubscriptionSink) -> SubscriptionResult {
    match wanted {
        Wanted::Heads => send(sink, &Header::from_sealed(block.header.clone())).await,
        Wanted::Logs(filter) => {
            for found in block.matching(filter) {
                send(sink, &log_reply(found)).await?;
            }
            Ok(())
        }
        Wanted::Hashes => {
            for mined in &block.transactions {
                send(sink, mined.tx.hash()).await?;
            }
            Ok(())
        }
        Wanted::Transactions => {
            for index in 0..block.transactions.len() {
                send(sink, &mined(block, index)).await?;
            }
            Ok(())
        }
    }
}

async fn send<T: Serialize>(sink: &SubscriptionSink, value: &T) -> SubscriptionResult {
    sink.send(to_raw_value(value)?).await?;
    Ok(())
}
