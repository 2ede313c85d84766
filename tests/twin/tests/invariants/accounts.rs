//! What the books of a vault say, whatever happens.

use std::collections::BTreeSet;

use alloy_primitives::{Address, U256};
use kit::abi::{IVault, IVaultAdmin, IVaultPriced, IVaultViews};
use rand::Rng;
use twin::World;
use twin::laws::{self, Moment};
use twin::play::happen;
use twin::player::Step;
use twin::token::IToken;

use crate::everywhere::{after_every_step, everywhere, person, up_to};

#[test]
fn inv_v1_every_share_is_somebodys_and_nobody_is_zero() {
    after_every_step(|_, after, _, witness, is_done| {
        laws::shares_sum_to_supply(after, &witness.holders, &Moment::of(after)?)?;
        let burnt = after.shares_of(Address::ZERO);
        if burnt.is_zero() {
            Ok(is_done)
        } else {
            Err(format!("nobody has {burnt} shares"))
        }
    });
}

#[test]
fn inv_v2_v11_the_vault_has_what_it_accounts_for_and_what_it_owes() {
    after_every_step(|_, after, _, witness, is_done| {
        laws::accounts_are_covered(after, &Moment::of(after)?)?;
        laws::claims_sum_to_total(after, &witness.holders)?;
        Ok(is_done)
    });
}

#[test]
fn inv_v4_no_flow_takes_from_those_who_stay() {
    after_every_step(|before, after, step, _, is_done| {
        let (before, after) = (Moment::of(before)?, Moment::of(after)?);
        laws::nobody_was_diluted(step, &before, &after)?;
        Ok(is_done && before != after)
    });
}

#[test]
fn inv_v17_shares_leave_an_account_by_its_own_call_or_its_allowance() {
    after_every_step(|before, after, step, witness, is_done| {
        let Step::Call { from, .. } = step else {
            return Ok(false);
        };
        for owner in witness.holders.iter().filter(|owner| *owner != from) {
            let spent = before
                .shares_of(*owner)
                .saturating_sub(after.shares_of(*owner));
            if spent.is_zero() {
                continue;
            }
            let allowance = |world: &World| {
                let call = IVault::allowanceCall {
                    owner: *owner,
                    spender: *from,
                };
                world.ask(&call).unwrap_or_default()
            };
            let (then, now) = (allowance(before), allowance(after));
            if then != U256::MAX && then.checked_sub(spent) != Some(now) {
                return Err(format!(
                    "{from} took {spent} of {owner}, allowed {then}, left {now}"
                ));
            }
        }
        Ok(is_done)
    });
}

#[test]
fn inv_x2_whoever_is_refused_is_told_why() {
    after_every_step(|before, _, step, _, _| {
        let Some(outcome) = happen(&before.copy(), step) else {
            return Ok(false);
        };
        laws::refusal_has_a_reason(step, &outcome.answer)?;
        Ok(outcome.answer.is_err())
    });
}

#[test]
fn inv_x5_no_token_comes_from_nowhere_or_goes_there() {
    after_every_step(|before, after, step, witness, is_done| {
        if matches!(step, Step::Price { .. }) {
            return Ok(false);
        }
        laws::tokens_are_conserved(
            &before.totals(&witness.holders),
            &after.totals(&witness.holders),
        )?;
        Ok(is_done)
    });
}

#[test]
fn inv_r3_the_router_keeps_nothing() {
    after_every_step(|_, after, step, witness, is_done| {
        laws::router_keeps_nothing(after, &witness.given)?;
        Ok(is_done && matches!(step, Step::Call { .. }))
    });
}

/// Everything that a vault says of itself at this moment.
fn views(world: &World) -> Vec<Result<U256, Vec<u8>>> {
    let mut all = vec![
        world.ask(&IVault::totalSupplyCall {}),
        world.ask(&IVaultPriced::totalAssetsCall {}),
        world.ask(&IVaultPriced::flowRoomCall {}),
        world.ask(&IVaultPriced::previewDepositCall {
            assets: U256::from(1_000_000_000_u64),
        }),
        world.ask(&IVaultPriced::previewRedeemCall {
            shares: U256::from(10).pow(U256::from(18)),
        }),
    ];
    let decision = world.ask(&IVaultViews::previewRebalanceCall {});
    all.push(decision.map(|decision| decision.maxDriftWad + U256::from(decision.trades.len())));
    for amounts in [
        world.ask(&IVaultViews::balancesCall {}),
        world.ask(&IVaultViews::previewDepositInKindCall {
            shares: U256::from(10).pow(U256::from(20)),
        }),
    ] {
        all.extend(amounts.unwrap_or_default().into_iter().map(Ok));
    }
    all
}

#[test]
fn inv_v7_a_donation_changes_nothing_that_anyone_is_told() {
    everywhere(|world, random| {
        let before = views(world);
        let index = random.random_range(0..world.config.assets.len());
        let giver = person(world, random);
        let value = up_to(world.holding(index, giver), random);
        let mut given = BTreeSet::new();
        for to in [world.vault, world.suite.router, world.suite.oracle] {
            let call = IToken::transferCall {
                to,
                value: value / U256::from(3),
            };
            let input = alloy_sol_types::SolCall::abi_encode(&call);
            given.insert(
                world
                    .chain
                    .send(giver, world.token(index), &input)
                    .answer
                    .is_ok(),
            );
        }
        let after = views(world);
        if before == after {
            Ok(given == BTreeSet::from([true]))
        } else {
            Err(format!("{before:?} became {after:?}"))
        }
    });
}

#[test]
fn inv_v13_what_is_previewed_happens_and_what_is_possible_is() {
    everywhere(|world, random| {
        // Whether a token refuses is not to be known beforehand.
        for index in 0..world.config.assets.len() {
            world.freeze(index, false);
        }
        let who = person(world, random);
        let most = |answer: Result<U256, Vec<u8>>| {
            answer.map_err(|error| format!("a max reverted: {error:02x?}"))
        };
        let assets = most(world.ask(&IVaultPriced::maxDepositCall { receiver: who }))?;
        most(world.ask(&IVaultPriced::maxMintCall { receiver: who }))?;
        let redeemable = most(world.ask(&IVaultPriced::maxRedeemCall { owner: who }))?;
        most(world.ask(&IVaultPriced::maxWithdrawCall { owner: who }))?;

        let mut is_hit = false;
        let assets = up_to(assets.min(world.holding(0, who)), random);
        if let Ok(expected) = world.ask(&IVaultPriced::previewDepositCall { assets }) {
            let got = world.copy().act(
                who,
                &IVaultPriced::depositCall {
                    assets,
                    receiver: who,
                },
            );
            match got {
                Ok(shares) if shares == expected => is_hit = true,
                Ok(shares) => return Err(format!("{assets} made {shares} shares, not {expected}")),
                Err(_) => {}
            }
        }
        if !redeemable.is_zero() {
            let shares = up_to(redeemable, random);
            let expected = world.ask(&IVaultPriced::previewRedeemCall { shares });
            let call = IVaultPriced::redeemCall {
                shares,
                receiver: who,
                owner: who,
            };
            match (world.copy().act(who, &call), expected) {
                (Ok(paid), Ok(expected)) if paid == expected => is_hit = true,
                // A share may be worth less than a unit of the hub.
                (Err(_), _) if shares < redeemable => {}
                other => {
                    return Err(format!(
                        "{shares} of {redeemable} redeemable shares: {other:02x?}"
                    ));
                }
            }
        }
        let frozen = IVaultAdmin::pausedCall {};
        Ok(is_hit && world.ask(&frozen) == Ok(false))
    });
}
