//! Multicall3: many reads in one call. On a local chain it is at an address of its own, as its canonical address
//! needs a transaction that no wallet here has signed.

use crate::{Creator, ProtocolError, bytecode::Contract};
use alloy::primitives::Address;

/// Deploys it.
///
/// # Errors
/// As [`Creator::create`].
pub async fn deploy(creator: &Creator) -> Result<Address, ProtocolError> {
    creator.create(Contract::Multicall3, &[]).await
}
