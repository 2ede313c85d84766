//! A sequence: steps of a player on a world, and the laws after each.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use alloy_primitives::{Address, U256};
use alloy_sol_types::{SolCall, SolEvent};
use kit::abi::IVaultRebalance::rebalanceCall;

use crate::chain::Outcome;
use crate::laws::{
    Moment, accounts_are_covered, losses_are_charged, nobody_was_diluted, refusal_has_a_reason,
    router_keeps_nothing, shares_sum_to_supply, tokens_are_conserved,
};
use crate::player::{Player, Step};
use crate::token::IToken;
use crate::world::World;

/// Steps that a report of a broken law names.
const REMEMBERED: usize = 12;

/// How often each call was made and refused.
pub type Tally = BTreeMap<&'static str, (u64, u64)>;

/// Has a step happen.
pub fn happen(world: &World, step: &Step) -> Option<Outcome> {
    match step {
        Step::Call {
            from, to, input, ..
        } => Some(world.chain.send(*from, *to, input)),
        Step::Wait(seconds) => {
            world.chain.set_timestamp(world.chain.timestamp() + seconds);
            None
        }
        Step::Price { index, bps } => {
            world.move_price(*index, *bps);
            None
        }
        Step::Refresh => {
            world.refresh();
            None
        }
        Step::Freeze { index, is_frozen } => {
            world.freeze(*index, *is_frozen);
            None
        }
    }
}

/// Plays a sequence and adds up what was done.
///
/// # Errors
/// The law that broke, where, and what came before.
pub fn play(seed: u64, assets: usize, steps: u64, tally: &mut Tally) -> Result<(), String> {
    let world = World::new(assets);
    let mut player = Player::new(seed);
    let mut history = VecDeque::new();
    let mut witness = Witness::new(&world);
    for number in 0..steps {
        let step = player.next(&world);
        let checked = witness.watch(&world, &step, tally);
        if history.len() == REMEMBERED {
            history.pop_front();
        }
        history.push_back(step);
        checked.map_err(|law| {
            format!("{assets} assets, seed {seed}, step {number}: {law}\nafter {history:#?}")
        })?;
    }
    Ok(())
}

/// What has been seen of a world so far.
#[derive(Debug)]
pub struct Witness {
    /// Everybody whom a transfer has named.
    pub holders: BTreeSet<Address>,
    /// What the router was given, of each asset.
    pub given: Vec<U256>,
}

impl Witness {
    /// Of a world at its beginning.
    #[must_use]
    pub fn new(world: &World) -> Self {
        Self {
            holders: world.everybody(),
            given: vec![U256::ZERO; world.config.assets.len()],
        }
    }

    fn watch(&mut self, world: &World, step: &Step, tally: &mut Tally) -> Result<(), String> {
        let before = Moment::of(world)?;
        let totals = world.totals(&self.holders);
        let Some(outcome) = happen(world, step) else {
            return Ok(());
        };
        self.read(world, step, &outcome);
        if let Step::Call { name, .. } = step {
            let (done, refused) = tally.entry(name).or_default();
            *if outcome.answer.is_ok() {
                done
            } else {
                refused
            } += 1;
        }
        refusal_has_a_reason(step, &outcome.answer)?;
        let after = Moment::of(world)?;
        if outcome.answer.is_err() && after != before {
            return Err(format!("a refused call changed {before:?} to {after:?}"));
        }
        shares_sum_to_supply(world, &self.holders, &after)?;
        accounts_are_covered(world, &after)?;
        router_keeps_nothing(world, &self.given)?;
        tokens_are_conserved(&totals, &world.totals(&self.holders))?;
        losses_are_charged(step, &before, &after)?;
        nobody_was_diluted(step, &before, &after)
    }

    /// Notes whom transfers name; what a vault pays to the router outside a rebalance is a gift.
    pub fn read(&mut self, world: &World, step: &Step, outcome: &Outcome) {
        let is_rebalance =
            matches!(step, Step::Call { input, .. } if input.starts_with(&rebalanceCall::SELECTOR));
        for log in &outcome.logs {
            let [IToken::Transfer::SIGNATURE_HASH, _, to] = log.topics[..] else {
                continue;
            };
            let to = Address::from_word(to);
            self.holders.insert(to);
            let index = world
                .config
                .assets
                .iter()
                .position(|asset| asset.token == log.address);
            if let (Some(index), true, false) = (index, to == world.suite.router, is_rebalance) {
                self.given[index] += U256::from_be_slice(&log.data);
            }
        }
    }
}
