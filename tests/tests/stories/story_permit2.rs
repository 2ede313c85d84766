//! Deposits by Permit2, with its real bytecode: whoever brings the signature, it does what its owner signed and nothing else.

use alloy::{
    primitives::{Address, B256, Bytes, U256},
    sol_types::{SolCall, SolError},
};
use anyhow::ensure;
use client::bindings::{IVault, IVaultAdmin, IVaultPermits, IVaultPriced, IVaultViews};
use e2e::{
    actors::Manner,
    actors::Memory,
    hostile::{entries, with_token},
    permit::ORDER,
    permit2::{self, Order, PERMIT2, Permit2, approve_all, deposit_asset, deposit_in_kind},
    refusal::{refused, refused_at, refused_raw},
    stage::story,
    vault::{Vault, approve, event, holdings},
    world::World,
};

const WAD: U256 = U256::from_limbs([1_000_000_000_000_000_000, 0, 0, 0]);

fn usdc(whole: u64) -> U256 {
    U256::from(whole) * U256::from(1_000_000)
}

/// A call that Permit2 refuses, in its own words.
async fn refused_by_permit2(
    world: &World,
    from: Address,
    vault: &Vault,
    call: &impl SolCall,
    error: &impl SolError,
) -> anyhow::Result<()> {
    let data = call.abi_encode().into();
    refused_raw(&world.chain, from, vault.address, data, |_| {
        error.abi_encode().into()
    })
    .await?;
    Ok(())
}

/// A vault of three, and alice with tokens that she lets Permit2 take, and nobody else.
async fn ready(world: &World) -> anyhow::Result<(Vault, Address)> {
    let alice = world.chain.people.alice;
    let vault = world.vault(3).await?;
    world.fund(alice, &vault.tokens()).await?;
    approve_all(&world.chain, &vault, alice).await?;
    Ok((vault, alice))
}

#[test]
fn story_anyone_brings_a_deposit_in_kind_that_its_owner_signed() {
    story(async |world| {
        let (chain, people) = (&world.chain, world.chain.people);
        let (vault, alice) = ready(world).await?;
        let preview = IVaultViews::previewDepositInKindCall { shares: WAD };
        let amounts = vault.view(chain, &preview).await?;
        let most = amounts.iter().map(|amount| *amount + U256::ONE).collect();
        let order = Order {
            receiver: people.bob,
            ..Order::own(alice, U256::from(7))
        };
        let call = deposit_in_kind(chain, &vault, order, WAD, most).await?;
        let before = holdings(chain, &vault.tokens(), alice).await?;
        let receipt = vault.send(chain, people.mallory, &call).await?;
        println!("gas of a deposit in kind by Permit2: {}", receipt.gas_used);

        let deposited: IVault::DepositedInKind = event(&receipt)?;
        ensure!((deposited.sender, deposited.receiver) == (alice, people.bob));
        ensure!(deposited.amounts == amounts && deposited.shares == WAD);
        ensure!(vault.shares_of(chain, people.bob).await? == WAD);
        let after = holdings(chain, &vault.tokens(), alice).await?;
        for ((before, after), amount) in before.into_iter().zip(after).zip(amounts) {
            ensure!(before - after == amount);
        }
        ensure!(vault.balances(chain).await? == vault.real_balances(chain).await?);
        // Once.
        let again = Permit2::InvalidNonce {};
        refused_by_permit2(world, people.mallory, &vault, &call, &again).await
    });
}

