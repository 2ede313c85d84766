//! Approvals by signature on the way in and out, several calls in one, and what a front-runner can do about it: nothing.

use alloy::{
    primitives::{Address, Bytes, U256},
    sol_types::{Eip712Domain, SolCall, SolError, SolValue},
};
use anyhow::ensure;
use client::bindings::{IProgram, IVault, IVaultAdmin, IVaultPermits, IVaultPriced, IVaultViews};
use e2e::{
    hostile::with_token,
    permit::{self, Permit, Signed},
    portfolio::Portfolio,
    refusal::{refused, refused_raw, refused_with_value},
    stage::story,
    vault::{IERC20, NO_DEADLINE, Vault, approve, deposit_call, event, holdings},
    world::World,
};

const WAD: U256 = U256::from_limbs([1_000_000_000_000_000_000, 0, 0, 0]);

mod token {
    #![allow(missing_docs, reason = "EIP-2612 and EIP-712 themselves")]

    alloy::sol! {
        #[sol(all_derives)]
        interface IERC20Permit {
            function name() external view returns (string memory);
            function nonces(address owner) external view returns (uint256);
            function DOMAIN_SEPARATOR() external view returns (bytes32);
            function permit(address owner, address spender, uint256 value, uint256 deadline, uint8 v, bytes32 r, bytes32 s) external;
        }
    }
}
use token::IERC20Permit;

/// A permit of a real token for the vault, as `signer` signs it in the name of `permit.owner`.
async fn sign_for(
    world: &World,
    token: Address,
    permit: &Permit,
    signer: Address,
) -> anyhow::Result<Signed> {
    let chain = &world.chain;
    let name = chain.view(token, &IERC20Permit::nameCall {}).await?;
    let domain: Eip712Domain = permit::domain(&name, chain_id(world).await?, token);
    let told = chain
        .view(token, &IERC20Permit::DOMAIN_SEPARATORCall {})
        .await?;
    ensure!(told == domain.separator(), "{name} is signed for otherwise");
    permit::sign(chain.signer(signer)?, permit, &domain)
}

async fn chain_id(world: &World) -> anyhow::Result<u64> {
    use alloy::providers::Provider;
    Ok(world.chain.provider().get_chain_id().await?)
}

fn permit_of(owner: Address, vault: &Vault, value: U256) -> Permit {
    Permit {
        owner,
        spender: vault.address,
        value,
        nonce: U256::ZERO,
        deadline: U256::MAX,
    }
}

fn self_permit(token: Address, permit: &Permit, signed: Signed) -> IVaultPermits::selfPermitCall {
    IVaultPermits::selfPermitCall {
        token,
        value: permit.value,
        deadline: permit.deadline,
        v: signed.v,
        r: signed.r,
        s: signed.s,
    }
}

/// What brings a permit to the token itself, as a front-runner does.
fn directly(permit: &Permit, signed: Signed) -> IERC20Permit::permitCall {
    let IVaultAdmin::permitCall {
        owner,
        spender,
        value,
        deadline,
        v,
        r,
        s,
    } = signed.call(permit);
    IERC20Permit::permitCall {
        owner,
        spender,
        value,
        deadline,
        v,
        r,
        s,
    }
}

fn multicall(calls: Vec<Vec<u8>>) -> IVaultPermits::multicallCall {
    IVaultPermits::multicallCall {
        data: calls.into_iter().map(Bytes::from).collect(),
    }
}

async fn allowance(
    world: &World,
    token: Address,
    owner: Address,
    spender: Address,
) -> anyhow::Result<U256> {
    let call = IERC20::allowanceCall { owner, spender };
    Ok(world.chain.view(token, &call).await?)
}

