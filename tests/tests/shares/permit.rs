//! Approvals by signature (EIP-2612): who may be believed, for what, where, how often and until when.

use alloy::{
    network::TransactionBuilder,
    primitives::{Address, B256, FixedBytes, U256},
    providers::Provider,
    rpc::types::TransactionRequest,
    sol_types::{SolCall, SolError},
};
use anyhow::{Context, ensure};
use client::bindings::{IVault, IVaultAdmin, IVaultPriced};
use e2e::{
    chain::Chain,
    permit::{self, ORDER, Permit, Signed},
    refusal::refused,
    stage::story,
    vault::{Vault, event},
};

const WAD: U256 = U256::from_limbs([1_000_000_000_000_000_000, 0, 0, 0]);
/// What ERC-165 grants to an answer.
const QUESTION_GAS: u64 = 30_000;
/// A transaction's own gas, and that of 36 bytes of calldata.
const AROUND_GAS: u64 = 21_000 + 36 * 16;

/// What the owner of a vault's shares allows to bob, not yet signed.
async fn wish(chain: &Chain, vault: &Vault, deadline: U256) -> anyhow::Result<Permit> {
    let owner = chain.people.owner;
    Ok(Permit {
        owner,
        spender: chain.people.bob,
        value: WAD,
        nonce: nonce(chain, vault, owner).await?,
        deadline,
    })
}

async fn nonce(chain: &Chain, vault: &Vault, owner: Address) -> anyhow::Result<U256> {
    Ok(vault
        .view(chain, &IVaultAdmin::noncesCall { owner })
        .await?)
}

async fn allowance(chain: &Chain, vault: &Vault, permit: &Permit) -> anyhow::Result<U256> {
    let call = IVault::allowanceCall {
        owner: permit.owner,
        spender: permit.spender,
    };
    Ok(vault.view(chain, &call).await?)
}

/// Signed by its owner for this vault on this chain.
async fn signed(chain: &Chain, vault: &Vault, permit: &Permit) -> anyhow::Result<Signed> {
    let domain = permit::domain_of(chain, vault).await?;
    permit::sign(chain.signer(permit.owner)?, permit, &domain)
}

#[test]
fn story_a_signed_permit_is_spent_once_whoever_brings_it() {
    story(async |world| {
        let (chain, people) = (&world.chain, world.chain.people);
        let vault = world.vault(2).await?;
        let wish = wish(chain, &vault, U256::MAX).await?;
        ensure!(wish.nonce.is_zero());
        let call = signed(chain, &vault, &wish).await?.call(&wish);
        let receipt = vault.send(chain, people.mallory, &call).await?;
        let approved: IVault::Approval = event(&receipt)?;
        ensure!(
            (approved.owner, approved.spender, approved.value) == (people.owner, people.bob, WAD)
        );
        ensure!(receipt.logs().len() == 1);
        ensure!(allowance(chain, &vault, &wish).await? == WAD);
        ensure!(nonce(chain, &vault, people.owner).await? == U256::ONE);
        ensure!(nonce(chain, &vault, people.mallory).await? == U256::ZERO);

        let take = IVault::transferFromCall {
            from: people.owner,
            to: people.carol,
            value: WAD,
        };
        vault.send(chain, people.bob, &take).await?;
        ensure!(vault.shares_of(chain, people.carol).await? == WAD);

        // A second time it is signed for the nonce before: another key seems to have signed.
        let next = Permit {
            nonce: U256::ONE,
            ..wish.clone()
        };
        let seeming = seeming(chain, &vault, &call, &next).await?;
        refused(chain, people.bob, vault.address, &call, &seeming).await?;
        ensure!(allowance(chain, &vault, &wish).await? == U256::ZERO);

        // It is an approval, so it replaces what was allowed, and it works while the vault is paused.
        vault
            .send(chain, people.owner, &IVaultAdmin::pauseCall {})
            .await?;
        for value in [U256::MAX, U256::ZERO] {
            let nonce = nonce(chain, &vault, people.owner).await?;
            let wish = Permit {
                value,
                nonce,
                ..wish.clone()
            };
            let call = signed(chain, &vault, &wish).await?.call(&wish);
            vault.send(chain, people.carol, &call).await?;
            ensure!(allowance(chain, &vault, &wish).await? == value);
        }
        ensure!(nonce(chain, &vault, people.owner).await? == U256::from(3));
        Ok(())
    });
}

