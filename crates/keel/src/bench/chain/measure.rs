//! The measurements. The two nodes take turns; what is timed contains no signing and no compiling.

use super::{
    Effort,
    client::{Connection, call, contains, post, request},
    figure::{Better, Figure},
    node::{Binaries, Kind, Node},
    token::{Code, Tokens, balanceOfCall, transferCall},
    transfers::{HOLDER, Supply, Transfer, signer, stranger},
};
use alloy::{
    primitives::{Address, Bytes, U256},
    sol_types::SolCall,
};
use anyhow::{Context, ensure};
use serde_json::{Value, json};
use std::{
    sync::Barrier,
    time::{Duration, Instant},
};

const ANVIL: &str = "anvil";
/// Ours must be at least as good as anvil.
const PAR: f64 = 1.0;
/// A Stylus call may take half as long again as the EVM's.
const STYLUS: f64 = 1.0 / 1.5;
/// A transfer is mined by then, or never.
const PATIENCE: Duration = Duration::from_secs(30);
/// A node that has not mined by then is told to.
const NUDGE: Duration = Duration::from_millis(200);
/// Requests in one batch.
const BATCH: usize = 500;

/// A node with the tokens on it.
pub(crate) struct Stage {
    node: Node,
    tokens: Tokens,
    connection: Connection,
}

impl Stage {
    /// Starts a node and deploys the tokens.
    pub(crate) fn open(binaries: &Binaries, kind: Kind, code: &Code) -> anyhow::Result<Self> {
        let node = Node::start(binaries, kind)?;
        let tokens = code
            .deploy(&node, kind)
            .with_context(|| format!("{kind:?}"))?;
        let connection = node.connect()?;
        Ok(Self {
            node,
            tokens,
            connection,
        })
    }
}

/// Lets the two take turns.
fn in_turns(
    rounds: usize,
    mut round: impl FnMut(usize) -> anyhow::Result<(f64, f64)>,
) -> anyhow::Result<Vec<(f64, f64)>> {
    (0..rounds).map(&mut round).collect()
}

fn per_second(count: usize, time: Duration) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(u32::MAX)) / time.as_secs_f64()
}

/// Milliseconds from the start of the process to the first answer.
pub(crate) fn startup(binaries: &Binaries, effort: Effort) -> anyhow::Result<Figure> {
    let start = |kind| Node::start(binaries, kind).map(|node| node.startup.as_secs_f64() * 1_000.0);
    // The first ones read the programs from disk.
    start(Kind::Keel)?;
    start(Kind::Anvil)?;
    let rounds = in_turns(effort.starts, |_| {
        Ok((start(Kind::Keel)?, start(Kind::Anvil)?))
    })?;
    Ok(Figure::new(
        "start-up",
        "ms",
        Better::Lower,
        ANVIL,
        PAR,
        &rounds,
    ))
}

/// ERC-20 transfers per second, each in a block of its own, its receipt included.
pub(crate) fn transfers(
    keel: &mut Stage,
    anvil: &mut Stage,
    supply: &Supply,
    effort: Effort,
) -> anyhow::Result<Figure> {
    let rounds = in_turns(effort.rounds, |round| {
        let part = supply.range(round.saturating_mul(effort.transfers), effort.transfers);
        Ok((transfer_all(keel, part)?, transfer_all(anvil, part)?))
    })?;
    Ok(Figure::new(
        "ERC-20 transfers with receipt",
        "/s",
        Better::Higher,
        ANVIL,
        PAR,
        &rounds,
    ))
}

fn transfer_all(stage: &mut Stage, transfers: &[Transfer]) -> anyhow::Result<f64> {
    let started = Instant::now();
    let mut stalled = Duration::ZERO;
    for transfer in transfers {
        stage.connection.demand(&transfer.send)?;
        let (receipt, idle) = mined(&mut stage.connection, &transfer.receipt)?;
        stalled = stalled.saturating_add(idle);
        ensure!(
            receipt.contains("\"status\":\"0x1\""),
            "a transfer failed: {receipt}"
        );
    }
    let time = started.elapsed().saturating_sub(stalled);
    Ok(per_second(transfers.len(), time))
}