#[test]
fn story_a_deposit_in_kind_brings_the_permits_of_all_its_tokens() {
    story(async |world| {
        let (chain, alice) = (&world.chain, world.chain.people.alice);
        let vault = world.vault(3).await?;
        world.fund(alice, &vault.tokens()).await?;
        let preview = IVaultViews::previewDepositInKindCall { shares: WAD };
        let amounts = vault.view(chain, &preview).await?;
        let mut calls = Vec::new();
        for (token, value) in vault.tokens().into_iter().zip(&amounts) {
            let permit = permit_of(alice, &vault, *value);
            let signed = sign_for(world, token, &permit, alice).await?;
            calls.push(self_permit(token, &permit, signed).abi_encode());
        }
        calls.push(deposit_call(WAD, amounts.clone(), alice).abi_encode());
        let call = multicall(calls);

        // Asked before it is sent, it answers with what each call answers.
        let answers = chain
            .ask(alice, vault.address, call.abi_encode().into())
            .await?;
        let answers = IVaultPermits::multicallCall::abi_decode_returns(&answers)?;
        ensure!(answers[..3].iter().all(|answer| answer.is_empty()));
        ensure!(Vec::<U256>::abi_decode(&answers[3])? == amounts);

        let before = holdings(chain, &vault.tokens(), alice).await?;
        let receipt = vault.send(chain, alice, &call).await?;
        println!(
            "gas of three permits and a deposit in kind: {}",
            receipt.gas_used
        );
        let deposited: IVault::DepositedInKind = event(&receipt)?;
        ensure!((deposited.sender, deposited.receiver) == (alice, alice));
        ensure!(deposited.amounts == amounts);
        ensure!(vault.shares_of(chain, alice).await? == WAD);
        let after = holdings(chain, &vault.tokens(), alice).await?;
        for (((token, before), after), amount) in vault
            .tokens()
            .into_iter()
            .zip(before)
            .zip(after)
            .zip(amounts)
        {
            ensure!(before - after == amount);
            ensure!(
                allowance(world, token, alice, vault.address)
                    .await?
                    .is_zero()
            );
        }
        ensure!(vault.balances(chain).await? == vault.real_balances(chain).await?);
        Ok(())
    });
}

#[test]
fn story_a_permit_that_somebody_sent_first_stops_no_deposit() {
    story(async |world| {
        let (chain, people) = (&world.chain, world.chain.people);
        let (alice, mallory) = (people.alice, people.mallory);
        let vault = world.vault(3).await?;
        let hub = vault.tokens()[0];
        world.fund(alice, &[hub]).await?;
        let value = U256::from(1_000_000_000_u64);
        let permit = permit_of(alice, &vault, value);
        let signed = sign_for(world, hub, &permit, alice).await?;
        let deposit = IVaultPriced::depositCall {
            assets: value,
            receiver: alice,
        };
        let call = multicall(vec![
            self_permit(hub, &permit, signed).abi_encode(),
            deposit.abi_encode(),
        ]);

        chain.send(mallory, hub, &directly(&permit, signed)).await?;
        let spent = async || {
            let call = IERC20Permit::noncesCall { owner: alice };
            chain.view(hub, &call).await
        };
        ensure!(spent().await? == U256::ONE);
        let receipt = vault.send(chain, alice, &call).await?;
        let deposited: IVault::Deposit = event(&receipt)?;
        ensure!((deposited.sender, deposited.assets) == (alice, value));
        ensure!(vault.shares_of(chain, alice).await? == deposited.shares);
        ensure!(allowance(world, hub, alice, vault.address).await?.is_zero());

        // What is spent is spent: the same again finds an allowance of nothing, and the token's own reason.
        let reason = said_by(world, hub, &permit, signed).await?;
        let error = IVault::PermitRefused {
            token: hub,
            allowance: U256::ZERO,
            needed: value,
            reason,
        };
        refused(chain, alice, vault.address, &call, &error).await?;
        Ok(())
    });
}

/// What the token itself says of a permit that it refuses.
async fn said_by(
    world: &World,
    token: Address,
    permit: &Permit,
    signed: Signed,
) -> anyhow::Result<Bytes> {
    let data = directly(permit, signed).abi_encode().into();
    let asked = world.chain.ask(permit.spender, token, data).await;
    let reason = e2e::chain::reverted(asked)?.data;
    ensure!(!reason.is_empty(), "it says why");
    Ok(reason)
}

#[test]
fn story_a_permit_that_is_late_forged_or_of_another_value_lets_nothing_in() {
    story(async |world| {
        let (chain, people) = (&world.chain, world.chain.people);
        let (alice, mallory) = (people.alice, people.mallory);
        let vault = world.vault(3).await?;
        let hub = vault.tokens()[0];
        world.fund(alice, &[hub]).await?;
        let value = U256::from(1_000_000_000_u64);
        let good = permit_of(alice, &vault, value);
        let late = Permit {
            deadline: U256::ONE,
            ..good.clone()
        };
        let smaller = Permit {
            value: value - U256::ONE,
            ..good.clone()
        };
        let own = sign_for(world, hub, &good, alice).await?;
        for (what, permit, signed) in [
            ("late", &late, sign_for(world, hub, &late, alice).await?),
            ("forged", &good, sign_for(world, hub, &good, mallory).await?),
            (
                "of another value",
                &good,
                sign_for(world, hub, &smaller, alice).await?,
            ),
            ("in its other form", &good, own.with_high_s()),
        ] {
            let error = IVault::PermitRefused {
                token: hub,
                allowance: U256::ZERO,
                needed: value,
                reason: said_by(world, hub, permit, signed).await?,
            };
            let alone = self_permit(hub, permit, signed);
            let deposit = IVaultPriced::depositCall {
                assets: value,
                receiver: alice,
            };
            let whole = multicall(vec![alone.abi_encode(), deposit.abi_encode()]);
            refused(chain, alice, vault.address, &alone, &error)
                .await
                .map_err(|error| error.context(what))?;
            refused(chain, alice, vault.address, &whole, &error).await?;
        }
        // A permit of alice's is of no use to anybody else, who is the one that it would have to be of.
        let reason = said_by(
            world,
            hub,
            &Permit {
                owner: mallory,
                ..good.clone()
            },
            own,
        )
        .await?;
        let error = IVault::PermitRefused {
            token: hub,
            allowance: U256::ZERO,
            needed: value,
            reason,
        };
        let stolen = self_permit(hub, &good, own);
        refused(chain, mallory, vault.address, &stolen, &error).await?;
        Ok(())
    });
}

