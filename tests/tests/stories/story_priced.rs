//! In and out with one asset, as a wallet sees it: ERC-4626 in the hub, and the same in any other constituent.

use alloy::{
    primitives::{Address, U256},
    sol_types::SolCall,
};
use anyhow::ensure;
use client::bindings::{IOracle, IVault, IVaultAdmin, IVaultPriced};
use e2e::{
    chain::reverted,
    portfolio::Portfolio,
    priced::Model,
    refusal::refused,
    stage::story,
    vault::{IERC20, NO_DEADLINE, Vault, approve, event, holdings},
    world::{HOLD_S, World},
};

const WAD: U256 = U256::from_limbs([1_000_000_000_000_000_000, 0, 0, 0]);
const USDC: U256 = U256::from_limbs([1_000_000, 0, 0, 0]);

fn usdc(whole: u64) -> U256 {
    U256::from(whole) * USDC
}

/// A vault of three assets off its targets, and alice with tokens, approvals and some free shares.
async fn setting(world: &World) -> anyhow::Result<Vault> {
    let (chain, people) = (&world.chain, world.chain.people);
    let vault = world.vault(3).await?;
    world.move_price(1, 700).await?;
    for who in [people.alice, people.bob] {
        world.fund(who, &vault.tokens()).await?;
        for token in vault.tokens() {
            approve(chain, token, who, vault.address, U256::MAX).await?;
        }
    }
    vault
        .deposit_allowed(chain, people.alice, WAD * U256::from(100))
        .await?;
    Ok(vault)
}

