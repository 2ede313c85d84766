//! Loss budgets over time: what a window can lose, and what a fuse slows down.

use proptest::prelude::*;
use rebalance_math::portfolio::{LossBucket, LossLimit, MIN_THROTTLE, loss_part_ceil};
use rebalance_math::{MathError, U256, Value, WAD, Weight};

use crate::inputs::{config, edge};
use crate::reference::{ceil, one, q, sum};

fn limit() -> impl Strategy<Value = LossLimit> {
    (
        prop_oneof![0_u64..1_000, 0_u64..=1_000_000_000_000_000_000],
        prop_oneof![1_u64..10, 1_u64..100_000_000],
    )
        .prop_map(|(capacity, period_s)| LossLimit {
            capacity: Weight::new(U256::from(capacity)),
            period_s,
        })
}

fn weight(raw: u64) -> Weight {
    Weight::new(U256::from(raw))
}

proptest! {
    #![proptest_config(config())]

    /// A8: whatever is charged when, any window as long as the period takes at most twice the capacity, and a charge that
    /// is refused would not have fitted.
    #[test]
    fn prop_no_window_loses_more_than_twice_the_capacity(
        limit in limit(), losses in prop::collection::vec((0_u64..=1_200, 0_u64..=400), 1..60),
    ) {
        let capacity = u64::try_from(limit.capacity.raw()).unwrap();
        let (mut bucket, mut now) = (LossBucket::default(), 0_u64);
        let mut charged: Vec<(u64, u64)> = Vec::new();
        for (size, wait) in losses {
            // Up to 1.2 times what fits, up to 0.4 periods apart.
            let loss = u64::try_from(u128::from(capacity) * u128::from(size) / 1_000).unwrap();
            now += u64::try_from(u128::from(limit.period_s) * u128::from(wait) / 1_000).unwrap();
            match limit.charged(bucket, weight(loss), now) {
                Ok(after) => {
                    prop_assert!(after.level <= limit.capacity && after.at == now);
                    bucket = after;
                    charged.push((now, loss));
                }
                Err(error) => {
                    let room = limit.capacity.checked_sub(limit.emptied(bucket, now).unwrap().level).unwrap();
                    prop_assert!(loss > u64::try_from(room.raw()).unwrap());
                    prop_assert_eq!(error, MathError::LossAboveBudget { got: U256::from(loss), maximum: room.raw() });
                }
            }
        }
        for (start, _) in &charged {
            let window = charged.iter().filter(|(at, _)| at >= start && *at < start + limit.period_s);
            let lost = sum(window.map(|(_, loss)| q(U256::from(*loss))));
            prop_assert!(lost <= q(limit.capacity.raw()) * (one() + one()));
        }
    }

    /// Looking often never empties faster than looking once, and a full period empties all that fits.
    #[test]
    fn prop_looking_never_empties_a_bucket_faster(limit in limit(), level in edge(), waits in prop::collection::vec(0_u64..100_000, 1..20)) {
        let first = LossBucket { level: Weight::new(level), at: 7 };
        let (mut often, mut now) = (first, 7);
        for wait in waits {
            now += wait;
            often = limit.emptied(often, now).unwrap();
        }
        let once = limit.emptied(first, now).unwrap();
        prop_assert!(once.level <= often.level && often.at == now);
        let later = limit.emptied(first, 7 + limit.period_s).unwrap();
        prop_assert_eq!(later.level, Weight::ZERO);
    }

    /// A fuse takes every loss, allows all while it is half empty, an eighth at least, and less the fuller it is.
    #[test]
    fn prop_a_fuse_throttles_and_never_stops(limit in limit(), losses in prop::collection::vec((edge(), 0_u64..1_000_000), 1..20)) {
        let (mut fuse, mut now) = (LossBucket::default(), 0);
        for (loss, wait) in losses {
            now += wait;
            let before = limit.emptied(fuse, now).unwrap();
            fuse = limit.burnt(fuse, Weight::new(loss), now).unwrap();
            prop_assert_eq!(fuse.level.raw(), before.level.raw().saturating_add(loss).min(limit.capacity.raw()));
            let throttle = limit.throttle_floor(fuse);
            prop_assert!(throttle <= limit.throttle_floor(before));
            prop_assert!(throttle >= MIN_THROTTLE && throttle <= Weight::ONE);
            let (room, capacity) = (q(limit.capacity.raw()) - q(fuse.level.raw()), q(limit.capacity.raw()));
            prop_assert_eq!(throttle == Weight::ONE, (one() + one()) * room >= capacity);
        }
    }

    #[test]
    fn prop_loss_part_is_the_ceiled_rational(given in edge(), received in edge(), nav in edge()) {
        let got = loss_part_ceil(Value::new(given), Value::new(received), Value::new(nav)).map(Weight::raw);
        if nav.is_zero() {
            prop_assert_eq!(got, Err(MathError::NavZero));
        } else {
            prop_assert_eq!(got, ceil(q(given.saturating_sub(received)) * q(WAD) / q(nav)));
        }
    }
}

/// Half a percent in seven days: 0.3 % fit, another 0.3 % do not; after three days 0.214 % have gone and they do.
#[test]
fn a_bucket_that_is_too_full_says_what_is_left() {
    let limit = LossLimit {
        capacity: Weight::from_bps(50),
        period_s: 604_800,
    };
    let loss = Weight::from_bps(30);
    let bucket = limit.charged(LossBucket::default(), loss, 1_000).unwrap();
    assert_eq!(
        limit.charged(bucket, loss, 1_000),
        Err(MathError::LossAboveBudget {
            got: loss.raw(),
            maximum: Weight::from_bps(20).raw()
        })
    );
    let later = limit.charged(bucket, loss, 1_000 + 259_200).unwrap();
    // 0.6 % less floor(0.5 % * 3 / 7).
    assert_eq!(later.level.raw(), U256::from(3_857_142_857_142_858_u64));
    assert_eq!(
        limit.emptied(bucket, 999),
        Err(MathError::TimeRunsBackwards {
            last: 1_000,
            now: 999
        })
    );
    let timeless = LossLimit {
        period_s: 0,
        ..limit
    };
    assert_eq!(
        timeless.emptied(bucket, 1_000),
        Err(MathError::DivisionByZero)
    );
}

/// Three quarters full allows half, full an eighth.
#[test]
fn a_fuse_allows_less_the_fuller_it_is() {
    let limit = LossLimit {
        capacity: Weight::from_bps(300),
        period_s: 1,
    };
    let at = |bps| LossBucket {
        level: Weight::from_bps(bps),
        at: 0,
    };
    assert_eq!(limit.throttle_floor(at(150)), Weight::ONE);
    assert_eq!(limit.throttle_floor(at(225)), Weight::from_bps(5_000));
    assert_eq!(limit.throttle_floor(at(300)), MIN_THROTTLE);
    let none = LossLimit {
        capacity: Weight::ZERO,
        period_s: 1,
    };
    assert_eq!(none.throttle_floor(at(0)), Weight::ONE);
}
