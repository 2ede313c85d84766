//! What the engine's decision means in tokens: whether to trade, which swaps to ask for, and what may be paid.

use alloy_primitives::{Address, U256};
use kit::Revert;
use kit::abi::{Asset, Decision, IVault, Leg, Reason, Trade};
use kit::dispatch::{overflow, revert};
use rebalance_math::{Amount, HUB};

/// The trades of a decision, and the swaps they stand for, in the same order.
pub(crate) struct Plan {
    pub(crate) trades: Vec<Trade>,
    pub(crate) legs: Vec<Leg>,
}

/// A token that a plan touches: what of it is sold, and what the vault really holds of it before and after.
pub(crate) struct Traded {
    pub(crate) index: usize,
    pub(crate) token: Address,
    pub(crate) sold: Amount,
    pub(crate) before: U256,
    pub(crate) after: U256,
}

impl Plan {
    /// The engine's plan, or why there is none.
    ///
    /// # Errors
    /// `BandNotBreached`, `NotTriggered`, `IntervalNotElapsed`, `NothingToTrade`, `TradeOutOfRange`.
    pub(crate) fn of(decision: Decision, timestamp: u64, assets: &[Asset]) -> Result<Self, Revert> {
        let trades = trades_of(decision, timestamp)?;
        let legs = legs_of(assets, &trades)?;
        Ok(Self { trades, legs })
    }

    /// The tokens that the plan touches.
    pub(crate) fn traded(&self, assets: &[Asset]) -> Result<Vec<Traded>, Revert> {
        let mut traded = Vec::with_capacity(assets.len());
        for (index, asset) in assets.iter().enumerate() {
            let mut sold = Amount::ZERO;
            let mut is_touched = false;
            for trade in &self.trades {
                if usize::from(trade.sell) == index {
                    sold = sold
                        .checked_add(Amount::new(trade.amountIn))
                        .map_err(overflow)?;
                    is_touched = true;
                }
                is_touched |= usize::from(trade.buy) == index;
            }
            if is_touched {
                traded.push(Traded {
                    index,
                    token: asset.token,
                    sold,
                    before: U256::ZERO,
                    after: U256::ZERO,
                });
            }
        }
        Ok(traded)
    }
}

fn trades_of(decision: Decision, timestamp: u64) -> Result<Vec<Trade>, Revert> {
    let Decision {
        reason,
        maxDriftWad,
        bandWad,
        eligibleAt,
        trades,
        ..
    } = decision;
    match reason {
        Reason::BandBreached | Reason::Triggered if !trades.is_empty() => Ok(trades),
        Reason::BandBreached | Reason::Triggered | Reason::LossWindowFull => {
            Err(revert(IVault::NothingToTrade {
                maxDriftWad,
                bandWad,
            }))
        }
        Reason::IntervalNotElapsed => Err(revert(IVault::IntervalNotElapsed {
            timestamp: U256::from(timestamp),
            eligibleAt: U256::from(eligibleAt),
        })),
        Reason::NotTriggered => Err(revert(IVault::NotTriggered {
            maxDriftWad,
            bandWad,
        })),
        Reason::BandNotBreached | Reason::__Invalid => Err(revert(IVault::BandNotBreached {
            maxDriftWad,
            bandWad,
        })),
    }
}

/// Every trade is between the hub and one other asset, whose pool fee it uses.
fn legs_of(assets: &[Asset], trades: &[Trade]) -> Result<Vec<Leg>, Revert> {
    let mut legs = Vec::with_capacity(trades.len());
    for (index, trade) in trades.iter().enumerate() {
        let (sell, buy) = (usize::from(trade.sell), usize::from(trade.buy));
        let has_one_hub = (sell == HUB) != (buy == HUB);
        match (assets.get(sell), assets.get(buy)) {
            (Some(token_in), Some(token_out)) if has_one_hub => legs.push(Leg {
                tokenIn: token_in.token,
                tokenOut: token_out.token,
                poolFee: if sell == HUB {
                    token_out.poolFee
                } else {
                    token_in.poolFee
                },
                amountIn: trade.amountIn,
                minOut: trade.minOut,
            }),
            _ => {
                return Err(revert(IVault::TradeOutOfRange {
                    index: U256::from(index),
                }));
            }
        }
    }
    Ok(legs)
}

#[cfg(test)]
mod tests {
    use alloy_primitives::aliases::U24;
    use alloy_sol_types::SolError;

    use super::*;