#[test]
fn story_a_wallet_goes_in_and_out_through_erc_4626() {
    story(async |world| {
        let (chain, alice) = (&world.chain, world.chain.people.alice);
        let vault = setting(world).await?;
        let hub = vault.tokens()[0];
        ensure!(vault.view(chain, &IVaultPriced::assetCall {}).await? == hub);
        // ERC-7575: its own share, and its only entry.
        ensure!(vault.view(chain, &IVaultAdmin::shareCall {}).await? == vault.address);
        for (asset, entry) in [
            (hub, vault.address),
            (vault.tokens()[1], Address::ZERO),
            (vault.address, Address::ZERO),
            (Address::ZERO, Address::ZERO),
        ] {
            let call = IVaultAdmin::vaultCall { asset };
            ensure!(vault.view(chain, &call).await? == entry, "{asset}");
        }
        let free = vault.shares_of(chain, alice).await?;

        // Deposit: what was previewed, what the model says, the event to the letter, and all of it held back.
        let model = Model::of(chain, &vault, 0).await?;
        let (assets, held) = (usdc(1_000), vault.balances(chain).await?[0]);
        let preview = vault
            .view(chain, &IVaultPriced::previewDepositCall { assets })
            .await?;
        let call = IVaultPriced::depositCall {
            assets,
            receiver: alice,
        };
        let receipt = vault.send(chain, alice, &call).await?;
        let minted = vault.shares_of(chain, alice).await? - free;
        ensure!(
            minted == preview && minted == model.deposit(assets),
            "{minted} {preview}"
        );
        let deposit: IVault::Deposit = event(&receipt)?;
        ensure!(
            deposit
                == IVault::Deposit {
                    sender: alice,
                    owner: alice,
                    assets,
                    shares: minted
                }
        );
        ensure!(vault.balances(chain).await?[0] == held + assets);
        let lot = vault
            .view(chain, &IVaultAdmin::lockedSharesCall { account: alice })
            .await?;
        let until = U256::from(chain.now().await? + u64::from(HOLD_S));
        ensure!(
            lot.shares == minted && lot.until == until,
            "{} {}",
            lot.shares,
            lot.until
        );

        // Mint: one lot with the first.
        let model = Model::of(chain, &vault, 0).await?;
        let shares = WAD / U256::from(2);
        let preview = vault
            .view(chain, &IVaultPriced::previewMintCall { shares })
            .await?;
        let before = holdings(chain, &[hub], alice).await?[0];
        let receipt = vault
            .send(
                chain,
                alice,
                &IVaultPriced::mintCall {
                    shares,
                    receiver: alice,
                },
            )
            .await?;
        let paid = before - holdings(chain, &[hub], alice).await?[0];
        ensure!(
            paid == preview && paid == model.mint(shares),
            "{paid} {preview}"
        );
        ensure!(event::<IVault::Deposit>(&receipt)?.assets == paid);
        let lot = vault
            .view(chain, &IVaultAdmin::lockedSharesCall { account: alice })
            .await?;
        ensure!(lot.shares == minted + shares);

        // Withdraw and redeem take the free shares; the held ones stay.
        let model = Model::of(chain, &vault, 0).await?;
        let assets = usdc(2_000);
        let preview = vault
            .view(chain, &IVaultPriced::previewWithdrawCall { assets })
            .await?;
        let all = vault.shares_of(chain, alice).await?;
        let call = IVaultPriced::withdrawCall {
            assets,
            receiver: alice,
            owner: alice,
        };
        let receipt = vault.send(chain, alice, &call).await?;
        let burned = all - vault.shares_of(chain, alice).await?;
        ensure!(
            burned == preview && burned == model.withdraw(assets),
            "{burned} {preview}"
        );
        let gone: IVault::Withdraw = event(&receipt)?;
        ensure!((gone.sender, gone.receiver, gone.owner) == (alice, alice, alice));
        ensure!((gone.assets, gone.shares) == (assets, burned));

        let model = Model::of(chain, &vault, 0).await?;
        let shares = WAD * U256::from(3);
        let preview = vault
            .view(chain, &IVaultPriced::previewRedeemCall { shares })
            .await?;
        let before = holdings(chain, &[hub], alice).await?[0];
        let call = IVaultPriced::redeemCall {
            shares,
            receiver: alice,
            owner: alice,
        };
        vault.send(chain, alice, &call).await?;
        let got = holdings(chain, &[hub], alice).await?[0] - before;
        ensure!(
            got == preview && got == model.redeem(shares),
            "{got} {preview}"
        );

        // Most of what is free goes to another, so that the day's cap is not what stops the rest.
        let lot = vault
            .view(chain, &IVaultAdmin::lockedSharesCall { account: alice })
            .await?;
        let bob = world.chain.people.bob;
        let transfer = IVault::transferCall {
            to: bob,
            value: vault.shares_of(chain, alice).await? - lot.shares - WAD,
        };
        vault.send(chain, alice, &transfer).await?;

        // Nothing of the lot moves or exits, in kind neither; once its time is up everything does.
        let all = vault.shares_of(chain, alice).await?;
        let error = IVault::SharesLocked {
            account: alice,
            free: all - lot.shares,
            needed: all - lot.shares + U256::from(1),
            until: lot.until,
        };
        let more = error.needed;
        let transfer = IVault::transferCall {
            to: bob,
            value: more,
        };
        refused(chain, alice, vault.address, &transfer, &error).await?;
        refused(
            chain,
            alice,
            vault.address,
            &vault.redeem_call(more, alice),
            &error,
        )
        .await?;
        let redeem = IVaultPriced::redeemCall {
            shares: more,
            receiver: alice,
            owner: alice,
        };
        refused(chain, alice, vault.address, &redeem, &error).await?;
        let broke = IVault::ERC20InsufficientBalance {
            sender: alice,
            balance: all,
            needed: all + U256::from(1),
        };
        let transfer = IVault::transferCall {
            to: bob,
            value: broke.needed,
        };
        refused(chain, alice, vault.address, &transfer, &broke).await?;
        chain.pass_time(u64::from(HOLD_S)).await?;
        let lot = vault
            .view(chain, &IVaultAdmin::lockedSharesCall { account: alice })
            .await?;
        ensure!(lot.shares == U256::ZERO && lot.until == U256::ZERO);
        vault.redeem(chain, alice, all).await?;
        ensure!(vault.shares_of(chain, alice).await? == U256::ZERO);
        ensure!(vault.balances(chain).await? == vault.real_balances(chain).await?);
        Ok(())
    });
}

