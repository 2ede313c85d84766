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
use kit::abi::Snapshot;
use kit::triggers::{ABSOLUTE, ALL, CALENDAR, COST, RELATIVE, Triggers};
use rebalance_math::{MathError, SignedWeight, Weight};

use crate::bands::{BANDS, Bands};
use crate::portfolio::Portfolio;
use crate::stagger::{band_jitter, last_date};

/// Most readings: one of each kind.
const LISTED: usize = 4;

/// One trigger.
struct Reading {
    kind: u8,
    got: U256,
    limit: U256,
}

impl Reading {
    fn is_met(&self) -> bool {
        self.got > self.limit
    }
}

/// All that a policy's triggers have to say.
pub(crate) struct Readings<'a> {
    list: Vec<Reading>,
    bands: Bands<'a>,
    needs_all: bool,
}

impl<'a> Readings<'a> {
    /// Reads every declared trigger.
    ///
    /// # Errors
    /// `Overflow` for a drift that no real portfolio has.
    #[inline(never)]
    pub(crate) fn new(
        triggers: &'a Triggers,
        portfolio: &'a Portfolio,
        snapshot: &Snapshot,
    ) -> Result<Self, MathError> {
        let Snapshot {
            vault,
            epoch,
            timestamp,
            lastRebalancedAt,
            ..
        } = snapshot;
        let bands = Bands::new(triggers, &portfolio.targets)?;
        let mut list = Vec::with_capacity(LISTED);
        if triggers.has(ABSOLUTE | RELATIVE | COST) {
            let jitter = band_jitter(triggers, *vault, *epoch);
            let drifts = portfolio.drifts()?;
            for kind in BANDS {
                if triggers.has(kind) {
                    list.push(furthest(kind, &drifts, &bands.widths(kind, jitter)?)?);
                }
            }
        }
        if triggers.has(CALENDAR) {
            list.push(Reading {
                kind: CALENDAR,
                got: U256::from(last_date(triggers, *vault, *timestamp).unwrap_or(0)),
                limit: U256::from(*lastRebalancedAt),
            });
        }
        Ok(Self {
            list,
            bands,
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

    /// How far from its target each asset may end; empty for all the way, which is also where a trade goes that no band
    /// has called for.
    pub(crate) fn inner(&self) -> Result<Vec<Weight>, MathError> {
        if self
            .list
            .iter()
            .any(|reading| reading.kind != CALENDAR && reading.is_met())
        {
            self.bands.inner()
        } else {
            Ok(Vec::new())
        }
    }

    /// As the ABI has them.
    pub(crate) fn words(&self) -> Vec<U256> {
        // Kinds are the bits of `Trigger`, in its order.
        let words = |reading: &Reading| {
            let trigger = U256::from(reading.kind.trailing_zeros());
            [trigger, reading.got, reading.limit]
        };
        self.list.iter().flat_map(words).collect()
    }
}

/// The asset that is furthest beyond its band, or nearest to its edge when none is.
fn furthest(kind: u8, drifts: &[SignedWeight], widths: &[Weight]) -> Result<Reading, MathError> {
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
        kind,
        got: got.raw(),
        limit: limit.raw(),
    })
}
