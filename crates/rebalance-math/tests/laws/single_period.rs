//! One period ahead: Masters' band and the pair that is worth a trade, against the gain that each is to make largest, in exact
//! rationals.

use num_bigint::BigInt;
use num_traits::{Signed as _, Zero};
use proptest::prelude::*;
use rebalance_math::trigger::{NoTradeBand, PairTrade, masters_band_floor, single_period_trade};
use rebalance_math::volatility::{CovarianceMatrix, CovarianceRate, VarianceRate};
use rebalance_math::{MathError, SignedWeight, U256, WAD, Weight};

use crate::covariances::semidefinite;
use crate::inputs::{config, fraction, ten};
use crate::reference::{Q, one, q, ten as power_of_ten};

fn int(x: i128) -> Q {
    Q::from_integer(x.into())
}

fn big(raw: U256) -> BigInt {
    q(raw).to_integer()
}

fn wad(raw: U256) -> Q {
    q(raw) / q(WAD)
}

fn unit() -> Q {
    one() / q(WAD)
}

fn weight(raw: u64) -> Weight {
    Weight::new(U256::from(raw))
}

fn rate(raw: i128) -> CovarianceRate {
    CovarianceRate::new(raw).unwrap()
}

/// What going from a drift back to another gains by Masters: `(TE^2 / 2 K) (x^2 - y^2) - C (x - y)`.
fn masters_gain(from: &Q, to: &Q, cost: &Q, tolerance: &Q, variance: &Q) -> Q {
    variance / (int(2) * tolerance) * (from * from - to * to) - cost * (from - to)
}

/// Parts of a wad unit in which sizes are measured, and sizes of one.
const PARTS: u64 = 1_000_000;

fn whole() -> BigInt {
    big(WAD) * PARTS
}

/// A period in whole numbers: drifts and sizes in 1e-24, costs in 1e-18, covariances in 1e-27 and losses, doubled, in 1e-93.
struct Exact {
    matrix: Vec<BigInt>,
    drifts: Vec<BigInt>,
    costs: Vec<BigInt>,
    aversion: BigInt,
}

impl Exact {
    /// What drifts lose, doubled: `gamma h d'S d`.
    fn loss(&self, drifts: &[BigInt]) -> BigInt {
        let mut form = BigInt::zero();
        for (row, drift) in self.matrix.chunks(drifts.len()).zip(drifts) {
            for (entry, other) in row.iter().zip(drifts) {
                form += entry * drift * other;
            }
        }
        form * &self.aversion
    }

    /// What a sale of one asset for another gains after its cost, doubled.
    fn gain(&self, (sell, buy): (usize, usize), size: &BigInt) -> BigInt {
        let mut after = self.drifts.clone();
        after[sell] -= size;
        after[buy] += size;
        let cost = (&self.costs[sell] + &self.costs[buy]) * BigInt::from(10).pow(51);
        self.loss(&self.drifts) - self.loss(&after) - size * cost * 2
    }

    /// The slope of the gain at nothing, from two points of the parabola.
    fn first_gain(&self, pair: (usize, usize)) -> BigInt {
        self.gain(pair, &(whole() / 2)) * 4 - self.gain(pair, &whole())
    }
}

/// A matrix, drifts within it, costs, an aversion and a horizon.
#[derive(Clone, Debug)]
struct Period {
    matrix: Vec<CovarianceRate>,
    drifts: Vec<SignedWeight>,
    costs: Vec<Weight>,
    gamma: U256,
    horizon: u64,
}

impl Period {
    fn exact(&self) -> Exact {
        let drift = |drift: &SignedWeight| {
            let magnitude = big(drift.magnitude().raw()) * PARTS;
            if drift.is_negative() {
                -magnitude
            } else {
                magnitude
            }
        };
        Exact {
            matrix: self.matrix.iter().map(|entry| entry.raw().into()).collect(),
            drifts: self.drifts.iter().map(drift).collect(),
            costs: self.costs.iter().map(|cost| big(cost.raw())).collect(),
            aversion: big(self.gamma) * self.horizon,
        }
    }

    fn trade(&self) -> Result<Option<PairTrade>, MathError> {
        let matrix = CovarianceMatrix::trusted(&self.matrix, self.drifts.len())?;
        single_period_trade(&self.drifts, &matrix, &self.costs, self.gamma, self.horizon)
    }
}

