//! Bytes shaped into arguments: often at an edge, often nearly equal to the one before, sometimes of the wrong length.

use arbitrary::Unstructured;
use rebalance_math::execution::{ConstantProduct, PIPS};
use rebalance_math::volatility::{CovarianceRate, LogReturn, VarianceRate};
use rebalance_math::{MAX_ASSETS, Price, Signed, SignedWeight, U256, WAD, Weight};

const ONE: u64 = 1_000_000_000_000_000_000;

/// A reader of one input. Past its end every byte is zero.
pub(super) struct Shapes<'a> {
    bytes: Unstructured<'a>,
    /// The last integer, for the next to be near it.
    last: U256,
}

impl<'a> Shapes<'a> {
    pub(super) fn new(input: &'a [u8]) -> Self {
        Self {
            bytes: Unstructured::new(input),
            last: U256::ZERO,
        }
    }

    pub(super) fn byte(&mut self) -> u8 {
        self.bytes.arbitrary().unwrap_or(0)
    }

    pub(super) fn flag(&mut self) -> bool {
        self.byte() & 1 == 1
    }

    fn word(&mut self) -> u64 {
        self.bytes.arbitrary().unwrap_or(0)
    }

    /// An integer moved by one either way, or not.
    fn around(&mut self, base: U256) -> U256 {
        match self.byte() % 3 {
            0 => base,
            1 => base.saturating_add(U256::ONE),
            _ => base.saturating_sub(U256::ONE),
        }
    }

    /// 0, powers of two and ten, one, the largest, and what lies beside them; the integer before; any of any length.
    pub(super) fn integer(&mut self) -> U256 {
        let kind = self.byte();
        let size = self.byte();
        let integer = match kind % 10 {
            0 => U256::from(size & 3),
            1 => {
                let power = U256::ONE << usize::from(size);
                self.around(power)
            }
            2 => {
                let power = U256::from(10).pow(U256::from(size % 78));
                self.around(power)
            }
            3 => U256::MAX - U256::from(size & 3),
            4 => self.around(WAD),
            5 => U256::from(size),
            6 => self.around(self.last),
            7 => U256::from(self.word()),
            _ => {
                let limbs = [self.word(), self.word(), self.word(), self.word()];
                U256::from_limbs(limbs) >> usize::from(size)
            }
        };
        self.last = integer;
        integer
    }

    /// An integer of at most so many bits.
    pub(super) fn bits(&mut self, bits: usize) -> U256 {
        let integer = self.integer();
        integer >> integer.bit_len().saturating_sub(bits)
    }

    pub(super) fn signed(&mut self) -> Signed {
        let magnitude = self.integer();
        Signed::new(magnitude, self.flag())
    }

    /// A number such as exponents and deviations are: mostly within a few hundred.
    pub(super) fn exponent(&mut self) -> Signed {
        let magnitude = if self.byte().is_multiple_of(8) {
            self.integer()
        } else {
            self.bits(68)
        };
        Signed::new(magnitude, self.flag())
    }

    pub(super) fn u128(&mut self) -> u128 {
        u128::try_from(self.bits(128)).unwrap_or(u128::MAX)
    }

    pub(super) fn u64(&mut self) -> u64 {
        u64::try_from(self.bits(64)).unwrap_or(u64::MAX)
    }

    pub(super) fn u32(&mut self) -> u32 {
        u32::try_from(self.bits(32)).unwrap_or(u32::MAX)
    }

    /// A number of assets: mostly few, sometimes none, the most or one too many.
    pub(super) fn count(&mut self) -> usize {
        let byte = usize::from(self.byte());
        match byte % 16 {
            0 => 0,
            1 => MAX_ASSETS,
            2 => MAX_ASSETS + 1,
            3 => 40,
            4..=6 => byte / 8,
            few => few % 6 + 1,
        }
    }

    /// The same number, or now and then another.
    pub(super) fn near(&mut self, count: usize) -> usize {
        match self.byte() {
            0 => count + 1,
            1 => count.saturating_sub(1),
            2 => 0,
            _ => count,
        }
    }

    /// Two times, the second mostly later.
    pub(super) fn times(&mut self) -> (u64, u64) {
        let last = self.u64();
        let now = match self.byte() % 4 {
            0 => self.u64(),
            1 => last,
            2 => last.saturating_add(1),
            _ => last.saturating_add(self.u64()),
        };
        (last, now)
    }

    /// A part of the whole: its ends and what lies beside them, basis points, any; now and then beyond one.
    pub(super) fn weight(&mut self) -> Weight {
        let raw = match self.byte() % 8 {
            0 => U256::from(self.byte() & 3),
            1 => self.around(WAD),
            2 => self.integer(),
            3 | 4 => return Weight::from_bps(u16::from(self.byte()) * 40),
            _ => U256::from(self.word() % (ONE + 1)),
        };
        Weight::new(raw)
    }

