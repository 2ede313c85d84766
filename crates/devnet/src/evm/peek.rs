//! Reading accounts around the access list, for reads that must neither cost nor warm anything.
//!
//! ArbOS looks at accounts through the state database, not through opcodes; were such a read to warm an account, the gas of
//! later opcodes would depend on it.

use alloy_primitives::Address;
use revm::Database;
use revm::context::Journal;
use revm::context_interface::JournalTr;
use revm::state::AccountInfo;

/// The account as it is now, code included.
pub(super) fn account<DB: Database>(
    journal: &mut Journal<DB>,
    address: Address,
) -> Result<AccountInfo, DB::Error> {
    let (db, state) = journal.db_and_state_mut();
    let mut info = match state.get(&address) {
        Some(account) => account.info.clone(),
        None => db.basic(address)?.unwrap_or_default(),
    };
    let has_code = !info.is_empty_code_hash() && !info.code_hash.is_zero();
    if info.code.is_none() && has_code {
        info.code = Some(db.code_by_hash(info.code_hash)?);
    }
    Ok(info)
}
