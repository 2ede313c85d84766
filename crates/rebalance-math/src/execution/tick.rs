//! Ticks of Uniswap V3 and their prices, bit for bit as its pools compute them.
//!
//! Tick `i` stands for the price `1.0001^i` of token 0 in token 1; pools hold its square root in Q64.96.
//!
//! For a tick of magnitude `n = sum 2^k`, the pool multiplies the constants `c_k = round(2^128 / sqrt(1.0001)^(2^k))` of
//! the bits of `n`, lowest first, dropping the low 128 bits of each product; takes the reciprocal
//! `floor((2^256 - 1) / product)` when the tick is positive; and rounds the result up from Q128.128 to Q64.96. The constants follow from that
//! formula (whitepaper, section 6.2.1); a test recomputes them with big integers.

use ruint::aliases::U256;

use crate::{MathError, mul_div_floor};

/// Lowest tick: the price is `2^-128` rounded to the grid.
pub const MIN_TICK: i32 = -887_272;
/// Highest tick.
pub const MAX_TICK: i32 = 887_272;
/// The square-root price of [`MIN_TICK`]; a pool's price is never below it.
pub const MIN_SQRT_RATIO: U256 = U256::from_limbs([4_295_128_739, 0, 0, 0]);
/// The square-root price of [`MAX_TICK`]; a pool's price is always below it.
pub const MAX_SQRT_RATIO: U256 =
    U256::from_limbs([0x5d95_1d52_6398_8d26, 0xefd1_fc6a_5064_8849, 0xfffd_8963, 0]);

/// `round(2^128 / sqrt(1.0001)^(2^k))` for `k = 0, 1, …, 19`.
const FACTORS: [u128; 20] = [
    0xfffc_b933_bd6f_ad37_aa2d_162d_1a59_4001,
    0xfff9_7272_373d_4132_59a4_6990_580e_213a,
    0xfff2_e50f_5f65_6932_ef12_357c_f3c7_fdcc,
    0xffe5_caca_7e10_e4e6_1c36_24ea_a094_1cd0,
    0xffcb_9843_d60f_6159_c9db_5883_5c92_6644,
    0xff97_3b41_fa98_c081_472e_6896_dfb2_54c0,
    0xff2e_a164_66c9_6a38_43ec_78b3_26b5_2861,
    0xfe5d_ee04_6a99_a2a8_11c4_61f1_969c_3053,
    0xfcbe_86c7_900a_88ae_dcff_c83b_479a_a3a4,
    0xf987_a725_3ac4_1317_6f2b_074c_f781_5e54,
    0xf339_2b08_22b7_0005_940c_7a39_8e4b_70f3,
    0xe715_9475_a2c2_9b74_43b2_9c7f_a6e8_89d9,
    0xd097_f3bd_fd20_22b8_845a_d8f7_92aa_5825,
    0xa9f7_4646_2d87_0fdf_8a65_dc1f_90e0_61e5,
    0x70d8_69a1_56d2_a1b8_90bb_3df6_2baf_32f7,
    0x31be_135f_97d0_8fd9_8123_1505_542f_cfa6,
    0x09aa_508b_5b7a_84e1_c677_de54_f3e9_9bc9,
    0x005d_6af8_dedb_8119_6699_c329_225e_e604,
    0x0000_2216_e584_f5fa_1ea9_2604_1bed_fe98,
    0x0000_0000_048a_1703_91f7_dc42_444e_8fa2,
];

/// `sqrt(1.0001^tick)` in Q64.96, exactly as a pool computes it.
///
/// # Rounding
/// The pool's own: up at the end, after products rounded down.
///
/// # Errors
/// [`MathError::TickOutOfRange`] beyond [`MIN_TICK`] or [`MAX_TICK`].
pub fn sqrt_ratio_at_tick(tick: i32) -> Result<U256, MathError> {
    let magnitude = tick.unsigned_abs();
    if magnitude > MAX_TICK.unsigned_abs() {
        return Err(MathError::TickOutOfRange { got: tick });
    }
    // `None` is one, which has no Q128 form in 128 bits.
    let mut product: Option<u128> = None;
    for (bit, factor) in (0_u32..).zip(FACTORS) {
        if magnitude.wrapping_shr(bit) & 1 == 1 {
            product = Some(product.map_or(factor, |product| high_half(product, factor)));
        }
    }
    let one = U256::from_limbs([0, 0, 1, 0]);
    let ratio = product.map_or(one, U256::from);
    let ratio = if tick > 0 {
        mul_div_floor(U256::MAX, U256::ONE, ratio)?
    } else {
        ratio
    };
    let whole = ratio.wrapping_shr(32);
    let [low, ..] = *ratio.as_limbs();
    if low & 0xffff_ffff == 0 {
        Ok(whole)
    } else {
        whole.checked_add(U256::ONE).ok_or(MathError::Overflow)
    }
}