fn period() -> impl Strategy<Value = Period> {
    let cost = prop_oneof![
        1 => Just(0_u64),
        1 => Just(3_000_000_000_000_000),
        4 => 0_u64..100_000_000_000_000_000,
    ];
    let gamma = 100_000_000_000_000_000_u128..100_000_000_000_000_000_000;
    (semidefinite(), 0_u32..40).prop_flat_map(move |((count, matrix), shift)| {
        (
            prop::collection::vec((fraction(), any::<bool>()), count),
            prop::collection::vec(cost.clone(), count),
            gamma.clone(),
            0_u32..32,
        )
            .prop_map(move |(drifts, costs, gamma, seconds)| Period {
                // Cut evenly, a matrix of products stays near one of covariances: what is tested holds for any.
                matrix: matrix
                    .iter()
                    .map(|entry| rate(entry.raw() >> shift))
                    .collect(),
                drifts: drifts
                    .into_iter()
                    .map(|(magnitude, is_negative)| SignedWeight::new(magnitude, is_negative))
                    .collect(),
                costs: costs.into_iter().map(weight).collect(),
                gamma: U256::from(gamma),
                horizon: 1 << seconds,
            })
    })
}

proptest! {
    #![proptest_config(config())]

    /// Going all the way pays from the trigger on, and no return gains more than the one to half of it.
    #[test]
    fn prop_masters_band_gains_most_of_all_returns(
        cost in 0_u64..100_000_000_000_000_000, tolerance in 1_u64..5_000_000_000_000_000_000,
        rate in 1_u128..1 << 70, horizon in 1_u64..100_000_000, part in fraction(),
    ) {
        let band = masters_band_floor(
            weight(cost), U256::from(tolerance), VarianceRate::new(rate).unwrap(), horizon,
        ).unwrap();
        let (trigger, back) = (wad(band.trigger.raw()), wad(band.return_to.raw()));
        let cost = wad(U256::from(cost));
        let tolerance = wad(U256::from(tolerance));
        let variance = q(U256::from(rate)) * q(U256::from(horizon)) / power_of_ten(27);
        let gain = |from: &Q, to: &Q| masters_gain(from, to, &cost, &tolerance, &variance);
        // The band is rounded down, by less than a unit.
        let above = &trigger + unit();
        prop_assert!(!gain(&trigger, &Q::zero()).is_positive());
        prop_assert!(gain(&above, &Q::zero()).is_positive());
        let next = &back + unit();
        prop_assert!(gain(&(&next + unit()), &next).is_positive());
        prop_assert!(!gain(&back, &(&back - unit())).is_positive());
        let best = gain(&above, &back).max(gain(&above, &next));
        let other = &above * wad(part.raw());
        prop_assert!(gain(&above, &other) <= best + variance / (int(8) * tolerance) * unit() * unit());
    }

    /// There is a trade if and only if some sale gains by its first unit; it is the sale that gains most by it, and it goes on
    /// for as long as the next unit gains.
    #[test]
    fn prop_single_period_trades_the_pair_that_gains_most_until_it_gains_nothing(period in period()) {
        let exact = period.exact();
        let count = exact.drifts.len();
        let pairs = (0..count).flat_map(|sell| (0..count).map(move |buy| (sell, buy)));
        let most = pairs
            .filter(|(sell, buy)| sell != buy)
            .map(|pair| exact.first_gain(pair))
            .fold(BigInt::zero(), BigInt::max);
        match period.trade() {
            Ok(None) => prop_assert!(most.is_zero(), "a sale gains {}", most),
            Ok(Some(trade)) => {
                let pair = (trade.sell, trade.buy);
                prop_assert!(trade.sell != trade.buy);
                prop_assert!(most.is_positive());
                prop_assert_eq!(exact.first_gain(pair), most);
                let size = big(trade.size.raw()) * PARTS;
                prop_assert!(size.is_zero() || exact.gain(pair, &size) >= exact.gain(pair, &(&size - 1)));
                let next = size + PARTS;
                prop_assert!(exact.gain(pair, &(&next + 1)) < exact.gain(pair, &next));
            }
            // Cutting may leave two assets without a variance against each other, though their risks differ.
            Err(error) => prop_assert_eq!(error, MathError::NotPositiveSemidefinite { pivot: count }),
        }
    }

    /// Two assets: Masters' point of return is the edge of the region, for one over the aversion as tolerance.
    #[test]
    fn prop_two_assets_are_left_alone_up_to_the_point_that_masters_returns_to(
        own in (1_i128..1 << 60, 1_i128..1 << 60), common in -1_000_i128..1_000, costs in (0_u64..10_000_000_000_000_000, 0_u64..10_000_000_000_000_000),
        doublings in 0_usize..6, horizon in 1_u64..100_000_000,
    ) {
        let common = common * own.0.min(own.1) / 1_000;
        let matrix = [own.0, common, common, own.1].map(rate);
        let against = VarianceRate::new((own.0 + own.1 - 2 * common).unsigned_abs()).unwrap();
        // Powers of two have exact reciprocals in wad.
        let (gamma, tolerance) = (WAD << doublings, WAD >> doublings);
        let edge = masters_band_floor(weight(costs.0 + costs.1), tolerance, against, horizon).unwrap().return_to;
        prop_assume!(edge < Weight::ONE);
        let costs = [weight(costs.0), weight(costs.1)];
        let trade = |drift: Weight, is_first_above: bool| {
            let drifts = [SignedWeight::new(drift, !is_first_above), SignedWeight::new(drift, is_first_above)];
            let matrix = CovarianceMatrix::new(&matrix, 2).unwrap();
            single_period_trade(&drifts, &matrix, &costs, gamma, horizon)
        };
        let above = Weight::new(edge.raw() + U256::ONE);
        for is_first_above in [true, false] {
            prop_assert_eq!(trade(edge, is_first_above), Ok(None));
            let found = trade(above, is_first_above).unwrap().unwrap();
            prop_assert_eq!((found.sell == 0, found.buy == 0), (is_first_above, !is_first_above));
            prop_assert!(found.size.raw() <= U256::ONE);
        }
    }
}

