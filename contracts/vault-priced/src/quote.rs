//! Amounts to shares and back: what each of the four flows gives for what it takes.
//!
//! | flow | given | how | rounded |
//! |---|---|---|---|
//! | deposit | amount in | value down, less its fee, shares at NAV-high | down |
//! | mint | shares | their worth at NAV-high, the least flow that is credited it, amount | up |
//! | withdraw | amount out | value up, with its fee, shares at NAV-low | up |
//! | redeem | shares | their worth at NAV-low, the largest flow that costs no more, amount | down |
//!
//! The virtual shares are those of flows in kind, so that no mixture of the two profits.

use alloy_primitives::U256;
use kit::Revert;
use kit::abi::IVault;
use kit::dispatch::revert;
use rebalance_math::portfolio::{
    VIRTUAL_VALUE, mint_shares_floor, mint_value_ceil, redeem_value_floor, withdraw_shares_ceil,
};
use rebalance_math::{
    Amount, MathError, Shares, VIRTUAL_SHARES, Value, amount_ceil, amount_floor, mul_div_floor,
    value_ceil, value_floor,
};

use crate::market::{Crossing, Market, refused};

/// One flow, fully known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Quote {
    /// What crosses.
    pub(crate) amount: Amount,
    /// What it is worth: counted against the daily cap.
    pub(crate) flow: Value,
    /// What is minted or burnt.
    pub(crate) shares: Shares,
}

impl Market {
    /// Shares for an amount that comes in.
    pub(crate) fn quote_deposit(
        &self,
        crossing: &Crossing<'_>,
        amount: U256,
    ) -> Result<Quote, Revert> {
        crossing.check_wanted()?;
        let amount = Amount::new(amount);
        let quote = || {
            let flow = value_floor(amount, crossing.price)?;
            let credit = flow.checked_sub(crossing.side.entry_fee_ceil(flow)?)?;
            let shares = mint_shares_floor(credit, self.nav_high, self.supply)?;
            Ok(Quote {
                amount,
                flow,
                shares,
            })
        };
        quote().map_err(refused)
    }

    /// The amount that has to come in for shares.
    pub(crate) fn quote_mint(
        &self,
        crossing: &Crossing<'_>,
        shares: U256,
    ) -> Result<Quote, Revert> {
        crossing.check_wanted()?;
        let shares = Shares::new(shares);
        let quote = || {
            let credit = mint_value_ceil(shares, self.nav_high, self.supply)?;
            let flow = crossing.side.entry_flow_ceil(credit)?;
            let amount = amount_ceil(flow, crossing.price)?;
            Ok(Quote {
                amount,
                flow,
                shares,
            })
        };
        quote().map_err(refused)
    }

    /// Shares for an amount that goes out.
    pub(crate) fn quote_withdraw(
        &self,
        crossing: &Crossing<'_>,
        amount: U256,
    ) -> Result<Quote, Revert> {
        let amount = Amount::new(amount);
        let flow = value_ceil(amount, crossing.price).map_err(refused)?;
        if flow > crossing.value {
            return Err(above_holding(crossing, flow));
        }
        let quote = || {
            let cost = flow.checked_add(crossing.side.exit_fee_ceil(flow)?)?;
            let shares = withdraw_shares_ceil(cost, self.nav_low, self.supply)?;
            Ok(Quote {
                amount,
                flow,
                shares,
            })
        };
        quote().map_err(refused)
    }

    /// The amount that goes out for shares.
    pub(crate) fn quote_redeem(
        &self,
        crossing: &Crossing<'_>,
        shares: U256,
    ) -> Result<Quote, Revert> {
        let shares = Shares::new(shares);
        let cost = redeem_value_floor(shares, self.nav_low, self.supply).map_err(refused)?;
        // Beyond all there is of the asset the rest of the shares would be given away.
        if cost > crossing.exit_cost(crossing.value).map_err(refused)? {
            return Err(above_holding(crossing, cost));
        }
        let quote = || {
            let flow = crossing.side.exit_flow_floor(cost)?;
            let amount = amount_floor(flow, crossing.price)?;
            Ok(Quote {
                amount,
                flow,
                shares,
            })
        };
        quote().map_err(refused)
    }

    /// Shares for a value without fees, at the low end of NAV; `convertToShares` to the letter of ERC-4626.
    pub(crate) fn shares_of_value_floor(&self, value: Value) -> Result<Shares, MathError> {
        mint_shares_floor(value, self.nav_low, self.supply)
    }

