//! How much may cross at a price within a day, in and out together.
//!
//! A bucket as large as the policy's part of NAV: every flow fills it by its part of the NAV before it, and within a day a
//! full one empties, steadily. So at once no more than the cap crosses, and within any time `t` no more than
//! `cap * (1 + t / day)`. What a wrong price within its staleness can cost the vault is bounded by that.

use alloy_primitives::U256;
use kit::Revert;
use kit::abi::{FlowPolicy, IVault};
use kit::dispatch::revert;
use rebalance_math::portfolio::LossLimit;
use rebalance_math::{MathError, Value, WAD, Weight, mul_div_ceil, mul_div_floor};
use stylus_sdk::prelude::*;

use crate::Vault;
use crate::market::{Market, refused};

const DAY_S: u64 = 86_400;

impl Vault {
    /// What may cross now, as a part of NAV.
    pub(crate) fn flow_room(&self) -> Result<U256, Revert> {
        let room = self.room(&self.constitution()?.flow_policy);
        room.map(Weight::raw).map_err(refused)
    }

    /// What may cross now, in value.
    pub(crate) fn value_room(&self, market: &Market) -> Result<Value, MathError> {
        let room = self.room(&market.constitution.flow_policy)?;
        mul_div_floor(room.raw(), market.nav.raw(), WAD).map(Value::new)
    }

    /// Counts a flow.
    ///
    /// # Errors
    /// `FlowAboveDailyCap`, `NavZero`.
    pub(crate) fn charge_flow(&mut self, market: &Market, flow: Value) -> Result<(), Revert> {
        if market.nav.is_zero() {
            return Err(refused(MathError::NavZero));
        }
        let part = mul_div_ceil(flow.raw(), WAD, market.nav.raw()).map_err(refused)?;
        let limit = limit(&market.constitution.flow_policy);
        let now = self.vm.block_timestamp();
        match limit.charged(self.flow_bucket(), Weight::new(part), now) {
            Ok(bucket) => {
                self.set_flow_bucket(bucket);
                Ok(())
            }
            Err(MathError::LossAboveBudget { got, maximum }) => {
                Err(revert(IVault::FlowAboveDailyCap {
                    flowWad: got,
                    roomWad: maximum,
                }))
            }
            Err(other) => Err(refused(other)),
        }
    }

    fn room(&self, policy: &FlowPolicy) -> Result<Weight, MathError> {
        let limit = limit(policy);
        let bucket = limit.emptied(self.flow_bucket(), self.vm.block_timestamp())?;
        limit.capacity.checked_sub(bucket.level)
    }
}

fn limit(policy: &FlowPolicy) -> LossLimit {
    LossLimit {
        capacity: Weight::from_bps(policy.dailyFlowBps),
        period_s: DAY_S,
    }
}
