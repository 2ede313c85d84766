//! Schedules, chunks and tolerances against the paper's numbers and exact rationals.

use num_traits::{One, Signed as _, Zero};
use proptest::prelude::*;
use rebalance_math::execution::{
    ConstantProduct, ExecutionModel, ToleranceParts, Twap, YEAR_S, sandwich_safe_chunk_floor,
    sandwich_safe_chunks,
};
use rebalance_math::{Amount, MathError, U256, WAD, Weight};

use crate::inputs::{config, edge, ten};
use crate::reference::{Q, q, sum};

fn wad(whole: u64) -> U256 {
    U256::from(whole) * WAD
}

/// Almgren and Chriss 2000: a million shares over five days.
fn paper() -> ExecutionModel {
    ExecutionModel {
        volatility_wad: U256::from(95) * ten(16),
        spread_wad: U256::from(625) * ten(14),
        permanent_impact_e36: U256::from(25) * ten(28),
        temporary_impact_e36: U256::from(25) * ten(29),
        risk_aversion_wad: ten(12),
        interval_wad: WAD,
    }
}

fn whole(raw: U256) -> U256 {
    (raw + WAD / U256::from(2)) / WAD
}

#[test]
fn schedule_agrees_with_the_paper() {
    let mut trades = [U256::ZERO; 5];
    paper().trades(wad(1_000_000), &mut trades).unwrap();
    let mut held = wad(1_000_000);
    let mut holdings = Vec::new();
    for trade in trades {
        held -= trade;
        holdings.push(whole(held));
    }
    assert_eq!(
        holdings,
        [541_956, 289_854, 147_897, 62_142, 0].map(U256::from)
    );
    let risk = paper().risk_ceil(&trades).unwrap();
    assert_eq!(whole(risk.expected_cost_wad), U256::from(911_227));
    assert_eq!(whole(risk.deviation_wad), U256::from(603_431));
    // The straight line costs 662,500 and varies by 1,040,673.
    let linear = [wad(200_000); 5];
    let risk = paper().risk_ceil(&linear).unwrap();
    assert_eq!(whole(risk.expected_cost_wad), U256::from(662_500));
    assert_eq!(whole(risk.deviation_wad), U256::from(1_040_673));
    // Who does not mind risk sells in a straight line.
    let patient = ExecutionModel {
        risk_aversion_wad: U256::ZERO,
        ..paper()
    };
    patient.trades(wad(1_000_000), &mut trades).unwrap();
    for trade in trades {
        assert!(trade.abs_diff(wad(200_000)) <= U256::from(5), "{trade}");
    }
}

/// 99 % and a volatility of 80 %: 3.3, 11.5, 25.7 and 57.4 basis points after 1, 12, 60 and 300 seconds.
#[test]
fn tolerance_grows_with_the_root_of_age() {
    for (age_s, tenths) in [(1, 33), (12, 115), (60, 257), (300, 574)] {
        let parts = ToleranceParts {
            fee: Weight::ZERO,
            impact: Weight::ZERO,
            deviation: Weight::ZERO,
            quantile_wad: U256::from(2_326_347_874_040_841_101_u64),
            volatility_wad: U256::from(8) * ten(17),
            age_s,
        };
        let tolerance = parts.slippage_tolerance_ceil().unwrap().raw();
        assert_eq!(
            (tolerance + ten(13) / U256::from(2)) / ten(13),
            U256::from(tenths)
        );
        let all = ToleranceParts {
            fee: Weight::from_bps(5),
            impact: Weight::from_bps(2),
            deviation: Weight::from_bps(50),
            ..parts
        };
        assert_eq!(
            all.slippage_tolerance_ceil().unwrap().raw(),
            tolerance + Weight::from_bps(57).raw()
        );
    }
}

/// The ends of slices move by what SplitMix64 draws: the first five numbers of the seed 1234567 that its authors published.
#[test]
fn slices_are_moved_by_the_published_random_numbers() {
    let drawn: [u64; 5] = [
        6_457_827_717_110_365_317,
        3_203_168_211_198_807_973,
        9_817_491_932_198_370_423,
        4_593_380_528_125_082_431,
        16_408_922_859_458_223_821,
    ];
    let half = WAD >> 1;
    let twap = Twap {
        total: Amount::new(wad(6)),
        slices: 6,
        jitter: Weight::new(half),
        seed: 1_234_567,
    };
    let mut end = U256::ZERO;
    for (index, drawn) in (0..).zip(drawn) {
        end += twap.slice(index).unwrap().raw();
        // A slice is a wad: the end is its place, less a half, and as much of one as was drawn.
        let part = q(U256::from(drawn)) * q(half) / q(U256::ONE << 63);
        let exact = q(wad(u64::from(index) + 1)) - q(half) + part.floor();
        assert_eq!(q(end), exact, "{index}");
    }
    assert_eq!(end + twap.slice(5).unwrap().raw(), wad(6));
}

