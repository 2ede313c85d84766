//! How an order is divided among venues so that it returns the most.
//!
//! At the optimum every venue that is used has the same marginal price `nu`, output per input after its fee, and every
//! venue that is left out starts below it. Constant-product pools alone have a [closed form](closed_form); otherwise `sqrt(nu)` is found by
//! bisection, each venue inverting its own curve. What rounding leaves over goes where it returns most,
//! so the parts sum to the order exactly.
//!
//! Every further leg costs gas: `leg_cost` is what one leg costs, in base units of the output. While there is a leg whose removal
//! loses less than that, the one that loses least is removed.
//!
//! # Invariants
//!
//! 1. The parts sum to the order exactly.
//! 2. Output less costs is never below that of the best single venue.

mod closed_form;

use ruint::aliases::U256;

use crate::execution::venue::Venue;
use crate::{MAX_ASSETS, MathError};

/// Most venues of a split.
pub const MAX_VENUES: usize = MAX_ASSETS;

/// Most evaluations of the total input in one bisection: 8 for the magnitude of the price and 64 for its digits.
pub const MAX_BISECTIONS: u32 = 72;

/// `sqrt(nu)` in Q96 lies between 2^32 and 2^160, as every pool's own price does.
const LOWEST: usize = 32;
const HIGHEST: usize = 160;

/// What a split returns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Split {
    /// Base units that all legs return together, costs not deducted.
    pub amount_out: U256,
    /// Venues that are used.
    pub legs: usize,
}

/// Divides `amount_in` among `venues` and writes what each is to swap into `parts`, zero for those that are left out.
///
/// `leg_cost` is in base units of the output. Venues must not share liquidity.
///
/// # Rounding
/// `amount_out` is what the pools pay for exactly these parts, unit for unit.
///
/// # Errors
/// [`MathError::LengthMismatch`], [`MathError::AssetCountOutOfRange`] for no or too many venues;
/// [`MathError::LiquidityBelowAmount`] when all together cannot take the order; those of
/// [`Venue::amount_out_floor`] and [`Venue::input_at_price_floor`].
pub fn split(
    venues: &[Venue<'_>],
    amount_in: U256,
    leg_cost: U256,
    parts: &mut [U256],
) -> Result<Split, MathError> {
    check_lengths(venues, parts)?;
    let order = Order {
        venues,
        amount_in,
        leg_cost,
    };
    let best = order.best()?;
    for (slot, part) in parts.iter_mut().zip(best.parts) {
        *slot = part;
    }
    Ok(Split {
        amount_out: best.amount_out,
        legs: best.legs(),
    })
}

fn check_lengths(venues: &[Venue<'_>], parts: &[U256]) -> Result<(), MathError> {
    let got = venues.len();
    if !(1..=MAX_VENUES).contains(&got) {
        return Err(MathError::AssetCountOutOfRange {
            got,
            minimum: 1,
            maximum: MAX_VENUES,
        });
    }
    if parts.len() == got {
        Ok(())
    } else {
        Err(MathError::LengthMismatch {
            got: parts.len(),
            expected: got,
        })
    }
}

/// Parts that sum to the order, and what they return.
#[derive(Clone, Copy)]
struct Candidate {
    parts: [U256; MAX_VENUES],
    amount_out: U256,
}

impl Candidate {
    fn legs(&self) -> usize {
        self.parts.iter().filter(|part| !part.is_zero()).count()
    }

    /// One bit for each venue that is used.
    fn mask(&self) -> u32 {
        (0_u32..)
            .zip(&self.parts)
            .filter(|(_, part)| !part.is_zero())
            .fold(0, |mask, (index, _)| mask | bit(index))
    }
}

fn bit(index: u32) -> u32 {
    1_u32.wrapping_shl(index)
}

struct Order<'a> {
    venues: &'a [Venue<'a>],
    amount_in: U256,
    leg_cost: U256,
}

