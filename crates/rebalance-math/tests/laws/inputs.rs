//! Inputs shaped to the edges.

use proptest::prelude::*;
use rebalance_math::{Amount, Price, U256, WAD, Weight};

/// `PROPTEST_CASES` cases, 512 when unset; nothing is written beside the sources. A property that rejects more inputs than
/// it tests fails: its inputs are to be shaped instead.
pub(crate) fn config() -> ProptestConfig {
    let cases = std::env::var("PROPTEST_CASES")
        .ok()
        .and_then(|cases| cases.parse().ok())
        .unwrap_or(512);
    ProptestConfig {
        cases,
        failure_persistence: None,
        // Of a few dozen cases chance alone may reject more than the half.
        max_global_rejects: cases.max(256),
        result_cache: crate::hits::counted,
        ..ProptestConfig::default()
    }
}

/// `10^n` for `n <= 77`.
pub(crate) fn ten(n: u32) -> U256 {
    U256::from(10).pow(U256::from(n))
}

/// `base` moved by one in either direction, or not at all.
fn around(base: U256) -> impl Strategy<Value = U256> {
    prop_oneof![
        Just(base),
        Just(base.saturating_add(U256::ONE)),
        Just(base.saturating_sub(U256::ONE))
    ]
}

/// Any 256-bit integer of a uniformly random length.
fn any_length() -> impl Strategy<Value = U256> {
    (any::<[u64; 4]>(), 0_usize..=256).prop_map(|(limbs, bits)| {
        if bits == 0 {
            U256::ZERO
        } else {
            U256::from_limbs(limbs) >> (256 - bits)
        }
    })
}

/// 0, 1, powers of two and of ten, each moved by one; the largest; random ones of any length.
pub(crate) fn edge() -> impl Strategy<Value = U256> {
    prop_oneof![
        1 => (0_u64..4).prop_map(U256::from),
        2 => (0_usize..256).prop_flat_map(|bits| around(U256::ONE << bits)),
        2 => (0_u32..78).prop_flat_map(|digits| around(ten(digits))),
        1 => (0_u64..4).prop_map(|below| U256::MAX - U256::from(below)),
        1 => (0_u64..1_000).prop_map(U256::from),
        4 => any_length(),
    ]
}

/// Two operands that are often equal or one apart.
pub(crate) fn near() -> impl Strategy<Value = (U256, U256)> {
    prop_oneof![
        (edge(), edge()),
        edge().prop_flat_map(|base| (Just(base), around(base)))
    ]
}

/// A weight between zero and one, with the ends and single units among them.
pub(crate) fn fraction() -> impl Strategy<Value = Weight> {
    prop_oneof![
        Just(Weight::ZERO),
        Just(Weight::ONE),
        Just(Weight::new(U256::ONE)),
        Just(Weight::new(WAD - U256::ONE)),
        (0_u16..=10_000).prop_map(Weight::from_bps),
        (0_u64..=1_000_000_000_000_000_000).prop_map(|raw| Weight::new(U256::from(raw))),
    ]
}

/// Targets that sum to exactly one: random parts, some of them zero, the residue in a random place.
pub(crate) fn targets(count: usize) -> impl Strategy<Value = Vec<Weight>> {
    let part = prop_oneof![1 => Just(0_u64), 6 => 1_u64..1_000, 1 => 1_u64..1_000_000_000];
    (prop::collection::vec(part, count), 0..count).prop_map(|(parts, residue_at)| {
        let total = parts.iter().sum::<u64>().max(1);
        let mut raw: Vec<u128> = parts
            .iter()
            .map(|part| u128::from(*part) * 1_000_000_000_000_000_000 / u128::from(total))
            .collect();
        raw[residue_at] += 1_000_000_000_000_000_000 - raw.iter().sum::<u128>();
        raw.into_iter()
            .map(|raw| Weight::new(U256::from(raw)))
            .collect()
    })
}

