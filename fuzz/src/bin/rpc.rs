//! libFuzzer target: any bytes as a JSON-RPC request body.
#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| fuzz::rpc::run(input));