impl Order<'_> {
    /// The venues of a mask with their places.
    fn chosen(&self, mask: u32) -> impl Iterator<Item = (u32, &Venue<'_>)> {
        (0_u32..)
            .zip(self.venues)
            .filter(move |(index, _)| mask & bit(*index) != 0)
    }

    fn best(&self) -> Result<Candidate, MathError> {
        let single = self.best_single()?;
        let many = match self.solve(u32::MAX)? {
            Some(all) => Some(self.without_costly_legs(all)?),
            None => None,
        };
        match (single, many) {
            (Some(single), Some(many)) if self.is_worth_more(&many, &single)? => Ok(many),
            (Some(single), _) => Ok(single),
            (None, Some(many)) => Ok(many),
            (None, None) => Err(MathError::LiquidityBelowAmount {
                got: self.inputs_at(u32::MAX, U256::ONE.wrapping_shl(LOWEST))?.1,
                needed: self.amount_in,
            }),
        }
    }

    /// The venue that returns most for the whole order, if any can take it.
    fn best_single(&self) -> Result<Option<Candidate>, MathError> {
        let mut best: Option<Candidate> = None;
        for (index, venue) in self.chosen(u32::MAX) {
            let Some(amount_out) = output(venue, self.amount_in)? else {
                continue;
            };
            if best.is_none_or(|best| amount_out > best.amount_out) {
                let mut parts = [U256::ZERO; MAX_VENUES];
                set(&mut parts, index, self.amount_in);
                best = Some(Candidate { parts, amount_out });
            }
        }
        Ok(best)
    }

    /// The best division among the venues of a mask, leg costs ignored; `None` when they cannot take the order.
    fn solve(&self, mask: u32) -> Result<Option<Candidate>, MathError> {
        let parts = if self
            .chosen(mask)
            .all(|(_, venue)| venue.as_constant_product().is_some())
        {
            self.active_set(mask)?
        } else {
            match self.bisect(mask)? {
                Some(parts) => parts,
                None => return Ok(None),
            }
        };
        self.with_the_rest(mask, parts)
    }

    /// Gives what the parts leave over to the venue that returns most for it, and adds up the outputs.
    fn with_the_rest(
        &self,
        mask: u32,
        mut parts: [U256; MAX_VENUES],
    ) -> Result<Option<Candidate>, MathError> {
        let mut rest = self.amount_in;
        let mut amount_out = U256::ZERO;
        for (index, venue) in self.chosen(mask) {
            let part = get(&parts, index);
            rest = rest.checked_sub(part).ok_or(MathError::Overflow)?;
            let out = venue.amount_out_floor(part)?;
            amount_out = amount_out.checked_add(out).ok_or(MathError::Overflow)?;
        }
        if rest.is_zero() {
            return Ok(Some(Candidate { parts, amount_out }));
        }
        let mut best: Option<(u32, U256)> = None;
        for (index, venue) in self.chosen(mask) {
            let part = get(&parts, index);
            let more = part.checked_add(rest).ok_or(MathError::Overflow)?;
            let Some(out) = output(venue, more)? else {
                continue;
            };
            let gain = out.saturating_sub(venue.amount_out_floor(part)?);
            if best.is_none_or(|(_, most)| gain > most) {
                best = Some((index, gain));
            }
        }
        best.map(|(index, gain)| {
            let part = get(&parts, index);
            let more = part.checked_add(rest).ok_or(MathError::Overflow)?;
            set(&mut parts, index, more);
            let amount_out = amount_out.checked_add(gain).ok_or(MathError::Overflow)?;
            Ok(Candidate { parts, amount_out })
        })
        .transpose()
    }

    /// Removes, one at a time, the leg that loses least, while that is less than the leg costs.
    fn without_costly_legs(&self, all: Candidate) -> Result<Candidate, MathError> {
        let mut kept = all;
        if self.leg_cost.is_zero() {
            return Ok(kept);
        }
        // Each round removes one leg at least.
        for _ in 1..MAX_VENUES {
            let mask = kept.mask();
            if kept.legs() < 2 {
                break;
            }
            let mut best: Option<Candidate> = None;
            for (index, _) in self.chosen(mask) {
                let Some(fewer) = self.solve(mask & !bit(index))? else {
                    continue;
                };
                if best.is_none_or(|best| fewer.amount_out > best.amount_out) {
                    best = Some(fewer);
                }
            }
            match best {
                Some(best) if self.is_worth_more(&best, &kept)? => kept = best,
                _ => break,
            }
        }
        Ok(kept)
    }

    /// Whether `a` returns more than `b`, costs deducted.
    fn is_worth_more(&self, a: &Candidate, b: &Candidate) -> Result<bool, MathError> {
        // a - cost * legs(a) > b - cost * legs(b), without a difference.
        Ok(self.against(a, b)? > self.against(b, a)?)
    }

    fn against(&self, a: &Candidate, b: &Candidate) -> Result<U256, MathError> {
        U256::from(b.legs())
            .checked_mul(self.leg_cost)
            .and_then(|cost| cost.checked_add(a.amount_out))
            .ok_or(MathError::Overflow)
    }

    /// The largest inputs at one common marginal price that the order can pay for; `None` when all liquidity is less
    /// than the order.
    fn bisect(&self, mask: u32) -> Result<Option<[U256; MAX_VENUES]>, MathError> {
        let (mut low, mut high) = (LOWEST, HIGHEST);
        if let (parts, total) = self.inputs_at(mask, U256::ONE.wrapping_shl(low))?
            && total <= self.amount_in
        {
            return Ok((total == self.amount_in).then_some(parts));
        }
        while high.saturating_sub(low) > 1 {
            let middle = low.saturating_add(high).wrapping_shr(1);
            if self.inputs_at(mask, U256::ONE.wrapping_shl(middle))?.1 <= self.amount_in {
                high = middle;
            } else {
                low = middle;
            }
        }
        let mut below = U256::ONE.wrapping_shl(low);
        let mut above = U256::ONE.wrapping_shl(high);
        let (mut parts, _) = self.inputs_at(mask, above)?;
        for _ in 0..64 {
            let middle = below.wrapping_add(above).wrapping_shr(1);
            if middle == below {
                break;
            }
            let (inputs, total) = self.inputs_at(mask, middle)?;
            if total <= self.amount_in {
                above = middle;
                parts = inputs;
            } else {
                below = middle;
            }
            if total == self.amount_in {
                break;
            }
        }
        Ok(Some(parts))
    }

    /// What each venue takes until its marginal price is the square of `sqrt_price_x96`, and their sum.
    fn inputs_at(
        &self,
        mask: u32,
        sqrt_price_x96: U256,
    ) -> Result<([U256; MAX_VENUES], U256), MathError> {
        let mut parts = [U256::ZERO; MAX_VENUES];
        let mut total = U256::ZERO;
        for (index, venue) in self.chosen(mask) {
            let part = venue.input_at_price_floor(sqrt_price_x96)?;
            set(&mut parts, index, part);
            total = total.checked_add(part).ok_or(MathError::Overflow)?;
        }
        Ok((parts, total))
    }
}

/// What a venue returns; none when it cannot take that much.
fn output(venue: &Venue<'_>, amount_in: U256) -> Result<Option<U256>, MathError> {
    match venue.amount_out_floor(amount_in) {
        Ok(amount_out) => Ok(Some(amount_out)),
        Err(MathError::LiquidityBelowAmount { .. }) => Ok(None),
        Err(error) => Err(error),
    }
}

fn get(parts: &[U256; MAX_VENUES], index: u32) -> U256 {
    usize::try_from(index)
        .ok()
        .and_then(|index| parts.get(index))
        .copied()
        .unwrap_or(U256::ZERO)
}

fn set(parts: &mut [U256; MAX_VENUES], index: u32, part: U256) {
    if let Some(slot) = usize::try_from(index)
        .ok()
        .and_then(|index| parts.get_mut(index))
    {
        *slot = part;
    }
}
