//! A hostile router in a vault's suite: the vault proves results by its own measurements, so whatever the router does and says
//! ends in a typed error, or in a rebalance within the bounds.

use alloy::primitives::{Address, U256};

use anyhow::ensure;

use client::bindings::{IRouter, IVault};

use e2e::{
    actors::{Ending, Memory, Puppet, Script, step},
    hostile::{Deed, Stooge},
    refusal::refused,
    stage::story,
    vault::{IERC20, rebalance_call},
    world::World,
};

const ONE: U256 = U256::ONE;

/// A drifted vault that sells its second asset, with a router that is still honest.
async fn drifted(world: &World) -> anyhow::Result<(Stooge, Vec<Deed>)> {
    let stooge = Stooge::order(world, world.config(3)).await?;
    world.move_price(1, 2_500).await?;
    let deeds = stooge.honest_deeds(&world.chain).await?;
    ensure!(deeds.len() == 2, "one sell and one buy");
    Ok((stooge, deeds))
}

/// The keeper's rebalance is refused with `error`, and nothing changed.
pub(crate) async fn caught(
    world: &World,
    stooge: &Stooge,
    deeds: &[Deed],
    error: &impl alloy::sol_types::SolError,
) -> anyhow::Result<()> {
    stooge.rehearse(&world.chain, deeds).await?;
    let keeper = world.chain.people.keeper;
    refused(
        &world.chain,
        keeper,
        stooge.vault.address,
        &rebalance_call(),
        error,
    )
    .await?;
    Ok(())
}

#[test]
fn attack_a_router_that_delivers_the_floor_and_says_so_is_accepted() {
    story(async |world| {
        let (stooge, deeds) = drifted(world).await?;
        stooge.rehearse(&world.chain, &deeds).await?;
        let (_, rebalanced) = stooge
            .vault
            .rebalance(&world.chain, world.chain.people.keeper)
            .await?;
        ensure!(rebalanced.fills.len() == deeds.len());
        let (held, real) = (
            stooge.vault.balances(&world.chain).await?,
            stooge.vault.real_balances(&world.chain).await?,
        );
        ensure!(held == real);
        Ok(())
    });
}

#[test]
fn attack_a_router_cannot_take_more_than_the_plan_sells() {
    story(async |world| {
        let (stooge, honest) = drifted(world).await?;
        let tokens = stooge.vault.tokens();
        let (token, planned) = honest[0].pays.expect("the first trade pays");
        let mut deeds = honest.clone();
        deeds[0].pays = Some((token, planned + ONE));
        let above = IVault::PaymentAboveTrade {
            token,
            amount: planned + ONE,
            remaining: planned,
        };
        caught(world, &stooge, &deeds, &above).await?;

        // Nor the same trade twice, nor a token that is not sold.
        let mut deeds = honest.clone();
        deeds.insert(
            1,
            Deed {
                pays: Some((token, ONE)),
                delivers: None,
                says: None,
            },
        );
        let twice = IVault::PaymentAboveTrade {
            token,
            amount: ONE,
            remaining: U256::ZERO,
        };
        caught(world, &stooge, &deeds, &twice).await?;
        let unsold = tokens[2];
        let mut deeds = honest.clone();
        deeds.push(Deed {
            pays: Some((unsold, ONE)),
            delivers: None,
            says: None,
        });
        let foreign = IVault::PaymentAboveTrade {
            token: unsold,
            amount: ONE,
            remaining: U256::ZERO,
        };
        caught(world, &stooge, &deeds, &foreign).await
    });
}