/// The receipt of a transfer that was sent, and how long the node did nothing about it. Anvil answers before it mines, and
/// on a busy machine it now and then does not mine until it is told to; that time is not held against it.
fn mined(connection: &mut Connection, question: &[u8]) -> anyhow::Result<(String, Duration)> {
    let sent = Instant::now();
    let mut idle = Duration::ZERO;
    loop {
        let receipt = connection.demand(question)?;
        if !contains(receipt, b"\"result\":null") {
            return Ok((String::from_utf8_lossy(receipt).into_owned(), idle));
        }
        ensure!(sent.elapsed() < PATIENCE, "a transfer is not mined");
        if idle.is_zero() && sent.elapsed() > NUDGE {
            idle = sent.elapsed();
            connection.demand(&request("evm_mine", &json!([])))?;
        }
    }
}

/// `eth_call` per second, on one connection and on 32.
pub(crate) fn calls(keel: &Stage, anvil: &Stage, effort: Effort) -> anyhow::Result<Vec<Figure>> {
    let holder = signer(HOLDER)?.address();
    let question = |stage: &Stage| {
        let input = balanceOfCall { account: holder }.abi_encode();
        eth_call(holder, stage.tokens.evm, input)
    };
    let (ask_keel, ask_anvil) = (question(keel), question(anvil));
    let window = Duration::from_millis(effort.calls_ms);
    [
        ("eth_call, 1 connection", 1),
        ("eth_call, 32 connections", 32),
    ]
    .into_iter()
    .map(|(name, connections)| {
        let rounds = in_turns(effort.rounds, |_| {
            Ok((
                rate(&keel.node, &ask_keel, connections, window)?,
                rate(&anvil.node, &ask_anvil, connections, window)?,
            ))
        })?;
        Ok(Figure::new(name, "/s", Better::Higher, ANVIL, PAR, &rounds))
    })
    .collect()
}

fn eth_call(from: Address, to: Address, input: Vec<u8>) -> Vec<u8> {
    let call = json!({ "from": from, "to": to, "data": Bytes::from(input) });
    request("eth_call", &json!([call, "latest"]))
}

/// Answers per second to one request, asked again and again on each connection.
fn rate(node: &Node, question: &[u8], connections: usize, window: Duration) -> anyhow::Result<f64> {
    let opened: anyhow::Result<Vec<Connection>> = (0..connections)
        .map(|_| {
            let mut connection = node.connect()?;
            connection.demand(question)?;
            Ok(connection)
        })
        .collect();
    let barrier = Barrier::new(connections);
    let ask = |mut connection: Connection| {
        barrier.wait();
        let started = Instant::now();
        let mut answers = 0_usize;
        while started.elapsed() < window {
            connection.demand(question)?;
            answers = answers.saturating_add(1);
        }
        Ok(per_second(answers, started.elapsed()))
    };
    std::thread::scope(|scope| {
        let workers: Vec<_> = opened?
            .into_iter()
            .map(|connection| scope.spawn(|| ask(connection)))
            .collect();
        workers
            .into_iter()
            .map(|worker| {
                worker
                    .join()
                    .unwrap_or_else(|_| Err(anyhow::anyhow!("a connection stopped")))
            })
            .sum()
    })
}

/// Snapshot and revert: per second with nothing in between, and both together in microseconds with many accounts changed.
pub(crate) fn snapshots(
    keel: &mut Stage,
    anvil: &mut Stage,
    effort: Effort,
) -> anyhow::Result<Vec<Figure>> {
    let plain = in_turns(effort.rounds, |_| {
        Ok((
            snapshot_rate(keel, effort.snapshots)?,
            snapshot_rate(anvil, effort.snapshots)?,
        ))
    })?;
    let changed = in_turns(effort.rounds, |round| {
        let changes = balance_changes(effort.changed, round);
        Ok((
            snapshot_micros(keel, &changes)?,
            snapshot_micros(anvil, &changes)?,
        ))
    })?;
    Ok(vec![
        Figure::new(
            "snapshot and revert",
            "/s",
            Better::Higher,
            ANVIL,
            PAR,
            &plain,
        ),
        Figure::new(
            format!("snapshot and revert, {} accounts changed", effort.changed),
            "us",
            Better::Lower,
            ANVIL,
            PAR,
            &changed,
        ),
    ])
}

