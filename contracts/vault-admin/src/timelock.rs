//! Announced first, done later: how a vault is changed.
//!
//! The curator submits the calldata of a setting, it waits, and anyone executes it. The timelock belongs to the setting:
//! each selector has its own.
//!
//! 1. An operation is its exact calldata. It is executable once, from the moment that was announced when it was
//!    submitted until [`GRACE_SECONDS`] later; what happens to the timelock meanwhile does not move that moment.
//! 2. A timelock is between [`TIMELOCK_SECONDS_MIN`] and [`TIMELOCK_SECONDS_MAX`], and never shorter than it was without
//!    having waited as long as it was: shortening and abdicating are operations that wait the timelock they end.
//! 3. An abdicated setting can be neither submitted nor executed ever again, whatever is pending.
//! 4. Guardian, curator and owner can each revoke what is pending; nobody can hasten it.

use alloy_primitives::{B256, Bytes, FixedBytes, U256, keccak256};
use alloy_sol_types::SolCall;
use kit::abi::IVault;
use kit::abi::IVaultAdmin::*;
use kit::dispatch::{decode, revert};
use kit::event::emit;
use kit::vault::Timelock;
use kit::{Revert, lock};
use stylus_sdk::prelude::*;

use crate::Vault;

const TIMELOCK_SECONDS_MIN: u32 = 86_400;
/// Of a setting whose timelock was never set: a week.
const TIMELOCK_SECONDS_DEFAULT: u32 = 604_800;
const TIMELOCK_SECONDS_MAX: u32 = 7_776_000;
/// For so long an operation is executable: nothing lies in wait for holders who have forgotten it.
const GRACE_SECONDS: u32 = 1_209_600;

/// The settings: what has a timelock of its own, and can be abdicated.
const SETTINGS: [[u8; 4]; 12] = [
    setPolicyCall::SELECTOR,
    setFlowPolicyCall::SELECTOR,
    setLossLimitsCall::SELECTOR,
    setTargetsCall::SELECTOR,
    setVenueCall::SELECTOR,
    setPoolFeeCall::SELECTOR,
    setFeedCall::SELECTOR,
    addAssetCall::SELECTOR,
    retireAssetCall::SELECTOR,
    removeAssetCall::SELECTOR,
    setKeepersCall::SELECTOR,
    setFeesCall::SELECTOR,
];

impl Vault {
    pub(crate) fn submit(&mut self, data: Bytes) -> Result<U256, Revert> {
        lock::check_free()?;
        self.check_curator()?;
        let (_, selector, timelock) = self.governed(&data)?;
        let now = U256::from(self.vm.block_timestamp());
        let operation = keccak256(&data);
        let pending = self.operation(operation);
        if !pending.is_zero() && now <= expired_at(pending) {
            return Err(revert(IVault::OperationPending {
                operation,
                executableAt: pending,
            }));
        }
        let executable_at = now.saturating_add(U256::from(seconds(timelock)));
        self.set_operation(operation, executable_at);
        emit(
            &self.vm,
            &IVault::Submitted {
                selector,
                curator: self.vm.msg_sender(),
                data,
                executableAt: executable_at,
            },
        );
        Ok(executable_at)
    }

    pub(crate) fn revoke(&mut self, data: Bytes) -> Result<(), Revert> {
        lock::check_free()?;
        self.check_reducer()?;
        let operation = keccak256(&data);
        self.check_pending(operation)?;
        self.set_operation(operation, U256::ZERO);
        emit(
            &self.vm,
            &IVault::Revoked {
                selector: selector_of(&data),
                account: self.vm.msg_sender(),
                data,
            },
        );
        Ok(())
    }

    pub(crate) fn execute(&mut self, data: Bytes) -> Result<(), Revert> {
        lock::take()?;
        let operation = keccak256(&data);
        let executable_at = self.check_pending(operation)?;
        let timestamp = U256::from(self.vm.block_timestamp());
        if timestamp < executable_at {
            return Err(revert(IVault::TimelockNotElapsed {
                timestamp,
                executableAt: executable_at,
            }));
        }
        let expired_at = expired_at(executable_at);
        if timestamp > expired_at {
            return Err(revert(IVault::OperationExpired {
                timestamp,
                expiredAt: expired_at,
            }));
        }
        let (setting, _, _) = self.governed(&data)?;
        self.set_operation(operation, U256::ZERO);
        self.apply(setting)?;
        emit(
            &self.vm,
            &IVault::Executed {
                selector: selector_of(&data),
                account: self.vm.msg_sender(),
                data,
            },
        );
        lock::release();
        Ok(())
    }

    /// Longer at once.
    pub(crate) fn lengthen_timelock(&mut self, call: &setTimelockCall) -> Result<(), Revert> {
        lock::check_free()?;
        if !self.is_called_by(self.owner()) {
            self.check_curator()?;
        }
        let current = U256::from(seconds(self.timelock_of(call.selector)?));
        if call.delaySeconds < current {
            return Err(revert(IVault::TimelockShorter {
                selector: call.selector,
                gotSeconds: call.delaySeconds,
                currentSeconds: current,
            }));
        }
        self.change_timelock(call)
    }

    /// Longer or shorter: the caller has checked that it may be.
    fn change_timelock(&mut self, call: &setTimelockCall) -> Result<(), Revert> {
        let timelock = self.timelock_of(call.selector)?;
        let new = u32::try_from(call.delaySeconds)
            .ok()
            .filter(|got| (TIMELOCK_SECONDS_MIN..=TIMELOCK_SECONDS_MAX).contains(got));
        let Some(new) = new else {
            return Err(revert(IVault::TimelockOutOfRange {
                gotSeconds: call.delaySeconds,
                minimumSeconds: U256::from(TIMELOCK_SECONDS_MIN),
                maximumSeconds: U256::from(TIMELOCK_SECONDS_MAX),
            }));
        };
        self.set_timelock(
            call.selector.0,
            Timelock {
                seconds: new,
                ..timelock
            },
        );
        emit(
            &self.vm,
            &IVault::TimelockSet {
                selector: call.selector,
                previousSeconds: U256::from(seconds(timelock)),
                newSeconds: call.delaySeconds,
            },
        );
        Ok(())
    }

