//! One measured function with its peers and its judgement.

use serde::Serialize;

/// What one function takes.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Figure {
    pub(crate) name: String,
    /// What it was asked.
    pub(crate) arguments: String,
    /// Per call.
    #[serde(serialize_with = "hundredths")]
    pub(crate) gas: f64,
    /// The largest error, with its sign, in units of the result; absent where results are judged otherwise.
    #[serde(serialize_with = "maybe_thousandths")]
    pub(crate) error: Option<f64>,
    pub(crate) peers: Vec<Peer>,
}

/// A library's function that does the same, or a bound.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Peer {
    pub(crate) name: String,
    #[serde(serialize_with = "hundredths")]
    pub(crate) gas: f64,
    #[serde(serialize_with = "maybe_thousandths")]
    pub(crate) error: Option<f64>,
    /// Our gas over its gas.
    #[serde(serialize_with = "thousandths")]
    pub(crate) ratio: f64,
    /// The largest ratio that is good enough, where one is set.
    pub(crate) goal: Option<f64>,
    pub(crate) met: Option<bool>,
}

impl Peer {
    pub(crate) fn new(
        name: String,
        ours: f64,
        gas: f64,
        error: Option<f64>,
        goal: Option<f64>,
    ) -> Self {
        let ratio = ours / gas;
        Self {
            name,
            gas,
            error,
            ratio,
            goal,
            met: goal.map(|goal| ratio <= goal),
        }
    }
}

fn rounded(value: f64, digits: f64) -> f64 {
    (value * digits).round() / digits
}

fn hundredths<S: serde::Serializer>(value: &f64, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_f64(rounded(*value, 100.0))
}

fn thousandths<S: serde::Serializer>(value: &f64, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_f64(rounded(*value, 1_000.0))
}

fn maybe_thousandths<S: serde::Serializer>(value: &Option<f64>, to: S) -> Result<S::Ok, S::Error> {
    match value {
        Some(value) => thousandths(value, to),
        None => to.serialize_none(),
    }
}
