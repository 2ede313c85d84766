//! Who may do what (A1), held against the ABI: every function that can change something, tried by every kind of caller.
//!
//! [`TABLE`] is the whole truth about roles: a function that is in the ABI and not in it fails the test.

use alloy::{
    json_abi::StateMutability,
    primitives::{Address, Bytes, I256, U256},
    sol_types::{SolCall, SolError},
};
use anyhow::{Context, ensure};
use client::{
    bindings::{IVault, IVaultAdmin, IVaultFees, IVaultPermits, IVaultPriced},
    revert::Revert,
    transaction::TransactionError,
};
use e2e::{
    calldata::interface,
    chain::reverted,
    governance::{Governed, data_of, execute_call, revoke_call, submit_call},
    refusal::refused_raw,
    stage::story,
    vault::{deposit_call, rebalance_call},
    world::World,
};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use std::collections::BTreeSet;

/// Who may call a function, and so what everyone else is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum For {
    Anyone,
    /// Only where there are keepers; in this test there are.
    Keepers,
    Owner,
    PendingOwner,
    Curator,
    CuratorOrOwner,
    GuardianOrOwner,
    GuardianCuratorOrOwner,
    /// The payee of a running trade; outside of one, nobody.
    TheRouterInATrade,
    /// The pool of a running swap; outside of one, nobody.
    ThePoolInATrade,
    /// Once, at birth.
    NobodyAnyMore,
    /// Only by `execute`.
    TheTimelock,
}

const TABLE: [(&str, For); 51] = [
    ("abdicate", For::TheTimelock),
    ("acceptOwnership", For::PendingOwner),
    ("accruePerformance", For::Anyone),
    ("addAsset", For::TheTimelock),
    ("applyFees", For::TheTimelock),
    ("approve", For::Anyone),
    ("claim", For::Anyone),
    ("collectFees", For::Anyone),
    ("deposit", For::Anyone),
    ("depositAsset", For::Anyone),
    ("depositAssetWithPermit2", For::Anyone),
    ("depositInKind", For::Anyone),
    ("depositInKindWithPermit2", For::Anyone),
    ("dismissKeeper", For::GuardianCuratorOrOwner),
    ("execute", For::Anyone),
    ("initialize", For::NobodyAnyMore),
    ("lowerCaps", For::GuardianCuratorOrOwner),
    ("mint", For::Anyone),
    ("multicall", For::Anyone),
    ("pause", For::GuardianOrOwner),
    ("pay", For::TheRouterInATrade),
    ("permit", For::Anyone),
    ("permitUnlessAllowed", For::Anyone),
    ("rebalance", For::Keepers),
    ("redeem", For::Anyone),
    ("redeemAsset", For::Anyone),
    ("redeemInKind", For::Anyone),
    ("removeAsset", For::TheTimelock),
    ("retireAsset", For::TheTimelock),
    ("revoke", For::GuardianCuratorOrOwner),
    ("seed", For::Owner),
    ("selfPermit", For::Anyone),
    ("setCurator", For::Owner),
    ("setFeed", For::TheTimelock),
    ("setFees", For::TheTimelock),
    ("setFlowPolicy", For::TheTimelock),
    ("setGuardian", For::Owner),
    ("setKeepers", For::TheTimelock),
    ("setLossLimits", For::TheTimelock),
    ("setPolicy", For::TheTimelock),
    ("setPoolFee", For::TheTimelock),
    ("setTargets", For::TheTimelock),
    ("setTimelock", For::CuratorOrOwner),
    ("setVenue", For::TheTimelock),
    ("submit", For::Curator),
    ("transfer", For::Anyone),
    ("transferFrom", For::Anyone),
    ("transferOwnership", For::Owner),
    ("uniswapV3SwapCallback", For::ThePoolInATrade),
    ("unpause", For::Owner),
    ("withdraw", For::Anyone),
];

/// Errors that say that the caller is the wrong one.
const WRONG_CALLER: [&str; 8] = [
    "NotOwner",
    "NotPendingOwner",
    "NotCurator",
    "NotGuardian",
    "NotKeeper",
    "NotPaying",
    "TimelockSkipped",
    "AlreadyInitialized",
];

