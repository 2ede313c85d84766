//! Asking a pool for words, whatever it is.
//!
//! A pool that is read may not be there, may be another program, may burn what it is given: it is then left out of the
//! trade, before anything has moved. So a reading never fails the swap, and never costs more than [`READ_GAS`].

use alloy_primitives::{Address, U256};
use kit::VM;
use kit::call::send_static_with_gas;
use kit::codec::word;

/// Enough for any view of a pool several times over: the dearest reads four cold words.
const READ_GAS: u64 = 60_000;

/// The first words that a view of at most one argument answers with, as many as are asked for; `None` when it answers with less.
#[inline(never)]
pub(crate) fn words(
    vm: &VM,
    pool: Address,
    selector: [u8; 4],
    argument: i32,
    count: usize,
) -> Option<Vec<U256>> {
    let mut calldata = [0; 36];
    let (head, word) = calldata.split_first_chunk_mut::<4>()?;
    *head = selector;
    word.fill(if argument < 0 { u8::MAX } else { 0 });
    *word.last_chunk_mut()? = argument.to_be_bytes();
    let size = count.saturating_mul(32);
    let answer = send_static_with_gas(vm, pool, &calldata, size, READ_GAS).ok()?;
    let (chunks, _) = answer.as_chunks::<32>();
    (chunks.len() == count).then(|| chunks.iter().map(word::number).collect())
}

/// One word, as [`words`].
pub(crate) fn one(vm: &VM, pool: Address, selector: [u8; 4], argument: i32) -> Option<U256> {
    words(vm, pool, selector, argument, 1)?.first().copied()
}

/// Views without arguments do not look at one.
pub(crate) const NOTHING: i32 = 0;
