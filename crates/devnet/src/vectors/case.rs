//! One vector, read from JSON.

use std::io::Read;

use alloy_primitives::{Address, Bytes, U256, hex};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;
use serde_json::Value;
use serde_json::value::RawValue;

use crate::program::StylusParams;
use crate::program::params::{ARBOS_STYLUS, MAX_INK_PRICE};

/// An account before the run.
pub(super) struct Account {
    pub(super) address: Address,
    pub(super) balance: U256,
    pub(super) nonce: u64,
    pub(super) storage: Vec<(U256, U256)>,
    pub(super) code: Option<Bytes>,
    pub(super) wasm: Option<Vec<u8>>,
}

/// What a vector starts from.
pub(super) struct Case {
    pub(super) wasm: Vec<u8>,
    pub(super) code: Option<Bytes>,
    pub(super) stylus: StylusParams,
    pub(super) accounts: Vec<Account>,
    pub(super) calldata: Bytes,
    /// Wei sent along.
    pub(super) value: U256,
    params: Value,
}

/// The one number that may exceed 64 bits, which a JSON value would round: it is read from the text.
#[derive(Default, Deserialize)]
struct Exact {
    #[serde(default)]
    params: ExactParams,
}

#[derive(Default, Deserialize)]
struct ExactParams {
    value: Option<Box<RawValue>>,
}

impl Case {
    pub(super) fn read(text: &RawValue, vector: &Value) -> Result<Self, String> {
        let exact: Exact = serde_json::from_str(text.get()).map_err(|error| error.to_string())?;
        let params = vector.get("params").cloned().ok_or("there are no params")?;
        only_known(&params)?;
        let accounts = match vector
            .pointer("/prestate/accounts")
            .and_then(Value::as_object)
        {
            Some(accounts) => accounts
                .iter()
                .map(|(address, value)| account(address, value))
                .collect::<Result<_, _>>()?,
            None => Vec::new(),
        };
        Ok(Self {
            wasm: module(vector)?.ok_or("there is no module")?,
            code: optional_bytes(vector, "code_hex")?,
            value: exact
                .params
                .value
                .map_or(Ok(U256::ZERO), |wei| quantity(wei.get()))?,
            stylus: stylus(&params)?,
            accounts,
            calldata: optional_bytes(vector, "calldata")?.unwrap_or_default(),
            params,
        })
    }

    pub(super) fn number(&self, name: &str) -> Result<u64, String> {
        number(&self.params, name)
    }

    pub(super) fn flag(&self, name: &str) -> Result<bool, String> {
        self.params
            .get(name)
            .and_then(Value::as_bool)
            .ok_or_else(|| format!("{name} is no flag"))
    }

    pub(super) fn address(&self, name: &str) -> Result<Address, String> {
        address(
            self.params
                .get(name)
                .and_then(Value::as_str)
                .unwrap_or_default(),
        )
    }
}

/// Parameters of the schema. Another one could change what a run means, so a vector with it is not run.
const PARAMS: [&str; 25] = [
    "arbos",
    "stylus_version",
    "ink_price",
    "gas",
    "address",
    "sender",
    "origin",
    "value",
    "static",
    "cached",
    "timestamp",
    "block_number",
    "chain_id",
    "basefee",
    "gas_price",
    "coinbase",
    "block_gas_limit",
    "max_stack_depth",
    "free_pages",
    "page_gas",
    "page_limit",
    "min_init_gas",
    "min_cached_init_gas",
    "init_cost_scalar",
    "cached_cost_scalar",
];

fn only_known(params: &Value) -> Result<(), String> {
    let params = params.as_object().ok_or("params are no map")?;
    match params.keys().find(|key| !PARAMS.contains(&key.as_str())) {
        Some(key) => Err(format!("parameter {key:?} is unknown")),
        None => Ok(()),
    }
}

