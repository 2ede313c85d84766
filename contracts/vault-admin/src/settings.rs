//! Settings of the whole vault: when it trades, towards what, where, and by whom.
//!
//! A setting that lives in the constitution writes another one, which names the same programs, and switches to it: the
//! programs of a vault never change. Each is checked as if the vault were born with it.

use alloy_primitives::aliases::U112;
use alloy_primitives::{Address, U256, aliases::U24};
use kit::abi::IVaultFees::applyFeesCall;
use kit::abi::{Asset, Fees, FlowPolicy, IVault, LossLimits, Policy, Venue};
use kit::dispatch::revert;
use kit::event::emit;
use kit::policy::{self, Constitution};
use kit::vault::{Hot, check_length, loss_budgets};
use kit::{Revert, account, call, codec, lock};
use stylus_sdk::prelude::*;

use crate::Vault;
use crate::limits;

impl Vault {
    pub(crate) fn set_policy(&mut self, new_policy: Policy) -> Result<(), Revert> {
        limits::check_policy(&new_policy)?;
        let mut constitution = self.constitution()?;
        self.check_triggers(constitution.suite.engine, &new_policy)?;
        let previous_policy = core::mem::replace(&mut constitution.policy, new_policy);
        self.amend(&constitution)?;
        emit(
            &self.vm,
            &IVault::PolicySet {
                previousPolicy: previous_policy,
                newPolicy: constitution.policy,
            },
        );
        Ok(())
    }

    /// The budgets are emptied at their previous pace first: no limit counts for a time when it was not one.
    pub(crate) fn set_loss_limits(&mut self, new: LossLimits) -> Result<(), Revert> {
        limits::check_losses(&new)?;
        let mut constitution = self.constitution()?;
        let previous = core::mem::replace(&mut constitution.loss_limits, new);
        let (now, hot) = (self.vm.block_timestamp(), self.hot());
        let levels = loss_budgets(&previous).emptied(hot.levels, now);
        self.set_hot(Hot { levels, ..hot });
        self.amend(&constitution)?;
        emit(
            &self.vm,
            &IVault::LossLimitsSet {
                previousLossLimits: previous,
                newLossLimits: constitution.loss_limits,
            },
        );
        Ok(())
    }

    pub(crate) fn set_flow_policy(&mut self, new: FlowPolicy) -> Result<(), Revert> {
        let constitution = self.constitution()?;
        limits::check_flows(&new, &constitution.assets)?;
        self.amend_flows(constitution, new)
    }

    /// Without a timelock, since it only reduces risk.
    ///
    /// # Errors
    /// `NotGuardian`; `FlowPolicyOutOfRange` for a cap that is higher than it was.
    pub(crate) fn lower_caps(
        &mut self,
        daily_flow_bps: u16,
        share_cap: U112,
    ) -> Result<(), Revert> {
        kit::lock::check_free()?;
        self.check_reducer()?;
        let constitution = self.constitution()?;
        let mut flows = constitution.flow_policy.clone();
        limits::check_flow(U256::from(daily_flow_bps), U256::from(flows.dailyFlowBps))?;
        limits::check_flow(U256::from(share_cap), U256::from(flows.shareCap))?;
        flows.dailyFlowBps = daily_flow_bps;
        flows.shareCap = share_cap;
        self.amend_flows(constitution, flows)
    }

    fn amend_flows(
        &mut self,
        mut constitution: Constitution,
        new: FlowPolicy,
    ) -> Result<(), Revert> {
        let previous = core::mem::replace(&mut constitution.flow_policy, new);
        self.amend(&constitution)?;
        emit(
            &self.vm,
            &IVault::FlowPolicySet {
                previousFlowPolicy: previous,
                newFlowPolicy: constitution.flow_policy,
            },
        );
        Ok(())
    }

    pub(crate) fn set_targets(&mut self, targets: &[U256]) -> Result<(), Revert> {
        let mut constitution = self.constitution()?;
        let previous = targets_of(&constitution.assets);
        aim(&mut constitution.assets, targets)?;
        limits::check_constituents(&constitution.assets)?;
        self.amend(&constitution)?;
        emit(
            &self.vm,
            &IVault::TargetsSet {
                previousTargetsWad: previous,
                newTargetsWad: targets.to_vec(),
            },
        );
        Ok(())
    }

    pub(crate) fn set_venue(&mut self, new_venue: Venue) -> Result<(), Revert> {
        if self.vm.code_size(new_venue.factory) == 0 {
            return Err(revert(IVault::SuiteWithoutCode {
                program: new_venue.factory,
            }));
        }
        let mut constitution = self.constitution()?;
        let previous_venue = core::mem::replace(&mut constitution.venue, new_venue);
        self.amend(&constitution)?;
        emit(
            &self.vm,
            &IVault::VenueSet {
                previousVenue: previous_venue,
                newVenue: constitution.venue,
            },
        );
        Ok(())
    }

