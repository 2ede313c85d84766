//! The precompiles: Ethereum's, and those of ArbOS.

mod abi;
mod activation;
mod call;
mod debug;
mod gas_info;
mod info;
mod owner;
mod owner_public;
mod sys;
mod wasm;
mod wasm_cache;

use alloy_primitives::{Address, address};
use alloy_sol_types::SolInterface;
use revm::Database;
use revm::handler::{EthPrecompiles, PrecompileProvider};
use revm::interpreter::{CallInputs, InterpreterResult};
use revm::primitives::AddressSet;
use revm::primitives::hardfork::SpecId;

use super::rules::ChainRules;
use super::scope::ArbContext;
use call::{Call, Purity, Stop};

/// `ArbSys`.
pub const ARB_SYS: Address = address!("0000000000000000000000000000000000000064");
/// `ArbInfo`.
pub const ARB_INFO: Address = address!("0000000000000000000000000000000000000065");
/// `ArbOwnerPublic`.
pub const ARB_OWNER_PUBLIC: Address = address!("000000000000000000000000000000000000006b");
/// `ArbGasInfo`.
pub const ARB_GAS_INFO: Address = address!("000000000000000000000000000000000000006c");
/// `ArbOwner`.
pub const ARB_OWNER: Address = address!("0000000000000000000000000000000000000070");
/// `ArbWasm`.
pub const ARB_WASM: Address = address!("0000000000000000000000000000000000000071");
/// `ArbWasmCache`.
pub const ARB_WASM_CACHE: Address = address!("0000000000000000000000000000000000000072");
/// `ArbDebug`.
pub const ARB_DEBUG: Address = address!("00000000000000000000000000000000000000ff");

/// The ArbOS precompiles of a chain.
pub fn addresses(rules: &ChainRules) -> impl Iterator<Item = Address> + use<> {
    let debug = rules.debug;
    [
        ARB_SYS,
        ARB_INFO,
        ARB_OWNER_PUBLIC,
        ARB_GAS_INFO,
        ARB_OWNER,
        ARB_WASM,
        ARB_WASM_CACHE,
        ARB_DEBUG,
    ]
    .into_iter()
    .filter(move |address| debug || *address != ARB_DEBUG)
}

/// Ethereum's precompiles (up to Prague) and those of ArbOS.
#[derive(Clone, Debug)]
pub struct ArbPrecompiles {
    ethereum: EthPrecompiles,
    all: AddressSet,
}

impl ArbPrecompiles {
    pub(super) fn new(rules: &ChainRules) -> Self {
        let ethereum = EthPrecompiles::new(SpecId::PRAGUE);
        let mut all = ethereum.warm_addresses().clone();
        all.extend(addresses(rules));
        Self { ethereum, all }
    }
}

impl<DB: Database> PrecompileProvider<ArbContext<DB>> for ArbPrecompiles {
    type Output = InterpreterResult;

    fn set_spec(&mut self, spec: SpecId) -> bool {
        // The journal must be told the addresses whenever the handler asks, so the answer is always yes.
        PrecompileProvider::<ArbContext<DB>>::set_spec(&mut self.ethereum, spec);
        true
    }

    fn run(
        &mut self,
        context: &mut ArbContext<DB>,
        inputs: &CallInputs,
    ) -> Result<Option<InterpreterResult>, String> {
        let address = inputs.bytecode_address;
        if self.ethereum.contains(&address) || !self.all.contains(&address) {
            return self.ethereum.run(context, inputs);
        }
        let input = inputs.input.bytes(context);
        let mut call = Call::new(context, inputs, input.len().saturating_sub(4));
        let outcome = match address {
            ARB_SYS => method(&input).and_then(|m| sys::answer(&mut call, m)),
            ARB_INFO => method(&input).and_then(|m| info::answer(&mut call, m)),
            ARB_OWNER_PUBLIC => method(&input).and_then(|m| owner_public::answer(&mut call, m)),
            ARB_GAS_INFO => method(&input).and_then(|m| gas_info::answer(&mut call, m)),
            ARB_OWNER => method(&input).and_then(|m| owner::answer(&mut call, m, &input)),
            ARB_WASM => method(&input).and_then(|m| wasm::answer(&mut call, m)),
            ARB_WASM_CACHE => method(&input).and_then(|m| wasm_cache::answer(&mut call, m)),
            ARB_DEBUG => method(&input).and_then(|m| debug::answer(&mut call, m)),
            _ => Err(Stop::Broken),
        };
        call.close(outcome).map(Some)
    }

    fn warm_addresses(&self) -> &AddressSet {
        &self.all
    }
}

/// The method called, or the failure of a call nobody should make.
fn method<T: SolInterface>(input: &[u8]) -> Result<T, Stop> {
    T::abi_decode(input).map_err(|_| Stop::Broken)
}

/// Encodes the results of a method.
fn results<T: alloy_sol_types::SolCall>(value: &T::Return) -> Vec<u8> {
    T::abi_encode_returns(value)
}

/// A method that returns one thing.
macro_rules! give {
    ($name:ty, $value:expr) => {
        Ok(super::results::<$name>(&$value))
    };
}
use give;