/// The highest tick whose price is not above `sqrt_price_x96`, exactly as a pool finds it.
///
/// The binary logarithm to 16 bits places the tick within half a tick; of at most two candidates, the price of the higher
/// one decides.
///
/// # Errors
/// [`MathError::SqrtPriceOutOfRange`] below [`MIN_SQRT_RATIO`] or from [`MAX_SQRT_RATIO`] on.
pub fn tick_at_sqrt_ratio(sqrt_price_x96: U256) -> Result<i32, MathError> {
    check_sqrt_price(sqrt_price_x96)?;
    // 23 bits of a logarithm by 38 of the constant.
    let scaled = log2_q16(sqrt_price_x96).wrapping_mul(TICKS_PER_BINARY_ORDER_Q24);
    let low = scaled.wrapping_sub(MARGIN_BELOW_Q40) >> 40;
    let high = scaled.wrapping_add(MARGIN_ABOVE_Q40) >> 40;
    let low = i32::try_from(low).map_err(|_| MathError::Overflow)?;
    let high = i32::try_from(high).map_err(|_| MathError::Overflow)?;
    if low == high || high > MAX_TICK {
        return Ok(low);
    }
    if sqrt_ratio_at_tick(high)? <= sqrt_price_x96 {
        Ok(high)
    } else {
        Ok(low)
    }
}

/// Refuses what no pool can have as its price.
pub(crate) fn check_sqrt_price(sqrt_price_x96: U256) -> Result<(), MathError> {
    if (MIN_SQRT_RATIO..MAX_SQRT_RATIO).contains(&sqrt_price_x96) {
        Ok(())
    } else {
        Err(MathError::SqrtPriceOutOfRange {
            got: sqrt_price_x96,
        })
    }
}

/// `1 / log2(sqrt(1.0001)) = 13863.6367…` in Q24, rounded to nearest.
const TICKS_PER_BINARY_ORDER_Q24: i64 = 232_593_228_247;
/// A hundredth of a tick: prices are rounded up from the power they stand for, by 2^-32 of it at most, which is
/// five millionths of a tick.
const MARGIN_BELOW_Q40: i64 = 10_995_116_277;
/// Two units of the logarithm, of which one is its own error, and 0.01 of a tick.
const MARGIN_ABOVE_Q40: i64 = 476_181_572_771;

/// `log2(sqrt_price / 2^96)` in Q16: not above the truth, and less than one unit below it.
///
/// The mantissa is squared sixteen times; each squaring that passes two is a bit. Its error, 2^-63 at the start,
/// doubles with each squaring and ends below 2^-46.
fn log2_q16(sqrt_price_x96: U256) -> i64 {
    let bits = sqrt_price_x96.bit_len();
    let shift = 256_usize.saturating_sub(bits);
    let [.., mantissa] = *sqrt_price_x96.wrapping_shl(shift).as_limbs();
    let mut mantissa = u128::from(mantissa);
    let mut log = i64::try_from(bits).unwrap_or(0).wrapping_sub(97);
    for _ in 0..16 {
        // In Q63 the mantissa is in [1, 2), so its square is below 2^128.
        let square = mantissa.wrapping_mul(mantissa) >> 63;
        let carry = square >> 64;
        log = log.wrapping_shl(1) | i64::from(carry != 0);
        mantissa = if carry == 0 { square } else { square >> 1 };
    }
    log
}

/// The upper 128 bits of `a * b`.
fn high_half(a: u128, b: u128) -> u128 {
    const LOW: u128 = 0xffff_ffff_ffff_ffff;
    let (a_low, a_high) = (a & LOW, a >> 64);
    let (b_low, b_high) = (b & LOW, b >> 64);
    // Each product of halves is at most (2^64 - 1)^2, and leaves room for two carries of 64 bits.
    let low = a_low.wrapping_mul(b_low);
    let cross = a_high.wrapping_mul(b_low).wrapping_add(low >> 64);
    let middle = a_low.wrapping_mul(b_high).wrapping_add(cross & LOW);
    a_high
        .wrapping_mul(b_high)
        .wrapping_add(cross >> 64)
        .wrapping_add(middle >> 64)
}