/// A cost of 20 basis points for both legs, an aversion of four, a tracking error of 20 % a year, one year ahead:
/// `2 * 0.25 * 0.002 / 0.04 = 0.025` triggers, half of it is returned to. 0.04 / 31,536,000 per second is cut to 27 digits, so both
/// are above by a part in 1e18.
#[test]
fn masters_band_of_a_worked_portfolio() {
    let variance = VarianceRate::new(1_268_391_679_350_583_460).unwrap();
    let tolerance = U256::from(250_000_000_000_000_000_u64);
    assert_eq!(
        masters_band_floor(Weight::from_bps(20), tolerance, variance, 31_536_000),
        Ok(NoTradeBand {
            trigger: weight(25_000_000_000_000_000),
            return_to: weight(12_500_000_000_000_000),
        })
    );
}

#[test]
fn masters_band_needs_a_risk_and_room() {
    let (cost, variance) = (Weight::from_bps(20), VarianceRate::new(1).unwrap());
    assert_eq!(
        masters_band_floor(cost, WAD, VarianceRate::ZERO, 1),
        Err(MathError::DivisionByZero)
    );
    assert_eq!(
        masters_band_floor(cost, WAD, variance, 0),
        Err(MathError::DivisionByZero)
    );
    assert_eq!(
        masters_band_floor(Weight::new(U256::MAX), WAD, variance, 1),
        Err(MathError::Overflow)
    );
    assert_eq!(
        masters_band_floor(cost, U256::MAX, variance, 1),
        Err(MathError::Overflow)
    );
}

/// Three assets of 50, 40 and 20 % a year that move alone, 10 basis points each way, an aversion of three, a quarter ahead
/// (mpmath): risks of 3 * 0.25 * (0.25 * 0.05, 0.16 * -0.02, 0.04 * -0.03) = (0.009375, -0.0024, -0.0009), so that the first is
/// sold for the second, which gains 0.011775 - 0.002 = 0.009775 per value at first, until
/// 0.009775 / (0.75 * (0.25 + 0.16)) = 0.031788617886178... has changed hands.
#[test]
fn single_period_trade_of_a_worked_portfolio() {
    let quarter = 7_884_000_u64;
    // 0.25, 0.16 and 0.04 a year, per second.
    let own = [
        7_927_447_995_941_146_626_i128,
        5_073_566_717_402_333_840,
        1_268_391_679_350_583_460,
    ];
    let matrix: Vec<CovarianceRate> = (0..9)
        .map(|at| rate(if at % 4 == 0 { own[at / 4] } else { 0 }))
        .collect();
    let drifts = [(500, false), (200, true), (300, true)]
        .map(|(bps, is_negative)| SignedWeight::new(Weight::from_bps(bps), is_negative));
    let costs = [Weight::from_bps(10); 3];
    let matrix = CovarianceMatrix::new(&matrix, 3).unwrap();
    let gamma = U256::from(3) * WAD;
    let trade = single_period_trade(&drifts, &matrix, &costs, gamma, quarter)
        .unwrap()
        .unwrap();
    assert_eq!((trade.sell, trade.buy), (0, 1));
    let expected = U256::from(31_788_617_886_178_861_u64);
    assert!(
        trade.size.raw().abs_diff(expected) <= U256::from(100),
        "{trade:?}"
    );
    // 59 each way are above the difference of 117.75.
    let costs = [Weight::from_bps(59); 3];
    assert_eq!(
        single_period_trade(&drifts, &matrix, &costs, gamma, quarter),
        Ok(None)
    );
}

