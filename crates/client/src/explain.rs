//! Why a vault rebalances now or does not, in sentences, from what the lens says of it.
//!
//! Nothing is decided here: every number is the engine's, the oracle's or the vault's own. Drifts are rounded up and amounts are cut,
//! as the programs round them.

use crate::{
    abi,
    bindings::{
        Constituent, Decision, Explanation, Fault, IOracle, Portfolio, Trade, Trouble, Verdict,
    },
    revert::Revert,
    triggers::{self, Reading},
};
use alloy::{
    primitives::{Selector, U256},
    sol_types::SolInterface,
};
use std::{collections::HashMap, sync::LazyLock};

/// Wad in one basis point.
const WAD_PER_BPS: u64 = 100_000_000_000_000;
/// Digits behind the point of an amount.
const AMOUNT_PLACES: usize = 6;
/// Digits behind the point of a value.
const VALUE_PLACES: usize = 2;
const WAD_DECIMALS: u8 = 18;

/// As `Trigger` counts them.
const RELATIVE: u64 = 1;
const CALENDAR: u64 = 2;
const COST: u64 = 3;

/// Every function of the suite by its selector.
static FUNCTIONS: LazyLock<HashMap<Selector, String>> = LazyLock::new(|| {
    let contracts = abi::contracts().into_iter();
    contracts
        .flat_map(|(_, abi)| abi.functions.into_values().flatten())
        .map(|function| (function.selector(), function.name))
        .collect()
});

/// All there is to say, the verdict first.
pub fn sentences(explanation: &Explanation) -> Vec<String> {
    let portfolio = &explanation.portfolio;
    let mut said = vec![verdict(explanation)];
    if is_decided(portfolio.verdict) {
        said.extend(readings(explanation));
    }
    match portfolio.verdict {
        Verdict::Due => said.extend(plan(explanation)),
        Verdict::Paused if explanation.decision.bandWad > U256::ZERO => {
            said.push(format!("Were it not: {}.", drift(explanation)));
        }
        Verdict::BandNotBreached | Verdict::NotTriggered => said.push(interval(explanation)),
        _ => {}
    }
    // What the verdict rests on was said.
    let others = portfolio.faults.iter();
    let others = others.filter(|fault| **fault != explanation.obstacle);
    said.extend(others.map(|fault| format!("Not answered: {}.", unanswered(fault, portfolio))));
    said
}

fn verdict(explanation: &Explanation) -> String {
    let Explanation {
        obstacle,
        decision,
        portfolio,
    } = explanation;
    match portfolio.verdict {
        Verdict::Due => format!("Go: {}.", drift(explanation)),
        Verdict::BandNotBreached => format!("No: {}.", drift(explanation)),
        Verdict::NotTriggered => {
            format!("No: {}, but its triggers do not call.", drift(explanation))
        }
        Verdict::NothingToTrade => {
            format!(
                "No: {}, but nothing above target is worth a trade.",
                drift(explanation)
            )
        }
        Verdict::IntervalNotElapsed => {
            let wait = decision.eligibleAt.saturating_sub(portfolio.timestamp);
            format!(
                "Not yet: {}; the interval ends in {}.",
                drift(explanation),
                span(wait)
            )
        }
        Verdict::LossWindowFull => format!(
            "Not yet: {}, but the trades cost more than trading may still lose (lossRoom()).",
            drift(explanation)
        ),
        Verdict::Paused => format!("No: it is paused; its owner is {}.", portfolio.owner),
        Verdict::SupplyZero => format!(
            "No: nobody has shares; its owner {} may seed it again.",
            portfolio.owner
        ),
        Verdict::SequencerNotReady | Verdict::PriceNotReady => {
            format!("No: {}.", oracle_says(obstacle, portfolio))
        }
        Verdict::DecisionMissing => {
            format!("No: it cannot say. {}.", unanswered(obstacle, portfolio))
        }
        _ => format!(
            "{} is not a vault: {}.",
            portfolio.vault,
            unanswered(obstacle, portfolio)
        ),
    }
}

/// The largest drift against the band, in the engine's numbers.
fn drift(explanation: &Explanation) -> String {
    let Decision {
        maxDriftWad,
        bandWad,
        ..
    } = &explanation.decision;
    let constituents = &explanation.portfolio.constituents;
    let farthest = constituents
        .iter()
        .max_by_key(|it| it.driftWad.unsigned_abs());
    let whose = farthest.map_or_else(String::new, |it| {
        let side = if it.driftWad.is_negative() {
            "below"
        } else {
            "above"
        };
        format!(" ({} is {side} its target)", symbol(it))
    });
    let relation = if maxDriftWad > bandWad { ">" } else { "<=" };
    format!(
        "max drift {} bps{whose} {relation} band {} bps",
        bps(*maxDriftWad),
        bps(*bandWad)
    )
}

