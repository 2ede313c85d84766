//! Drift, plan, covariances and equal risk: portfolios from a seed, beside the same in Solidity where there is one.

use super::{
    figure::{Figure, Peer},
    stage::{Function, Stage},
};
use crate::progress::Progress;
use alloy::primitives::{Address, U256};
use anyhow::Context;
use protocols::npm::Harness;
use rebalance_math::{MathError, Signed, WAD, exp_ceil, mul_div_ceil, mul_div_floor};

/// How often a function is called beyond the first time.
const ROUNDS: u64 = 4;
/// Portfolios of one size.
const PORTFOLIOS: usize = 8;
/// Matrices of one kind.
const MATRICES: usize = 25;

const ONE: i64 = 1_000_000_000_000_000_000;

/// Words for the program, and for the contract.
type Arguments = (Vec<U256>, Vec<U256>);

/// A function with a twin in Solidity.
struct Pair {
    name: &'static str,
    program: &'static str,
    number: u8,
    twin: &'static str,
    /// Words behind the number of rounds, for the program and for the contract.
    portfolio: fn(&mut Random, usize) -> anyhow::Result<Arguments>,
    /// Most of the twin's gas for so many assets.
    goals: [(usize, Option<f64>); 2],
}

const PAIRS: [Pair; 4] = [
    Pair {
        name: "max_drift_ceil",
        program: "math-portfolio",
        number: 10,
        twin: "drift",
        portfolio: drifted,
        goals: [(10, Some(0.5)), (32, Some(0.25))],
    },
    Pair {
        name: "values_floor",
        program: "math-portfolio",
        number: 11,
        twin: "values",
        portfolio: valued,
        goals: [(10, None), (32, None)],
    },
    Pair {
        name: "plan",
        program: "math-trade",
        number: 10,
        twin: "plan",
        portfolio: planned,
        goals: [(10, Some(0.5)), (32, Some(0.25))],
    },
    Pair {
        name: "update_covariances",
        program: "math-volatility",
        number: 10,
        twin: "covariances",
        portfolio: covariances,
        goals: [(10, Some(0.15)), (32, Some(0.15))],
    },
];

/// Most gas of the weights of equal risk.
const EQUAL_RISK_GOALS: [(usize, f64); 2] = [(8, 15_000.0), (32, 150_000.0)];

/// Measures everything; without Solidity when that is not wanted.
pub(crate) async fn measure(
    stage: &Stage,
    with_peers: bool,
    progress: &Progress,
) -> anyhow::Result<Vec<Figure>> {
    let twin = if with_peers {
        progress.step("compiling the functions of portfolios in Solidity");
        let source = include_str!("../../../bench/math/solidity/Packed.sol");
        let harness = Harness {
            sources: &[("Packed.sol", source)],
            contract: "Bench",
            packages: &[],
            // The other pipeline runs out of stack slots.
            via_ir: true,
        };
        Some(stage.contract(&harness).await?)
    } else {
        None
    };
    progress.step("measuring portfolios");
    let mut figures = Vec::new();
    for pair in &PAIRS {
        let program = stage.program(pair.program).await?;
        for (count, goal) in pair.goals {
            figures.push(compare(stage, pair, program, twin, count, goal).await?);
        }
    }
    let program = stage.program("math-strategy").await?;
    for (count, goal) in EQUAL_RISK_GOALS {
        for kind in [Kind::Mild, Kind::Hedged] {
            figures.extend(equal_risk(stage, program, count, kind, goal).await?);
        }
    }
    Ok(figures)
}

async fn compare(
    stage: &Stage,
    pair: &Pair,
    program: Address,
    twin: Option<Address>,
    count: usize,
    goal: Option<f64>,
) -> anyhow::Result<Figure> {
    let mut random = Random::new(pair.name, count);
    let mut gas = 0.0;
    let mut other = None;
    for _ in 0..PORTFOLIOS {
        let (ours, theirs) = (pair.portfolio)(&mut random, count)?;
        let (spent, results) =
            per_call(stage, Function::Program(program, pair.number), &ours).await?;
        gas += spent / PORTFOLIOS as f64;
        if let Some(twin) = twin {
            let (spent, found) =
                per_call(stage, Function::Contract(twin, pair.twin), &theirs).await?;
            anyhow::ensure!(
                found == results,
                "{} of {count} assets gives other results in Solidity: {found:?} instead of {results:?}",
                pair.name
            );
            other = Some(other.unwrap_or(0.0) + spent / PORTFOLIOS as f64);
        }
    }
    Ok(Figure {
        name: pair.name.to_owned(),
        arguments: format!("N = {count}"),
        gas,
        error: None,
        peers: other
            .map(|other| Peer::new(format!("Solidity {}", pair.twin), gas, other, None, goal))
            .into_iter()
            .collect(),
    })
}

