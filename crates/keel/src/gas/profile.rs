//! What a transaction's gas went into: out of `callTracer`, which has every frame, and `stylusTracer`, which has every host call
//! of our programs.

use super::stage::Stage;
use alloy::primitives::{Address, TxHash, U64};
use alloy::providers::Provider;
use anyhow::Context;
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::collections::BTreeSet;

/// Ink in one unit of gas, as the chain prices it.
const INK_PER_GAS: u64 = 10_000;

/// Gas by kind; the kinds add up to the gas used, but for refunds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub(crate) struct Profile {
    /// Of a transaction, and its calldata.
    pub(crate) base: u64,
    /// Inside pools, the tokens that they move included, without what they call back.
    pub(crate) pools: u64,
    /// Inside price feeds and the sequencer feed.
    pub(crate) feeds: u64,
    /// Inside tokens that are called by anybody but a pool.
    pub(crate) tokens: u64,
    /// Words of our own, the constitution's code included.
    pub(crate) storage: u64,
    /// Words of our own that live for a transaction.
    pub(crate) transient: u64,
    /// Entering our programs.
    pub(crate) entries: u64,
    /// Calling: what calls cost beyond what the called one takes; reading accounts that are cold is part of it.
    pub(crate) calls: u64,
    pub(crate) logs: u64,
    /// The rest of what our programs do: instructions, reading calldata, hashes.
    pub(crate) compute: u64,
    /// EVM code that is neither token nor pool nor feed: a clone's, a floor's, a peer's.
    pub(crate) evm: u64,
}

impl Profile {
    /// All kinds in their order.
    pub(crate) const fn kinds(self) -> [u64; 11] {
        let Self {
            base,
            pools,
            feeds,
            tokens,
            storage,
            transient,
            entries,
            calls,
            logs,
            compute,
            evm,
        } = self;
        [
            base, pools, feeds, tokens, storage, transient, entries, calls, logs, compute, evm,
        ]
    }
}

/// As `callTracer` writes it.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Frame {
    to: Option<Address>,
    gas_used: U64,
    #[serde(default)]
    calls: Vec<Frame>,
}

/// As `stylusTracer` writes it.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Step {
    name: String,
    start_ink: u64,
    end_ink: u64,
    #[serde(default)]
    steps: Vec<Step>,
}

/// Whose code is whose.
#[derive(Debug, Default)]
struct Book {
    pools: BTreeSet<Address>,
    feeds: BTreeSet<Address>,
    tokens: BTreeSet<Address>,
    programs: BTreeSet<Address>,
}

/// What a transaction that is still there took, of which `base` went before it did anything.
pub(crate) async fn of(stage: &Stage, hash: TxHash, base: u64) -> anyhow::Result<Profile> {
    let frame: Frame = trace(stage, hash, "callTracer").await?;
    let steps: Vec<Step> = trace(stage, hash, "stylusTracer").await?;
    Ok(add_up(&frame, &steps, &Book::of(stage), base))
}

async fn trace<T: for<'de> Deserialize<'de>>(
    stage: &Stage,
    hash: TxHash,
    tracer: &str,
) -> anyhow::Result<T> {
    let method = "debug_traceTransaction".into();
    let answer: serde_json::Value = stage
        .provider
        .raw_request(method, (hash, json!({ "tracer": tracer })))
        .await
        .with_context(|| format!("asking the {tracer}"))?;
    Ok(serde_json::from_value(answer)?)
}

impl Book {
    fn of(stage: &Stage) -> Self {
        let market = &stage.market;
        let assets = &market.assets;
        let pools = assets.iter().filter_map(|asset| asset.pool);
        let feeds = assets.iter().map(|asset| asset.feed.proxy);
        Self {
            pools: pools.map(|pool| pool.address).collect(),
            feeds: feeds.chain([market.sequencer.proxy]).collect(),
            tokens: assets.iter().map(|asset| asset.token).collect(),
            programs: stage
                .deployed
                .programs()
                .into_iter()
                .map(|(_, program)| program.address)
                .collect(),
        }
    }
}

fn add_up(frame: &Frame, steps: &[Step], book: &Book, base: u64) -> Profile {
    let mut sums = Sums {
        profile: Profile {
            base,
            ..Profile::default()
        },
        ..Sums::default()
    };
    // The outermost frame has the transaction's own costs in it.
    sums.frame(frame, book, base);
    sums.steps(steps);
    let Sums {
        mut profile,
        in_programs,
        below_programs,
        runs,
        calls,
        ..
    } = sums;
    let gas = |ink: u64| ink / INK_PER_GAS;
    profile.entries = in_programs.saturating_sub(gas(runs));
    profile.calls = gas(calls).saturating_sub(below_programs);
    profile.storage = gas(sums.storage);
    profile.transient = gas(sums.transient);
    profile.logs = gas(sums.logs);
    let known = [calls, sums.storage, sums.transient, sums.logs];
    profile.compute = gas(known
        .iter()
        .fold(runs, |rest, ink| rest.saturating_sub(*ink)));
    profile
}

