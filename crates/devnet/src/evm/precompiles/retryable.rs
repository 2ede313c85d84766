//! `ArbRetryableTx`: messages from L1 that wait to be executed. Nothing comes from L1 here, so there is never a ticket.

use alloy_primitives::{Address, U256};
use revm::Database;

use super::abi::ArbRetryableTx::{self, ArbRetryableTxCalls, NoTicketWithID, NotCallable};
use super::{Call, Purity, Stop, give};
use crate::program::costs::activation_gas::READ_SLOT;

/// How long a ticket lives at first.
const LIFETIME_S: u64 = 7 * 24 * 60 * 60;

/// Answers one call.
pub(super) fn answer<DB: Database>(
    call: &mut Call<'_, DB>,
    method: ArbRetryableTxCalls,
) -> Result<Vec<u8>, Stop> {
    use ArbRetryableTxCalls as M;
    call.open(match &method {
        M::redeem(_) | M::keepalive(_) | M::cancel(_) | M::submitRetryable(_) => Purity::Write,
        M::getLifetime(_) | M::getTimeout(_) | M::getBeneficiary(_) | M::getCurrentRedeemer(_) => {
            Purity::View
        }
    })?;
    match method {
        M::getLifetime(_) => give!(ArbRetryableTx::getLifetimeCall, U256::from(LIFETIME_S)),
        // Nobody is redeeming anything.
        M::getCurrentRedeemer(_) => give!(ArbRetryableTx::getCurrentRedeemerCall, Address::ZERO),
        // Looks for the ticket's size first, then for the ticket.
        M::redeem(_) => {
            call.burn(2 * READ_SLOT)?;
            Err(Stop::error(&NoTicketWithID {}))
        }
        M::getTimeout(_) | M::getBeneficiary(_) | M::keepalive(_) | M::cancel(_) => {
            call.burn(READ_SLOT)?;
            Err(Stop::error(&NoTicketWithID {}))
        }
        M::submitRetryable(_) => Err(Stop::error(&NotCallable {})),
    }
}
