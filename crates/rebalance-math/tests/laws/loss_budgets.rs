//! Loss budgets of a vault: what a window can lose, and how much slower it empties the fuller the fuse is.

use proptest::prelude::*;
use rebalance_math::portfolio::{
    Loss, LossBudget, LossBudgets, LossLevels, NAV_PARTS, nav_parts_ceil, nav_parts_floor,
    parts_to_wad, worst_loss_ceil,
};
use rebalance_math::{MathError, U256, Value};

use crate::inputs::{config, edge};
use crate::reference::{Q, ceil, floor, one, q, sum};

const WEEK_S: u32 = 604_800;
const YEAR_S: u32 = 31_536_000;

fn n(number: u64) -> Q {
    q(U256::from(number))
}

fn budgets() -> impl Strategy<Value = LossBudgets> {
    let bps = || prop_oneof![0_u16..4, 0_u16..=2_000, Just(2_000_u16)];
    let period = |most: u32| prop_oneof![1_u32..10, 1_u32..=most, Just(most)];
    (bps(), period(2_592_000), bps(), period(10 * YEAR_S)).prop_map(
        |(window, window_s, fuse, fuse_s)| LossBudgets {
            window: LossBudget::from_bps(window, window_s),
            fuse: LossBudget::from_bps(fuse, fuse_s),
        },
    )
}

/// Losses up to 1.2 times the window, up to 0.4 of its periods apart.
fn losses() -> impl Strategy<Value = Vec<(u64, u64, u64)>> {
    prop::collection::vec((0_u64..=1_200, 0_u64..=1_200, 0_u64..=400), 1..60)
}

/// Plays losses; what was charged at the worst prices, and when.
fn charged(budgets: LossBudgets, losses: &[(u64, u64, u64)]) -> Vec<(u64, u64)> {
    let (mut levels, mut now) = (LossLevels::default(), 1_700_000_000_u64);
    let mut charged = Vec::new();
    for (worst, mid, wait) in losses {
        now += budgets.window.period_s * wait / 1_000;
        let loss = Loss {
            worst: budgets.window.capacity * worst / 1_000,
            mid: budgets.fuse.capacity * mid / 1_000,
        };
        let emptied = budgets.emptied(levels, now);
        let room = budgets.window.capacity - emptied.window;
        match budgets.charged(levels, loss, now) {
            Ok(after) => {
                assert!(loss.worst <= room && after.window <= budgets.window.capacity);
                assert_eq!(
                    after.fuse,
                    (emptied.fuse + loss.mid).min(budgets.fuse.capacity)
                );
                assert_eq!(after.at, now);
                levels = after;
                charged.push((now, loss.worst));
            }
            Err(error) => {
                assert!(loss.worst > room);
                let error_of = MathError::LossAboveBudget {
                    got: parts_to_wad(loss.worst),
                    maximum: parts_to_wad(room),
                };
                assert_eq!(error, error_of);
            }
        }
    }
    charged
}

/// From every charge to every later one, no more than `capacity * (1 + t / period)`.
fn stays_within(charged: &[(u64, u64)], capacity: u64, period: &Q) -> bool {
    (0..charged.len()).all(|first| {
        (first..charged.len()).all(|last| {
            let lost = sum(charged[first..=last].iter().map(|(_, loss)| n(*loss)));
            let elapsed = n(charged[last].0) - n(charged[first].0);
            lost <= n(capacity) * (one() + elapsed / period.clone())
        })
    })
}

