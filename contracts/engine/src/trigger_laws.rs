#![allow(
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    reason = "a test that fails here fails, as it should"
)]
//! What every trigger says, in numbers from elsewhere, and the laws that all of them keep.

use alloy_primitives::{Address, U256, uint};
use kit::abi::{Decision, Policy, Reason, Snapshot};
use kit::triggers::{ABSOLUTE, ALL, CALENDAR, COST, COST_OPTIMAL, RELATIVE, Triggers};
use proptest::prelude::*;
use rebalance_math::WAD;

use crate::decide::{Undecided, decide};
use crate::policies;

const NOW: u64 = 1_800_000_000;
const E36: U256 = uint!(1_000_000_000_000_000_000_000_000_000_000_000_000_U256);
const NONE: Triggers = Triggers {
    kinds: 0,
    absolute_bps: 0,
    relative_bps: 0,
    period_s: 0,
    phase_s: 0,
    cost_bps: 0,
    fixed_millionths: 0,
    aversion_tenths: 0,
    jitter_percent: 0,
    return_percent: 0,
    reserved: [0; 12],
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
    assert_eq!(one(triggers(28_800 - 3_599), &held(6_002, 6_000), 2), go);
    let no = (Reason::NotTriggered, seconds(last), seconds(last));
    assert_eq!(one(triggers(28_800 - 3_600), &held(6_002, 6_000), 2), no);
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
    let (reason, got, limit) = one(triggers(0), &held(6_497, 6_000), 3);
    assert_eq!(
        (reason, got, millionths(limit)),
        (Reason::NotTriggered, wad(497), 49_775)
    );
    let snapshot = held(6_498, 6_000);
    let (reason, got, _) = one(triggers(0), &snapshot, 3);
    assert_eq!((reason, got), (Reason::Triggered, wad(498)));
    let sold = |return_percent| {
        let [trade] = &asked(triggers(return_percent), &snapshot).trades[..] else {
            panic!()
        };
        millionths(trade.amountIn / uint!(1_000_000_U256))
    };
    assert_eq!([sold(0), sold(COST_OPTIMAL)], [49_800, 49_800 - 17_262]);
}