/// Gas of one call among several, and the last one's results.
async fn per_call(
    stage: &Stage,
    function: Function,
    words: &[U256],
) -> anyhow::Result<(f64, Vec<U256>)> {
    let asked = |rounds: u64| -> Vec<U256> {
        [U256::from(rounds)]
            .into_iter()
            .chain(words.iter().copied())
            .collect()
    };
    let once = stage.ask(function, &asked(1)).await?;
    let often = stage.ask(function, &asked(1 + ROUNDS)).await?;
    let spent = often.gas.saturating_sub(once.gas) as f64 / ROUNDS as f64;
    Ok((spent, often.words))
}

/// Both sides read the same words.
fn same(words: Vec<U256>) -> (Vec<U256>, Vec<U256>) {
    (words.clone(), words)
}

/// Values from a thousand to a million, and targets.
fn drifted(random: &mut Random, count: usize) -> anyhow::Result<Arguments> {
    let targets = random.targets(count);
    let words = targets
        .into_iter()
        .flat_map(|target| [random.wad(1_000, 1_000_000), target])
        .collect();
    Ok(same(words))
}

/// Amounts and prices.
fn valued(random: &mut Random, count: usize) -> anyhow::Result<Arguments> {
    let words = (0..count).flat_map(|index| random.holding(index)).collect();
    Ok(same(words))
}

/// Amounts, prices and targets, and a tolerance of one part in a hundred.
fn planned(random: &mut Random, count: usize) -> anyhow::Result<Arguments> {
    let mut words = vec![U256::from(count), U256::from(ONE / 100)];
    for (index, target) in random.targets(count).into_iter().enumerate() {
        words.extend(random.holding(index));
        words.push(target);
    }
    Ok(same(words))
}

/// Returns of up to five parts in a hundred over an hour, and covariances of assets of up to 120 % a year.
fn covariances(random: &mut Random, count: usize) -> anyhow::Result<Arguments> {
    const HOUR: u64 = 3_600;
    const FIVE_DAYS: u64 = 432_000;
    const PER_SECOND_E27: u64 = 18_000_000_000_000_000_000;
    let returns: Vec<_> = (0..count)
        .map(|_| random.signed(ONE.unsigned_abs() / 20))
        .collect();
    let mut entries = Vec::new();
    for row in 0..count {
        entries.extend((0..row).map(|_| random.signed(PER_SECOND_E27 / 2)));
        entries.push(U256::from(
            PER_SECOND_E27 / 2 + random.below(PER_SECOND_E27 / 2),
        ));
    }
    let [keep, gain, shift] = decay(HOUR, FIVE_DAYS).context("the weights of an hour")?;
    let rest: Vec<_> = returns.into_iter().chain(entries).collect();
    let with = |head: [U256; 4]| head.into_iter().chain(rest.iter().copied()).collect();
    Ok((
        with([count as u64, 0, HOUR, FIVE_DAYS].map(U256::from)),
        with([U256::from(count), keep, gain, shift]),
    ))
}

/// What stays of an estimate, times `2^64`; what a product of returns adds, times `2^shift`; and the shift. As `Decay` has
/// them, which keeps them to itself.
fn decay(elapsed: u64, constant: u64) -> Result<[U256; 3], MathError> {
    let gone = mul_div_floor(U256::from(elapsed), WAD, U256::from(constant))?;
    let kept = exp_ceil(Signed::new(gone, true))?;
    let keep = mul_div_ceil(kept, U256::from(1) << 64, WAD)?;
    let scale = U256::from(10).pow(U256::from(27)) * U256::from(elapsed);
    let gain = mul_div_floor(WAD - kept, U256::from(1) << 127, scale)?;
    let excess = gain.bit_len().saturating_sub(64);
    Ok([keep, gain >> excess, U256::from(127 - excess)])
}

/// How assets move together.
#[derive(Clone, Copy, Debug)]
enum Kind {
    /// Mostly in one direction, as markets do.
    Mild,
    /// Some hedge others nearly perfectly.
    Hedged,
}

async fn equal_risk(
    stage: &Stage,
    program: Address,
    count: usize,
    kind: Kind,
    goal: f64,
) -> anyhow::Result<[Figure; 2]> {
    let mut random = Random::new("equal risk", count);
    let mut spent = Vec::new();
    for index in 0..MATRICES {
        let words = random.risk_model(count, kind);
        let solved = stage
            .ask(Function::Program(program, 10), &words)
            .await
            .with_context(|| format!("{kind:?} matrix {index} of {count} assets"))?;
        // The model has been checked before it is solved.
        let checked = stage.ask(Function::Program(program, 1), &words).await?;
        spent.push(solved.gas.saturating_sub(checked.gas) as f64);
    }
    spent.sort_by(f64::total_cmp);
    let kind = match kind {
        Kind::Mild => "moving together",
        Kind::Hedged => "hedging each other",
    };
    let figure = |which: &str, at: usize| {
        let gas = *spent.get(at).with_context(|| {
            format!(
                "{} matrices were measured, the {which} is at {at}",
                spent.len()
            )
        })?;
        anyhow::Ok(Figure {
            name: "equal_risk_weights".to_owned(),
            arguments: format!("N = {count}, {kind}, {which} of {MATRICES}"),
            gas,
            error: None,
            peers: vec![Peer::new("a bound".to_owned(), gas, goal, None, Some(1.0))],
        })
    };
    Ok([
        figure("median", MATRICES / 2)?,
        figure("worst", MATRICES - 1)?,
    ])
}

