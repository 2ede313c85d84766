//! Random sequences on the programs' own code; after every step the laws hold, and every call is really made.
//!
//! `PROPTEST_CASES` asks for more of them, `KEEL_SEED` starts from others, as for the sequences on the local chain.

use twin::play::{Tally, play};

const STEPS: u64 = 400;

fn number(variable: &str, usual: u64) -> u64 {
    let given = std::env::var(variable).ok();
    given.and_then(|text| text.parse().ok()).unwrap_or(usual)
}

fn plays(assets: usize) {
    let sequences = number("PROPTEST_CASES", 512) / 50 + 10;
    let first = number("KEEL_SEED", 7) * 1_000_003 * u64::try_from(assets).unwrap();
    let mut tally = Tally::new();
    for seed in first..first + sequences {
        if let Err(broken) = play(seed, assets, STEPS, &mut tally) {
            panic!("{broken}");
        }
    }
    let steps: u64 = tally.values().map(|(done, refused)| done + refused).sum();
    println!("{assets} assets, {steps} calls, (done, refused): {tally:?}");
    for (name, (done, _)) in &tally {
        assert!(*done > 0, "vacuous: {name} was refused each time");
    }
}

#[test]
fn inv_hold_for_two_assets() {
    plays(2);
}

#[test]
fn inv_hold_for_three_assets() {
    plays(3);
}

#[test]
fn inv_hold_for_five_assets() {
    plays(5);
}
