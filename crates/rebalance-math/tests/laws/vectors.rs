//! The arithmetic against vectors that mpmath made (`reference/vectors.py`).
//!
//! The committed sample runs always: every named boundary value and every 650th random row. `REFERENCE_VECTORS=full.csv`
//! names the whole set instead, more than a million rows, whose SHA-256 must be the one in `reference/digest.txt`.

use std::collections::BTreeMap;
use std::path::Path;

use num_bigint::{BigInt, Sign};
use rebalance_math::arithmetic::{
    cbrt_ceil, cbrt_floor, cbrt_wad_ceil, cbrt_wad_floor, div_wad_ceil, div_wad_floor, exp_ceil,
    exp_floor, exp2_ceil, exp2_floor, ln_ceil, ln_floor, log2_ceil, log2_floor, mul_div_ceil,
    mul_div_floor, mul_wad_ceil, mul_wad_floor, normal_cdf_ceil, normal_cdf_floor, pow_ceil,
    pow_floor, sqrt_ceil, sqrt_floor, sqrt_wad_ceil, sqrt_wad_floor,
};
use rebalance_math::{MathError, Signed, U256};
use sha2::{Digest, Sha256};

/// What a function answers in one direction.
type Answer = Result<Signed, MathError>;

fn unsigned(answer: Result<U256, MathError>) -> Answer {
    answer.map(Signed::from)
}

fn total(answer: U256) -> Answer {
    Ok(Signed::from(answer))
}

/// Both directions of the function that a row names.
fn answers(function: &str, arguments: &[Signed]) -> [Answer; 2] {
    let signed = |at: usize| arguments[at];
    let plain = |at: usize| {
        arguments[at]
            .to_unsigned()
            .expect("the row has no sign here")
    };
    match function {
        "exp" => [exp_floor(signed(0)), exp_ceil(signed(0))].map(unsigned),
        "exp2" => [exp2_floor(signed(0)), exp2_ceil(signed(0))].map(unsigned),
        "ln" => [ln_floor(plain(0)), ln_ceil(plain(0))],
        "log2" => [log2_floor(plain(0)), log2_ceil(plain(0))],
        "pow" => [
            pow_floor(plain(0), signed(1)),
            pow_ceil(plain(0), signed(1)),
        ]
        .map(unsigned),
        "sqrt" => [sqrt_floor(plain(0)), sqrt_ceil(plain(0))].map(total),
        "sqrt_wad" => [sqrt_wad_floor(plain(0)), sqrt_wad_ceil(plain(0))].map(total),
        "cbrt" => [cbrt_floor(plain(0)), cbrt_ceil(plain(0))].map(total),
        "cbrt_wad" => [cbrt_wad_floor(plain(0)), cbrt_wad_ceil(plain(0))].map(total),
        "normal_cdf" => [normal_cdf_floor(signed(0)), normal_cdf_ceil(signed(0))].map(total),
        "mul_wad" => [
            mul_wad_floor(plain(0), plain(1)),
            mul_wad_ceil(plain(0), plain(1)),
        ]
        .map(unsigned),
        "div_wad" => [
            div_wad_floor(plain(0), plain(1)),
            div_wad_ceil(plain(0), plain(1)),
        ]
        .map(unsigned),
        "mul_div" => [
            mul_div_floor(plain(0), plain(1), plain(2)),
            mul_div_ceil(plain(0), plain(1), plain(2)),
        ]
        .map(unsigned),
        other => panic!("the vectors name {other}, which is not checked here"),
    }
}

/// Bits of a result below which a function is within one unit of the truth; none when it is always exact.
fn within_a_unit_below(function: &str) -> Option<u64> {
    match function {
        "exp" | "exp2" => Some(150),
        "ln" | "log2" | "normal_cdf" => Some(256),
        "pow" => Some(140),
        _ => None,
    }
}

fn big(x: Signed) -> BigInt {
    let (magnitude, is_negative) = x.raw();
    let sign = if is_negative { Sign::Minus } else { Sign::Plus };
    BigInt::from_bytes_le(sign, &magnitude.to_le_bytes::<32>())
}

