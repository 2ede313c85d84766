//! Reads the conformance vectors, see `vectors/SCHEMA.md`.

use std::io::Read;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use devnet::program::StylusParams;
use serde_json::Value;

/// Every vector of the file.
pub(crate) fn load() -> Vec<Value> {
    let packed: &[u8] = include_bytes!("../../vectors/stylus_vm.json.gz");
    let mut text = String::new();
    flate2::read::GzDecoder::new(packed)
        .read_to_string(&mut text)
        .expect("vectors unpack");
    let mut file: Value = serde_json::from_str(&text).expect("vectors are JSON");
    let Value::Array(vectors) = file["vectors"].take() else {
        panic!("vectors are a list")
    };
    assert_eq!(Some(vectors.len() as u64), file["count"].as_u64());
    vectors
}

/// The module of a vector, or of an account in its prestate.
pub(crate) fn wasm(holder: &Value) -> Option<Vec<u8>> {
    if let Some(text) = holder["wasm_hex"].as_str() {
        return Some(bytes(text));
    }
    let packed = STANDARD
        .decode(holder["wasm_zlib_b64"].as_str()?)
        .expect("base64");
    let mut module = Vec::new();
    flate2::read::ZlibDecoder::new(packed.as_slice())
        .read_to_end(&mut module)
        .expect("zlib");
    Some(module)
}

/// The bytes of a `0x` hex string.
pub(crate) fn bytes(text: &str) -> Vec<u8> {
    hex::decode(text.strip_prefix("0x").unwrap_or(text)).expect("hex")
}

/// The unsigned integer called `name`, which must be there.
pub(crate) fn number(holder: &Value, name: &str) -> u64 {
    holder[name]
        .as_u64()
        .unwrap_or_else(|| panic!("{name} is not a number in {holder}"))
}

/// The Stylus parameters of a vector. Activations leave out what only matters for running.
pub(crate) fn params(vector: &Value) -> StylusParams {
    let p = &vector["params"];
    let mut params = StylusParams::for_arbos(number(p, "arbos"));
    params.version = field(p, "stylus_version").expect("stylus_version");
    params.ink_price = field(p, "ink_price").unwrap_or(params.ink_price);
    params.max_stack_depth = field(p, "max_stack_depth").unwrap_or(params.max_stack_depth);
    params.free_pages = field(p, "free_pages").expect("free_pages");
    params.page_gas = field(p, "page_gas").expect("page_gas");
    params.page_limit = field(p, "page_limit").expect("page_limit");
    params.min_init_gas = field(p, "min_init_gas").expect("min_init_gas");
    params.min_cached_init_gas = field(p, "min_cached_init_gas").expect("min_cached_init_gas");
    params.init_cost_scalar = field(p, "init_cost_scalar").expect("init_cost_scalar");
    params.cached_cost_scalar = field(p, "cached_cost_scalar").expect("cached_cost_scalar");
    params
}

fn field<T: TryFrom<u64>>(params: &Value, name: &str) -> Option<T> {
    T::try_from(params[name].as_u64()?).ok()
}
