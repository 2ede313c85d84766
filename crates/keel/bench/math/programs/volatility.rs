//! What an oracle asks of `volatility`: the return of a round, its weight, and the new covariances.
#![allow(missing_docs, reason = "a program has no interface for people")]

use bench_math::{Words, encoded, question, refused, signed, unknown, word_of};
use core::hint::black_box;
use kit::VM;
use kit::dispatch::Answer;
use rebalance_math::volatility::{
    CovarianceRate, Decay, LogReturn, log_return, packed_len, update_covariances,
};
use rebalance_math::{MathError, Price, U256};

kit::entrypoint!(answer);

pub fn answer(_: VM, calldata: &[u8]) -> Answer {
    let (function, rest) = question(calldata);
    let words = Words::new(rest);
    match function {
        10 => covariances(words),
        11 => returned(words),
        _ => return unknown(),
    }
    .map(|results| encoded(&results))
    .map_err(refused)
}

/// rounds, number of assets, last, now, time constant, returns, covariances; the first return is one larger each round.
fn covariances(mut words: Words<'_>) -> Result<Vec<U256>, MathError> {
    let rounds = words.count();
    let count = words.count();
    let mut seconds = || u64::try_from(words.next_word()).unwrap_or(u64::MAX);
    let (last, now, constant) = (seconds(), seconds(), seconds());
    let constant = u32::try_from(constant).unwrap_or(u32::MAX);
    let decay = Decay::over(last, now, constant)?;
    let mut returns = Vec::with_capacity(count);
    for _ in 0..count {
        returns.push(of_word(words.next_word())?);
    }
    let mut packed = Vec::with_capacity(packed_len(count));
    for _ in 0..packed_len(count) {
        packed.push(CovarianceRate::new(signed(words.next_word()))?);
    }
    for _ in 0..rounds {
        if let Some(first) = returns.first_mut() {
            *first = LogReturn::new(first.raw().wrapping_add(1))?;
        }
        update_covariances(black_box(&mut packed), black_box(&returns), &decay)?;
    }
    Ok(packed.into_iter().map(|rate| word_of(rate.raw())).collect())
}

/// Price before and price now.
fn returned(mut words: Words<'_>) -> Result<Vec<U256>, MathError> {
    let before = Price::new(words.next_word());
    let now = Price::new(words.next_word());
    let found = log_return(before, now)?;
    Ok(vec![word_of(i128::from(found.raw()))])
}

fn of_word(word: U256) -> Result<LogReturn, MathError> {
    LogReturn::new(i64::try_from(signed(word)).unwrap_or(i64::MIN))
}
