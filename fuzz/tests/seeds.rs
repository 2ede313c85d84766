//! Every seed runs through its target: the targets work, and what they once found stays repaired.

use fuzz::{rpc, seeds, wasm};

#[test]
fn wasm_target_keeps_its_promises_on_every_seed() {
    let seeds = seeds::wasm().expect("the vectors are there");
    assert!(seeds.len() > 300, "{} seeds", seeds.len());
    seeds.iter().for_each(|seed| wasm::run(seed));
}

#[test]
fn rpc_target_keeps_its_promises_on_every_seed() {
    let seeds = seeds::rpc();
    assert!(seeds.len() > 60, "{} seeds", seeds.len());
    seeds.iter().for_each(|seed| rpc::run(seed));
}
