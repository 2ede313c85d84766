//! One vector, read from JSON.

use std::io::Read;

use alloy_primitives::{Address, Bytes, U256, hex};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;
use serde_json::Value;
use serde_json::value::RawValue;

use crate::program::StylusParams;

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
        let params = vector.get("params").cloned().ok_or("no params")?;
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
            wasm: module(vector)?.ok_or("no module")?,
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

fn stylus(params: &Value) -> Result<StylusParams, String> {
    let arbos = number(params, "arbos")?;
    let defaults = StylusParams::for_arbos(arbos);
    Ok(StylusParams {
        version: small(params, "stylus_version", defaults.version)?,
        ink_price: small(params, "ink_price", defaults.ink_price)?,
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
        balance: quantity(
            value
                .get("balance")
                .and_then(Value::as_str)
                .unwrap_or("0x0"),
        )?,
        nonce: number(value, "nonce")?,
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

fn address(text: &str) -> Result<Address, String> {
    text.parse().map_err(|_| format!("{text:?} is no address"))
}

pub(super) fn quantity(text: &str) -> Result<U256, String> {
    text.parse().map_err(|_| format!("{text:?} is no number"))
}

fn optional_bytes(holder: &Value, name: &str) -> Result<Option<Bytes>, String> {
    match holder.get(name).and_then(Value::as_str) {
        None => Ok(None),
        Some(text) => hex::decode(text)
            .map(|bytes| Some(Bytes::from(bytes)))
            .map_err(|error| format!("{name}: {error}")),
    }
}