#[test]
fn story_a_token_that_answers_a_permit_without_doing_it_is_seen_through() {
    story(async |world| {
        let (chain, alice) = (&world.chain, world.chain.people.alice);
        let (token, vault) = with_token(world).await?;
        world.fund(alice, &[token.address]).await?;
        let call = IVaultPermits::selfPermitCall {
            token: token.address,
            value: WAD,
            deadline: U256::MAX,
            ..Default::default()
        };
        let error = IVault::PermitRefused {
            token: token.address,
            allowance: U256::ZERO,
            needed: WAD,
            reason: Bytes::new(),
        };
        refused(chain, alice, vault.address, &call, &error).await?;
        // What counts is what may be taken.
        approve(chain, token.address, alice, vault.address, WAD).await?;
        vault.send(chain, alice, &call).await?;
        Ok(())
    });
}

#[test]
fn story_the_vault_brings_permits_to_its_own_tokens_only() {
    story(async |world| {
        let (chain, alice) = (&world.chain, world.chain.people.alice);
        let vault = world.vault(2).await?;
        let stranger = world.market.assets[5].token;
        for token in [stranger, vault.address, world.suite().router, Address::ZERO] {
            let call = IVaultPermits::selfPermitCall {
                token,
                ..Default::default()
            };
            let error = IVault::AssetUnknown { token };
            refused(chain, alice, vault.address, &call, &error).await?;
        }
        Ok(())
    });
}

#[test]
fn story_a_relayer_redeems_by_a_permit_of_shares_that_was_sent_before() {
    story(async |world| {
        let (chain, people) = (&world.chain, world.chain.people);
        let (alice, bob, mallory) = (people.alice, people.bob, people.mallory);
        let vault = world.vault(2).await?;
        world.fund(alice, &vault.tokens()).await?;
        vault.deposit(chain, alice, WAD).await?;
        let permit = Permit {
            owner: alice,
            spender: bob,
            value: WAD,
            nonce: U256::ZERO,
            deadline: U256::MAX,
        };
        let domain = permit::domain_of(chain, &vault).await?;
        let signed = permit::sign(chain.signer(alice)?, &permit, &domain)?;
        let strict = signed.call(&permit);
        let lenient = IVaultPermits::permitUnlessAllowedCall {
            owner: alice,
            spender: bob,
            value: WAD,
            deadline: U256::MAX,
            v: signed.v,
            r: signed.r,
            s: signed.s,
        };
        let redeem = IVault::redeemInKindCall {
            owner: alice,
            receiver: alice,
            ..vault.redeem_call(WAD, alice)
        };
        let together = |permit: Vec<u8>| multicall(vec![permit, redeem.abi_encode()]);
        // Nobody has sent it before: either way it works.
        let moment = chain.remember().await?;
        vault
            .send(chain, bob, &together(lenient.abi_encode()))
            .await?;
        ensure!(vault.shares_of(chain, alice).await?.is_zero());
        chain.go_back(moment).await?;

        vault.send(chain, mallory, &strict).await?;
        let read = Permit {
            nonce: U256::ONE,
            ..permit.clone()
        };
        let refusal = IVault::ERC2612InvalidSigner {
            signer: signed.signer(&read, &domain).expect("some key"),
            owner: alice,
        };
        refused(
            chain,
            bob,
            vault.address,
            &together(strict.abi_encode()),
            &refusal,
        )
        .await?;
        vault
            .send(chain, bob, &together(lenient.abi_encode()))
            .await?;
        ensure!(vault.shares_of(chain, alice).await?.is_zero());
        // Without an allowance it is the refusal of `permit`.
        refused(chain, bob, vault.address, &lenient, &refusal).await?;
        Ok(())
    });
}

