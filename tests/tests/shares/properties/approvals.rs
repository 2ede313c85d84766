//! What others may spend: by a transaction, or by a signature.

use alloy::primitives::U256;
use anyhow::Context;
use client::bindings::{IVault, IVaultAdmin};
use e2e::permit::{self, Permit, Signed};
use rand::Rng;

use super::{Ledger, NOBODY, Trial};

pub(super) async fn approve_some(trial: &mut Trial<'_>) -> anyhow::Result<()> {
    let (owner, mut before) = trial.holder().await?;
    let spender = trial.random.random_range(0..NOBODY);
    let value = U256::from(trial.random.random::<u128>());
    trial.allow(owner, spender, value).await?;
    before.allowances[owner][spender] = value;
    trial.becomes(&before).await
}

pub(super) async fn approve_twice(trial: &mut Trial<'_>) -> anyhow::Result<()> {
    let (owner, mut before) = trial.holder().await?;
    let spender = trial.person();
    let values = [trial.random.random::<u64>(), trial.random.random()].map(U256::from);
    for value in values {
        trial.allow(owner, spender, value).await?;
        before.allowances[owner][spender] = value;
        trial.becomes(&before).await?;
    }
    Ok(())
}

/// A permit of a holder's to somebody, signed, with the ledger before it.
async fn permitted(
    trial: &mut Trial<'_>,
    change: impl FnOnce(&mut Permit),
) -> anyhow::Result<(Granted, Ledger)> {
    let (owner, before) = trial.holder().await?;
    let spender = trial.random.random_range(0..NOBODY);
    let (chain, vault) = (&trial.world.chain, &trial.vault);
    let accounts = trial.accounts;
    let call = IVaultAdmin::noncesCall {
        owner: accounts[owner],
    };
    let mut permit = Permit {
        owner: accounts[owner],
        spender: accounts[spender],
        value: U256::from(trial.random.random::<u128>()),
        nonce: vault.view(chain, &call).await?,
        deadline: U256::MAX,
    };
    change(&mut permit);
    let domain = permit::domain_of(chain, vault).await?;
    let signed = permit::sign(chain.signer(permit.owner)?, &permit, &domain)?;
    let granted = Granted {
        owner,
        spender,
        permit,
        signed,
    };
    Ok((granted, before))
}

struct Granted {
    owner: usize,
    spender: usize,
    permit: Permit,
    signed: Signed,
}

impl Granted {
    /// The error when the vault reads `read` under this signature.
    async fn stranger(
        &self,
        trial: &Trial<'_>,
        read: &Permit,
    ) -> anyhow::Result<IVault::ERC2612InvalidSigner> {
        let domain = permit::domain_of(&trial.world.chain, &trial.vault).await?;
        Ok(IVault::ERC2612InvalidSigner {
            signer: self.signed.signer(read, &domain).context("some key")?,
            owner: read.owner,
        })
    }
}

pub(super) async fn permit_some(trial: &mut Trial<'_>) -> anyhow::Result<()> {
    let (granted, mut before) = permitted(trial, |_| ()).await?;
    let by = trial.person();
    trial
        .send(by, &granted.signed.call(&granted.permit))
        .await?;
    before.allowances[granted.owner][granted.spender] = granted.permit.value;
    before.nonces[granted.owner] += U256::ONE;
    trial.becomes(&before).await
}

pub(super) async fn permit_again(trial: &mut Trial<'_>) -> anyhow::Result<()> {
    let (granted, _) = permitted(trial, |_| ()).await?;
    let (by, call) = (trial.person(), granted.signed.call(&granted.permit));
    trial.send(by, &call).await?;
    let read = Permit {
        nonce: granted.permit.nonce + U256::ONE,
        ..granted.permit.clone()
    };
    let error = granted.stranger(trial, &read).await?;
    trial.refused(by, &call, &error).await
}

pub(super) async fn permit_too_late(trial: &mut Trial<'_>) -> anyhow::Result<()> {
    let deadline = U256::from(trial.world.chain.now().await? - 1);
    let (granted, _) = permitted(trial, |permit| permit.deadline = deadline).await?;
    let (by, call) = (trial.person(), granted.signed.call(&granted.permit));
    let error = IVault::ERC2612ExpiredSignature { deadline };
    trial.refused(by, &call, &error).await
}

pub(super) async fn permit_prolonged(trial: &mut Trial<'_>) -> anyhow::Result<()> {
    let deadline = U256::from(trial.world.chain.now().await? + 1_000);
    let (granted, _) = permitted(trial, |permit| permit.deadline = deadline).await?;
    let read = Permit {
        deadline: deadline + U256::ONE,
        ..granted.permit.clone()
    };
    let (by, call) = (trial.person(), granted.signed.call(&read));
    let error = granted.stranger(trial, &read).await?;
    trial.refused(by, &call, &error).await
}

pub(super) async fn permit_out_of_turn(trial: &mut Trial<'_>) -> anyhow::Result<()> {
    let ahead = U256::from(trial.random.random_range(1..10_u32));
    let (granted, _) = permitted(trial, |permit| permit.nonce += ahead).await?;
    let read = Permit {
        nonce: granted.permit.nonce - ahead,
        ..granted.permit.clone()
    };
    let (by, call) = (trial.person(), granted.signed.call(&granted.permit));
    let error = granted.stranger(trial, &read).await?;
    trial.refused(by, &call, &error).await
}
