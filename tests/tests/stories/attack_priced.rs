//! Priced flows under attack: lots, caps at their edges, every way in and every way out.

use alloy::{
    primitives::{Address, U256, aliases::U112},
    sol_types::SolCall,
};
use anyhow::{Context, ensure};
use client::bindings::{IVault, IVaultAdmin, IVaultPriced};
use e2e::{
    chain::reverted,
    portfolio::Portfolio,
    refusal::{refused, refused_at},
    stage::story,
    vault::{NO_DEADLINE, Vault, approve, holdings},
    world::{HOLD_S, World},
};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

const WAD: U256 = U256::from_limbs([1_000_000_000_000_000_000, 0, 0, 0]);
const ONE: U256 = U256::from_limbs([1, 0, 0, 0]);

fn usdc(whole: u64) -> U256 {
    U256::from(whole) * U256::from(1_000_000)
}

async fn ready(world: &World, vault: &Vault, who: Address) -> anyhow::Result<()> {
    world.fund(who, &vault.tokens()).await?;
    for token in vault.tokens() {
        approve(&world.chain, token, who, vault.address, U256::MAX).await?;
    }
    Ok(())
}

fn deposit(assets: U256, receiver: Address) -> IVaultPriced::depositCall {
    IVaultPriced::depositCall { assets, receiver }
}

async fn lot(world: &World, vault: &Vault, account: Address) -> anyhow::Result<(U256, U256)> {
    let lot = vault
        .view(&world.chain, &IVaultAdmin::lockedSharesCall { account })
        .await?;
    Ok((lot.shares, lot.until))
}

#[test]
fn attack_nobody_holds_back_the_shares_of_another() {
    story(async |world| {
        let (chain, people) = (&world.chain, world.chain.people);
        let (alice, mallory) = (people.alice, people.mallory);
        let vault = world.vault(3).await?;
        ready(world, &vault, alice).await?;
        ready(world, &vault, mallory).await?;
        vault.deposit_allowed(chain, alice, WAD).await?;

        // Dust for alice: a lot of the dust alone. What alice had still moves, to the last unit.
        vault.send(chain, mallory, &deposit(usdc(1), alice)).await?;
        let (dust, until) = lot(world, &vault, alice).await?;
        ensure!(dust > U256::ZERO && vault.shares_of(chain, alice).await? == WAD + dust);
        // Neither a second time nor by dust of shares can a stranger add to it or make it last.
        chain.pass_time(100).await?;
        let running = IVault::LotRunning {
            account: alice,
            until,
        };
        refused(
            chain,
            mallory,
            vault.address,
            &deposit(usdc(1), alice),
            &running,
        )
        .await?;
        let shares = WAD / U256::from(1_000);
        let mint = IVaultPriced::mintCall {
            shares,
            receiver: alice,
        };
        refused(chain, mallory, vault.address, &mint, &running).await?;
        let most = IVaultPriced::maxDepositCall { receiver: alice };
        let asked = chain
            .ask(mallory, vault.address, most.abi_encode().into())
            .await?;
        ensure!(
            U256::from_be_slice(&asked) == U256::ZERO,
            "for mallory there is no room"
        );
        ensure!(
            vault.view(chain, &most).await? > U256::ZERO,
            "for alice there is"
        );
        vault.deposit_allowed(chain, mallory, WAD).await?;
        let gift = IVault::transferCall {
            to: alice,
            value: ONE,
        };
        vault.send(chain, mallory, &gift).await?;
        ensure!(lot(world, &vault, alice).await? == (dust, until));

        let send = IVault::transferCall {
            to: people.bob,
            value: WAD + ONE,
        };
        vault.send(chain, alice, &send).await?;
        let send = IVault::transferCall {
            to: people.bob,
            value: ONE,
        };
        let locked = IVault::SharesLocked {
            account: alice,
            free: U256::ZERO,
            needed: ONE,
            until,
        };
        refused(chain, alice, vault.address, &send, &locked).await?;

        // What alice adds is one lot with the dust, until the later of both; the last held second still holds.
        vault.send(chain, alice, &deposit(usdc(50), alice)).await?;
        let now = chain.now().await?;
        let (sum, later) = lot(world, &vault, alice).await?;
        ensure!(sum > dust && later == U256::from(now + u64::from(HOLD_S)) && later > until);
        chain.next_block_at(now + u64::from(HOLD_S) - 1).await?;
        let locked = IVault::SharesLocked {
            until: later,
            ..locked
        };
        refused(chain, alice, vault.address, &send, &locked).await?;
        chain.next_block_at(now + u64::from(HOLD_S)).await?;
        vault.redeem(chain, alice, sum).await?;
        Ok(())
    });
}

