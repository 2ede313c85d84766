//! In and out never profits, however it is cut, and nobody pays for somebody else.

use alloy_primitives::{Address, U256};
use kit::abi::{IVault, IVaultAdmin, IVaultPriced, IVaultViews};
use rand::Rng;
use rand_chacha::ChaCha8Rng;
use twin::World;

use crate::everywhere::{Checked, everywhere, free_shares, holder, person, purse, up_to, worth};

const NO_DEADLINE: U256 = U256::MAX;
/// Longer than any shares are held back here.
const LOT_S: u64 = 8_000;

fn in_kind(world: &World, who: Address, shares: U256) -> Result<U256, Vec<u8>> {
    let call = IVault::depositInKindCall {
        shares,
        maxAmounts: vec![U256::MAX; world.config.assets.len()],
        receiver: who,
        deadline: NO_DEADLINE,
    };
    world.act(who, &call).map(|_| shares)
}

fn out_in_kind(world: &World, who: Address, shares: U256) -> Result<Vec<U256>, Vec<u8>> {
    world.act(
        who,
        &IVault::redeemInKindCall {
            shares,
            minAmounts: vec![U256::ZERO; world.config.assets.len()],
            receiver: who,
            owner: who,
            deadline: NO_DEADLINE,
        },
    )
}

fn with_one(world: &World, who: Address, index: usize, amount: U256) -> Result<U256, Vec<u8>> {
    world.act(
        who,
        &IVaultPriced::depositAssetCall {
            token: world.token(index),
            amount,
            minShares: U256::ZERO,
            receiver: who,
            deadline: NO_DEADLINE,
        },
    )
}

fn out_with_one(world: &World, who: Address, index: usize, shares: U256) -> Result<U256, Vec<u8>> {
    world.act(
        who,
        &IVaultPriced::redeemAssetCall {
            token: world.token(index),
            shares,
            minAmount: U256::ZERO,
            receiver: who,
            owner: who,
            deadline: NO_DEADLINE,
        },
    )
}

/// Base units that are worth up to ten thousand of the numeraire.
fn some(world: &World, index: usize, random: &mut ChaCha8Rng) -> U256 {
    let most = U256::from(10).pow(U256::from(40)) / world.price_e36(index);
    up_to(most, random)
}

#[test]
fn inv_v3_no_way_in_and_way_out_profit_together() {
    everywhere(|world, random| {
        let who = person(world, random);
        let count = world.config.assets.len();
        let (first, last) = (random.random_range(0..count), random.random_range(0..count));
        let before = worth(world, &purse(world, who));
        let had = free_shares(world, who);
        let entered = if random.random() {
            in_kind(
                world,
                who,
                up_to(U256::from(10).pow(U256::from(21)), random),
            )
        } else {
            with_one(world, who, first, some(world, first, random))
        };
        let Ok(shares) = entered else {
            return Ok(false);
        };
        world.chain.set_timestamp(world.chain.timestamp() + LOT_S);
        world.refresh();
        let left = if random.random() {
            out_in_kind(world, who, shares).is_ok()
        } else {
            out_with_one(world, who, last, shares).is_ok()
        };
        let after = worth(world, &purse(world, who));
        if after > before {
            return Err(format!("{before} became {after}, with {had} shares before"));
        }
        Ok(left)
    });
}

#[test]
fn inv_v5_in_kind_is_the_rounded_part_of_each_asset() {
    everywhere(|world, random| {
        let supply = world.ask(&IVault::totalSupplyCall {}).unwrap_or_default();
        if supply.is_zero() {
            return Ok(false);
        }
        let shares = up_to(supply, random);
        let all = supply + U256::from(1_000_000);
        let balances = world.ask(&IVaultViews::balancesCall {}).unwrap_or_default();
        let parts = |round: fn(U256, U256) -> U256| -> Vec<U256> {
            balances
                .iter()
                .map(|balance| round(balance * shares, all))
                .collect()
        };
        let expected = (
            parts(|part, all| part.div_ceil(all)),
            parts(|part, all| part / all),
        );
        let got = (
            world
                .ask(&IVaultViews::previewDepositInKindCall { shares })
                .unwrap_or_default(),
            world
                .ask(&IVaultViews::previewRedeemInKindCall { shares })
                .unwrap_or_default(),
        );
        if got == expected {
            Ok(true)
        } else {
            Err(format!(
                "{shares} of {supply} shares: {got:?}, not {expected:?}"
            ))
        }
    });
}