#[test]
fn story_a_signature_for_a_deposit_in_kind_is_good_for_nothing_else() {
    story(async |world| {
        let (chain, people) = (&world.chain, world.chain.people);
        let (alice, mallory) = (people.alice, people.mallory);
        let (vault, _) = ready(world).await?;
        let other = world
            .vault_of(world.suite(), {
                let mut config = world.config(3);
                config.name = "Another".to_owned();
                config
            })
            .await?;
        world.fund(mallory, &vault.tokens()).await?;
        approve_all(chain, &vault, mallory).await?;
        let most = vec![WAD; 3];
        let good = deposit_in_kind(chain, &vault, Order::own(alice, U256::ONE), WAD, most).await?;
        let moment = chain.remember().await?;
        vault.send(chain, mallory, &good).await?;
        chain.go_back(moment).await?;

        // Whatever is changed, the signature is not of that.
        let altered = [
            IVaultPermits::depositInKindWithPermit2Call {
                receiver: mallory,
                ..good.clone()
            },
            IVaultPermits::depositInKindWithPermit2Call {
                shares: WAD - U256::ONE,
                ..good.clone()
            },
            IVaultPermits::depositInKindWithPermit2Call {
                maxAmounts: vec![WAD + U256::ONE, WAD, WAD],
                ..good.clone()
            },
            IVaultPermits::depositInKindWithPermit2Call {
                owner: mallory,
                ..good.clone()
            },
            IVaultPermits::depositInKindWithPermit2Call {
                nonce: U256::ZERO,
                ..good.clone()
            },
            IVaultPermits::depositInKindWithPermit2Call {
                deadline: U256::MAX - U256::ONE,
                ..good.clone()
            },
        ];
        let stranger = Permit2::InvalidSigner {};
        for call in &altered {
            refused_by_permit2(world, mallory, &vault, call, &stranger).await?;
        }
        refused_by_permit2(world, mallory, &other, &good, &stranger).await?;
        // Nor does it serve as the other kind of deposit, nor at Permit2 itself.
        let as_asset = IVaultPermits::depositAssetWithPermit2Call {
            token: vault.tokens()[0],
            amount: WAD,
            minShares: WAD,
            receiver: alice,
            owner: alice,
            nonce: U256::ONE,
            deadline: U256::MAX,
            signature: good.signature.clone(),
        };
        refused_by_permit2(world, mallory, &vault, &as_asset, &stranger).await?;
        let take = Permit2::permitTransferFromCall {
            permit: Permit2::PermitTransferFrom {
                permitted: Permit2::TokenPermissions {
                    token: vault.tokens()[0],
                    amount: WAD,
                },
                nonce: U256::ONE,
                deadline: U256::MAX,
            },
            transferDetails: Permit2::SignatureTransferDetails {
                to: mallory,
                requestedAmount: WAD,
            },
            owner: alice,
            signature: good.signature.clone(),
        };
        let data = take.abi_encode().into();
        refused_raw(chain, mallory, PERMIT2, data, |_| {
            stranger.abi_encode().into()
        })
        .await?;
        // No signature at all.
        let unsigned = IVaultPermits::depositInKindWithPermit2Call {
            signature: Bytes::from(vec![0; 65]),
            ..good
        };
        let nobody: Bytes = alloy::primitives::keccak256("InvalidSignature()")[..4]
            .to_vec()
            .into();
        let data = unsigned.abi_encode().into();
        refused_raw(chain, mallory, vault.address, data, |_| nobody.clone()).await?;
        Ok(())
    });
}