fn integer(text: &str) -> Signed {
    let (digits, is_negative) = match text.strip_prefix('-') {
        Some(digits) => (digits, true),
        None => (text, false),
    };
    let magnitude = U256::from_str_radix(digits, 10).expect("a row holds whole numbers");
    Signed::new(magnitude, is_negative)
}

fn expected(text: &str) -> Answer {
    match text {
        "overflow" => Err(MathError::Overflow),
        "zero" => Err(MathError::DivisionByZero),
        "logarithm" => Err(MathError::LogarithmOfZero),
        number => Ok(integer(number)),
    }
}

/// What was seen of one function.
#[derive(Default)]
struct Seen {
    rows: usize,
    /// Results that are not the truth rounded the right way, but on the right side of it and within the bound.
    off: usize,
    /// The largest distance of a result from the rounded truth where a unit is promised.
    units: BigInt,
}

/// Checks a row; an error is a sentence about what is wrong.
fn check(row: &str, seen: &mut BTreeMap<String, Seen>) -> Result<(), String> {
    let columns: Vec<&str> = row.split(',').collect();
    let [function, arguments, floor, ceil, _name] = columns[..] else {
        return Err(format!("not a row: {row}"));
    };
    let arguments: Vec<Signed> = arguments.split(' ').map(integer).collect();
    let seen = seen.entry(function.to_owned()).or_default();
    seen.rows += 1;
    let answers = answers(function, &arguments);
    for (is_up, (answer, truth)) in answers
        .into_iter()
        .zip([expected(floor), expected(ceil)])
        .enumerate()
    {
        if answer == truth {
            continue;
        }
        let (Ok(answer), Ok(truth), Some(bits)) = (answer, truth, within_a_unit_below(function))
        else {
            return Err(format!("{row}: got {answer:?}"));
        };
        if floor == ceil {
            return Err(format!("{row}: exact, got {answer:?}"));
        }
        let (answer, truth) = (big(answer), big(truth));
        let distance = if is_up == 0 {
            &truth - &answer
        } else {
            &answer - &truth
        };
        if distance.sign() == Sign::Minus {
            return Err(format!("{row}: on the wrong side, got {answer}"));
        }
        let is_small = truth.bits() <= bits;
        let allowed = if is_small {
            BigInt::from(1)
        } else {
            (truth >> 139) + 1
        };
        if distance > allowed {
            return Err(format!("{row}: {distance} units off"));
        }
        seen.off += 1;
        if is_small && distance > seen.units {
            seen.units = distance;
        }
    }
    Ok(())
}

fn check_all(rows: &str) -> BTreeMap<String, Seen> {
    let mut seen = BTreeMap::new();
    let wrong: Vec<String> = rows
        .lines()
        .filter_map(|row| check(row, &mut seen).err())
        .collect();
    for (function, seen) in &seen {
        println!(
            "{function}: {} rows, {} results not the nearest in their direction, at most {} units off",
            seen.rows, seen.off, seen.units
        );
    }
    let first: Vec<_> = wrong.iter().take(20).collect();
    assert!(wrong.is_empty(), "{} rows: {first:#?}", wrong.len());
    seen
}

fn digest(rows: &str) -> String {
    let digest = Sha256::digest(rows);
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[test]
fn arithmetic_agrees_with_the_reference_vectors() {
    let reference = Path::new(env!("CARGO_MANIFEST_DIR")).join("reference");
    let read = |path: &Path| {
        std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    };
    let digests = read(&reference.join("digest.txt"));
    let (name, rows) = match std::env::var_os("REFERENCE_VECTORS") {
        Some(path) => ("full", read(Path::new(&path))),
        None => ("sample", read(&reference.join("sample.csv"))),
    };
    let line = format!("{} {} rows {name}", digest(&rows), rows.lines().count());
    assert!(
        digests.lines().any(|known| known == line),
        "these are not the rows that vectors.py makes: {line}"
    );
    let seen = check_all(&rows);
    assert_eq!(seen.len(), 13, "a function has no rows");
}
