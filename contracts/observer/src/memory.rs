//! What is remembered of a feed's rounds, and what one more of them does to it.
//!
//! The variance of logarithmic returns per second, exponentially weighted over irregular gaps with a time constant of
//! five days, of returns that are cut at six standard deviations unless two in a row are beyond them, in one direction: a
//! market that has changed goes on, while a false answer is followed by the way back. The arithmetic is `rebalance_math`'s;
//! here is the order of it.
//!
//! The estimate starts at zero, so what has covered a time `T` is low by the factor `1 - e^(-T / tau)`; whoever reads it
//! gets it divided by that. An outage counts as one time constant at most, here as in the weights.
//!
//! 1. A round that is no later than the last one that counted does not count: a time step of zero, a round twice, an old
//!    phase that went on beside the new one.
//! 2. The variance is never above `VarianceRate::MAX`, and no round makes this panic.
//!
//! Two words: `variance 12 | round 10 | time of the last round that counted 5 | time covered 5`, and `cut 1 | zero 3 |
//! answer 28`. A second word of zero is a feed that was never observed.

use alloy_primitives::{B256, U256, aliases::U80};
use rebalance_math::volatility::{
    Decay, LogReturn, VarianceRate, log_return, updated_variance, winsorise,
};
use rebalance_math::{MathError, Price, Signed, WAD, exp_ceil, mul_div_floor};

/// Five days.
pub(crate) const TIME_CONSTANT_S: u32 = 432_000;
/// Returns beyond six standard deviations are cut.
const CUT_WAD: u64 = 6_000_000_000_000_000_000;
/// So many time constants cover everything: what is older weighs less than a wad unit.
const COVERED_MAX_S: u64 = 64 * 432_000;
/// Answers are below this, as prices are.
const ANSWER_BYTES: usize = 28;
const TIME_BYTES: usize = 5;

/// What is remembered of a feed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Memory {
    /// As it is updated: low while little time is covered.
    pub(crate) estimate: VarianceRate,
    /// Seconds that the estimate covers.
    pub(crate) covered: u64,
    /// The last round that was looked at.
    pub(crate) round_id: U80,
    /// When the last round that counted was answered, and how.
    pub(crate) updated_at: u64,
    answer: U256,
    cut: Cut,
}

/// Whether the last return that counted was cut, and which way it went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Cut {
    None,
    Rise,
    Fall,
}

impl Memory {
    /// Begins with a round, of which nothing is known but itself; `None` when its answer or time is beyond those of prices.
    pub(crate) fn beginning(round_id: U80, answer: U256, updated_at: u64) -> Option<Self> {
        let is_kept = !answer.is_zero()
            && answer.byte_len() <= ANSWER_BYTES
            && U256::from(updated_at).byte_len() <= TIME_BYTES;
        is_kept.then_some(Self {
            estimate: VarianceRate::ZERO,
            covered: 0,
            round_id,
            updated_at,
            answer,
            cut: Cut::None,
        })
    }

    /// With one more round that is later than the last, and is the last one looked at.
    ///
    /// A return beyond a factor of ten thousand is no observation: the feed begins anew at that answer, with the variance
    /// that it had.
    pub(crate) fn count(self, round_id: U80, answer: U256, updated_at: u64) -> Self {
        let Some(begun) = Self::beginning(round_id, answer, updated_at) else {
            return self.passed_over(round_id);
        };
        match self.observed(&begun) {
            Ok(memory) => memory,
            Err(_) => Self {
                estimate: self.estimate,
                covered: self.covered,
                ..begun
            },
        }
    }

    /// With a round looked at that does not count.
    pub(crate) fn passed_over(self, round_id: U80) -> Self {
        Self { round_id, ..self }
    }

    fn observed(&self, next: &Self) -> Result<Self, MathError> {
        let (last, now) = (self.updated_at, next.updated_at);
        let decay = Decay::over(last, now, TIME_CONSTANT_S)?;
        let elapsed = now.saturating_sub(last);
        let change = log_return(Price::new(self.answer), Price::new(next.answer))?;
        let (change, cut) = self.believed(change, elapsed)?;
        let estimate = match updated_variance(self.estimate, change, &decay) {
            Err(MathError::RateOutOfRange) => VarianceRate::MAX,
            other => other?,
        };
        let covered = self
            .covered
            .saturating_add(elapsed.min(u64::from(TIME_CONSTANT_S)));
        Ok(Self {
            estimate,
            covered: covered.min(COVERED_MAX_S),
            cut,
            ..*next
        })
    }

