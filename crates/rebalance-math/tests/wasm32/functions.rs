//! The functions by number, for both machines.

use rebalance_math::arithmetic::{
    cbrt_ceil, cbrt_floor, cbrt_wad_ceil, cbrt_wad_floor, div_wad_ceil, div_wad_floor, exp_ceil,
    exp_floor, exp2_ceil, exp2_floor, ln_ceil, ln_floor, log2_ceil, log2_floor, mul_div_ceil,
    mul_div_floor, mul_wad_ceil, mul_wad_floor, normal_cdf_ceil, normal_cdf_floor, pow_ceil,
    pow_floor, sqrt_ceil, sqrt_floor, sqrt_wad_ceil, sqrt_wad_floor,
};
use rebalance_math::{MathError, Signed};

/// Calls the function of that number. Arguments that take no sign lose it.
pub(crate) fn call(function: usize, arguments: [Signed; 3]) -> Result<Signed, MathError> {
    let [x, y, z] = arguments;
    let [a, b, d] = arguments.map(Signed::magnitude);
    match function {
        0 => exp_floor(x).map(Signed::from),
        1 => exp_ceil(x).map(Signed::from),
        2 => exp2_floor(x).map(Signed::from),
        3 => exp2_ceil(x).map(Signed::from),
        4 => ln_floor(a),
        5 => ln_ceil(a),
        6 => log2_floor(a),
        7 => log2_ceil(a),
        8 => pow_floor(a, y).map(Signed::from),
        9 => pow_ceil(a, y).map(Signed::from),
        10 => Ok(sqrt_floor(a).into()),
        11 => Ok(sqrt_ceil(a).into()),
        12 => Ok(sqrt_wad_floor(a).into()),
        13 => Ok(sqrt_wad_ceil(a).into()),
        14 => Ok(cbrt_floor(a).into()),
        15 => Ok(cbrt_ceil(a).into()),
        16 => Ok(cbrt_wad_floor(a).into()),
        17 => Ok(cbrt_wad_ceil(a).into()),
        18 => mul_div_floor(a, b, d).map(Signed::from),
        19 => mul_div_ceil(a, b, d).map(Signed::from),
        20 => mul_wad_floor(a, b).map(Signed::from),
        21 => mul_wad_ceil(a, b).map(Signed::from),
        22 => div_wad_floor(a, b).map(Signed::from),
        23 => div_wad_ceil(a, b).map(Signed::from),
        24 => Ok(normal_cdf_floor(x).into()),
        25 => Ok(normal_cdf_ceil(x).into()),
        _ => x.checked_add(y)?.checked_sub(z),
    }
}