#[test]
fn story_a_permit_is_good_until_the_second_of_its_deadline() {
    story(async |world| {
        let (chain, people) = (&world.chain, world.chain.people);
        let vault = world.vault(2).await?;
        let deadline = chain.now().await? + 100;
        let wish = wish(chain, &vault, U256::from(deadline)).await?;
        let call = signed(chain, &vault, &wish).await?.call(&wish);
        let moment = chain.remember().await?;
        chain.next_block_at(deadline).await?;
        vault.send(chain, people.bob, &call).await?;
        chain.go_back(moment).await?;
        chain.next_block_at(deadline + 1).await?;
        let late = IVault::ERC2612ExpiredSignature {
            deadline: wish.deadline,
        };
        refused(chain, people.bob, vault.address, &call, &late).await?;
        Ok(())
    });
}

/// The error of a signature that leads to a key, but not to the owner's. The key is found by a library.
async fn seeming(
    chain: &Chain,
    vault: &Vault,
    call: &IVaultAdmin::permitCall,
    read: &Permit,
) -> anyhow::Result<IVault::ERC2612InvalidSigner> {
    let signature = Signed {
        v: call.v,
        r: call.r,
        s: call.s,
    };
    let domain = permit::domain_of(chain, vault).await?;
    Ok(IVault::ERC2612InvalidSigner {
        signer: signature.signer(read, &domain).context("some key")?,
        owner: read.owner,
    })
}

#[test]
fn story_a_permit_with_any_field_changed_is_somebody_else_s() {
    story(async |world| {
        let (chain, people) = (&world.chain, world.chain.people);
        let vault = world.vault(2).await?;
        let wish = wish(chain, &vault, U256::MAX).await?;
        let signature = signed(chain, &vault, &wish).await?;
        let changed = [
            Permit {
                owner: people.alice,
                ..wish.clone()
            },
            Permit {
                owner: Address::ZERO,
                ..wish.clone()
            },
            Permit {
                spender: people.mallory,
                ..wish.clone()
            },
            Permit {
                value: WAD + U256::ONE,
                ..wish.clone()
            },
            Permit {
                deadline: U256::MAX - U256::ONE,
                ..wish.clone()
            },
        ];
        for read in changed {
            let call = signature.call(&read);
            let error = seeming(chain, &vault, &call, &read).await?;
            refused(chain, people.mallory, vault.address, &call, &error).await?;
        }
        Ok(())
    });
}

#[test]
fn story_a_permit_for_another_vault_chain_name_version_or_nonce_is_somebody_else_s() {
    story(async |world| {
        let (chain, people) = (&world.chain, world.chain.people);
        let vault = world.vault(2).await?;
        let other = world.vault(3).await?;
        let wish = wish(chain, &vault, U256::MAX).await?;
        let here = permit::domain_of(chain, &vault).await?;
        let mut domains = vec![permit::domain_of(chain, &other).await?];
        domains.push(here.clone());
        domains[1].chain_id = here.chain_id.map(|id| id + U256::ONE);
        domains.push(here.clone());
        domains[2].name = Some("Another".into());
        domains.push(here.clone());
        domains[3].version = Some("2".into());
        // Of the implementation, which every clone runs.
        domains.push(here.clone());
        domains[4].verifying_contract = Some(world.suite().implementation);
        let key = chain.signer(people.owner)?;
        let mut signatures = Vec::new();
        for domain in &domains {
            signatures.push(permit::sign(key, &wish, domain)?);
        }
        for nonce in [U256::ONE, U256::MAX] {
            let later = Permit {
                nonce,
                ..wish.clone()
            };
            signatures.push(permit::sign(key, &later, &here)?);
        }
        signatures.push(permit::sign(chain.signer(people.mallory)?, &wish, &here)?);
        for signature in signatures {
            let call = signature.call(&wish);
            let error = seeming(chain, &vault, &call, &wish).await?;
            ensure!(error.signer != people.owner);
            refused(chain, people.bob, vault.address, &call, &error).await?;
        }
        Ok(())
    });
}