#[test]
fn attack_an_allowance_does_not_free_what_is_held_back() {
    story(async |world| {
        let (chain, people) = (&world.chain, world.chain.people);
        let (alice, bob) = (people.alice, people.bob);
        let vault = world.vault(2).await?;
        ready(world, &vault, alice).await?;
        vault
            .send(chain, alice, &deposit(usdc(1_000), alice))
            .await?;
        let (shares, until) = lot(world, &vault, alice).await?;
        approve(chain, vault.address, alice, bob, U256::MAX).await?;
        let locked = IVault::SharesLocked {
            account: alice,
            free: U256::ZERO,
            needed: shares,
            until,
        };
        let take = IVault::transferFromCall {
            from: alice,
            to: bob,
            value: shares,
        };
        refused(chain, bob, vault.address, &take, &locked).await?;
        let redeem = IVaultPriced::redeemCall {
            shares,
            receiver: bob,
            owner: alice,
        };
        refused(chain, bob, vault.address, &redeem, &locked).await?;
        let in_kind = IVault::redeemInKindCall {
            shares,
            minAmounts: vec![U256::ZERO; 2],
            receiver: bob,
            owner: alice,
            deadline: NO_DEADLINE,
        };
        refused(chain, bob, vault.address, &in_kind, &locked).await?;
        ensure!(
            vault
                .view(chain, &IVaultPriced::maxRedeemCall { owner: alice })
                .await?
                == U256::ZERO
        );
        ensure!(
            vault
                .view(chain, &IVaultPriced::maxWithdrawCall { owner: alice })
                .await?
                == U256::ZERO
        );
        Ok(())
    });
}

