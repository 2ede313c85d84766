//! The functions a program may import: names, signatures and base ink, in one table.
//!
//! The validator checks imports against it, and whoever runs programs links by it, so that the two cannot drift.

use wasmparser::ValType;

use super::ink::{ADD_MOD, DIV, EVM_API, HOSTIO, MUL_MOD, PTR};

/// Import module of the host functions of every chain.
pub const VM_HOOKS: &str = "vm_hooks";
/// Import module of the printing functions of debug chains.
pub const CONSOLE: &str = "console";
/// Import module of the measuring functions of debug chains.
pub const DEBUG: &str = "debug";

/// A value type of the signatures below.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Value {
    /// 32-bit integer; pointers too.
    I32,
    /// 64-bit integer.
    I64,
    /// 32-bit float, only on debug chains.
    F32,
    /// 64-bit float, only on debug chains.
    F64,
}

impl Value {
    fn is(self, ty: ValType) -> bool {
        matches!(
            (self, ty),
            (Self::I32, ValType::I32)
                | (Self::I64, ValType::I64)
                | (Self::F32, ValType::F32)
                | (Self::F64, ValType::F64)
        )
    }
}

/// The import module, signature and price of a host function.
struct Row {
    function: HostFunction,
    module: &'static str,
    name: &'static str,
    params: &'static [Value],
    result: Option<Value>,
    base_ink: u64,
}