#[test]
fn attack_a_router_cannot_say_what_it_did_not_do() {
    story(async |world| {
        let (stooge, honest) = drifted(world).await?;
        let chain = &world.chain;
        let vault = &stooge.vault;
        let (real, tokens) = (vault.real_balances(chain).await?, vault.tokens());
        let index_of = |token: Address| {
            tokens
                .iter()
                .position(|known| *known == token)
                .expect("an asset")
        };

        // It takes the input and keeps the output, of the last trade.
        let (bought, amount) = honest[1].delivers.expect("the second trade delivers");
        let mut deeds = honest.clone();
        deeds[1].delivers = None;
        let unmoved = real[index_of(bought)];
        let kept = IVault::FillNotMeasured {
            token: bought,
            balance: unmoved,
            expected: unmoved + amount,
        };
        caught(world, &stooge, &deeds, &kept).await?;

        // It delivers one unit less than it says, and one more.
        for delivered in [amount - ONE, amount + ONE] {
            let mut deeds = honest.clone();
            deeds[1].delivers = Some((bought, delivered));
            let lied = IVault::FillNotMeasured {
                token: bought,
                balance: unmoved + delivered,
                expected: unmoved + amount,
            };
            caught(world, &stooge, &deeds, &lied).await?;
        }

        // It takes less than it says: accounts would fall below what is really there, which nobody could ever claim.
        let (sold, planned) = honest[0].pays.expect("the first trade pays");
        let mut deeds = honest.clone();
        deeds[0].pays = Some((sold, planned - ONE));
        let held = real[index_of(sold)];
        let hidden = IVault::FillNotMeasured {
            token: sold,
            balance: held - planned + ONE,
            expected: held - planned,
        };
        caught(world, &stooge, &deeds, &hidden).await
    });
}

#[test]
fn attack_a_router_cannot_fill_below_the_floor_even_when_it_admits_it() {
    story(async |world| {
        let (stooge, honest) = drifted(world).await?;
        for index in 0..honest.len() {
            let mut deeds = honest.clone();
            let (token, floor) = deeds[index].delivers.expect("every trade delivers");
            deeds[index].delivers = Some((token, floor - ONE));
            let fill = deeds[index].says.as_mut().expect("every trade is reported");
            fill.amountOut = floor - ONE;
            let (token_in, token_out) = (fill.tokenIn, fill.tokenOut);
            let below = IVault::FillBelowFloor {
                tokenIn: token_in,
                tokenOut: token_out,
                amountOut: floor - ONE,
                floor,
            };
            caught(world, &stooge, &deeds, &below).await?;
        }
        Ok(())
    });
}

#[test]
fn attack_a_router_cannot_report_fills_that_were_not_planned() {
    story(async |world| {
        let (stooge, honest) = drifted(world).await?;
        let not_planned = |index: u64| IVault::FillNotPlanned {
            index: U256::from(index),
        };
        let edited = |edit: &dyn Fn(&mut client::bindings::Fill)| {
            let mut deeds = honest.clone();
            edit(deeds[1].says.as_mut().expect("every trade is reported"));
            deeds
        };
        let tokens = stooge.vault.tokens();
        caught(
            world,
            &stooge,
            &edited(&|fill| fill.tokenIn = tokens[1]),
            &not_planned(1),
        )
        .await?;
        caught(
            world,
            &stooge,
            &edited(&|fill| fill.tokenOut = tokens[1]),
            &not_planned(1),
        )
        .await?;
        caught(
            world,
            &stooge,
            &edited(&|fill| fill.amountIn += ONE),
            &not_planned(1),
        )
        .await?;
        let mut fewer = honest.clone();
        fewer[1].says = None;
        caught(world, &stooge, &fewer, &not_planned(1)).await?;
        let mut none = honest.clone();
        none.iter_mut().for_each(|deed| deed.says = None);
        caught(world, &stooge, &none, &not_planned(0)).await?;
        let mut more = honest.clone();
        more.push(Deed {
            pays: None,
            delivers: None,
            says: honest[1].says.clone(),
        });
        caught(world, &stooge, &more, &not_planned(2)).await
    });
}

