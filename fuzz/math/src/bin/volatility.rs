//! libFuzzer target: any bytes as arguments of the volatility room.
#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| fuzz_math::volatility::run(input));
