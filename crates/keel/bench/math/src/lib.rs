//! What the benchmark's programs share: words in, a loop over them, words out.
//!
//! Calldata is the number of a function, one word, and behind it arguments; the result is a list of words. The
//! programs are examples of this crate. Not part of the suite.
#![deny(
    clippy::arithmetic_side_effects,
    clippy::as_conversions,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing
)]

use alloy_primitives::U256;
use kit::dispatch::Answer;
use rebalance_math::{MathError, Signed};

/// Bytes of a word.
const WORD: usize = 32;

/// The number of the function, and the words behind it. Bytes that make no whole word are left out.
#[must_use]
pub fn question(calldata: &[u8]) -> (u64, &[u8]) {
    let (head, rest) = calldata.split_at_checked(WORD).unwrap_or((&[], &[]));
    (head.last().copied().map_or(u64::MAX, u64::from), rest)
}

/// The words of calldata.
#[must_use]
pub fn words(bytes: &[u8]) -> Vec<U256> {
    bytes.chunks_exact(WORD).map(U256::from_be_slice).collect()
}

/// An argument as a function of the library takes it.
pub trait Argument: Copy {
    /// From a word of calldata.
    fn of(word: U256) -> Self;
}

/// A result as a word.
pub trait Word {
    /// As it is returned.
    fn word(self) -> U256;
}

impl Argument for U256 {
    fn of(word: U256) -> Self {
        word
    }
}

impl Word for U256 {
    fn word(self) -> U256 {
        self
    }
}

/// Two's complement, as `int256` has it.
impl Argument for Signed {
    fn of(word: U256) -> Self {
        if word.bit(255) {
            Self::new(word.wrapping_neg(), true)
        } else {
            Self::new(word, false)
        }
    }
}

impl Word for Signed {
    fn word(self) -> U256 {
        if self.is_negative() {
            self.magnitude().wrapping_neg()
        } else {
            self.magnitude()
        }
    }
}

/// Calls a function of one argument for each of them.
///
/// # Errors
/// Without data when the function refuses.
pub fn each<A: Argument, R: Word>(
    bytes: &[u8],
    function: impl Fn(A) -> Result<R, MathError>,
) -> Answer {
    let arguments: Vec<A> = words(bytes).into_iter().map(A::of).collect();
    let mut results = Vec::with_capacity(arguments.len());
    for a in arguments {
        results.push(function(a).map_err(refused)?.word());
    }
    Ok(encoded(&results))
}

/// Calls a function of two arguments for each pair of them.
///
/// # Errors
/// As [`each`].
pub fn each_pair<A: Argument, B: Argument, R: Word>(
    bytes: &[u8],
    function: impl Fn(A, B) -> Result<R, MathError>,
) -> Answer {
    let arguments: Vec<(A, B)> = words(bytes)
        .chunks_exact(2)
        .filter_map(|pair| match pair {
            [a, b] => Some((A::of(*a), B::of(*b))),
            _ => None,
        })
        .collect();
    let mut results = Vec::with_capacity(arguments.len());
    for (a, b) in arguments {
        results.push(function(a, b).map_err(refused)?.word());
    }
    Ok(encoded(&results))
}

/// Calls a function of three arguments for each three of them.
///
/// # Errors
/// As [`each`].
pub fn each_triple(
    bytes: &[u8],
    function: impl Fn(U256, U256, U256) -> Result<U256, MathError>,
) -> Answer {
    let arguments = words(bytes);
    let mut results = Vec::with_capacity(arguments.len());
    for triple in arguments.chunks_exact(3) {
        if let [a, b, c] = triple {
            results.push(function(*a, *b, *c).map_err(refused)?);
        }
    }
    Ok(encoded(&results))
}

/// Words behind each other.
#[must_use]
pub fn encoded(words: &[U256]) -> Vec<u8> {
    words
        .iter()
        .flat_map(|word| word.to_be_bytes::<WORD>())
        .collect()
}

/// A benchmark asks no question that is refused; if it does, the call reverts.
#[must_use]
pub fn refused(_: MathError) -> Vec<u8> {
    Vec::new()
}

/// No function has this number.
///
/// # Errors
/// Always.
pub fn unknown() -> Answer {
    Err(Vec::new())
}

/// Words, read from the front.
#[derive(Clone, Copy, Debug)]
pub struct Words<'a>(&'a [u8]);

impl<'a> Words<'a> {
    /// All of them.
    #[must_use]
    pub const fn new(bytes: &'a [u8]) -> Self {
        Self(bytes)
    }

    /// The next one; zero when none is left.
    pub fn next_word(&mut self) -> U256 {
        let (word, rest) = self.0.split_at_checked(WORD).unwrap_or((&[], &[]));
        self.0 = rest;
        U256::from_be_slice(word)
    }

    /// The next two; `None` when fewer are left.
    pub fn next_pair(&mut self) -> Option<(U256, U256)> {
        (self.0.len() >= WORD.saturating_add(WORD)).then(|| (self.next_word(), self.next_word()))
    }

    /// The next one as a count.
    pub fn count(&mut self) -> usize {
        usize::try_from(self.next_word()).unwrap_or(0)
    }

    /// The next ones, in a unit.
    pub fn take<T>(&mut self, count: usize, unit: impl Fn(U256) -> T) -> Vec<T> {
        (0..count).map(|_| unit(self.next_word())).collect()
    }
}

/// The low bits of a word in two's complement.
#[must_use]
pub fn signed(word: U256) -> i128 {
    let [low, high, ..] = *word.as_limbs();
    (u128::from(high).wrapping_shl(64) | u128::from(low)).cast_signed()
}

/// Two's complement in a word.
#[must_use]
pub fn word_of(number: i128) -> U256 {
    let magnitude = U256::from(number.unsigned_abs());
    if number < 0 {
        magnitude.wrapping_neg()
    } else {
        magnitude
    }
}
