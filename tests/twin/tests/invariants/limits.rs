//! What callers insist on, and what a vault never exceeds.

use alloy_primitives::U256;
use kit::abi::{IVault, IVaultAdmin, IVaultPriced, IVaultViews};
use rand::Rng;

use crate::everywhere::{everywhere, holder, person, up_to};

#[test]
fn inv_v20_minima_maxima_and_deadlines_are_kept() {
    everywhere(|world, random| {
        let Some((who, free)) = holder(world, random) else {
            return Ok(false);
        };
        let (count, now) = (
            world.config.assets.len(),
            U256::from(world.chain.timestamp()),
        );
        let shares = up_to(free, random);
        let index = random.random_range(0..count);
        let leave = |minima: Vec<U256>, deadline: U256, shares: U256| {
            let call = IVault::redeemInKindCall {
                shares,
                minAmounts: minima,
                receiver: who,
                owner: who,
                deadline,
            };
            world.copy().act(who, &call).is_ok()
        };
        let enter = |maxima: Vec<U256>, deadline: U256, shares: U256| {
            let call = IVault::depositInKindCall {
                shares,
                maxAmounts: maxima,
                receiver: who,
                deadline,
            };
            world.copy().act(who, &call).is_ok()
        };
        let (Ok(out), Ok(into)) = (
            world.ask(&IVaultViews::previewRedeemInKindCall { shares }),
            world.ask(&IVaultViews::previewDepositInKindCall { shares }),
        ) else {
            return Ok(false);
        };
        let (mut more, mut less) = (out.clone(), into.clone());
        more[index] += U256::ONE;
        less[index] = less[index].saturating_sub(U256::ONE);
        let before = now - U256::ONE;
        let late = [
            leave(out.clone(), before, shares),
            enter(into.clone(), before, shares),
            leave(more, now, shares),
            enter(less, now, shares),
            leave(out.clone(), now, U256::ZERO),
            enter(into.clone(), now, U256::ZERO),
        ];
        if late.contains(&true) && !into[index].is_zero() {
            return Err(format!("{shares} shares: {late:?} should all be refused"));
        }
        // A frozen token pays nothing: then the minimum is not met.
        if leave(vec![U256::ZERO; count], now, shares) {
            let is_frozen = !leave(out.clone(), now, shares);
            if is_frozen && out.iter().all(|amount| amount.is_zero()) {
                return Err("a redemption of exactly its minima was refused".to_owned());
            }
            return Ok(!is_frozen);
        }
        Err(format!("{shares} of {free} free shares could not leave"))
    });
}

#[test]
fn inv_v21_no_cap_is_exceeded() {
    everywhere(|world, random| {
        let who = person(world, random);
        let supply = world.ask(&IVault::totalSupplyCall {}).unwrap_or_default();
        let Ok(policy) = world.ask(&IVaultAdmin::flowPolicyCall {}) else {
            return Ok(false);
        };
        // Shares: the guardian lowers the cap to a little above what there is.
        let room = up_to(U256::from(10).pow(U256::from(20)), random);
        let capped = world.copy();
        let lower = IVaultAdmin::lowerCapsCall {
            dailyFlowBps: policy.dailyFlowBps,
            shareCap: (supply + room).to(),
        };
        let mut is_hit = false;
        if capped.act(world.people[0], &lower).is_ok() {
            for shares in [room, U256::ONE] {
                let call = IVault::depositInKindCall {
                    shares,
                    maxAmounts: vec![U256::MAX; world.config.assets.len()],
                    receiver: who,
                    deadline: U256::MAX,
                };
                let done = capped.act(who, &call).is_ok();
                let now = capped.ask(&IVault::totalSupplyCall {}).unwrap_or_default();
                if now > supply + room {
                    return Err(format!("{now} shares above the cap of {}", supply + room));
                }
                is_hit |= done && shares == room;
            }
        }
        // Flow: what crosses at once is no more than what there is room for.
        let Ok(flow_room) = world.ask(&IVaultPriced::flowRoomCall {}) else {
            return Ok(is_hit);
        };
        let nav = world
            .ask(&IVaultPriced::totalAssetsCall {})
            .unwrap_or_default();
        let wad = U256::from(10).pow(U256::from(18));
        // A tenth more than the room, in units of the hub at the low end of NAV.
        let above = nav * flow_room / wad * U256::from(11) / U256::from(10) + U256::from(10);
        let flow = IVaultPriced::depositCall {
            assets: above,
            receiver: who,
        };
        if !nav.is_zero() && above < nav && world.copy().act(who, &flow).is_ok() {
            return Err(format!(
                "{above} crossed where {flow_room} of {nav} had room"
            ));
        }
        // Nor is it in two halves and a bit.
        let half = IVaultPriced::depositCall {
            assets: above * U256::from(6) / U256::from(10),
            receiver: who,
        };
        let halves = world.copy();
        let crossed = [
            halves.act(who, &half).is_ok(),
            halves.act(who, &half).is_ok(),
        ];
        if crossed == [true, true] && above > U256::from(1_000) {
            return Err(format!(
                "{above} crossed in halves where {flow_room} of {nav} had room"
            ));
        }
        Ok(is_hit)
    });
}
