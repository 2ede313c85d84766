//! Every seed runs through its target: the targets work, and what they once found stays repaired.

use std::fs;
use std::path::Path;

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

/// The one program that writes seeds serves the targets of the math crate too.
#[test]
fn seeds_are_written_for_every_target_and_for_no_other() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("seeds");
    let _ = fs::remove_dir_all(&folder);
    let words = folder.join("words.dict");
    let targets = fuzz_math::TARGETS.map(|(name, _)| name);
    for target in ["wasm", "rpc"].iter().chain(&targets) {
        let inputs = folder.join(target);
        let count = seeds::write(target, &inputs, &words).expect("seeds");
        assert!(count > 60, "{count} seeds of {target}");
        assert_eq!(fs::read_dir(&inputs).expect("a folder").count(), count);
        assert!(fs::read_to_string(&words).expect("words").lines().count() > 5);
    }
    let error = seeds::write("zzz", &folder, &words).expect_err("no such target");
    assert_eq!(error.to_string(), "there is no target \"zzz\"");
}