/// Whether the engine came to a decision, so that there are readings.
fn is_decided(verdict: Verdict) -> bool {
    matches!(
        verdict,
        Verdict::Due
            | Verdict::NothingToTrade
            | Verdict::BandNotBreached
            | Verdict::IntervalNotElapsed
            | Verdict::NotTriggered
    )
}

/// What each trigger measured, and what all of them together mean.
fn readings(explanation: &Explanation) -> Vec<String> {
    let readings = Reading::all(&explanation.decision.readings);
    let mut said: Vec<_> = readings
        .iter()
        .map(|reading| trigger(reading, &explanation.portfolio))
        .collect();
    if readings.len() > 1 {
        let met = readings.iter().filter(|reading| reading.is_met()).count();
        let needed = match triggers::needs_all(explanation.portfolio.policy.triggers) {
            true => "all of them are needed",
            false => "one is enough",
        };
        said.push(format!(
            "{met} of {} triggers call; {needed}.",
            readings.len()
        ));
    }
    said
}

fn trigger(reading: &Reading, portfolio: &Portfolio) -> String {
    let name = reading.name();
    if reading.trigger == CALENDAR {
        return calendar(reading, portfolio);
    }
    let whose = portfolio
        .constituents
        .iter()
        .find(|it| it.driftWad.unsigned_abs() == reading.got)
        .map_or_else(String::new, |it| format!(" of {}", symbol(it)));
    let band = match reading.trigger {
        RELATIVE => "its part of the target",
        COST => "the drift that is worth its cost",
        _ => "its band",
    };
    let relation = if reading.is_met() { ">" } else { "<=" };
    format!(
        "{name}: drift {} bps{whose} {relation} {} bps, {band}.",
        bps(reading.got),
        bps(reading.limit)
    )
}

fn calendar(reading: &Reading, portfolio: &Portfolio) -> String {
    let ago = |then: U256| span(portfolio.timestamp.saturating_sub(then.saturating_to()));
    match (reading.is_met(), reading.limit.is_zero()) {
        (true, true) => format!(
            "Calendar: the last date was {} ago, and there was no rebalance yet.",
            ago(reading.got)
        ),
        (true, false) => format!(
            "Calendar: the last date was {} ago, and the last rebalance {} ago.",
            ago(reading.got),
            ago(reading.limit)
        ),
        (false, _) if reading.got.is_zero() => "Calendar: the first date is to come.".to_owned(),
        (false, _) => format!(
            "Calendar: its date of {} ago was served {} ago.",
            ago(reading.got),
            ago(reading.limit)
        ),
    }
}

fn interval(explanation: &Explanation) -> String {
    let Portfolio { timestamp, .. } = explanation.portfolio;
    match explanation.decision.eligibleAt.saturating_sub(timestamp) {
        0 if explanation.decision.readings.is_empty() => {
            "No interval stands in the way: the first breach is enough.".to_owned()
        }
        0 => "No interval stands in the way.".to_owned(),
        wait => format!("Nor before the interval ends in {}.", span(wait)),
    }
}

fn plan(explanation: &Explanation) -> Vec<String> {
    let Explanation {
        decision,
        portfolio,
        ..
    } = explanation;
    let trade = |trade: &Trade| {
        let side = |index: u8, raw: U256| match portfolio.constituents.get(usize::from(index)) {
            Some(it) => format!("{} {}", amount(raw, it.decimals), symbol(it)),
            None => format!("{raw} of the asset {index}, which there is not"),
        };
        format!(
            "Plan: sell {} for at least {}.",
            side(trade.sell, trade.amountIn),
            side(trade.buy, trade.minOut)
        )
    };
    decision.trades.iter().map(trade).collect()
}