#[test]
fn story_any_constituent_goes_in_and_out() {
    story(async |world| {
        let (chain, people) = (&world.chain, world.chain.people);
        let (alice, bob) = (people.alice, people.bob);
        let vault = setting(world).await?;
        for index in [2, 1, 0] {
            let token = vault.tokens()[index];
            let tenth = vault.balances(chain).await?[index] / U256::from(500);
            let model = Model::of(chain, &vault, index).await?;
            let preview = IVaultPriced::previewDepositAssetCall {
                token,
                amount: tenth,
            };
            let expected = vault.view(chain, &preview).await?;
            ensure!(expected == model.deposit(tenth), "{index}: {expected}");
            let enter = |min_shares| IVaultPriced::depositAssetCall {
                token,
                amount: tenth,
                minShares: min_shares,
                receiver: bob,
                deadline: NO_DEADLINE,
            };
            let too_few = IVault::SharesBelowMinimum {
                shares: expected,
                minimum: expected + U256::from(1),
            };
            refused(chain, bob, vault.address, &enter(too_few.minimum), &too_few).await?;
            let before = vault.shares_of(chain, bob).await?;
            let receipt = vault.send(chain, bob, &enter(expected)).await?;
            ensure!(vault.shares_of(chain, bob).await? == before + expected);
            if index == 0 {
                ensure!(event::<IVault::Deposit>(&receipt)?.assets == tenth);
            } else {
                let seen: IVault::AssetDeposited = event(&receipt)?;
                ensure!((seen.sender, seen.receiver, seen.token) == (bob, bob, token));
                ensure!((seen.amount, seen.shares) == (tenth, expected));
            }

            let model = Model::of(chain, &vault, index).await?;
            let shares = WAD * U256::from(2);
            let preview = IVaultPriced::previewRedeemAssetCall { token, shares };
            let expected = vault.view(chain, &preview).await?;
            ensure!(expected == model.redeem(shares), "{index}: {expected}");
            let leave = |min_amount| IVaultPriced::redeemAssetCall {
                token,
                shares,
                minAmount: min_amount,
                receiver: people.carol,
                owner: alice,
                deadline: NO_DEADLINE,
            };
            let too_little = IVault::AmountBelowMinimum {
                token,
                amount: expected,
                minimum: expected + U256::from(1),
            };
            refused(
                chain,
                alice,
                vault.address,
                &leave(too_little.minimum),
                &too_little,
            )
            .await?;
            let before = holdings(chain, &[token], people.carol).await?[0];
            let receipt = vault.send(chain, alice, &leave(expected)).await?;
            ensure!(holdings(chain, &[token], people.carol).await?[0] == before + expected);
            if index == 0 {
                ensure!(event::<IVault::Withdraw>(&receipt)?.shares == shares);
            } else {
                let seen: IVault::AssetRedeemed = event(&receipt)?;
                ensure!((seen.sender, seen.receiver, seen.owner) == (alice, people.carol, alice));
                ensure!((seen.token, seen.amount, seen.shares) == (token, expected, shares));
            }
        }
        let late = IVaultPriced::depositAssetCall {
            token: vault.tokens()[1],
            amount: USDC,
            minShares: U256::ZERO,
            receiver: bob,
            deadline: U256::from(1),
        };
        let (got, now) = chain
            .fail(bob, vault.address, late.abi_encode().into())
            .await?;
        let expired = IVault::DeadlineExpired {
            deadline: U256::from(1),
            timestamp: U256::from(now),
        };
        ensure!(got.data == alloy::sol_types::SolError::abi_encode(&expired));
        let stranger = IVaultPriced::previewDepositAssetCall {
            token: vault.address,
            amount: USDC,
        };
        let unknown = IVault::AssetUnknown {
            token: vault.address,
        };
        refused(chain, bob, vault.address, &stranger, &unknown).await?;
        ensure!(vault.balances(chain).await? == vault.real_balances(chain).await?);
        Ok(())
    });
}

/// Flows towards the targets pay less than flows away from them.
#[test]
fn story_a_flow_that_reduces_drift_pays_less() {
    story(async |world| {
        let chain = &world.chain;
        let vault = world.vault(3).await?;
        // The second asset becomes heavy: the hub is now wanted, and the second asset is not.
        world.move_price(1, 2_000).await?;
        let mut lost = Vec::new();
        for index in [0, 1] {
            let token = vault.tokens()[index];
            let amount = world.market.worth(index, 1_000).await?;
            let preview = IVaultPriced::previewDepositAssetCall { token, amount };
            let shares = vault.view(chain, &preview).await?;
            let model = Model::of(chain, &vault, index).await?;
            let worth =
                shares * (model.nav_high + U256::from(1)) / (model.supply + U256::from(1_000_000));
            lost.push(model.value_floor(amount) - worth);
        }
        // Base and error are 35 bps of 1,000; drift is 10 bps of what is traded less or more.
        let (wanted, unwanted) = (lost[0], lost[1]);
        let bps = WAD / U256::from(10);
        ensure!(wanted < bps * U256::from(35) && unwanted > bps * U256::from(35));
        println!(
            "1,000 in: {wanted} of the hub that is wanted, {unwanted} of what there is too much of"
        );
        Ok(())
    });
}

