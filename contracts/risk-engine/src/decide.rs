//! Trade now, and what? Risk is looked at here, and everything else by the plain engine.
//!
//! 1. A policy without a trigger of risk is the plain engine's alone: its answer goes back as it came.
//! 2. Else risk is measured first, since bands may follow volatility; then the plain engine decides, with those bands.
//! 3. Triggers combine as the policy says, any or all, whichever program knows them; before that stands the plain engine's
//!    `BandNotBreached`, behind it its interval.
//! 4. Where a trigger of risk calls, trades go to the targets: a place near the edge of a band is what it warns of. Where only a
//!    band calls they end where the plain engine has them end.

use alloy_primitives::{B256, U256};
use kit::abi::{Decision, IRisk::measureCall, Policy, Reason, RiskMeasure, Snapshot};
use kit::dispatch::Answer;
use kit::risk_triggers::{RiskTriggers, VOLATILITY};
use kit::triggers::ALL;
use kit::{Revert, VM, call, codec};

use crate::parameters::{self, Parts};
use crate::{out_of_range, plain, variances};

const SECONDS_PER_HOUR: u64 = 3_600;
/// Words of a decision for each trigger.
const READING_WORDS: usize = 3;

/// The decision, encoded.
///
/// # Errors
/// `NotARiskEngine`, `TriggersOutOfRange`; those of [`variances::ask`], of the measure and of the plain engine.
pub(crate) fn answer(vm: &VM, calldata: &[u8], policy: &Policy, snapshot: Snapshot) -> Answer {
    let parts = parameters::own(vm)?;
    match RiskTriggers::from_word(policy.triggers).map_err(out_of_range)? {
        Some(triggers) => {
            let measure = measure(vm, parts, &triggers, policy.triggers, snapshot)?;
            let decision = decide(vm, parts, calldata, &triggers, measure)?;
            Ok(codec::encode_result(&decision))
        }
        None => plain::answer(vm, parts.engine, calldata, policy.triggers),
    }
}

/// Passes for a policy that this engine, and the plain one for its part, decide by.
///
/// # Errors
/// `NotARiskEngine`, `TriggersOutOfRange`; those of the plain engine.
pub(crate) fn check(vm: &VM, calldata: &[u8], policy: &Policy) -> Result<(), Revert> {
    let parts = parameters::own(vm)?;
    let word = match RiskTriggers::from_word(policy.triggers).map_err(out_of_range)? {
        Some(triggers) => {
            triggers.plain_word(triggers.plain.absolute_bps, triggers.plain.relative_bps)
        }
        None => policy.triggers,
    };
    plain::answer(vm, parts.engine, calldata, word).map(drop)
}

fn measure(
    vm: &VM,
    parts: Parts,
    triggers: &RiskTriggers,
    word: B256,
    snapshot: Snapshot,
) -> Result<RiskMeasure, Revert> {
    let variances = variances::ask(
        vm,
        &variances::Question {
            vault: snapshot.vault,
            observer: parts.observer,
            assets: snapshot.targetsWad.len(),
            timestamp: snapshot.timestamp,
            age_s: u64::from(triggers.variance_age_hours).saturating_mul(SECONDS_PER_HOUR),
        },
    )?;
    let question = measureCall {
        triggers: word,
        amounts: snapshot.amounts,
        pricesE36: snapshot.pricesE36,
        targetsWad: snapshot.targetsWad,
        variancesE27: variances,
    };
    call::view(vm, parts.risk, &question)
}

fn decide(
    vm: &VM,
    parts: Parts,
    calldata: &[u8],
    triggers: &RiskTriggers,
    measure: RiskMeasure,
) -> Result<Decision, Revert> {
    let word = triggers.plain_word(measure.absoluteBps, measure.relativeBps);
    let mut decision = plain::decision(vm, parts.engine, calldata, word)?;
    match resolve(triggers, Calls::of(&measure.readings), decision.reason) {
        Resolution::Stands(reason) => decision.reason = reason,
        Resolution::NotTriggered => {
            decision.reason = Reason::NotTriggered;
            decision.trades.clear();
        }
        Resolution::ToTargets => {
            let other = plain::decision(vm, parts.engine, calldata, B256::ZERO)?;
            decision.reason = called(other.reason);
            decision.trades = other.trades;
        }
    }
    decision.readings.extend(measure.readings);
    Ok(decision)
}

/// How many triggers of risk there are, and how many of them call.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Calls {
    declared: usize,
    met: usize,
}

impl Calls {
    fn of(readings: &[U256]) -> Self {
        let mut calls = Self::default();
        let volatility = U256::from(VOLATILITY.trailing_zeros());
        for reading in readings.chunks_exact(READING_WORDS) {
            if let [trigger, got, limit] = reading
                && *trigger != volatility
            {
                calls.declared = calls.declared.saturating_add(1);
                calls.met = calls.met.saturating_add(usize::from(got > limit));
            }
        }
        calls
    }
}

/// What becomes of the plain engine's decision.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Resolution {
    /// It stands, for this reason.
    Stands(Reason),
    /// It would go, and the triggers do not call.
    NotTriggered,
    /// What calls wants trades that go to the targets.
    ToTargets,
}

fn resolve(triggers: &RiskTriggers, calls: Calls, reason: Reason) -> Resolution {
    // The plain engine's triggers count as one: it has combined them in the same way.
    let (has_plain, is_plain_met) = match reason {
        Reason::NotTriggered => (true, false),
        Reason::Triggered | Reason::BandBreached | Reason::IntervalNotElapsed => {
            (triggers.has_plain(), triggers.has_plain())
        }
        Reason::BandNotBreached | Reason::LossWindowFull | Reason::__Invalid => {
            return Resolution::Stands(reason);
        }
    };
    let declared = calls.declared.saturating_add(usize::from(has_plain));
    let met = calls.met.saturating_add(usize::from(is_plain_met));
    let is_called = if triggers.has(ALL) {
        met == declared
    } else {
        met > 0
    };
    if !is_called {
        return Resolution::NotTriggered;
    }
    let ends_short = triggers.plain.return_percent != 0;
    if calls.met > 0 && has_plain && (!is_plain_met || ends_short) {
        return Resolution::ToTargets;
    }
    Resolution::Stands(called(reason))
}

/// Of a go without triggers: one that they call for.
fn called(reason: Reason) -> Reason {
    match reason {
        Reason::BandBreached => Reason::Triggered,
        other => other,
    }
}