#[test]
fn story_a_signature_in_another_form_is_refused() {
    story(async |world| {
        let (chain, people) = (&world.chain, world.chain.people);
        let vault = world.vault(2).await?;
        let wish = wish(chain, &vault, U256::MAX).await?;
        let good = signed(chain, &vault, &wish).await?;
        let upper = good.with_high_s();
        let domain = permit::domain_of(chain, &vault).await?;
        // A library that takes both forms says that it is the same signature.
        ensure!(upper.signer(&wish, &domain) == Some(people.owner));
        let error = IVault::ECDSAInvalidSignatureS { s: upper.s };
        let call = upper.call(&wish);
        refused(chain, people.bob, vault.address, &call, &error).await?;

        let order: B256 = ORDER.into();
        let mut nobodys = vec![
            Signed {
                r: B256::ZERO,
                ..good
            },
            Signed {
                s: B256::ZERO,
                ..good
            },
            Signed { r: order, ..good },
            Signed {
                r: B256::repeat_byte(0xff),
                ..good
            },
        ];
        nobodys.extend([0, 1, 26, 29, 54, 255].map(|v| Signed { v, ..good }));
        for signature in nobodys {
            let call = signature.call(&wish);
            let error = IVault::ECDSAInvalidSignature {};
            refused(chain, people.bob, vault.address, &call, &error).await?;
        }

        let to_nobody = Permit {
            spender: Address::ZERO,
            ..wish.clone()
        };
        let call = signed(chain, &vault, &to_nobody).await?.call(&to_nobody);
        let error = IVault::ERC20InvalidSpender {
            spender: Address::ZERO,
        };
        refused(chain, people.bob, vault.address, &call, &error).await?;

        // None of all that used up the nonce.
        vault.send(chain, people.bob, &good.call(&wish)).await?;
        Ok(())
    });
}

#[test]
fn story_the_domain_is_of_this_vault_on_this_chain() {
    story(async |world| {
        let chain = &world.chain;
        let chain_id = chain.provider().get_chain_id().await?;
        for assets in [2, 3] {
            let vault = world.vault(assets).await?;
            let name = vault.config.name.clone();
            let expected = permit::domain(&name, chain_id, vault.address).separator();
            let separator = vault
                .view(chain, &IVaultAdmin::DOMAIN_SEPARATORCall {})
                .await?;
            ensure!(separator == expected, "{separator}, expected {expected}");
            let domain = vault.view(chain, &IVaultAdmin::eip712DomainCall {}).await?;
            // Name, version, chain and account are in the domain: bits 0 to 3.
            ensure!(domain.fields == FixedBytes::new([0x0f]));
            ensure!((domain.name, domain.version.as_str()) == (name, permit::VERSION));
            ensure!(domain.chainId == U256::from(chain_id));
            ensure!(domain.verifyingContract == vault.address);
            ensure!(domain.salt.is_zero() && domain.extensions.is_empty());
            ensure!(vault.view(chain, &IVaultAdmin::versionCall {}).await? == permit::VERSION);
        }
        Ok(())
    });
}