    /// The first return of a feed has nothing to be held against.
    fn believed(&self, change: LogReturn, elapsed: u64) -> Result<(LogReturn, Cut), MathError> {
        if self.covered == 0 {
            return Ok((change, Cut::None));
        }
        let way = if change.raw() < 0 {
            Cut::Fall
        } else {
            Cut::Rise
        };
        let goes_on = self.cut == way;
        let cut = winsorise(change, self.variance()?, elapsed, CUT_WAD, goes_on)?;
        Ok((cut.log_return, if cut.was_cut { way } else { Cut::None }))
    }

    /// The variance per second: the estimate over the weight of the time it covers. Zero when that is none.
    ///
    /// # Rounding
    /// Down, by one unit of 1e-27 and a part in 1e18 over that weight.
    ///
    /// # Errors
    /// None that can occur: the weight is at least that of a second.
    pub(crate) fn variance(&self) -> Result<VarianceRate, MathError> {
        if self.covered == 0 {
            return Ok(VarianceRate::ZERO);
        }
        let gone = mul_div_floor(U256::from(self.covered), WAD, U256::from(TIME_CONSTANT_S))?;
        let kept = exp_ceil(Signed::new(gone, true))?;
        let weight = WAD.checked_sub(kept).ok_or(MathError::Overflow)?;
        let variance = mul_div_floor(U256::from(self.estimate.raw()), WAD, weight)?;
        let largest = U256::from(VarianceRate::MAX.raw());
        VarianceRate::new(u128::try_from(variance.min(largest)).map_err(|_| MathError::Overflow)?)
    }

    /// The two words that it is stored in.
    pub(crate) fn to_words(self) -> [B256; 2] {
        let times = (u128::from(self.updated_at) << 40) | u128::from(self.covered);
        let mut first = [0; 32];
        let estimate = self.estimate.raw().to_be_bytes();
        let times = times.to_be_bytes();
        let parts = estimate
            .iter()
            .skip(4)
            .chain(self.round_id.to_be_bytes::<10>().iter())
            .copied()
            .collect::<Vec<_>>();
        first
            .iter_mut()
            .zip(parts.iter().chain(times.iter().skip(6)))
            .for_each(|(to, from)| *to = *from);
        let mut second = self.answer.to_be_bytes::<32>();
        if let Some(flag) = second.first_mut() {
            *flag = match self.cut {
                Cut::None => 0,
                Cut::Rise => 1,
                Cut::Fall => 2,
            };
        }
        [B256::new(first), B256::new(second)]
    }

    /// What is stored in two words; `None` for a feed that was never observed.
    pub(crate) fn of_words(words: [B256; 2]) -> Option<Self> {
        let [first, second] = words;
        if second.is_zero() {
            return None;
        }
        let number = |from: usize, length: usize| {
            let bytes = first.iter().skip(from).take(length);
            bytes.fold(0_u128, |number, byte| (number << 8) | u128::from(*byte))
        };
        let time = |from| u64::try_from(number(from, TIME_BYTES)).unwrap_or(u64::MAX);
        let mut answer = second.0;
        let cut = match answer.first_mut().map(core::mem::take) {
            Some(1) => Cut::Rise,
            Some(2) => Cut::Fall,
            _ => Cut::None,
        };
        Some(Self {
            estimate: VarianceRate::new(number(0, 12)).unwrap_or(VarianceRate::MAX),
            round_id: U80::from(number(12, 10)),
            updated_at: time(22),
            covered: time(27),
            answer: U256::from_be_bytes(answer),
            cut,
        })
    }
}