/// A vault with every role filled, and everyone who may try something.
struct Cast {
    governed: Governed,
    pending_owner: Address,
    keeper: Address,
    callers: Vec<(&'static str, Address)>,
}

impl Cast {
    async fn assemble(world: &World) -> anyhow::Result<Self> {
        let (chain, people, suite) = (&world.chain, world.chain.people, world.suite());
        let mut governed = Governed::order(world, 2).await?;
        let keepers = IVaultAdmin::setKeepersCall {
            added: vec![people.keeper],
            removed: Vec::new(),
            newKeepersOnly: true,
        };
        governed.set(world, &keepers).await?;
        let pending_owner = people.deployer;
        let offer = IVaultAdmin::transferOwnershipCall {
            newOwner: pending_owner,
        };
        governed.vault.send(chain, governed.owner, &offer).await?;
        let callers = vec![
            ("nobody", Address::ZERO),
            ("a stranger", people.mallory),
            ("a holder", people.alice),
            ("the keeper", people.keeper),
            ("the guardian", governed.guardian),
            ("the curator", governed.curator),
            ("the owner", governed.owner),
            ("the pending owner", pending_owner),
            ("the vault", governed.vault.address),
            ("the core", suite.implementation),
            ("the admin room", suite.admin),
            ("the oracle", suite.oracle),
            ("the engine", suite.engine),
            ("the router", suite.router),
            ("the factory", world.factory()),
            ("a token", governed.vault.tokens()[0]),
        ];
        Ok(Self {
            governed,
            pending_owner,
            keeper: people.keeper,
            callers,
        })
    }

    /// Whether `caller` may, and the error for whoever may not.
    fn rule(&self, what: For, caller: Address, selector: [u8; 4]) -> (bool, Bytes) {
        let Governed {
            owner,
            curator,
            guardian,
            ..
        } = self.governed;
        let selector = selector.into();
        let not_owner = IVault::NotOwner { caller, owner }.abi_encode();
        let not_curator = IVault::NotCurator { caller, curator }.abi_encode();
        let not_guardian = IVault::NotGuardian { caller, guardian }.abi_encode();
        let (may, told) = match what {
            For::Anyone => (true, Vec::new()),
            For::Keepers => (
                caller == self.keeper,
                IVault::NotKeeper { caller }.abi_encode(),
            ),
            For::Owner => (caller == owner, not_owner),
            For::PendingOwner => (
                caller == self.pending_owner,
                IVault::NotPendingOwner {
                    caller,
                    pendingOwner: self.pending_owner,
                }
                .abi_encode(),
            ),
            For::Curator => (caller == curator, not_curator),
            For::CuratorOrOwner => ([curator, owner].contains(&caller), not_curator),
            For::GuardianOrOwner => ([guardian, owner].contains(&caller), not_guardian),
            For::GuardianCuratorOrOwner => {
                ([guardian, curator, owner].contains(&caller), not_guardian)
            }
            For::TheRouterInATrade | For::ThePoolInATrade => {
                (false, IVault::NotPaying { caller }.abi_encode())
            }
            For::NobodyAnyMore => (false, IVault::AlreadyInitialized {}.abi_encode()),
            For::TheTimelock => (false, IVault::TimelockSkipped { selector }.abi_encode()),
        };
        (may, told.into())
    }

