//! One rebalance: snapshot, prices, decision, execution, proof, commit; all or nothing.
//!
//! Anyone may call it, unless the vault has keepers of its own. Oracle, engine and router are each asked at most once, with
//! everything in calldata, and each is told no more than it needs. What they answer is not trusted:
//!
//! 1. Pools and router can take at most what the plan sells, of the tokens that it sells (`trade`).
//! 2. Tokens outside the plan cannot move: nobody holds an allowance of the vault, and the lock refuses them.
//! 3. Every traded token is measured before and after, and what came of it is proved (`prove`).
//!
//! Prices are read once and used throughout.

use alloy_primitives::U256;
use kit::abi::{Fill, IVault};
use kit::event::emit;
use kit::vault::{Answers, Hot};
use kit::{Revert, lock};
use rebalance_math::portfolio::parts_to_wad;
use stylus_sdk::prelude::*;

use crate::Vault;
use crate::budget::Charge;
use crate::plan::Plan;
use crate::prove::{Opening, Proof, prove, prove_due};

impl Vault {
    pub(crate) fn rebalance(&mut self, deadline: U256) -> Result<Vec<Fill>, Revert> {
        let opening = self.open(deadline)?;
        let prices = self.ask_oracle(&opening.constitution, Answers::Fresh)?;
        let decision = self.ask_engine(
            &opening.constitution,
            &opening.amounts,
            &prices,
            &opening.hot,
            opening.timestamp,
        )?;
        let plan = Plan::of(decision, opening.timestamp, &opening.constitution.assets)?;
        let before = prove_due(&opening, &prices)?;
        let execution = self.trade(&opening.constitution, &plan)?;
        let proof = prove(&opening, before, &prices, &plan, &execution)?;
        self.close(opening, proof, execution.fills)
    }

    fn open(&mut self, deadline: U256) -> Result<Opening, Revert> {
        self.check_deadline(deadline)?;
        lock::take()?;
        self.check_running()?;
        self.check_keeper()?;
        Ok(Opening {
            constitution: self.constitution()?,
            hot: self.hot(),
            amounts: self.amounts(),
            timestamp: self.vm.block_timestamp(),
        })
    }

    fn close(
        &mut self,
        opening: Opening,
        proof: Proof,
        fills: Vec<Fill>,
    ) -> Result<Vec<Fill>, Revert> {
        let Opening {
            constitution,
            hot,
            timestamp,
            ..
        } = opening;
        self.set_amounts(&constitution.assets, &proof.amounts)?;
        let Charge { loss, levels } = proof.charge;
        let epoch = hot.epoch.saturating_add(1);
        self.set_hot(Hot {
            epoch,
            levels,
            last_rebalanced_at: timestamp,
            ..hot
        });
        let rebalanced = IVault::Rebalanced {
            epoch: U256::from(epoch),
            keeper: self.vm.msg_sender(),
            navBeforeWad: proof.before.nav.raw(),
            navAfterWad: proof.after.nav.raw(),
            maxDriftBeforeWad: proof.before.max_drift.raw(),
            maxDriftAfterWad: proof.after.max_drift.raw(),
            worstLossWad: parts_to_wad(loss.worst),
            midLossWad: parts_to_wad(loss.mid),
            windowWad: parts_to_wad(levels.window),
            fuseWad: parts_to_wad(levels.fuse),
            fills,
        };
        emit(&self.vm, &rebalanced);
        lock::release();
        Ok(rebalanced.fills)
    }
}