#[test]
fn attack_a_router_that_answers_nothing_garbage_or_burns_all_gas_is_named() {
    story(async |world| {
        let (stooge, _) = drifted(world).await?;
        let (chain, keeper) = (&world.chain, world.chain.people.keeper);
        let failed = IVault::ProgramCallFailed {
            program: stooge.router.address,
        };
        let answers = [
            Script::returning(Vec::new()),
            Script::returning(vec![0xff; 31]),
            Script::returning(vec![0xff; 64]),
            Script::returning(vec![0xff; 64]).padded(1 << 20),
            Script::ending(Ending::Revert, Default::default()),
            Script::ending(Ending::BurnGas, Default::default()),
        ];
        for answer in answers {
            stooge
                .router
                .learn::<IRouter::swapCall>(chain, answer)
                .await?;
            refused(
                chain,
                keeper,
                stooge.vault.address,
                &rebalance_call(),
                &failed,
            )
            .await?;
        }
        // A router's own error reaches the caller as it is, even one of another suite.
        let own = IRouter::PoolMissing {
            pool: Address::repeat_byte(7),
        };
        stooge
            .router
            .learn::<IRouter::swapCall>(chain, Script::refusing(&own))
            .await?;
        refused(chain, keeper, stooge.vault.address, &rebalance_call(), &own).await?;
        Ok(())
    });
}

#[test]
fn attack_pay_is_for_the_router_during_the_swap_only() {
    story(async |world| {
        let (stooge, deeds) = drifted(world).await?;
        let (chain, people) = (&world.chain, world.chain.people);
        let (token, amount) = deeds[0].pays.expect("the first trade pays");
        let vault = stooge.vault.address;

        // Somebody else asks in the middle of the swap: the router calls an accomplice, who calls the vault.
        let accomplice = Puppet::deploy(chain).await?;
        let pay = IVault::payCall {
            token,
            amount,
            to: people.mallory,
        };
        let swapping = Script::returning(Vec::new()).after(
            Memory::Strict,
            [step(
                accomplice.address,
                &e2e::actors::IPuppet::performAllCall {
                    steps: vec![step(vault, &pay)],
                },
            )],
        );
        stooge
            .router
            .learn::<IRouter::swapCall>(chain, swapping)
            .await?;
        let other = IVault::NotPaying {
            caller: accomplice.address,
        };
        refused(chain, people.keeper, vault, &rebalance_call(), &other).await?;

        // The router itself asks again in the same transaction, after the rebalance.
        stooge.rehearse(chain, &deeds).await?;
        let attack = vec![step(vault, &rebalance_call()), step(vault, &pay)];
        let outcomes = stooge.router.perform(chain, people.mallory, attack).await?;
        ensure!(outcomes[0].ok, "the rebalance goes through");
        let closed = IVault::NotPaying {
            caller: stooge.router.address,
        };
        ensure!(
            !outcomes[1].ok && outcomes[1].data == alloy::sol_types::SolError::abi_encode(&closed)
        );
        Ok(())
    });
}

#[test]
fn attack_donating_in_the_middle_of_a_swap_does_not_pass_for_a_fill() {
    story(async |world| {
        let (stooge, honest) = drifted(world).await?;
        let chain = &world.chain;
        let mut steps = stooge.steps(&honest);
        let token = stooge.vault.tokens()[0];
        steps.push(step(
            token,
            &IERC20::transferCall {
                to: stooge.vault.address,
                value: ONE,
            },
        ));
        let fills: Vec<_> = honest.iter().filter_map(|deed| deed.says.clone()).collect();
        let script = Script::answering::<IRouter::swapCall>(&fills).after(Memory::Strict, steps);
        stooge
            .router
            .learn::<IRouter::swapCall>(chain, script)
            .await?;
        let real = stooge.vault.real_balances(chain).await?[0];
        let (got, paid) = (honest[0].said_out(), honest[1].pays.expect("it buys").1);
        let expected = real + got - paid;
        let error = IVault::FillNotMeasured {
            token,
            balance: expected + ONE,
            expected,
        };
        refused(
            chain,
            chain.people.keeper,
            stooge.vault.address,
            &rebalance_call(),
            &error,
        )
        .await?;
        Ok(())
    });
}