fn stylus(params: &Value) -> Result<StylusParams, String> {
    let arbos = number(params, "arbos")?;
    if arbos < ARBOS_STYLUS {
        return Err(format!(
            "ArbOS {arbos} has no Stylus, which begins with {ARBOS_STYLUS}"
        ));
    }
    let version: u64 = small(params, "stylus_version", 2)?;
    if !matches!(version, 1 | 2) {
        return Err(format!("stylus_version {version} is neither 1 nor 2"));
    }
    let ink_price = small(params, "ink_price", 10_000_u32)?;
    if !(1..=MAX_INK_PRICE).contains(&ink_price) {
        return Err(format!("ink_price {ink_price} is not 1 to {MAX_INK_PRICE}"));
    }
    let defaults = StylusParams::for_arbos(arbos);
    Ok(StylusParams {
        version: small(params, "stylus_version", defaults.version)?,
        ink_price,
        max_stack_depth: small(params, "max_stack_depth", defaults.max_stack_depth)?,
        free_pages: small(params, "free_pages", defaults.free_pages)?,
        page_gas: small(params, "page_gas", defaults.page_gas)?,
        page_limit: small(params, "page_limit", defaults.page_limit)?,
        min_init_gas: small(params, "min_init_gas", defaults.min_init_gas)?,
        min_cached_init_gas: small(params, "min_cached_init_gas", defaults.min_cached_init_gas)?,
        init_cost_scalar: small(params, "init_cost_scalar", defaults.init_cost_scalar)?,
        cached_cost_scalar: small(params, "cached_cost_scalar", defaults.cached_cost_scalar)?,
        ..defaults
    })
}

/// A number of any width, or `default` where the vector leaves it out.
fn small<T: TryFrom<u64>>(params: &Value, name: &str, default: T) -> Result<T, String> {
    match params.get(name) {
        None => Ok(default),
        Some(_) => {
            T::try_from(number(params, name)?).map_err(|_| format!("{name} is out of range"))
        }
    }
}

fn account(key: &str, value: &Value) -> Result<Account, String> {
    let storage = value.get("storage").and_then(Value::as_object);
    let slots = storage.into_iter().flatten().map(|(slot, word)| {
        let word = word.as_str().ok_or("a storage value is no string")?;
        Ok::<_, String>((quantity(slot)?, quantity(word)?))
    });
    Ok(Account {
        address: address(key)?,
        balance: match value.get("balance") {
            None => U256::ZERO,
            Some(Value::String(balance)) => quantity(balance)?,
            Some(other) => return Err(format!("balance {other} is no string")),
        },
        nonce: match value.get("nonce") {
            None => 0,
            Some(_) => number(value, "nonce")?,
        },
        storage: slots.collect::<Result<_, _>>()?,
        code: optional_bytes(value, "code_hex")?,
        wasm: module(value)?,
    })
}

fn module(holder: &Value) -> Result<Option<Vec<u8>>, String> {
    if let Some(plain) = optional_bytes(holder, "wasm_hex")? {
        return Ok(Some(plain.to_vec()));
    }
    let Some(packed) = holder.get("wasm_zlib_b64").and_then(Value::as_str) else {
        return Ok(None);
    };
    let packed = STANDARD.decode(packed).map_err(|error| error.to_string())?;
    let mut module = Vec::new();
    flate2::read::ZlibDecoder::new(packed.as_slice())
        .read_to_end(&mut module)
        .map_err(|error| error.to_string())?;
    Ok(Some(module))
}

fn number(holder: &Value, name: &str) -> Result<u64, String> {
    holder
        .get(name)
        .and_then(Value::as_u64)
        .ok_or_else(|| format!("{name} is no number"))
}

pub(super) fn address(text: &str) -> Result<Address, String> {
    text.parse().map_err(|_| format!("{text:?} is no address"))
}

pub(super) fn quantity(text: &str) -> Result<U256, String> {
    text.parse().map_err(|_| format!("{text:?} is no number"))
}

fn optional_bytes(holder: &Value, name: &str) -> Result<Option<Bytes>, String> {
    match holder.get(name) {
        None => Ok(None),
        Some(Value::String(text)) => hex::decode(text)
            .map(|bytes| Some(Bytes::from(bytes)))
            .map_err(|error| format!("{name}: {error}")),
        Some(_) => Err(format!("{name} is no string")),
    }
}