    fn assets() -> Vec<Asset> {
        [(1, 0), (2, 500), (3, 3_000)]
            .map(|(token, fee)| Asset {
                token: Address::repeat_byte(token),
                poolFee: U24::from(fee),
                ..Asset::default()
            })
            .to_vec()
    }

    fn trade(sell: u8, buy: u8, amount_in: u64) -> Trade {
        Trade {
            sell,
            buy,
            amountIn: U256::from(amount_in),
            minOut: U256::from(9),
        }
    }

    fn decision(reason: Reason, trades: Vec<Trade>) -> Decision {
        Decision {
            reason,
            maxDriftWad: U256::from(11),
            bandWad: U256::from(12),
            eligibleAt: 13,
            trades,
            navWad: U256::ZERO,
            weightsWad: Vec::new(),
            readings: Vec::new(),
        }
    }

    fn refusal(reason: Reason, trades: Vec<Trade>) -> Option<Revert> {
        Plan::of(decision(reason, trades), 10, &assets()).err()
    }

    #[test]
    fn of_passes_on_why_there_is_no_plan() {
        let (drift, band) = (U256::from(11), U256::from(12));
        assert_eq!(
            refusal(Reason::BandNotBreached, vec![]),
            Some(
                IVault::BandNotBreached {
                    maxDriftWad: drift,
                    bandWad: band
                }
                .abi_encode()
            )
        );
        assert_eq!(
            refusal(Reason::BandBreached, vec![]),
            Some(
                IVault::NothingToTrade {
                    maxDriftWad: drift,
                    bandWad: band
                }
                .abi_encode()
            )
        );
        assert_eq!(
            refusal(Reason::NotTriggered, vec![]),
            Some(
                IVault::NotTriggered {
                    maxDriftWad: drift,
                    bandWad: band
                }
                .abi_encode()
            )
        );
        assert_eq!(
            refusal(Reason::Triggered, vec![]),
            Some(
                IVault::NothingToTrade {
                    maxDriftWad: drift,
                    bandWad: band
                }
                .abi_encode()
            )
        );
        assert_eq!(
            refusal(Reason::LossWindowFull, vec![trade(2, 0, 7)]),
            refusal(Reason::BandBreached, vec![])
        );
        let early = IVault::IntervalNotElapsed {
            timestamp: U256::from(10),
            eligibleAt: U256::from(13),
        };
        assert_eq!(
            refusal(Reason::IntervalNotElapsed, vec![]),
            Some(early.abi_encode())
        );
    }

    #[test]
    fn of_makes_a_leg_of_every_trade_with_the_fee_of_the_other_asset() {
        let trades = vec![trade(2, 0, 7), trade(0, 1, 8)];
        let legs = Plan::of(decision(Reason::BandBreached, trades), 10, &assets())
            .unwrap()
            .legs;
        let leg = |token_in, token_out, fee, amount_in: u64| Leg {
            tokenIn: Address::repeat_byte(token_in),
            tokenOut: Address::repeat_byte(token_out),
            poolFee: U24::from(fee),
            amountIn: U256::from(amount_in),
            minOut: U256::from(9),
        };
        assert_eq!(legs, [leg(3, 1, 3_000, 7), leg(1, 2, 500, 8)]);
    }

    #[test]
    fn of_refuses_trades_that_leave_out_the_hub_or_name_no_asset() {
        for (sell, buy) in [(1, 2), (0, 0), (1, 1), (0, 3), (255, 0)] {
            let error = IVault::TradeOutOfRange { index: U256::ONE };
            let trades = vec![trade(2, 0, 7), trade(sell, buy, 1)];
            assert_eq!(
                refusal(Reason::BandBreached, trades),
                Some(error.abi_encode()),
                "{sell} {buy}"
            );
        }
    }

    #[test]
    fn traded_sums_what_is_sold_of_each_token_once() {
        let trades = vec![trade(0, 1, 5), trade(0, 2, 6)];
        let plan = Plan::of(decision(Reason::BandBreached, trades), 10, &assets()).unwrap();
        let traded = plan.traded(&assets()).unwrap();
        let sums: Vec<_> = traded
            .iter()
            .map(|traded| (traded.index, traded.sold.raw()))
            .collect();
        assert_eq!(
            sums,
            [(0, U256::from(11)), (1, U256::ZERO), (2, U256::ZERO)]
        );
        let one = Plan::of(
            decision(Reason::BandBreached, vec![trade(2, 0, 7)]),
            10,
            &assets(),
        )
        .unwrap();
        let indices: Vec<_> = one
            .traded(&assets())
            .unwrap()
            .iter()
            .map(|traded| traded.index)
            .collect();
        assert_eq!(indices, [0, 2]);
    }
}
