//! Which venues a split uses when several would do, where its last units go, and how exact its closed form is.

use rebalance_math::execution::{
    ConcentratedPool, ConstantProduct, Split, TickLiquidity, Venue, split,
};
use rebalance_math::{MathError, U256};

const E18: u128 = 1_000_000_000_000_000_000;

fn pool(reserve_in: u128, reserve_out: u128) -> Venue<'static> {
    fee_pool(reserve_in, reserve_out, 0)
}

fn fee_pool(reserve_in: u128, reserve_out: u128, fee_pips: u32) -> Venue<'static> {
    Venue::ConstantProduct(ConstantProduct {
        reserve_in,
        reserve_out,
        fee_pips,
    })
}

fn divided(
    venues: &[Venue<'_>],
    order: u128,
    leg_cost: u128,
) -> Result<(Vec<U256>, Split), MathError> {
    let mut parts = vec![U256::ZERO; venues.len()];
    let done = split(venues, U256::from(order), U256::from(leg_cost), &mut parts)?;
    Ok((parts, done))
}

fn parts<const N: usize>(parts: [u128; N]) -> Vec<U256> {
    parts.map(U256::from).to_vec()
}

/// The worked example in units of 1e-30 (50 digits, Lagrange's conditions in Python's decimals): each part to four units.
#[test]
fn closed_form_divides_to_the_last_units() {
    const E30: u128 = 1_000_000_000_000_000_000_000_000_000_000;
    let venues = [
        fee_pool(1_000 * E30, 2_000 * E30, 3_000),
        fee_pool(500 * E30, 1_010 * E30, 3_000),
        fee_pool(5_000 * E30, 9_900 * E30, 500),
        fee_pool(100 * E30, 190 * E30, 10_000),
    ];
    let (got, _) = divided(&venues, 300 * E30, 0).unwrap();
    let exact = [
        48_598_035_676_387_881_184_837_240_836_756_u128,
        26_921_495_609_701_536_149_311_742_666_214,
        222_630_863_706_028_356_375_885_704_246_315,
        1_849_605_007_882_226_289_965_312_250_713,
    ];
    for (got, exact) in got.iter().zip(exact) {
        assert!(
            got.abs_diff(U256::from(exact)) <= U256::from(4),
            "{got} {exact}"
        );
    }
}

/// Two small pools at a good price and a deep one at a price of one, 10 to sell. All three return 12.33, the small ones 12, one of them 9,
/// the deep one 10. At a cost of 1 a leg the small ones are best (10 against 9.33 and 9); at 2.5 the deep one alone is (7.5 against
/// 7), which leaving out leg after leg would not find.
#[test]
fn costs_of_legs_choose_among_pools() {
    let small = pool(10 * E18, 18 * E18);
    let deep = pool(E18 * E18 / 1_000_000, E18 * E18 / 1_000_000);
    let venues = [small, small, deep];
    let all = divided(&venues, 10 * E18, 0).unwrap().1;
    assert_eq!(
        (all.legs, all.amount_out / U256::from(E18 / 100)),
        (3, U256::from(1_233))
    );
    let (got, done) = divided(&venues, 10 * E18, E18).unwrap();
    assert_eq!(got, parts([5 * E18, 5 * E18, 0]));
    assert_eq!((done.legs, done.amount_out), (2, U256::from(12 * E18)));
    let (got, done) = divided(&venues, 10 * E18, E18 / 2 * 5).unwrap();
    assert_eq!(got, parts([0, 0, 10 * E18]));
    assert_eq!(done.legs, 1);
    // The deep pool first: whichever comes first, it is the one that returns most.
    let (got, _) = divided(&[deep, small, small], 10 * E18, E18 / 2 * 5).unwrap();
    assert_eq!(got, parts([10 * E18, 0, 0]));
}

/// Of pools that are equal the first is used alone; where one of three goes, it is the first.
#[test]
fn equal_pools_are_told_apart_by_their_places() {
    let equal = pool(10 * E18, 18 * E18);
    // Two return 12, one 9: a leg of 3 is worth as much as it brings, and one of 4 is not worth it.
    for cost in [3 * E18, 4 * E18] {
        let (got, _) = divided(&[equal, equal], 10 * E18, cost).unwrap();
        assert_eq!(got, parts([10 * E18, 0]));
    }
    // 13.5, 12 and 9 at a cost of 2: two legs.
    let (got, done) = divided(&[equal, equal, equal], 10 * E18, 2 * E18).unwrap();
    assert_eq!(got, parts([0, 5 * E18, 5 * E18]));
    assert_eq!(done.legs, 2);
}

/// What whole parts leave over goes to the pool that returns most for it: best of all divisions, by trying each. Among equals, the first.
#[test]
fn last_units_go_where_they_return_most() {
    let (one, other) = (pool(10, 1_000_000_000), pool(10, 1_200_000_000));
    for (order, expected) in [(4_u128, [1_u128, 3]), (6, [2, 4]), (8, [3, 5])] {
        let (got, done) = divided(&[one, other], order, 0).unwrap();
        assert_eq!(got, parts(expected));
        let out =
            |a: u128| 1_000_000_000 * a / (10 + a) + 1_200_000_000 * (order - a) / (10 + order - a);
        let best = (0..=order).map(out).max().unwrap();
        assert_eq!(done.amount_out, U256::from(best));
    }
    let (got, _) = divided(&[one, one], 3, 0).unwrap();
    assert_eq!(got, parts([2, 1]));
}

/// Two pools that are equal, and a third that pays 90 for the first unit and holds next to nothing. Without the third half each is
/// best, and a unit is left over: it goes to one of the two, although the third would pay more for it than they do. By hand,
/// with the third: 9 in for 474 less its leg; a leg of 1,000 is not worth it.
#[test]
fn last_units_do_not_bring_back_a_leg_that_was_dropped() {
    let (deep, tiny) = (pool(1_000_000_000, 1_000_000_000), pool(10, 1_000));
    let order = 2_000_001_u128;
    assert_eq!(divided(&[deep, deep, tiny], order, 0).unwrap().1.legs, 3);
    let (got, done) = divided(&[deep, deep, tiny], order, 1_000).unwrap();
    assert_eq!(got, parts([1_000_001, 1_000_000, 0]));
    assert_eq!(done.legs, 2);
    let out = |amount: u128| 1_000_000_000 * amount / (1_000_000_000 + amount);
    assert_eq!(done.amount_out, U256::from(out(1_000_001) + out(1_000_000)));
}

const TICKS: [TickLiquidity; 2] = [
    TickLiquidity {
        tick: -600,
        liquidity_net: 1_000_000_000_000,
    },
    TickLiquidity {
        tick: 600,
        liquidity_net: -1_000_000_000_000,
    },
];

/// At the price one, with liquidity from a price of .9418 to 1.0618 and none beyond.
fn range() -> Venue<'static> {
    Venue::Concentrated {
        pool: ConcentratedPool {
            sqrt_price_x96: U256::ONE << 96,
            tick: 0,
            liquidity: 1_000_000_000_000,
            fee_pips: 3_000,
            tick_spacing: 60,
            ticks: &TICKS,
        },
        zero_for_one: true,
    }
}

