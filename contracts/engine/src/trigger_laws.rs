#![allow(
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    reason = "a test that fails here fails, as it should"
)]
//! What every trigger says, in numbers from elsewhere, and the laws that all of them keep.

use alloy_primitives::{Address, U256, uint};
use kit::abi::{Decision, Policy, Reason, Snapshot};
use kit::triggers::{
    ABSOLUTE, ALL, CALENDAR, COST, COST_OPTIMAL, FORECAST, RELATIVE, TRACKING, Triggers, VARIANCES,
};
use proptest::prelude::*;
use rebalance_math::WAD;

use crate::decide::{Undecided, decide};
use crate::policies;

const NOW: u64 = 1_800_000_000;
const E36: U256 = uint!(1_000_000_000_000_000_000_000_000_000_000_000_000_U256);
/// 0.64 a year: a volatility of 80 %, by hand `0.64e27 / 31,536,000`.
const VARIANCE: U256 = uint!(20_294_266_869_609_335_362_U256);
const NONE: Triggers = Triggers {
    kinds: 0,
    absolute_bps: 0,
    relative_bps: 0,
    tracking_bps: 0,
    period_s: 0,
    phase_s: 0,
    exponent_percent: 0,
    reference_bps: 0,
    clamp_tenths: 0,
    correlation_percent: 0,
    cost_bps: 0,
    fixed_millionths: 0,
    aversion_tenths: 0,
    horizon_s: 0,
    confidence_bps: 0,
    jitter_percent: 0,
    return_percent: 0,
};

/// A stable hub and one asset, in units of a ten-thousandth of NAV: `weight` of it, of which `target` is wanted.
fn held(weight: u64, target: u64) -> Snapshot {
    let parts = |part: u64| U256::from(part) * WAD / uint!(10_000_U256);
    let million = uint!(1_000_000_U256);
    Snapshot {
        amounts: vec![parts(10_000 - weight) * million, parts(weight) * million],
        pricesE36: vec![E36; 2],
        targetsWad: vec![parts(10_000 - target), parts(target)],
        lastRebalancedAt: NOW - 3_600,
        timestamp: NOW,
        vault: Address::repeat_byte(7),
        epoch: 3,
        variancesE27: vec![U256::ZERO, VARIANCE],
    }
}

fn policy(triggers: Triggers) -> Policy {
    Policy {
        bandBps: 1,
        minIntervalSeconds: 3_600,
        toleranceBps: 1,
        maxLossBps: 50,
        triggers: triggers.to_word(),
    }
}

fn asked(triggers: Triggers, snapshot: &Snapshot) -> Decision {
    decide(&policy(triggers), snapshot).unwrap()
}

/// The decision on one trigger: its reason, what was measured, and its limit.
fn one(triggers: Triggers, snapshot: &Snapshot, which: u8) -> (Reason, U256, U256) {
    let decision = asked(triggers, snapshot);
    let [trigger, got, limit] = decision.readings[..] else {
        panic!("one trigger has three words: {:?}", decision.readings);
    };
    assert_eq!(trigger, U256::from(which));
    assert_eq!(
        decision.trades.is_empty(),
        decision.reason != Reason::Triggered
    );
    assert_eq!(got > limit, decision.reason == Reason::Triggered);
    (decision.reason, got, limit)
}

fn wad(ten_thousandths: u64) -> U256 {
    U256::from(ten_thousandths) * uint!(100_000_000_000_000_U256)
}

/// Six digits of a number in wad.
fn millionths(number: U256) -> u64 {
    ((number + uint!(500_000_000_000_U256)) / uint!(1_000_000_000_000_U256)).to()
}

#[test]
fn absolute_goes_beyond_its_band_and_not_at_it() {
    let triggers = Triggers {
        kinds: ABSOLUTE,
        absolute_bps: 300,
        ..NONE
    };
    let inside = (Reason::NotTriggered, wad(300), wad(300));
    assert_eq!(one(triggers, &held(6_300, 6_000), 0), inside);
    let beyond = (Reason::Triggered, wad(301), wad(300));
    assert_eq!(one(triggers, &held(6_301, 6_000), 0), beyond);
    assert_eq!(one(triggers, &held(5_699, 6_000), 0), beyond);
}

