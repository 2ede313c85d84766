//! Shares are an ERC-20 token: transfers, approvals, and the events that wallets follow.

use alloy::primitives::{Address, U256};
use anyhow::ensure;
use client::bindings::IVault;
use e2e::{refusal::refused, stage::story, vault::event};

const WAD: U256 = U256::from_limbs([1_000_000_000_000_000_000, 0, 0, 0]);

#[test]
fn story_shares_move_with_events_from_birth_to_redemption() {
    story(async |world| {
        let (chain, people) = (&world.chain, world.chain.people);
        let vault = world.vault(2).await?;
        world.fund(people.alice, &vault.tokens()).await?;
        for token in vault.tokens() {
            e2e::vault::approve(chain, token, people.alice, vault.address, U256::MAX).await?;
        }
        let deposit = e2e::vault::deposit_call(WAD, vec![U256::MAX; 2], people.bob);
        let receipt = vault.send(chain, people.alice, &deposit).await?;
        let minted = transfers(&receipt, vault.address);
        ensure!(minted == [(Address::ZERO, people.bob, WAD)], "{minted:?}");
        let deposited: IVault::DepositedInKind = event(&receipt)?;
        ensure!((deposited.sender, deposited.receiver) == (people.alice, people.bob));

        let part = WAD / U256::from(3);
        let send = IVault::transferCall {
            to: people.carol,
            value: part,
        };
        let receipt = vault.send(chain, people.bob, &send).await?;
        ensure!(transfers(&receipt, vault.address) == [(people.bob, people.carol, part)]);
        ensure!(vault.shares_of(chain, people.bob).await? == WAD - part);
        ensure!(vault.shares_of(chain, people.carol).await? == part);

        // To oneself, and of nothing: allowed, with events, without effect.
        for (to, value) in [(people.bob, part), (people.carol, U256::ZERO)] {
            let call = IVault::transferCall { to, value };
            let receipt = vault.send(chain, people.bob, &call).await?;
            ensure!(transfers(&receipt, vault.address) == [(people.bob, to, value)]);
            ensure!(vault.shares_of(chain, people.bob).await? == WAD - part);
        }

        let redeem = vault.redeem_call(part, people.carol);
        let receipt = vault.send(chain, people.carol, &redeem).await?;
        let burned = transfers(&receipt, vault.address);
        ensure!(
            burned == [(people.carol, Address::ZERO, part)],
            "{burned:?}"
        );
        Ok(())
    });
}

#[test]
fn story_allowances_are_spent_to_the_unit_and_an_infinite_one_never() {
    story(async |world| {
        let (chain, people) = (&world.chain, world.chain.people);
        let vault = world.vault(2).await?;
        let allowance = async |spender| {
            let call = IVault::allowanceCall {
                owner: people.owner,
                spender,
            };
            vault.view(chain, &call).await
        };
        let approve = IVault::approveCall {
            spender: people.bob,
            value: WAD,
        };
        let approved: IVault::Approval = event(&vault.send(chain, people.owner, &approve).await?)?;
        ensure!(
            (approved.owner, approved.spender, approved.value) == (people.owner, people.bob, WAD)
        );
        let take = |value| IVault::transferFromCall {
            from: people.owner,
            to: people.carol,
            value,
        };
        vault
            .send(chain, people.bob, &take(WAD / U256::from(4)))
            .await?;
        let left = WAD - WAD / U256::from(4);
        ensure!(allowance(people.bob).await? == left);
        let above = IVault::ERC20InsufficientAllowance {
            spender: people.bob,
            allowance: left,
            needed: left + U256::ONE,
        };
        refused(
            chain,
            people.bob,
            vault.address,
            &take(left + U256::ONE),
            &above,
        )
        .await?;
        vault.send(chain, people.bob, &take(left)).await?;
        ensure!(allowance(people.bob).await? == U256::ZERO);

        let forever = IVault::approveCall {
            spender: people.alice,
            value: U256::MAX,
        };
        vault.send(chain, people.owner, &forever).await?;
        vault.send(chain, people.alice, &take(WAD)).await?;
        ensure!(allowance(people.alice).await? == U256::MAX);
        ensure!(vault.shares_of(chain, people.carol).await? == WAD * U256::from(2));
        Ok(())
    });
}

/// Every share transfer of a receipt, in order.
fn transfers(
    receipt: &alloy::rpc::types::TransactionReceipt,
    vault: Address,
) -> Vec<(Address, Address, U256)> {
    let of_vault = receipt.logs().iter().filter(|log| log.address() == vault);
    of_vault
        .filter_map(|log| log.log_decode::<IVault::Transfer>().ok())
        .map(|log| (log.inner.data.from, log.inner.data.to, log.inner.data.value))
        .collect()
}