/// Each maximum is accepted, and the next unit is not: by the day's cap, by the share cap, by the holding and the lot.
#[test]
fn attack_caps_hold_at_their_edges() {
    story(async |world| {
        let (chain, alice) = (&world.chain, world.chain.people.alice);
        let vault = world.vault(3).await?;
        ready(world, &vault, alice).await?;
        // The day: 5 % of a million.
        let receiver = alice;
        let most = vault
            .view(chain, &IVaultPriced::maxDepositCall { receiver })
            .await?;
        ensure!(most > usdc(49_900) && most <= usdc(50_100), "{most}");
        let over = deposit(most + usdc(1), alice);
        let got = chain
            .fail(alice, vault.address, over.abi_encode().into())
            .await?
            .0;
        ensure!(got.is("FlowAboveDailyCap"), "{got}");
        vault.send(chain, alice, &deposit(most, alice)).await?;
        let next = deposit(usdc(10), alice);
        let got = chain
            .fail(alice, vault.address, next.abi_encode().into())
            .await?
            .0;
        ensure!(got.is("FlowAboveDailyCap"), "{got}");
        ensure!(
            vault.view(chain, &IVaultPriced::flowRoomCall {}).await? < WAD / U256::from(10_000)
        );

        // Half a day gives half of it back, in and out together.
        chain.pass_time(43_200).await?;
        let room = vault.view(chain, &IVaultPriced::flowRoomCall {}).await?;
        let half = WAD * U256::from(250) / U256::from(10_000);
        ensure!(
            room >= half && room < half + WAD / U256::from(10_000),
            "{room}"
        );
        let most = vault
            .view(chain, &IVaultPriced::maxRedeemCall { owner: alice })
            .await?;
        let all = vault.shares_of(chain, alice).await?;
        ensure!(most < all && most > U256::ZERO, "{most} of {all}");
        let redeem = |shares| IVaultPriced::redeemCall {
            shares,
            receiver: alice,
            owner: alice,
        };
        let over = redeem(most + WAD / U256::from(100)).abi_encode();
        let got = chain.fail(alice, vault.address, over.into()).await?.0;
        ensure!(got.is("FlowAboveDailyCap"), "{got}");
        let most = vault
            .view(chain, &IVaultPriced::maxRedeemCall { owner: alice })
            .await?;
        vault.send(chain, alice, &redeem(most)).await?;
        // In kind there is no cap.
        vault
            .redeem(chain, alice, vault.shares_of(chain, alice).await?)
            .await?;

        // The cap on shares stops both ways in.
        let mut config = world.config(3);
        config.flowPolicy.shareCap = U112::from(1_010) * WAD.to::<U112>();
        config.flowPolicy.dailyFlowBps = 10_000;
        let vault = world.vault_of(world.suite(), config).await?;
        ready(world, &vault, alice).await?;
        let most = vault
            .view(chain, &IVaultPriced::maxMintCall { receiver })
            .await?;
        ensure!(most == WAD * U256::from(10), "{most}");
        let full = |supply| IVault::ShareCapExceeded {
            supply,
            cap: WAD * U256::from(1_010),
        };
        let over = IVaultPriced::mintCall {
            shares: most + ONE,
            receiver,
        };
        let supply = WAD * U256::from(1_010) + ONE;
        refused(chain, alice, vault.address, &over, &full(supply)).await?;
        let in_kind = e2e::vault::deposit_call(most + ONE, vec![U256::MAX; 3], alice);
        refused(chain, alice, vault.address, &in_kind, &full(supply)).await?;
        let assets = vault
            .view(chain, &IVaultPriced::maxDepositCall { receiver })
            .await?;
        vault.send(chain, alice, &deposit(assets, alice)).await?;
        let left = WAD * U256::from(1_010) - vault.supply(chain).await?;
        ensure!(left < WAD / U256::from(100_000), "{left}");
        let mint = IVaultPriced::mintCall {
            shares: left,
            receiver,
        };
        if left > U256::ZERO {
            vault.send(chain, alice, &mint).await?;
        }
        ensure!(
            vault
                .view(chain, &IVaultPriced::maxDepositCall { receiver })
                .await?
                == U256::ZERO
        );
        ensure!(
            vault
                .view(chain, &IVaultPriced::maxMintCall { receiver })
                .await?
                == U256::ZERO
        );

        // What is not there cannot go out: the owner has nine tenths, the hub is a fifth.
        let owner = chain.people.owner;
        let shares = WAD * U256::from(900);
        let preview = IVaultPriced::previewRedeemCall { shares };
        let got = reverted(
            chain
                .ask(owner, vault.address, preview.abi_encode().into())
                .await,
        )?;
        ensure!(got.is("FlowAboveHolding"), "{got}");
        let held = vault.balances(chain).await?[0];
        let most = vault
            .view(chain, &IVaultPriced::maxWithdrawCall { owner })
            .await?;
        ensure!(most <= held && held - most <= ONE, "{most} of {held}");
        let withdraw = IVaultPriced::withdrawCall {
            assets: most,
            receiver: owner,
            owner,
        };
        vault.send(chain, owner, &withdraw).await?;
        Ok(())
    });
}