#[test]
fn story_shares_say_what_they_are_within_the_gas_that_erc165_grants() {
    story(async |world| {
        let chain = &world.chain;
        let vault = world.vault(2).await?;
        let xor = |selectors: &[[u8; 4]]| {
            selectors
                .iter()
                .fold(FixedBytes::<4>::ZERO, |id, selector| {
                    id ^ FixedBytes::new(*selector)
                })
        };
        let erc20 = xor(&[
            IVault::totalSupplyCall::SELECTOR,
            IVault::balanceOfCall::SELECTOR,
            IVault::transferCall::SELECTOR,
            IVault::allowanceCall::SELECTOR,
            IVault::approveCall::SELECTOR,
            IVault::transferFromCall::SELECTOR,
        ]);
        let metadata = xor(&[
            IVault::nameCall::SELECTOR,
            IVault::symbolCall::SELECTOR,
            IVault::decimalsCall::SELECTOR,
        ]);
        let permit = xor(&[
            IVaultAdmin::permitCall::SELECTOR,
            IVaultAdmin::noncesCall::SELECTOR,
            IVaultAdmin::DOMAIN_SEPARATORCall::SELECTOR,
        ]);
        let domain = xor(&[IVaultAdmin::eip712DomainCall::SELECTOR]);
        let erc165 = xor(&[IVault::supportsInterfaceCall::SELECTOR]);
        ensure!(erc165 == FixedBytes::new([0x01, 0xff, 0xc9, 0xa7]));
        // Of ERC-7575, the entry and the share: the ids that it prints.
        let entry = xor(&[
            IVaultPriced::assetCall::SELECTOR,
            IVaultPriced::totalAssetsCall::SELECTOR,
            IVaultPriced::convertToSharesCall::SELECTOR,
            IVaultPriced::convertToAssetsCall::SELECTOR,
            IVaultPriced::maxDepositCall::SELECTOR,
            IVaultPriced::previewDepositCall::SELECTOR,
            IVaultPriced::depositCall::SELECTOR,
            IVaultPriced::maxMintCall::SELECTOR,
            IVaultPriced::previewMintCall::SELECTOR,
            IVaultPriced::mintCall::SELECTOR,
            IVaultPriced::maxWithdrawCall::SELECTOR,
            IVaultPriced::previewWithdrawCall::SELECTOR,
            IVaultPriced::withdrawCall::SELECTOR,
            IVaultPriced::maxRedeemCall::SELECTOR,
            IVaultPriced::previewRedeemCall::SELECTOR,
            IVaultPriced::redeemCall::SELECTOR,
            IVaultAdmin::shareCall::SELECTOR,
        ]);
        ensure!(
            entry == FixedBytes::new([0x2f, 0x0a, 0x18, 0xc5]),
            "{entry}"
        );
        let share = xor(&[IVaultAdmin::vaultCall::SELECTOR]);
        ensure!(
            share == FixedBytes::new([0xf8, 0x15, 0xc0, 0x3d]),
            "{share}"
        );
        let known = [erc165, erc20, metadata, permit, domain, entry, share];
        let nobody = FixedBytes::new([0xff; 4]);
        let swapped = known.map(|id| id ^ FixedBytes::new([0, 0, 0, 1]));
        let asked = known.into_iter().map(|id| (id, true));
        let unknown = swapped.into_iter().chain([nobody, FixedBytes::ZERO]);
        for (id, expected) in asked.chain(unknown.map(|id| (id, false))) {
            let call = IVault::supportsInterfaceCall { interfaceId: id };
            let request = TransactionRequest::default()
                .with_to(vault.address)
                .with_input(call.abi_encode())
                .with_gas_limit(AROUND_GAS + QUESTION_GAS);
            let answer = chain.provider().call(request).await;
            let answer = answer.with_context(|| format!("{id} within {QUESTION_GAS} gas"))?;
            let answer = IVault::supportsInterfaceCall::abi_decode_returns(&answer)?;
            ensure!(answer == expected, "{id}: {answer}");
        }
        Ok(())
    });
}

#[test]
fn story_an_implementation_has_no_domain() {
    story(async |world| {
        let (chain, people) = (&world.chain, world.chain.people);
        let implementation = world.suite().implementation;
        let error = IVault::NotInitialized {}.abi_encode();
        for call in [
            IVaultAdmin::DOMAIN_SEPARATORCall {}.abi_encode(),
            IVaultAdmin::eip712DomainCall {}.abi_encode(),
        ] {
            let refusal = chain.ask(people.bob, implementation, call.into()).await;
            let got = e2e::chain::reverted(refusal)?;
            ensure!(got.data == error, "{got}");
        }
        Ok(())
    });
}
