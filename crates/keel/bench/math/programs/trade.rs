//! What a vault asks of `trade`: the plan.
#![allow(missing_docs, reason = "a program has no interface for people")]

use bench_math::{Words, encoded, question, refused, unknown};
use core::hint::black_box;
use kit::VM;
use kit::dispatch::Answer;
use rebalance_math::{Amount, MAX_TRADES, MathError, Price, Trade, U256, Weight, plan};

kit::entrypoint!(answer);

pub fn answer(_: VM, calldata: &[u8]) -> Answer {
    let (function, rest) = question(calldata);
    match function {
        10 => planned(Words::new(rest)).map_err(refused),
        _ => unknown(),
    }
}

/// rounds, number of assets, tolerance, then amount, price and target of each; the first amount is one larger each round.
fn planned(mut words: Words<'_>) -> Result<Vec<u8>, MathError> {
    let rounds = words.count();
    let count = words.count();
    let tolerance = Weight::new(words.next_word());
    let mut amounts = Vec::with_capacity(count);
    let mut prices = Vec::with_capacity(count);
    let mut targets = Vec::with_capacity(count);
    for _ in 0..count {
        amounts.push(Amount::new(words.next_word()));
        prices.push(Price::new(words.next_word()));
        targets.push(Weight::new(words.next_word()));
    }
    let mut trades = [Trade::EMPTY; MAX_TRADES];
    let mut filled = 0;
    for _ in 0..rounds {
        if let Some(first) = amounts.first_mut() {
            *first = first.checked_add(Amount::new(U256::ONE))?;
        }
        filled = plan(
            black_box(&amounts),
            &prices,
            &targets,
            tolerance,
            &mut trades,
        )?;
    }
    let words: Vec<U256> = trades
        .iter()
        .take(filled)
        .flat_map(|trade| {
            [
                U256::from(trade.sell),
                U256::from(trade.buy),
                trade.amount_in.raw(),
                trade.min_out.raw(),
            ]
        })
        .collect();
    Ok(encoded(&words))
}