    pub(crate) fn set_pool_fee(&mut self, token: Address, pool_fee: U24) -> Result<(), Revert> {
        let mut constitution = self.constitution()?;
        let (_, asset) = find(&mut constitution.assets, token)?;
        let previous_pool_fee = core::mem::replace(&mut asset.poolFee, pool_fee);
        limits::check_constituents(&constitution.assets)?;
        self.amend(&constitution)?;
        emit(
            &self.vm,
            &IVault::PoolFeeSet {
                token,
                previousPoolFee: previous_pool_fee,
                newPoolFee: pool_fee,
            },
        );
        Ok(())
    }

    /// Fees are counted by the room that keeps them.
    pub(crate) fn pass_on_fees(&mut self, new_fees: Fees) -> Result<(), Revert> {
        let call = codec::encode_call(&applyFeesCall { newFees: new_fees });
        let room = self.suite()?.fees;
        lock::grant(&call);
        call::delegate(&self.vm, room, &call)?;
        lock::withdraw();
        Ok(())
    }

    pub(crate) fn set_keepers(
        &mut self,
        added: &[Address],
        removed: &[Address],
        new_keepers_only: bool,
    ) -> Result<(), Revert> {
        for keeper in added {
            self.tell_keeper(*keeper, true);
        }
        for keeper in removed {
            self.tell_keeper(*keeper, false);
        }
        let hot = self.hot();
        self.set_hot(Hot {
            keepers_only: new_keepers_only,
            ..hot
        });
        emit(
            &self.vm,
            &IVault::KeepersOnlySet {
                wasKeepersOnly: hot.keepers_only,
                isKeepersOnly: new_keepers_only,
            },
        );
        Ok(())
    }

    /// Without a timelock, since it only reduces risk.
    pub(crate) fn dismiss_keeper(&mut self, keeper: Address) -> Result<(), Revert> {
        lock::check_free()?;
        self.check_reducer()?;
        if !self.is_keeper(keeper) {
            return Err(revert(IVault::NotKeeper { caller: keeper }));
        }
        self.tell_keeper(keeper, false);
        Ok(())
    }

    fn tell_keeper(&mut self, keeper: Address, is_keeper: bool) {
        self.set_keeper(keeper, is_keeper);
        emit(
            &self.vm,
            &IVault::KeeperSet {
                keeper,
                isKeeper: is_keeper,
            },
        );
    }

    /// Writes a constitution into the code of a contract, the next that the vault makes, and switches to it.
    pub(crate) fn amend(&mut self, constitution: &Constitution) -> Result<(), Revert> {
        let code = policy::encode(constitution)
            .and_then(|code| policy::init_code(&code))
            .ok_or_else(not_stored)?;
        let asset_count = u8::try_from(constitution.assets.len()).map_err(|_| not_stored())?;
        let hot = self.hot();
        let number = hot.constitution.saturating_add(1);
        let us = self.vm.contract_address();
        // A vault makes nothing else, so the count is right; were it not, the vault would lose its constitution here.
        if account::create(&code) != Some(account::created_by(us, number)) {
            return Err(not_stored());
        }
        self.set_hot(Hot {
            constitution: number,
            asset_count,
            ..hot
        });
        Ok(())
    }
}

#[cold]
pub(crate) fn not_stored() -> Revert {
    revert(IVault::ConstitutionNotStored {})
}

/// Gives every asset its target. Only a retired asset stays at zero: others are retired by name.
pub(crate) fn aim(assets: &mut [Asset], targets: &[U256]) -> Result<(), Revert> {
    check_length(targets, assets)?;
    for (asset, target) in assets.iter_mut().zip(targets) {
        if target.is_zero() && !asset.targetWad.is_zero() {
            return Err(revert(IVault::TargetZero { token: asset.token }));
        }
        asset.targetWad = *target;
    }
    Ok(())
}

pub(crate) fn targets_of(assets: &[Asset]) -> Vec<U256> {
    assets.iter().map(|asset| asset.targetWad).collect()
}

/// The asset of a token, and its index.
pub(crate) fn find(assets: &mut [Asset], token: Address) -> Result<(usize, &mut Asset), Revert> {
    assets
        .iter_mut()
        .enumerate()
        .find(|(_, asset)| asset.token == token)
        .ok_or_else(|| revert(IVault::AssetUnknown { token }))
}
