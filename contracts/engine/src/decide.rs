//! Should this portfolio trade now, and what?
//!
//! A pure function of policy and snapshot: the same call gives the same decision here, in a keeper, in a simulation and
//! to anyone who wants to check it. The arithmetic is `rebalance-math`; this module says which questions are asked, in
//! which order, and with what words they are answered.
//!
//! 1. The snapshot describes one portfolio: equal lengths, 2 to 32 assets, targets that sum to one, no price missing.
//! 2. The policy's band comes first: inside it nothing trades, whatever a trigger says, because the vault that asks proves
//!    this by itself. Then the declared triggers, if there are any; then the interval: `IntervalNotElapsed` means that time
//!    alone stands in the way.
//! 3. The breach is decided by one drift, rounded up: a ceiling is above the band exactly when the drift is.
//! 4. Trades come with a go only. They may be none: then rounding alone would break their floors, and the caller
//!    must not count that as a rebalance.
//! 5. A trade that a band has called for may end inside it, short of the target; any other goes to the target.

use alloy_primitives::{I256, U256};
use kit::abi::{
    Decision,
    IEngine::{
        AssetCountOutOfRange, IEngineErrors, LengthMismatch, NavZero, PolicyOutOfRange, PriceZero,
        TriggersOutOfRange, WeightsDoNotSumToOne,
    },
    Policy, Reason, Snapshot,
};
use kit::triggers::{OutOfRange, Triggers};
use rebalance_math::portfolio::project_to_simplex;
use rebalance_math::{self as math, MAX_ASSETS, MIN_ASSETS, MathError, SignedWeight, WAD, Weight};

use crate::portfolio::{Portfolio, raw};
use crate::readings::Readings;

/// A whole, in basis points: no band and no tolerance is wider.
const BPS_MAX: u16 = 10_000;

/// Why there is no decision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Undecided {
    /// The question is malformed, with the numbers.
    Refused(IEngineErrors),
    /// Arithmetic left its range.
    Overflow,
}

/// Looks at the portfolio and says go, or why not.
///
/// # Errors
/// An `IEngine` error for a malformed question; `Overflow` for amounts or prices that no real market has.
pub(crate) fn decide(policy: &Policy, snapshot: &Snapshot) -> Result<Decision, Undecided> {
    let triggers = check(policy)?;
    check_shape(snapshot)?;
    let portfolio = Portfolio::new(snapshot)?;
    let band = Weight::from_bps(policy.bandBps);
    let eligible_at =
        math::eligible_at(snapshot.lastRebalancedAt, policy.minIntervalSeconds.into());

    let max_drift = portfolio.max_drift()?;
    let readings = match &triggers {
        Some(triggers) => Some(Readings::new(triggers, &portfolio, snapshot)?),
        None => None,
    };
    let reason = if max_drift <= band {
        Reason::BandNotBreached
    } else if readings
        .as_ref()
        .is_some_and(|readings| !readings.are_met())
    {
        Reason::NotTriggered
    } else if snapshot.timestamp < eligible_at {
        Reason::IntervalNotElapsed
    } else if readings.is_some() {
        Reason::Triggered
    } else {
        Reason::BandBreached
    };
    let tolerance = Weight::from_bps(policy.toleranceBps);
    let trades = match (reason, &readings) {
        (Reason::BandBreached, _) => portfolio.plan(&portfolio.targets, tolerance)?,
        (Reason::Triggered, Some(readings)) => {
            let inner = readings.inner()?;
            if inner.is_empty() {
                portfolio.plan(&portfolio.targets, tolerance)?
            } else {
                portfolio.plan(&nearest_within(&portfolio, &inner)?, tolerance)?
            }
        }
        _ => Vec::new(),
    };
    Ok(Decision {
        reason,
        navWad: portfolio.nav.raw(),
        maxDriftWad: max_drift.raw(),
        bandWad: band.raw(),
        eligibleAt: eligible_at,
        weightsWad: raw(&portfolio.weights()?),
        trades,
        readings: readings
            .map(|readings| readings.words())
            .unwrap_or_default(),
    })
}

