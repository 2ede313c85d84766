//! How much to sell when the sale itself moves the pool's price.
//!
//! Selling at the oracle's price until the weight is right sells too little or too much once fee and impact are paid. The
//! size asked for is the largest `q` that leaves the sold asset's weight at its target or above, everything valued at the
//! oracle's prices and never at the pool's:
//!
//! `(1 - w) * p_x * (X - q) >= w * p_y * (Y + out(q))`
//!
//! with `X` and `Y` what the portfolio holds of the asset and of the rest (in units of the asset bought). The left side
//! falls and the right side rises with `q`, so there is one such size. The comparison is exact in 512 bits; sizes are in
//! base units.

use ruint::aliases::U256;

use crate::arithmetic::wide::{U512, difference, product};
use crate::arithmetic::{mul_div_floor, sqrt_floor};
use crate::execution::{ConstantProduct, PIPS};
use crate::{Amount, MathError, Price, WAD, Weight};

/// A holding of which a part is to be sold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Holding {
    /// Base units held of the asset that is sold.
    pub held: Amount,
    /// Its price.
    pub price: Price,
    /// Worth of everything else, in base units of the asset that is bought.
    pub rest: Amount,
    /// Price of the asset that is bought.
    pub rest_price: Price,
    /// Weight that the sold asset shall have (wad).
    pub target: Weight,
}

/// The most of a holding that can be sold to a constant-product pool with its weight at the target or above.
///
/// The positive root of the quadratic that exact outputs would satisfy,
///
/// `q^2 + (r Y + r y - X + x / g) q = x (X - r Y) / g`, with `r = w p_y / ((1 - w) p_x)`,
///
/// in the form that cancels nothing, and then the few base units to the exact answer for outputs rounded down.
///
/// # Rounding
/// Down: one base unit more leaves the weight below the target.
///
/// # Errors
/// [`MathError::PriceZero`] with index 0 for the sold asset; [`MathError::WeightAboveOne`]; [`MathError::ReserveZero`];
/// [`MathError::FeeOutOfRange`]; [`MathError::Overflow`] when a price times a weight, or what is held times the fee,
/// exceeds 256 bits.
pub fn size_for_constant_product(
    holding: &Holding,
    pool: &ConstantProduct,
) -> Result<Amount, MathError> {
    let rule = Rule::of(holding)?;
    let kept = pool.check()?;
    // Without room for the root the search starts from nothing and takes longer.
    let guess = rule.closed_form(pool, kept).unwrap_or(U256::ZERO);
    let guess = Amount::new(guess.min(holding.held.raw()));
    let mut is_within = |amount: Amount| {
        let out = pool.amount_out_floor(amount.raw())?;
        Ok(!rule.excess(amount, Amount::new(out))?.1)
    };
    let mut bracket = Bracket::around(guess, holding.held, &mut is_within)?;
    while let Some(middle) = bracket.middle() {
        bracket = bracket.narrowed(middle, is_within(middle)?);
    }
    Ok(bracket.low)
}

