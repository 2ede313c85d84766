//! Settings wait (A2), pauses end (A3), and what both leave alone (A4).

use alloy::{
    primitives::{Address, U256, keccak256},
    sol_types::SolCall,
};
use anyhow::ensure;
use client::bindings::{IVault, IVaultAdmin, IVaultPriced, IVaultViews, Policy};
use e2e::{
    governance::{
        GRACE_S, Governed, PAUSE_S, TIMELOCK_MIN_S, TIMELOCK_S, data_of, execute_call, revoke_call,
        submit_call,
    },
    refusal::{refused, refused_at, refused_raw},
    stage::story,
    vault::{approve, deposit_call, event, rebalance_call},
    world::World,
};

const SELECTOR: [u8; 4] = IVaultAdmin::setPolicyCall::SELECTOR;

/// The policy with another band.
fn banded(governed: &Governed, band_bps: u16) -> IVaultAdmin::setPolicyCall {
    IVaultAdmin::setPolicyCall {
        newPolicy: Policy {
            bandBps: band_bps,
            ..governed.vault.config.policy.clone()
        },
    }
}

fn unknown(setting: &impl SolCall) -> IVault::OperationUnknown {
    IVault::OperationUnknown {
        operation: keccak256(data_of(setting)),
    }
}

async fn band(world: &World, governed: &Governed) -> anyhow::Result<u16> {
    let policy = governed
        .vault
        .view(&world.chain, &IVaultAdmin::policyCall {})
        .await?;
    Ok(policy.bandBps)
}

#[test]
fn inv_a2_an_operation_is_executed_once_as_it_was_announced_between_its_time_and_its_end() {
    story(async |world| {
        let (chain, people) = (&world.chain, world.chain.people);
        let governed = Governed::order(world, 2).await?;
        let (vault, setting) = (&governed.vault, banded(&governed, 321));
        let before = vault.views(chain).await?;
        let submitted_at = {
            let executable_at = governed.submit(world, &setting).await?;
            ensure!(executable_at == chain.now().await? + TIMELOCK_S);
            ensure!(governed.executable_at(world, &setting).await? == U256::from(executable_at));
            executable_at - TIMELOCK_S
        };
        let executable_at = submitted_at + TIMELOCK_S;
        let pending = IVault::OperationPending {
            operation: keccak256(data_of(&setting)),
            executableAt: U256::from(executable_at),
        };
        let again = submit_call(&setting);
        refused(chain, governed.curator, vault.address, &again, &pending).await?;

        let execute = execute_call(&setting);
        governed.wait_until(world, executable_at - 100).await?;
        // One byte more, one less, another one.
        let data = data_of(&setting).to_vec();
        let mut altered = vec![
            [data.as_slice(), &[0]].concat(),
            data[..data.len() - 1].to_vec(),
        ];
        for at in [35, 67, data.len() - 1] {
            let mut other = data.clone();
            other[at] ^= 1;
            altered.push(other);
        }
        for other in altered {
            let error = IVault::OperationUnknown {
                operation: keccak256(&other),
            };
            let call = IVaultAdmin::executeCall { data: other.into() };
            refused(chain, people.mallory, vault.address, &call, &error).await?;
        }
        // A moment too early, by anyone.
        chain.next_block_at(executable_at - 1).await?;
        refused_at(chain, people.owner, vault.address, &execute, |timestamp| {
            assert_eq!(timestamp, executable_at - 1);
            IVault::TimelockNotElapsed {
                timestamp: U256::from(timestamp),
                executableAt: U256::from(executable_at),
            }
        })
        .await?;
        // On time, by a stranger; and then never again.
        chain.next_block_at(executable_at).await?;
        let receipt = vault.send(chain, people.mallory, &execute).await?;
        let set: IVault::PolicySet = event(&receipt)?;
        ensure!((set.previousPolicy.bandBps, set.newPolicy.bandBps) == (500, 321));
        let executed: IVault::Executed = event(&receipt)?;
        ensure!(executed.account == people.mallory && executed.data == data_of(&setting));
        ensure!(executed.selector == SELECTOR);
        ensure!(band(world, &governed).await? == 321);
        let replayed = unknown(&setting);
        refused(chain, people.mallory, vault.address, &execute, &replayed).await?;
        // Nothing else moved, and the suite is the one of birth.
        ensure!(vault.views(chain).await? == before);
        ensure!(vault.view(chain, &IVaultViews::suiteCall {}).await? == vault.suite);

        // What nobody executes ends by itself, and can be announced again.
        let executable_at = governed.submit(world, &banded(&governed, 400)).await?;
        let late = execute_call(&banded(&governed, 400));
        governed
            .wait_until(world, executable_at + GRACE_S + 1)
            .await?;
        refused_at(chain, people.mallory, vault.address, &late, |timestamp| {
            IVault::OperationExpired {
                timestamp: U256::from(timestamp),
                expiredAt: U256::from(executable_at + GRACE_S),
            }
        })
        .await?;
        let executable_at = governed.submit(world, &banded(&governed, 400)).await?;
        // The last moment counts.
        governed
            .wait_until(world, executable_at + GRACE_S - 100)
            .await?;
        chain.next_block_at(executable_at + GRACE_S).await?;
        vault.send(chain, people.mallory, &late).await?;
        ensure!(band(world, &governed).await? == 400);
        Ok(())
    });
}

