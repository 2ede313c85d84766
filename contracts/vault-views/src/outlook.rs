//! What a rebalance would do now, and why: prices, the engine's decision, and whether the loss budgets have room for it.

use alloy_primitives::U256;
use kit::Revert;
use kit::abi::{Asset, Decision, Reason, Trade};
use kit::dispatch::overflow;
use kit::policy::Constitution;
use kit::vault::Answers;
use rebalance_math::portfolio::{nav_parts_ceil, nav_parts_floor, worst_loss_ceil};
use rebalance_math::{Amount, MathError, Price, Value, nav_floor, value_ceil, value_floor};
use stylus_sdk::prelude::*;

use crate::Vault;

impl Vault {
    pub(crate) fn assets(&self) -> Result<Vec<Asset>, Revert> {
        Ok(self.constitution()?.assets)
    }

    /// The oracle's price of every asset.
    pub(crate) fn prices(&self) -> Result<Vec<U256>, Revert> {
        let prices = self.ask_oracle(&self.constitution()?, Answers::Fresh)?;
        Ok(prices.into_iter().map(Price::raw).collect())
    }

    /// What `rebalance` would decide, also while paused.
    pub(crate) fn preview_rebalance(&self) -> Result<Decision, Revert> {
        let constitution = self.constitution()?;
        let prices = self.ask_oracle(&constitution, Answers::Fresh)?;
        let amounts = self.amounts();
        let mut decision = self.ask_engine(
            &constitution,
            &amounts,
            &prices,
            &self.hot(),
            self.vm.block_timestamp(),
        )?;
        if [Reason::BandBreached, Reason::Triggered].contains(&decision.reason) {
            let nav = nav_floor(&amounts, &prices).map_err(overflow)?;
            let worst = worst_at_prices(&constitution, &prices, &decision.trades, nav);
            if worst.map_err(overflow)? > self.window_room(&constitution) {
                decision.reason = Reason::LossWindowFull;
                decision.trades.clear();
            }
        }
        Ok(decision)
    }
}

/// What these trades are charged when each is filled at exactly its price: the least that a rebalance is charged, since
/// pools take their fee on top. A trade of no asset of ours is refused by the rebalance itself.
fn worst_at_prices(
    constitution: &Constitution,
    prices: &[Price],
    trades: &[Trade],
    nav: Value,
) -> Result<u64, MathError> {
    let asset = |index| constitution.assets.get(usize::from(index));
    let mut worst = 0_u64;
    for trade in trades {
        let price = prices.get(usize::from(trade.sell));
        let sides = asset(trade.sell).zip(asset(trade.buy)).zip(price);
        if let Some(((sold, bought), price)) = sides {
            let amount = Amount::new(trade.amountIn);
            worst = worst.saturating_add(worst_loss_ceil(
                nav_parts_ceil(value_ceil(amount, *price)?, nav),
                sold.errorBps,
                nav_parts_floor(value_floor(amount, *price)?, nav),
                bought.errorBps,
            ));
        }
    }
    Ok(worst)
}