/// The most of a holding that can be sold at a quoted output with its weight at the target or above, to within `tolerance`
/// base units.
///
/// `quote` answers what an amount brings and never falls with it. The bracket is narrowed by false position, and by a
/// bisection whenever three steps have not halved it, so that `quote` is called at most 1,540 times, and about ten times
/// when it is smooth.
///
/// # Rounding
/// Down: the answer leaves the weight at the target or above; more than `tolerance`, or one, base units more do not.
///
/// # Errors
/// [`MathError::PriceZero`], [`MathError::WeightAboveOne`], [`MathError::Overflow`]; and whatever `quote` answers.
pub fn size_by_quote<E: From<MathError>>(
    holding: &Holding,
    tolerance: Amount,
    mut quote: impl FnMut(Amount) -> Result<Amount, E>,
) -> Result<Amount, E> {
    let rule = Rule::of(holding)?;
    let mut low = Probe::at(&rule, Amount::ZERO, &mut quote)?;
    if low.is_over || holding.held.is_zero() {
        return Ok(Amount::ZERO);
    }
    let mut high = Probe::at(&rule, holding.held, &mut quote)?;
    if !high.is_over {
        return Ok(holding.held);
    }
    let tolerance = tolerance.raw().max(U256::ONE);
    let mut width = high.amount.raw().saturating_sub(low.amount.raw());
    let mut width_at_check = U256::MAX;
    let mut was_over = None;
    let mut turn = 0_u32;
    while width > tolerance {
        turn = turn.wrapping_add(1);
        let is_slow = turn.is_multiple_of(3) && width > width_at_check.wrapping_shr(1);
        if turn.is_multiple_of(3) {
            width_at_check = width;
        }
        let offset = if is_slow {
            width.wrapping_shr(1)
        } else {
            false_position(width, low.excess, high.excess)
        };
        let offset = offset.clamp(U256::ONE, width.saturating_sub(U256::ONE));
        let amount = low.amount.checked_add(Amount::new(offset))?;
        let probe = Probe::at(&rule, amount, &mut quote)?;
        // An end that stays for a second time counts for half, so that it does not stay forever (the Illinois rule).
        let is_same_side = was_over.replace(probe.is_over) == Some(probe.is_over);
        let stays = if probe.is_over {
            high = probe;
            &mut low
        } else {
            low = probe;
            &mut high
        };
        if is_same_side {
            stays.excess = stays.excess.wrapping_shr(1);
        }
        width = high.amount.raw().saturating_sub(low.amount.raw());
    }
    Ok(low.amount)
}

/// `width * low / (low + high)`, of magnitudes cut to the same 128 leading bits.
fn false_position(width: U256, low: U512, high: U512) -> U256 {
    let shift = low.max(high).bit_len().saturating_sub(128);
    let narrow = |x: U512| {
        let [l0, l1, ..] = *x.wrapping_shr(shift).as_limbs();
        U256::from_limbs([l0, l1, 0, 0])
    };
    let (low, high) = (narrow(low), narrow(high));
    mul_div_floor(width, low, low.wrapping_add(high).max(U256::ONE)).unwrap_or(U256::ZERO)
}

/// A size that was tried.
struct Probe {
    amount: Amount,
    excess: U512,
    is_over: bool,
}

impl Probe {
    fn at<E: From<MathError>>(
        rule: &Rule,
        amount: Amount,
        quote: &mut impl FnMut(Amount) -> Result<Amount, E>,
    ) -> Result<Self, E> {
        let out = if amount.is_zero() {
            Amount::ZERO
        } else {
            quote(amount)?
        };
        let (excess, is_over) = rule.excess(amount, out)?;
        Ok(Self {
            amount,
            excess,
            is_over,
        })
    }
}

/// The comparison `own * (held - q) >= other * (rest + out)`.
struct Rule {
    held: U256,
    rest: U256,
    /// `(1 - w) * p_x`.
    own: U256,
    /// `w * p_y`.
    other: U256,
}

impl Rule {
    fn of(holding: &Holding) -> Result<Self, MathError> {
        for (index, price) in [holding.price, holding.rest_price].iter().enumerate() {
            if price.is_zero() {
                return Err(MathError::PriceZero { index });
            }
        }
        let target = holding.target.raw();
        let others = WAD
            .checked_sub(target)
            .ok_or(MathError::WeightAboveOne { got: target })?;
        // Prices of tokens end in dozens of zero bits that say nothing about their ratio.
        let (own, other) = (holding.price.raw(), holding.rest_price.raw());
        let common = own.trailing_zeros().min(other.trailing_zeros());
        let own = own.wrapping_shr(common).checked_mul(others);
        let other = other.wrapping_shr(common).checked_mul(target);
        let (own, other) = own.zip(other).ok_or(MathError::Overflow)?;
        Ok(Self {
            held: holding.held.raw(),
            rest: holding.rest.raw(),
            own,
            other,
        })
    }

