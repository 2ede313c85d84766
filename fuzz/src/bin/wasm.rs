//! libFuzzer target: any bytes as a program.
#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| fuzz::wasm::run(input));
