//! The inputs the fuzzers start from, and the words they may use.

use std::collections::BTreeSet;
use std::io;
use std::path::Path;

use devnet::program::host::HostFunction;
use devnet::vectors::read_file;
use serde_json::{Value, json};

use crate::wasm::MODULE;

/// Modules longer than this teach the fuzzer little and slow it down.
const LONGEST_MODULE: usize = 1_500;

/// Writes the seeds of `target`, of the chain or of the math crate, as files into `folder` and its dictionary beside them;
/// returns how many seeds.
///
/// # Errors
/// If there is no such target, or a file cannot be written.
pub fn write(target: &str, folder: &Path, dictionary: &Path) -> io::Result<usize> {
    let (seeds, words) = match target {
        "wasm" => (wasm()?, wasm_words()),
        "rpc" => (rpc(), rpc_words()),
        of_the_math => return fuzz_math::seeds::write(of_the_math, folder, dictionary),
    };
    std::fs::create_dir_all(folder)?;
    for (index, seed) in seeds.iter().enumerate() {
        std::fs::write(folder.join(format!("seed-{index:04}")), seed)?;
    }
    let lines: String = words.iter().map(|word| format!("\"{word}\"\n")).collect();
    std::fs::write(dictionary, lines)?;
    Ok(seeds.len())
}

/// The short modules of the conformance vectors, each under an ArbOS version, and some deployed code.
///
/// # Errors
/// If the vectors cannot be read.
pub fn wasm() -> io::Result<Vec<Vec<u8>>> {
    let path =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../crates/devnet/vectors/stylus_vm.json.gz");
    let text = read_file(&path).map_err(io::Error::other)?;
    let file: Value = serde_json::from_str(&text).map_err(io::Error::other)?;
    let vectors = file["vectors"].as_array().cloned().unwrap_or_default();
    let mut seen = BTreeSet::new();
    let mut seeds = Vec::new();
    for text in vectors
        .iter()
        .filter_map(|vector| vector["wasm_hex"].as_str())
    {
        let module = revm::primitives::hex::decode(text).map_err(io::Error::other)?;
        if module.len() <= LONGEST_MODULE && seen.insert(module.clone()) {
            // Versions in turn; most of the rules differ only at the ends.
            let version = (seeds.len() % 8) as u8;
            seeds.push([&[version | MODULE], module.as_slice()].concat());
        }
    }
    let minimal = seeds.first().cloned().unwrap_or_default();
    let deployed = crate::wasm::pack(minimal.get(1..).unwrap_or_default());
    for prefix in 0..3 {
        let mut code = [&[5], deployed.as_slice()].concat();
        if let Some(kind) = code.get_mut(3) {
            *kind = prefix;
        }
        seeds.push(code);
    }
    Ok(seeds)
}

fn wasm_words() -> Vec<String> {
    let functions = HostFunction::ALL.iter().map(|function| function.name());
    let fixed = [
        "vm_hooks",
        "memory",
        "user_entrypoint",
        "console",
        "debug",
        "stylus",
    ];
    let mut words: Vec<String> = functions.chain(fixed).map(str::to_owned).collect();
    for opcode in [
        "\\xfc\\x0a\\x00\\x00",
        "\\xfc\\x0b\\x00",
        "\\x40\\x00",
        "\\x0e",
        "\\x11\\x00\\x00",
    ] {
        words.push(opcode.to_owned());
    }
    words
}

/// A request of every method with arguments that make sense, and bodies that do not.
#[must_use]
pub fn rpc() -> Vec<Vec<u8>> {
    let call = |method: &str, params: Value| json!({"jsonrpc": "2.0", "id": 1, "method": method, "params": params});
    let mut seeds: Vec<Vec<u8>> = methods()
        .into_iter()
        .map(|(method, params)| call(method, params).to_string().into_bytes())
        .collect();
    let batch = json!([
        call("eth_chainId", json!([])),
        call("eth_blockNumber", json!([])),
        {"jsonrpc": "2.0", "method": "evm_mine", "params": []},
        call("nothing", json!({})),
        1
    ]);
    seeds.push(batch.to_string().into_bytes());
    for body in [
        "",
        "[]",
        "{}",
        "null",
        "1",
        "\"\"",
        "{\"jsonrpc\":\"1.0\",\"id\":1,\"method\":\"eth_chainId\"}",
        "{\"jsonrpc\":\"2.0\",\"method\":\"eth_chainId\"}",
        "[[[[[[[[[[",
        "{\"id\":{}}",
        "\u{feff}{}",
    ] {
        seeds.push(body.into());
    }
    seeds
}

fn rpc_words() -> Vec<String> {
    let names = methods().into_iter().map(|(method, _)| method);
    let fixed = [
        "jsonrpc",
        "2.0",
        "method",
        "params",
        "latest",
        "earliest",
        "pending",
        "safe",
        "finalized",
        "0x",
        "0x0",
        "0x1",
        "from",
        "to",
        "gas",
        "gasPrice",
        "maxFeePerGas",
        "value",
        "data",
        "input",
        "nonce",
        "accessList",
        "fromBlock",
        "toBlock",
        "topics",
        "address",
        "balance",
        "code",
        "state",
        "stateDiff",
        "tracer",
        "callTracer",
        "prestateTracer",
        "stylusTracer",
        "blockHash",
        "0xffffffffffffffff",
    ];
    names.chain(fixed).map(str::to_owned).collect()
}

