//! libFuzzer target: any bytes as arguments of the trigger room.
#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| fuzz_math::trigger::run(input));