/// The brute-force minima of the model in the literature: (one-way cost, fixed cost) -> (trigger, where to end), in millionths.
#[test]
fn cost_knows_the_optimum_with_and_without_a_fixed_cost() {
    for (cost_bps, fixed_millionths, trigger, inner) in [
        (10, 0, 30_652, 30_652),
        (10, 10, 49_775, 17_262),
        (10, 100, 74_341, 9_267),
        (0, 100, 69_282, 0),
    ] {
        let triggers = Triggers {
            kinds: COST,
            cost_bps,
            fixed_millionths,
            aversion_tenths: 30,
            return_percent: COST_OPTIMAL,
            ..NONE
        };
        let (reason, _, limit) = one(triggers, &held(6_900, 6_000), 3);
        assert_eq!((reason, millionths(limit)), (Reason::Triggered, trigger));
        let [trade] = &asked(triggers, &held(6_900, 6_000)).trades[..] else {
            panic!("one trade")
        };
        // Never nearer to the band than a tenth of it.
        let ends = inner.min(trigger * 9 / 10);
        let sold = millionths(trade.amountIn / uint!(1_000_000_U256));
        assert!(sold.abs_diff(90_000 - ends) <= 1, "{sold} {ends}");
    }
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
fn decide_refuses_triggers_out_of_range_by_name() {
    use alloy_primitives::I256;
    use kit::abi::IEngine::{IEngineErrors, TriggersOutOfRange};
    let wild = Triggers {
        kinds: ABSOLUTE,
        absolute_bps: 10_001,
        ..NONE
    };
    let number = |number: i64| I256::try_from(number).unwrap();
    let error = TriggersOutOfRange {
        field: "absoluteBps".into(),
        got: number(10_001),
        minimum: number(1),
        maximum: number(10_000),
    };
    let refused = Err(Undecided::Refused(IEngineErrors::TriggersOutOfRange(error)));
    assert_eq!(decide(&policy(wild), &held(6_500, 6_000)), refused);
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
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    /// E2: an absolute trigger is the policy's band by another name.
    #[test]
    fn inv_e2_an_absolute_trigger_is_a_band(snapshot in portfolio(), band in 1..5_000_u16) {
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
    fn inv_e2_the_reason_follows_the_readings(snapshot in portfolio(), triggers in policies::triggers(), band in 0..2_000_u16, age in 0..7_200_u64) {
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
    fn inv_e3_and_e4_every_plan_conserves_and_contracts(snapshot in portfolio(), triggers in policies::triggers()) {
        let decision = decide(&policy(triggers), &snapshot).unwrap();
        for trade in &decision.trades {
            prop_assert!((trade.sell == 0) != (trade.buy == 0));
            let again = decision.trades.iter().filter(|other| other.sell.max(other.buy) == trade.sell.max(trade.buy));
            prop_assert_eq!(again.count(), 1);
        }
        let after = Snapshot { amounts: filled(&snapshot, &decision), ..snapshot.clone() };
        prop_assert!(decision.trades.is_empty() || distance(&after) < distance(&snapshot));
    }

    /// E5: after a fill in full no band is breached, whatever jitter the next epoch draws, and prices that stand still bring no
    /// more trades than the way from the edge to the target, in up to a thousand looks.
    #[test]
    fn inv_e5_constant_prices_bring_rest(snapshot in portfolio(), triggers in policies::triggers()) {
        // Bands that are wider than what the tolerance of a plan leaves.
        let wide = Triggers {
            absolute_bps: triggers.absolute_bps.max(if triggers.has(ABSOLUTE) { 200 } else { 0 }),
            relative_bps: triggers.relative_bps.max(if triggers.has(RELATIVE) { 4_000 } else { 0 }),
            cost_bps: triggers.cost_bps.max(if triggers.has(COST) { 30 } else { 0 }),
            aversion_tenths: triggers.aversion_tenths.min(50),
            ..triggers
        };
        let policy = policy(wide);
        let calls = |decision: &Decision| decision.readings.chunks(3).any(|reading| reading[0] != uint!(2_U256) && reading[1] > reading[2]);
        let mut now = snapshot;
        let mut trips = 0;
        // The band of costs is dear to compute, and does not depend on the day.
        let looks = if wide.has(COST) { 50 } else { 1_000 };
        for _ in 0..looks {
            let decision = decide(&policy, &now).unwrap();
            if !decision.trades.is_empty() {
                prop_assert_eq!(decision.reason, Reason::Triggered);
                trips += 1;
                now.amounts = filled(&now, &decision);
                now.lastRebalancedAt = now.timestamp;
                now.epoch = now.epoch.wrapping_add(1);
                let after = decide(&policy, &now).unwrap();
                prop_assert!(!calls(&after), "{:?} {:?}", decision.readings, after.readings);
            } else if !wide.has(CALENDAR) {
                break;
            }
            now.timestamp += 86_400;
        }
        prop_assert!(trips <= 2, "{}", trips);
    }

    /// E2, against whole numbers: absolute, relative and calendar, alone and together, as their definitions have them.
    #[test]
    fn inv_e2_triggers_are_their_definitions(
        values in prop::collection::vec(1..1_000_000_u128, 2..=6),
        cuts in prop::collection::vec(1..100_u128, 6),
        kinds in 1..=7_u8, needs_all: bool,
        (absolute, relative) in (1..=3_000_u16, 1..=10_000_u16),
        (period, phase, age) in (60..=1_000_000_u32, any::<u32>(), 3_600..2_000_000_u64),
    ) {
        let (count, total) = (values.len(), cuts.iter().take(values.len()).sum::<u128>());
        // Targets in thousandths, the hub's with what is left over.
        let mut parts: Vec<_> = cuts.iter().take(count).map(|cut| cut * 1_000 / total).collect();
        parts[0] += 1_000 - parts.iter().sum::<u128>();
        let wads = |numbers: &[u128], one: u128| numbers.iter().map(|number| U256::from(number * one)).collect::<Vec<_>>();
        let (phase, has) = (phase % period, |kind: u8| kinds & kind != 0);
        let triggers = Triggers {
            kinds: if needs_all { kinds | ALL } else { kinds },
            absolute_bps: if has(ABSOLUTE) { absolute } else { 0 },
            relative_bps: if has(RELATIVE) { relative } else { 0 },
            period_s: if has(CALENDAR) { period } else { 0 },
            phase_s: if has(CALENDAR) { phase } else { 0 },
            ..NONE
        };
        let snapshot = Snapshot {
            amounts: wads(&values, 1_000_000_000_000_000_000),
            pricesE36: vec![E36; count],
            targetsWad: wads(&parts, 1_000_000_000_000_000),
            lastRebalancedAt: NOW - age,
            ..held(1, 1)
        };
        let decision = decide(&Policy { bandBps: 0, ..policy(triggers) }, &snapshot).unwrap();

        let nav: u128 = values.iter().sum();
        let drifts = || values.iter().zip(&parts).map(|(value, part)| ((value * 1_000).abs_diff(part * nav), part));
        let is_absolute = drifts().any(|(drift, _)| drift * 10 > u128::from(absolute) * nav);
        let is_relative = drifts().any(|(drift, part)| drift * 10_000 > u128::from(relative) * part * nav);
        let periods = |time: u64| (time - u64::from(phase)) / u64::from(period);
        let is_calendar = periods(NOW) > periods(NOW - age);
        let met: Vec<_> = [(ABSOLUTE, is_absolute), (RELATIVE, is_relative), (CALENDAR, is_calendar)]
            .into_iter()
            .filter_map(|(kind, is_met)| has(kind).then_some(is_met))
            .collect();
        let are_met = if needs_all { !met.contains(&false) } else { met.contains(&true) };
        let expected = match () {
            () if drifts().all(|(drift, _)| drift == 0) => Reason::BandNotBreached,
            () if are_met => Reason::Triggered,
            () => Reason::NotTriggered,
        };
        prop_assert_eq!(decision.reason, expected);
    }

    /// E6: what is too small to trade is left out, and keeps nothing else from trading.
    #[test]
    fn inv_e6_dust_never_blocks(snapshot in portfolio(), triggers in policies::triggers(), dust in 0..10_u64) {
        let mut snapshot = snapshot;
        let policy = policy(triggers);
        let whole = decide(&policy, &snapshot).unwrap();
        // One more asset, without a target, of which there are a few base units.
        snapshot.amounts.push(U256::from(dust));
        snapshot.pricesE36.push(E36);
        snapshot.targetsWad.push(U256::ZERO);
        let beside = decide(&policy, &snapshot).unwrap();
        let dust = u8::try_from(snapshot.amounts.len()).unwrap() - 1;
        prop_assert!(beside.trades.iter().all(|trade| trade.sell != dust && trade.buy != dust));
        let pairs = |decision: &Decision| decision.trades.iter().map(|trade| (trade.sell, trade.buy)).collect::<Vec<_>>();
        if beside.reason == whole.reason && !triggers.has(RELATIVE | COST) && triggers.return_percent == 0 {
            prop_assert_eq!(pairs(&beside), pairs(&whole));
        }
    }

    /// E7: no trigger goes before the interval is over, whatever the clock says.
    #[test]
    fn inv_e7_no_trigger_goes_before_its_interval(snapshot in portfolio(), triggers in policies::triggers(), interval: u32, clock: u64, last: u64) {
        let snapshot = Snapshot { lastRebalancedAt: last, timestamp: clock, ..snapshot };
        let policy = Policy { minIntervalSeconds: interval, ..policy(triggers) };
        let decision = decide(&policy, &snapshot).unwrap();
        let is_early = u128::from(clock) < u128::from(last) + u128::from(interval);
        prop_assert!(!is_early || (decision.reason != Reason::Triggered && decision.trades.is_empty()));
        prop_assert_eq!(u128::from(decision.eligibleAt), (u128::from(last) + u128::from(interval)).min(u64::MAX.into()));
    }

    /// E9: vault and epoch matter through jitter alone.
    #[test]
    fn inv_e9_nothing_but_jitter_differs_between_vaults(snapshot in portfolio(), triggers in policies::triggers(), vault: [u8; 20], epoch: u64) {
        let triggers = Triggers { jitter_percent: 0, ..triggers };
        let other = Snapshot { vault: Address::new(vault), epoch, ..snapshot.clone() };
        prop_assert_eq!(decide(&policy(triggers), &snapshot), decide(&policy(triggers), &other));
    }
}

/// E1: targets sum to one exactly, or there is no decision.
#[test]
fn inv_e1_targets_that_do_not_sum_to_one_are_refused() {
    use kit::abi::IEngine::{IEngineErrors, WeightsDoNotSumToOne};
    let triggers = Triggers {
        kinds: ABSOLUTE,
        absolute_bps: 1,
        ..NONE
    };
    for (plus, minus) in [(1_u64, 0_u64), (0, 1), (1_000_000, 0)] {
        let mut snapshot = held(6_500, 6_000);
        snapshot.targetsWad[1] = snapshot.targetsWad[1] + U256::from(plus) - U256::from(minus);
        let error = WeightsDoNotSumToOne {
            sumWad: WAD + U256::from(plus) - U256::from(minus),
            expectedWad: WAD,
        };
        let refused = Err(Undecided::Refused(IEngineErrors::WeightsDoNotSumToOne(
            error,
        )));
        assert_eq!(decide(&policy(triggers), &snapshot), refused);
    }
}