    /// Calldata that would mean something if the caller were the right one.
    fn calldata(&self, function: &str, caller: Address) -> anyhow::Result<Bytes> {
        let (vault, one) = (&self.governed.vault, U256::ONE);
        let policy = IVaultAdmin::setPolicyCall {
            newPolicy: vault.config.policy.clone(),
        };
        let token = vault.tokens()[1];
        let asset = vault.config.assets[1].clone();
        let targets = vec![one; 3];
        let governing = IVaultAdmin::setPolicyCall::SELECTOR.into();
        Ok(match function {
            "abdicate" => data_of(&IVaultAdmin::abdicateCall {
                selector: governing,
            }),
            "acceptOwnership" => data_of(&IVaultAdmin::acceptOwnershipCall {}),
            "accruePerformance" => data_of(&IVaultFees::accruePerformanceCall {}),
            "applyFees" => data_of(&IVaultFees::applyFeesCall::default()),
            "collectFees" => data_of(&IVaultFees::collectFeesCall {}),
            "setFees" => data_of(&IVaultAdmin::setFeesCall::default()),
            "addAsset" => data_of(&IVaultAdmin::addAssetCall {
                asset,
                targetsWad: targets,
            }),
            "approve" => data_of(&IVault::approveCall {
                spender: caller,
                value: one,
            }),
            "claim" => data_of(&IVault::claimCall {
                token,
                owner: caller,
            }),
            "deposit" => data_of(&IVaultPriced::depositCall {
                assets: one,
                receiver: caller,
            }),
            "depositAsset" => data_of(&IVaultPriced::depositAssetCall {
                token,
                amount: one,
                minShares: one,
                receiver: caller,
                deadline: U256::MAX,
            }),
            "depositAssetWithPermit2" => {
                data_of(&IVaultPermits::depositAssetWithPermit2Call::default())
            }
            "depositInKindWithPermit2" => {
                data_of(&IVaultPermits::depositInKindWithPermit2Call::default())
            }
            "multicall" => data_of(&IVaultPermits::multicallCall { data: Vec::new() }),
            "permitUnlessAllowed" => data_of(&IVaultPermits::permitUnlessAllowedCall {
                owner: caller,
                spender: token,
                ..Default::default()
            }),
            "selfPermit" => data_of(&IVaultPermits::selfPermitCall {
                token,
                ..Default::default()
            }),
            "depositInKind" => data_of(&deposit_call(one, vec![U256::MAX; 2], caller)),
            "dismissKeeper" => data_of(&IVaultAdmin::dismissKeeperCall {
                keeper: self.keeper,
            }),
            "execute" => data_of(&execute_call(&policy)),
            "initialize" => data_of(&IVaultAdmin::initializeCall {
                suite: vault.suite.clone(),
                config: vault.config.clone(),
                seeder: caller,
                amounts: vec![one; 2],
            }),
            "lowerCaps" => data_of(&IVaultAdmin::lowerCapsCall {
                dailyFlowBps: 0,
                shareCap: Default::default(),
            }),
            "mint" => data_of(&IVaultPriced::mintCall {
                shares: one,
                receiver: caller,
            }),
            "pause" => data_of(&IVaultAdmin::pauseCall {}),
            "pay" => data_of(&IVault::payCall {
                token,
                amount: one,
                to: caller,
            }),
            // Of somebody else: who sends a permit does not matter, who signed it does.
            "uniswapV3SwapCallback" => data_of(&IVault::uniswapV3SwapCallbackCall {
                amount0Delta: I256::ONE,
                amount1Delta: I256::MINUS_ONE,
                data: token.into_word().into(),
            }),
            "permit" => data_of(&IVaultAdmin::permitCall {
                owner: self.governed.owner,
                spender: caller,
                value: one,
                deadline: U256::MAX,
                v: 27,
                r: Default::default(),
                s: Default::default(),
            }),
            "rebalance" => data_of(&rebalance_call()),
            "redeem" => data_of(&IVaultPriced::redeemCall {
                shares: one,
                receiver: caller,
                owner: caller,
            }),
            "redeemAsset" => data_of(&IVaultPriced::redeemAssetCall {
                token,
                shares: one,
                minAmount: one,
                receiver: caller,
                owner: caller,
                deadline: U256::MAX,
            }),
            "redeemInKind" => data_of(&vault.redeem_call(one, caller)),
            "removeAsset" => data_of(&IVaultAdmin::removeAssetCall { token }),
            "retireAsset" => data_of(&IVaultAdmin::retireAssetCall { token }),
            "revoke" => data_of(&revoke_call(&policy)),
            "seed" => data_of(&IVaultAdmin::seedCall {
                amounts: vec![one; 2],
                receiver: caller,
            }),
            "setCurator" => data_of(&IVaultAdmin::setCuratorCall { newCurator: caller }),
            "setFeed" => data_of(&IVaultAdmin::setFeedCall {
                token,
                feed: asset.feed,
                errorBps: asset.errorBps,
            }),
            "setFlowPolicy" => data_of(&IVaultAdmin::setFlowPolicyCall {
                newFlowPolicy: vault.config.flowPolicy.clone(),
            }),
            "setGuardian" => data_of(&IVaultAdmin::setGuardianCall {
                newGuardian: caller,
            }),
            "setKeepers" => data_of(&IVaultAdmin::setKeepersCall {
                added: vec![caller],
                removed: Vec::new(),
                newKeepersOnly: false,
            }),
            "setLossLimits" => data_of(&IVaultAdmin::setLossLimitsCall {
                newLossLimits: vault.config.lossLimits.clone(),
            }),
            "setPolicy" => data_of(&policy),
            "setPoolFee" => data_of(&IVaultAdmin::setPoolFeeCall {
                token,
                poolFee: asset.poolFee,
            }),
            "setTargets" => data_of(&IVaultAdmin::setTargetsCall {
                targetsWad: targets,
            }),
            "setTimelock" => data_of(&IVaultAdmin::setTimelockCall {
                selector: governing,
                delaySeconds: U256::from(700_000),
            }),
            "setVenue" => data_of(&IVaultAdmin::setVenueCall {
                newVenue: vault.config.venue.clone(),
            }),
            "submit" => data_of(&submit_call(&policy)),
            "transfer" => data_of(&IVault::transferCall {
                to: caller,
                value: one,
            }),
            "transferFrom" => data_of(&IVault::transferFromCall {
                from: self.governed.owner,
                to: caller,
                value: one,
            }),
            "transferOwnership" => {
                data_of(&IVaultAdmin::transferOwnershipCall { newOwner: caller })
            }
            "unpause" => data_of(&IVaultAdmin::unpauseCall {}),
            "withdraw" => data_of(&IVaultPriced::withdrawCall {
                assets: one,
                receiver: caller,
                owner: caller,
            }),
            other => anyhow::bail!("how is {other} called?"),
        })
    }
}

#[test]
fn inv_a1_every_function_is_for_whom_the_table_says_and_refuses_everyone_else() {
    story(async |world| {
        let (chain, cast) = (&world.chain, Cast::assemble(world).await?);
        let face = interface("IVault");
        let changing: Vec<_> = face
            .functions()
            .filter(|function| function.state_mutability == StateMutability::NonPayable)
            .collect();
        let rows: BTreeSet<_> = TABLE.iter().map(|(name, _)| *name).collect();
        let functions: BTreeSet<_> = changing
            .iter()
            .map(|function| function.name.as_str())
            .collect();
        ensure!(rows == functions, "{rows:?} and {functions:?}");
        let vault = cast.governed.vault.address;
        let (mut refused, mut allowed) = (0, 0);
        for function in changing {
            let what = TABLE
                .iter()
                .find(|(name, _)| *name == function.name)
                .context("checked above")?
                .1;
            for (who, caller) in &cast.callers {
                let (may, told) = cast.rule(what, *caller, function.selector().0);
                let data = cast.calldata(&function.name, *caller)?;
                let answer = chain.ask(*caller, vault, data).await;
                if may {
                    allowed += 1;
                    let reason = match answer {
                        Ok(_) => continue,
                        Err(TransactionError::Reverted { reason, .. }) => reason,
                        Err(other) => return Err(other.into()),
                    };
                    ensure!(
                        !WRONG_CALLER.iter().any(|name| reason.is(name)),
                        "{who} may call {} and is told {reason}",
                        function.name
                    );
                } else {
                    refused += 1;
                    let got = reverted(answer)?;
                    let expected = Revert::decode(&told);
                    ensure!(
                        got == expected,
                        "{who} calls {} and is told {got} instead of {expected}",
                        function.name
                    );
                }
            }
        }
        println!("{refused} pairs refused, {allowed} allowed");
        ensure!(refused > 250 && allowed > 90, "{refused} and {allowed}");
        // By transactions too, where there is a key: the whole state is as before but for the sender.
        for (who, caller) in &cast.callers[1..8] {
            for (name, what) in &TABLE {
                let function = face
                    .function(name)
                    .and_then(|overloads| overloads.first())
                    .context("checked above")?;
                let (may, told) = cast.rule(*what, *caller, function.selector().0);
                if may {
                    continue;
                }
                let data = cast.calldata(name, *caller)?;
                refused_raw(chain, *caller, vault, data, |_| told)
                    .await
                    .with_context(|| format!("{who} calls {name}"))?;
            }
        }
        Ok(())
    });
}

/// Who has the roles, as this test believes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Believed {
    owner: Address,
    pending_owner: Address,
    curator: Address,
    guardian: Address,
}

