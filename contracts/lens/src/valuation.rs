//! What a portfolio is worth and how far it is from its targets, by the arithmetic that the engine uses.

use alloy_primitives::{I256, U256};
use kit::abi::Constituent;
use rebalance_math::{
    Amount, Price, SignedWeight, Value, Weight, drift_away, value_floor, weight_floor,
};

/// The value of an amount; zero at no price. Amounts and prices come within 128 and 224 bits, so it is below 2^233.
pub(crate) fn value(amount: U256, price_e36: U256) -> U256 {
    value_floor(Amount::new(amount), Price::new(price_e36))
        .unwrap_or(Value::ZERO)
        .raw()
}

/// Values, weights and drifts of constituents with amounts and prices. Returns NAV, rounded down; zero, as all weights and drifts
/// then are, while one of them has no price: a part of NAV would be taken for NAV.
pub(crate) fn weigh(constituents: &mut [Constituent]) -> U256 {
    let mut nav = Value::ZERO;
    let mut is_whole = true;
    for constituent in constituents.iter_mut() {
        constituent.valueWad = value(constituent.amount, constituent.priceE36);
        is_whole &= !constituent.priceE36.is_zero();
        nav = Value::new(nav.raw().saturating_add(constituent.valueWad));
    }
    if !is_whole || nav.is_zero() {
        return U256::ZERO;
    }
    for constituent in constituents {
        let value = Value::new(constituent.valueWad);
        let target = Weight::new(constituent.asset.targetWad);
        constituent.weightWad = weight_floor(value, nav).unwrap_or(Weight::ZERO).raw();
        constituent.driftWad = signed(drift_away(value, nav, target).unwrap_or(SignedWeight::ZERO));
    }
    nav.raw()
}

/// Targets and weights are at most one, so there is no overflow to wrap.
fn signed(drift: SignedWeight) -> I256 {
    let magnitude = I256::from_raw(drift.magnitude().raw());
    if drift.is_negative() {
        magnitude.wrapping_neg()
    } else {
        magnitude
    }
}

#[cfg(test)]
#[allow(
    clippy::arithmetic_side_effects,
    reason = "a test that overflows fails"
)]
mod tests {
    use alloy_primitives::uint;
    use kit::abi::Asset;

    use super::*;

    const E36: U256 = uint!(1_000_000_000_000_000_000_000_000_000_000_000_000_U256);

    fn wad(whole: u64) -> U256 {
        U256::from(whole) * U256::from(1_000_000_000_000_000_000_u64)
    }

    fn constituent(amount: U256, price: u64, target_bps: u64) -> Constituent {
        Constituent {
            asset: Asset {
                targetWad: U256::from(target_bps) * U256::from(100_000_000_000_000_u64),
                ..Asset::default()
            },
            amount,
            priceE36: U256::from(price) * E36,
            ..Constituent::default()
        }
    }

    /// 1,000 against 500 at 4: NAV 3,000; weights a third and two thirds, at targets of a half a sixth away.
    #[test]
    fn weigh_gives_value_weight_and_signed_drift() {
        let mut both = [
            constituent(wad(1_000), 1, 5_000),
            constituent(wad(500), 4, 5_000),
        ];
        assert_eq!(weigh(&mut both), wad(3_000));
        assert_eq!(both[0].valueWad, wad(1_000));
        assert_eq!(both[1].valueWad, wad(2_000));
        assert_eq!(both[0].weightWad, uint!(333_333_333_333_333_333_U256));
        assert_eq!(both[1].weightWad, uint!(666_666_666_666_666_666_U256));
        let sixth = I256::from_raw(uint!(166_666_666_666_666_667_U256));
        assert_eq!((both[0].driftWad, both[1].driftWad), (-sixth, sixth));
    }

    #[test]
    fn weigh_shows_no_weights_while_a_price_is_missing() {
        let mut both = [
            constituent(wad(1_000), 1, 5_000),
            constituent(wad(500), 0, 5_000),
        ];
        assert_eq!(weigh(&mut both), U256::ZERO);
        assert_eq!(both[0].valueWad, wad(1_000));
        for it in &both {
            assert_eq!((it.weightWad, it.driftWad), (U256::ZERO, I256::ZERO));
        }
        assert_eq!(weigh(&mut []), U256::ZERO);
        let mut empty = [
            constituent(U256::ZERO, 1, 5_000),
            constituent(U256::ZERO, 1, 5_000),
        ];
        assert_eq!(weigh(&mut empty), U256::ZERO);
        assert_eq!(empty[0].driftWad, I256::ZERO);
    }

    #[test]
    fn weigh_stays_in_range_at_the_largest_amounts_and_prices() {
        let largest = U256::from(u128::MAX);
        let mut all = vec![constituent(largest, 0, 10_000); 32];
        for it in &mut all {
            it.priceE36 = (U256::ONE << 224) - U256::ONE;
        }
        let nav = weigh(&mut all);
        assert_eq!(nav, all[0].valueWad * U256::from(32));
        assert_eq!(all[0].weightWad, wad(1) / U256::from(32));
    }
}
