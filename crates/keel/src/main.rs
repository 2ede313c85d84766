//! The one command line of Keel: `cargo keel VERB`. One file per verb.
//!
//! Progress goes to standard error, results to standard output. Exit codes: 0 done, 1 a check or a step failed, 2 the
//! command line was not understood.

mod abi;
mod bench;
mod build;
mod cargo_tool;
mod chronicle;
mod conformance;
mod coverage;
mod demo;
mod deploy;
mod devnet;
mod doctor;
mod eval;
mod explain;
mod fuzz;
mod gas;
mod mutants;
mod new_vault;
mod poke;
mod programs;
mod progress;
mod prove;
mod quote;
mod renew;
mod replay;
mod setup;
mod suite_test;
mod trace;
mod vm_vectors;
mod wasm;
mod workspace;

use clap::{Parser, Subcommand};
use std::process::ExitCode;

/// A portfolio on Arbitrum that keeps itself at its target weights.
#[derive(Parser)]
#[command(name = "cargo keel", version, about, arg_required_else_help = true)]
struct Cli {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Subcommand)]
enum Verb {
    /// Start a chain, deploy everything, drift past the band, rebalance, redeem: no key, no network, no Docker
    Demo(demo::Options),
    /// Run everything that CI runs
    Test(suite_test::Options),
    /// Install the toolchain parts and the pinned npm packages (idempotent; other verbs call it)
    Setup,
    /// Report the state of the toolchain, packages and programs; change nothing
    Doctor(doctor::Options),
    /// Build the Stylus programs by the canonical recipe and check their budgets
    Build(build::Options),
    /// Write abi/*.json and abi/*.ts from abi/Keel.sol, or check that they agree
    Abi(abi::Options),
    /// Deploy and activate the suite on a network: writes deploy/deployed/NAME.json
    Deploy(deploy::Options),
    /// Take a project through cargo-stylus on the local chain, from check to replay (builds cargo-stylus once, ten minutes)
    Conformance(conformance::Options),
    /// Run the local chain
    Devnet(devnet::Options),
    /// Call any function of the math crate: JSON lines in, JSON lines out; exit code 1 if a line was no question
    Eval(eval::Options),
    /// Prove the lemmas of proofs/ with z3, and refute their mutants
    Prove(prove::Options),
    /// Find the lines of the math crate that none of its tests runs
    Coverage(coverage::Options),
    /// Break the code in the ways of tests/mutants/, or in all those of cargo-mutants, and see whether a test notices
    Mutants(mutants::Options),
    /// Run conformance vectors of the Stylus VM against the local chain
    VmVectors(vm_vectors::Options),
    /// Measure, beside what others use
    Bench(bench::Options),
    /// Measure what Keel takes beside the least that anything could take and beside others, on one chain
    Gas(gas::Options),
    /// Fuzz the local chain or the math crate with libFuzzer; the corpus stays under target/fuzz
    Fuzz(fuzz::Options),
    /// Say why a vault rebalances now or does not, in sentences
    Explain(explain::Options),
    /// Check, simulate, send and explain one rebalance
    Poke(poke::Options),
    /// What the trades of a vault's next rebalance would bring now, pool by pool
    Quote(quote::Options),
    /// Keep the programs of a suite alive, with the date each is due
    Renew(renew::Options),
    /// Replay a price history through real oracle rounds, beside vaults with the real WASM
    Replay(replay::Options),
    /// Create and seed a vault from a template of deploy/templates/
    NewVault(new_vault::Options),
    /// Show what a transaction did: calls, events and errors in words
    Trace(trace::Options),
}

fn main() -> ExitCode {
    if let Some(code) = fuzz::wrap_rustc() {
        return code;
    }
    let verb = Cli::parse().verb;
    let done = match verb {
        Verb::Demo(options) => demo::run(options),
        Verb::Test(options) => suite_test::run(options),
        Verb::Setup => setup::run(),
        Verb::Doctor(options) => doctor::run(options),
        Verb::Build(options) => build::run(options),
        Verb::Abi(options) => abi::run(options),
        Verb::Deploy(options) => deploy::run(options),
        Verb::Conformance(options) => conformance::run(options),
        Verb::Devnet(options) => devnet::run(options),
        Verb::Eval(options) => eval::run(options),
        Verb::Prove(options) => prove::run(options),
        Verb::Coverage(options) => coverage::run(options),
        Verb::Mutants(options) => mutants::run(options),
        Verb::VmVectors(options) => vm_vectors::run(options),
        Verb::Bench(options) => bench::run(options),
        Verb::Gas(options) => gas::run(options),
        Verb::Fuzz(options) => fuzz::run(options),
        Verb::Explain(options) => explain::run(options),
        Verb::Poke(options) => poke::run(options),
        Verb::Quote(options) => quote::run(options),
        Verb::Renew(options) => renew::run(options),
        Verb::Replay(options) => replay::run(options),
        Verb::NewVault(options) => new_vault::run(options),
        Verb::Trace(options) => trace::run(options),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}
