//! The host functions of module `vm_hooks`, one file per concern.
//!
//! Each is an `async fn` of a [`Guest`](super::guest::Guest) and its raw arguments, registered under the name and with the base
//! ink that [`crate::program::host`] gives it. On debug chains `console` and `debug` exist too.

mod account;
mod call;
mod context;
mod debug;
pub(crate) mod gas;
mod log;
mod math;
mod memory;
mod storage;

use wasmtime::{Caller, Linker};

use super::guest::Guest;
use super::host::Host;
use crate::program::host::HostFunction;

/// Registers host functions: `Row(arguments) => implementation`; name and base ink come from the row.
macro_rules! hooks {
    ($linker:ident; $($row:ident($($arg:ident: $ty:ty),*) => $body:path;)*) => {$(
        $linker.func_wrap_async(
            HostFunction::$row.module(),
            HostFunction::$row.name(),
            |caller: Caller<'_, Host>, ($($arg,)*): ($($ty,)*)| Box::new(async move {
                let guest = Guest::enter(caller, HostFunction::$row)?;
                let value = $body(guest $(, $arg)*).await?;
                wasmtime::Result::Ok(value)
            }),
        )?;
    )*};
}
pub(crate) use hooks;

/// Every host function a program may import.
pub(crate) fn link(linker: &mut Linker<Host>, debug_chain: bool) -> wasmtime::Result<()> {
    hooks! { linker;
        ReadArgs(dst: u32) => memory::read_args;
        WriteResult(ptr: u32, len: u32) => memory::write_result;
        ExitEarly(status: u32) => memory::exit_early;
        PayForMemoryGrow(pages: u32) => memory::pay_for_memory_grow;
        NativeKeccak256(ptr: u32, len: u32, dst: u32) => memory::native_keccak256;
        ReadReturnData(dst: u32, offset: u32, size: u32) => memory::read_return_data;
        ReturnDataSize() => memory::return_data_size;

        StorageLoadBytes32(key: u32, dst: u32) => storage::load;
        StorageCacheBytes32(key: u32, value: u32) => storage::cache;
        StorageFlushCache(clear: u32) => storage::flush;
        TransientLoadBytes32(key: u32, dst: u32) => storage::transient_load;
        TransientStoreBytes32(key: u32, value: u32) => storage::transient_store;

        CallContract(to: u32, data: u32, len: u32, value: u32, gas: u64, ret_len: u32) => call::call;
        DelegateCallContract(to: u32, data: u32, len: u32, gas: u64, ret_len: u32) => call::delegate_call;
        StaticCallContract(to: u32, data: u32, len: u32, gas: u64, ret_len: u32) => call::static_call;
        Create1(code: u32, len: u32, endowment: u32, dst: u32, ret_len: u32) => call::create1;
        Create2(code: u32, len: u32, endowment: u32, salt: u32, dst: u32, ret_len: u32) => call::create2;

        EmitLog(data: u32, len: u32, topics: u32) => log::emit_log;

        AccountBalance(address: u32, dst: u32) => account::balance;
        AccountCode(address: u32, offset: u32, size: u32, dst: u32) => account::code;
        AccountCodeSize(address: u32) => account::code_size;
        AccountCodehash(address: u32, dst: u32) => account::code_hash;

        EvmGasLeft() => context::evm_gas_left;
        EvmInkLeft() => context::evm_ink_left;
        BlockBasefee(dst: u32) => context::block_basefee;
        BlockCoinbase(dst: u32) => context::block_coinbase;
        BlockGasLimit() => context::block_gas_limit;
        BlockNumber() => context::block_number;
        BlockTimestamp() => context::block_timestamp;
        Chainid() => context::chainid;
        ContractAddress(dst: u32) => context::contract_address;
        MsgReentrant() => context::msg_reentrant;
        MsgSender(dst: u32) => context::msg_sender;
        MsgValue(dst: u32) => context::msg_value;
        TxGasPrice(dst: u32) => context::tx_gas_price;
        TxInkPrice() => context::tx_ink_price;
        TxOrigin(dst: u32) => context::tx_origin;

        MathDiv(value: u32, divisor: u32) => math::div;
        MathMod(value: u32, modulus: u32) => math::modulo;
        MathPow(value: u32, exponent: u32) => math::pow;
        MathAddMod(value: u32, addend: u32, modulus: u32) => math::add_mod;
        MathMulMod(value: u32, factor: u32, modulus: u32) => math::mul_mod;
    }
    if debug_chain {
        debug::link(linker)?;
    }
    Ok(())
}