#[test]
fn relative_gives_each_target_its_own_band() {
    // A fifth of 40 % and of 60 %: the smaller target breaches first.
    let triggers = Triggers {
        kinds: RELATIVE,
        relative_bps: 2_000,
        ..NONE
    };
    let inside = (Reason::NotTriggered, wad(800), wad(800));
    assert_eq!(one(triggers, &held(6_800, 6_000), 1), inside);
    let beyond = (Reason::Triggered, wad(801), wad(800));
    assert_eq!(one(triggers, &held(6_801, 6_000), 1), beyond);
}

#[test]
fn tracking_error_is_the_drift_times_its_volatility() {
    // 2 % of NAV at 80 % a year: 1.6 %.
    let triggers = |limit| Triggers {
        kinds: TRACKING | VARIANCES,
        tracking_bps: limit,
        ..NONE
    };
    let (reason, got, limit) = one(triggers(159), &held(6_200, 6_000), 2);
    assert_eq!((reason, limit), (Reason::Triggered, wad(159)));
    assert_eq!(millionths(got), 16_000);
    let (reason, _, limit) = one(triggers(161), &held(6_200, 6_000), 2);
    assert_eq!((reason, limit), (Reason::NotTriggered, wad(161)));
}

#[test]
fn tracking_error_falls_with_the_correlation() {
    // Two assets of 80 %, one 5 % above and one 5 % below: 0.05 * 0.8 * sqrt(2 - 2 * correlation).
    let snapshot = |variance| Snapshot {
        variancesE27: vec![variance; 2],
        ..held(6_500, 6_000)
    };
    let triggers = |correlation_percent| Triggers {
        kinds: TRACKING | VARIANCES,
        tracking_bps: 1,
        correlation_percent,
        ..NONE
    };
    let error = |percent| millionths(one(triggers(percent), &snapshot(VARIANCE), 2).1);
    assert_eq!([error(0), error(50), error(75)], [56_569, 40_000, 28_284]);
}

#[test]
fn calendar_is_due_once_a_period_in_its_phase() {
    // 1.8e9 is 20,833 days and 28,800 seconds.
    let triggers = |phase_s| Triggers {
        kinds: CALENDAR,
        period_s: 86_400,
        phase_s,
        ..NONE
    };
    let seconds = |seconds: u64| U256::from(seconds);
    let (last, due) = (NOW - 3_600, NOW - 3_599);
    let go = (Reason::Triggered, seconds(due), seconds(last));
    assert_eq!(one(triggers(28_800 - 3_599), &held(6_002, 6_000), 3), go);
    let no = (Reason::NotTriggered, seconds(last), seconds(last));
    assert_eq!(one(triggers(28_800 - 3_600), &held(6_002, 6_000), 3), no);
}

#[test]
fn cost_goes_where_the_published_band_ends() {
    // w = 0.6, risk aversion 3, 10 bps, and a fixed cost of 1e-5 of NAV: trigger 0.049775, back to 0.017262.
    let triggers = |return_percent| Triggers {
        kinds: COST,
        cost_bps: 10,
        fixed_millionths: 10,
        aversion_tenths: 30,
        return_percent,
        ..NONE
    };
    let (reason, got, limit) = one(triggers(0), &held(6_497, 6_000), 4);
    assert_eq!(
        (reason, got, millionths(limit)),
        (Reason::NotTriggered, wad(497), 49_775)
    );
    let snapshot = held(6_498, 6_000);
    let (reason, got, _) = one(triggers(0), &snapshot, 4);
    assert_eq!((reason, got), (Reason::Triggered, wad(498)));
    let sold = |return_percent| {
        let [trade] = &asked(triggers(return_percent), &snapshot).trades[..] else {
            panic!()
        };
        millionths(trade.amountIn / uint!(1_000_000_U256))
    };
    assert_eq!([sold(0), sold(COST_OPTIMAL)], [49_800, 49_800 - 17_262]);
}