/// What the oracle refused with: a number of seconds is worth more than an error's name.
fn oracle_says(obstacle: &Fault, portfolio: &Portfolio) -> String {
    use IOracle::IOracleErrors as Error;
    let now = portfolio.timestamp;
    let since = |then: U256| span(now.saturating_sub(then.saturating_to()));
    let whose = constituent(obstacle, portfolio);
    match Error::abi_decode(&obstacle.data) {
        Ok(Error::SequencerDown(error)) if error.since.is_zero() => {
            "the sequencer has never reported that it is up".to_owned()
        }
        Ok(Error::SequencerDown(error)) => {
            format!("the sequencer has been down for {}", since(error.since))
        }
        Ok(Error::SequencerInGrace(error)) => {
            let until = error.startedAt.saturating_add(error.graceSeconds);
            let left = until.saturating_to::<u64>().saturating_sub(now);
            format!(
                "the sequencer came back {} ago, and prices wait {} more",
                since(error.startedAt),
                span(left)
            )
        }
        Ok(Error::SequencerMissing(error)) => {
            format!("the sequencer's feed {} does not answer", error.feed)
        }
        Ok(Error::PriceStale(error)) => format!(
            "the price of {whose} is stale: it is {} old, and may be {}",
            since(error.updatedAt),
            span(error.maxAgeSeconds.saturating_to())
        ),
        Ok(Error::PriceMissing(error)) => {
            format!(
                "{whose} has no price: its feed {} has no answer",
                error.aggregator
            )
        }
        Ok(Error::PriceNotPositive(error)) => {
            format!("{whose} has no price: its feed answers {}", error.answer)
        }
        Ok(Error::PriceFromFuture(error)) => {
            let ahead = error.updatedAt.saturating_to::<u64>().saturating_sub(now);
            format!(
                "the price of {whose} is from the future, by {}",
                span(ahead)
            )
        }
        Ok(Error::PriceOutOfRange(error)) => {
            format!(
                "the price of {whose} is out of range: its feed answers {}",
                error.answer
            )
        }
        _ => unanswered(obstacle, portfolio),
    }
}

/// A question, who did not answer it, and how that ended.
fn unanswered(fault: &Fault, portfolio: &Portfolio) -> String {
    let function = FUNCTIONS
        .get(&fault.selector)
        .map_or_else(|| fault.selector.to_string(), |name| format!("{name}()"));
    let about = match fault.token.is_zero() || fault.token == fault.asked {
        true => String::new(),
        false => format!(" about {}", constituent(fault, portfolio)),
    };
    let why = match fault.trouble {
        Trouble::Reverted => Revert::decode(&fault.data).to_string(),
        Trouble::Unreadable => "the answer cannot be read".to_owned(),
        Trouble::WithoutCode => "there is no code".to_owned(),
        _ => format!(
            "there was too little gas to be sure ({})",
            Revert::decode(&fault.data)
        ),
    };
    format!("{function} of {}{about}: {why}", fault.asked)
}

fn constituent(fault: &Fault, portfolio: &Portfolio) -> String {
    let mut known = portfolio.constituents.iter();
    known
        .find(|it| it.asset.token == fault.token)
        .map_or_else(|| fault.token.to_string(), symbol)
}

/// What a token calls itself, or where it is.
pub fn symbol(constituent: &Constituent) -> String {
    match constituent.symbol.is_empty() {
        true => constituent.asset.token.to_string(),
        false => constituent.symbol.clone(),
    }
}

/// Base units as a decimal number, cut behind the sixth digit.
pub fn amount(raw: U256, decimals: u8) -> String {
    decimal(raw, decimals, AMOUNT_PLACES)
}

/// A value in wad with two digits, cut.
pub fn value(wad: U256) -> String {
    decimal(wad, WAD_DECIMALS, VALUE_PLACES)
}

/// A part of NAV in basis points, rounded up.
pub fn bps(wad: U256) -> u64 {
    wad.div_ceil(U256::from(WAD_PER_BPS)).saturating_to()
}

/// A length of time in its two largest units.
pub fn span(seconds: u64) -> String {
    const UNITS: [(u64, &str); 4] = [(86_400, "d"), (3_600, "h"), (60, "m"), (1, "s")];
    let mut rest = seconds;
    let mut parts = Vec::new();
    for (size, unit) in UNITS {
        let count = rest.checked_div(size).unwrap_or_default();
        rest = rest.saturating_sub(count.saturating_mul(size));
        if count > 0 || !parts.is_empty() {
            parts.push((count, unit));
        }
    }
    parts.truncate(2);
    let shown = parts.iter().filter(|(count, _)| *count > 0);
    let shown: Vec<_> = shown
        .map(|(count, unit)| format!("{count} {unit}"))
        .collect();
    match shown.is_empty() {
        true => "0 s".to_owned(),
        false => shown.join(" "),
    }
}