#[test]
fn story_a_multicall_does_all_or_nothing_as_its_caller_and_no_more() {
    story(async |world| {
        let (chain, people) = (&world.chain, world.chain.people);
        let (alice, mallory) = (people.alice, people.mallory);
        let vault = world.vault(2).await?;
        world.fund(alice, &vault.tokens()).await?;
        for token in vault.tokens() {
            approve(chain, token, alice, vault.address, U256::MAX).await?;
        }
        let deposit = deposit_call(WAD, vec![U256::MAX; 2], alice).abi_encode();
        let transfer = |value| {
            let to = people.bob;
            IVault::transferCall { to, value }.abi_encode()
        };

        // The second call fails: the first has not happened.
        let error = IVault::ERC20InsufficientBalance {
            sender: alice,
            balance: WAD,
            needed: WAD + U256::ONE,
        };
        let call = multicall(vec![deposit.clone(), transfer(WAD + U256::ONE)]);
        refused(chain, alice, vault.address, &call, &error).await?;
        // Each sees what those before it did, and its lock; one inside another is the same.
        let inner = multicall(vec![transfer(WAD), transfer(U256::ZERO)]).abi_encode();
        let call = multicall(vec![deposit.clone(), inner]);
        vault.send(chain, alice, &call).await?;
        ensure!(vault.shares_of(chain, people.bob).await? == WAD);
        ensure!(vault.shares_of(chain, alice).await?.is_zero());
        Portfolio::of(chain, &vault).await?;
        ensure!(vault.balances(chain).await? == vault.real_balances(chain).await?);

        // The caller is the caller.
        let offer = IVaultAdmin::transferOwnershipCall { newOwner: mallory };
        let error = IVault::NotOwner {
            caller: mallory,
            owner: people.owner,
        };
        let call = multicall(vec![offer.abi_encode()]);
        refused(chain, mallory, vault.address, &call, &error).await?;
        let pay = IVault::payCall {
            token: vault.tokens()[0],
            amount: U256::ONE,
            to: mallory,
        };
        let error = IVault::NotPaying { caller: mallory };
        let call = multicall(vec![pay.abi_encode()]);
        refused(chain, mallory, vault.address, &call, &error).await?;
        let again = IVaultAdmin::initializeCall {
            suite: vault.suite.clone(),
            config: vault.config.clone(),
            seeder: mallory,
            amounts: vec![U256::ONE; 2],
        };
        let call = multicall(vec![again.abi_encode()]);
        let error = IVault::AlreadyInitialized {};
        refused(chain, mallory, vault.address, &call, &error).await?;

        // What nobody answers, and value.
        for (data, selector) in [(vec![0xde; 36], [0xde; 4]), (Vec::new(), [0; 4])] {
            let error = IProgram::SelectorUnknown {
                selector: selector.into(),
            };
            refused(chain, alice, vault.address, &multicall(vec![data]), &error).await?;
        }
        let call = multicall(vec![deposit]).abi_encode().into();
        let error = IProgram::ValueNotAccepted { value: WAD };
        refused_with_value(chain, alice, vault.address, call, WAD, &error).await?;
        // Calldata that is no list.
        let mut data = IVaultPermits::multicallCall::SELECTOR.to_vec();
        data.extend(U256::MAX.to_be_bytes::<32>());
        let error = IProgram::CalldataMalformed {
            selector: IVaultPermits::multicallCall::SELECTOR.into(),
        };
        refused_raw(chain, alice, vault.address, data.into(), |_| {
            error.abi_encode().into()
        })
        .await?;
        Ok(())
    });
}

#[test]
fn story_what_a_priced_deposit_holds_back_stays_so_inside_a_multicall() {
    story(async |world| {
        let (chain, alice) = (&world.chain, world.chain.people.alice);
        let vault = world.vault(3).await?;
        let hub = vault.tokens()[0];
        world.fund(alice, &[hub]).await?;
        approve(chain, hub, alice, vault.address, U256::MAX).await?;
        let assets = U256::from(1_000_000_000_u64);
        let shares = vault
            .view(chain, &IVaultPriced::previewDepositCall { assets })
            .await?;
        let deposit = IVaultPriced::depositCall {
            assets,
            receiver: alice,
        };
        let moment = chain.hold_still().await?;
        let call = multicall(vec![
            deposit.abi_encode(),
            IVault::redeemInKindCall {
                deadline: NO_DEADLINE,
                ..vault.redeem_call(U256::ONE, alice)
            }
            .abi_encode(),
        ]);
        ensure!(moment > 0);
        e2e::refusal::refused_at(chain, alice, vault.address, &call, |timestamp| {
            IVault::SharesLocked {
                account: alice,
                free: U256::ZERO,
                needed: U256::ONE,
                until: U256::from(timestamp + u64::from(e2e::world::HOLD_S)),
            }
        })
        .await?;
        vault.send(chain, alice, &deposit).await?;
        ensure!(vault.shares_of(chain, alice).await? == shares);
        Ok(())
    });
}
