//! What creations out of a program cost, to the ink: the measured vectors have none.
//!
//! Expected values are added up by hand from the price list: base ink, twice the reading of the init code, and the gas of the creation.

use devnet::program::code;
use devnet::vm::HostCall;

use revm::primitives::{U256, hex};

use crate::script::Script;
use crate::world::{self, World};

/// Runtime of six bytes; its init code is 49 long and runs for 24 gas (PUSH32, DUP1, five PUSH1 at 3 each but one, CODECOPY of
/// one word into fresh memory at 9), then 200 gas a byte are due.
const RUNTIME: [u8; 6] = hex!("600760015500");
const INIT_GAS: u64 = 24 + 6 * 200;
/// Twice 16,381 and 55 for each of the 17 bytes beyond 32.
const READ_49: u64 = 2 * (16_381 + 17 * 55);

/// The host calls of a program that runs `script`.
fn calls(script: Script) -> Vec<HostCall> {
    let mut world = World::new();
    let program = world.deploy_script();
    world.block.trace_host_calls = true;
    let outcome = world.call(program, script.bytes());
    world::output(&outcome);
    outcome.host_calls
}

fn price(calls: &[HostCall], name: &str) -> Vec<u64> {
    let calls = calls.iter().filter(|call| call.name == name);
    calls.map(|call| call.start_ink - call.end_ink).collect()
}

#[test]
fn create1_costs_its_base_the_reading_and_the_gas_of_the_creation() {
    let calls = calls(Script::new().create(None, 0, &code::initcode(&RUNTIME)));
    let expected = 83_193 + READ_49 + (32_000 + INIT_GAS) * 10_000;
    assert_eq!(price(&calls, "create1"), [expected]);
}

#[test]
fn create2_also_pays_for_hashing_two_words() {
    let calls = calls(Script::new().create(Some(5), 0, &code::initcode(&RUNTIME)));
    let expected = 88_233 + READ_49 + (32_000 + 2 * 6 + INIT_GAS) * 10_000;
    assert_eq!(price(&calls, "create2"), [expected]);
}

#[test]
fn failed_creation_costs_what_its_init_code_used() {
    // PUSH1 32 PUSH1 0 REVERT: 6 gas and a word of memory at 3. The init code is shorter than a word.
    let reverting = Script::new().create(None, 0, &hex!("60206000fd"));
    let calls_made = calls(reverting);
    let read = 2 * 16_381;
    assert_eq!(
        price(&calls_made, "create1"),
        [83_193 + read + 32_009 * 10_000]
    );
    let [call] = calls_made
        .iter()
        .filter(|call| call.name == "create1")
        .collect::<Vec<_>>()[..]
    else {
        panic!("one creation");
    };
    // No address, and the 32 bytes it reverted with.
    assert_eq!(call.outs, [&[0; 20][..], &32_u32.to_be_bytes()].concat());

    // An endowment nobody has: nothing runs, and only the base is due.
    let calls_made = calls(Script::new().create(None, 1_000_000, &hex!("00")));
    assert_eq!(
        price(&calls_made, "create1"),
        [83_193 + read + 32_000 * 10_000]
    );
}

#[test]
fn creation_arguments_are_traced_as_endowment_salt_and_code() {
    let init = code::initcode(&RUNTIME);
    let calls = calls(Script::new().create(Some(5), 0, &init));
    let call = calls
        .iter()
        .find(|call| call.name == "create2")
        .expect("a creation");
    let word = |value: u64| U256::from(value).to_be_bytes::<32>();
    assert_eq!(call.args, [&word(0)[..], &word(5), &init].concat());
    assert_eq!(call.outs.len(), 24);
}