fn snapshot_rate(stage: &mut Stage, pairs: usize) -> anyhow::Result<f64> {
    let snapshot = request("evm_snapshot", &json!([]));
    let started = Instant::now();
    for _ in 0..pairs {
        let id = snapshot_id(stage.connection.demand(&snapshot)?)?;
        revert(stage, &id)?;
    }
    Ok(per_second(pairs, started.elapsed()))
}

fn snapshot_micros(stage: &mut Stage, changes: &[Vec<u8>]) -> anyhow::Result<f64> {
    let snapshot = request("evm_snapshot", &json!([]));
    let started = Instant::now();
    let id = snapshot_id(stage.connection.demand(&snapshot)?)?;
    let taken = started.elapsed();
    for batch in changes {
        stage.connection.demand(batch)?;
    }
    let started = Instant::now();
    revert(stage, &id)?;
    Ok(taken.saturating_add(started.elapsed()).as_secs_f64() * 1e6)
}

fn snapshot_id(body: &[u8]) -> anyhow::Result<String> {
    let answer: Value = serde_json::from_slice(body)?;
    let id = answer["result"]
        .as_str()
        .context("a snapshot has a number")?;
    Ok(id.to_owned())
}

fn revert(stage: &mut Stage, id: &str) -> anyhow::Result<()> {
    let body = stage
        .connection
        .demand(&request("evm_revert", &json!([id])))?;
    ensure!(
        contains(body, b"\"result\":true"),
        "snapshot {id} was not reverted to"
    );
    Ok(())
}

/// Batches that give `accounts` accounts a balance that they did not have.
fn balance_changes(accounts: usize, round: usize) -> Vec<Vec<u8>> {
    let all: Vec<Value> = (0_u64..)
        .take(accounts)
        .map(|index| {
            let balance = U256::from(index) + U256::from(round) + U256::ONE;
            call("anvil_setBalance", &json!([stranger(index), balance]))
        })
        .collect();
    all.chunks(BATCH).map(|batch| post(&json!(batch))).collect()
}

/// A warm transfer by `eth_call`: the Stylus program against the EVM contract, on ours.
pub(crate) fn stylus(keel: &Stage, effort: Effort) -> anyhow::Result<Figure> {
    let holder = signer(HOLDER)?.address();
    let question = |token| {
        let transfer = transferCall {
            to: stranger(0),
            value: U256::ONE,
        };
        eth_call(holder, token, transfer.abi_encode())
    };
    let program = keel.tokens.program.context("our node runs programs")?;
    let (wasm, evm) = (question(program), question(keel.tokens.evm));
    let window = Duration::from_millis(effort.calls_ms);
    let micros = |question: &[u8]| rate(&keel.node, question, 1, window).map(|rate| 1e6 / rate);
    let rounds = in_turns(effort.rounds, |_| Ok((micros(&wasm)?, micros(&evm)?)))?;
    Ok(Figure::new(
        "Stylus ERC-20 transfer by eth_call",
        "us",
        Better::Lower,
        "its EVM twin on ours",
        STYLUS,
        &rounds,
    ))
}

/// Resident memory of a fresh node after many blocks, each with a transfer.
pub(crate) fn memory(
    binaries: &Binaries,
    code: &Code,
    supply: &Supply,
    effort: Effort,
) -> anyhow::Result<Figure> {
    let resident = |kind| {
        let mut stage = Stage::open(binaries, kind, code)?;
        transfer_all(&mut stage, supply.range(0, effort.blocks))?;
        let height = stage.connection.result("eth_blockNumber", &json!([]))?;
        let height: U256 = serde_json::from_value(height)?;
        ensure!(
            height >= U256::from(effort.blocks),
            "only {height} blocks were made"
        );
        stage.node.resident_mib()
    };
    let rounds = in_turns(1, |_| Ok((resident(Kind::Keel)?, resident(Kind::Anvil)?)))?;
    Ok(Figure::new(
        format!("memory after {} blocks", effort.blocks),
        "MiB",
        Better::Lower,
        ANVIL,
        PAR,
        &rounds,
    ))
}