#[cfg(test)]
#[allow(
    clippy::arithmetic_side_effects,
    clippy::as_conversions,
    reason = "a test that overflows fails, and its model is in floating point"
)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const T0: u64 = 1_800_000_000;

    fn begun(answer: u64) -> Memory {
        Memory::beginning(U80::from(1), U256::from(answer), T0).unwrap()
    }

    fn raw(memory: &Memory) -> u128 {
        memory.variance().unwrap().raw()
    }

    /// Time, answer, variance and time covered after each round, by mpmath at 60 digits. There is a false answer and the
    /// way back, a market that doubles in two steps, a gap of one second and one of ten days.
    const ROUNDS: [(u64, u64, u128, u64); 40] = [
        (
            1_800_001_201,
            386_801_754_931,
            17_649_561_459_832_785_038,
            1_201,
        ),
        (
            1_800_001_202,
            386_784_293_227,
            17_636_555_455_794_739_060,
            1_202,
        ),
        (
            1_800_001_219,
            386_827_283_261,
            17_400_403_526_408_704_612,
            1_219,
        ),
        (
            1_800_001_220,
            386_805_577_777,
            17_388_705_300_094_033_496,
            1_220,
        ),
        (
            1_800_004_820,
            390_189_285_201,
            20_143_831_983_289_633_967,
            4_820,
        ),
        (
            1_800_004_837,
            390_245_349_796,
            20_076_930_780_924_174_037,
            4_837,
        ),
        (
            1_800_008_437,
            393_157_429_376,
            18_050_046_101_632_392_261,
            8_437,
        ),
        (
            1_800_008_454,
            393_286_184_876,
            18_026_200_424_129_587_744,
            8_454,
        ),
        (
            1_800_012_054,
            390_318_916_318,
            17_394_740_276_824_443_895,
            12_054,
        ),
        (
            1_800_012_055,
            390_266_040_186,
            17_394_820_995_135_017_786,
            12_055,
        ),
        (
            1_800_098_455,
            401_223_125_357,
            9_815_692_038_538_753_657,
            98_455,
        ),
        (
            1_800_099_055,
            401_521_404_676,
            9_755_440_155_325_018_480,
            99_055,
        ),
        (
            1_800_102_655,
            598_999_548_127,
            23_152_447_627_416_085_412,
            102_655,
        ),
        (
            1_800_106_255,
            401_521_404_675,
            53_993_222_456_920_317_255,
            106_255,
        ),
        (
            1_800_106_855,
            402_953_132_840,
            53_784_985_319_660_846_821,
            106_855,
        ),
        (
            1_800_110_455,
            405_618_966_866,
            52_250_870_883_215_208_119,
            110_455,
        ),
        (
            1_800_111_656,
            408_168_590_092,
            52_012_472_274_692_303_735,
            111_656,
        ),
        (
            1_800_111_657,
            408_220_413_778,
            52_012_107_476_279_850_833,
            111_657,
        ),
        (
            1_800_115_257,
            404_019_280_928,
            51_222_306_829_230_286_595,
            115_257,
        ),
        (
            1_800_116_458,
            404_073_677_473,
            50_620_682_625_820_548_622,
            116_458,
        ),
        (
            1_800_116_518,
            573_407_842_942,
            51_661_505_740_457_725_659,
            116_518,
        ),
        (
            1_800_120_118,
            813_704_462_027,
            1_213_216_342_124_046_640_264,
            120_118,
        ),
        (
            1_800_123_718,
            816_624_997_991,
            1_172_905_140_980_882_706_649,
            123_718,
        ),
        (
            1_800_127_318,
            806_469_555_846,
            1_136_186_969_810_679_383_156,
            127_318,
        ),
        (
            1_800_127_335,
            805_962_526_468,
            1_136_015_419_433_034_102_996,
            127_335,
        ),
        (
            1_801_027_335,
            749_170_055_763,
            152_112_453_359_561_321_240,
            559_335,
        ),
        (
            1_801_027_395,
            748_633_071_031,
            152_084_997_154_990_987_472,
            559_395,
        ),
        (
            1_801_027_412,
            749_809_885_965,
            152_084_620_038_240_772_500,
            559_412,
        ),
        (
            1_801_113_812,
            764_326_569_080,
            117_540_915_044_410_951_940,
            645_812,
        ),
        (
            1_801_113_872,
            764_979_568_439,
            117_522_048_639_577_911_455,
            645_872,
        ),
        (
            1_801_200_272,
            811_700_772_773,
            100_459_912_862_005_768_016,
            732_272,
        ),
        (
            1_801_201_473,
            813_128_607_699,
            100_127_250_667_064_019_875,
            733_473,
        ),
        (
            1_801_202_674,
            811_344_610_198,
            99_800_832_362_044_386_551,
            734_674,
        ),
        (
            1_801_202_734,
            810_232_548_521,
            99_789_203_796_472_138_296,
            734_734,
        ),
        (
            1_801_202_751,
            810_835_554_918,
            99_785_967_405_404_837_409,
            734_751,
        ),
        (
            1_801_202_811,
            809_050_969_507,
            99_782_761_055_390_138_021,
            734_811,
        ),
        (
            1_801_202_828,
            809_725_312_564,
            99_779_923_393_429_082_493,
            734_828,
        ),
        (
            1_801_202_888,
            810_233_447_065,
            99_764_087_248_664_764_444,
            734_888,
        ),
        (
            1_801_206_488,
            807_280_267_990,
            98_790_777_678_658_616_194,
            738_488,
        ),
        (
            1_801_207_689,
            799_319_209_711,
            98_733_154_937_964_921_637,
            739_689,
        ),
    ];

    #[test]
    fn count_agrees_with_an_independent_computation_of_forty_rounds() {
        let mut memory = begun(385_025_000_000);
        for (index, (time, answer, expected, covered)) in (2_u32..).zip(ROUNDS) {
            memory = memory.count(U80::from(index), U256::from(answer), time);
            let got = raw(&memory);
            assert!(
                got.abs_diff(expected) <= expected / 1_000_000_000_000 + 100_000,
                "round {index}: {got}, expected {expected}"
            );
            assert_eq!((memory.covered, memory.updated_at), (covered, time));
        }
    }

    #[test]
    fn count_begins_anew_after_a_factor_beyond_any_market() {
        let memory = begun(100_000_000).count(U80::from(2), U256::from(101_000_000), T0 + 3_600);
        let (variance, covered) = (raw(&memory), memory.covered);
        let broken = memory.count(U80::from(3), U256::from(10_u64.pow(18)), T0 + 7_200);
        assert_eq!((raw(&broken), broken.covered), (variance, covered));
        let next = broken.count(U80::from(4), U256::from(10_u64.pow(18)), T0 + 10_800);
        assert!(raw(&next) < variance && next.covered == covered + 3_600);
    }

    #[test]
    fn count_passes_over_an_answer_that_no_price_has() {
        let memory = begun(100_000_000);
        for answer in [U256::ZERO, U256::ONE << 224, U256::MAX] {
            let after = memory.count(U80::from(9), answer, T0 + 60);
            assert_eq!(after, memory.passed_over(U80::from(9)));
        }
    }

    #[test]
    fn a_feed_that_was_never_observed_is_not_a_feed_that_never_moved() {
        assert_eq!(Memory::of_words([B256::ZERO; 2]), None);
        let still = begun(1).count(U80::from(2), U256::from(1), T0 + 1);
        let back = Memory::of_words(still.to_words()).unwrap();
        assert_eq!((raw(&back), back.covered), (0, 1));
    }

    proptest! {
        /// E8: the variance stays in its range and no sequence of rounds panics; what is stored is what was remembered.
        #[test]
        fn inv_e8_the_variance_stays_in_range_and_survives_storage(
            rounds in prop::collection::vec((any::<[u64; 4]>(), 0_usize..224, 0..2_000_000_u64), 1..40),
        ) {
            let mut memory = begun(385_025_000_000);
            for (index, (answer, bits, gap)) in (2_u32..).zip(rounds) {
                let answer = U256::from_limbs(answer) >> bits;
                memory = memory.count(U80::from(index), answer, memory.updated_at + gap);
                prop_assert!(memory.estimate <= VarianceRate::MAX && memory.variance().is_ok());
                prop_assert!(memory.covered <= COVERED_MAX_S);
                prop_assert_eq!(memory.round_id, U80::from(index));
                prop_assert_eq!(Memory::of_words(memory.to_words()), Some(memory));
            }
        }

        /// One round, however wild and after whatever, moves the estimate by no more than its weight allows.
        #[test]
        fn prop_a_single_false_answer_moves_the_variance_by_its_weight_alone(
            factor_bps in 1..1_000_000_u64, gap in 1..432_000_u64,
        ) {
            let mut memory = begun(100_000_000);
            for (index, (time, answer, _, _)) in (2_u32..).zip(ROUNDS).take(11) {
                memory = memory.count(U80::from(index), U256::from(answer), time);
            }
            let before = memory.estimate.raw();
            let wild = U256::from(401_223_125_357_u128 * u128::from(factor_bps) / 10_000);
            let after = memory.count(U80::from(99), wild, memory.updated_at + gap).estimate.raw();
            let alpha = 1.0 - (-(gap as f64) / 432_000.0).exp();
            let weight = 1.0 - (-(memory.covered as f64) / 432_000.0).exp();
            let most = before as f64 * (1.0 - alpha) + alpha * 36.0 * before as f64 / weight;
            prop_assert!(after as f64 <= most * (1.0 + 1e-9) + 10.0, "{before} to {after}, at most {most}");
        }
    }
}
