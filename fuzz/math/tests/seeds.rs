//! Every seed runs through every target: the targets work, and what they once found stays repaired.

use fuzz_math::{TARGETS, seeds};

fn keeps_its_promises(name: &str) {
    let (_, run) = TARGETS.iter().find(|(target, _)| *target == name).unwrap();
    seeds::inputs(4_000).iter().for_each(|input| run(input));
}

#[test]
fn arithmetic_target_keeps_its_promises_on_every_seed() {
    keeps_its_promises("arithmetic");
}

#[test]
fn portfolio_target_keeps_its_promises_on_every_seed() {
    keeps_its_promises("portfolio");
}

#[test]
fn trigger_target_keeps_its_promises_on_every_seed() {
    keeps_its_promises("trigger");
}

#[test]
fn trade_target_keeps_its_promises_on_every_seed() {
    keeps_its_promises("trade");
}

#[test]
fn volatility_target_keeps_its_promises_on_every_seed() {
    keeps_its_promises("volatility");
}

#[test]
fn strategy_target_keeps_its_promises_on_every_seed() {
    keeps_its_promises("strategy");
}

#[test]
fn execution_target_keeps_its_promises_on_every_seed() {
    keeps_its_promises("execution");
}