#[test]
fn attack_unreasonable_numbers_end_in_typed_errors() {
    story(async |world| {
        let (chain, alice) = (&world.chain, world.chain.people.alice);
        let vault = world.vault(3).await?;
        ready(world, &vault, alice).await?;
        let token = vault.tokens()[1];
        let huge = [
            U256::MAX,
            U256::MAX >> 1,
            U256::from(1) << 200,
            U256::from(1) << 128,
            U256::from(1) << 113,
        ];
        for number in huge {
            let calls = [
                deposit(number, alice).abi_encode(),
                IVaultPriced::mintCall {
                    shares: number,
                    receiver: alice,
                }
                .abi_encode(),
                IVaultPriced::withdrawCall {
                    assets: number,
                    receiver: alice,
                    owner: alice,
                }
                .abi_encode(),
                IVaultPriced::redeemCall {
                    shares: number,
                    receiver: alice,
                    owner: alice,
                }
                .abi_encode(),
                IVaultPriced::redeemAssetCall {
                    token,
                    shares: number,
                    minAmount: U256::ZERO,
                    receiver: alice,
                    owner: alice,
                    deadline: NO_DEADLINE,
                }
                .abi_encode(),
                IVaultPriced::depositAssetCall {
                    token,
                    amount: number,
                    minShares: U256::ZERO,
                    receiver: alice,
                    deadline: NO_DEADLINE,
                }
                .abi_encode(),
            ];
            for data in calls {
                let got = reverted(chain.ask(alice, vault.address, data.into()).await)?;
                let name = got.name.clone().context("a declared error")?;
                let known = [
                    "MathOverflow",
                    "FlowAboveDailyCap",
                    "FlowAboveHolding",
                    "SharesAboveSupply",
                ];
                ensure!(known.contains(&name.as_str()), "{number}: {got}");
            }
        }
        let nobody = Address::ZERO;
        let error = IVault::ERC20InvalidReceiver { receiver: nobody };
        refused(
            chain,
            alice,
            vault.address,
            &deposit(usdc(1), nobody),
            &error,
        )
        .await?;
        for receiver in [nobody, vault.address] {
            let call = IVaultPriced::redeemCall {
                shares: WAD,
                receiver,
                owner: alice,
            };
            let error = IVault::ERC20InvalidReceiver { receiver };
            refused(chain, alice, vault.address, &call, &error).await?;
        }
        // After the last exit there is no price: shares are made by a seed again.
        let owner = chain.people.owner;
        let shares = vault.shares_of(chain, owner).await?;
        vault.redeem(chain, owner, shares).await?;
        let error = IVault::SupplyZero {};
        refused(
            chain,
            alice,
            vault.address,
            &deposit(usdc(1), alice),
            &error,
        )
        .await?;
        let receiver = alice;
        ensure!(
            vault
                .view(chain, &IVaultPriced::maxDepositCall { receiver })
                .await?
                == U256::ZERO
        );
        vault
            .view(
                chain,
                &IVaultPriced::convertToSharesCall { assets: usdc(1) },
            )
            .await?;
        vault
            .view(chain, &IVaultPriced::convertToAssetsCall { shares: WAD })
            .await?;
        Ok(())
    });
}

/// V3: every way in with every way out at constant prices, and O9: whatever the true price within the band. Nobody who
/// comes and goes has more than before, and nobody who stays has less.
#[test]
fn inv_no_pair_of_entry_and_exit_profits_or_dilutes() {
    story(async |world| {
        let (chain, mallory) = (&world.chain, world.chain.people.mallory);
        let mut random = ChaCha8Rng::seed_from_u64(20);
        let mut pairs = 0;
        for has_fees in [false, true] {
            let mut config = world.config(3);
            config.flowPolicy.dailyFlowBps = 10_000;
            if !has_fees {
                (config.flowPolicy.baseFeeBps, config.flowPolicy.driftFeeBps) = (0, 0);
                config
                    .assets
                    .iter_mut()
                    .for_each(|asset| asset.errorBps = 0);
            }
            let vault = world.vault_of(world.suite(), config).await?;
            ready(world, &vault, mallory).await?;
            for way_in in 0..4 {
                for way_out in 0..4 {
                    chain.pass_time(86_400).await?;
                    let (index, bps) = (random.random_range(0..3), random.random_range(-200..200));
                    world.move_answer(index, bps).await?;
                    world.refresh_answers().await?;
                    let before = Standing::of(world, &vault, mallory).await?;
                    let had = vault.shares_of(chain, mallory).await?;
                    let usd = random.random_range(10..20_000_u64);
                    go_in(world, &vault, mallory, way_in, usd).await?;
                    chain.pass_time(u64::from(HOLD_S)).await?;
                    world.refresh_answers().await?;
                    let got = vault.shares_of(chain, mallory).await? - had;
                    go_out(world, &vault, mallory, way_out, got).await?;
                    ensure!(vault.shares_of(chain, mallory).await? == had);
                    let after = Standing::of(world, &vault, mallory).await?;
                    // At the answers themselves, and with every asset at either end of its band.
                    let errors = if has_fees { vec![0, 25, -25] } else { vec![0] };
                    for shift in combinations(&errors) {
                        let (own, rest) = (before.own(&shift), before.rest(&shift));
                        ensure!(
                            after.own(&shift) <= own,
                            "in {way_in}, out {way_out} at {shift:?}"
                        );
                        ensure!(
                            after.rest(&shift) >= rest,
                            "in {way_in}, out {way_out} at {shift:?}"
                        );
                        pairs += 1;
                    }
                }
            }
        }
        println!("{pairs} pairs of entry and exit at a true price, none of them profitable");
        ensure!(pairs == 16 + 16 * 27, "{pairs}");
        Ok(())
    });
}