/// 30 basis points of a million: three thousand at once, so ten thousand take four swaps.
#[test]
fn safe_chunk_is_the_fee_on_the_reserve() {
    let pool = ConstantProduct {
        reserve_in: 1_000_000,
        reserve_out: 1,
        fee_pips: 3_000,
    };
    assert_eq!(
        sandwich_safe_chunk_floor(&pool),
        Ok(Amount::new(U256::from(3_000)))
    );
    let chunks = |total: u64| sandwich_safe_chunks(&pool, Amount::new(U256::from(total)));
    assert_eq!(chunks(9_000), Ok(U256::from(3)));
    assert_eq!(chunks(9_001), Ok(U256::from(4)));
    assert_eq!(chunks(0), Ok(U256::ZERO));
}

/// What an attacker gains around a swap of `victim`, who accepts whatever comes, for a front run of `front`.
fn attack(pool: ConstantProduct, front: u128, victim: u128) -> i128 {
    let swap = |reserve_in: u128, reserve_out: u128, amount: u128| -> u128 {
        let quote = ConstantProduct {
            reserve_in,
            reserve_out,
            ..pool
        };
        quote
            .amount_out_floor(U256::from(amount))
            .unwrap()
            .to::<u128>()
    };
    let (x, y) = (pool.reserve_in, pool.reserve_out);
    let bought = swap(x, y, front);
    let (x, y) = (x + front, y - bought);
    let taken = swap(x, y, victim);
    let (x, y) = (x + victim, y - taken);
    swap(y, x, bought) as i128 - front as i128
}