#[derive(Default)]
struct Sums {
    profile: Profile,
    /// Gas of all frames that are programs, and of the frames right below them.
    in_programs: u64,
    below_programs: u64,
    /// Ink of all programs from their entry to their return, and of their host calls by kind.
    runs: u64,
    calls: u64,
    storage: u64,
    transient: u64,
    logs: u64,
}

impl Sums {
    fn frame(&mut self, frame: &Frame, book: &Book, base: u64) {
        let used = frame.gas_used.to::<u64>().saturating_sub(base);
        let to = frame.to.unwrap_or_default();
        let below = |frames: &[Frame]| {
            frames
                .iter()
                .map(|frame| frame.gas_used.to::<u64>())
                .sum::<u64>()
        };
        if book.pools.contains(&to) {
            // What is neither token nor pool was called back.
            let back = |call: &&Frame| {
                let to = call.to.unwrap_or_default();
                !book.tokens.contains(&to) && !book.pools.contains(&to)
            };
            let mut own = used;
            for call in frame.calls.iter().filter(back) {
                own = own.saturating_sub(call.gas_used.to());
                self.frame(call, book, 0);
            }
            self.profile.pools += own;
        } else if book.feeds.contains(&to) {
            self.profile.feeds += used;
        } else if book.tokens.contains(&to) {
            self.profile.tokens += used;
        } else {
            let below = below(&frame.calls);
            if book.programs.contains(&to) {
                self.in_programs += used;
                self.below_programs += below;
            } else {
                self.profile.evm += used.saturating_sub(below);
            }
            for call in &frame.calls {
                self.frame(call, book, 0);
            }
        }
    }

    fn steps(&mut self, steps: &[Step]) {
        // Entry and return both carry the ink of the entry: what is left is known from the last host call.
        let (mut entered, mut left) = (None, 0);
        for step in steps {
            let ink = step.start_ink.saturating_sub(step.end_ink);
            match step.name.as_str() {
                "user_entrypoint" => (entered, left) = (Some(step.start_ink), step.start_ink),
                "user_returned" => {
                    if let Some(start) = entered.take() {
                        self.runs += start.saturating_sub(left);
                    }
                }
                "call_contract" | "static_call_contract" | "delegate_call_contract" => {
                    self.calls += ink;
                }
                "storage_load_bytes32"
                | "storage_cache_bytes32"
                | "storage_flush_cache"
                | "account_code"
                | "account_code_size"
                | "account_codehash" => self.storage += ink,
                "transient_load_bytes32" | "transient_store_bytes32" => self.transient += ink,
                "emit_log" => self.logs += ink,
                _ => {}
            }
            left = left.min(step.end_ink);
            self.steps(&step.steps);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frame(to: u8, gas_used: u64, calls: Vec<Frame>) -> Frame {
        Frame {
            to: Some(Address::repeat_byte(to)),
            gas_used: U64::from(gas_used),
            calls,
        }
    }

    fn step(name: &str, start: u64, end: u64, steps: Vec<Step>) -> Step {
        Step {
            name: name.to_owned(),
            start_ink: start * INK_PER_GAS,
            end_ink: end * INK_PER_GAS,
            steps,
        }
    }

    const POOL: u8 = 1;
    const FEED: u8 = 2;
    const TOKEN: u8 = 3;
    const PROGRAM: u8 = 4;
    const OTHER: u8 = 5;

    fn book() -> Book {
        let one = |byte| BTreeSet::from([Address::repeat_byte(byte)]);
        Book {
            pools: one(POOL),
            feeds: one(FEED),
            tokens: one(TOKEN),
            programs: one(PROGRAM),
        }
    }

    /// A clone that enters a program, which reads a feed, writes a word and swaps; the pool moves a token and calls back.
    #[test]
    fn add_up_finds_every_kind_and_loses_nothing() {
        let back = frame(OTHER, 300, vec![frame(TOKEN, 200, vec![])]);
        let pool = frame(POOL, 2_000, vec![frame(TOKEN, 500, vec![]), back]);
        let program = frame(PROGRAM, 5_000, vec![frame(FEED, 900, vec![]), pool]);
        let root = frame(OTHER, 30_000, vec![program]);
        let steps = [
            step("user_entrypoint", 4_800, 4_800, vec![]),
            step("static_call_contract", 4_700, 3_700, vec![]),
            step("storage_flush_cache", 3_600, 3_100, vec![]),
            step("call_contract", 3_000, 900, vec![]),
            step("emit_log", 800, 700, vec![]),
            step("write_result", 650, 600, vec![]),
            step("user_returned", 4_800, 4_800, vec![]),
        ];
        let profile = add_up(&root, &steps, &book(), 24_000);
        let expected = Profile {
            base: 24_000,
            pools: 1_700,
            feeds: 900,
            tokens: 200,
            storage: 500,
            transient: 0,
            // 5,000 of the frame, 4,200 of them after the entry.
            entries: 800,
            // 1,000 and 2,100 for calls that took 900 and 2,000.
            calls: 200,
            logs: 100,
            compute: 500,
            // 30,000 - 24,000 - 5,000 of the clone, 300 - 200 of what was called back.
            evm: 1_100,
        };
        assert_eq!(profile, expected);
        assert_eq!(profile.kinds().iter().sum::<u64>(), 30_000);
    }
}