    fn abdicate(&mut self, selector: FixedBytes<4>) -> Result<(), Revert> {
        let timelock = self.timelock_of(selector)?;
        self.set_timelock(
            selector.0,
            Timelock {
                is_abdicated: true,
                ..timelock
            },
        );
        emit(&self.vm, &IVault::Abdicated { selector });
        Ok(())
    }

    /// Calls a setting, with the lock taken and the operation consumed.
    fn apply(&mut self, setting: IVaultAdminCalls) -> Result<(), Revert> {
        use IVaultAdminCalls as Call;
        match setting {
            Call::setTimelock(c) => self.change_timelock(&c),
            Call::abdicate(c) => self.abdicate(c.selector),
            Call::setPolicy(c) => self.set_policy(c.newPolicy),
            Call::setFlowPolicy(c) => self.set_flow_policy(c.newFlowPolicy),
            Call::setLossLimits(c) => self.set_loss_limits(c.newLossLimits),
            Call::setTargets(c) => self.set_targets(&c.targetsWad),
            Call::setVenue(c) => self.set_venue(c.newVenue),
            Call::setPoolFee(c) => self.set_pool_fee(c.token, c.poolFee),
            Call::setFeed(c) => self.set_feed(c.token, c.feed, c.errorBps),
            Call::addAsset(c) => self.add_asset(c.asset, &c.targetsWad),
            Call::retireAsset(c) => self.retire_asset(c.token),
            Call::removeAsset(c) => self.remove_asset(c.token),
            Call::setKeepers(c) => self.set_keepers(&c.added, &c.removed, c.newKeepersOnly),
            Call::setFees(c) => self.pass_on_fees(c.newFees),
            // `governed` has let nothing else through.
            _ => Err(unknown(FixedBytes::ZERO)),
        }
    }

    /// The setting in the calldata of an operation, its selector, and the timelock that the operation waits.
    fn governed(&self, data: &[u8]) -> Result<(IVaultAdminCalls, FixedBytes<4>, Timelock), Revert> {
        let selector = selector_of(data);
        let is_setting = SETTINGS.contains(&selector.0)
            || [setTimelockCall::SELECTOR, abdicateCall::SELECTOR].contains(&selector.0);
        if !is_setting {
            return Err(unknown(selector));
        }
        let setting = decode(data)?;
        let governing = match &setting {
            IVaultAdminCalls::setTimelock(c) => c.selector,
            IVaultAdminCalls::abdicate(c) => c.selector,
            _ => selector,
        };
        let timelock = self.timelock_of(governing)?;
        Ok((setting, selector, timelock))
    }

    /// The timelock of a setting that is not abdicated.
    fn timelock_of(&self, selector: FixedBytes<4>) -> Result<Timelock, Revert> {
        let timelock = self.known_timelock(selector)?;
        if timelock.is_abdicated {
            return Err(revert(IVault::SelectorAbdicated { selector }));
        }
        Ok(timelock)
    }

    fn known_timelock(&self, selector: FixedBytes<4>) -> Result<Timelock, Revert> {
        if SETTINGS.contains(&selector.0) {
            Ok(self.timelock(selector.0))
        } else {
            Err(unknown(selector))
        }
    }

    pub(crate) fn timelock_seconds(&self, selector: FixedBytes<4>) -> Result<U256, Revert> {
        Ok(U256::from(seconds(self.known_timelock(selector)?)))
    }

    pub(crate) fn is_abdicated(&self, selector: FixedBytes<4>) -> Result<bool, Revert> {
        Ok(self.known_timelock(selector)?.is_abdicated)
    }

    pub(crate) fn executable_at(&self, data: &[u8]) -> U256 {
        self.operation(keccak256(data))
    }

    fn check_curator(&self) -> Result<(), Revert> {
        let curator = self.curator();
        if self.is_called_by(curator) {
            Ok(())
        } else {
            Err(revert(IVault::NotCurator {
                caller: self.vm.msg_sender(),
                curator,
            }))
        }
    }

    fn check_pending(&self, operation: B256) -> Result<U256, Revert> {
        let executable_at = self.operation(operation);
        if executable_at.is_zero() {
            Err(revert(IVault::OperationUnknown { operation }))
        } else {
            Ok(executable_at)
        }
    }
}

/// A setting that was called instead of executed.
#[cold]
pub(crate) fn skipped(calldata: &[u8]) -> Revert {
    revert(IVault::TimelockSkipped {
        selector: selector_of(calldata),
    })
}

#[cold]
fn unknown(selector: FixedBytes<4>) -> Revert {
    revert(IVault::SettingUnknown { selector })
}

/// What is missing of a selector is zero.
fn selector_of(data: &[u8]) -> FixedBytes<4> {
    let mut selector = FixedBytes::ZERO;
    selector
        .iter_mut()
        .zip(data)
        .for_each(|(to, from)| *to = *from);
    selector
}

fn seconds(timelock: Timelock) -> u32 {
    match timelock.seconds {
        0 => TIMELOCK_SECONDS_DEFAULT,
        seconds => seconds,
    }
}

fn expired_at(executable_at: U256) -> U256 {
    executable_at.saturating_add(U256::from(GRACE_SECONDS))
}