/// Numbers that follow from a seed alone (SplitMix64).
struct Random(u64);

impl Random {
    fn new(name: &str, count: usize) -> Self {
        let seed = name.bytes().fold(count as u64, |seed, byte| {
            seed.wrapping_mul(257).wrapping_add(byte.into())
        });
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, bound: u64) -> u64 {
        let product = u128::from(self.next()) * u128::from(bound);
        (product >> 64) as u64
    }

    /// A word in two's complement.
    fn signed(&mut self, bound: u64) -> U256 {
        let magnitude = U256::from(self.below(bound));
        if self.below(2) == 0 {
            magnitude
        } else {
            magnitude.wrapping_neg()
        }
    }

    /// Between two whole numbers, in wad.
    fn wad(&mut self, low: u64, high: u64) -> U256 {
        let whole = low + self.below(high - low);
        U256::from(whole) * WAD + U256::from(self.below(ONE.unsigned_abs()))
    }

    /// Weights of one to five parts each, which sum to exactly one.
    fn targets(&mut self, count: usize) -> Vec<U256> {
        let parts: Vec<_> = (0..count).map(|_| 1_000 + self.below(4_000)).collect();
        let total: u64 = parts.iter().sum();
        let mut targets: Vec<_> = parts
            .iter()
            .map(|part| WAD * U256::from(*part) / U256::from(total))
            .collect();
        let sum: U256 = targets.iter().sum();
        if let Some(first) = targets.first_mut() {
            *first += WAD - sum;
        }
        targets
    }

    /// Amount and price of a token: the first is a dollar of six decimals, the others have six, eight or eighteen, prices of eight
    /// decimals up to 100,000, and some of them are worth a thousand and some a million.
    fn holding(&mut self, index: usize) -> [U256; 2] {
        const CENTS: u64 = 100_000_000;
        let (decimals, price) = if index == 0 {
            (6, CENTS)
        } else {
            let magnitude = 10_u64.pow(2 + self.below(5) as u32);
            let price = CENTS / 100 * magnitude / 10 + self.below(CENTS / 100 * magnitude);
            ([6_u64, 8, 18, 18][self.below(4) as usize], price)
        };
        let ten = |power: u64| U256::from(10).pow(U256::from(power));
        let worth = self.wad(1_000, 1_000_000);
        let price_wad = U256::from(price) * ten(10);
        [
            worth * ten(decimals) / price_wad,
            price_wad * ten(36 - decimals),
        ]
    }

    /// Number of assets, volatilities, correlations: `(1 - shrink) L L' + shrink I`, normalised, from three factors.
    fn risk_model(&mut self, count: usize, kind: Kind) -> Vec<U256> {
        const FACTORS: usize = 3;
        let (least, shrink) = match kind {
            Kind::Mild => (-300_i64, 30 + self.below(71)),
            Kind::Hedged => (-1_000, 10 + self.below(11)),
        };
        let span = 1_400_i64.abs_diff(least);
        let shrink = i128::from(shrink);
        let loadings: Vec<[i128; FACTORS]> = (0..count)
            .map(|_| [(); FACTORS].map(|()| i128::from(self.below(span)) + i128::from(least)))
            .collect();
        let product = |a: &[i128], b: &[i128]| a.iter().zip(b).map(|(a, b)| a * b).sum::<i128>();
        let mut words = vec![U256::from(count)];
        words.extend(
            (0..count)
                .map(|_| U256::from(50 + self.below(1_950)) * U256::from(100_000_000_000_000_u64)),
        );
        for (row, own) in loadings.iter().enumerate() {
            for (column, other) in loadings.iter().enumerate() {
                let size = product(own, own).max(1) * product(other, other).max(1);
                let scale = size.unsigned_abs().isqrt() as i128 + 1;
                let rho = product(own, other) * i128::from(ONE) / scale * (100 - shrink) / 100;
                let rho = if row == column { i128::from(ONE) } else { rho };
                let magnitude = U256::from(rho.unsigned_abs());
                words.push(if rho < 0 {
                    magnitude.wrapping_neg()
                } else {
                    magnitude
                });
            }
        }
        words
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_sum_to_one_for_any_count() {
        for count in 2..=32 {
            let sum: U256 = Random::new("targets", count).targets(count).iter().sum();
            assert_eq!(sum, WAD);
        }
    }

    #[test]
    fn a_seed_gives_the_same_numbers_as_the_published_generator() {
        // The first outputs of SplitMix64 from a state of 1234567, as its authors' code prints them.
        let mut random = Random(1_234_567);
        assert_eq!(random.next(), 6_457_827_717_110_365_317);
        assert_eq!(random.next(), 3_203_168_211_198_807_973);
    }
}
