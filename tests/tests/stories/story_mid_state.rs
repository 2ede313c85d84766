//! Views during a callback show the state before: nobody who looks in the middle of a flow sees half of it.

use alloy::primitives::{U256, keccak256};
use anyhow::ensure;
use client::bindings::{IRouter, IVaultViews};
use e2e::{
    actors::{Memory, Outcome, Script, Step},
    hostile::{Stooge, answers, views, with_token},
    stage::story,
};

const WAD: U256 = U256::from_limbs([1_000_000_000_000_000_000, 0, 0, 0]);

#[test]
fn story_a_token_that_looks_during_its_transfer_sees_the_vault_before_deposit_and_redemption() {
    story(async |world| {
        let (chain, alice) = (&world.chain, world.chain.people.alice);
        let (token, vault) = with_token(world).await?;
        world.fund(alice, &vault.tokens()).await?;
        let looks = views(&vault, alice);

        let before = answers(chain, &looks).await?;
        token
            .hook_on(chain, Memory::Recording, steps(&looks))
            .await?;
        vault.deposit(chain, alice, WAD).await?;
        let seen = token.outcomes(chain).await?;
        saw(&looks, &seen, &before)?;

        let mut between = answers(chain, &looks).await?;
        ensure!(between != before, "a deposit changes what the views say");
        // One look at a time, and its hash alone: on the way out a token is not given the gas for more.
        let part = WAD / U256::from(looks.len() + 1);
        for (index, (name, look)) in looks.iter().enumerate() {
            token
                .hook_on(chain, Memory::Hashing, vec![look.clone()])
                .await?;
            vault.redeem(chain, alice, part).await?;
            let seen = token.outcomes(chain).await?.split_off(looks.len() + index);
            let expected = keccak256(&between[index]);
            ensure!(
                seen.len() == 1 && seen[0].ok && seen[0].data[..] == expected[..],
                "{name} shows {seen:?}, before it was {expected}"
            );
            let after = answers(chain, &looks).await?;
            ensure!(after != between, "a redemption changes what the views say");
            between = after;
        }
        Ok(())
    });
}

#[test]
fn story_a_router_that_looks_in_the_middle_of_its_swaps_sees_the_vault_before_the_rebalance() {
    story(async |world| {
        let (chain, people) = (&world.chain, world.chain.people);
        let stooge = Stooge::order(world, world.config(3)).await?;
        world.move_price(1, 2_500).await?;
        let looks = views(&stooge.vault, people.alice);
        let before = answers(chain, &looks).await?;

        // It looks when it has been paid and has not delivered, and again when it has delivered.
        let deeds = stooge.honest_deeds(chain).await?;
        let mut script_steps = Vec::new();
        let mut recorded = 0;
        for (index, made) in stooge.steps(&deeds).into_iter().enumerate() {
            script_steps.push(made);
            if index < 2 {
                script_steps.extend(steps(&looks));
                recorded += looks.len();
            }
        }
        let fills: Vec<_> = deeds.iter().filter_map(|deed| deed.says.clone()).collect();
        let script =
            Script::answering::<IRouter::swapCall>(&fills).after(Memory::Recording, script_steps);
        stooge
            .router
            .learn::<IRouter::swapCall>(chain, script)
            .await?;
        stooge.vault.rebalance(chain, people.keeper).await?;

        let outcomes = stooge.router.outcomes(chain).await?;
        ensure!(
            outcomes.iter().all(|outcome| outcome.ok),
            "every step went through"
        );
        ensure!(outcomes.len() == recorded + 2 * deeds.len());
        saw(&looks, &outcomes[1..=looks.len()], &before)?;
        saw(
            &looks,
            &outcomes[looks.len() + 2..2 * looks.len() + 2],
            &before,
        )?;
        let epoch = stooge.vault.view(chain, &IVaultViews::epochCall {}).await?;
        ensure!(
            epoch == U256::from(1),
            "and then the rebalance was committed"
        );
        Ok(())
    });
}

fn steps(looks: &[(&'static str, Step)]) -> Vec<Step> {
    looks.iter().map(|(_, step)| step.clone()).collect()
}

/// Every look went through and saw what was there before.
fn saw(
    looks: &[(&'static str, Step)],
    seen: &[Outcome],
    before: &[alloy::primitives::Bytes],
) -> anyhow::Result<()> {
    ensure!(
        seen.len() == looks.len(),
        "{} looks, {} outcomes",
        looks.len(),
        seen.len()
    );
    for (((name, _), seen), before) in looks.iter().zip(seen).zip(before) {
        ensure!(seen.ok, "{name} was refused: {}", seen.data);
        ensure!(
            seen.data == *before,
            "{name} shows {}, before it was {before}",
            seen.data
        );
    }
    Ok(())
}
