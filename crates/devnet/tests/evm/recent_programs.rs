//! The block's list of recent programs (ArbOS 60): how long it is, and that a failed call counts.

use devnet::evm::{ChainRules, Outcome};

use revm::primitives::Address;

use crate::script::{self, Script};
use crate::world::World;

/// A chain whose list holds `size` programs, with two programs on it.
fn world(size: u16) -> (World, [Address; 2]) {
    let mut rules = ChainRules::for_arbos(412_346, 60);
    rules.stylus.block_cache_size = size;
    let mut world = World::with_rules(rules);
    let other = script::SOURCE.replace("131000", "131004");
    let programs = [world.deploy_script(), world.deploy_program(&other)];
    (world, programs)
}

fn is_cached(outcome: &Outcome) -> bool {
    outcome.last_program.expect("it ran").entry.init_gas == 0
}

fn call(world: &mut World, program: Address) -> bool {
    is_cached(&world.call(program, Script::new().bytes()))
}

#[test]
fn programs_push_each_other_out_when_the_list_holds_one() {
    let (mut world, [one, other]) = world(1);
    let calls = [one, one, other, one, one].map(|program| call(&mut world, program));
    assert_eq!(calls, [false, true, false, false, true]);
}

#[test]
fn programs_stay_when_the_list_holds_both() {
    let (mut world, [one, other]) = world(2);
    let calls = [one, other, one, other].map(|program| call(&mut world, program));
    assert_eq!(calls, [false, false, true, true]);
}

#[test]
fn reverted_and_starved_calls_still_make_the_next_one_cheaper() {
    for gas in [crate::world::GAS, 23_000] {
        let (mut world, [one, _]) = world(32);
        let kind = revm::primitives::TxKind::Call(one);
        let failed = world.send(kind, Default::default(), Script::new().trap().bytes(), gas);
        assert!(!failed.result.is_success());
        assert!(call(&mut world, one), "{gas} gas");
    }
}
