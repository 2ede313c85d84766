//! What a vault asks of `trigger`: absolute, relative and volatility-scaled bands, and the clock.
#![allow(missing_docs, reason = "a program has no interface for people")]

use bench_math::{Argument, Words, encoded, question, refused, unknown};
use kit::VM;
use kit::dispatch::Answer;
use rebalance_math::trigger::{
    ScaledBand, is_any_breached, is_any_relative_breached, is_elapsed, scaled_band_floor,
};
use rebalance_math::volatility::VarianceRate;
use rebalance_math::{MathError, Signed, U256, Value, Weight};

kit::entrypoint!(answer);

pub fn answer(_: VM, calldata: &[u8]) -> Answer {
    let (function, rest) = question(calldata);
    let words = Words::new(rest);
    match function {
        10 => breached(words),
        11 => scaled(words),
        12 => elapsed(words),
        _ => return unknown(),
    }
    .map(|result| encoded(&[result]))
    .map_err(refused)
}

/// NAV, band, number of assets, values, targets.
fn breached(mut words: Words<'_>) -> Result<U256, MathError> {
    let nav = Value::new(words.next_word());
    let band = Weight::new(words.next_word());
    let count = words.count();
    let values = words.take(count, Value::new);
    let targets = words.take(count, Weight::new);
    let absolute = is_any_breached(&values, nav, &targets, band)?;
    let relative = is_any_relative_breached(&values, nav, &targets, band)?;
    Ok(U256::from(u8::from(absolute | relative)))
}

/// Variance, reference variance, exponent, band, narrowest, widest.
fn scaled(mut words: Words<'_>) -> Result<U256, MathError> {
    let rate = |words: &mut Words<'_>| {
        VarianceRate::new(u128::try_from(words.next_word()).unwrap_or(u128::MAX))
    };
    let variance = rate(&mut words)?;
    let band = ScaledBand {
        reference: rate(&mut words)?,
        exponent: Signed::of(words.next_word()),
        base: Weight::new(words.next_word()),
        narrowest: Weight::new(words.next_word()),
        widest: Weight::new(words.next_word()),
    };
    Ok(scaled_band_floor(variance, &band)?.raw())
}

/// Now, last, interval.
fn elapsed(mut words: Words<'_>) -> Result<U256, MathError> {
    let mut seconds = || u64::try_from(words.next_word()).unwrap_or(u64::MAX);
    let (now, last, interval) = (seconds(), seconds(), seconds());
    Ok(U256::from(u8::from(is_elapsed(now, last, interval))))
}
