//! Making the trades of a plan, and measuring every token that they touch.
//!
//! Where the venue is one deployment of Uniswap V3 the vault itself trades with its pools, at the tier of each asset: a pool asks
//! who called it to pay, so anyone in between would cost a program more at every trade. For any other venue it asks the
//! router, which then may spend what the plan sells (`pay` of the core).
//!
//! 1. A pool's address is computed from the venue, never taken from anyone.
//! 2. One account at a time may ask for payment: the pool of the running leg for at most its input, or the router for at
//!    most what the plan sells, of the tokens that it sells.
//! 3. Each leg takes its whole input and brings at least its floor; else everything is undone.

use alloy_primitives::{Address, U256};
use kit::abi::IRouter::swapCall;
use kit::abi::{Fill, Leg, Venue};
use kit::codec::word;
use kit::leg::{check_amount, filled};
use kit::policy::Constitution;
use kit::uniswap_v3::{self, Side};
use kit::{Revert, call, erc20, lock};
use stylus_sdk::prelude::*;

use crate::Vault;
use crate::plan::{Plan, Traded};
use crate::prove::Execution;

impl Vault {
    /// Makes the trades.
    ///
    /// # Errors
    /// Those of pools, router and tokens; `AmountInZero`, `AmountOutBelowMinimum`, `PoolMissing`, `PoolCallFailed`,
    /// `AmountInNotTaken`.
    pub(crate) fn trade(
        &self,
        constitution: &Constitution,
        plan: &Plan,
    ) -> Result<Execution, Revert> {
        let Constitution {
            suite,
            venue,
            assets,
            ..
        } = constitution;
        let us = self.vm.contract_address();
        let mut traded = plan.traded(assets)?;
        for it in &mut traded {
            it.before = erc20::balance_of(&self.vm, it.token, us)?;
        }
        let fills = if venue.poolInitCodeHash.is_zero() {
            self.send_to_router(suite.router, venue, &plan.legs, &traded)?
        } else {
            self.swap_all(venue, &plan.legs)?
        };
        lock::stop_paying();
        for it in &mut traded {
            it.after = erc20::balance_of(&self.vm, it.token, us)?;
        }
        Ok(Execution { fills, traded })
    }

    fn swap_all(&self, venue: &Venue, legs: &[Leg]) -> Result<Vec<Fill>, Revert> {
        let mut fills = Vec::with_capacity(legs.len());
        for (index, leg) in legs.iter().enumerate() {
            fills.push(self.swap(venue, index, leg)?);
        }
        Ok(fills)
    }

    fn swap(&self, venue: &Venue, index: usize, leg: &Leg) -> Result<Fill, Revert> {
        check_amount(index, leg)?;
        let pool = uniswap_v3::pool_at(venue, leg.tokenIn, leg.tokenOut, leg.poolFee);
        lock::allow(leg.tokenIn, leg.amountIn);
        lock::start_paying(pool);
        let amount_out = uniswap_v3::swap_exact_in(
            &self.vm,
            pool,
            Side::of(leg.tokenIn, leg.tokenOut),
            self.vm.contract_address(),
            leg.amountIn,
            word::of_address(leg.tokenIn).into(),
        )?;
        filled(leg, pool, amount_out)
    }

    fn send_to_router(
        &self,
        router: Address,
        venue: &Venue,
        legs: &[Leg],
        traded: &[Traded],
    ) -> Result<Vec<Fill>, Revert> {
        let allow_sold = |allowed: fn(&Traded) -> U256| {
            for it in traded.iter().filter(|it| !it.sold.is_zero()) {
                lock::allow(it.token, allowed(it));
            }
        };
        allow_sold(|it| it.sold.raw());
        lock::start_paying(router);
        let call = swapCall {
            venue: venue.clone(),
            legs: legs.to_vec(),
        };
        let fills = call::ask(&self.vm, router, &call)?;
        // What a router left unspent would be spendable in the next rebalance of this transaction.
        allow_sold(|_| U256::ZERO);
        Ok(fills)
    }
}
