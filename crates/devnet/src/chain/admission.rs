//! Who gets in: the checks a transaction passes before it may wait or be mined.

use alloy_consensus::transaction::Recovered;
use alloy_consensus::{Transaction, TxEnvelope};
use alloy_eips::eip2718::Encodable2718;
use alloy_primitives::U256;
use revm::context::result::InvalidTransaction;

use super::error::ChainError;
use super::head::Head;
use super::seal::BLOCK_GAS_LIMIT;
use crate::evm::ExecError;

/// Largest transaction in bytes, as in go-ethereum: waiting transactions take bounded memory.
const SIZE_LIMIT: usize = 128 * 1024;

/// Checks `tx` against the chain as it is; a nonce above the next one is no fault, it waits.
///
/// # Errors
/// [`ChainError`] naming the first rule that `tx` breaks.
pub(crate) fn check(
    head: &Head,
    chain_id: u64,
    tx: &Recovered<TxEnvelope>,
) -> Result<(), ChainError> {
    let size = tx.encode_2718_len();
    if size > SIZE_LIMIT {
        return Err(ChainError::Oversized {
            size,
            limit: SIZE_LIMIT,
        });
    }
    let sender = tx.signer();
    if let Some(have) = tx.chain_id()
        && have != chain_id
    {
        return Err(ChainError::WrongChain {
            have,
            want: chain_id,
        });
    }
    if head.transaction(*tx.hash()).is_some() {
        return Err(ChainError::AlreadyKnown);
    }
    let account = head.state.world().info(sender);
    if tx.nonce() < account.nonce {
        return Err(ChainError::NonceTooLow {
            next: account.nonce,
            nonce: tx.nonce(),
        });
    }
    if tx.gas_limit() > BLOCK_GAS_LIMIT {
        return Err(ChainError::AboveBlockGasLimit {
            have: tx.gas_limit(),
            limit: BLOCK_GAS_LIMIT,
        });
    }
    check_fees(head, tx)?;
    let want = cost(tx);
    if account.balance < want {
        return Err(ChainError::InsufficientFunds {
            sender,
            have: account.balance,
            want,
        });
    }
    Ok(())
}

fn check_fees(head: &Head, tx: &Recovered<TxEnvelope>) -> Result<(), ChainError> {
    let max_fee = tx.max_fee_per_gas();
    if let Some(tip) = tx.max_priority_fee_per_gas()
        && tip > max_fee
    {
        return Err(ChainError::TipAboveFee {
            sender: tx.signer(),
            tip,
            max_fee,
        });
    }
    if max_fee < u128::from(head.base_fee) {
        return Err(ChainError::FeeTooLow {
            sender: tx.signer(),
            max_fee,
            base_fee: head.base_fee,
        });
    }
    Ok(())
}

/// Most that `tx` can cost its sender.
fn cost(tx: &Recovered<TxEnvelope>) -> U256 {
    U256::from(tx.gas_limit())
        .saturating_mul(U256::from(tx.max_fee_per_gas()))
        .saturating_add(tx.value())
}

/// What the executor's refusal means to a client.
pub(crate) fn refusal(error: ExecError) -> ChainError {
    let reason = match error {
        ExecError::Refused(reason) => reason,
        other => return ChainError::Host(other),
    };
    match reason {
        InvalidTransaction::CallGasCostMoreThanGasLimit {
            initial_gas,
            gas_limit,
        } => ChainError::IntrinsicGas {
            have: gas_limit,
            want: initial_gas,
        },
        InvalidTransaction::GasFloorMoreThanGasLimit {
            gas_floor,
            gas_limit,
        } => ChainError::IntrinsicGas {
            have: gas_limit,
            want: gas_floor,
        },
        InvalidTransaction::NonceTooLow { tx, state } => ChainError::NonceTooLow {
            next: state,
            nonce: tx,
        },
        InvalidTransaction::CreateInitCodeSizeLimit => {
            ChainError::Refused("max initcode size exceeded".to_owned())
        }
        InvalidTransaction::RejectCallerWithCode => {
            ChainError::Refused("sender not an eoa".to_owned())
        }
        other => ChainError::Refused(other.to_string()),
    }
}