    /// The value of any number of shares without fees, at the low end of NAV.
    pub(crate) fn value_of_shares_floor(&self, shares: U256) -> Result<Value, MathError> {
        let worth = self.nav_low.checked_add(VIRTUAL_VALUE)?;
        let total = self.supply.checked_add(VIRTUAL_SHARES)?;
        mul_div_floor(shares, worth.raw(), total.raw()).map(Value::new)
    }
}

impl Crossing<'_> {
    /// Passes for an asset that is not retired: nobody keeps one from being sold off by bringing more of it.
    ///
    /// # Errors
    /// `TargetZero`.
    fn check_wanted(&self) -> Result<(), Revert> {
        let token = self.asset.token;
        if self.asset.targetWad.is_zero() {
            Err(revert(IVault::TargetZero { token }))
        } else {
            Ok(())
        }
    }

    /// What a flow out costs, its fee included.
    pub(crate) fn exit_cost(&self, flow: Value) -> Result<Value, MathError> {
        flow.checked_add(self.side.exit_fee_ceil(flow)?)
    }
}

#[cold]
fn above_holding(crossing: &Crossing<'_>, value: Value) -> Revert {
    revert(IVault::FlowAboveHolding {
        token: crossing.asset.token,
        valueWad: value.raw(),
        heldWad: crossing.value.raw(),
    })
}

#[cfg(test)]
#[allow(
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    reason = "a test that overflows or points beyond an array fails, as it should"
)]
mod tests {
    use alloy_primitives::Address;
    use kit::abi::{Asset, FlowPolicy, LossLimits, Policy, Sequencer, Suite, Venue};
    use kit::policy::Constitution;
    use proptest::array::uniform3;
    use proptest::prelude::*;
    use rebalance_math::Price;

    use kit::title::Title;

    use super::*;

    const TARGETS: [u64; 3] = [
        200_000_000_000_000_000,
        500_000_000_000_000_000,
        300_000_000_000_000_000,
    ];

    #[derive(Clone, Debug)]
    struct Portfolio {
        amounts: [u64; 3],
        prices: [u64; 3],
        errors: [u16; 3],
        supply: u64,
        base: u16,
        drift: u16,
    }

    prop_compose! {
        fn portfolio()(
            amounts in uniform3(1_000_000_000_u64..1_000_000_000_000),
            prices in uniform3(1_000_u64..1_000_000),
            errors in uniform3(0_u16..300),
            supply in 1_000_000_u64..1_000_000_000_000_000,
            (base, part) in (0_u16..500, 0_u16..=100),
        ) -> Portfolio {
            Portfolio { amounts, prices, errors, supply, base, drift: base * part / 100 }
        }
    }

    impl Portfolio {
        fn market(&self) -> Market {
            let assets = (0..3)
                .map(|index| Asset {
                    token: Address::with_last_byte(u8::try_from(index).unwrap_or_default()),
                    targetWad: U256::from(TARGETS[index]),
                    errorBps: self.errors[index],
                    ..Asset::default()
                })
                .collect();
            let constitution = Constitution {
                suite: Suite::default(),
                sequencer: Sequencer::default(),
                venue: Venue::default(),
                policy: Policy::default(),
                loss_limits: LossLimits::default(),
                flow_policy: FlowPolicy {
                    baseFeeBps: self.base,
                    driftFeeBps: self.drift,
                    ..FlowPolicy::default()
                },
                assets,
                title: Title::default(),
            };
            let held = self.amounts.map(|amount| Amount::new(U256::from(amount)));
            let prices = self
                .prices
                .map(|price| Price::new(U256::from(price) * rebalance_math::E36));
            let supply = Shares::new(U256::from(self.supply));
            Market::new(constitution, held.to_vec(), prices.to_vec(), supply).unwrap()
        }

        /// `N + 1` at true prices that are off by `shifts` bps, times 1e4: exact, since prices are whole here.
        fn worth(&self, shifts: [i32; 3]) -> U256 {
            let value = |index: usize| {
                let factor = u64::try_from(10_000 + shifts[index]).unwrap();
                U256::from(self.amounts[index])
                    * U256::from(self.prices[index])
                    * U256::from(factor)
            };
            value(0) + value(1) + value(2) + U256::from(10_000)
        }

        fn total(&self) -> U256 {
            U256::from(self.supply) + VIRTUAL_SHARES.raw()
        }

        /// Whether a share is worth no less than in `before`, at these true prices.
        fn is_no_worse(&self, before: &Self, shifts: [i32; 3]) -> bool {
            self.worth(shifts) * before.total() >= before.worth(shifts) * self.total()
        }
    }

