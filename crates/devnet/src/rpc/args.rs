//! Positional parameters of a request.

use alloy_eips::BlockId;
use jsonrpsee::types::{ErrorObjectOwned, Params, ParamsSequence};
use serde::de::DeserializeOwned;

/// Parameters not read yet.
pub(super) struct Args<'a> {
    rest: ParamsSequence<'a>,
}

impl<'a> Args<'a> {
    pub(super) fn new(params: &'a Params<'_>) -> Self {
        Self {
            rest: params.sequence(),
        }
    }

    /// The next parameter.
    ///
    /// # Errors
    /// Invalid params, if it is missing or of another type.
    pub(super) fn next<T: DeserializeOwned>(&mut self) -> Result<T, ErrorObjectOwned> {
        self.rest.next()
    }

    /// The next parameter, absent or `null` allowed.
    ///
    /// # Errors
    /// Invalid params, if it is of another type.
    pub(super) fn optional<T: DeserializeOwned>(&mut self) -> Result<Option<T>, ErrorObjectOwned> {
        self.rest.optional_next()
    }

    /// A block, `latest` if left out.
    ///
    /// # Errors
    /// Invalid params, if it is no block identifier.
    pub(super) fn block(&mut self) -> Result<BlockId, ErrorObjectOwned> {
        Ok(self.optional()?.unwrap_or(BlockId::latest()))
    }
}