/// All that a plan is made from.
#[derive(Clone, Debug)]
pub(crate) struct Market {
    pub(crate) amounts: Vec<Amount>,
    pub(crate) prices: Vec<Price>,
    pub(crate) targets: Vec<Weight>,
    pub(crate) tolerance: Weight,
}

fn count() -> impl Strategy<Value = usize> {
    prop_oneof![3 => 2_usize..=4, 2 => 5_usize..=12, 1 => 13_usize..=32]
}

fn tolerance() -> impl Strategy<Value = Weight> {
    prop_oneof![6 => (10_u16..=300).prop_map(Weight::from_bps), 1 => (0_u16..=10_000).prop_map(Weight::from_bps)]
}

/// A price as an eight-decimal feed gives it, of a token with some decimals; and those decimals.
fn feed_price() -> impl Strategy<Value = Price> {
    let decimals = prop_oneof![
        Just(18_u32),
        Just(6),
        Just(8),
        Just(2),
        Just(0),
        Just(24),
        Just(36)
    ];
    let answer = prop_oneof![
        (1_u64..1_000_000).prop_map(|cents| cents * 1_000_000),
        1_u64..100_000_000_000_000,
        Just(100_000_000_u64)
    ];
    (answer, decimals)
        .prop_map(|(answer, decimals)| Price::new(U256::from(answer) * ten(46 - decimals)))
}

/// A portfolio near its targets or away from them, of any size from dust to trillions.
pub(crate) fn market() -> impl Strategy<Value = Market> {
    let size = prop_oneof![1 => 0_u32..18, 6 => 18_u32..31];
    let noise = prop_oneof![1 => Just(0_u64), 4 => 9_000_u64..11_000, 4 => 1_u64..40_000];
    (count(), size).prop_flat_map(move |(count, size)| {
        (
            targets(count),
            prop::collection::vec(feed_price(), count),
            prop::collection::vec(noise.clone(), count),
            1_u64..1_000,
            tolerance(),
        )
            .prop_map(move |(targets, prices, noise, lead, tolerance)| {
                let nav = U256::from(lead) * ten(size);
                let amounts = targets
                    .iter()
                    .zip(&prices)
                    .zip(noise)
                    .map(|((target, price), noise)| {
                        // A zero target may still be held: it is to be sold off.
                        let weight = target.raw().max(ten(15));
                        let value = nav * weight / WAD * U256::from(noise) / U256::from(10_000);
                        Amount::new(value * ten(36) / price.raw())
                    })
                    .collect();
                Market {
                    amounts,
                    prices,
                    targets,
                    tolerance,
                }
            })
    })
}

/// Numbers that no market has, with targets that are still legal.
pub(crate) fn wild_market() -> impl Strategy<Value = Market> {
    count().prop_flat_map(|count| {
        (
            prop::collection::vec(edge().prop_map(Amount::new), count),
            prop::collection::vec(edge().prop_map(Price::new), count),
            targets(count),
            fraction(),
        )
            .prop_map(|(amounts, prices, targets, tolerance)| Market {
                amounts,
                prices,
                targets,
                tolerance,
            })
    })
}

/// Small whole numbers on small prices: every rounding of a base unit is large beside the trades.
pub(crate) fn coarse_market() -> impl Strategy<Value = Market> {
    (2_usize..=5).prop_flat_map(|count| {
        let price = prop_oneof![
            (1_u64..50).prop_map(|price| Price::new(U256::from(price) * ten(36))),
            (1_u64..50).prop_map(|price| Price::new(U256::from(price))),
            (1_u64..50).prop_map(|price| Price::new(U256::from(price) * ten(35) / U256::from(3))),
        ];
        (
            prop::collection::vec(
                (0_u64..5_000).prop_map(|raw| Amount::new(U256::from(raw))),
                count,
            ),
            prop::collection::vec(price, count),
            targets(count),
            fraction(),
        )
            .prop_map(|(amounts, prices, targets, tolerance)| Market {
                amounts,
                prices,
                targets,
                tolerance,
            })
    })
}