/// Cuts `whole` into 2 to 64 parts.
fn cut(whole: U256, random: &mut ChaCha8Rng) -> Vec<U256> {
    let mut rest = whole;
    let mut parts = Vec::new();
    for _ in 0..random.random_range(1..64) {
        let part = up_to(rest / U256::from(2), random).min(rest);
        parts.push(part);
        rest -= part;
    }
    parts.push(rest);
    parts.retain(|part| !part.is_zero());
    parts
}

#[test]
fn inv_v6_no_flow_is_better_in_slices() {
    everywhere(|world, random| {
        let Some((who, free)) = holder(world, random) else {
            return Ok(false);
        };
        let index = random.random_range(0..world.config.assets.len());
        let (whole, sliced) = (world.copy(), world.copy());
        match random.random_range(0..4) {
            0 => {
                let shares = up_to(U256::from(10).pow(U256::from(21)), random);
                let parts = cut(shares, random);
                let (one, many) = (
                    in_kind(&whole, who, shares).is_ok(),
                    parts
                        .iter()
                        .all(|part| in_kind(&sliced, who, *part).is_ok()),
                );
                no_richer(one && many, &whole, &sliced, who)
            }
            1 => {
                let shares = up_to(free, random);
                let parts = cut(shares, random);
                let (one, many) = (
                    out_in_kind(&whole, who, shares).is_ok(),
                    parts
                        .iter()
                        .all(|part| out_in_kind(&sliced, who, *part).is_ok()),
                );
                no_richer(one && many, &whole, &sliced, who)
            }
            2 => {
                let amount = some(world, index, random);
                let parts = cut(amount, random);
                let one = with_one(&whole, who, index, amount);
                let many: Result<U256, _> = parts
                    .iter()
                    .map(|part| with_one(&sliced, who, index, *part))
                    .sum();
                no_more(world, one.clone().unwrap_or_default(), one, many)
            }
            _ => {
                let shares = up_to(free, random);
                let parts = cut(shares, random);
                let one = out_with_one(&whole, who, index, shares);
                let many: Result<U256, _> = parts
                    .iter()
                    .map(|part| out_with_one(&sliced, who, index, *part))
                    .sum();
                no_more(world, shares, one, many)
            }
        }
    });
}

fn no_richer(is_hit: bool, whole: &World, sliced: &World, who: Address) -> Checked {
    let (one, many) = (purse(whole, who), purse(sliced, who));
    if is_hit && one.iter().zip(&many).any(|(one, many)| many > one) {
        return Err(format!("{many:?} in slices, {one:?} at once"));
    }
    Ok(is_hit)
}

/// What a slice pays for crossing belongs to all shares, and so in part to those of who slices. More than the fee times that part
/// of the vault does not come back.
fn no_more(
    world: &World,
    shares: U256,
    one: Result<U256, Vec<u8>>,
    many: Result<U256, Vec<u8>>,
) -> Checked {
    let policy = world
        .ask(&IVaultAdmin::flowPolicyCall {})
        .map_err(|error| format!("{error:02x?}"))?;
    let fee_bps = U256::from(policy.baseFeeBps + policy.driftFeeBps + 25);
    let supply = world.ask(&IVault::totalSupplyCall {}).unwrap_or_default();
    match (one, many) {
        (Ok(one), Ok(many)) => {
            let own_part = (one * fee_bps * shares).div_ceil(U256::from(9_900) * supply);
            if many > one + own_part {
                return Err(format!(
                    "{many} in slices, {one} at once, {own_part} of the fees are its own"
                ));
            }
            Ok(true)
        }
        _ => Ok(false),
    }
}

/// Whatever went before, who comes in next can leave with what was paid, less the fees that were announced.
#[test]
fn inv_v8_nobody_before_a_depositor_can_make_it_lose() {
    everywhere(|world, random| {
        let victim = person(world, random);
        let before = purse(world, victim);
        let had = world.shares_of(victim);
        let shares = up_to(U256::from(10).pow(U256::from(21)), random);
        if in_kind(world, victim, shares).is_err() {
            return Ok(false);
        }
        let paid: Vec<_> = before
            .iter()
            .zip(purse(world, victim))
            .map(|(then, now)| then - now)
            .collect();
        let back = world
            .ask(&IVaultViews::previewRedeemInKindCall { shares })
            .unwrap_or_default();
        for (paid, back) in paid.iter().zip(&back) {
            // A unit of rounding each way, and the virtual shares' part of what comes in: one in S / V.
            let supply = world.ask(&IVault::totalSupplyCall {}).unwrap_or_default();
            let virtual_part = paid * U256::from(1_000_000) / (supply + U256::ONE);
            if *paid > back + U256::from(2) + virtual_part {
                return Err(format!(
                    "paid {paid} and would get {back}, with {had} shares before"
                ));
            }
        }
        Ok(true)
    });
}

