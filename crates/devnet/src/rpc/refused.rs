//! Methods that exist elsewhere and make no sense here. Each is refused with its reason, so that nobody looks for a typing error.

use jsonrpsee::core::RegisterMethodError;
use jsonrpsee::types::ErrorObjectOwned;
use jsonrpsee::{Extensions, RpcModule};

use super::Node;

/// Method not supported (EIP-1474).
const NOT_SUPPORTED: i32 = -32_004;

const METHODS: &[(&str, &str)] = &[
    (
        "hardhat_setPrevRandao",
        "prevrandao is always 1 on Arbitrum",
    ),
    (
        "anvil_setMinGasPrice",
        "the base fee is the price here; use anvil_setNextBlockBaseFeePerGas",
    ),
    (
        "hardhat_setMinGasPrice",
        "the base fee is the price here; use hardhat_setNextBlockBaseFeePerGas",
    ),
    (
        "evm_setBlockGasLimit",
        "the gas limit of an Arbitrum block is always 2^50",
    ),
    (
        "anvil_setBlockGasLimit",
        "the gas limit of an Arbitrum block is always 2^50",
    ),
    ("anvil_setRpcUrl", "this chain does not fork another"),
    (
        "anvil_setChainId",
        "the chain id is fixed when the chain starts; use --chain-id",
    ),
    (
        "anvil_reorg",
        "Arbitrum's sequencer does not reorder; use anvil_rollback or evm_revert",
    ),
    ("eth_getWork", "Arbitrum is not mined"),
    ("eth_submitWork", "Arbitrum is not mined"),
    ("eth_submitHashrate", "Arbitrum is not mined"),
];

pub(super) fn register(module: &mut RpcModule<Node>) -> Result<(), RegisterMethodError> {
    for (name, reason) in METHODS {
        module.register_method(name, move |_, _, _: &Extensions| {
            let message = format!("{name} is not supported: {reason}");
            Err::<(), _>(ErrorObjectOwned::owned(NOT_SUPPORTED, message, None::<()>))
        })?;
    }
    Ok(())
}