fn decimal(raw: U256, decimals: u8, places: usize) -> String {
    let decimals = usize::from(decimals);
    let padded = format!("{raw:0>width$}", width = decimals.saturating_add(1));
    let (whole, fraction) = padded.split_at(padded.len().saturating_sub(decimals));
    match fraction.get(..places.min(decimals)) {
        None | Some("") => whole.to_owned(),
        Some(fraction) => format!("{whole}.{fraction}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bindings::{IEngine, IVault, IVaultViews, Reason};
    use alloy::{
        primitives::{Address, Bytes, I256},
        sol_types::{SolCall, SolError, SolValue},
    };

    const NOW: u64 = 1_800_000_000;

    fn wad(bps: u64) -> U256 {
        U256::from(bps) * U256::from(WAD_PER_BPS)
    }

    /// Everything zero and empty, as Solidity has it.
    fn nothing() -> Explanation {
        let zeros = [vec![0_u8; 31], vec![32], vec![0; 32 * 64]].concat();
        Explanation::abi_decode(&zeros).expect("zeros are an explanation")
    }

    fn constituent(byte: u8, symbol: &str, decimals: u8, drift_bps: i64) -> Constituent {
        let mut it = nothing_of_constituent();
        it.asset.token = Address::repeat_byte(byte);
        it.symbol = symbol.to_owned();
        it.decimals = decimals;
        it.driftWad =
            I256::try_from(drift_bps).expect("small") * I256::from_raw(U256::from(WAD_PER_BPS));
        it
    }

    fn nothing_of_constituent() -> Constituent {
        let zeros = [vec![0_u8; 31], vec![32], vec![0; 32 * 32]].concat();
        Constituent::abi_decode(&zeros).expect("zeros are a constituent")
    }

    fn decided(verdict: Verdict, drift_bps: u64) -> Explanation {
        let mut it = nothing();
        it.portfolio.verdict = verdict;
        it.portfolio.timestamp = NOW;
        it.portfolio.owner = Address::repeat_byte(0xaa);
        it.portfolio.constituents = vec![
            constituent(1, "USDC", 6, -200),
            constituent(2, "WETH", 18, i64::try_from(drift_bps).expect("small")),
        ];
        it.decision.reason = Reason::BandBreached;
        it.decision.maxDriftWad = wad(drift_bps);
        it.decision.bandWad = wad(500);
        it
    }

    fn stopped(verdict: Verdict, error: &impl SolError) -> Explanation {
        let mut it = decided(verdict, 0);
        it.obstacle.token = Address::repeat_byte(2);
        it.obstacle.data = error.abi_encode().into();
        it.portfolio.faults = vec![it.obstacle.clone()];
        it
    }

    #[test]
    fn sentences_say_go_with_the_plan() {
        let mut it = decided(Verdict::Due, 546);
        it.decision.trades = vec![
            Trade {
                sell: 1,
                buy: 0,
                amountIn: U256::from(3_437_680_999_999_999_999_u64),
                minOut: U256::from(15_919_199_514_u64),
            },
            Trade {
                sell: 9,
                buy: 0,
                amountIn: U256::from(7),
                minOut: U256::ZERO,
            },
        ];
        assert_eq!(
            sentences(&it),
            [
                "Go: max drift 546 bps (WETH is above its target) > band 500 bps.",
                "Plan: sell 3.437680 WETH for at least 15919.199514 USDC.",
                "Plan: sell 7 of the asset 9, which there is not for at least 0.000000 USDC.",
            ]
        );
    }

    #[test]
    fn sentences_say_what_every_trigger_measured() {
        let triggers = triggers::Triggers {
            relative_bps: Some(2_000),
            ..triggers::Triggers::default()
        };
        let mut it = decided(Verdict::NotTriggered, 312);
        it.portfolio.policy.triggers = triggers.word();
        it.decision.bandWad = wad(100);
        let seconds = |ago: u64| U256::from(NOW - ago);
        let n = |number: u64| U256::from(number);
        it.decision.readings = vec![n(0), wad(312), wad(500), n(1), wad(200), wad(240)];
        assert_eq!(
            sentences(&it),
            [
                "No: max drift 312 bps (WETH is above its target) > band 100 bps, but its triggers do not call.",
                "Absolute: drift 312 bps of WETH <= 500 bps, its band.",
                "Relative: drift 200 bps of USDC <= 240 bps, its part of the target.",
                "0 of 2 triggers call; one is enough.",
                "No interval stands in the way.",
            ]
        );
        it.portfolio.policy.triggers = triggers::Triggers {
            needs_all: true,
            ..triggers
        }
        .word();
        it.decision.readings = vec![n(3), wad(312), wad(311), n(2), seconds(7_200), seconds(60)];
        it.decision.eligibleAt = NOW + 61;
        assert_eq!(
            sentences(&it)[1..],
            [
                "Cost: drift 312 bps of WETH > 311 bps, the drift that is worth its cost.",
                "Calendar: its date of 2 h ago was served 1 m ago.",
                "1 of 2 triggers call; all of them are needed.",
                "Nor before the interval ends in 1 m 1 s.",
            ]
        );
        it.portfolio.verdict = Verdict::Due;
        let calendar = |it: &mut Explanation, got: U256, limit: U256| {
            it.decision.readings = vec![n(2), got, limit];
            sentences(it)[1].clone()
        };
        assert_eq!(
            calendar(&mut it, seconds(60), seconds(7_200)),
            "Calendar: the last date was 1 m ago, and the last rebalance 2 h ago."
        );
        assert_eq!(
            calendar(&mut it, seconds(60), n(0)),
            "Calendar: the last date was 1 m ago, and there was no rebalance yet."
        );
        assert_eq!(
            calendar(&mut it, n(0), n(0)),
            "Calendar: the first date is to come."
        );
    }

    #[test]
    fn sentences_say_what_is_missing_to_a_go() {
        let mut it = decided(Verdict::BandNotBreached, 312);
        it.decision.eligibleAt = NOW + 3 * 3_600 + 12 * 60 + 5;
        assert_eq!(
            sentences(&it),
            [
                "No: max drift 312 bps (WETH is above its target) <= band 500 bps.",
                "Nor before the interval ends in 3 h 12 m.",
            ]
        );
        it.decision.eligibleAt = NOW;
        assert_eq!(
            sentences(&it)[1],
            "No interval stands in the way: the first breach is enough."
        );
        let mut it = decided(Verdict::IntervalNotElapsed, 546);
        it.decision.eligibleAt = NOW + 61;
        assert_eq!(
            sentences(&it),
            [
                "Not yet: max drift 546 bps (WETH is above its target) > band 500 bps; the interval ends in 1 m 1 s."
            ]
        );
        assert_eq!(
            sentences(&decided(Verdict::NothingToTrade, 501)),
            [
                "No: max drift 501 bps (WETH is above its target) > band 500 bps, but nothing above target is worth a trade."
            ]
        );
        assert_eq!(
            sentences(&decided(Verdict::LossWindowFull, 501)),
            [
                "Not yet: max drift 501 bps (WETH is above its target) > band 500 bps, but the trades cost more than trading may still lose (lossRoom())."
            ]
        );
        let owner = Address::repeat_byte(0xaa);
        assert_eq!(
            sentences(&decided(Verdict::Paused, 100)),
            [
                format!("No: it is paused; its owner is {owner}."),
                "Were it not: max drift 100 bps (USDC is below its target) <= band 500 bps."
                    .to_owned(),
            ]
        );
        assert_eq!(
            sentences(&decided(Verdict::SupplyZero, 0)),
            [format!(
                "No: nobody has shares; its owner {owner} may seed it again."
            )]
        );
    }

    #[test]
    fn sentences_name_what_the_oracle_lacks() {
        let aggregator = Address::repeat_byte(0xfe);
        let (verdict, ago) = (Verdict::PriceNotReady, |seconds| U256::from(NOW - seconds));
        let stale = IOracle::PriceStale {
            aggregator,
            updatedAt: ago(90_061),
            maxAgeSeconds: U256::from(86_400),
        };
        let answer = I256::try_from(-7).expect("small");
        let later = U256::from(NOW + 30);
        for (it, expected) in [
            (
                stopped(verdict, &stale),
                "No: the price of WETH is stale: it is 1 d 1 h old, and may be 1 d.".to_owned(),
            ),
            (
                stopped(verdict, &IOracle::PriceMissing { aggregator }),
                format!("No: WETH has no price: its feed {aggregator} has no answer."),
            ),
            (
                stopped(verdict, &IOracle::PriceNotPositive { aggregator, answer }),
                "No: WETH has no price: its feed answers -7.".to_owned(),
            ),
            (
                stopped(
                    verdict,
                    &IOracle::PriceFromFuture {
                        aggregator,
                        updatedAt: later,
                        timestamp: U256::from(NOW),
                    },
                ),
                "No: the price of WETH is from the future, by 30 s.".to_owned(),
            ),
            (
                stopped(verdict, &IOracle::PriceOutOfRange { aggregator, answer }),
                "No: the price of WETH is out of range: its feed answers -7.".to_owned(),
            ),
        ] {
            assert_eq!(sentences(&it), [expected]);
        }
    }

    #[test]
    fn sentences_name_what_the_sequencer_does() {
        let feed = Address::repeat_byte(0xfe);
        let verdict = Verdict::SequencerNotReady;
        let down = |since| stopped(verdict, &IOracle::SequencerDown { feed, since });
        let grace = IOracle::SequencerInGrace {
            feed,
            startedAt: U256::from(NOW - 300),
            graceSeconds: U256::from(3_600),
        };
        for (it, expected) in [
            (
                down(U256::from(NOW - 7_200)),
                "No: the sequencer has been down for 2 h.".to_owned(),
            ),
            (
                down(U256::ZERO),
                "No: the sequencer has never reported that it is up.".to_owned(),
            ),
            (
                stopped(verdict, &grace),
                "No: the sequencer came back 5 m ago, and prices wait 55 m more.".to_owned(),
            ),
            (
                stopped(verdict, &IOracle::SequencerMissing { feed }),
                format!("No: the sequencer's feed {feed} does not answer."),
            ),
        ] {
            assert_eq!(sentences(&it), [expected]);
        }
    }

    #[test]
    fn sentences_say_who_did_not_answer_what_and_how_that_ended() {
        let (vault, token) = (Address::repeat_byte(0xbb), Address::repeat_byte(2));
        let mut it = decided(Verdict::DecisionMissing, 0);
        it.obstacle.asked = vault;
        it.obstacle.selector = IVaultViews::previewRebalanceCall::SELECTOR.into();
        it.obstacle.data = IEngine::NavZero {}.abi_encode().into();
        let fault = |selector: [u8; 4], asked, trouble| Fault {
            token,
            asked,
            selector: selector.into(),
            trouble,
            data: Bytes::new(),
        };
        it.portfolio.faults = vec![
            it.obstacle.clone(),
            fault(IVault::symbolCall::SELECTOR, token, Trouble::WithoutCode),
            fault(
                IVaultViews::owedTotalCall::SELECTOR,
                vault,
                Trouble::Unreadable,
            ),
            fault([1, 2, 3, 4], vault, Trouble::Starved),
        ];
        assert_eq!(
            sentences(&it),
            [
                format!("No: it cannot say. previewRebalance() of {vault}: NavZero()."),
                format!("Not answered: symbol() of {token}: there is no code."),
                format!(
                    "Not answered: owedTotal() of {vault} about WETH: the answer cannot be read."
                ),
                format!(
                    "Not answered: 0x01020304 of {vault} about WETH: there was too little gas to be sure (reverted without a reason)."
                ),
            ]
        );
        it.portfolio.verdict = Verdict::NotAVault;
        it.portfolio.vault = vault;
        assert!(
            sentences(&it)[0].starts_with(&format!("{vault} is not a vault: previewRebalance()"))
        );
    }

    #[test]
    fn span_shows_the_two_largest_units() {
        for (seconds, expected) in [
            (0, "0 s"),
            (59, "59 s"),
            (60, "1 m"),
            (3_599, "59 m 59 s"),
            (11_525, "3 h 12 m"),
            (3_605, "1 h"),
            (86_400, "1 d"),
            (90_000, "1 d 1 h"),
            (u64::MAX, "213503982334601 d 7 h"),
        ] {
            assert_eq!(span(seconds), expected);
        }
    }

    #[test]
    fn amount_cuts_and_keeps_every_whole_unit() {
        let raw = U256::from(1_234_567_890_u64);
        assert_eq!(amount(raw, 0), "1234567890");
        assert_eq!(amount(raw, 2), "12345678.90");
        assert_eq!(amount(raw, 6), "1234.567890");
        assert_eq!(amount(raw, 18), "0.000000");
        assert_eq!(amount(U256::MAX, 255).len(), "0.".len() + AMOUNT_PLACES);
        assert_eq!(value(U256::from(1_999_999_999_999_999_999_u64)), "1.99");
    }
}
