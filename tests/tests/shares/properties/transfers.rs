//! Shares change hands, or they do not.

use alloy::primitives::U256;
use client::bindings::IVault;
use rand::Rng;

use super::{ITSELF, NOBODY, Trial};

pub(super) async fn transfer(trial: &mut Trial<'_>) -> anyhow::Result<()> {
    let (from, before) = trial.holder().await?;
    let to = match trial.random.random_range(0..4) {
        0 => ITSELF,
        _ => trial.other_than(from),
    };
    let value = trial.part_of(before.balances[from]);
    trial.send(from, &trial.transfer_call(to, value)).await?;
    trial.becomes(&before.moved(from, to, value)).await
}

pub(super) async fn transfer_to_nobody(trial: &mut Trial<'_>) -> anyhow::Result<()> {
    let (from, before) = trial.holder().await?;
    let value = trial.part_of(before.balances[from]);
    let call = trial.transfer_call(NOBODY, value);
    trial.refused(from, &call, &Trial::no_receiver()).await
}

pub(super) async fn transfer_to_oneself(trial: &mut Trial<'_>) -> anyhow::Result<()> {
    let (from, before) = trial.holder().await?;
    let value = trial.part_of(before.balances[from]);
    trial.send(from, &trial.transfer_call(from, value)).await?;
    trial.becomes(&before).await
}

pub(super) async fn transfer_too_much(trial: &mut Trial<'_>) -> anyhow::Result<()> {
    let (from, before) = trial.holder().await?;
    let balance = before.balances[from];
    let (to, value) = (trial.person(), trial.above(balance));
    let (call, error) = (
        trial.transfer_call(to, value),
        trial.not_enough(from, balance, value),
    );
    trial.refused(from, &call, &error).await
}

pub(super) async fn transfer_nothing(trial: &mut Trial<'_>) -> anyhow::Result<()> {
    let (from, before) = trial.holder().await?;
    let to = trial.person();
    trial
        .send(from, &trial.transfer_call(to, U256::ZERO))
        .await?;
    trial.becomes(&before).await
}

pub(super) async fn transfer_from(trial: &mut Trial<'_>) -> anyhow::Result<()> {
    let (owner, before) = trial.holder().await?;
    let (spender, to) = (trial.person(), trial.other_than(owner));
    let value = trial.part_of(before.balances[owner]);
    let allowed = value.saturating_add(U256::from(trial.random.random::<u64>()));
    trial.allow(owner, spender, allowed).await?;
    let call = trial.transfer_from_call(owner, to, value);
    trial.send(spender, &call).await?;
    let mut expected = before.moved(owner, to, value);
    expected.allowances[owner][spender] = allowed;
    trial.becomes(&expected.spent(owner, spender, value)).await
}

pub(super) async fn transfer_from_for_ever(trial: &mut Trial<'_>) -> anyhow::Result<()> {
    let (owner, before) = trial.holder().await?;
    let (spender, to) = (trial.person(), trial.other_than(owner));
    let value = trial.part_of(before.balances[owner]);
    trial.allow(owner, spender, U256::MAX).await?;
    let call = trial.transfer_from_call(owner, to, value);
    trial.send(spender, &call).await?;
    let mut expected = before.moved(owner, to, value);
    expected.allowances[owner][spender] = U256::MAX;
    trial.becomes(&expected).await
}

pub(super) async fn transfer_from_to_nobody(trial: &mut Trial<'_>) -> anyhow::Result<()> {
    let (owner, before) = trial.holder().await?;
    let spender = trial.person();
    let value = trial.part_of(before.balances[owner]);
    trial.allow(owner, spender, value).await?;
    let call = trial.transfer_from_call(owner, NOBODY, value);
    trial.refused(spender, &call, &Trial::no_receiver()).await
}

pub(super) async fn transfer_from_to_oneself(trial: &mut Trial<'_>) -> anyhow::Result<()> {
    let (owner, before) = trial.holder().await?;
    let spender = trial.person();
    let value = trial.part_of(before.balances[owner]);
    trial.allow(owner, spender, value).await?;
    let call = trial.transfer_from_call(owner, owner, value);
    trial.send(spender, &call).await?;
    let mut expected = before;
    expected.allowances[owner][spender] = U256::ZERO;
    trial.becomes(&expected).await
}

pub(super) async fn transfer_from_too_much(trial: &mut Trial<'_>) -> anyhow::Result<()> {
    let (owner, before) = trial.holder().await?;
    let (spender, to, balance) = (trial.person(), trial.person(), before.balances[owner]);
    let value = trial.above(balance);
    trial.allow(owner, spender, value).await?;
    let (call, error) = (
        trial.transfer_from_call(owner, to, value),
        trial.not_enough(owner, balance, value),
    );
    trial.refused(spender, &call, &error).await
}

pub(super) async fn transfer_from_nothing(trial: &mut Trial<'_>) -> anyhow::Result<()> {
    let (owner, before) = trial.holder().await?;
    // Nobody's permission is needed to move nothing.
    let (spender, to) = (trial.person(), trial.person());
    let call = trial.transfer_from_call(owner, to, U256::ZERO);
    trial.send(spender, &call).await?;
    trial.becomes(&before).await
}

pub(super) async fn transfer_from_unallowed(trial: &mut Trial<'_>) -> anyhow::Result<()> {
    let (owner, before) = trial.holder().await?;
    let (spender, to) = (trial.person(), trial.person());
    let needed = trial.part_of(before.balances[owner]);
    let allowance = needed - U256::ONE;
    trial.allow(owner, spender, allowance).await?;
    let call = trial.transfer_from_call(owner, to, needed);
    let error = IVault::ERC20InsufficientAllowance {
        spender: trial.accounts[spender],
        allowance,
        needed,
    };
    trial.refused(spender, &call, &error).await
}
