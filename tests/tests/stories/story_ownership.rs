//! The owner hands over in two steps, and can pause; nothing else depends on who it is.

use alloy::primitives::Address;
use anyhow::ensure;
use client::bindings::{IVault, IVaultAdmin};
use e2e::{refusal::refused, stage::story, vault::event};

#[test]
fn story_ownership_passes_only_when_the_new_owner_accepts() {
    story(async |world| {
        let (chain, people) = (&world.chain, world.chain.people);
        let vault = world.vault(2).await?;
        let (owner, alice) = (people.owner, people.alice);
        let not_pending = IVault::NotPendingOwner {
            caller: alice,
            pendingOwner: Address::ZERO,
        };
        refused(
            chain,
            alice,
            vault.address,
            &IVaultAdmin::acceptOwnershipCall {},
            &not_pending,
        )
        .await?;

        let offer = vault
            .send(
                chain,
                owner,
                &IVaultAdmin::transferOwnershipCall { newOwner: alice },
            )
            .await?;
        let started: IVault::OwnershipTransferStarted = event(&offer)?;
        ensure!((started.previousOwner, started.newOwner) == (owner, alice));
        ensure!(
            vault.view(chain, &IVaultAdmin::ownerCall {}).await? == owner,
            "an offer changes nothing yet"
        );
        ensure!(vault.view(chain, &IVaultAdmin::pendingOwnerCall {}).await? == alice);
        let stranger = IVault::NotPendingOwner {
            caller: people.mallory,
            pendingOwner: alice,
        };
        refused(
            chain,
            people.mallory,
            vault.address,
            &IVaultAdmin::acceptOwnershipCall {},
            &stranger,
        )
        .await?;
        let early = IVault::NotOwner {
            caller: alice,
            owner,
        };
        refused(
            chain,
            alice,
            vault.address,
            &IVaultAdmin::unpauseCall {},
            &early,
        )
        .await?;

        let accepted = vault
            .send(chain, alice, &IVaultAdmin::acceptOwnershipCall {})
            .await?;
        let transferred: IVault::OwnershipTransferred = event(&accepted)?;
        ensure!((transferred.previousOwner, transferred.newOwner) == (owner, alice));
        ensure!(vault.view(chain, &IVaultAdmin::pendingOwnerCall {}).await? == Address::ZERO);
        let past = IVault::NotOwner {
            caller: owner,
            owner: alice,
        };
        refused(
            chain,
            owner,
            vault.address,
            &IVaultAdmin::unpauseCall {},
            &past,
        )
        .await?;
        vault.send(chain, alice, &IVaultAdmin::pauseCall {}).await?;
        ensure!(vault.view(chain, &IVaultAdmin::pausedCall {}).await?);
        Ok(())
    });
}

#[test]
fn story_an_offer_of_ownership_can_be_withdrawn() {
    story(async |world| {
        let (chain, people) = (&world.chain, world.chain.people);
        let vault = world.vault(2).await?;
        vault
            .send(
                chain,
                people.owner,
                &IVaultAdmin::transferOwnershipCall {
                    newOwner: people.alice,
                },
            )
            .await?;
        vault
            .send(
                chain,
                people.owner,
                &IVaultAdmin::transferOwnershipCall {
                    newOwner: Address::ZERO,
                },
            )
            .await?;
        let withdrawn = IVault::NotPendingOwner {
            caller: people.alice,
            pendingOwner: Address::ZERO,
        };
        refused(
            chain,
            people.alice,
            vault.address,
            &IVaultAdmin::acceptOwnershipCall {},
            &withdrawn,
        )
        .await?;
        ensure!(vault.view(chain, &IVaultAdmin::ownerCall {}).await? == people.owner);
        Ok(())
    });
}