#[test]
fn inv_a2_a_timelock_is_lengthened_at_once_and_shortened_after_itself() {
    story(async |world| {
        let (chain, people) = (&world.chain, world.chain.people);
        let mut governed = Governed::order(world, 2).await?;
        let (address, owner) = (governed.vault.address, governed.owner);
        let change = |seconds: u64| IVaultAdmin::setTimelockCall {
            selector: SELECTOR.into(),
            delaySeconds: U256::from(seconds),
        };
        let longer = 2 * TIMELOCK_S;
        let first = governed.submit(world, &banded(&governed, 321)).await?;
        let receipt = governed.vault.send(chain, owner, &change(longer)).await?;
        let set: IVault::TimelockSet = event(&receipt)?;
        ensure!(set.previousSeconds == U256::from(TIMELOCK_S));
        ensure!(set.newSeconds == U256::from(longer));
        // Only this setting, and only from now on.
        let of = async |governed: &Governed, selector: [u8; 4]| {
            let call = IVaultAdmin::timelockCall {
                selector: selector.into(),
            };
            governed.vault.view(chain, &call).await
        };
        ensure!(of(&governed, SELECTOR).await? == U256::from(longer));
        let other = of(&governed, IVaultAdmin::setTargetsCall::SELECTOR).await?;
        ensure!(other == U256::from(TIMELOCK_S));
        let operation = governed
            .executable_at(world, &banded(&governed, 321))
            .await?;
        ensure!(operation == U256::from(first), "an announced moment stays");

        let shorter = IVault::TimelockShorter {
            selector: SELECTOR.into(),
            gotSeconds: U256::from(longer - 1),
            currentSeconds: U256::from(longer),
        };
        for who in [owner, governed.curator] {
            refused(chain, who, address, &change(longer - 1), &shorter).await?;
        }
        // Shortening waits what it shortens; an operation that was announced before waits as long as was announced.
        let shortened_at = governed.submit(world, &change(TIMELOCK_MIN_S)).await?;
        ensure!(shortened_at == chain.now().await? + longer);
        let waiting = governed.submit(world, &banded(&governed, 222)).await?;
        governed.wait_until(world, shortened_at).await?;
        governed
            .vault
            .send(
                chain,
                people.mallory,
                &execute_call(&change(TIMELOCK_MIN_S)),
            )
            .await?;
        ensure!(of(&governed, SELECTOR).await? == U256::from(TIMELOCK_MIN_S));
        let kept = governed
            .executable_at(world, &banded(&governed, 222))
            .await?;
        ensure!(kept == U256::from(waiting));
        let quick = governed.submit(world, &banded(&governed, 111)).await?;
        ensure!(quick == chain.now().await? + TIMELOCK_MIN_S);

        // Abdicating waits too, and then whatever is pending is dead.
        let abdicate = IVaultAdmin::abdicateCall {
            selector: SELECTOR.into(),
        };
        governed.set(world, &abdicate).await?;
        let gone = IVault::SelectorAbdicated {
            selector: SELECTOR.into(),
        };
        let quick = banded(&governed, 111);
        refused(chain, people.mallory, address, &execute_call(&quick), &gone).await?;
        refused(
            chain,
            governed.curator,
            address,
            &submit_call(&banded(&governed, 99)),
            &gone,
        )
        .await?;
        refused(chain, owner, address, &change(longer), &gone).await?;
        refused(
            chain,
            governed.curator,
            address,
            &submit_call(&change(longer)),
            &gone,
        )
        .await?;
        let call = IVaultAdmin::isAbdicatedCall {
            selector: SELECTOR.into(),
        };
        ensure!(governed.vault.view(chain, &call).await?);
        ensure!(
            band(world, &governed).await? == 500,
            "it is what it was for ever"
        );
        Ok(())
    });
}

