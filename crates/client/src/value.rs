//! ABI values as people read them: names beside numbers, structs with their fields.

use alloy::{dyn_abi::DynSolValue, json_abi::Param, primitives::Bytes};

/// Values with the names that an ABI gives them.
pub fn named(parameters: &[Param], values: &[DynSolValue]) -> Vec<(String, String)> {
    parameters
        .iter()
        .zip(values)
        .map(|(parameter, value)| {
            (
                parameter.name.clone(),
                with_fields(&parameter.components, value),
            )
        })
        .collect()
}

/// `name: value, …`, or the values alone where there are no names.
pub fn list(named: &[(String, String)]) -> String {
    let parts: Vec<_> = named
        .iter()
        .map(|(name, value)| match name.is_empty() {
            true => value.clone(),
            false => format!("{name}: {value}"),
        })
        .collect();
    parts.join(", ")
}

/// A value of a type that may be a struct, or a list of them.
fn with_fields(fields: &[Param], value: &DynSolValue) -> String {
    match value {
        DynSolValue::Tuple(values) if fields.len() == values.len() => {
            format!("{{{}}}", list(&named(fields, values)))
        }
        DynSolValue::Array(items) | DynSolValue::FixedArray(items) => {
            let items: Vec<_> = items.iter().map(|item| with_fields(fields, item)).collect();
            format!("[{}]", items.join(", "))
        }
        other => print(other),
    }
}

fn print(value: &DynSolValue) -> String {
    match value {
        DynSolValue::Bool(value) => value.to_string(),
        DynSolValue::Int(value, _) => value.to_string(),
        DynSolValue::Uint(value, _) => value.to_string(),
        DynSolValue::Address(value) => value.to_string(),
        DynSolValue::String(value) => format!("{value:?}"),
        DynSolValue::Bytes(value) => Bytes::copy_from_slice(value).to_string(),
        DynSolValue::FixedBytes(word, size) => match word.get(..*size) {
            Some(bytes) => Bytes::copy_from_slice(bytes).to_string(),
            None => word.to_string(),
        },
        DynSolValue::Array(items) | DynSolValue::FixedArray(items) | DynSolValue::Tuple(items) => {
            let items: Vec<_> = items.iter().map(print).collect();
            format!("[{}]", items.join(", "))
        }
        other => format!("{other:?}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloy::{
        dyn_abi::JsonAbiExt,
        json_abi::Function,
        primitives::{U256, address, hex},
    };
    use serde_json::json;

    /// Calldata written out by hand: one struct in a list, its address and number, then a flag.
    #[test]
    fn named_shows_the_fields_of_structs_in_lists() {
        // In JSON: the one-line form has no place for a struct's field names.
        let function: Function = serde_json::from_value(json!({
            "type": "function", "name": "f", "stateMutability": "nonpayable", "outputs": [],
            "inputs": [
                { "name": "parts", "type": "tuple[]", "components": [
                    { "name": "token", "type": "address" },
                    { "name": "amount", "type": "uint256" },
                ] },
                { "name": "may", "type": "bool" },
            ],
        }))
        .expect("a function");
        let data = hex!(
            "0000000000000000000000000000000000000000000000000000000000000040"
            "0000000000000000000000000000000000000000000000000000000000000001"
            "0000000000000000000000000000000000000000000000000000000000000001"
            "000000000000000000000000639fe6ab55c921f74e7fac1ee960c0b6293ba612"
            "0000000000000000000000000000000000000000000000000000000000000007"
        );
        let values = function.abi_decode_input(&data).expect("well formed");
        let token = address!("0x639Fe6ab55C921f74e7fac1ee960C0B6293ba612");
        assert_eq!(
            list(&named(&function.inputs, &values)),
            format!(
                "parts: [{{token: {token}, amount: {}}}], may: true",
                U256::from(7_u64)
            )
        );
    }
}
