//! Why a vault rebalances now or does not, in sentences, from what the lens says of it.
//!
//! | module | question it answers |
//! |---|---|
//! | [`readings`](mod@readings) | what did each trigger measure? |
//! | [`refusals`] | who did not answer, and why? |
//! | [`numbers`] | how is a number written? |
//!
//! Nothing is decided here: every number is the engine's, the oracle's or the vault's own. Drifts are rounded up and amounts are cut,
//! as the programs round them.

mod numbers;
mod readings;
mod refusals;

use crate::bindings::{Constituent, Decision, Explanation, Portfolio, Trade, Verdict};
use alloy::primitives::U256;
pub use numbers::{amount, bps, percent, span, value};
use readings::readings;
use refusals::{engine_says, oracle_says, unanswered};

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
            format!("No: it cannot say. {}.", engine_says(obstacle, portfolio))
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

/// What a token calls itself, or where it is.
pub fn symbol(constituent: &Constituent) -> String {
    match constituent.symbol.is_empty() {
        true => constituent.asset.token.to_string(),
        false => constituent.symbol.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        bindings::{Fault, IEngine, IOracle, IRiskEngine, IVault, IVaultViews, Reason, Trouble},
        triggers,
    };
    use alloy::{
        primitives::{Address, Bytes, I256, aliases::U80},
        sol_types::{SolCall, SolError, SolValue},
    };

    const NOW: u64 = 1_800_000_000;
    const WAD_PER_BPS: u64 = 100_000_000_000_000;

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
    fn sentences_say_what_risk_there_is() {
        let triggers = triggers::Triggers {
            absolute_bps: Some(500),
            relative_bps: Some(2_000),
            tracking_error_bps: Some(200),
            horizon_minutes: Some(1_440),
            confidence_percent: 25,
            exponent_tenths: Some(5),
            ..triggers::Triggers::default()
        };
        let mut it = decided(Verdict::NotTriggered, 312);
        it.portfolio.policy.triggers = triggers.word();
        let n = |number: u64| U256::from(number);
        it.decision.readings = [
            [n(0), wad(312), wad(640)],
            [n(4), wad(118), wad(200)],
            [n(5), wad(394), wad(2_500)],
            [n(6), wad(3_820), wad(12_800)],
        ]
        .concat();
        assert_eq!(
            sentences(&it)[1..],
            [
                "Absolute: drift 312 bps of WETH <= 640 bps, its band.",
                "Tracking error: 1.2 % a year <= 2 %.",
                "Forecast: a breach of a band within 1 d is 4 % likely, <= 25 %.",
                "Volatility: 38.2 % a year: band 500 bps widened to 640 bps, 2000 bps of each target to 2560 bps.",
                "0 of 3 triggers call; one is enough.",
                "No interval stands in the way.",
            ]
        );
        let last = |it: &mut Explanation, factor: u64| {
            it.decision.readings = vec![n(6), wad(900), wad(factor)];
            sentences(it)[1].clone()
        };
        assert_eq!(
            last(&mut it, 10_000),
            "Volatility: 9 % a year: band 500 bps kept at 500 bps, 2000 bps of each target at 2000 bps."
        );
        it.portfolio.policy.triggers = triggers::Triggers {
            relative_bps: None,
            ..triggers
        }
        .word();
        assert_eq!(
            last(&mut it, 5_000),
            "Volatility: 9 % a year: band 500 bps narrowed to 250 bps."
        );
        it.portfolio.verdict = Verdict::Due;
        it.decision.readings = vec![n(5), wad(10_000), wad(2_500), n(4), wad(201), wad(200)];
        assert_eq!(
            sentences(&it)[1..],
            [
                "Forecast: a breach of a band within 1 d is 100 % likely, > 25 %.",
                "Tracking error: 2.1 % a year > 2 %.",
                "2 of 2 triggers call; one is enough.",
            ]
        );
    }

    #[test]
    fn sentences_name_the_feed_that_nobody_observes_and_where_to() {
        let (observer, aggregator) = (Address::repeat_byte(0xcc), Address::repeat_byte(0xfe));
        let missing = IRiskEngine::VarianceMissing {
            observer,
            aggregator,
        };
        let stale = IRiskEngine::VarianceStale {
            observer,
            aggregator,
            roundId: U80::from(7),
            latestRoundId: U80::from(9),
        };
        let named = |it: &mut Explanation| {
            it.portfolio.constituents[1].asset.feed.aggregator = aggregator;
            sentences(it)[0].clone()
        };
        assert_eq!(
            named(&mut stopped(Verdict::DecisionMissing, &missing)),
            format!(
                "No: it cannot say. Nobody has observed the feed {aggregator} of WETH yet; anyone may, by observe() of {observer}."
            )
        );
        assert_eq!(
            named(&mut stopped(Verdict::DecisionMissing, &stale)),
            format!(
                "No: it cannot say. The feed {aggregator} of WETH was observed up to round 7, and has round 9; anyone may observe it, by observe() of {observer}."
            )
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
}