#[test]
fn story_a_deposit_by_permit2_has_the_bounds_of_any_other() {
    story(async |world| {
        let (chain, people) = (&world.chain, world.chain.people);
        let (alice, mallory) = (people.alice, people.mallory);
        let (vault, _) = ready(world).await?;
        let tokens = vault.tokens();
        let preview = IVaultViews::previewDepositInKindCall { shares: WAD };
        let amounts = vault.view(chain, &preview).await?;
        let own = Order::own(alice, U256::ZERO);

        let mut most = amounts.clone();
        most[1] -= U256::ONE;
        let call = deposit_in_kind(chain, &vault, own, WAD, most.clone()).await?;
        let error = IVault::AmountAboveMaximum {
            token: tokens[1],
            amount: amounts[1],
            maximum: most[1],
        };
        refused(chain, mallory, vault.address, &call, &error).await?;
        let call = deposit_in_kind(chain, &vault, own, WAD, vec![WAD; 2]).await?;
        let error = IVault::LengthMismatch {
            got: U256::from(2),
            expected: U256::from(3),
        };
        refused(chain, mallory, vault.address, &call, &error).await?;
        let call = deposit_in_kind(chain, &vault, own, U256::ZERO, vec![WAD; 3]).await?;
        refused(chain, mallory, vault.address, &call, &IVault::SharesZero {}).await?;

        let late = Order {
            deadline: U256::ONE,
            ..own
        };
        let expired = |timestamp| IVault::DeadlineExpired {
            deadline: U256::ONE,
            timestamp: U256::from(timestamp),
        };
        let call = deposit_in_kind(chain, &vault, late, WAD, vec![WAD; 3]).await?;
        refused_at(chain, mallory, vault.address, &call, expired).await?;
        let hub = (tokens[0], usdc(100));
        let call = deposit_asset(chain, &vault, late, hub, U256::ZERO).await?;
        refused_at(chain, mallory, vault.address, &call, expired).await?;

        let shares = vault
            .view(chain, &IVaultPriced::previewDepositCall { assets: hub.1 })
            .await?;
        let call = deposit_asset(chain, &vault, own, hub, shares * U256::from(2)).await?;
        chain.hold_still().await?;
        let error = IVault::SharesBelowMinimum {
            shares,
            minimum: shares * U256::from(2),
        };
        refused(chain, mallory, vault.address, &call, &error).await?;
        let stranger = world.market.assets[5].token;
        let call = deposit_asset(chain, &vault, own, (stranger, WAD), U256::ZERO).await?;
        let error = IVault::AssetUnknown { token: stranger };
        refused(chain, mallory, vault.address, &call, &error).await?;
        let nothing = (tokens[0], U256::ZERO);
        let call = deposit_asset(chain, &vault, own, nothing, U256::ZERO).await?;
        let error = IVault::AmountZero { token: tokens[0] };
        refused(chain, mallory, vault.address, &call, &error).await?;

        // Paused: nothing priced, everything in kind.
        vault
            .send(chain, people.owner, &IVaultAdmin::pauseCall {})
            .await?;
        let call = deposit_asset(chain, &vault, own, hub, U256::ZERO).await?;
        refused(
            chain,
            mallory,
            vault.address,
            &call,
            &IVault::EnforcedPause {},
        )
        .await?;
        let call = deposit_in_kind(chain, &vault, own, WAD, vec![WAD; 3]).await?;
        vault.send(chain, mallory, &call).await?;
        Ok(())
    });
}

#[test]
fn story_anyone_brings_a_priced_deposit_and_pays_nothing_for_it() {
    story(async |world| {
        let (chain, people) = (&world.chain, world.chain.people);
        let (alice, mallory) = (people.alice, people.mallory);
        let (vault, _) = ready(world).await?;
        // Who brings it could pay too, and does not.
        world.fund(mallory, &vault.tokens()).await?;
        for token in vault.tokens() {
            approve(chain, token, mallory, vault.address, U256::MAX).await?;
        }
        let rich = holdings(chain, &vault.tokens(), mallory).await?;
        for (nonce, (index, amount)) in [(0, usdc(1_000)), (1, WAD / U256::from(10))]
            .into_iter()
            .enumerate()
        {
            let token = vault.tokens()[index];
            let before = holdings(chain, &[token], alice).await?[0];
            let shares_before = vault.shares_of(chain, alice).await?;
            chain.hold_still().await?;
            let preview = IVaultPriced::previewDepositAssetCall { token, amount };
            let shares = vault.view(chain, &preview).await?;
            let own = Order::own(alice, U256::from(nonce));
            let call = deposit_asset(chain, &vault, own, (token, amount), shares).await?;
            let receipt = vault.send(chain, mallory, &call).await?;
            println!("gas of a priced deposit by Permit2: {}", receipt.gas_used);
            if index == 0 {
                let deposited: IVault::Deposit = event(&receipt)?;
                ensure!((deposited.sender, deposited.owner) == (alice, alice));
                ensure!((deposited.assets, deposited.shares) == (amount, shares));
            } else {
                let deposited: IVault::AssetDeposited = event(&receipt)?;
                ensure!((deposited.sender, deposited.receiver) == (alice, alice));
                ensure!((deposited.amount, deposited.shares) == (amount, shares));
            }
            ensure!(before - holdings(chain, &[token], alice).await?[0] == amount);
            ensure!(vault.shares_of(chain, alice).await? == shares_before + shares);
            ensure!(vault.balances(chain).await? == vault.real_balances(chain).await?);
            let again = Permit2::InvalidNonce {};
            refused_by_permit2(world, mallory, &vault, &call, &again).await?;
        }
        ensure!(holdings(chain, &vault.tokens(), mallory).await? == rich);
        // The lot is alice's own, though mallory sent both.
        let lot = IVaultAdmin::lockedSharesCall { account: alice };
        let lot = vault.view(chain, &lot).await?;
        ensure!(lot.shares == vault.shares_of(chain, alice).await?);
        // While it runs, bob's signature cannot add to it, nor mallory prolong it by bringing one.
        world.fund(people.bob, &vault.tokens()).await?;
        approve_all(chain, &vault, people.bob).await?;
        let gift = Order {
            receiver: alice,
            ..Order::own(people.bob, U256::ZERO)
        };
        let hub = (vault.tokens()[0], usdc(1));
        let call = deposit_asset(chain, &vault, gift, hub, U256::ZERO).await?;
        let error = IVault::LotRunning {
            account: alice,
            until: lot.until,
        };
        refused(chain, mallory, vault.address, &call, &error).await?;
        Ok(())
    });
}

