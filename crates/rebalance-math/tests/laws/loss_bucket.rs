//! A limit over time: what a window can lose, and what is left of it.

use proptest::prelude::*;
use rebalance_math::portfolio::{LossBucket, LossLimit};
use rebalance_math::{MathError, U256, Weight};

use crate::inputs::{config, edge};
use crate::reference::{one, q, sum};

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
