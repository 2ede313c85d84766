//! `ArbDebug`: how to become an owner, and ways to see events and failures. On debug chains only.

use alloy_primitives::{Address, B256, Bytes};
use revm::Database;
use revm::bytecode::Bytecode;
use revm::context_interface::JournalTr;

use super::abi::ArbDebug::{self, ArbDebugCalls, Basic, Custom, Mixed};
use super::{Call, Purity, Stop, give};
use crate::evm::arbos::AddressSet;
use crate::evm::peek;

/// Answers one call.
pub(super) fn answer<DB: Database>(
    call: &mut Call<'_, DB>,
    method: ArbDebugCalls,
) -> Result<Vec<u8>, Stop> {
    use ArbDebugCalls as M;
    call.open(match &method {
        M::customRevert(_) | M::legacyError(_) => Purity::Pure,
        M::eventsView(_) => Purity::View,
        M::becomeChainOwner(_) | M::overwriteContractCode(_) | M::panic(_) => Purity::Write,
        M::events(_) => Purity::Payable,
    })?;
    let caller = call.caller;
    match method {
        M::becomeChainOwner(_) => {
            call.add_member(AddressSet::Owners, caller)?;
            Ok(Vec::new())
        }
        M::events(m) => {
            events(call, m.flag, m.value)?;
            let paid = call.value;
            give!(
                ArbDebug::eventsCall,
                ArbDebug::eventsReturn {
                    _0: caller,
                    _1: paid
                }
            )
        }
        // A view may not emit, and legacy errors have no data: both are refused and keep the gas.
        M::eventsView(_) | M::legacyError(_) => Err(Stop::Refused),
        M::customRevert(m) => Err(Stop::error(&Custom {
            number: m.number,
            message: "a custom error of ArbDebug".to_owned(),
            flag: true,
        })),
        M::overwriteContractCode(m) => {
            let old = overwrite(call, m.target, m.newCode)?;
            give!(ArbDebug::overwriteContractCodeCall, old)
        }
        // It would stop the chain; here it stops the transaction.
        M::panic(_) => Err(Stop::Broken),
    }
}

fn events<DB: Database>(call: &mut Call<'_, DB>, flag: bool, value: B256) -> Result<(), Stop> {
    call.emit(&Basic { flag: !flag, value })?;
    let (conn, caller): (Address, Address) = (call.address, call.caller);
    call.emit(&Mixed {
        flag,
        not: !flag,
        value,
        conn,
        caller,
    })
}

fn overwrite<DB: Database>(
    call: &mut Call<'_, DB>,
    target: Address,
    code: Bytes,
) -> Result<Bytes, Stop> {
    let code = Bytecode::new_raw_checked(code).map_err(|_| Stop::Refused)?;
    let journal = &mut call.ctx.journaled_state;
    let before = peek::account(journal, target).map_err(Stop::state)?;
    journal.load_account(target).map_err(Stop::state)?;
    journal.touch_account(target);
    journal.set_code(target, code);
    Ok(before.code.unwrap_or_default().original_bytes())
}
