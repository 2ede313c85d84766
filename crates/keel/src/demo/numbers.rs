//! From the chain's integers to the report's: each rounding has its direction.

use alloy::primitives::{Address, U256, aliases::U24};
use anyhow::Context;
use rebalance_math::{Amount, E36, Price, WAD, mul_div_ceil, mul_div_floor, value_floor};

/// Wad in one basis point.
const WAD_PER_BPS: u64 = 100_000_000_000_000;
/// Uniswap's fees are in hundredths of a bip.
const FEE_ONE: u64 = 1_000_000;

/// A weight in basis points, to the nearest.
pub(super) fn weight_bps(weight_wad: U256) -> anyhow::Result<u64> {
    let half = U256::from(WAD_PER_BPS / 2);
    let rounded = weight_wad.saturating_add(half) / U256::from(WAD_PER_BPS);
    small(rounded, "a weight")
}

/// A drift in basis points, rounded up.
pub(super) fn drift_bps(drift_wad: U256) -> anyhow::Result<u64> {
    small(drift_wad.div_ceil(U256::from(WAD_PER_BPS)), "a drift")
}

/// How much of `before` was lost, in basis points: positive for a loss, rounded towards the larger loss.
pub(crate) fn loss_bps(before: U256, after: U256) -> anyhow::Result<i64> {
    let bps = U256::from(10_000);
    if before >= after {
        let loss = mul_div_ceil(before.saturating_sub(after), bps, before).context("a loss")?;
        Ok(i64::try_from(small(loss, "a loss")?)?)
    } else {
        let gain = mul_div_floor(after.saturating_sub(before), bps, before).context("a gain")?;
        Ok(-i64::try_from(small(gain, "a gain")?)?)
    }
}

/// What a swap cost beyond the pool's price before it and the pool's fee, in basis points rounded up.
pub(super) fn impact_bps(swap: &PoolSwap) -> anyhow::Result<u64> {
    let after_fee = mul_div_ceil(
        swap.amount_in,
        U256::from(FEE_ONE.saturating_sub(swap.fee.to::<u64>())),
        U256::from(FEE_ONE),
    )
    .context("a fee")?;
    let one = U256::from(1) << 96;
    let once = |amount: U256| {
        if swap.token_in < swap.token_out {
            mul_div_ceil(amount, swap.sqrt_price_x96, one)
        } else {
            mul_div_ceil(amount, one, swap.sqrt_price_x96)
        }
    };
    let ideal = once(after_fee).and_then(once).context("a pool's price")?;
    let missing = ideal.saturating_sub(swap.amount_out);
    let bps = mul_div_ceil(missing, U256::from(10_000), ideal).context("a price impact")?;
    small(bps, "a price impact")
}

/// One swap and the pool as it was before it.
pub(super) struct PoolSwap {
    pub(super) token_in: Address,
    pub(super) token_out: Address,
    pub(super) amount_in: U256,
    pub(super) amount_out: U256,
    pub(super) sqrt_price_x96: U256,
    pub(super) fee: U24,
}

/// Value in wad at a price, rounded down.
pub(crate) fn value_wad(amount: U256, price_e36: U256) -> anyhow::Result<U256> {
    let value = value_floor(Amount::new(amount), Price::new(price_e36)).context("a value")?;
    Ok(value.raw())
}

/// Price of one whole token in wad, rounded down.
pub(super) fn price_wad(price_e36: U256, decimals: u8) -> anyhow::Result<U256> {
    let unit = U256::from(10).pow(U256::from(decimals));
    mul_div_floor(price_e36, unit, E36).context("a price")
}

/// A part of a value, rounded down.
pub(crate) fn part(value_wad: U256, weight_wad: U256) -> anyhow::Result<U256> {
    mul_div_floor(value_wad, weight_wad, WAD).context("a part")
}

/// Wad as a decimal with `places` places, cut.
pub(super) fn decimal(wad: U256, places: usize) -> String {
    let padded = format!("{:0>19}", wad.to_string());
    let (whole, fraction) = padded.split_at(padded.len().saturating_sub(18));
    format!(
        "{whole}.{}",
        fraction.get(..places.min(18)).unwrap_or(fraction)
    )
}

fn small(value: U256, what: &str) -> anyhow::Result<u64> {
    u64::try_from(value)
        .ok()
        .with_context(|| format!("{what} of {value} bps is out of range"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloy::primitives::address;

    #[test]
    fn bps_round_as_documented() {
        let bps = U256::from(WAD_PER_BPS);
        assert_eq!(
            weight_bps(bps * U256::from(3_333) + bps / U256::from(3)).expect("small"),
            3_333
        );
        assert_eq!(
            weight_bps(bps * U256::from(3_333) + bps / U256::from(2)).expect("small"),
            3_334
        );
        assert_eq!(drift_bps(bps * U256::from(500)).expect("small"), 500);
        assert_eq!(
            drift_bps(bps * U256::from(500) + U256::from(1)).expect("small"),
            501
        );
        assert_eq!(
            loss_bps(U256::from(1_000_000), U256::from(999_999)).expect("small"),
            1
        );
        assert_eq!(
            loss_bps(U256::from(10_000), U256::from(10_001)).expect("small"),
            -1
        );
        assert_eq!(
            loss_bps(U256::from(10_000), U256::from(10_000)).expect("small"),
            0
        );
    }

    /// A pool at price 4 (token1 per token0) without fee: 100 of token0 would bring 400; 390 are 2.5 % less.
    #[test]
    fn impact_compares_with_the_price_before() {
        let low = address!("0000000000000000000000000000000000000001");
        let high = address!("0000000000000000000000000000000000000002");
        let mut swap = PoolSwap {
            token_in: low,
            token_out: high,
            amount_in: U256::from(100),
            amount_out: U256::from(390),
            sqrt_price_x96: U256::from(2) << 96,
            fee: U24::ZERO,
        };
        assert_eq!(impact_bps(&swap).expect("in range"), 250);
        swap.token_in = high;
        swap.token_out = low;
        swap.amount_in = U256::from(400);
        swap.amount_out = U256::from(99);
        assert_eq!(impact_bps(&swap).expect("in range"), 100);
    }

    #[test]
    fn decimal_cuts() {
        assert_eq!(
            decimal(U256::from(1_239_999_999_999_999_999_u64), 2),
            "1.23"
        );
        assert_eq!(decimal(U256::from(5_u64), 2), "0.00");
    }
}
