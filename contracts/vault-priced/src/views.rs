//! What anyone may read of prices in shares. During a flow every answer is that of the state before it.

use alloy_primitives::{Address, U256};
use kit::Revert;
use kit::dispatch::overflow;
use kit::vault::Answers;
use rebalance_math::{Amount, HUB, MathError, Price, amount_floor, value_floor};

use crate::Vault;
use crate::market::{Crossing, Market, refused};
use crate::quote::Quote;

impl Vault {
    /// The hub's token.
    pub(crate) fn hub(&self) -> Result<Address, Revert> {
        let constitution = self.constitution()?;
        let hub = constitution.assets.get(HUB);
        hub.map(|asset| asset.token)
            .ok_or_else(|| overflow(MathError::Overflow))
    }

    pub(crate) fn total_assets(&self) -> Result<U256, Revert> {
        let (market, price) = self.last()?;
        let assets = amount_floor(market.nav_low, price).map_err(refused)?;
        Ok(assets.raw())
    }

    pub(crate) fn convert_to_shares(&self, assets: U256) -> Result<U256, Revert> {
        let (market, price) = self.last()?;
        let shares = value_floor(Amount::new(assets), price)
            .and_then(|value| market.shares_of_value_floor(value));
        Ok(shares.map_err(refused)?.raw())
    }

    pub(crate) fn convert_to_assets(&self, shares: U256) -> Result<U256, Revert> {
        let (market, price) = self.last()?;
        let assets = market
            .value_of_shares_floor(shares)
            .and_then(|value| amount_floor(value, price));
        Ok(assets.map_err(refused)?.raw())
    }

    pub(crate) fn preview_deposit(&self, index: usize, amount: U256) -> Result<U256, Revert> {
        let quote = self.preview(Market::quote_deposit, index, amount)?;
        Ok(quote.shares.raw())
    }

    pub(crate) fn preview_mint(&self, shares: U256) -> Result<U256, Revert> {
        let quote = self.preview(Market::quote_mint, HUB, shares)?;
        Ok(quote.amount.raw())
    }

    pub(crate) fn preview_withdraw(&self, assets: U256) -> Result<U256, Revert> {
        let quote = self.preview(Market::quote_withdraw, HUB, assets)?;
        Ok(quote.shares.raw())
    }

    pub(crate) fn preview_redeem(&self, index: usize, shares: U256) -> Result<U256, Revert> {
        let quote = self.preview(Market::quote_redeem, index, shares)?;
        Ok(quote.amount.raw())
    }

    /// The market at the last answers, however old, and the hub's price in it.
    #[inline(never)]
    fn last(&self) -> Result<(Market, Price), Revert> {
        let market = self.market(Answers::Last)?;
        let price = market.crossing(HUB)?.price;
        Ok((market, price))
    }

    /// What a flow would be priced at, caps and pause aside.
    #[inline(never)]
    fn preview(&self, rule: Rule, index: usize, got: U256) -> Result<Quote, Revert> {
        self.check_supply()?;
        let market = self.market(Answers::Fresh)?;
        rule(&market, &market.crossing(index)?, got)
    }
}

/// How one kind of flow is priced.
type Rule = fn(&Market, &Crossing<'_>, U256) -> Result<Quote, Revert>;
