//! JSON-RPC error codes. Clients tell failures apart by code first and by go-ethereum's words second.

use jsonrpsee::types::ErrorObjectOwned;
use jsonrpsee::types::error::{INTERNAL_ERROR_CODE, INVALID_PARAMS_CODE};

use crate::chain::ChainError;

/// The call reverted; `data` holds what it reverted with.
const REVERTED: i32 = 3;

/// The server refuses, for the reason in the message.
const REFUSED: i32 = -32_000;

/// The transaction was refused (EIP-1474).
const TRANSACTION_REJECTED: i32 = -32_003;

impl From<ChainError> for ErrorObjectOwned {
    fn from(error: ChainError) -> Self {
        let message = error.to_string();
        match error {
            ChainError::Reverted { data } => Self::owned(REVERTED, message, Some(data)),
            ChainError::IncompleteRequest(_)
            | ChainError::BadRange(_)
            | ChainError::BadOverride(_)
            | ChainError::BadTracer(_) => Self::owned(INVALID_PARAMS_CODE, message, None::<()>),
            ChainError::Simulation { code, .. } => Self::owned(code, message, None::<()>),
            ChainError::UnknownAccount(_) => Self::owned(TRANSACTION_REJECTED, message, None::<()>),
            ChainError::Host(_) => internal(message),
            _ => Self::owned(REFUSED, message, None::<()>),
        }
    }
}

/// An error that is nobody's but ours.
pub(super) fn internal(message: impl Into<String>) -> ErrorObjectOwned {
    ErrorObjectOwned::owned(INTERNAL_ERROR_CODE, message, None::<()>)
}

/// A parameter that has the right type and a wrong value.
pub(super) fn invalid(message: impl Into<String>) -> ErrorObjectOwned {
    ErrorObjectOwned::owned(INVALID_PARAMS_CODE, message, None::<()>)
}

/// A request that cannot be granted.
pub(super) fn refused(message: impl Into<String>) -> ErrorObjectOwned {
    ErrorObjectOwned::owned(REFUSED, message, None::<()>)
}
