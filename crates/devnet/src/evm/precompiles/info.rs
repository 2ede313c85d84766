//! `ArbInfo`: balance and code of accounts.

use revm::Database;

use super::abi::ArbInfo::{self, ArbInfoCalls};
use super::{Call, Purity, Stop, give};
use crate::evm::peek;

const BALANCE_GAS: u64 = 700;
const CODE_GAS: u64 = 2100;
const CODE_WORD_GAS: u64 = 3;

/// Answers one call.
pub(super) fn answer<DB: Database>(
    call: &mut Call<'_, DB>,
    method: ArbInfoCalls,
) -> Result<Vec<u8>, Stop> {
    call.open(Purity::View)?;
    match method {
        ArbInfoCalls::getBalance(m) => {
            call.burn(BALANCE_GAS)?;
            let account =
                peek::account(&mut call.ctx.journaled_state, m.account).map_err(Stop::state)?;
            let balance = account.balance;
            give!(ArbInfo::getBalanceCall, balance)
        }
        ArbInfoCalls::getCode(m) => {
            call.burn(CODE_GAS)?;
            let account =
                peek::account(&mut call.ctx.journaled_state, m.account).map_err(Stop::state)?;
            let code = account.code.unwrap_or_default().original_bytes();
            let words = u64::try_from(code.len().div_ceil(32)).unwrap_or(u64::MAX);
            call.burn(words.saturating_mul(CODE_WORD_GAS))?;
            give!(ArbInfo::getCodeCall, code)
        }
    }
}