proptest! {
    #![proptest_config(config())]

    /// A8, whatever the fuse does.
    #[test]
    fn prop_losses_of_any_time_fit_the_window_and_what_it_regained(budgets in budgets(), losses in losses()) {
        let charged = charged(budgets, &losses);
        prop_assert!(stays_within(&charged, budgets.window.capacity, &n(budgets.window.period_s)));
    }

    /// Behind a fuse that is full and stays so, losses come at an eighth of the pace.
    #[test]
    fn prop_a_full_fuse_leaves_an_eighth_of_the_pace(budgets in budgets(), losses in losses()) {
        prop_assume!(budgets.fuse.capacity > 0);
        let fuse = LossBudget { period_s: 0, ..budgets.fuse };
        let full = losses.iter().map(|(worst, _, wait)| (*worst, 1_000, *wait)).collect::<Vec<_>>();
        let charged = charged(LossBudgets { fuse, ..budgets }, &full);
        prop_assert!(stays_within(&charged, budgets.window.capacity, &(n(budgets.window.period_s) * n(8))));
    }

    /// Nothing is halted for ever: after eight periods an empty window, whatever was lost before.
    #[test]
    fn prop_eight_periods_empty_every_window(budgets in budgets(), window: u64, fuse: u64, at in 0_u64..1 << 40) {
        let levels = LossLevels { window, fuse, at };
        let pace = budgets.pace_floor(levels);
        prop_assert!(pace <= NAV_PARTS && (pace >= NAV_PARTS / 8 - NAV_PARTS / 1_000_000 || budgets.fuse.capacity == 0));
        let later = budgets.emptied(levels, at + budgets.window.period_s * 8 + 8);
        prop_assert_eq!(later.window, 0);
        // And time that runs backwards changes nothing but what a lowered capacity cuts off.
        let before = budgets.emptied(levels, at.saturating_sub(1));
        let cut = LossLevels { window: window.min(budgets.window.capacity), fuse: fuse.min(budgets.fuse.capacity), at };
        prop_assert_eq!(before, cut);
    }

    /// The fuller the fuse, the slower.
    #[test]
    fn prop_a_fuller_fuse_is_no_faster(budgets in budgets(), window: u64, a: u64, b: u64, elapsed in 0_u64..100_000_000) {
        let levels = |fuse| LossLevels { window, fuse, at: 7 };
        let (low, high) = (levels(a.min(b)), levels(a.max(b)));
        prop_assert!(budgets.emptied(low, 7 + elapsed).window <= budgets.emptied(high, 7 + elapsed).window);
        prop_assert!(budgets.pace_floor(low) >= budgets.pace_floor(high));
    }

    #[test]
    fn prop_parts_of_nav_are_directed_rationals(value in edge(), nav in edge()) {
        let up = nav_parts_ceil(Value::new(value), Value::new(nav));
        let down = nav_parts_floor(Value::new(value), Value::new(nav));
        if nav.is_zero() {
            prop_assert_eq!((up, down), (u64::MAX, 0));
        } else {
            let exact = q(value) * n(NAV_PARTS) / q(nav);
            let most = U256::from(u64::MAX);
            prop_assert_eq!(U256::from(up), ceil(exact.clone()).map_or(most, |parts| parts.min(most)));
            // Beyond 256 bits nothing is counted: no trade brings that much.
            prop_assert_eq!(U256::from(down), floor(exact).map_or(U256::ZERO, |parts| parts.min(most)));
        }
    }

    #[test]
    fn prop_worst_loss_is_the_ceiled_rational(given in 0_u64..1 << 49, received in 0_u64..1 << 49, e_in in 0_u16..=10_000, e_out in 0_u16..=10_000) {
        let exact = n(given) * n(10_000 + u64::from(e_in)) - n(received) * n(10_000 - u64::from(e_out));
        let exact = (exact / n(10_000)).max(n(0));
        prop_assert_eq!(Ok(U256::from(worst_loss_ceil(given, e_in, received, e_out))), ceil(exact));
    }
}

/// Half a percent in a week, three percent in a year.
fn usual() -> LossBudgets {
    LossBudgets {
        window: LossBudget::from_bps(50, WEEK_S),
        fuse: LossBudget::from_bps(300, YEAR_S),
    }
}

/// 0.3 % fit, another 0.3 % do not; after three days 3/7 of 0.5 % have gone and they do.
#[test]
fn a_window_that_is_too_full_says_what_is_left() {
    let loss = Loss {
        worst: 30_000_000,
        mid: 10_000_000,
    };
    let levels = usual().charged(LossLevels::default(), loss, 1_000).unwrap();
    assert_eq!((levels.window, levels.fuse), (30_000_000, 10_000_000));
    let wad = |bps: u64| U256::from(bps) * U256::from(100_000_000_000_000_u64);
    assert_eq!(
        usual().charged(levels, loss, 1_000),
        Err(MathError::LossAboveBudget {
            got: wad(30),
            maximum: wad(20)
        })
    );
    let later = usual().charged(levels, loss, 1_000 + 259_200).unwrap();
    // 60,000,000 less floor(50,000,000 * 3 / 7).
    assert_eq!(later.window, 60_000_000 - 21_428_571);
    // 20,000,000 less floor(300,000,000 * 3 / 365).
    assert_eq!(later.fuse, 20_000_000 - 2_465_753);
}

/// In full until half, half at three quarters, an eighth when full; one of no capacity slows nothing.
#[test]
fn a_fuse_slows_the_window_the_fuller_it_is() {
    let pace = |bps: u64| {
        usual().pace_floor(LossLevels {
            fuse: bps * 1_000_000,
            ..LossLevels::default()
        })
    };
    assert_eq!(pace(0), NAV_PARTS);
    assert_eq!(pace(150), NAV_PARTS);
    assert_eq!(pace(225), NAV_PARTS / 2);
    assert_eq!(pace(290), NAV_PARTS / 8);
    assert_eq!(pace(300), NAV_PARTS / 8);
    let none = LossBudgets {
        fuse: LossBudget::from_bps(0, YEAR_S),
        ..usual()
    };
    assert_eq!(none.pace_floor(LossLevels::default()), NAV_PARTS);
}