macro_rules! host_functions {
    ($($(#[$doc:meta])* $variant:ident = $module:ident . $name:literal ($($param:ident),*) $(-> $result:ident)?, $ink:expr;)*) => {
        /// A function programs may import.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum HostFunction {
            $($(#[$doc])* $variant,)*
        }

        impl HostFunction {
            /// Every host function, in the order of declaration.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];
        }

        // In the order of the enum: a variant's number is its row.
        const ROWS: &[Row] = &[$(Row {
            function: HostFunction::$variant,
            module: $module,
            name: $name,
            params: &[$(Value::$param,)*],
            result: host_functions!(@result $($result)?),
            base_ink: $ink,
        },)*];
    };
    (@result) => { None };
    (@result $result:ident) => { Some(Value::$result) };
}

host_functions! {
    /// Copies the call data to `dst`.
    ReadArgs = VM_HOOKS."read_args"(I32), HOSTIO;
    /// Sets the result to `(ptr, len)`.
    WriteResult = VM_HOOKS."write_result"(I32, I32), HOSTIO;
    /// Ends the program with a status.
    ExitEarly = VM_HOOKS."exit_early"(I32), 0;
    /// Loads a slot, through the cache: `(key, dst)`.
    StorageLoadBytes32 = VM_HOOKS."storage_load_bytes32"(I32, I32), HOSTIO + 2 * PTR;
    /// Stores a slot in the cache: `(key, value)`.
    StorageCacheBytes32 = VM_HOOKS."storage_cache_bytes32"(I32, I32), HOSTIO + 2 * PTR;
    /// Writes dirty slots to the state, and empties the cache if `clear`.
    StorageFlushCache = VM_HOOKS."storage_flush_cache"(I32), HOSTIO + EVM_API;
    /// Loads a transient slot: `(key, dst)`.
    TransientLoadBytes32 = VM_HOOKS."transient_load_bytes32"(I32, I32), HOSTIO + 2 * PTR + EVM_API;
    /// Stores a transient slot: `(key, value)`.
    TransientStoreBytes32 = VM_HOOKS."transient_store_bytes32"(I32, I32), HOSTIO + 2 * PTR + EVM_API;
    /// Calls: `(address, data, len, value, gas, return_len_ptr)`.
    CallContract = VM_HOOKS."call_contract"(I32, I32, I32, I32, I64, I32) -> I32, HOSTIO + 3 * PTR + EVM_API;
    /// Calls in this account's name: `(address, data, len, gas, return_len_ptr)`.
    DelegateCallContract = VM_HOOKS."delegate_call_contract"(I32, I32, I32, I64, I32) -> I32, HOSTIO + 3 * PTR + EVM_API;
    /// Calls read-only: `(address, data, len, gas, return_len_ptr)`.
    StaticCallContract = VM_HOOKS."static_call_contract"(I32, I32, I32, I64, I32) -> I32, HOSTIO + 3 * PTR + EVM_API;
    /// Creates: `(code, len, endowment, address_dst, revert_len_ptr)`.
    Create1 = VM_HOOKS."create1"(I32, I32, I32, I32, I32), HOSTIO + 3 * PTR + EVM_API;
    /// Creates at an address given by a salt: `(code, len, endowment, salt, address_dst, revert_len_ptr)`.
    Create2 = VM_HOOKS."create2"(I32, I32, I32, I32, I32, I32), HOSTIO + 4 * PTR + EVM_API;
    /// Copies return data: `(dst, offset, size)`, gives the bytes copied.
    ReadReturnData = VM_HOOKS."read_return_data"(I32, I32, I32) -> I32, HOSTIO + EVM_API;
    /// Length of the last call's return data.
    ReturnDataSize = VM_HOOKS."return_data_size"() -> I32, HOSTIO;
    /// Emits a log: `(data, len, topics)`, topics first in the data.
    EmitLog = VM_HOOKS."emit_log"(I32, I32, I32), HOSTIO + EVM_API;
    /// Balance of an account: `(address, dst)`.
    AccountBalance = VM_HOOKS."account_balance"(I32, I32), HOSTIO + 2 * PTR + EVM_API;
    /// Code of an account: `(address, offset, size, dst)`, gives the bytes copied.
    AccountCode = VM_HOOKS."account_code"(I32, I32, I32, I32) -> I32, HOSTIO + EVM_API;
    /// Code length of an account.
    AccountCodeSize = VM_HOOKS."account_code_size"(I32) -> I32, HOSTIO + EVM_API;
    /// Code hash of an account: `(address, dst)`.
    AccountCodehash = VM_HOOKS."account_codehash"(I32, I32), HOSTIO + 2 * PTR + EVM_API;
    /// Gas left, after paying for the question.
    EvmGasLeft = VM_HOOKS."evm_gas_left"() -> I64, HOSTIO;
    /// Ink left, after paying for the question.
    EvmInkLeft = VM_HOOKS."evm_ink_left"() -> I64, HOSTIO;
    /// Base fee to `dst`.
    BlockBasefee = VM_HOOKS."block_basefee"(I32), HOSTIO + PTR;
    /// Coinbase to `dst`.
    BlockCoinbase = VM_HOOKS."block_coinbase"(I32), HOSTIO + PTR;
    /// Gas limit of the block.
    BlockGasLimit = VM_HOOKS."block_gas_limit"() -> I64, HOSTIO;
    /// Number of the parent chain's block.
    BlockNumber = VM_HOOKS."block_number"() -> I64, HOSTIO;
    /// Timestamp of the block.
    BlockTimestamp = VM_HOOKS."block_timestamp"() -> I64, HOSTIO;
    /// Chain id.
    Chainid = VM_HOOKS."chainid"() -> I64, HOSTIO;
    /// The acting account's address to `dst`.
    ContractAddress = VM_HOOKS."contract_address"(I32), HOSTIO + PTR;
    /// `a / b` into `a`.
    MathDiv = VM_HOOKS."math_div"(I32, I32), HOSTIO + 3 * PTR + DIV;
    /// `a % b` into `a`.
    MathMod = VM_HOOKS."math_mod"(I32, I32), HOSTIO + 3 * PTR + DIV;
    /// `a ^ b` into `a`.
    MathPow = VM_HOOKS."math_pow"(I32, I32), HOSTIO + 3 * PTR;
    /// `(a + b) % m` into `a`.
    MathAddMod = VM_HOOKS."math_add_mod"(I32, I32, I32), HOSTIO + 4 * PTR + ADD_MOD;
    /// `(a * b) % m` into `a`.
    MathMulMod = VM_HOOKS."math_mul_mod"(I32, I32, I32), HOSTIO + 4 * PTR + MUL_MOD;
    /// Whether this account is already on the call stack.
    MsgReentrant = VM_HOOKS."msg_reentrant"() -> I32, HOSTIO;
    /// The caller's address to `dst`.
    MsgSender = VM_HOOKS."msg_sender"(I32), HOSTIO + PTR;
    /// The value sent to `dst`.
    MsgValue = VM_HOOKS."msg_value"(I32), HOSTIO + PTR;
    /// Keccak-256 of `(ptr, len)` to `dst`.
    NativeKeccak256 = VM_HOOKS."native_keccak256"(I32, I32, I32), 0;
    /// Gas price of the transaction to `dst`.
    TxGasPrice = VM_HOOKS."tx_gas_price"(I32), HOSTIO + PTR;
    /// Ink per gas.
    TxInkPrice = VM_HOOKS."tx_ink_price"() -> I32, HOSTIO;
    /// The transaction's sender to `dst`.
    TxOrigin = VM_HOOKS."tx_origin"(I32), HOSTIO + PTR;
    /// Pays for pages. The base is due only for 0 pages, otherwise the pages' gas alone.
    PayForMemoryGrow = VM_HOOKS."pay_for_memory_grow"(I32), HOSTIO;
    /// Prints text `(ptr, len)`.
    LogTxt = CONSOLE."log_txt"(I32, I32), 0;
    /// Prints a number.
    LogI32 = CONSOLE."log_i32"(I32), 0;
    /// Prints a number.
    LogI64 = CONSOLE."log_i64"(I64), 0;
    /// Prints a number.
    LogF32 = CONSOLE."log_f32"(F32), 0;
    /// Prints a number.
    LogF64 = CONSOLE."log_f64"(F64), 0;
    /// Prints a number and passes it on.
    TeeI32 = CONSOLE."tee_i32"(I32) -> I32, 0;
    /// Prints a number and passes it on.
    TeeI64 = CONSOLE."tee_i64"(I64) -> I64, 0;
    /// Prints a number and passes it on.
    TeeF32 = CONSOLE."tee_f32"(F32) -> F32, 0;
    /// Prints a number and passes it on.
    TeeF64 = CONSOLE."tee_f64"(F64) -> F64, 0;
    /// Does nothing, at the price of entering the host.
    NullHost = DEBUG."null_host"(), HOSTIO;
    /// Starts a measurement.
    StartBenchmark = DEBUG."start_benchmark"(), 0;
    /// Ends a measurement.
    EndBenchmark = DEBUG."end_benchmark"(), 0;
}

impl HostFunction {
    fn row(self) -> &'static Row {
        &ROWS[self as usize]
    }

    /// The function imported as `module.name`, if there is one.
    pub fn find(module: &str, name: &str) -> Option<Self> {
        ROWS.iter()
            .find(|row| row.name == name && row.module == module)
            .map(|row| row.function)
    }

    /// Import module.
    pub fn module(self) -> &'static str {
        self.row().module
    }

    /// Import name, which is also its name in traces.
    pub fn name(self) -> &'static str {
        self.row().name
    }

    /// Parameters.
    pub fn params(self) -> &'static [Value] {
        self.row().params
    }

    /// Result, if any.
    pub fn result(self) -> Option<Value> {
        self.row().result
    }

    /// Ink paid before anything else.
    pub fn base_ink(self) -> u64 {
        self.row().base_ink
    }

    /// Whether only debug chains offer it.
    pub fn is_debug(self) -> bool {
        self.module() != VM_HOOKS
    }

    /// Whether a program's declaration of the import fits.
    pub(super) fn has_signature(self, params: &[ValType], results: &[ValType]) -> bool {
        let expected = self.params();
        let result = self.result();
        let params_fit =
            params.len() == expected.len() && expected.iter().zip(params).all(|(v, t)| v.is(*t));
        let results_fit = results.len() == usize::from(result.is_some())
            && result.iter().zip(results).all(|(v, t)| v.is(*t));
        params_fit && results_fit
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn row_of_a_function_is_its_own() {
        for function in HostFunction::ALL {
            assert_eq!(function.row().function, *function);
            assert_eq!(
                HostFunction::find(function.module(), function.name()),
                Some(*function)
            );
        }
        assert_eq!(HostFunction::find(CONSOLE, "read_args"), None);
    }

    #[test]
    fn base_ink_matches_the_measured_table() {
        use HostFunction as F;
        let measured = [
            (F::ReadArgs, 8_400),
            (F::StorageLoadBytes32, 18_480),
            (F::StorageFlushCache, 68_073),
            (F::TransientLoadBytes32, 78_153),
            (F::CallContract, 83_193),
            (F::Create2, 88_233),
            (F::ReadReturnData, 68_073),
            (F::AccountBalance, 78_153),
            (F::AccountCodehash, 78_153),
            (F::MsgSender, 13_440),
            (F::MathDiv, 43_520),
            (F::MathPow, 23_520),
            (F::MathAddMod, 49_560),
            (F::MathMulMod, 52_660),
            (F::NativeKeccak256, 0),
        ];
        for (function, ink) in measured {
            assert_eq!(function.base_ink(), ink, "{}", function.name());
        }
    }
}