    pub(super) fn signed_weight(&mut self) -> SignedWeight {
        SignedWeight::new(self.weight(), self.flag())
    }

    pub(super) fn list<T>(&mut self, count: usize, mut item: impl FnMut(&mut Self) -> T) -> Vec<T> {
        (0..count).map(|_| item(self)).collect()
    }

    pub(super) fn integers(&mut self, count: usize) -> Vec<U256> {
        let bits = if self.flag() { 256 } else { 90 };
        self.list(count, |shapes| shapes.bits(bits))
    }

    /// Weights that sum to one, mostly.
    pub(super) fn targets(&mut self, count: usize) -> Vec<Weight> {
        if self.byte().is_multiple_of(16) || count == 0 {
            return self.list(count, Self::weight);
        }
        let parts = self.list(count, |shapes| u64::from(shapes.byte()));
        let total = parts.iter().sum::<u64>().max(1);
        let mut raw: Vec<u64> = parts
            .iter()
            .map(|part| u64::try_from(u128::from(*part) * u128::from(ONE) / u128::from(total)))
            .map(|raw| raw.unwrap_or(0))
            .collect();
        let rest = ONE - raw.iter().sum::<u64>();
        let at = usize::from(self.byte()) % count;
        if let Some(slot) = raw.get_mut(at) {
            *slot += rest;
        }
        raw.into_iter()
            .map(|raw| Weight::new(U256::from(raw)))
            .collect()
    }

    /// Lower and upper bounds: mostly in order and wide enough.
    pub(super) fn bounds(&mut self, count: usize) -> (Vec<Weight>, Vec<Weight>) {
        let is_wild = self.byte().is_multiple_of(16);
        let lengths = (self.near(count), self.near(count));
        if is_wild {
            return (
                self.list(lengths.0, Self::weight),
                self.list(lengths.1, Self::weight),
            );
        }
        let share = ONE / (count.max(1) as u64);
        let lower = self.list(lengths.0, |shapes| shapes.word() % (share + 1));
        let upper = self.list(lengths.1, |shapes| {
            share + shapes.word() % (ONE - share + 1)
        });
        let typed = |raw: Vec<u64>| -> Vec<Weight> {
            raw.into_iter()
                .map(|raw| Weight::new(U256::from(raw)))
                .collect()
        };
        (typed(lower), typed(upper))
    }

    pub(super) fn variance(&mut self) -> VarianceRate {
        VarianceRate::new(self.u128()).unwrap_or(VarianceRate::MAX)
    }

    pub(super) fn rate(&mut self) -> CovarianceRate {
        let rate = self.variance().with_itself().raw();
        let raw = if self.flag() { rate } else { -rate };
        CovarianceRate::new(raw).unwrap_or_default()
    }

    /// A square matrix: anything, diagonal, or a product of factors as markets have it; then with an entry bent.
    pub(super) fn matrix(&mut self, count: usize) -> Vec<CovarianceRate> {
        let kind = self.byte() % 4;
        let loadings = self.list(count, |shapes| i128::from(shapes.u32()) - (1 << 31));
        let mut matrix = Vec::with_capacity(count * count);
        for (row, own) in loadings.iter().enumerate() {
            for (column, other) in loadings.iter().enumerate() {
                let is_own = row == column;
                let raw = match kind {
                    0 => self.rate().raw(),
                    1 if is_own => self.variance().with_itself().raw(),
                    1 => 0,
                    _ if is_own => own * other + 1_000_000,
                    _ => own * other,
                };
                matrix.push(CovarianceRate::new(raw).unwrap_or_default());
            }
        }
        if kind == 3 {
            let at = usize::from(self.byte());
            if let Some(slot) = matrix.get_mut(at) {
                *slot = self.rate();
            }
        }
        let wanted = count * count;
        let length = self.near(wanted);
        matrix.resize(length, CovarianceRate::ZERO);
        matrix
    }

    pub(super) fn log_return(&mut self) -> LogReturn {
        let raw = i64::try_from(self.bits(63)).unwrap_or(i64::MAX);
        let raw = if self.flag() { raw } else { -raw };
        LogReturn::new(raw).unwrap_or_default()
    }

    pub(super) fn price(&mut self) -> Price {
        Price::new(self.integer())
    }

    pub(super) fn fee_pips(&mut self) -> u32 {
        match self.byte() % 8 {
            0 => 0,
            1 => PIPS - 1,
            2 => self.u32(),
            3 | 4 => 3_000,
            _ => self.u32() % PIPS,
        }
    }

    pub(super) fn constant_product(&mut self) -> ConstantProduct {
        ConstantProduct {
            reserve_in: self.u128(),
            reserve_out: self.u128(),
            fee_pips: self.fee_pips(),
        }
    }
}

/// The sum of weights, which no test input takes beyond 256 bits.
pub(super) fn total(weights: &[Weight]) -> U256 {
    weights
        .iter()
        .fold(U256::ZERO, |sum, weight| sum.saturating_add(weight.raw()))
}
