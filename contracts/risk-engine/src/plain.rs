//! What the plain engine says: it is asked with the very bytes that came, but for the word of triggers.
//!
//! A policy is five words at the front of the arguments of either question, the triggers the last of them.

use alloy_primitives::{Address, B256};
use kit::abi::{Decision, IVault::ProgramCallFailed};
use kit::call::{ANSWER_BYTES_MAX, send_static};
use kit::{Revert, VM, codec};

use crate::refused;

/// A selector and four words.
const TRIGGERS_AT: usize = 132;

/// The plain engine's answer to the question in `calldata`, whose policy has these triggers instead.
///
/// # Errors
/// Its own, unchanged; `ProgramCallFailed` when it says nothing.
pub(crate) fn answer(
    vm: &VM,
    engine: Address,
    calldata: &[u8],
    triggers: B256,
) -> Result<Vec<u8>, Revert> {
    let question = with_triggers(calldata, triggers);
    send_static(vm, engine, &question, ANSWER_BYTES_MAX).map_err(|reason| {
        if reason.is_empty() {
            failed(engine)
        } else {
            reason
        }
    })
}

/// The same, read.
///
/// # Errors
/// Its own, unchanged; `ProgramCallFailed` for what is no decision.
#[inline(never)]
pub(crate) fn decision(
    vm: &VM,
    engine: Address,
    calldata: &[u8],
    triggers: B256,
) -> Result<Decision, Revert> {
    let answer = answer(vm, engine, calldata, triggers)?;
    codec::decode_result(&answer).ok_or_else(|| failed(engine))
}

#[cold]
fn failed(program: Address) -> Revert {
    refused(ProgramCallFailed { program })
}

fn with_triggers(calldata: &[u8], triggers: B256) -> Vec<u8> {
    let mut question = calldata.to_vec();
    let words = question.iter_mut().skip(TRIGGERS_AT);
    for (byte, other) in words.zip(triggers) {
        *byte = other;
    }
    question
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloy_sol_types::SolCall;
    use kit::abi::{IEngine, Policy, Snapshot};

    #[test]
    fn with_triggers_changes_one_word_of_either_question() {
        let policy = Policy {
            bandBps: 1,
            minIntervalSeconds: 2,
            toleranceBps: 3,
            maxLossBps: 4,
            triggers: B256::repeat_byte(5),
        };
        let other = Policy {
            triggers: B256::repeat_byte(6),
            ..policy.clone()
        };
        let snapshot = Snapshot {
            amounts: vec![alloy_primitives::U256::from(7)],
            ..Snapshot::default()
        };
        let decide = |policy: &Policy| {
            let (policy, snapshot) = (policy.clone(), snapshot.clone());
            IEngine::decideCall { policy, snapshot }.abi_encode()
        };
        let check = |policy: &Policy| {
            let policy = policy.clone();
            IEngine::checkCall { policy }.abi_encode()
        };
        assert_eq!(
            with_triggers(&decide(&policy), other.triggers),
            decide(&other)
        );
        assert_eq!(
            with_triggers(&check(&policy), other.triggers),
            check(&other)
        );
    }
}
