//! Revert data, made readable: the error's name and its named numbers, by every ABI that can bubble through Keel.

use crate::{abi, value};
use alloy::{
    dyn_abi::ErrorExt,
    json_abi::Error as AbiError,
    primitives::{Bytes, Selector},
    sol_types::{ContractError, GenericContractError, SolInterface},
    transports::TransportError,
};
use std::{collections::HashMap, fmt, sync::LazyLock};

/// A decoded revert.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Revert {
    /// The error's name; `None` when no known ABI has it.
    pub name: Option<String>,
    /// Its arguments as declared, each printed.
    pub arguments: Vec<(String, String)>,
    /// The data itself.
    pub data: Bytes,
}

/// Every error of Keel and of ArbWasm by its selector.
static ERRORS: LazyLock<HashMap<Selector, AbiError>> = LazyLock::new(|| {
    abi::every_error()
        .into_iter()
        .map(|error| (error.selector(), error))
        .collect()
});

impl Revert {
    /// Reads revert data; data that no ABI explains is kept as it is.
    pub fn decode(data: &Bytes) -> Self {
        let (name, arguments) = custom(data)
            .or_else(|| builtin(data))
            .map_or((None, Vec::new()), |(name, arguments)| {
                (Some(name), arguments)
            });
        Self {
            name,
            arguments,
            data: data.clone(),
        }
    }

    /// The revert inside a JSON-RPC error, if it is one.
    pub fn of(error: &TransportError) -> Option<Self> {
        let data = error.as_error_resp()?.as_revert_data()?;
        Some(Self::decode(&data))
    }

    /// Whether it is the error of this name.
    pub fn is(&self, name: &str) -> bool {
        self.name.as_deref() == Some(name)
    }
}

impl fmt::Display for Revert {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(name) = &self.name else {
            return match self.data.is_empty() {
                true => write!(out, "reverted without a reason"),
                false => write!(out, "unknown error {}", self.data),
            };
        };
        write!(out, "{name}(")?;
        for (index, (label, value)) in self.arguments.iter().enumerate() {
            let separator = if index == 0 { "" } else { ", " };
            match label.is_empty() {
                true => write!(out, "{separator}{value}")?,
                false => write!(out, "{separator}{label}: {value}")?,
            }
        }
        write!(out, ")")
    }
}

/// Name and printed arguments of an error.
type Explained = (String, Vec<(String, String)>);

fn custom(data: &Bytes) -> Option<Explained> {
    let selector = Selector::try_from(data.get(..4)?).ok()?;
    let error = ERRORS.get(&selector)?;
    let decoded = error.decode_error(data).ok()?;
    let arguments = value::named(&error.inputs, &decoded.body);
    Some((error.name.clone(), arguments))
}

/// `Error(string)` and `Panic(uint256)`, which the Solidity contracts around us use.
fn builtin(data: &Bytes) -> Option<Explained> {
    match GenericContractError::abi_decode(data).ok()? {
        ContractError::Revert(revert) => {
            Some(("Error".to_owned(), vec![(String::new(), revert.reason)]))
        }
        ContractError::Panic(panic) => {
            let code = format!("{:#04x}", panic.code);
            Some(("Panic".to_owned(), vec![("code".to_owned(), code)]))
        }
        ContractError::CustomError(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bindings::{IOracle, IVault};
    use alloy::{
        primitives::{I256, U256, address, hex},
        sol_types::SolError,
    };

    #[test]
    fn decode_names_the_error_and_its_numbers() {
        let error = IVault::BandNotBreached {
            maxDriftWad: U256::from(12_u64),
            bandWad: U256::from(50_000_000_000_000_000_u64),
        };
        let revert = Revert::decode(&error.abi_encode().into());
        assert!(revert.is("BandNotBreached"));
        assert_eq!(
            revert.to_string(),
            "BandNotBreached(maxDriftWad: 12, bandWad: 50000000000000000)"
        );
    }

    #[test]
    fn decode_prints_negative_answers_and_addresses() {
        let aggregator = address!("0x639Fe6ab55C921f74e7fac1ee960C0B6293ba612");
        let answer = I256::try_from(-7_i64).expect("small");
        let error = IOracle::PriceNotPositive { aggregator, answer };
        assert_eq!(
            Revert::decode(&error.abi_encode().into()).to_string(),
            "PriceNotPositive(aggregator: 0x639Fe6ab55C921f74e7fac1ee960C0B6293ba612, answer: -7)"
        );
    }

    /// `Error("STF")` as Uniswap's TransferHelper encodes it, written out by hand.
    #[test]
    fn decode_reads_solidity_strings_and_panics() {
        let text = hex!(
            "08c379a0"
            "0000000000000000000000000000000000000000000000000000000000000020"
            "0000000000000000000000000000000000000000000000000000000000000003"
            "5354460000000000000000000000000000000000000000000000000000000000"
        );
        assert_eq!(Revert::decode(&Bytes::from(text)).to_string(), "Error(STF)");
        let panic =
            hex!("4e487b710000000000000000000000000000000000000000000000000000000000000011");
        assert_eq!(
            Revert::decode(&Bytes::from(panic)).to_string(),
            "Panic(code: 0x11)"
        );
    }

    #[test]
    fn decode_keeps_what_it_does_not_know() {
        let revert = Revert::decode(&Bytes::from(hex!("deadbeef")));
        assert_eq!(revert.name, None);
        assert_eq!(revert.to_string(), "unknown error 0xdeadbeef");
        assert_eq!(
            Revert::decode(&Bytes::new()).to_string(),
            "reverted without a reason"
        );
    }
}