    /// By how much the sides differ when `amount` is sold for `out`, and whether the weight is below the target.
    fn excess(&self, amount: Amount, out: Amount) -> Result<(U512, bool), MathError> {
        let kept = self.held.saturating_sub(amount.raw());
        let rest = self
            .rest
            .checked_add(out.raw())
            .ok_or(MathError::Overflow)?;
        Ok(difference(
            product(self.own, kept),
            product(self.other, rest),
        ))
    }

    /// The positive root, to a few base units, for a pool that swaps `kept` millionths of what goes in.
    fn closed_form(&self, pool: &ConstantProduct, kept: U256) -> Result<U256, MathError> {
        // Nothing wanted of it, or nothing else wanted: an end of the range.
        if self.other.is_zero() {
            return Ok(self.held);
        }
        if self.own.is_zero() {
            return Ok(U256::ZERO);
        }
        let rest = mul_div_floor(self.rest, self.other, self.own)?;
        let Some(surplus) = self.held.checked_sub(rest) else {
            return Ok(U256::ZERO);
        };
        let paid = mul_div_floor(U256::from(pool.reserve_out), self.other, self.own)?;
        let reserve = mul_div_floor(U256::from(pool.reserve_in), U256::from(PIPS), kept)?;
        let depth = paid.checked_add(reserve).ok_or(MathError::Overflow)?;
        let is_deep = depth >= surplus;
        let half_linear = depth.abs_diff(surplus).wrapping_shr(1);
        let constant = surplus.checked_mul(reserve).ok_or(MathError::Overflow)?;
        let root = half_linear
            .checked_mul(half_linear)
            .and_then(|square| square.checked_add(constant))
            .map(sqrt_floor)
            .ok_or(MathError::Overflow)?;
        // Both are below 2^129.
        let sum = root.wrapping_add(half_linear);
        if is_deep {
            Ok(constant.checked_div(sum).unwrap_or(U256::ZERO))
        } else {
            Ok(sum)
        }
    }
}

/// Sizes between which the answer lies: `low` is within the target, `high` is not or is beyond the holding.
#[derive(Clone, Copy)]
struct Bracket {
    low: Amount,
    high: Amount,
}

impl Bracket {
    /// Walks away from a guess in doubling steps until the answer is enclosed.
    fn around(
        guess: Amount,
        held: Amount,
        is_within: &mut impl FnMut(Amount) -> Result<bool, MathError>,
    ) -> Result<Self, MathError> {
        let (mut at, mut step) = (guess.raw(), U256::ONE);
        if is_within(guess)? {
            while at < held.raw() {
                let next = at.saturating_add(step).min(held.raw());
                if !is_within(Amount::new(next))? {
                    return Ok(Self::new(at, next));
                }
                at = next;
                step = step.saturating_add(step);
            }
            return Ok(Self::new(at, at));
        }
        while !at.is_zero() {
            let next = at.saturating_sub(step);
            if is_within(Amount::new(next))? {
                return Ok(Self::new(next, at));
            }
            at = next;
            step = step.saturating_add(step);
        }
        Ok(Self::new(U256::ZERO, U256::ZERO))
    }

    fn new(low: U256, high: U256) -> Self {
        Self {
            low: Amount::new(low),
            high: Amount::new(high),
        }
    }

    fn middle(&self) -> Option<Amount> {
        let width = self.high.raw().saturating_sub(self.low.raw());
        (width > U256::ONE)
            .then(|| Amount::new(self.low.raw().saturating_add(width.wrapping_shr(1))))
    }

    fn narrowed(self, at: Amount, is_within: bool) -> Self {
        if is_within {
            Self { low: at, ..self }
        } else {
            Self { high: at, ..self }
        }
    }
}
