//! libFuzzer target: any bytes as arguments of the execution room.
#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| fuzz_math::execution::run(input));