proptest! {
    #![proptest_config(config())]

    /// Nobody earns by trading around a safe chunk, whatever the size of the attack and without any limit on the victim's
    /// loss; around twice as much, someone does.
    #[test]
    fn prop_no_sandwich_around_a_safe_chunk_earns(
        reserve_in in 1_000_000_000_u128..1_000_000_000_000_000, price in 1_u128..1_000, fee_pips in 100_u32..20_000,
        fronts in prop::collection::vec(1_u128..1_000_000, 8),
    ) {
        let pool = ConstantProduct { reserve_in, reserve_out: reserve_in * price / 30 + 1_000_000, fee_pips };
        let chunk = sandwich_safe_chunk_floor(&pool)?.raw().to::<u128>();
        for front in &fronts {
            prop_assert!(attack(pool, reserve_in * front / 1_000_000 + 1, chunk) <= 0);
        }
        let earns = (1..60).any(|percent| attack(pool, reserve_in * percent / 1_000, chunk * 3) > 0);
        prop_assert!(earns);
    }

    #[test]
    fn prop_slices_sum_to_the_total_and_follow_time(
        total in edge(), slices in 1_u32..200, jitter in 0_u64..=500_000_000_000_000_000, seed in any::<u64>(),
    ) {
        let twap = Twap { total: Amount::new(total), slices, jitter: Weight::new(U256::from(jitter)), seed };
        let steady = Twap { jitter: Weight::ZERO, ..twap };
        let part = q(total) / q(U256::from(slices));
        let reach = q(U256::from(jitter)) / q(WAD);
        let (mut done, mut exact) = (Q::zero(), Q::zero());
        for index in 0..slices {
            done += q(twap.slice(index)?.raw());
            exact += &part;
            prop_assert!((&done - &exact).abs() <= &part * &reach + Q::one());
            let even = q(steady.slice(index)?.raw());
            prop_assert!((even - &part).abs() < Q::one());
        }
        prop_assert_eq!(done, q(total));
    }

    /// The recurrence in exact rationals: `x_(j-1) - 2 cosh x_j + x_(j+1) = 0`.
    #[test]
    fn prop_schedule_solves_the_difference_equation(
        total in 1_u64.., count in 1_usize..9, volatility in 1_u64..10_000_000_000_000_000_000, aversion in 1_u64..10_000_000_000_000_000_000,
        temporary in 1_u64.., scale in 0_u32..18,
    ) {
        let model = ExecutionModel {
            volatility_wad: U256::from(volatility), spread_wad: U256::ZERO, permanent_impact_e36: U256::ZERO,
            temporary_impact_e36: U256::from(temporary) * ten(scale), risk_aversion_wad: U256::from(aversion), interval_wad: WAD,
        };
        let mut trades = vec![U256::ZERO; count];
        model.trades(U256::from(total), &mut trades)?;
        prop_assert_eq!(sum(trades.iter().map(|trade| q(*trade))), q(U256::from(total)));
        let curvature = q(U256::from(aversion)) * q(U256::from(volatility)) * q(U256::from(volatility))
            / (q(ten(18)) * q(U256::from(temporary) * ten(scale)));
        let doubled = curvature + q(U256::from(2));
        // s_0 = 0, s_1 = 1, s_(k+1) = 2 cosh s_k - s_(k-1); x_j = X s_(N-j) / s_N.
        let mut sines = vec![Q::zero(), Q::one()];
        for at in 1..count {
            let next = &doubled * &sines[at] - &sines[at - 1];
            sines.push(next);
        }
        let mut held = q(U256::from(total));
        for (done, trade) in trades.iter().enumerate() {
            held -= q(*trade);
            let exact = q(U256::from(total)) * &sines[count - done - 1] / &sines[count];
            // Less than one unit per interval; volatility squared is cut at 1e-18 of itself.
            let slack = q(U256::from(done + 1)) + &exact / q(ten(15));
            prop_assert!((&held - &exact).abs() <= slack, "{} instead of {}", held, exact);
        }
    }

    #[test]
    fn prop_execution_risk_is_the_rational_rounded_up(
        trades in prop::collection::vec(0_u64.., 1..10), spread in 0_u64.., permanent in any::<u64>(), temporary in any::<u64>(), volatility in 0_u64..,
    ) {
        let model = ExecutionModel {
            volatility_wad: U256::from(volatility), spread_wad: U256::from(spread), permanent_impact_e36: U256::from(permanent) * ten(12),
            temporary_impact_e36: U256::from(temporary) * ten(12) + U256::from(permanent) * ten(12), risk_aversion_wad: WAD, interval_wad: WAD / U256::from(2),
        };
        let raw: Vec<U256> = trades.iter().map(|trade| U256::from(*trade)).collect();
        prop_assume!(permanent > 0 || temporary > 0);
        let got = model.risk_ceil(&raw)?;
        let one = q(WAD);
        let e36 = q(ten(36));
        let total = sum(raw.iter().map(|trade| q(*trade))) / &one;
        let tau = Q::new(1.into(), 2.into());
        let gamma = q(model.permanent_impact_e36) / &e36;
        let eta = q(model.temporary_impact_e36) / &e36 - &gamma * &tau / q(U256::from(2));
        let mut cost = &gamma * &total * &total / q(U256::from(2)) + q(model.spread_wad) / &one * &total;
        let mut held = total;
        let mut squares = Q::zero();
        for trade in &raw {
            let size = q(*trade) / &one;
            cost += &eta * &size * &size / &tau;
            held -= &size;
            squares += &held * &held;
        }
        let cost = cost * &one;
        let off = q(got.expected_cost_wad) - &cost;
        prop_assert!(off >= Q::new((-1).into(), 1.into()) && off <= q(U256::from(100)) + cost / q(ten(15)), "{}", off);
        let variance = q(model.volatility_wad) * q(model.volatility_wad) * tau * squares;
        let deviation = q(got.deviation_wad);
        prop_assert!(&deviation * &deviation >= variance);
        let below = deviation - q(U256::from(2));
        prop_assert!(below.is_negative() || &below * &below <= variance);
    }

    /// The square of the diffusion is at least the exact one, and two units less would not be; beyond a year, the unit of
    /// yearly volatility that was rounded up grows with the root of the years. The refusal carries the same number.
    #[test]
    fn prop_tolerance_is_rounded_up(
        quantile in prop_oneof![Just(0_u64), 1_u64..1_000_000, 1_u64..8_000_000_000_000_000_000],
        volatility in prop_oneof![Just(0_u64), 1_u64..1_000_000, 1_u64..3_000_000_000_000_000_000],
        age_s in prop_oneof![Just(0_u64), 1_u64..600, 1_u64..=YEAR_S, Just(YEAR_S), 1_u64..1_000_000_000],
        flat_bps in 0_u16..3_000,
    ) {
        let parts = ToleranceParts {
            fee: Weight::from_bps(flat_bps), impact: Weight::ZERO, deviation: Weight::ZERO,
            quantile_wad: U256::from(quantile), volatility_wad: U256::from(volatility), age_s,
        };
        let exact = q(U256::from(quantile)) * q(U256::from(volatility)) / q(WAD);
        let square = &exact * &exact * q(U256::from(age_s)) / q(U256::from(YEAR_S));
        let total = match parts.slippage_tolerance_ceil() {
            Ok(got) => {
                prop_assert!(got <= Weight::ONE);
                got.raw()
            }
            Err(MathError::ToleranceAboveOne { got }) => {
                prop_assert!(got > WAD);
                got
            }
            Err(other) => return Err(TestCaseError::fail(other.to_string())),
        };
        let diffusion = q(total) - q(Weight::from_bps(flat_bps).raw());
        prop_assert!(!diffusion.is_negative());
        prop_assert!(&diffusion * &diffusion >= square);
        let slack = if age_s <= YEAR_S { 2 } else { 8 };
        let below = diffusion - q(U256::from(slack));
        prop_assert!(below.is_negative() || &below * &below < square);
    }
}