/// The weights within `inner` of their targets that are nearest to those of now: what lies outside moves to the edge, and
/// the others share the rest, so no weights in these bands take less turnover.
#[inline(never)]
fn nearest_within(portfolio: &Portfolio, inner: &[Weight]) -> Result<Vec<Weight>, MathError> {
    let weights = portfolio.weights()?;
    let wanted: Vec<_> = weights
        .iter()
        .map(|weight| SignedWeight::new(*weight, false))
        .collect();
    let mut lower = Vec::with_capacity(inner.len());
    let mut upper = Vec::with_capacity(inner.len());
    for (target, inner) in portfolio.targets.iter().zip(inner) {
        lower.push(target.checked_sub(*inner).unwrap_or_default());
        upper.push(target.checked_add(*inner)?.min(Weight::ONE));
    }
    let mut nearest = vec![Weight::ZERO; weights.len()];
    project_to_simplex(&wanted, &lower, &upper, &mut nearest)?;
    Ok(nearest)
}

/// The triggers of a policy that this engine decides by.
///
/// # Errors
/// `PolicyOutOfRange`, `TriggersOutOfRange`.
#[inline(never)]
pub(crate) fn check(policy: &Policy) -> Result<Option<Triggers>, Undecided> {
    for got in [policy.bandBps, policy.toleranceBps, policy.maxLossBps] {
        if got > BPS_MAX {
            return Err(Undecided::Refused(IEngineErrors::PolicyOutOfRange(
                PolicyOutOfRange {
                    got: U256::from(got),
                    maximum: U256::from(BPS_MAX),
                },
            )));
        }
    }
    Ok(Triggers::from_word(policy.triggers)?)
}

/// Before anything is sized by these lengths.
fn check_shape(snapshot: &Snapshot) -> Result<(), Undecided> {
    let expected = snapshot.amounts.len();
    if !(MIN_ASSETS..=MAX_ASSETS).contains(&expected) {
        return Err(MathError::AssetCountOutOfRange {
            got: expected,
            minimum: MIN_ASSETS,
            maximum: MAX_ASSETS,
        }
        .into());
    }
    for got in [snapshot.pricesE36.len(), snapshot.targetsWad.len()] {
        if got != expected {
            return Err(MathError::LengthMismatch { got, expected }.into());
        }
    }
    Ok(())
}

impl From<OutOfRange> for Undecided {
    fn from(error: OutOfRange) -> Self {
        let OutOfRange {
            field,
            got,
            minimum,
            maximum,
        } = error;
        // Every field has fewer than 64 bits.
        let number = |number: i64| I256::try_from(number).unwrap_or_default();
        Self::Refused(IEngineErrors::TriggersOutOfRange(TriggersOutOfRange {
            field: field.into(),
            got: number(got),
            minimum: number(minimum),
            maximum: number(maximum),
        }))
    }
}