/// Methods with arguments that make sense.
fn methods() -> Vec<(&'static str, Value)> {
    let one = "0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266";
    let two = "0x70997970c51812dc3a010c7d01b50e0d17dc79c8";
    let hash = "0x0000000000000000000000000000000000000000000000000000000000000001";
    let transfer = json!({"from": one, "to": two, "value": "0x1", "gas": "0x5208"});
    let create = json!({"from": one, "data": "0x600160005360016000f3"});
    let activation = json!({
        "from": one, "to": "0x0000000000000000000000000000000000000071", "value": "0xde0b6b3a7640000",
        "data": "0x58c780c2000000000000000000000000c0de000000000000000000000000000000000001"
    });
    let overrides = json!({two: {"balance": "0x5", "nonce": "0x1", "code": "0xeff000003b", "stateDiff": {hash: hash}}});
    vec![
        ("eth_chainId", json!([])),
        ("eth_blockNumber", json!([])),
        ("eth_accounts", json!([])),
        ("eth_gasPrice", json!([])),
        ("eth_syncing", json!([])),
        ("net_version", json!([])),
        ("web3_clientVersion", json!([])),
        ("web3_sha3", json!(["0x68656c6c6f"])),
        ("rpc_modules", json!([])),
        ("eth_getBalance", json!([one, "latest"])),
        (
            "eth_getCode",
            json!(["0x0000000000000000000000000000000000000071", "latest"]),
        ),
        ("eth_getStorageAt", json!([one, "0x0", "latest"])),
        ("eth_getTransactionCount", json!([one, "pending"])),
        ("eth_getProof", json!([one, ["0x0"], "latest"])),
        ("eth_getBlockByNumber", json!(["0x0", true])),
        ("eth_getBlockByHash", json!([hash, false])),
        ("eth_getBlockReceipts", json!(["latest"])),
        ("eth_getTransactionByHash", json!([hash])),
        ("eth_getTransactionReceipt", json!([hash])),
        (
            "eth_getLogs",
            json!([{"fromBlock": "0x0", "toBlock": "latest", "address": one, "topics": [null, [hash]]}]),
        ),
        ("eth_feeHistory", json!(["0x4", "latest", [25, 75]])),
        ("eth_call", json!([transfer.clone(), "latest"])),
        ("eth_call", json!([activation, "latest", overrides])),
        ("eth_call", json!([create.clone(), {"blockHash": hash}])),
        ("eth_estimateGas", json!([transfer.clone()])),
        ("eth_createAccessList", json!([transfer.clone(), "latest"])),
        ("eth_sendTransaction", json!([transfer.clone()])),
        ("eth_sendTransaction", json!([create])),
        ("eth_sendRawTransaction", json!(["0x02f8"])),
        ("eth_sign", json!([one, "0x00"])),
        ("eth_newFilter", json!([{"fromBlock": "latest"}])),
        ("eth_newBlockFilter", json!([])),
        ("eth_getFilterChanges", json!(["0x1"])),
        ("eth_getFilterLogs", json!(["0x1"])),
        ("eth_uninstallFilter", json!(["0x1"])),
        (
            "debug_traceTransaction",
            json!([hash, {"tracer": "callTracer", "tracerConfig": {"withLog": true}}]),
        ),
        (
            "debug_traceCall",
            json!([transfer.clone(), "latest", {"tracer": "prestateTracer"}]),
        ),
        (
            "debug_traceCall",
            json!([transfer, "latest", {"tracer": "stylusTracer"}]),
        ),
        ("debug_traceBlockByNumber", json!(["latest", {}])),
        ("evm_snapshot", json!([])),
        ("evm_revert", json!(["0x1"])),
        ("evm_mine", json!([])),
        ("hardhat_mine", json!(["0x3", "0x5"])),
        ("evm_increaseTime", json!([60])),
        ("evm_setNextBlockTimestamp", json!([1_900_000_000])),
        ("evm_setAutomine", json!([true])),
        ("anvil_setBalance", json!([two, "0x10"])),
        ("anvil_setCode", json!([two, "0x00"])),
        ("anvil_setStorageAt", json!([two, "0x0", hash])),
        ("anvil_setNonce", json!([two, "0x9"])),
        ("anvil_impersonateAccount", json!([two])),
        ("anvil_setNextBlockBaseFeePerGas", json!(["0x1"])),
        ("anvil_dumpState", json!([])),
        ("anvil_loadState", json!(["0x"])),
        ("anvil_reset", json!([])),
        ("eth_subscribe", json!(["newHeads"])),
        ("keel_stateDigest", json!([])),
    ]
}
