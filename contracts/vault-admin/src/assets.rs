//! Constituents come and go: other feeds, assets that are added, retired and removed.
//!
//! 1. An added asset begins with an accounted balance of zero; the next rebalance buys it. What of its token is in the
//!    vault already is a donation.
//! 2. An asset leaves in two steps: retired, its target is zero and the next rebalance sells it off; removed, once
//!    nothing of it is accounted for. So no setting takes anything from a holder.
//! 3. The balances follow: they stay with their assets, in whatever order these are afterwards.
//! 4. A feed is replaced only by one that answers about the same, if the previous one answers at all; where it does not,
//!    nobody could tell, and a vault whose feed has died would be stuck for ever.

use alloy_primitives::{Address, U256};
use kit::abi::{Asset, Feed, IOracle, IVault, Sequencer};
use kit::dispatch::revert;
use kit::event::emit;
use kit::policy::Constitution;
use kit::{Revert, call};
use rebalance_math::{Amount, HUB};

use crate::Vault;
use crate::limits;
use crate::settings::{aim, find, targets_of};

/// How far the price of another feed may be from the previous one's.
const PRICE_DISTANCE_BPS_MAX: u64 = 500;
const BPS: U256 = U256::from_limbs([10_000, 0, 0, 0]);

impl Vault {
    pub(crate) fn set_feed(
        &mut self,
        token: Address,
        feed: Feed,
        error_bps: u16,
    ) -> Result<(), Revert> {
        let mut constitution = self.constitution()?;
        let (_, asset) = find(&mut constitution.assets, token)?;
        let previous_feed = core::mem::replace(&mut asset.feed, feed.clone());
        let previous_error = core::mem::replace(&mut asset.errorBps, error_bps);
        let asset = asset.clone();
        limits::check_flows(&constitution.flow_policy, &constitution.assets)?;
        self.check_assets(&constitution.suite, core::slice::from_ref(&asset))?;
        let previous_price = self
            .price(&constitution, &previous_feed)
            .unwrap_or(U256::ZERO);
        let new_price = self.price(&constitution, &feed)?;
        if !previous_price.is_zero() && is_far(previous_price, new_price) {
            return Err(revert(IVault::PriceTooFar {
                token,
                previousPriceE36: previous_price,
                newPriceE36: new_price,
                maximumBps: U256::from(PRICE_DISTANCE_BPS_MAX),
            }));
        }
        self.amend(&constitution)?;
        emit(
            &self.vm,
            &IVault::FeedSet {
                token,
                previousFeed: previous_feed,
                newFeed: feed,
                previousErrorBps: previous_error,
                newErrorBps: error_bps,
                previousPriceE36: previous_price,
                newPriceE36: new_price,
            },
        );
        Ok(())
    }

    pub(crate) fn add_asset(&mut self, asset: Asset, targets: &[U256]) -> Result<(), Revert> {
        let mut constitution = self.constitution()?;
        let previous = targets_of(&constitution.assets);
        let (token, feed) = (asset.token, asset.feed.clone());
        constitution.assets.push(asset);
        aim(&mut constitution.assets, targets)?;
        limits::check_constituents(&constitution.assets)?;
        limits::check_flows(&constitution.flow_policy, &constitution.assets)?;
        let added = constitution.assets.last().cloned().unwrap_or_default();
        self.check_assets(&constitution.suite, core::slice::from_ref(&added))?;
        // Without a price of it the vault would have no value.
        self.price(&constitution, &feed)?;
        let mut held = self.amounts();
        held.push(Amount::ZERO);
        self.set_amounts(&constitution.assets, &held)?;
        self.amend(&constitution)?;
        emit(
            &self.vm,
            &IVault::AssetAdded {
                token,
                asset: added,
            },
        );
        emit(
            &self.vm,
            &IVault::TargetsSet {
                previousTargetsWad: previous,
                newTargetsWad: targets.to_vec(),
            },
        );
        Ok(())
    }

    pub(crate) fn retire_asset(&mut self, token: Address) -> Result<(), Revert> {
        let mut constitution = self.constitution()?;
        let (index, asset) = find(&mut constitution.assets, token)?;
        check_not_hub(index, token)?;
        let target = core::mem::replace(&mut asset.targetWad, U256::ZERO);
        if target.is_zero() {
            return Err(revert(IVault::TargetZero { token }));
        }
        if let Some(hub) = constitution.assets.get_mut(HUB) {
            hub.targetWad = hub.targetWad.saturating_add(target);
        }
        limits::check_constituents(&constitution.assets)?;
        self.amend(&constitution)?;
        emit(
            &self.vm,
            &IVault::AssetRetired {
                token,
                targetWad: target,
            },
        );
        Ok(())
    }

    pub(crate) fn remove_asset(&mut self, token: Address) -> Result<(), Revert> {
        let mut constitution = self.constitution()?;
        let (index, asset) = find(&mut constitution.assets, token)?;
        check_not_hub(index, token)?;
        if !asset.targetWad.is_zero() {
            return Err(revert(IVault::TargetNotZero {
                token,
                targetWad: asset.targetWad,
            }));
        }
        let mut held = self.amounts();
        let balance = held.get(index).copied().unwrap_or_default().raw();
        if !balance.is_zero() {
            return Err(revert(IVault::AssetBalanceNotZero { token, balance }));
        }
        constitution.assets.remove(index);
        limits::check_constituents(&constitution.assets)?;
        held.remove(index);
        // What was the last balance is elsewhere: an asset that is added later begins at zero.
        held.push(Amount::ZERO);
        self.set_amounts(&constitution.assets, &held)?;
        self.amend(&constitution)?;
        emit(&self.vm, &IVault::AssetRemoved { token });
        Ok(())
    }

    /// What a feed answers now.
    fn price(&self, constitution: &Constitution, feed: &Feed) -> Result<U256, Revert> {
        let Constitution {
            suite, sequencer, ..
        } = constitution;
        let read = IOracle::readCall {
            feeds: vec![feed.clone()],
            sequencer: Sequencer::clone(sequencer),
        };
        let prices = call::view(&self.vm, suite.oracle, &read)?;
        prices.first().copied().ok_or_else(|| {
            revert(IVault::ProgramCallFailed {
                program: suite.oracle,
            })
        })
    }
}

fn check_not_hub(index: usize, token: Address) -> Result<(), Revert> {
    if index == HUB {
        Err(revert(IVault::HubNotRemovable { token }))
    } else {
        Ok(())
    }
}

/// Whether two prices are further apart than the maximum part of the smaller one.
fn is_far(one: U256, other: U256) -> bool {
    let (low, high) = if one < other {
        (one, other)
    } else {
        (other, one)
    };
    let distance = high.saturating_sub(low);
    match (
        distance.checked_mul(BPS),
        low.checked_mul(U256::from(PRICE_DISTANCE_BPS_MAX)),
    ) {
        (Some(distance), Some(allowed)) => distance > allowed,
        // No market has such prices.
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_far_begins_beyond_five_percent_of_the_smaller_price() {
        let n = U256::from::<u64>;
        for (one, other, expected) in [
            (100, 105, false),
            (100, 106, true),
            (10_000, 10_500, false),
            (10_000, 10_501, true),
            (7, 7, false),
            (0, 1, true),
        ] {
            assert_eq!(is_far(n(one), n(other)), expected, "{one} and {other}");
            assert_eq!(is_far(n(other), n(one)), expected, "{other} and {one}");
        }
        assert!(is_far(U256::MAX, U256::MAX.wrapping_sub(U256::ONE)));
    }
}