/// Of others' flows, at prices that stand still, nobody who holds still pays.
#[test]
fn inv_v12_others_do_not_profit_from_who_holds_still() {
    everywhere(|world, random| {
        let fees = world
            .ask(&kit::abi::IVaultFees::feesCall {})
            .map_err(|error| format!("{error:02x?}"))?;
        let Some((victim, shares)) = holder(world, random) else {
            return Ok(false);
        };
        if fees.performanceBps != 0 {
            return Ok(false);
        }
        let value = |world: &World| {
            world
                .ask(&IVaultViews::previewRedeemInKindCall { shares })
                .map(|amounts| worth(world, &amounts))
        };
        let before = value(world);
        let mut is_hit = false;
        for _ in 0..8 {
            let who = person(world, random);
            let index = random.random_range(0..world.config.assets.len());
            let done = match random.random_range(0..4) {
                0 => in_kind(
                    world,
                    who,
                    up_to(U256::from(10).pow(U256::from(21)), random),
                )
                .is_ok(),
                1 => with_one(world, who, index, some(world, index, random)).is_ok(),
                2 if who != victim => {
                    out_in_kind(world, who, up_to(free_shares(world, who), random)).is_ok()
                }
                3 if who != victim => {
                    out_with_one(world, who, index, up_to(free_shares(world, who), random)).is_ok()
                }
                _ => false,
            };
            is_hit |= done;
        }
        // Each of a few flows may leave a unit of an asset on either side.
        let dust = (0..world.config.assets.len())
            .map(|index| world.price_e36(index))
            .sum::<U256>();
        match (before, value(world)) {
            (Ok(before), Ok(after)) if after + dust < before => Err(format!(
                "{shares} shares of {victim} were worth {before} and are worth {after}"
            )),
            _ => Ok(is_hit),
        }
    });
}

#[test]
fn inv_v15_v16_what_a_priced_flow_mints_waits_and_no_stranger_prolongs_it() {
    everywhere(|world, random| {
        let (who, other) = (person(world, random), person(world, random));
        let index = random.random_range(0..world.config.assets.len());
        let hold = world
            .ask(&IVaultAdmin::flowPolicyCall {})
            .map_err(|error| format!("{error:02x?}"))?;
        if hold.minHoldSeconds == 0 || who == other {
            return Ok(false);
        }
        let free = free_shares(world, who);
        let Ok(minted) = with_one(world, who, index, some(world, index, random)) else {
            return Ok(false);
        };
        for index in 0..world.config.assets.len() {
            world.freeze(index, false);
        }
        let locked = |world: &World| {
            let call = IVaultAdmin::lockedSharesCall { account: who };
            world
                .ask(&call)
                .map(|lot| (lot.shares, lot.until))
                .unwrap_or_default()
        };
        let lot = locked(world);
        // What was free stays so; of what waits not a share moves, by any way.
        let over = free + U256::ONE;
        let moves = [
            world
                .copy()
                .act(
                    who,
                    &IVault::transferCall {
                        to: other,
                        value: over,
                    },
                )
                .is_ok(),
            out_in_kind(&world.copy(), who, over).is_ok(),
            out_with_one(&world.copy(), who, index, over).is_ok(),
        ];
        if moves.contains(&true) {
            return Err(format!("of {minted} shares that wait one moved: {moves:?}"));
        }
        let dust = IVault::transferCall {
            to: who,
            value: U256::ONE,
        };
        let _ = world.act(other, &dust);
        let gift = IVaultPriced::depositCall {
            assets: U256::from(1_000_000),
            receiver: who,
        };
        let gift = world.act(other, &gift);
        if locked(world) != lot || gift.is_ok() {
            return Err(format!("a stranger changed {lot:?} to {:?}", locked(world)));
        }
        // A lot that ran under a longer hold keeps its time.
        world.chain.set_timestamp(lot.1.to());
        let all = world.shares_of(who);
        if free_shares(world, who) != all || out_in_kind(world, who, all).is_err() {
            return Err(format!(
                "{all} shares, and {} are free",
                free_shares(world, who)
            ));
        }
        Ok(true)
    });
}