#[test]
fn forecast_says_how_likely_a_breach_is() {
    // w = 0.62, target 0.60, band 0.05, 80 % a year, seven days, both sides: 0.251597; thirty days: 0.761263.
    let triggers = |days: u32, confidence_bps| Triggers {
        kinds: FORECAST | VARIANCES,
        absolute_bps: 500,
        horizon_s: days * 86_400,
        confidence_bps,
        ..NONE
    };
    let (reason, got, limit) = one(triggers(7, 2_516), &held(6_200, 6_000), 5);
    assert_eq!((reason, limit), (Reason::NotTriggered, wad(2_516)));
    assert_eq!(millionths(got), 251_597);
    assert_eq!(
        one(triggers(7, 2_515), &held(6_200, 6_000), 5).0,
        Reason::Triggered
    );
    assert_eq!(
        millionths(one(triggers(30, 1), &held(6_200, 6_000), 5).1),
        761_263
    );
    // Beyond the band it is certain.
    let (_, certain, _) = one(triggers(7, 9_999), &held(6_501, 6_000), 5);
    assert_eq!(certain, WAD);
}

#[test]
fn forecast_of_a_whole_that_cannot_move_is_the_present() {
    let triggers = Triggers {
        kinds: FORECAST | VARIANCES,
        absolute_bps: 500,
        horizon_s: 86_400,
        confidence_bps: 100,
        ..NONE
    };
    let inside = (Reason::NotTriggered, U256::ZERO, wad(100));
    assert_eq!(one(triggers, &held(10_000, 9_600), 5), inside);
    let beyond = (Reason::Triggered, WAD, wad(100));
    assert_eq!(one(triggers, &held(10_000, 9_400), 5), beyond);
}

#[test]
fn bands_follow_volatility_by_a_signed_exponent_within_a_clamp() {
    let limit = |exponent_percent, reference_bps, clamp_tenths, variances: [U256; 2]| {
        let triggers = Triggers {
            kinds: ABSOLUTE | VARIANCES,
            absolute_bps: 500,
            exponent_percent,
            reference_bps,
            clamp_tenths,
            ..NONE
        };
        let snapshot = Snapshot {
            variancesE27: variances.to_vec(),
            ..held(6_001, 6_000)
        };
        // Both assets drift alike; so the narrowest of their bands is told. The hub's is the base.
        let alike = Snapshot {
            variancesE27: vec![variances[1]; 2],
            ..snapshot
        };
        millionths(one(triggers, &alike, 0).2)
    };
    let volatile = [U256::ZERO, VARIANCE];
    // At twice the reference volatility.
    assert_eq!(limit(100, 4_000, 100, volatile), 100_000);
    assert_eq!(limit(-100, 4_000, 100, volatile), 25_000);
    assert_eq!(limit(50, 4_000, 100, volatile), 70_711);
    assert_eq!(limit(-50, 4_000, 100, volatile), 35_355);
    assert_eq!(limit(100, 4_000, 15, volatile), 75_000);
    assert_eq!(limit(-100, 4_000, 15, volatile), 33_333);
    // At the reference, and for what nobody has observed.
    assert_eq!(limit(-100, 8_000, 20, volatile), 50_000);
    assert_eq!(limit(-100, 8_000, 20, [U256::ZERO; 2]), 50_000);
}

#[test]
fn bands_of_two_vaults_differ_within_the_jitter() {
    let triggers = Triggers {
        kinds: ABSOLUTE,
        absolute_bps: 500,
        jitter_percent: 10,
        ..NONE
    };
    let limits: Vec<_> = (0..200_u8)
        .map(|vault| {
            let snapshot = Snapshot {
                vault: Address::repeat_byte(vault),
                ..held(6_002, 6_000)
            };
            one(triggers, &snapshot, 0).2
        })
        .collect();
    assert!(
        limits
            .iter()
            .all(|limit| (wad(450)..=wad(550)).contains(limit))
    );
    // 200 of them leave no fifth of the range empty.
    for fifth in 0..5 {
        let (from, to) = (wad(450 + 20 * fifth), wad(470 + 20 * fifth));
        assert!(
            limits.iter().any(|limit| (from..to).contains(limit)),
            "{fifth}"
        );
    }
}

