//! The way out is open, whatever is broken.

use std::rc::Rc;

use alloy_primitives::{Address, U256};
use kit::abi::{IVault, IVaultAdmin, IVaultViews};
use rand::Rng;
use twin::{Account, World};

use crate::everywhere::{everywhere, free_shares, holder, purse, up_to};

fn leave(world: &World, who: Address, shares: U256) -> Result<Vec<U256>, Vec<u8>> {
    world.act(
        who,
        &IVault::redeemInKindCall {
            shares,
            minAmounts: vec![U256::ZERO; world.config.assets.len()],
            receiver: who,
            owner: who,
            deadline: U256::MAX,
        },
    )
}

/// Nothing answers any more but the vault's core and the tokens.
fn destroy(world: &World) {
    let nothing = || Account::Code(Rc::from([0].as_slice()));
    let suite = &world.suite;
    let programs = [
        suite.oracle,
        suite.engine,
        suite.router,
        suite.admin,
        suite.priced,
        suite.fees,
    ];
    let feeds = world
        .config
        .assets
        .iter()
        .map(|asset| asset.feed.aggregator);
    let pools = (1..world.config.assets.len()).map(|index| world.pool(index));
    let sequencer = world.config.sequencer.feed;
    for place in programs
        .into_iter()
        .chain(feeds)
        .chain(pools)
        .chain([sequencer])
    {
        world.chain.place(place, nothing());
    }
}

#[test]
fn inv_v10_everybody_leaves_when_everything_else_is_dead() {
    everywhere(|world, random| {
        let _ = world.act(world.people[0], &IVaultAdmin::pauseCall {});
        for index in 0..world.config.assets.len() {
            world.freeze(index, false);
        }
        let free = world
            .people
            .map(|person| (person, free_shares(world, person)));
        destroy(world);
        let mut is_hit = false;
        for (person, free) in free {
            if free.is_zero() {
                continue;
            }
            let shares = up_to(free, random);
            let expected = world.ask(&IVaultViews::previewRedeemInKindCall { shares });
            let before = purse(world, person);
            match leave(world, person, shares) {
                Ok(paid) if Ok(&paid) == expected.as_ref() => {
                    let after: Vec<_> = before
                        .iter()
                        .zip(&paid)
                        .map(|(had, paid)| had + paid)
                        .collect();
                    if purse(world, person) != after {
                        return Err(format!("{paid:?} were said to be paid"));
                    }
                    is_hit = true;
                }
                other => {
                    return Err(format!(
                        "{shares} of {free} shares: {other:02x?}, expected {expected:?}"
                    ));
                }
            }
        }
        Ok(is_hit)
    });
}

#[test]
fn inv_v11_a_frozen_token_is_owed_and_the_others_are_paid() {
    everywhere(|world, random| {
        let count = world.config.assets.len();
        for index in 0..count {
            world.freeze(index, false);
        }
        let Some((who, free)) = holder(world, random) else {
            return Ok(false);
        };
        let frozen = random.random_range(0..count);
        let shares = up_to(free, random);
        let due = world
            .ask(&IVaultViews::previewRedeemInKindCall { shares })
            .unwrap_or_default();
        let token = world.token(frozen);
        let owed = |world: &World| {
            world
                .ask(&IVaultViews::owedCall { token, owner: who })
                .unwrap_or_default()
        };
        let (owed_before, before) = (owed(world), purse(world, who));
        world.freeze(frozen, true);
        if let Err(error) = leave(world, who, shares) {
            return Err(format!("{shares} shares could not leave: {error:02x?}"));
        }
        world.freeze(frozen, false);
        let after = purse(world, who);
        for index in 0..count {
            let paid = after[index] - before[index];
            let expected = if index == frozen {
                U256::ZERO
            } else {
                due[index]
            };
            if paid != expected {
                return Err(format!("{paid} of asset {index} were paid, not {expected}"));
            }
        }
        if owed(world) != owed_before + due[frozen] {
            return Err(format!(
                "{} are owed, not {owed_before} and {}",
                owed(world),
                due[frozen]
            ));
        }
        // Anyone settles it, for its owner alone.
        let claim = world.act(world.people[4], &IVault::claimCall { token, owner: who });
        let claimed = owed_before + due[frozen];
        let paid = world.holding(frozen, who) - after[frozen];
        if claim.is_ok() == claimed.is_zero() || paid != claimed || !owed(world).is_zero() {
            let left = owed(world);
            return Err(format!(
                "{paid} of {claimed} were claimed, {left} left: {claim:02x?}"
            ));
        }
        Ok(!claimed.is_zero())
    });
}

/// After the last share the vault begins anew, and who begins it gets back no more than was brought.
#[test]
fn inv_v9_what_an_empty_vault_still_holds_is_nobodys() {
    everywhere(|world, random| {
        let owner = world.people[0];
        let _ = world.act(owner, &IVaultAdmin::unpauseCall {});
        for index in 0..world.config.assets.len() {
            world.freeze(index, false);
        }
        let _ = world.act(owner, &kit::abi::IVaultFees::collectFeesCall {});
        world.chain.set_timestamp(world.chain.timestamp() + 8_000);
        for person in world.people {
            let shares = world.shares_of(person);
            if !shares.is_zero() && leave(world, person, shares).is_err() {
                return Err(format!("{person} could not leave with {shares}"));
            }
        }
        let left = world.ask(&IVault::totalSupplyCall {}).unwrap_or_default();
        if !left.is_zero() {
            // Somebody outside holds some, or a fee grew by the second.
            return Ok(false);
        }
        let before = purse(world, owner);
        let amounts = world
            .config
            .assets
            .iter()
            .enumerate()
            .map(|(index, _)| {
                up_to(
                    U256::from(10).pow(U256::from(42)) / world.price_e36(index),
                    random,
                )
            })
            .collect();
        let seed = IVaultAdmin::seedCall {
            amounts,
            receiver: owner,
        };
        if world.act(owner, &seed).is_err() {
            return Ok(false);
        }
        let shares = world.shares_of(owner);
        leave(world, owner, shares)
            .map_err(|error| format!("the seed cannot leave: {error:02x?}"))?;
        let after = purse(world, owner);
        if after
            .iter()
            .zip(&before)
            .any(|(after, before)| after > before)
        {
            return Err(format!("{before:?} became {after:?}"));
        }
        Ok(true)
    });
}
