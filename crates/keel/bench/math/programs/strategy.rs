//! What a rebalancer asks of `strategy`: the weights of equal risk.
#![allow(missing_docs, reason = "a program has no interface for people")]

use bench_math::{Words, encoded, question, refused, signed, unknown};
use kit::VM;
use kit::dispatch::Answer;
use rebalance_math::strategy::{RiskModel, equal_risk_weights};
use rebalance_math::{U256, Weight};

kit::entrypoint!(answer);

/// Number of assets, volatilities, correlations row by row. Function 0 reads them, 1 checks them too, and both answer with
/// weights of zero.
pub fn answer(_: VM, calldata: &[u8]) -> Answer {
    let (function, rest) = question(calldata);
    if !matches!(function, 0 | 1 | 10) {
        return unknown();
    }
    let mut words = Words::new(rest);
    let count = words.count();
    let volatilities = words.take(count, |word| u64::try_from(word).unwrap_or(0));
    let correlations = words.take(count.saturating_mul(count), |word| {
        i64::try_from(signed(word)).unwrap_or(i64::MAX)
    });
    let mut weights = vec![Weight::ZERO; count];
    if function != 0 {
        let model = RiskModel::new(&volatilities, &correlations).map_err(refused)?;
        if function == 10 {
            equal_risk_weights(&model, &mut weights).map_err(refused)?;
        }
    }
    let words: Vec<U256> = weights.into_iter().map(Weight::raw).collect();
    Ok(encoded(&words))
}
