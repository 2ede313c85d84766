//! The precompiles: Ethereum's, and those of ArbOS.

pub(crate) mod abi;
mod activation;
mod address_table;
mod aggregator;
mod call;
mod debug;
mod gas_info;
mod info;
mod metered;
mod owner;
mod owner_public;
mod owner_stylus;
mod retryable;
mod send_tree;
mod statistics;
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

use super::scope::ArbContext;
pub use aggregator::BATCH_POSTER;
use call::{Call, Purity, Stop};
pub(crate) use sys::aliased;

/// `ArbSys`.
pub const ARB_SYS: Address = address!("0000000000000000000000000000000000000064");
/// `ArbInfo`.
pub const ARB_INFO: Address = address!("0000000000000000000000000000000000000065");
/// `ArbAddressTable`.
pub const ARB_ADDRESS_TABLE: Address = address!("0000000000000000000000000000000000000066");
/// `ArbOwnerPublic`.
pub const ARB_OWNER_PUBLIC: Address = address!("000000000000000000000000000000000000006b");
/// `ArbGasInfo`.
pub const ARB_GAS_INFO: Address = address!("000000000000000000000000000000000000006c");
/// `ArbAggregator`.
pub const ARB_AGGREGATOR: Address = address!("000000000000000000000000000000000000006d");
/// `ArbRetryableTx`.
pub const ARB_RETRYABLE_TX: Address = address!("000000000000000000000000000000000000006e");
/// `ArbStatistics`.
pub const ARB_STATISTICS: Address = address!("000000000000000000000000000000000000006f");
/// `ArbOwner`.
pub const ARB_OWNER: Address = address!("0000000000000000000000000000000000000070");
/// `ArbWasm`.
pub const ARB_WASM: Address = address!("0000000000000000000000000000000000000071");
/// `ArbWasmCache`.
pub const ARB_WASM_CACHE: Address = address!("0000000000000000000000000000000000000072");
/// `ArbDebug`.
pub const ARB_DEBUG: Address = address!("00000000000000000000000000000000000000ff");

/// The ArbOS precompiles. `ArbDebug` exists everywhere, but answers on debug chains only.
pub fn addresses() -> impl Iterator<Item = Address> {
    [
        ARB_SYS,
        ARB_INFO,
        ARB_ADDRESS_TABLE,
        ARB_OWNER_PUBLIC,
        ARB_GAS_INFO,
        ARB_AGGREGATOR,
        ARB_RETRYABLE_TX,
        ARB_STATISTICS,
        ARB_OWNER,
        ARB_WASM,
        ARB_WASM_CACHE,
        ARB_DEBUG,
    ]
    .into_iter()
}

/// Ethereum's precompiles (up to Prague) and those of ArbOS.
#[derive(Clone, Debug)]
pub struct ArbPrecompiles {
    ethereum: EthPrecompiles,
    all: AddressSet,
}

impl ArbPrecompiles {
    pub(super) fn new() -> Self {
        let ethereum = EthPrecompiles::new(SpecId::PRAGUE);
        let mut all = ethereum.warm_addresses().clone();
        all.extend(addresses());
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
            ARB_ADDRESS_TABLE => method(&input).and_then(|m| address_table::answer(&mut call, m)),
            ARB_AGGREGATOR => method(&input).and_then(|m| aggregator::answer(&mut call, m)),
            ARB_RETRYABLE_TX => method(&input).and_then(|m| retryable::answer(&mut call, m)),
            ARB_STATISTICS => method(&input).and_then(|m| statistics::answer(&mut call, m)),
            ARB_OWNER_PUBLIC => method(&input).and_then(|m| owner_public::answer(&mut call, m)),
            ARB_GAS_INFO => method(&input).and_then(|m| gas_info::answer(&mut call, m)),
            ARB_OWNER => owner::answer(&mut call, &input),
            ARB_WASM => method(&input).and_then(|m| wasm::answer(&mut call, m)),
            ARB_WASM_CACHE => method(&input).and_then(|m| wasm_cache::answer(&mut call, m)),
            ARB_DEBUG if call.ctx.chain.rules.debug => {
                method(&input).and_then(|m| debug::answer(&mut call, m))
            }
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
