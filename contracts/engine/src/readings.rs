//! What each declared trigger measures, beside its limit.
//!
//! A trigger is met exactly when what it measures is above its limit; a drift is rounded up, and a ceiling exceeds a whole
//! number exactly when what it rounds does.
//!
//! | trigger | measures | limit |
//! |---|---|---|
//! | absolute, relative, cost | drift of the asset that is furthest beyond its band | that band |
//! | calendar | the last date that has passed | the last rebalance |

use alloy_primitives::U256;
use kit::abi::{Snapshot, Trigger};
use kit::triggers::{ABSOLUTE, ALL, CALENDAR, COST, RELATIVE, Triggers};
use rebalance_math::{MathError, SignedWeight, Weight};

use crate::bands::Bands;
use crate::portfolio::Portfolio;
use crate::stagger::{band_jitter, last_date};

/// One trigger.
pub(crate) struct Reading {
    pub(crate) trigger: Trigger,
    pub(crate) got: U256,
    pub(crate) limit: U256,
}

impl Reading {
    fn is_met(&self) -> bool {
        self.got > self.limit
    }

    /// Whether it is about a band, so that the trade may end short of the target.
    fn is_of_a_band(&self) -> bool {
        !matches!(self.trigger, Trigger::Calendar)
    }
}

/// All that a policy's triggers have to say.
pub(crate) struct Readings {
    list: Vec<Reading>,
    inner: Vec<Weight>,
    needs_all: bool,
}

impl Readings {
    /// Reads every declared trigger.
    ///
    /// # Errors
    /// `Overflow` for a drift that no real portfolio has.
    #[inline(never)]
    pub(crate) fn new(
        triggers: &Triggers,
        portfolio: &Portfolio,
        snapshot: &Snapshot,
    ) -> Result<Self, MathError> {
        let Snapshot {
            vault,
            epoch,
            timestamp,
            lastRebalancedAt,
            ..
        } = snapshot;
        let jitter = band_jitter(triggers, *vault, *epoch);
        let bands = Bands::new(triggers, &portfolio.targets, jitter)?;
        let drifts = portfolio.drifts()?;
        let mut list = Vec::new();
        for (kind, trigger, widths) in [
            (ABSOLUTE, Trigger::Absolute, &bands.absolute),
            (RELATIVE, Trigger::Relative, &bands.relative),
            (COST, Trigger::Cost, &bands.cost),
        ] {
            if triggers.has(kind) {
                list.push(furthest(trigger, &drifts, widths)?);
            }
        }
        if triggers.has(CALENDAR) {
            list.push(Reading {
                trigger: Trigger::Calendar,
                got: U256::from(last_date(triggers, *vault, *timestamp).unwrap_or(0)),
                limit: U256::from(*lastRebalancedAt),
            });
        }
        Ok(Self {
            list,
            inner: bands.inner,
            needs_all: triggers.has(ALL),
        })
    }

    /// Whether they call for a rebalance.
    pub(crate) fn are_met(&self) -> bool {
        if self.needs_all {
            self.list.iter().all(Reading::is_met)
        } else {
            self.list.iter().any(Reading::is_met)
        }
    }

    /// How far from its target each asset may end; `None` for all the way, which is also where a trade goes that no band
    /// has called for.
    pub(crate) fn inner(&self) -> Option<&[Weight]> {
        let is_of_a_band = |reading: &Reading| reading.is_of_a_band() && reading.is_met();
        let has_room = self.inner.iter().any(|inner| !inner.is_zero());
        (has_room && self.list.iter().any(is_of_a_band)).then_some(&*self.inner)
    }

    /// As the ABI has them.
    pub(crate) fn words(&self) -> Vec<U256> {
        let words = |reading: &Reading| {
            let trigger = match reading.trigger {
                Trigger::Relative => 1,
                Trigger::Calendar => 2,
                Trigger::Cost => 3,
                Trigger::Absolute | Trigger::__Invalid => 0_u8,
            };
            [U256::from(trigger), reading.got, reading.limit]
        };
        self.list.iter().flat_map(words).collect()
    }
}

/// The asset that is furthest beyond its band, or nearest to its edge when none is.
fn furthest(
    trigger: Trigger,
    drifts: &[SignedWeight],
    widths: &[Weight],
) -> Result<Reading, MathError> {
    let mut found: Option<(Weight, Weight)> = None;
    for (drift, width) in drifts.iter().zip(widths) {
        let drift = drift.magnitude();
        let is_further = match found {
            Some((other, limit)) => drift.checked_add(limit)? > other.checked_add(*width)?,
            None => true,
        };
        if is_further {
            found = Some((drift, *width));
        }
    }
    let (got, limit) = found.unwrap_or_default();
    Ok(Reading {
        trigger,
        got: got.raw(),
        limit: limit.raw(),
    })
}