#[test]
fn triggers_combine_by_any_or_by_all() {
    let both = |kinds| Triggers {
        kinds,
        absolute_bps: 300,
        relative_bps: 1_000,
        ..NONE
    };
    // 3.5 % is beyond 3 % and within a tenth of 40 %.
    let snapshot = held(6_350, 6_000);
    let any = asked(both(ABSOLUTE | RELATIVE), &snapshot);
    assert_eq!(any.reason, Reason::Triggered);
    let readings = [
        U256::ZERO,
        wad(350),
        wad(300),
        U256::ONE,
        wad(350),
        wad(400),
    ];
    assert_eq!(any.readings, readings);
    let all = asked(both(ABSOLUTE | RELATIVE | ALL), &snapshot);
    assert_eq!(
        (all.reason, &all.readings[..]),
        (Reason::NotTriggered, &readings[..])
    );
    assert!(all.trades.is_empty());
    let all = asked(both(ABSOLUTE | RELATIVE | ALL), &held(6_401, 6_000));
    assert_eq!(all.reason, Reason::Triggered);
}

#[test]
fn no_trigger_goes_within_the_band_that_the_vault_proves_or_before_its_interval() {
    let triggers = Triggers {
        kinds: CALENDAR,
        period_s: 60,
        ..NONE
    };
    let wide = Policy {
        bandBps: 200,
        ..policy(triggers)
    };
    let decision = decide(&wide, &held(6_200, 6_000)).unwrap();
    assert_eq!(decision.reason, Reason::BandNotBreached);
    assert!(decision.readings[1] > decision.readings[2] && decision.trades.is_empty());
    let early = Snapshot {
        lastRebalancedAt: NOW - 3_599,
        ..held(6_201, 6_000)
    };
    let decision = decide(&wide, &early).unwrap();
    assert_eq!(
        (decision.reason, decision.eligibleAt),
        (Reason::IntervalNotElapsed, NOW + 1)
    );
    assert!(decision.trades.is_empty());
    assert_eq!(
        decide(&wide, &held(6_201, 6_000)).unwrap().reason,
        Reason::Triggered
    );
}

#[test]
fn a_trade_ends_where_the_policy_says_when_a_band_calls_for_it() {
    let triggers = |return_percent| Triggers {
        kinds: ABSOLUTE | CALENDAR,
        absolute_bps: 300,
        period_s: 60,
        return_percent,
        ..NONE
    };
    let sold = |return_percent, weight| {
        let decision = asked(triggers(return_percent), &held(weight, 6_000));
        let [trade] = &decision.trades[..] else {
            panic!("{decision:?}")
        };
        millionths(trade.amountIn / uint!(1_000_000_U256))
    };
    assert_eq!(
        [sold(0, 6_400), sold(50, 6_400), sold(90, 6_400)],
        [40_000, 25_000, 13_000]
    );
    // Only the calendar calls for this one.
    assert_eq!(sold(50, 6_200), 20_000);
}

#[test]
fn an_asset_without_a_target_is_sold_whole() {
    let triggers = Triggers {
        kinds: ABSOLUTE,
        absolute_bps: 300,
        return_percent: 90,
        ..NONE
    };
    let decision = asked(triggers, &held(400, 0));
    let sold: Vec<_> = decision
        .trades
        .iter()
        .map(|trade| (trade.sell, trade.amountIn))
        .collect();
    assert_eq!(sold, [(1, wad(400) * uint!(1_000_000_U256))]);
}

#[test]
fn decide_refuses_triggers_and_variances_that_it_cannot_use() {
    use kit::abi::IEngine::{IEngineErrors, LengthMismatch, TriggersOutOfRange};
    let scaled = Triggers {
        kinds: ABSOLUTE | VARIANCES,
        absolute_bps: 500,
        exponent_percent: 50,
        reference_bps: 5_000,
        clamp_tenths: 20,
        ..NONE
    };
    let short = Snapshot {
        variancesE27: vec![VARIANCE],
        ..held(6_500, 6_000)
    };
    let length = LengthMismatch {
        got: U256::ONE,
        expected: uint!(2_U256),
    };
    let refused = |error| Err(Undecided::Refused(error));
    assert_eq!(
        decide(&policy(scaled), &short),
        refused(IEngineErrors::LengthMismatch(length))
    );
    let beyond = Snapshot {
        variancesE27: vec![U256::ONE << 96; 2],
        ..held(6_500, 6_000)
    };
    assert_eq!(decide(&policy(scaled), &beyond), Err(Undecided::Overflow));
    let wild = Triggers {
        exponent_percent: -101,
        ..scaled
    };
    let error = TriggersOutOfRange {
        field: "exponentPercent".into(),
        got: alloy_primitives::I256::try_from(-101).unwrap(),
        minimum: alloy_primitives::I256::try_from(-100).unwrap(),
        maximum: alloy_primitives::I256::try_from(100).unwrap(),
    };
    assert_eq!(
        decide(&policy(wild), &short),
        refused(IEngineErrors::TriggersOutOfRange(error))
    );
}