#[test]
fn attack_what_one_has_paid_is_not_paid_for_the_next() {
    story(async |world| {
        let (chain, people) = (&world.chain, world.chain.people);
        let (alice, mallory) = (people.alice, people.mallory);
        let (vault, _) = ready(world).await?;
        let hub = (vault.tokens()[0], usdc(1_000));
        let own = Order::own(alice, U256::ZERO);
        let paid = deposit_asset(chain, &vault, own, hub, U256::ZERO).await?;
        let free = IVaultPriced::depositCall {
            assets: usdc(1_000),
            receiver: mallory,
        };
        let call = IVaultPermits::multicallCall {
            data: vec![paid.abi_encode().into(), free.abi_encode().into()],
        };
        // Mallory has no token and no allowance: the token's own refusal of his part.
        let reason = e2e::chain::reverted(
            chain
                .ask(mallory, vault.address, free.abi_encode().into())
                .await,
        )?
        .data;
        let data = call.abi_encode().into();
        refused_raw(chain, mallory, vault.address, data, |_| reason.clone()).await?;
        ensure!(reason.starts_with(&IVault::TokenCallReverted::SELECTOR));
        // With them he pays, once.
        world.fund(mallory, &[hub.0]).await?;
        approve(chain, hub.0, mallory, vault.address, U256::MAX).await?;
        let before = holdings(chain, &[hub.0], mallory).await?[0];
        vault.send(chain, mallory, &call).await?;
        ensure!(before - holdings(chain, &[hub.0], mallory).await?[0] == usdc(1_000));
        ensure!(vault.balances(chain).await? == vault.real_balances(chain).await?);
        Ok(())
    });
}

#[test]
fn attack_another_form_of_a_signature_is_no_other_signature() {
    story(async |world| {
        let (chain, people) = (&world.chain, world.chain.people);
        let (vault, alice) = ready(world).await?;
        let own = Order::own(alice, U256::ZERO);
        let call = deposit_in_kind(chain, &vault, own, WAD, vec![WAD; 3]).await?;
        let s = U256::from_be_slice(&call.signature[32..64]);
        let mut upper = call.signature.to_vec();
        upper[32..64].copy_from_slice(&(ORDER - s).to_be_bytes::<32>());
        upper[64] = 55 - upper[64];
        let other = IVaultPermits::depositInKindWithPermit2Call {
            signature: upper.into(),
            ..call.clone()
        };
        // Permit2 takes either, but only one of them, and it does the same.
        for (first, second) in [(&call, &other), (&other, &call)] {
            let moment = chain.remember().await?;
            vault.send(chain, people.mallory, first).await?;
            ensure!(vault.shares_of(chain, alice).await? == WAD);
            let again = Permit2::InvalidNonce {};
            refused_by_permit2(world, people.mallory, &vault, second, &again).await?;
            chain.go_back(moment).await?;
        }
        Ok(())
    });
}

