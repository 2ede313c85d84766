//! Who may do what: every entry that is not for everyone, tried by everyone it is not for, the suite's own programs and the
//! vault itself among them.

use alloy::{
    primitives::{Address, Bytes, U256},
    sol_types::{SolCall, SolError},
};
use anyhow::ensure;
use client::bindings::{IVault, IVaultAdmin};
use e2e::{chain::reverted, stage::story, vault::Vault, world::World};

/// Everyone without a role, and the role that each lacks.
fn strangers(world: &World, vault: &Vault) -> Vec<(&'static str, Address)> {
    let suite = world.suite();
    vec![
        ("nobody", Address::ZERO),
        ("a user", world.chain.people.alice),
        ("the deployer", world.chain.people.deployer),
        ("the oracle", suite.oracle),
        ("the engine", suite.engine),
        ("the router", suite.router),
        ("the implementation", suite.implementation),
        ("the admin room", suite.admin),
        ("the factory", world.factory()),
        ("the vault", vault.address),
        ("a token", vault.tokens()[0]),
    ]
}

/// The entries that one role has, and what anyone else is told.
fn reserved(vault: &Vault, caller: Address, owner: Address) -> Vec<(&'static str, Bytes, Bytes)> {
    let not_owner = IVault::NotOwner { caller, owner }.abi_encode();
    let seed = IVaultAdmin::seedCall {
        amounts: vec![U256::ONE; 2],
        receiver: caller,
    };
    let initialize = IVaultAdmin::initializeCall {
        suite: vault.suite.clone(),
        config: vault.config.clone(),
        seeder: caller,
        amounts: vec![U256::ONE; 2],
    };
    let pay = IVault::payCall {
        token: vault.tokens()[0],
        amount: U256::ONE,
        to: caller,
    };
    let entries = [
        (
            "pause",
            IVaultAdmin::pauseCall {}.abi_encode(),
            not_owner.clone(),
        ),
        (
            "unpause",
            IVaultAdmin::unpauseCall {}.abi_encode(),
            not_owner.clone(),
        ),
        (
            "transferOwnership",
            IVaultAdmin::transferOwnershipCall { newOwner: caller }.abi_encode(),
            not_owner.clone(),
        ),
        ("seed", seed.abi_encode(), not_owner),
        (
            "acceptOwnership",
            IVaultAdmin::acceptOwnershipCall {}.abi_encode(),
            IVault::NotPendingOwner {
                caller,
                pendingOwner: Address::ZERO,
            }
            .abi_encode(),
        ),
        (
            "pay",
            pay.abi_encode(),
            IVault::NotPaying { caller }.abi_encode(),
        ),
        (
            "initialize",
            initialize.abi_encode(),
            IVault::AlreadyInitialized {}.abi_encode(),
        ),
    ];
    entries
        .map(|(name, data, told)| (name, data.into(), told.into()))
        .to_vec()
}

#[test]
fn attack_no_one_has_a_role_that_was_not_given_to_them() {
    story(async |world| {
        let (chain, owner) = (&world.chain, world.chain.people.owner);
        let vault = world.vault(2).await?;
        for (who, caller) in strangers(world, &vault) {
            for (entry, data, told) in reserved(&vault, caller, owner) {
                let got = reverted(chain.ask(caller, vault.address, data).await)?;
                ensure!(got.data == told, "{who} calls {entry} and is told {got}");
            }
        }
        Ok(())
    });
}

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