/// Amounts after every trade filled in full at the oracle's prices.
fn filled(snapshot: &Snapshot, decision: &Decision) -> Vec<U256> {
    let mut amounts = snapshot.amounts.clone();
    for trade in &decision.trades {
        let (sell, buy) = (usize::from(trade.sell), usize::from(trade.buy));
        let out = trade.amountIn * snapshot.pricesE36[sell] / snapshot.pricesE36[buy];
        assert!(out >= trade.minOut);
        amounts[sell] -= trade.amountIn;
        amounts[buy] += out;
    }
    amounts
}

/// `sum |value - target * NAV|`.
fn distance(snapshot: &Snapshot) -> U256 {
    let values: Vec<_> = snapshot
        .amounts
        .iter()
        .zip(&snapshot.pricesE36)
        .map(|(amount, price)| *amount * *price / E36)
        .collect();
    let nav: U256 = values.iter().sum();
    values
        .iter()
        .zip(&snapshot.targetsWad)
        .map(|(value, target)| value.abs_diff(*target * nav / WAD))
        .sum()
}

prop_compose! {
    /// Two to six assets, worth between a thousand and ten million each, with targets of a twentieth or more.
    fn portfolio()(
        values in prop::collection::vec(1_000..10_000_000_u64, 2..=6),
        prices in prop::collection::vec(1..100_000_u64, 6),
        shares in prop::collection::vec(50..1_000_u64, 6),
        variances in prop::collection::vec(0..1_u64 << 62, 6),
        vault: [u8; 20], epoch: u64,
    ) -> Snapshot {
        let count = values.len();
        let total: u64 = shares.iter().take(count).sum();
        let mut targets: Vec<_> = shares.iter().take(count).map(|share| U256::from(*share) * WAD / U256::from(total)).collect();
        let sum: U256 = targets.iter().sum();
        targets[0] += WAD - sum;
        Snapshot {
            amounts: values.iter().zip(&prices).map(|(value, price)| U256::from(*value) * WAD / U256::from(*price)).collect(),
            pricesE36: prices.iter().take(count).map(|price| U256::from(*price) * E36).collect(),
            targetsWad: targets,
            lastRebalancedAt: NOW - 3_600,
            timestamp: NOW,
            vault: Address::new(vault),
            epoch,
            variancesE27: variances.iter().take(count).map(|variance| U256::from(*variance)).collect(),
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    /// E2: an absolute trigger is the policy's band by another name.
    #[test]
    fn prop_e2_an_absolute_trigger_is_a_band(snapshot in portfolio(), band in 1..5_000_u16) {
        let triggers = Triggers { kinds: ABSOLUTE, absolute_bps: band, ..NONE };
        let least = Policy { bandBps: 0, ..policy(triggers) };
        let plain = Policy { bandBps: band, triggers: Default::default(), ..least.clone() };
        let (triggered, plain) = (decide(&least, &snapshot).unwrap(), decide(&plain, &snapshot).unwrap());
        prop_assert_eq!(triggered.reason == Reason::Triggered, plain.reason == Reason::BandBreached);
        prop_assert_eq!(triggered.trades, plain.trades);
        prop_assert_eq!(plain.readings.len(), 0);
    }

    /// E2: go exactly when any, or all, of the readings exceed their limits, and drift and time allow it.
    #[test]
    fn prop_e2_the_reason_follows_the_readings(snapshot in portfolio(), triggers in policies::triggers(), band in 0..2_000_u16, age in 0..7_200_u64) {
        let snapshot = Snapshot { lastRebalancedAt: NOW - age, ..snapshot };
        let decision = decide(&Policy { bandBps: band, ..policy(triggers) }, &snapshot).unwrap();
        let met: Vec<_> = decision.readings.chunks(3).map(|reading| reading[1] > reading[2]).collect();
        prop_assert_eq!(met.len(), usize::try_from((triggers.kinds & 63).count_ones()).unwrap());
        let are_met = if triggers.has(ALL) { met.iter().all(|met| *met) } else { met.iter().any(|met| *met) };
        let expected = match () {
            () if decision.maxDriftWad <= decision.bandWad => Reason::BandNotBreached,
            () if !are_met => Reason::NotTriggered,
            () if age < 3_600 => Reason::IntervalNotElapsed,
            () => Reason::Triggered,
        };
        prop_assert_eq!(decision.reason, expected);
        prop_assert!(decision.trades.is_empty() || expected == Reason::Triggered);
    }

    /// E3, E4: no asset is on both sides but the hub, nothing is sold that is not there, and the distance to the targets falls.
    #[test]
    fn prop_e4_every_plan_contracts(snapshot in portfolio(), triggers in policies::triggers()) {
        let decision = decide(&policy(triggers), &snapshot).unwrap();
        for trade in &decision.trades {
            prop_assert!((trade.sell == 0) != (trade.buy == 0));
            let again = decision.trades.iter().filter(|other| other.sell.max(other.buy) == trade.sell.max(trade.buy));
            prop_assert_eq!(again.count(), 1);
        }
        let after = Snapshot { amounts: filled(&snapshot, &decision), ..snapshot.clone() };
        prop_assert!(decision.trades.is_empty() || distance(&after) < distance(&snapshot));
    }

    /// E5: after a fill in full no band is breached, and prices that stand still bring no more trades than the way from the
    /// edge to the target, however often one looks.
    #[test]
    fn prop_e5_constant_prices_bring_rest(snapshot in portfolio(), triggers in policies::triggers()) {
        let wide = Triggers {
            absolute_bps: triggers.absolute_bps.max(if triggers.has(ABSOLUTE | FORECAST) { 200 } else { 0 }),
            relative_bps: triggers.relative_bps.max(if triggers.has(RELATIVE) { 4_000 } else { 0 }),
            kinds: triggers.kinds & !COST,
            cost_bps: 0,
            fixed_millionths: 0,
            aversion_tenths: 0,
            exponent_percent: 0,
            reference_bps: 0,
            clamp_tenths: 0,
            return_percent: if triggers.has(ABSOLUTE | RELATIVE | FORECAST) { triggers.return_percent.min(90) } else { 0 },
            ..triggers
        };
        prop_assume!(wide.kinds & 63 != 0);
        let needs = wide.has(TRACKING | FORECAST);
        let kinds = if needs { wide.kinds } else { wide.kinds & !VARIANCES };
        let jitter = if wide.has(ABSOLUTE | RELATIVE | FORECAST | CALENDAR) { wide.jitter_percent } else { 0 };
        let policy = policy(Triggers { kinds, jitter_percent: jitter, ..wide });
        let mut now = snapshot;
        let mut trips = 0;
        for _ in 0..100 {
            let decision = decide(&policy, &now).unwrap();
            let is_band = decision.readings.chunks(3).any(|reading| reading[0] < uint!(2_U256) && reading[1] > reading[2]);
            if decision.reason == Reason::Triggered && !decision.trades.is_empty() {
                trips += 1;
                // The epoch stays, as the band does: what jitter does to the next one is not the plan's affair.
                now.amounts = filled(&now, &decision);
                now.lastRebalancedAt = now.timestamp;
                let after = decide(&policy, &now).unwrap();
                let is_still = after.readings.chunks(3).any(|reading| reading[0] < uint!(2_U256) && reading[1] > reading[2]);
                prop_assert!(!(is_band && is_still), "{:?} {:?}", decision.readings, after.readings);
            }
            now.timestamp += 86_400;
        }
        prop_assert!(trips <= 2, "{}", trips);
    }
}