#[test]
fn attack_a_token_cheats_nobody_on_the_way_through_permit2() {
    story(async |world| {
        let (chain, people) = (&world.chain, world.chain.people);
        let alice = people.alice;
        let (token, vault) = with_token(world).await?;
        world.fund(alice, &vault.tokens()).await?;
        approve_all(chain, &vault, alice).await?;
        let own = Order::own(alice, U256::ZERO);
        let amount = WAD / U256::from(100);
        let kind = deposit_in_kind(chain, &vault, own, WAD, vec![WAD; 3]).await?;
        let single = (token.address, amount);
        let asset = deposit_asset(chain, &vault, own, single, U256::ZERO).await?;
        let expected = vault
            .view(
                chain,
                &IVaultViews::previewDepositInKindCall { shares: WAD },
            )
            .await?[2];
        for (manner, part) in [
            (Manner::TakeFee, U256::from(99)),
            (Manner::Pretend, U256::ZERO),
        ] {
            token.behave(chain, manner).await?;
            for (call, expected) in [(kind.abi_encode(), expected), (asset.abi_encode(), amount)] {
                let fee = expected / U256::from(100);
                let received = match part.is_zero() {
                    true => U256::ZERO,
                    false => expected - fee,
                };
                let error = IVault::AmountNotReceived {
                    token: token.address,
                    received,
                    expected,
                };
                refused_raw(chain, people.mallory, vault.address, call.into(), |_| {
                    error.abi_encode().into()
                })
                .await?;
            }
        }
        token.behave(chain, Manner::Honest).await?;

        // In the middle every entry is locked; a donation in the middle is not credited, so it is refused.
        let attempts: Vec<_> = entries(&vault, alice)
            .into_iter()
            .map(|(_, step)| step)
            .collect();
        let locked: Bytes = IVault::Locked {}.abi_encode().into();
        for call in [kind.abi_encode(), asset.abi_encode()] {
            let moment = chain.remember().await?;
            token
                .hook_on(chain, Memory::Recording, attempts.clone())
                .await?;
            chain
                .send_raw(people.mallory, vault.address, call.into())
                .await?;
            let outcomes = token.outcomes(chain).await?;
            ensure!(outcomes.len() == attempts.len());
            ensure!(
                outcomes
                    .iter()
                    .all(|outcome| !outcome.ok && outcome.data == locked),
                "{outcomes:?}"
            );
            chain.go_back(moment).await?;
        }
        Ok(())
    });
}

#[test]
fn story_where_there_is_no_permit2_nothing_is_credited() {
    story(async |world| {
        let (chain, people) = (&world.chain, world.chain.people);
        let (vault, alice) = ready(world).await?;
        let own = Order::own(alice, U256::ZERO);
        let call = deposit_in_kind(chain, &vault, own, WAD, vec![WAD; 3]).await?;
        let preview = IVaultViews::previewDepositInKindCall { shares: WAD };
        let expected = vault.view(chain, &preview).await?[0];
        let code = chain.replace_code(PERMIT2, Bytes::new()).await?;
        let error = IVault::AmountNotReceived {
            token: vault.tokens()[0],
            received: U256::ZERO,
            expected,
        };
        refused(chain, people.mallory, vault.address, &call, &error).await?;
        chain.replace_code(PERMIT2, code).await?;
        vault.send(chain, people.mallory, &call).await?;
        // Its domain is what wallets know: the library's, by the real one's own word.
        let told = chain
            .view(PERMIT2, &Permit2::DOMAIN_SEPARATORCall {})
            .await?;
        ensure!(told == permit2::domain(chain).await?.separator() && told != B256::ZERO);
        Ok(())
    });
}