#[test]
fn inv_a2_whoever_may_reduce_risk_may_revoke_and_nobody_may_hasten() {
    story(async |world| {
        let (chain, people) = (&world.chain, world.chain.people);
        let governed = Governed::order(world, 2).await?;
        let (vault, setting) = (&governed.vault, banded(&governed, 321));
        for who in [governed.guardian, governed.curator, governed.owner] {
            governed.submit(world, &setting).await?;
            let receipt = vault.send(chain, who, &revoke_call(&setting)).await?;
            let revoked: IVault::Revoked = event(&receipt)?;
            ensure!(revoked.account == who && revoked.data == data_of(&setting));
            ensure!(governed.executable_at(world, &setting).await?.is_zero());
            let gone = unknown(&setting);
            refused(chain, who, vault.address, &revoke_call(&setting), &gone).await?;
        }
        governed
            .wait_until(world, chain.now().await? + TIMELOCK_S)
            .await?;
        let gone = unknown(&setting);
        refused(
            chain,
            people.mallory,
            vault.address,
            &execute_call(&setting),
            &gone,
        )
        .await?;
        // A curator who was replaced has announced, and cannot any more; the guardian still can take it back.
        governed.submit(world, &setting).await?;
        let replace = IVaultAdmin::setCuratorCall {
            newCurator: people.alice,
        };
        vault.send(chain, governed.owner, &replace).await?;
        let not_curator = IVault::NotCurator {
            caller: governed.curator,
            curator: people.alice,
        };
        let submit = submit_call(&banded(&governed, 77));
        refused(
            chain,
            governed.curator,
            vault.address,
            &submit,
            &not_curator,
        )
        .await?;
        vault
            .send(chain, governed.guardian, &revoke_call(&setting))
            .await?;
        Ok(())
    });
}

#[test]
fn inv_a3_a_pause_by_the_guardian_stops_what_is_priced_ends_by_itself_and_never_closes_the_way_out()
{
    story(async |world| {
        let (chain, people) = (&world.chain, world.chain.people);
        let governed = Governed::order(world, 2).await?;
        let vault = &governed.vault;
        let one = U256::from(1_000_000_000_000_000_000_u64);
        world.fund(people.alice, &vault.tokens()).await?;
        for token in vault.tokens() {
            approve(chain, token, people.alice, vault.address, U256::MAX).await?;
        }
        let in_kind = deposit_call(one, vec![U256::MAX; 2], people.alice);
        vault.send(chain, people.alice, &in_kind).await?;
        // Not for herself: what is minted at a price would be held back, and she is going to leave.
        let deposit = IVaultPriced::depositCall {
            assets: U256::from(1_000_000),
            receiver: people.deployer,
        };
        vault.send(chain, people.alice, &deposit).await?;

        vault
            .send(chain, governed.guardian, &IVaultAdmin::pauseCall {})
            .await?;
        let until = chain.now().await? + PAUSE_S;
        let says = vault.view(chain, &IVaultAdmin::pausedUntilCall {}).await?;
        ensure!(says == U256::from(until));
        let paused = IVault::EnforcedPause {};
        refused(chain, people.alice, vault.address, &deposit, &paused).await?;
        refused(
            chain,
            people.keeper,
            vault.address,
            &rebalance_call(),
            &paused,
        )
        .await?;
        // Without a price nobody can be harmed.
        vault.send(chain, people.alice, &in_kind).await?;
        // Who may pause may not end it; and out it goes as ever.
        let not_owner = IVault::NotOwner {
            caller: governed.guardian,
            owner: governed.owner,
        };
        refused(
            chain,
            governed.guardian,
            vault.address,
            &IVaultAdmin::unpauseCall {},
            &not_owner,
        )
        .await?;
        vault
            .redeem(chain, people.alice, one / U256::from(2))
            .await?;

        governed.wait_until(world, until - 100).await?;
        chain.next_block_at(until - 1).await?;
        refused(chain, people.alice, vault.address, &deposit, &paused).await?;
        chain.next_block_at(until).await?;
        vault.send(chain, people.alice, &deposit).await?;
        ensure!(!vault.view(chain, &IVaultAdmin::pausedCall {}).await?);
        refused(
            chain,
            governed.owner,
            vault.address,
            &IVaultAdmin::unpauseCall {},
            &IVault::ExpectedPause {},
        )
        .await?;

        // Again at once, and once more while it runs; the owner ends it.
        vault
            .send(chain, governed.guardian, &IVaultAdmin::pauseCall {})
            .await?;
        chain.pass_time(1_000).await?;
        vault
            .send(chain, governed.owner, &IVaultAdmin::pauseCall {})
            .await?;
        let says = vault.view(chain, &IVaultAdmin::pausedUntilCall {}).await?;
        ensure!(says == U256::from(chain.now().await? + PAUSE_S));
        vault
            .redeem(chain, people.alice, one / U256::from(4))
            .await?;
        vault
            .send(chain, governed.owner, &IVaultAdmin::unpauseCall {})
            .await?;
        // For another one: a lot of the first is running, and only its own account may add to it.
        let deposit = IVaultPriced::depositCall {
            receiver: people.keeper,
            ..deposit
        };
        vault.send(chain, people.alice, &deposit).await?;
        Ok(())
    });
}