/// What each view says in each state of the oracle and of the vault.
#[test]
fn story_views_answer_from_last_answers_and_maxima_are_zero_when_nothing_may_cross() {
    story(async |world| {
        let (chain, people) = (&world.chain, world.chain.people);
        let (alice, owner) = (people.alice, people.owner);
        let vault = setting(world).await?;
        let fresh = looked(world, &vault).await?;
        let maxima = maxima(world, &vault, alice).await?;
        ensure!(maxima.iter().all(|most| *most > U256::ZERO), "{maxima:?}");
        let model = Model::of(chain, &vault, 0).await?;
        let hub_e36 = Portfolio::value_e36(chain, &vault.config.assets[0], U256::from(1)).await?;
        ensure!(fresh[0] == model.nav_low * WAD / hub_e36, "totalAssets");

        // Paused: nothing crosses, the rest stands; previews act as if it were accepted.
        vault.send(chain, owner, &IVaultAdmin::pauseCall {}).await?;
        ensure!(looked(world, &vault).await? == fresh);
        ensure!(self::maxima(world, &vault, alice).await? == [U256::ZERO; 4]);
        let assets = usdc(10);
        vault
            .view(chain, &IVaultPriced::previewDepositCall { assets })
            .await?;
        let deposit = IVaultPriced::depositCall {
            assets,
            receiver: alice,
        };
        refused(
            chain,
            alice,
            vault.address,
            &deposit,
            &IVault::EnforcedPause {},
        )
        .await?;
        let redeem = IVaultPriced::redeemCall {
            shares: WAD,
            receiver: alice,
            owner: alice,
        };
        refused(
            chain,
            alice,
            vault.address,
            &redeem,
            &IVault::EnforcedPause {},
        )
        .await?;
        vault
            .send(chain, owner, &IVaultAdmin::unpauseCall {})
            .await?;

        // The sequencer is down: last answers to look at, none to settle at.
        world.report_sequencer(true).await?;
        ensure!(looked(world, &vault).await? == fresh);
        ensure!(self::maxima(world, &vault, alice).await? == [U256::ZERO; 4]);
        stopped(world, &vault, "SequencerDown").await?;
        world.report_sequencer(false).await?;
        stopped(world, &vault, "SequencerInGrace").await?;
        chain.pass_time(u64::from(world.grace_s) + 1).await?;
        ensure!(self::maxima(world, &vault, alice).await? == maxima);

        // Stale: a day and a second after the last answers.
        chain.pass_time(86_401).await?;
        ensure!(looked(world, &vault).await? == fresh);
        ensure!(self::maxima(world, &vault, alice).await? == [U256::ZERO; 4]);
        stopped(world, &vault, "PriceStale").await?;
        // In kind is open to what is free, whatever the oracle.
        vault.redeem(chain, alice, WAD).await?;
        world.refresh_answers().await?;
        ensure!(self::maxima(world, &vault, alice).await?[0] > U256::ZERO);
        Ok(())
    });
}

#[test]
fn story_a_dead_feed_stops_the_views_with_its_name_and_no_maximum() {
    story(async |world| {
        let (chain, people) = (&world.chain, world.chain.people);
        let (oracle, vault) = e2e::hostile::with_oracle(world, world.config(3)).await?;
        let feed = vault.config.assets[1].feed.aggregator;
        // An oracle that is honest about a feed without an answer.
        let missing = IOracle::PriceMissing { aggregator: feed };
        oracle
            .learn::<IOracle::readCall>(chain, e2e::actors::Script::refusing(&missing))
            .await?;
        oracle
            .learn::<IOracle::readLastCall>(chain, e2e::actors::Script::refusing(&missing))
            .await?;
        let assets = USDC;
        refused(
            chain,
            people.alice,
            vault.address,
            &IVaultPriced::totalAssetsCall {},
            &missing,
        )
        .await?;
        let convert = IVaultPriced::convertToSharesCall { assets };
        refused(chain, people.alice, vault.address, &convert, &missing).await?;
        let convert = IVaultPriced::convertToAssetsCall { shares: WAD };
        refused(chain, people.alice, vault.address, &convert, &missing).await?;
        let preview = IVaultPriced::previewDepositCall { assets };
        refused(chain, people.alice, vault.address, &preview, &missing).await?;
        ensure!(maxima(world, &vault, people.owner).await? == [U256::ZERO; 4]);
        vault.redeem(chain, people.owner, WAD).await?;
        Ok(())
    });
}

