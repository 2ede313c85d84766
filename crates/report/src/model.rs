//! What a page shows. Parts of a whole are `f64` from 0 to 1: they are drawn, and nothing is computed from them.

use serde::Serialize;

/// One page.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Report {
    /// The headline.
    pub title: String,
    /// What this is about: a sentence each.
    pub lead: Vec<String>,
    /// The few numbers that matter most.
    pub figures: Vec<Figure>,
    /// What the horizontal axis of the charts is.
    pub axis: Axis,
    /// The constituents, the hub first.
    pub assets: Vec<Asset>,
    /// What was seen, in the order of time.
    pub samples: Vec<Sample>,
    /// What was traded, in the order of time.
    pub trades: Vec<Trade>,
    /// Why it traded, or did not.
    pub decisions: Vec<Decision>,
    /// What transactions took.
    pub gas: Vec<Gas>,
    /// What trading may lose, and what it has lost.
    pub budgets: Vec<Budget>,
}

/// A number with its name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Figure {
    /// What it is.
    pub name: String,
    /// The number with its unit.
    pub value: String,
    /// What it is held against, or how it was measured; may be empty.
    pub note: String,
}

/// The horizontal axis.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub enum Axis {
    /// Each sample is a step: for a few moments, whose labels are listed.
    #[default]
    Steps,
    /// Samples stand where their time is.
    Time,
}

/// One constituent.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Asset {
    /// Its symbol, as its token says.
    pub symbol: String,
    /// Its target weight.
    pub target: f64,
    /// How far from the target its weight may be on either side; `None` where no band is drawn.
    pub band: Option<f64>,
    /// Its weight before and after the rebalance that the page is about.
    pub change: Option<Change>,
}

/// A part before and after.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Change {
    /// Before.
    pub before: f64,
    /// After.
    pub after: f64,
}

/// A vault at one moment.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Sample {
    /// Unix seconds.
    pub at: u64,
    /// What had just happened; may be empty.
    pub label: String,
    /// Value of the portfolio, in whole units of the numeraire.
    pub nav: f64,
    /// What it would be worth had it never been rebalanced, where that is known.
    pub held: Option<f64>,
    /// A weight for each asset.
    pub weights: Vec<f64>,
    /// Whether it was rebalanced at this moment.
    pub is_rebalance: bool,
}

/// One fill.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Trade {
    /// Unix seconds.
    pub at: u64,
    /// Symbol of what was sold.
    pub sell: String,
    /// Amount with its decimals.
    pub amount_in: String,
    /// Symbol of what was bought.
    pub buy: String,
    /// Amount with its decimals.
    pub amount_out: String,
    /// The least that would have been taken.
    pub floor: String,
    /// Of the asset that is not the hub, in the hub, fee and impact included.
    pub price: String,
    /// The same at the oracle's prices.
    pub oracle_price: String,
    /// Where.
    pub venue: String,
    /// The pool's address.
    pub pool: String,
    /// How much worse than the oracle's price, fee included; negative when better.
    pub cost_bps: i64,
}

/// A decision at one moment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Decision {
    /// Unix seconds.
    pub at: u64,
    /// What had just happened.
    pub label: String,
    /// The verdict first, then what each trigger measured.
    pub sentences: Vec<String>,
}

/// Gas of one transaction.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Gas {
    /// Which.
    pub transaction: String,
    /// How much.
    pub gas: u64,
}

/// A loss budget, in parts of NAV.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Budget {
    /// Its name.
    pub name: String,
    /// What it bounds, and over which time.
    pub meaning: String,
    /// How much of it is used.
    pub used: f64,
    /// How much there is.
    pub limit: f64,
}

/// Basis points as a part.
pub fn part_bps(bps: u64) -> f64 {
    // Exact: nobody has 2^53 basis points.
    f64::from(u32::try_from(bps).unwrap_or(u32::MAX)) / 10_000.0
}