impl From<MathError> for Undecided {
    fn from(error: MathError) -> Self {
        Self::Refused(match error {
            MathError::LengthMismatch { got, expected } => {
                IEngineErrors::LengthMismatch(LengthMismatch {
                    got: U256::from(got),
                    expected: U256::from(expected),
                })
            }
            MathError::AssetCountOutOfRange {
                got,
                minimum,
                maximum,
            } => IEngineErrors::AssetCountOutOfRange(AssetCountOutOfRange {
                got: U256::from(got),
                minimum: U256::from(minimum),
                maximum: U256::from(maximum),
            }),
            MathError::WeightsDoNotSumToOne { sum } => {
                IEngineErrors::WeightsDoNotSumToOne(WeightsDoNotSumToOne {
                    sumWad: sum,
                    expectedWad: WAD,
                })
            }
            MathError::NavZero => IEngineErrors::NavZero(NavZero {}),
            MathError::PriceZero { index } => IEngineErrors::PriceZero(PriceZero {
                index: U256::from(index),
            }),
            // The others are about shares, tolerances and divisors, which are checked before or not used here.
            _ => return Self::Overflow,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloy_primitives::{Address, B256, uint};
    use kit::abi::Trade;
    use proptest::prelude::*;

    const NOW: u64 = 1_800_000_000;
    const E36: U256 = uint!(1_000_000_000_000_000_000_000_000_000_000_000_000_U256);
    const POLICY: Policy = Policy {
        bandBps: 500,
        minIntervalSeconds: 3_600,
        toleranceBps: 100,
        maxLossBps: 50,
        triggers: B256::ZERO,
    };

    fn wad(whole: u64) -> U256 {
        U256::from(whole) * WAD
    }

    /// Tokens of 18 decimals at whole prices; equal targets of two assets.
    fn pair(hub: u64, other: u64, price: u64) -> Snapshot {
        Snapshot {
            amounts: vec![wad(hub), wad(other)],
            pricesE36: vec![E36, U256::from(price) * E36],
            targetsWad: vec![WAD / U256::from(2); 2],
            lastRebalancedAt: NOW - 3_600,
            timestamp: NOW,
            vault: Address::ZERO,
            epoch: 0,
        }
    }

    fn refused(error: IEngineErrors) -> Result<Decision, Undecided> {
        Err(Undecided::Refused(error))
    }

    #[test]
    fn decide_sells_what_is_above_target_when_the_band_is_breached() {
        // 1,000 against 500 at 4: NAV 3,000, weights 1/3 and 2/3, drift 1/6. Back to 1,500 each: sell 125 for 500.
        let decision = decide(&POLICY, &pair(1_000, 500, 4)).unwrap();
        assert_eq!(decision.reason, Reason::BandBreached);
        assert_eq!(decision.navWad, wad(3_000));
        assert_eq!(decision.maxDriftWad, uint!(166_666_666_666_666_667_U256));
        assert_eq!(decision.bandWad, uint!(50_000_000_000_000_000_U256));
        assert_eq!(decision.eligibleAt, NOW);
        let third = uint!(333_333_333_333_333_333_U256);
        assert_eq!(decision.weightsWad, vec![third, third + third]);
        let sell = Trade {
            sell: 1,
            buy: 0,
            amountIn: wad(125),
            minOut: wad(495),
        };
        assert_eq!(decision.trades, vec![sell]);
    }

    #[test]
    fn decide_buys_with_the_hub_when_the_other_asset_is_below_target() {
        // 2,000 against 500 at 2: NAV 3,000; the other lacks 500, that is 250 of it, less one part in a hundred.
        let decision = decide(&POLICY, &pair(2_000, 500, 2)).unwrap();
        let buy = Trade {
            sell: 0,
            buy: 1,
            amountIn: wad(500),
            minOut: uint!(247_500_000_000_000_000_000_U256),
        };
        assert_eq!(decision.trades, vec![buy]);
    }

    #[test]
    fn decide_stays_when_the_drift_is_exactly_the_band() {
        // 1,100 against 900: weights 0.55 and 0.45, a drift of exactly 500 bps.
        let decision = decide(&POLICY, &pair(1_100, 900, 1)).unwrap();
        assert_eq!(
            (decision.reason, decision.maxDriftWad),
            (Reason::BandNotBreached, decision.bandWad)
        );
        assert!(decision.trades.is_empty());
        let mut beyond = pair(1_100, 900, 1);
        beyond.amounts[0] += uint!(1_000_U256);
        let decision = decide(&POLICY, &beyond).unwrap();
        assert_eq!(decision.reason, Reason::BandBreached);
        assert!(decision.maxDriftWad > decision.bandWad);
    }

    #[test]
    fn decide_names_the_interval_only_when_time_alone_stands_in_the_way() {
        let early = |snapshot| Snapshot {
            lastRebalancedAt: NOW - 3_599,
            ..snapshot
        };
        let decision = decide(&POLICY, &early(pair(1_000, 500, 4))).unwrap();
        assert_eq!(
            (decision.reason, decision.eligibleAt),
            (Reason::IntervalNotElapsed, NOW + 1)
        );
        assert!(decision.trades.is_empty());
        let decision = decide(&POLICY, &early(pair(1_000, 1_000, 1))).unwrap();
        assert_eq!(decision.reason, Reason::BandNotBreached);
    }

    #[test]
    fn decide_refuses_a_malformed_question_with_its_numbers() {
        let number = |number: usize| U256::from(number);
        let good = pair(1_000, 500, 4);
        let count = |got| {
            refused(IEngineErrors::AssetCountOutOfRange(AssetCountOutOfRange {
                got: number(got),
                minimum: number(2),
                maximum: number(32),
            }))
        };
        for size in [0, 1, 33, 1_000] {
            let snapshot = Snapshot {
                amounts: vec![wad(1); size],
                ..good.clone()
            };
            assert_eq!(decide(&POLICY, &snapshot), count(size));
        }
        let length = LengthMismatch {
            got: number(3),
            expected: number(2),
        };
        for snapshot in [
            Snapshot {
                pricesE36: vec![E36; 3],
                ..good.clone()
            },
            Snapshot {
                targetsWad: vec![WAD / U256::from(2); 3],
                ..good.clone()
            },
        ] {
            assert_eq!(
                decide(&POLICY, &snapshot),
                refused(IEngineErrors::LengthMismatch(length.clone()))
            );
        }
        let mut heavy = good.clone();
        heavy.targetsWad[0] += U256::from(1);
        let sum = WeightsDoNotSumToOne {
            sumWad: WAD + U256::from(1),
            expectedWad: WAD,
        };
        assert_eq!(
            decide(&POLICY, &heavy),
            refused(IEngineErrors::WeightsDoNotSumToOne(sum))
        );
        let unpriced = Snapshot {
            pricesE36: vec![E36, U256::ZERO],
            ..good.clone()
        };
        let price = PriceZero { index: number(1) };
        assert_eq!(
            decide(&POLICY, &unpriced),
            refused(IEngineErrors::PriceZero(price))
        );
        let empty = Snapshot {
            amounts: vec![U256::ZERO; 2],
            ..good.clone()
        };
        assert_eq!(
            decide(&POLICY, &empty),
            refused(IEngineErrors::NavZero(NavZero {}))
        );
        let policy = Policy {
            toleranceBps: 10_001,
            ..POLICY
        };
        let bps = PolicyOutOfRange {
            got: number(10_001),
            maximum: number(10_000),
        };
        assert_eq!(
            decide(&policy, &good),
            refused(IEngineErrors::PolicyOutOfRange(bps))
        );
    }

    #[test]
    fn decide_reports_overflow_for_amounts_of_no_real_market() {
        let snapshot = Snapshot {
            amounts: vec![U256::MAX; 2],
            pricesE36: vec![U256::MAX; 2],
            ..pair(1, 1, 1)
        };
        assert_eq!(decide(&POLICY, &snapshot), Err(Undecided::Overflow));
    }

    proptest! {
        /// Against whole numbers: with unit prices and equal weights, drift is |a - b| / 2 (a + b).
        #[test]
        fn prop_reason_follows_drift_band_and_clock(
            hub in 1..=u64::from(u32::MAX),
            other in 1..=u64::from(u32::MAX),
            band in 0..=10_000_u16,
            age in 0..7_200_u64,
        ) {
            let mut snapshot = pair(hub, other, 1);
            snapshot.lastRebalancedAt = NOW - age;
            let policy = Policy { bandBps: band, ..POLICY };
            let decision = decide(&policy, &snapshot).unwrap();
            let (hub, other, band) = (u128::from(hub), u128::from(other), u128::from(band));
            let expected = if hub.abs_diff(other) * 10_000 <= 2 * band * (hub + other) {
                Reason::BandNotBreached
            } else if age < 3_600 {
                Reason::IntervalNotElapsed
            } else {
                Reason::BandBreached
            };
            prop_assert_eq!(decision.reason, expected);
            prop_assert_eq!(decision.maxDriftWad > decision.bandWad, expected != Reason::BandNotBreached);
            prop_assert_eq!(decision.trades.len(), usize::from(expected == Reason::BandBreached));
        }

        /// No question panics, whatever numbers are in it.
        #[test]
        fn prop_decide_answers_or_refuses(
            amounts in prop::collection::vec(any::<[u64; 4]>(), 0..40),
            prices in prop::collection::vec(any::<[u64; 4]>(), 0..40),
            is_even: bool,
            clocks: [u64; 2],
            bps: [u16; 3],
            interval: u32,
            triggers in crate::policies::triggers(),
        ) {
            let integers = |limbs: &[[u64; 4]]| limbs.iter().copied().map(U256::from_limbs).collect::<Vec<_>>();
            let count = amounts.len().max(1);
            let mut targets = vec![WAD / U256::from(count); count];
            targets[0] += WAD % U256::from(count);
            let mut prices = integers(&prices);
            if is_even {
                prices.resize(amounts.len(), E36);
            }
            let snapshot = Snapshot {
                amounts: integers(&amounts),
                pricesE36: prices,
                targetsWad: targets,
                lastRebalancedAt: clocks[0],
                timestamp: clocks[1],
                ..pair(1, 1, 1)
            };
            let [band, tolerance, loss] = bps;
            let policy = Policy {
                bandBps: band, minIntervalSeconds: interval, toleranceBps: tolerance, maxLossBps: loss,
                triggers: triggers.to_word(),
            };
            if let Ok(decision) = decide(&policy, &snapshot) {
                prop_assert_eq!(decision.weightsWad.len(), snapshot.amounts.len());
                prop_assert!(decision.trades.is_empty() || decision.reason == Reason::Triggered);
            }
        }
    }
}
