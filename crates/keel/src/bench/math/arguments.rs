//! The arguments that both sides are asked, and the truth about them: `crates/keel/bench/math/arguments.csv`.

use alloy::primitives::U256;
use anyhow::{Context, bail};
use std::collections::BTreeMap;

const FILE: &str = include_str!("../../../bench/math/arguments.csv");

/// What one unit of the digits behind the point is worth.
const BEHIND_THE_POINT: f64 = 1e-9;
const DIGITS: usize = 9;

/// Results above this are known to a part in `2^120` only: their error is counted in such parts.
const RELATIVE_BITS: i32 = 120;

/// Sets of questions by name.
pub(crate) struct Arguments(BTreeMap<&'static str, Vec<Question>>);

/// Arguments, and the exact result.
pub(crate) struct Question {
    /// As words; negative ones in two's complement.
    pub(crate) arguments: Vec<U256>,
    truth: Truth,
}

/// An exact result, cut off behind nine digits.
struct Truth {
    /// The whole part, in two's complement when it is negative.
    whole: U256,
    /// What the cut-off number is above or, when it is negative, below the whole part.
    rest: f64,
    /// Nearly the whole number.
    size: f64,
}

impl Arguments {
    /// Reads the file, which is part of the program.
    pub(crate) fn load() -> anyhow::Result<Self> {
        let mut sets: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for line in FILE.lines().skip(1) {
            let (name, question) =
                row(line).with_context(|| format!("arguments.csv, row '{line}'"))?;
            sets.entry(name).or_default().push(question);
        }
        Ok(Self(sets))
    }

    /// A set.
    pub(crate) fn set(&self, name: &str) -> anyhow::Result<&[Question]> {
        self.0
            .get(name)
            .map(Vec::as_slice)
            .with_context(|| format!("arguments.csv has no set '{name}'"))
    }
}

impl Question {
    /// How far a result is above (or, negative, below) the truth, in units of the result: a wad unit, or a part in
    /// `2^120` of the truth where that is more.
    pub(crate) fn error_of(&self, result: U256) -> f64 {
        let difference = result.wrapping_sub(self.truth.whole);
        let whole = if difference.bit(255) {
            -approximately(difference.wrapping_neg())
        } else {
            approximately(difference)
        };
        (whole - self.truth.rest) / (self.truth.size * 2_f64.powi(-RELATIVE_BITS)).max(1.0)
    }
}

fn row(line: &'static str) -> anyhow::Result<(&'static str, Question)> {
    let mut cells = line.split(',');
    let (Some(name), Some(arguments), Some(truth), None) =
        (cells.next(), cells.next(), cells.next(), cells.next())
    else {
        bail!("it has not three cells");
    };
    let arguments = arguments
        .split(' ')
        .map(|text| integer(text).map(|(word, _)| word))
        .collect::<anyhow::Result<_>>()?;
    let (whole, rest) = truth.split_once('.').context("the truth has no point")?;
    anyhow::ensure!(rest.len() == DIGITS, "the truth has not {DIGITS} digits");
    let rest = f64::from(rest.parse::<u32>()?) * BEHIND_THE_POINT;
    let (whole, is_negative) = integer(whole)?;
    let magnitude = if is_negative {
        whole.wrapping_neg()
    } else {
        whole
    };
    let truth = Truth {
        whole,
        rest: if is_negative { -rest } else { rest },
        size: approximately(magnitude),
    };
    Ok((name, Question { arguments, truth }))
}

/// A word, and whether it stands for a negative number.
fn integer(text: &str) -> anyhow::Result<(U256, bool)> {
    Ok(match text.strip_prefix('-') {
        Some(digits) => (digits.parse::<U256>()?.wrapping_neg(), true),
        None => (text.parse()?, false),
    })
}

/// To the precision of a float.
fn approximately(number: U256) -> f64 {
    number
        .as_limbs()
        .iter()
        .rev()
        .fold(0.0, |sum, limb| sum * 2_f64.powi(64) + *limb as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn error_of_counts_wad_units_on_both_sides_of_the_truth() {
        let (name, question) = row("ln,5 -7,-3.250000000").expect("a row");
        assert_eq!(name, "ln");
        assert_eq!(question.arguments[1].wrapping_neg(), U256::from(7));
        let minus = |number: u64| U256::from(number).wrapping_neg();
        assert_eq!(question.error_of(minus(3)), 0.25);
        assert_eq!(question.error_of(minus(4)), -0.75);
        assert_eq!(question.error_of(U256::ZERO), 3.25);
    }

    #[test]
    fn error_of_large_results_is_relative() {
        let whole = U256::from(1) << 125;
        let (_, question) = row(format!("exp,1,{whole}.000000000").leak()).expect("a row");
        assert_eq!(question.error_of(whole + U256::from(64)), 2.0);
    }

    #[test]
    fn every_set_has_as_many_questions() {
        let arguments = Arguments::load().expect("arguments.csv");
        assert!(arguments.0.values().all(|set| set.len() == 40));
    }
}
