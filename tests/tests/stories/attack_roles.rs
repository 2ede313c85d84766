//! What an owner can take: nothing. Who may do what at all is the table of `inv_roles`.

use alloy::{primitives::U256, sol_types::SolCall};
use anyhow::ensure;
use client::bindings::{IVault, IVaultAdmin};
use e2e::{chain::reverted, stage::story};

#[test]
fn attack_the_owner_can_take_nothing() {
    story(async |world| {
        let (chain, owner) = (&world.chain, world.chain.people.owner);
        let vault = world.vault(2).await?;
        // Without shares the owner is a user like any other.
        let shares = vault.shares_of(chain, owner).await?;
        let give = IVault::transferCall {
            to: chain.people.alice,
            value: shares,
        };
        vault.send(chain, owner, &give).await?;
        let pay = IVault::payCall {
            token: vault.tokens()[0],
            amount: U256::ONE,
            to: owner,
        };
        let got = reverted(
            chain
                .ask(owner, vault.address, pay.abi_encode().into())
                .await,
        )?;
        ensure!(got.is("NotPaying"), "{got}");
        let seed = IVaultAdmin::seedCall {
            amounts: vec![U256::ONE; 2],
            receiver: owner,
        };
        let got = reverted(
            chain
                .ask(owner, vault.address, seed.abi_encode().into())
                .await,
        )?;
        ensure!(got.is("SupplyNotZero"), "{got}");
        let redeem = vault.redeem_call(U256::ONE, owner).abi_encode();
        let got = reverted(chain.ask(owner, vault.address, redeem.into()).await)?;
        ensure!(got.is("ERC20InsufficientBalance"), "{got}");
        // Pausing keeps nobody in.
        vault.send(chain, owner, &IVaultAdmin::pauseCall {}).await?;
        vault.redeem(chain, chain.people.alice, shares).await?;
        Ok(())
    });
}
