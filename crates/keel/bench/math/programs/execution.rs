//! What a router asks of `execution`: what a constant-product pool returns, the sandwich-safe chunk, an auction's price.
#![allow(missing_docs, reason = "a program has no interface for people")]

use bench_math::{Words, encoded, question, refused, unknown};
use kit::VM;
use kit::dispatch::Answer;
use rebalance_math::execution::{ConstantProduct, Decay, DutchAuction, sandwich_safe_chunk_floor};
use rebalance_math::{MathError, U256};

kit::entrypoint!(answer);

pub fn answer(_: VM, calldata: &[u8]) -> Answer {
    let (function, rest) = question(calldata);
    let words = Words::new(rest);
    match function {
        10 => quote(words),
        11 => auction(words),
        _ => return unknown(),
    }
    .map(|results| encoded(&results))
    .map_err(refused)
}

/// Reserves, fee in pips, amount in: what comes out, and the largest amount that no sandwich profits from.
fn quote(mut words: Words<'_>) -> Result<Vec<U256>, MathError> {
    let mut reserve = || u128::try_from(words.next_word()).unwrap_or(u128::MAX);
    let (reserve_in, reserve_out) = (reserve(), reserve());
    let pool = ConstantProduct {
        reserve_in,
        reserve_out,
        fee_pips: u32::try_from(words.next_word()).unwrap_or(u32::MAX),
    };
    Ok(vec![
        pool.amount_out_floor(words.next_word())?,
        sandwich_safe_chunk_floor(&pool)?.raw(),
    ])
}

/// First price, last price, seconds of the auction, seconds since its start.
fn auction(mut words: Words<'_>) -> Result<Vec<U256>, MathError> {
    let (start_price, end_price) = (words.next_word(), words.next_word());
    let mut seconds = || u64::try_from(words.next_word()).unwrap_or(u64::MAX);
    let auction = DutchAuction {
        start_price,
        end_price,
        duration_s: seconds(),
        decay: Decay::Exponential,
    };
    Ok(vec![auction.price_ceil(seconds())?])
}
