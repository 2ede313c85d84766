//! Prices that are good enough to trade at, or what there is instead, and what is wrong with each.
//!
//! One feed that is not good enough makes a whole reading of the oracle fail, so then each is asked alone: the sequencer without a
//! feed, and every feed without the sequencer. What the oracle says of each is its own word; nothing is judged here.

use alloy_primitives::U256;
use kit::abi::{Asset, Feed, IOracle, Sequencer};

use crate::ask::{Asker, Missing, Source, Told};

/// The oracle keeps its prices below that.
const PRICE_BITS_MAX: usize = 224;

/// A price, and whether it may be traded at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Price {
    pub(crate) e36: U256,
    pub(crate) is_fresh: bool,
}

/// What keeps the oracle from pricing a portfolio.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stop {
    Sequencer(Missing),
    Price(Missing),
}

/// The prices of a portfolio in the order of its assets, and the first thing that stops them.
pub(crate) struct Prices {
    pub(crate) each: Vec<Price>,
    pub(crate) stop: Option<Stop>,
}

/// Whom to ask, and about which sequencer; there is nobody to ask when the vault does not say.
pub(crate) type Facts = Option<(alloy_primitives::Address, Sequencer)>;

pub(crate) fn prices(asker: &mut Asker, facts: &Facts, assets: &[Asset]) -> Prices {
    let Some((oracle, sequencer)) = facts else {
        let each = assets.iter().map(|_| Price::default()).collect();
        return Prices { each, stop: None };
    };
    let before = asker.faults.len();
    let feeds = assets.iter().map(|asset| asset.feed.clone()).collect();
    if let Ok(all) = read(asker, Source::oracle(*oracle), feeds, sequencer) {
        let fresh = |e36| Price {
            e36,
            is_fresh: true,
        };
        return Prices {
            each: all.into_iter().map(fresh).collect(),
            stop: None,
        };
    }
    asker.forgive(before);
    let sequencer = read(asker, Source::oracle(*oracle), Vec::new(), sequencer);
    let mut stop = sequencer.err().map(Stop::Sequencer);
    let mut each = Vec::with_capacity(assets.len());
    for asset in assets {
        let source = Source::oracle_about(*oracle, asset.token);
        let feed = vec![asset.feed.clone()];
        // Without a sequencer: it was asked above.
        let fresh = read(asker, source, feed.clone(), &Sequencer::default());
        if let Err(missing) = fresh {
            stop = stop.or(Some(Stop::Price(missing)));
        }
        let is_fresh = fresh.is_ok();
        let price = fresh.or_else(|_| {
            let call = IOracle::readLastCall { feeds: feed };
            asker.ask_for(source, &call, |prices| are_prices(prices, 1))
        });
        let e36 = price.ok().and_then(|prices| prices.first().copied());
        each.push(Price {
            e36: e36.unwrap_or_default(),
            is_fresh,
        });
    }
    Prices { each, stop }
}

fn read(
    asker: &mut Asker,
    source: Source,
    feeds: Vec<Feed>,
    sequencer: &Sequencer,
) -> Told<Vec<U256>> {
    let count = feeds.len();
    let call = IOracle::readCall {
        feeds,
        sequencer: sequencer.clone(),
    };
    asker.ask_for(source, &call, |prices| are_prices(prices, count))
}

/// Whether these are `count` prices, as the oracle promises them: none is zero, and none is of no real market.
fn are_prices(prices: &[U256], count: usize) -> bool {
    prices.len() == count
        && prices
            .iter()
            .all(|price| !price.is_zero() && price.bit_len() <= PRICE_BITS_MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn are_prices_wants_as_many_as_feeds_and_none_that_no_market_has() {
        let good = U256::ONE;
        let largest = (U256::ONE << 224) - U256::ONE;
        assert!(are_prices(&[], 0));
        assert!(are_prices(&[good, largest], 2));
        assert!(!are_prices(&[good], 2));
        assert!(!are_prices(&[good, good, good], 2));
        assert!(!are_prices(&[good, U256::ZERO], 2));
        assert!(!are_prices(&[good, largest + U256::ONE], 2));
    }
}
