//! What a vault did over time, as one HTML page that needs nothing but itself.
//!
//! The data ([`Report`]) is plain, so that the demo, replays and a keeper fill in the same page; the page ([`Report::html`]) has its
//! charts as inline SVG, no script, and nothing that is fetched. Its own policy forbids the browser both.
//!
//! # Trust
//! Symbols come from tokens, and a token may be anybody's. Every string is escaped, and characters that are not shown or that turn
//! the order of others are replaced, wherever they stand.

mod chart;
mod model;
mod page;
mod plain;
mod scale;
mod tables;
mod write;

pub use model::{
    Asset, Axis, Budget, Change, Decision, Figure, Gas, Report, Sample, Trade, part_bps,
};
pub use scale::{grouped, moment};
pub use write::{Destination, ReportError};