#[test]
fn inv_a4_nobody_with_a_role_moves_a_balance_or_makes_a_share() {
    story(async |world| {
        let (chain, people) = (&world.chain, world.chain.people);
        let mut governed = Governed::order(world, 3).await?;
        let before = governed.vault.views(chain).await?;
        let real = governed.vault.real_balances(chain).await?;
        let assets = governed.vault.config.assets.clone();
        let mut targets: Vec<_> = assets.iter().map(|asset| asset.targetWad).collect();
        targets.rotate_left(1);
        let policy = banded(&governed, 1);
        governed.set(world, &policy).await?;
        governed
            .set(
                world,
                &IVaultAdmin::setTargetsCall {
                    targetsWad: targets,
                },
            )
            .await?;
        let venue = IVaultAdmin::setVenueCall {
            newVenue: governed.vault.config.venue.clone(),
        };
        governed.set(world, &venue).await?;
        let feed = IVaultAdmin::setFeedCall {
            token: assets[1].token,
            feed: client::bindings::Feed {
                maxAgeSeconds: 1_000,
                ..assets[1].feed.clone()
            },
            errorBps: assets[1].errorBps + 1,
        };
        governed.set(world, &feed).await?;
        governed
            .set(
                world,
                &IVaultAdmin::retireAssetCall {
                    token: assets[2].token,
                },
            )
            .await?;
        let keepers = IVaultAdmin::setKeepersCall {
            added: vec![people.keeper],
            removed: vec![],
            newKeepersOnly: true,
        };
        governed.set(world, &keepers).await?;
        let flows = IVaultAdmin::setFlowPolicyCall {
            newFlowPolicy: client::bindings::FlowPolicy {
                dailyFlowBps: 9_999,
                ..governed.vault.config.flowPolicy.clone()
            },
        };
        governed.set(world, &flows).await?;
        let lower = IVaultAdmin::lowerCapsCall {
            dailyFlowBps: 0,
            shareCap: Default::default(),
        };
        governed
            .vault
            .send(chain, governed.guardian, &lower)
            .await?;
        let pause = IVaultAdmin::pauseCall {};
        governed
            .vault
            .send(chain, governed.guardian, &pause)
            .await?;
        let dismiss = IVaultAdmin::dismissKeeperCall {
            keeper: people.keeper,
        };
        governed
            .vault
            .send(chain, governed.guardian, &dismiss)
            .await?;
        let unpause = IVaultAdmin::unpauseCall {};
        governed.vault.send(chain, governed.owner, &unpause).await?;
        ensure!(governed.vault.views(chain).await? == before);
        ensure!(governed.vault.real_balances(chain).await? == real);
        // The paths that do move them refuse everyone with a role.
        for who in [governed.owner, governed.curator, governed.guardian] {
            let pay = IVault::payCall {
                token: assets[0].token,
                amount: U256::ONE,
                to: who,
            };
            let error = IVault::NotPaying { caller: who };
            refused(chain, who, governed.vault.address, &pay, &error).await?;
            let redeem = IVault::redeemInKindCall {
                shares: U256::ONE,
                minAmounts: vec![U256::ZERO; 3],
                receiver: who,
                owner: if who == governed.owner {
                    people.alice
                } else {
                    governed.owner
                },
                deadline: U256::MAX,
            };
            let got = refused_raw(chain, who, governed.vault.address, data_of(&redeem), |_| {
                let error = IVault::ERC20InsufficientAllowance {
                    spender: who,
                    allowance: U256::ZERO,
                    needed: U256::ONE,
                };
                alloy::sol_types::SolError::abi_encode(&error).into()
            })
            .await?;
            ensure!(got.name() == "ERC20InsufficientAllowance");
        }
        ensure!(
            governed
                .vault
                .shares_of(chain, Address::ZERO)
                .await?
                .is_zero()
        );
        Ok(())
    });
}