impl Believed {
    async fn of(world: &World, governed: &Governed) -> anyhow::Result<Self> {
        let (chain, vault) = (&world.chain, &governed.vault);
        Ok(Self {
            owner: vault.view(chain, &IVaultAdmin::ownerCall {}).await?,
            pending_owner: vault.view(chain, &IVaultAdmin::pendingOwnerCall {}).await?,
            curator: vault.view(chain, &IVaultAdmin::curatorCall {}).await?,
            guardian: vault.view(chain, &IVaultAdmin::guardianCall {}).await?,
        })
    }
}

#[test]
fn inv_a9_no_sequence_of_appointments_leaves_a_vault_without_an_owner_or_gives_a_role_more() {
    for seed in 0..4 {
        story(async |world| appointments(world, seed).await);
    }
}

async fn appointments(world: &World, seed: u64) -> anyhow::Result<()> {
    let (chain, people) = (&world.chain, world.chain.people);
    let governed = Governed::order(world, 2).await?;
    let vault = &governed.vault;
    let actors = [
        people.owner,
        people.alice,
        people.bob,
        people.carol,
        people.mallory,
    ];
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let mut believed = Believed::of(world, &governed).await?;
    let (mut done, mut refused) = (0, 0);
    for step in 0..60 {
        let who = match random.random_range(0..3) {
            0 => believed.owner,
            1 if !believed.pending_owner.is_zero() => believed.pending_owner,
            _ => actors[random.random_range(0..actors.len())],
        };
        let whom = match random.random_range(0..6) {
            0 => Address::ZERO,
            other => actors[other - 1],
        };
        let is_owner = who == believed.owner;
        let mut next = believed;
        let (what, data, may) = match random.random_range(0..4) {
            0 => {
                next.pending_owner = whom;
                let call = IVaultAdmin::transferOwnershipCall { newOwner: whom };
                ("transferOwnership", data_of(&call), is_owner)
            }
            1 => {
                next.owner = who;
                next.pending_owner = Address::ZERO;
                let call = IVaultAdmin::acceptOwnershipCall {};
                (
                    "acceptOwnership",
                    data_of(&call),
                    who == believed.pending_owner,
                )
            }
            2 => {
                next.curator = whom;
                let call = IVaultAdmin::setCuratorCall { newCurator: whom };
                ("setCurator", data_of(&call), is_owner)
            }
            _ => {
                next.guardian = whom;
                let call = IVaultAdmin::setGuardianCall { newGuardian: whom };
                ("setGuardian", data_of(&call), is_owner)
            }
        };
        let sent = chain.send_raw(who, vault.address, data).await;
        ensure!(
            sent.is_ok() == may,
            "seed {seed}, step {step}: {who} calls {what}({whom}): {sent:?}"
        );
        if may {
            done += 1;
            believed = next;
        } else {
            refused += 1;
            let got = reverted(sent)?;
            ensure!(got.is("NotOwner") || got.is("NotPendingOwner"), "{got}");
        }
        let is = Believed::of(world, &governed).await?;
        ensure!(is == believed, "step {step}: {is:?}, expected {believed:?}");
        ensure!(!is.owner.is_zero(), "step {step}: nobody owns the vault");
    }
    ensure!(done >= 10 && refused >= 10, "vacuous: {done} and {refused}");
    Ok(())
}