/// `totalAssets` and both conversions.
async fn looked(world: &World, vault: &Vault) -> anyhow::Result<[U256; 3]> {
    let chain = &world.chain;
    Ok([
        vault.view(chain, &IVaultPriced::totalAssetsCall {}).await?,
        vault
            .view(
                chain,
                &IVaultPriced::convertToSharesCall {
                    assets: usdc(1_000),
                },
            )
            .await?,
        vault
            .view(chain, &IVaultPriced::convertToAssetsCall { shares: WAD })
            .await?,
    ])
}

async fn maxima(world: &World, vault: &Vault, who: Address) -> anyhow::Result<[U256; 4]> {
    let chain = &world.chain;
    Ok([
        vault
            .view(chain, &IVaultPriced::maxDepositCall { receiver: who })
            .await?,
        vault
            .view(chain, &IVaultPriced::maxMintCall { receiver: who })
            .await?,
        vault
            .view(chain, &IVaultPriced::maxWithdrawCall { owner: who })
            .await?,
        vault
            .view(chain, &IVaultPriced::maxRedeemCall { owner: who })
            .await?,
    ])
}

/// Every preview, and every action, reverts with the oracle's own error of this name.
async fn stopped(world: &World, vault: &Vault, name: &str) -> anyhow::Result<()> {
    let (chain, alice) = (&world.chain, world.chain.people.alice);
    let (assets, shares) = (usdc(10), WAD);
    let calls = [
        IVaultPriced::previewDepositCall { assets }.abi_encode(),
        IVaultPriced::previewMintCall { shares }.abi_encode(),
        IVaultPriced::previewWithdrawCall { assets }.abi_encode(),
        IVaultPriced::previewRedeemCall { shares }.abi_encode(),
        IVaultPriced::depositCall {
            assets,
            receiver: alice,
        }
        .abi_encode(),
        IVaultPriced::mintCall {
            shares,
            receiver: alice,
        }
        .abi_encode(),
        IVaultPriced::withdrawCall {
            assets,
            receiver: alice,
            owner: alice,
        }
        .abi_encode(),
        IVaultPriced::redeemCall {
            shares,
            receiver: alice,
            owner: alice,
        }
        .abi_encode(),
    ];
    for data in calls {
        let got = reverted(chain.ask(alice, vault.address, data.into()).await)?;
        ensure!(got.is(name), "expected {name}, got {got}");
    }
    Ok(())
}

#[test]
fn story_an_allowance_lets_another_account_redeem_and_a_donation_changes_nothing() {
    story(async |world| {
        let (chain, people) = (&world.chain, world.chain.people);
        let (alice, bob) = (people.alice, people.bob);
        let vault = setting(world).await?;
        let call = IVaultPriced::redeemCall {
            shares: WAD,
            receiver: bob,
            owner: alice,
        };
        let error = IVault::ERC20InsufficientAllowance {
            spender: bob,
            allowance: U256::ZERO,
            needed: WAD,
        };
        refused(chain, bob, vault.address, &call, &error).await?;
        let approve = IERC20::approveCall {
            spender: bob,
            value: WAD + U256::from(5),
        };
        chain.send(alice, vault.address, &approve).await?;
        let before = looked(world, &vault).await?;
        for token in vault.tokens() {
            world.mint(token, vault.address, WAD).await?;
        }
        ensure!(
            looked(world, &vault).await? == before,
            "a donation moved a price"
        );
        let model = Model::of(chain, &vault, 0).await?;
        let held = holdings(chain, &vault.tokens()[..1], bob).await?[0];
        vault.send(chain, bob, &call).await?;
        ensure!(holdings(chain, &vault.tokens()[..1], bob).await?[0] - held == model.redeem(WAD));
        let left = IVault::allowanceCall {
            owner: alice,
            spender: bob,
        };
        ensure!(vault.view(chain, &left).await? == U256::from(5));
        Ok(())
    });
}
