//! The steps, in the order in which a developer would take them, each with the look that tells whether it worked.

use super::{
    look::{ArbWasm, Look, Tally},
    node::Node,
    output::{self, Output},
    recorder::Recorder,
    report::Step,
};
use crate::progress::Progress;
use alloy::{
    primitives::{Address, TxHash, U256, hex},
    sol,
    sol_types::{SolCall, SolError},
};
use anyhow::{Context, bail, ensure};
use serde_json::Value;
use std::{path::Path, time::Instant};

sol! {
    event ContractDeployed(address deployedContract);
}

/// The first account of the development mnemonic; everyone knows it.
const KEY: &str = "0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80";
const START: u64 = 5;
const COUNTED: u64 = 7;

/// What the steps work with, and what they have left behind.
struct Journey<'a> {
    tool: &'a Path,
    project: &'a Path,
    progress: &'a Progress,
    recorder: Recorder,
    look: Look,
    steps: Vec<Step>,
}

/// Takes every step; a failed one does not stop the others unless they need what it should have left.
pub(super) async fn make(
    tool: &Path,
    project: &Path,
    progress: &Progress,
) -> anyhow::Result<Vec<Step>> {
    progress.step("starting the local chain");
    let node = Node::start()?;
    let recorder = Recorder::before(node.address()).await?;
    let mut journey = Journey {
        tool,
        project,
        progress,
        recorder,
        look: Look::new(&format!("http://{}", node.address()), KEY)?,
        steps: Vec::new(),
    };
    journey.offline().await;
    journey.check().await;
    let bare = journey.deploy_bare().await;
    if let Some(program) = bare {
        journey.activate(program).await;
        journey.cache(program).await;
    }
    let made = journey.deploy_with_constructor().await;
    // What needs a running program can do without the constructor's.
    if let Some(program) = made.or(bare) {
        let total = if made.is_some() { START } else { 0 };
        journey.traces(program, total, bare).await;
        journey.keep_alive(program).await;
    }
    Ok(journey.steps)
}

