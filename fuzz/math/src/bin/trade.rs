//! libFuzzer target: any bytes as arguments of the trade room.
#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| fuzz_math::trade::run(input));
