//! The functions of `arithmetic`, a number each; the first six do nothing, with as many arguments as the others.
#![allow(missing_docs, reason = "a program has no interface for people")]

use bench_math::{each, each_pair, each_triple, question, unknown};
use kit::VM;
use kit::dispatch::Answer;
use rebalance_math::{
    Signed, U256, cbrt_floor, exp_floor, exp2_floor, ln_floor, log2_floor, mul_div_ceil,
    mul_div_floor, normal_cdf_floor, pow_floor, sqrt_floor,
};

kit::entrypoint!(answer);

pub fn answer(_: VM, calldata: &[u8]) -> Answer {
    let (function, rest) = question(calldata);
    match function {
        0 => each(rest, |a: U256| Ok(a)),
        1 => each(rest, |a: U256| Ok(Signed::new(a, false))),
        2 => each(rest, |a: Signed| Ok(a.magnitude())),
        3 => each_pair(rest, |a: U256, b: Signed| Ok(a ^ b.magnitude())),
        4 => each_triple(rest, |a, b, d| Ok(a ^ b ^ d)),
        10 => each_triple(rest, mul_div_floor),
        11 => each_triple(rest, mul_div_ceil),
        12 => each(rest, |a| Ok(sqrt_floor(a))),
        13 => each(rest, |a| Ok(cbrt_floor(a))),
        14 => each(rest, exp_floor),
        15 => each(rest, exp2_floor),
        16 => each(rest, ln_floor),
        17 => each(rest, log2_floor),
        18 => each_pair(rest, pow_floor),
        19 => each(rest, |z| Ok(normal_cdf_floor(z))),
        _ => unknown(),
    }
}