#[test]
fn single_period_trade_refuses_what_does_not_fit() {
    let matrix = [1 << 90, 0, 0, 1 << 90].map(rate);
    let matrix = CovarianceMatrix::new(&matrix, 2).unwrap();
    let drift = |bps, is_negative| SignedWeight::new(Weight::from_bps(bps), is_negative);
    let drifts = [drift(100, false), drift(100, true)];
    let costs = [Weight::ZERO; 2];
    let trade = |drifts: &[SignedWeight], costs: &[Weight], gamma, horizon| {
        single_period_trade(drifts, &matrix, costs, gamma, horizon)
    };
    assert_eq!(
        trade(&drifts[..1], &costs, WAD, 1),
        Err(MathError::LengthMismatch {
            got: 1,
            expected: 2
        })
    );
    assert_eq!(
        trade(&drifts, &[Weight::ZERO; 3], WAD, 1),
        Err(MathError::LengthMismatch {
            got: 3,
            expected: 2
        })
    );
    let above = WAD + U256::ONE;
    let far = [SignedWeight::new(Weight::new(above), true), drifts[1]];
    assert_eq!(
        trade(&far, &costs, WAD, 1),
        Err(MathError::WeightAboveOne { got: above })
    );
    assert_eq!(
        trade(&drifts, &[Weight::ZERO, Weight::new(above)], WAD, 1),
        Err(MathError::WeightAboveOne { got: above })
    );
    // The whole of an asset may be lost on its trade.
    assert_eq!(trade(&drifts, &[Weight::ONE; 2], WAD, 1), Ok(None));
    // The aversion alone, then the risk, then the variance (the drifts are equal, but for a unit), has no room.
    for (drifts, gamma, horizon) in [
        (drifts, U256::MAX, 2),
        (drifts, ten(60), 1),
        (
            [SignedWeight::new(weight(1), false), SignedWeight::ZERO],
            U256::ONE << 165,
            1,
        ),
    ] {
        assert_eq!(
            trade(&drifts, &costs, gamma, horizon),
            Err(MathError::Overflow)
        );
    }
}

/// The first two move as one, and yet the third tells them apart: no such assets exist.
#[test]
fn single_period_trade_refuses_risks_that_no_variance_explains() {
    let (own, other) = (1_i128 << 60, 1_i128 << 50);
    let matrix = [own, own, other, own, own, -other, other, -other, own].map(rate);
    let matrix = CovarianceMatrix::trusted(&matrix, 3).unwrap();
    let drifts = [
        SignedWeight::ZERO,
        SignedWeight::ZERO,
        SignedWeight::new(Weight::from_bps(100), false),
    ];
    let costs = [Weight::ZERO, Weight::ZERO, Weight::ONE];
    assert_eq!(
        single_period_trade(&drifts, &matrix, &costs, WAD, 1),
        Err(MathError::NotPositiveSemidefinite { pivot: 3 })
    );
}

/// Variances of one a second, a second ahead, an aversion of one: risks are the drifts themselves. Of equals the first is taken; where a
/// trade gains exactly what it costs, there is none.
#[test]
fn single_period_trade_takes_the_first_of_equals_and_nothing_at_the_edge() {
    let one = 1_000_000_000_000_000_000_000_000_000_i128;
    let entries: Vec<CovarianceRate> = (0..16)
        .map(|at| rate(if at % 5 == 0 { one } else { 0 }))
        .collect();
    let matrix = CovarianceMatrix::new(&entries, 4).unwrap();
    let drifts = [false, false, true, true]
        .map(|is_negative| SignedWeight::new(Weight::from_bps(100), is_negative));
    let trade = |cost| single_period_trade(&drifts, &matrix, &[cost; 4], WAD, 1);
    // .02 - 2 * .005, of a variance of two.
    let expected = PairTrade {
        sell: 0,
        buy: 2,
        size: Weight::from_bps(50),
    };
    assert_eq!(trade(Weight::from_bps(50)), Ok(Some(expected)));
    assert_eq!(trade(Weight::from_bps(100)), Ok(None));
    let least = Weight::new(Weight::from_bps(100).raw() - U256::ONE);
    let trade = trade(least).unwrap().unwrap();
    assert_eq!((trade.sell, trade.buy), (0, 2));
    assert_eq!(trade.size, Weight::new(U256::ONE));
}