    fn small(number: U256) -> u64 {
        u64::try_from(number).unwrap()
    }

    /// True prices anywhere within the errors of the feeds.
    fn shifts(portfolio: &Portfolio, at: [f64; 3]) -> [i32; 3] {
        #[allow(
            clippy::as_conversions,
            reason = "whole numbers of bps, chosen by a test"
        )]
        let shift = |index: usize| (f64::from(portfolio.errors[index]) * at[index]) as i32;
        [shift(0), shift(1), shift(2)]
    }

    /// At most as many inputs are refused as are tested.
    fn config() -> ProptestConfig {
        let config = ProptestConfig::default();
        ProptestConfig {
            max_global_rejects: config.cases,
            ..config
        }
    }

    proptest! {
        #![proptest_config(config())]

        /// O9: whatever the true prices within the band, no flow takes anything from those who stay.
        #[test]
        fn prop_no_flow_dilutes_at_any_true_price_within_the_band(
            before in portfolio(), index in 0_usize..3, part in 1_u64..1_000, at in uniform3(-1.0..=1.0), flow in 0_u8..4,
        ) {
            let market = before.market();
            let crossing = market.crossing(index).unwrap();
            let amount = U256::from(before.amounts[index] / 1_000 * part);
            let shares = U256::from((before.supply / 1_000).max(1) * part).min(U256::from(before.supply));
            let quote = match flow {
                0 => market.quote_deposit(&crossing, amount),
                1 => market.quote_mint(&crossing, shares),
                2 => market.quote_withdraw(&crossing, amount),
                _ => market.quote_redeem(&crossing, shares),
            };
            // More than there is, of the asset or of shares, is refused.
            prop_assume!(quote.is_ok());
            let Quote { amount, shares, .. } = quote.unwrap();
            let mut after = before.clone();
            if flow < 2 {
                after.amounts[index] += small(amount.raw());
                after.supply += small(shares.raw());
            } else {
                after.amounts[index] -= small(amount.raw());
                after.supply -= small(shares.raw());
            }
            for at in [at, [1.0, 1.0, 1.0], [-1.0, -1.0, -1.0]] {
                let shifts = shifts(&before, at);
                prop_assert!(after.is_no_worse(&before, shifts), "{shifts:?} {after:?}");
            }
        }

        /// The pairs of a direction are inverses as far as whole units go: what `mint` asks for is enough for `deposit`,
        /// and a unit less is not; what `redeem` pays costs `withdraw` no more shares, and a unit more does.
        #[test]
        fn prop_mint_and_redeem_are_the_edges_of_deposit_and_withdraw(
            portfolio in portfolio(), index in 0_usize..3, part in 1_u64..400,
        ) {
            let market = portfolio.market();
            let crossing = market.crossing(index).unwrap();
            let shares = U256::from((portfolio.supply / 1_000).max(1) * part).min(U256::from(portfolio.supply));
            let one = U256::ONE;
            let amount = market.quote_mint(&crossing, shares).unwrap().amount.raw();
            let minted = |amount| market.quote_deposit(&crossing, amount).unwrap().shares.raw();
            prop_assert!(minted(amount) >= shares);
            prop_assert!(amount.is_zero() || minted(amount - one) < shares);
            if let Ok(quote) = market.quote_redeem(&crossing, shares) {
                let burnt = |amount| market.quote_withdraw(&crossing, amount).map(|quote| quote.shares.raw());
                let amount = quote.amount.raw();
                prop_assert!(burnt(amount).unwrap() <= shares);
                prop_assert!(burnt(amount + one).is_err() || burnt(amount + one).unwrap() > shares);
            }
        }
    }

    #[test]
    fn quote_redeem_refuses_what_the_holding_cannot_pay_instead_of_paying_less() {
        let portfolio = Portfolio {
            amounts: [1_000_000_000; 3],
            prices: [1_000; 3],
            errors: [25; 3],
            supply: 3_000_000_000,
            base: 10,
            drift: 10,
        };
        let market = portfolio.market();
        let crossing = market.crossing(0).unwrap();
        let all = market.quote_redeem(&crossing, U256::from(portfolio.supply));
        let worth = redeem_value_floor(
            Shares::new(U256::from(portfolio.supply)),
            market.nav_low,
            market.supply,
        )
        .unwrap();
        let error = IVault::FlowAboveHolding {
            token: crossing.asset.token,
            valueWad: worth.raw(),
            heldWad: U256::from(1_000_000_000_000_u64),
        };
        assert_eq!(all, Err(revert(error)));
    }
}