/// Exact values of one's own tokens and of what a share of the others is worth.
struct Standing {
    own_e36: Vec<U256>,
    rest_e36: Vec<U256>,
    supply: U256,
}

impl Standing {
    async fn of(world: &World, vault: &Vault, who: Address) -> anyhow::Result<Self> {
        let chain = &world.chain;
        let own = holdings(chain, &vault.tokens(), who).await?;
        Ok(Self {
            own_e36: Portfolio::at(chain, vault, &own).await?.values_e36,
            rest_e36: Portfolio::of(chain, vault).await?.values_e36,
            supply: vault.supply(chain).await?,
        })
    }

    fn own(&self, shift: &[i64]) -> U256 {
        shifted(&self.own_e36, shift)
    }

    /// Supplies are equal before and after, so the NAV says what a share is worth.
    fn rest(&self, shift: &[i64]) -> U256 {
        assert!(self.supply > U256::ZERO, "somebody stays");
        shifted(&self.rest_e36, shift)
    }
}

fn shifted(values_e36: &[U256], bps: &[i64]) -> U256 {
    values_e36
        .iter()
        .zip(bps)
        .map(|(value, bps)| *value * U256::from(10_000_i64.saturating_add(*bps).unsigned_abs()))
        .sum()
}

fn combinations(choices: &[i64]) -> Vec<Vec<i64>> {
    let mut all = Vec::new();
    for a in choices {
        for b in choices {
            for c in choices {
                all.push(vec![*a, *b, *c]);
            }
        }
    }
    all
}

/// 0: in kind; 1 to 3: the asset of that index less one.
async fn go_in(
    world: &World,
    vault: &Vault,
    who: Address,
    way: usize,
    usd: u64,
) -> anyhow::Result<()> {
    let chain = &world.chain;
    if way == 0 {
        vault
            .deposit_allowed(chain, who, WAD * U256::from(usd) / U256::from(1_000))
            .await?;
        return Ok(());
    }
    let call = IVaultPriced::depositAssetCall {
        token: vault.tokens()[way - 1],
        amount: world.market.worth(way - 1, usd).await?,
        minShares: ONE,
        receiver: who,
        deadline: NO_DEADLINE,
    };
    vault.send(chain, who, &call).await?;
    Ok(())
}

async fn go_out(
    world: &World,
    vault: &Vault,
    who: Address,
    way: usize,
    shares: U256,
) -> anyhow::Result<()> {
    let chain = &world.chain;
    if way == 0 {
        vault.redeem(chain, who, shares).await?;
        return Ok(());
    }
    let call = IVaultPriced::redeemAssetCall {
        token: vault.tokens()[way - 1],
        shares,
        minAmount: ONE,
        receiver: who,
        owner: who,
        deadline: NO_DEADLINE,
    };
    vault.send(chain, who, &call).await?;
    Ok(())
}

#[test]
fn attack_a_deadline_that_passed_stops_both_single_asset_flows() {
    story(async |world| {
        let (chain, owner) = (&world.chain, world.chain.people.owner);
        let vault = world.vault(2).await?;
        let deadline = U256::from(chain.now().await?);
        chain.pass_time(10).await?;
        let token = vault.tokens()[1];
        let expired = |now| IVault::DeadlineExpired {
            deadline,
            timestamp: U256::from(now),
        };
        let call = IVaultPriced::redeemAssetCall {
            token,
            shares: WAD,
            minAmount: U256::ZERO,
            receiver: owner,
            owner,
            deadline,
        };
        refused_at(chain, owner, vault.address, &call, expired).await?;
        let call = IVaultPriced::depositAssetCall {
            token,
            amount: WAD,
            minShares: U256::ZERO,
            receiver: owner,
            deadline,
        };
        refused_at(chain, owner, vault.address, &call, expired).await?;
        Ok(())
    });
}