/// An order of exactly what two ranges can take is divided; a unit more is refused, with both numbers.
#[test]
fn order_of_all_liquidity_is_divided_and_a_unit_more_is_not() {
    let venues = [range(), range()];
    let Err(MathError::LiquidityBelowAmount { got: all, .. }) = divided(&venues, E18, 0) else {
        panic!("two ranges cannot take 1e18");
    };
    let most: u128 = all.to();
    // L (1 / sqrt(p) - 1) = 1e12 * (1.0001^300 - 1) each, that is 3.0453e10, and the fee on top.
    assert_eq!(most / 1_000_000_000, 61);
    let (got, done) = divided(&venues, most, 0).unwrap();
    assert_eq!(got[0] + got[1], all);
    assert_eq!((got[0], done.legs), (got[1], 2));
    assert_eq!(
        divided(&venues, most + 1, 0),
        Err(MathError::LiquidityBelowAmount {
            got: all,
            needed: all + U256::ONE,
        })
    );
    // Neither can do without the other, whatever a leg costs.
    let (kept, _) = divided(&venues, most, E18).unwrap();
    assert_eq!(kept, got);
}

/// A range that is used up cannot take the last units either: they go to the pool that can.
#[test]
fn last_units_pass_by_a_range_that_is_full() {
    let order = 3_000_000_000_000_u128;
    // At .9 below every price of the range, after its fee too.
    let deep = pool(E18, E18 / 10 * 9);
    let (got, done) = divided(&[range(), deep], order, 0).unwrap();
    assert_eq!(got[0] + got[1], U256::from(order));
    assert_eq!(done.legs, 2);
}
