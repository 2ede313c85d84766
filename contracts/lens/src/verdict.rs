//! What stands between a vault and its next rebalance, in the order in which `rebalance` would meet it.
//!
//! Whether the band is breached, the interval over and there is anything to sell is the engine's word; whether there are prices the
//! oracle's. Here is only the order: pause, shares, sequencer, prices, decision.

use alloy_primitives::U256;
use kit::abi::{Decision, Reason, Verdict};

use crate::ask::{Missing, Told};
use crate::prices::Stop;

/// The verdict, and the missing answer that it rests on, if it does.
pub(crate) fn verdict(
    is_paused: Told<bool>,
    supply: Told<U256>,
    decision: &Told<Decision>,
    stop: Option<Stop>,
) -> (Verdict, Option<Missing>) {
    match (is_paused, supply) {
        (Ok(true), _) => return (Verdict::Paused, None),
        (_, Ok(supply)) if supply.is_zero() => return (Verdict::SupplyZero, None),
        (Ok(false), Ok(_)) => {}
        (Err(missing), _) | (_, Err(missing)) => {
            return (Verdict::DecisionMissing, Some(missing));
        }
    }
    match (decision, stop) {
        (Ok(decision), _) => (of_decision(decision), None),
        (_, Some(Stop::Sequencer(missing))) => (Verdict::SequencerNotReady, Some(missing)),
        (_, Some(Stop::Price(missing))) => (Verdict::PriceNotReady, Some(missing)),
        (Err(missing), None) => (Verdict::DecisionMissing, Some(*missing)),
    }
}

fn of_decision(decision: &Decision) -> Verdict {
    match decision.reason {
        Reason::BandBreached | Reason::Triggered if decision.trades.is_empty() => {
            Verdict::NothingToTrade
        }
        Reason::BandBreached | Reason::Triggered => Verdict::Due,
        Reason::NotTriggered => Verdict::NotTriggered,
        Reason::BandNotBreached => Verdict::BandNotBreached,
        Reason::LossWindowFull => Verdict::LossWindowFull,
        // The codec reads no other.
        Reason::IntervalNotElapsed | Reason::__Invalid => Verdict::IntervalNotElapsed,
    }
}

#[cfg(test)]
mod tests {
    use kit::abi::Trade;

    use super::*;

    const ONE: U256 = U256::ONE;

    fn decided(reason: Reason, trades: usize) -> Told<Decision> {
        Ok(Decision {
            reason,
            trades: vec![Trade::default(); trades],
            ..Decision::default()
        })
    }

    #[test]
    fn verdict_follows_the_order_in_which_a_rebalance_stops() {
        let (first, second, third) = (Missing::at(1), Missing::at(2), Missing::at(3));
        let due = decided(Reason::BandBreached, 1);
        let sequencer = Some(Stop::Sequencer(second));
        let price = Some(Stop::Price(second));
        let none: Told<Decision> = Err(third);
        for (is_paused, supply, decision, stop, expected) in [
            (
                Ok(true),
                Ok(U256::ZERO),
                &due,
                None,
                (Verdict::Paused, None),
            ),
            (
                Ok(true),
                Err(first),
                &none,
                sequencer,
                (Verdict::Paused, None),
            ),
            (
                Ok(false),
                Ok(U256::ZERO),
                &due,
                None,
                (Verdict::SupplyZero, None),
            ),
            (
                Err(first),
                Ok(ONE),
                &due,
                None,
                (Verdict::DecisionMissing, Some(first)),
            ),
            (
                Ok(false),
                Err(first),
                &due,
                None,
                (Verdict::DecisionMissing, Some(first)),
            ),
            (Ok(false), Ok(ONE), &due, None, (Verdict::Due, None)),
            (
                Ok(false),
                Ok(ONE),
                &none,
                sequencer,
                (Verdict::SequencerNotReady, Some(second)),
            ),
            (
                Ok(false),
                Ok(ONE),
                &none,
                price,
                (Verdict::PriceNotReady, Some(second)),
            ),
            (
                Ok(false),
                Ok(ONE),
                &none,
                None,
                (Verdict::DecisionMissing, Some(third)),
            ),
        ] {
            assert_eq!(verdict(is_paused, supply, decision, stop), expected);
        }
    }

    #[test]
    fn verdict_takes_the_engine_at_its_word() {
        for (reason, trades, expected) in [
            (Reason::BandBreached, 1, Verdict::Due),
            (Reason::BandBreached, 0, Verdict::NothingToTrade),
            (Reason::BandNotBreached, 0, Verdict::BandNotBreached),
            (Reason::IntervalNotElapsed, 0, Verdict::IntervalNotElapsed),
            (Reason::Triggered, 1, Verdict::Due),
            (Reason::Triggered, 0, Verdict::NothingToTrade),
            (Reason::NotTriggered, 0, Verdict::NotTriggered),
            (Reason::LossWindowFull, 0, Verdict::LossWindowFull),
        ] {
            let decision = decided(reason, trades);
            assert_eq!(
                verdict(Ok(false), Ok(ONE), &decision, None),
                (expected, None)
            );
        }
    }
}