impl Journey<'_> {
    /// Runs the tool; `--endpoint` is the recording wire.
    fn tool(&self, arguments: &str) -> anyhow::Result<Output> {
        self.tool_with_input(arguments, "")
    }

    fn tool_with_input(&self, arguments: &str, input: &str) -> anyhow::Result<Output> {
        let arguments: Vec<_> = arguments
            .replace("ENDPOINT", &format!("--endpoint {}", self.recorder.url()))
            .replace("KEY", &format!("--private-key {KEY}"))
            .split_whitespace()
            .map(str::to_owned)
            .collect();
        output::run(self.tool, self.project, &arguments, input)
    }

    /// Notes how a step went; what it saw or why it failed.
    fn note<T>(
        &mut self,
        name: &str,
        start: Instant,
        done: anyhow::Result<(T, String)>,
    ) -> Option<T> {
        let calls = self.recorder.take();
        let (left, seen, failure) = match done {
            Ok((left, seen)) => (Some(left), seen, None),
            Err(why) => (None, String::new(), Some(format!("{why:#}"))),
        };
        self.progress.step(&format!(
            "{name}: {}",
            if failure.is_none() { "pass" } else { "FAIL" }
        ));
        self.steps.push(Step {
            name: name.to_owned(),
            took: start.elapsed(),
            seen,
            failure,
            calls,
        });
        left
    }

    /// What needs no chain.
    async fn offline(&mut self) {
        let start = Instant::now();
        let done = self.tool("constructor").and_then(|output| {
            output
                .succeeded()?
                .says("constructor(uint256 start) payable")?;
            Ok(((), "none".to_owned()))
        });
        self.note("constructor", start, done);

        let start = Instant::now();
        let done = self.tool("export-abi").and_then(|output| {
            let output = output.succeeded()?;
            output.says("function count(uint256 step) external returns (uint256);")?;
            output.says("error Overflow(uint256, uint256);")?;
            Ok(((), "none".to_owned()))
        });
        self.note("export-abi", start, done);

        let start = Instant::now();
        let done = self.tool("get-initcode").and_then(|output| {
            let output = output.succeeded()?;
            let code = output
                .said
                .split_whitespace()
                .filter_map(|word| hex::decode(word).ok())
                .max_by_key(Vec::len)
                .context("it prints no hex")?;
            ensure!(
                code.get(43..46) == Some(&[0xef, 0xf0, 0x00]),
                "no program follows the 43 bytes of the prelude"
            );
            Ok(((), format!("none; {} bytes", code.len())))
        });
        self.note("get-initcode", start, done);
    }

    async fn check(&mut self) {
        let start = Instant::now();
        let done = self.try_check().await;
        self.note("check", start, done);
    }

    async fn try_check(&self) -> anyhow::Result<((), String)> {
        let height = self.look.height().await?;
        let output = self.tool("check ENDPOINT")?.succeeded()?;
        output.says("contract size")?;
        output.says("wasm data fee")?;
        ensure!(
            self.look.height().await? == height,
            "a check sent something"
        );
        Ok(((), "nothing sent".to_owned()))
    }

    /// Code without activation, from a file, so without a constructor.
    async fn deploy_bare(&mut self) -> Option<Address> {
        let start = Instant::now();
        let done = self.try_deploy_bare().await;
        self.note("deploy --no-activate --wasm-file", start, done)
    }

    async fn try_deploy_bare(&self) -> anyhow::Result<(Address, String)> {
        let height = self.look.height().await?;
        let wasm = "target/wasm32-unknown-unknown/release/tally.wasm";
        self.tool(&format!(
            "deploy ENDPOINT KEY --no-verify --no-activate --wasm-file {wasm}"
        ))?
        .succeeded()?;
        let program = self.look.created_since(height).await?;
        let code = self.look.code(program).await?;
        ensure!(
            code.starts_with(&[0xef, 0xf0, 0x00, 0x00]),
            "no program at {program}"
        );
        ensure!(
            !self.look.is_active(program).await?,
            "{program} is active already"
        );
        Ok((program, format!("{} bytes of code, not active", code.len())))
    }

    async fn activate(&mut self, program: Address) {
        let start = Instant::now();
        let done = self.try_estimate(program).await;
        self.note("activate --estimate-gas", start, done);
        let start = Instant::now();
        let done = self.try_activate(program).await;
        self.note("activate", start, done);
    }

    async fn try_estimate(&self, program: Address) -> anyhow::Result<((), String)> {
        let height = self.look.height().await?;
        let output = self
            .tool(&format!(
                "activate ENDPOINT KEY --address {program} --estimate-gas"
            ))?
            .succeeded()?;
        output.says("tx gas")?;
        ensure!(
            self.look.height().await? == height,
            "an estimate sent something"
        );
        Ok(((), "nothing sent".to_owned()))
    }

    async fn try_activate(&self, program: Address) -> anyhow::Result<((), String)> {
        let height = self.look.height().await?;
        self.tool(&format!("activate ENDPOINT KEY --address {program}"))?
            .succeeded()?;
        let event: ArbWasm::ProgramActivated = self.look.event_since(height).await?;
        ensure!(event.program == program, "{} was activated", event.program);
        ensure!(
            self.look.is_active(program).await?,
            "{program} is not active"
        );
        let total = self.look.ask(program, Tally::totalCall {}).await?;
        ensure!(total.is_zero(), "total is {total}");
        Ok((
            (),
            format!("active, fee {} wei, total() is 0", event.dataFee),
        ))
    }

    async fn cache(&mut self, program: Address) {
        let start = Instant::now();
        let done = self.try_status(program, "is not yet cached").await;
        self.note("cache status", start, done);
        let start = Instant::now();
        let done = self
            .tool(&format!("cache suggest-bid ENDPOINT {program}"))
            .and_then(|output| {
                output.succeeded()?.says("Minimum bid for contract")?;
                Ok(((), "none".to_owned()))
            });
        self.note("cache suggest-bid", start, done);
        let start = Instant::now();
        let done = self.try_bid(program).await;
        self.note("cache bid", start, done);
        let start = Instant::now();
        let done = self.try_status(program, "is cached").await;
        self.note("cache status, afterwards", start, done);
    }

    async fn try_status(&self, program: Address, says: &str) -> anyhow::Result<((), String)> {
        let output = self
            .tool(&format!("cache status ENDPOINT --address {program}"))?
            .succeeded()?;
        output.says(says)?;
        output.says("active")?;
        Ok(((), format!("flag {}", self.look.is_cached(program).await?)))
    }

    async fn try_bid(&self, program: Address) -> anyhow::Result<((), String)> {
        ensure!(
            !self.look.is_cached(program).await?,
            "cached before the bid"
        );
        self.tool(&format!("cache bid ENDPOINT KEY {program} 0"))?
            .succeeded()?;
        ensure!(
            self.look.is_cached(program).await?,
            "not cached after the bid"
        );
        Ok(((), "flag set".to_owned()))
    }

    /// The whole way: built, checked, and through the deployer contract, which activates and constructs.
    async fn deploy_with_constructor(&mut self) -> Option<Address> {
        let start = Instant::now();
        let done = self.try_deploy_with_constructor().await;
        self.note("deploy --constructor-args", start, done)
    }

    async fn try_deploy_with_constructor(&self) -> anyhow::Result<(Address, String)> {
        let height = self.look.height().await?;
        self.tool(&format!(
            "deploy ENDPOINT KEY --no-verify --constructor-args {START}"
        ))?
        .succeeded()?;
        let event: ContractDeployed = self.look.event_since(height).await?;
        let program = event.deployedContract;
        ensure!(
            self.look.is_active(program).await?,
            "{program} is not active"
        );
        let total = self.look.ask(program, Tally::totalCall {}).await?;
        ensure!(total == U256::from(START), "total is {total}, not {START}");
        let maker = self.look.ask(program, Tally::makerCall {}).await?;
        ensure!(maker == self.look.account, "the maker is {maker}");
        Ok((program, format!("active, total() is {START}")))
    }

    async fn traces(&mut self, program: Address, total: u64, other: Option<Address>) {
        let start = Instant::now();
        let done = self.try_trace(program, total).await;
        let counted = self.note("trace (JavaScript, then native)", start, done);

        let start = Instant::now();
        let done = self
            .try_nested(program, other.unwrap_or(self.look.account))
            .await;
        self.note("trace of a call of another contract", start, done);

        let start = Instant::now();
        let done = self.try_simulate(program).await;
        self.note("simulate", start, done);

        if let Some(transaction) = counted {
            let start = Instant::now();
            let done = self.try_replay(transaction).await;
            self.note("replay", start, done);
        }
    }

    async fn try_trace(&self, program: Address, before: u64) -> anyhow::Result<(TxHash, String)> {
        let transaction = self.look.count(program, COUNTED).await?;
        self.recorder.take();
        let script = self.tool(&format!("trace ENDPOINT --tx {transaction}"))?;
        let script: Value = serde_json::from_str(&script.succeeded()?.said).context("the trace")?;
        let native = self.tool(&format!(
            "trace ENDPOINT --tx {transaction} --use-native-tracer"
        ))?;
        let native: Value = serde_json::from_str(&native.succeeded()?.said).context("the trace")?;
        ensure!(script == native, "the two tracers disagree");
        let total = U256::from(before.saturating_add(COUNTED));
        let names = names(&native)?;
        for (name, field, holds) in [
            ("user_entrypoint", "args", "00000024".to_owned()),
            (
                "read_args",
                "outs",
                hex::encode(U256::from(COUNTED).to_be_bytes::<32>()),
            ),
            (
                "storage_load_bytes32",
                "outs",
                hex::encode(U256::from(before).to_be_bytes::<32>()),
            ),
            (
                "storage_cache_bytes32",
                "args",
                hex::encode(total.to_be_bytes::<32>()),
            ),
            ("emit_log", "args", hex::encode(total.to_be_bytes::<32>())),
            ("storage_flush_cache", "args", String::new()),
            (
                "write_result",
                "args",
                hex::encode(total.to_be_bytes::<32>()),
            ),
            ("user_returned", "outs", "00000000".to_owned()),
        ] {
            let found = native.as_array().is_some_and(|steps| {
                steps.iter().any(|step| {
                    step["name"] == name
                        && step[field]
                            .as_str()
                            .is_some_and(|hex| hex.ends_with(&holds))
                })
            });
            ensure!(
                found,
                "no {name} with {field} ending in {holds:?} among {names:?}"
            );
        }
        Ok((transaction, format!("{} host calls", names.len())))
    }

    /// What a called program did is below the call; where no program ran, there is nothing below it.
    async fn try_nested(&self, program: Address, other: Address) -> anyhow::Result<((), String)> {
        let mut below = Vec::new();
        for target in [other, self.look.account] {
            let data = Tally::totalCall {}.abi_encode().into();
            let receipt = self
                .look
                .send(program, Tally::relayCall { target, data })
                .await?;
            self.recorder.take();
            let trace = self.tool(&format!(
                "trace ENDPOINT --tx {} --use-native-tracer",
                receipt.transaction_hash
            ))?;
            let trace: Value = serde_json::from_str(&trace.succeeded()?.said)?;
            let call = trace
                .as_array()
                .and_then(|steps| steps.iter().find(|step| step["name"] == "call_contract"))
                .context("no call_contract in the trace")?;
            let callee: Address = serde_json::from_value(call["address"].clone())?;
            ensure!(callee == target, "the call went to {callee}");
            below.push(names(&call["steps"])?);
        }
        let [program, account] = below.as_slice() else {
            bail!("two traces were asked for");
        };
        ensure!(
            program.iter().any(|name| name == "storage_load_bytes32"),
            "the callee's host calls are {program:?}"
        );
        ensure!(
            account.is_empty(),
            "an account made host calls: {account:?}"
        );
        Ok(((), format!("{} host calls below", program.len())))
    }

    async fn try_simulate(&self, program: Address) -> anyhow::Result<((), String)> {
        let height = self.look.height().await?;
        let data = Tally::countCall {
            step: U256::from(1),
        }
        .abi_encode();
        let output = self.tool(&format!(
            "simulate ENDPOINT --from {} --to {program} --data {}",
            self.look.account,
            hex::encode_prefixed(data)
        ))?;
        let trace: Value = serde_json::from_str(&output.succeeded()?.said)?;
        let names = names(&trace)?;
        ensure!(names.iter().any(|name| name == "emit_log"), "{names:?}");
        ensure!(
            self.look.height().await? == height,
            "a simulation sent something"
        );
        Ok(((), format!("{} host calls, nothing sent", names.len())))
    }

    /// Builds the contract as a library and runs it under a debugger, fed with the trace; without a debugger, runs it as the
    /// debugger would.
    async fn try_replay(&self, transaction: TxHash) -> anyhow::Result<((), String)> {
        if which("gdb") {
            let output = self.tool_with_input(
                &format!("replay ENDPOINT --tx {transaction} --debugger gdb"),
                "continue\n",
            )?;
            output.says("Breakpoint 1, tally::user_entrypoint")?;
            output.says("call completed successfully")?;
            return Ok((
                (),
                "stopped at user_entrypoint in gdb, ran to its end".to_owned(),
            ));
        }
        let output = self
            .tool(&format!("replay ENDPOINT --tx {transaction} --child"))?
            .succeeded()?;
        output.says("call completed successfully")?;
        Ok(((), "ran to its end (no gdb here)".to_owned()))
    }

    /// Too soon while the activation is young. A month later the data fee is due, which this version of the tool never sends:
    /// the chain must say so, as Nitro does, and accept it from a client that pays.
    async fn keep_alive(&mut self, program: Address) {
        let start = Instant::now();
        let done = self.try_keep_alive(program).await;
        self.note("codehash-keepalive, twice", start, done);
    }

    async fn try_keep_alive(&self, program: Address) -> anyhow::Result<((), String)> {
        let codehash = self.look.code_hash(program).await?;
        let command = format!("codehash-keepalive ENDPOINT KEY --codehash {codehash}");
        let early = self.tool(&command)?;
        ensure!(!early.success, "accepted at once: {}", early.end());
        early.says(&hex::encode(ArbWasm::ProgramKeepaliveTooSoon::SELECTOR))?;
        self.look.wait_days(32).await?;
        let unpaid = self.tool(&command)?;
        ensure!(
            !unpaid.success,
            "accepted without its fee: {}",
            unpaid.end()
        );
        unpaid.says(&hex::encode(ArbWasm::ProgramInsufficientValue::SELECTOR))?;
        let before = self.look.seconds_left(program).await?;
        let event = self.look.keep_alive(codehash).await?;
        ensure!(
            event.codehash == codehash,
            "{} was kept alive",
            event.codehash
        );
        let after = self.look.seconds_left(program).await?;
        ensure!(after > before, "{after} s are left, {before} s before");
        let days = (after - before) / 86_400;
        Ok((
            (),
            format!(
                "too soon, then unpaid; {days} days more once the fee of {} wei is",
                event.dataFee
            ),
        ))
    }
}

/// The names of a trace's steps.
fn names(trace: &Value) -> anyhow::Result<Vec<String>> {
    let steps = trace.as_array().context("a trace that is no list")?;
    steps
        .iter()
        .map(|step| {
            Ok(step["name"]
                .as_str()
                .context("a step without a name")?
                .to_owned())
        })
        .collect()
}

fn which(program: &str) -> bool {
    std::process::Command::new(program)
        .arg("--version")
        .stdout(std::process::Stdio::null())
        .stderr(std::process::Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}
