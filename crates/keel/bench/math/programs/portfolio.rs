//! What a vault asks of `portfolio`: values and NAV, weights, drift, targets from scores, shares to amounts and back.
#![allow(missing_docs, reason = "a program has no interface for people")]

use bench_math::{Words, encoded, question, refused, unknown};
use core::hint::black_box;
use kit::VM;
use kit::dispatch::Answer;
use rebalance_math::portfolio::{
    deposit_amount_ceil, max_drift_ceil, redeem_amount_floor, targets_by_largest_remainder,
    values_floor, weights_floor,
};
use rebalance_math::{Amount, MathError, Price, Shares, U256, Value, Weight};

kit::entrypoint!(answer);

pub fn answer(_: VM, calldata: &[u8]) -> Answer {
    let (function, rest) = question(calldata);
    let words = Words::new(rest);
    match function {
        10 => drift(words),
        11 => values(words),
        12 => weights(words),
        13 => targets(words),
        14 => shares(words),
        _ => return unknown(),
    }
    .map(|results| encoded(&results))
    .map_err(refused)
}

/// rounds, then value and target of each asset; the first value is one larger each round.
fn drift(mut words: Words<'_>) -> Result<Vec<U256>, MathError> {
    let rounds = words.count();
    let mut values = Vec::new();
    let mut targets = Vec::new();
    while let Some((value, target)) = words.next_pair() {
        values.push(Value::new(value));
        targets.push(Weight::new(target));
    }
    let mut nav = Value::ZERO;
    for value in &values {
        nav = nav.checked_add(*value)?;
    }
    let mut drift = Weight::ZERO;
    for _ in 0..rounds {
        if let Some(first) = values.first_mut() {
            *first = first.checked_add(Value::new(U256::ONE))?;
        }
        drift = max_drift_ceil(black_box(&values), nav, &targets)?;
    }
    Ok(vec![drift.raw()])
}

/// rounds, then amount and price of each asset; the first amount is one larger each round.
fn values(mut words: Words<'_>) -> Result<Vec<U256>, MathError> {
    let rounds = words.count();
    let mut amounts = Vec::new();
    let mut prices = Vec::new();
    while let Some((amount, price)) = words.next_pair() {
        amounts.push(Amount::new(amount));
        prices.push(Price::new(price));
    }
    let mut values = vec![Value::ZERO; amounts.len()];
    for _ in 0..rounds {
        if let Some(first) = amounts.first_mut() {
            *first = first.checked_add(Amount::new(U256::ONE))?;
        }
        values_floor(black_box(&amounts), &prices, &mut values)?;
    }
    Ok(values.into_iter().map(Value::raw).collect())
}

/// NAV, then values.
fn weights(mut words: Words<'_>) -> Result<Vec<U256>, MathError> {
    let nav = Value::new(words.next_word());
    let count = words.count();
    let values = words.take(count, Value::new);
    let mut weights = vec![Weight::ZERO; count];
    weights_floor(&values, nav, &mut weights)?;
    Ok(weights.into_iter().map(Weight::raw).collect())
}

/// Scores.
fn targets(mut words: Words<'_>) -> Result<Vec<U256>, MathError> {
    let count = words.count();
    let scores = words.take(count, |word| word);
    let mut targets = vec![Weight::ZERO; count];
    targets_by_largest_remainder(&scores, &mut targets)?;
    Ok(targets.into_iter().map(Weight::raw).collect())
}

/// Shares, supply, balance.
fn shares(mut words: Words<'_>) -> Result<Vec<U256>, MathError> {
    let shares = Shares::new(words.next_word());
    let supply = Shares::new(words.next_word());
    let balance = Amount::new(words.next_word());
    Ok(vec![
        deposit_amount_ceil(balance, shares, supply)?.raw(),
        redeem_amount_floor(balance, shares, supply)?.raw(),
    ])
}
