//! The published properties of ERC-4626 by their names (a16z `ERC4626.test.sol`, crytic `PROPERTIES.md`), as ports of our
//! own: random amounts in random states of a vault without fees and of one with fees, error, drift fee and a lot.
//!
//! What our vault means by them:
//! - Shares that a priced deposit made are held back: a round trip waits, with the answers repeated.
//! - A flow of nothing is refused, where others make nothing of it.
//! - Fees make a round trip dearer, so the directions hold with them all the more; equalities are with the preview.

use alloy::{
    primitives::{Address, U256, aliases::U112},
    sol_types::SolCall,
};
use anyhow::ensure;
use client::bindings::{FlowPolicy, IVault, IVaultPriced};
use e2e::{
    refusal::refused,
    stage::story,
    vault::{IERC20, Vault, approve, holdings},
    world::{HOLD_S, World},
};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

const WAD: U256 = U256::from_limbs([1_000_000_000_000_000_000, 0, 0, 0]);
const ONE: U256 = U256::from_limbs([1, 0, 0, 0]);
/// Random states for each property and kind of vault.
const CASES: u64 = 8;

/// One vault in a random state; alice has free shares, tokens and approvals.
struct Case<'a> {
    world: &'a World,
    vault: Vault,
    random: ChaCha8Rng,
}

fn free_of_charge() -> FlowPolicy {
    FlowPolicy {
        baseFeeBps: 0,
        driftFeeBps: 0,
        minHoldSeconds: 0,
        dailyFlowBps: 10_000,
        shareCap: U112::MAX,
    }
}

/// Plays a property on vaults with and without fees in random states, and counts.
fn property(seed: u64, check: impl AsyncFn(&mut Case<'_>) -> anyhow::Result<()>) {
    story(async |world| {
        let people = world.chain.people;
        let mut hits = 0;
        for has_fees in [false, true] {
            let mut config = world.config(3);
            if has_fees {
                config.flowPolicy.dailyFlowBps = 10_000;
            } else {
                config.flowPolicy = free_of_charge();
                config
                    .assets
                    .iter_mut()
                    .for_each(|asset| asset.errorBps = 0);
            }
            let vault = world.vault_of(world.suite(), config).await?;
            for who in [people.alice, people.bob] {
                world.fund(who, &vault.tokens()).await?;
                for token in vault.tokens() {
                    approve(&world.chain, token, who, vault.address, U256::MAX).await?;
                }
            }
            let mut case = Case {
                world,
                vault,
                random: ChaCha8Rng::seed_from_u64(seed),
            };
            for _ in 0..CASES {
                case.stir().await?;
                check(&mut case).await?;
                hits += 1;
            }
        }
        ensure!(hits == 2 * CASES, "{hits} hits");
        println!("{hits} cases held");
        Ok(())
    });
}

impl Case<'_> {
    fn alice(&self) -> Address {
        self.world.chain.people.alice
    }

    fn bob(&self) -> Address {
        self.world.chain.people.bob
    }

    /// Another state: other prices, other balances, a new day.
    async fn stir(&mut self) -> anyhow::Result<()> {
        let chain = &self.world.chain;
        chain.pass_time(86_400).await?;
        let (index, bps) = (
            self.random.random_range(0..3),
            self.random.random_range(-300..300),
        );
        self.world.move_answer(index, bps).await?;
        self.world.refresh_answers().await?;
        let shares = WAD * U256::from(self.random.random_range(40..80_u64))
            + U256::from(self.random.random_range(0..1_000_000_u64));
        self.vault
            .deposit_allowed(chain, self.alice(), shares)
            .await?;
        Ok(())
    }

    /// Lots end, nothing else changes: the answers are repeated.
    async fn wait(&self) -> anyhow::Result<()> {
        self.world.chain.pass_time(u64::from(HOLD_S)).await?;
        self.world.refresh_answers().await
    }

    /// Up to 10,000 of the hub, more often small.
    fn assets(&mut self) -> U256 {
        let scale = self.random.random_range(1..=4);
        U256::from(self.random.random_range(1..=10_u64.pow(scale))) * U256::from(1_000_000)
            + U256::from(self.random.random_range(0..1_000_000_u64))
    }

    /// Up to ten shares.
    fn shares(&mut self) -> U256 {
        U256::from(self.random.random_range(10_u64.pow(13)..10_u64.pow(19)))
    }

    async fn view<C: SolCall>(&self, call: C) -> anyhow::Result<C::Return> {
        Ok(self.vault.view(&self.world.chain, &call).await?)
    }

    async fn hub_of(&self, who: Address) -> anyhow::Result<U256> {
        Ok(holdings(&self.world.chain, &self.vault.tokens()[..1], who).await?[0])
    }

    async fn shares_of(&self, who: Address) -> anyhow::Result<U256> {
        Ok(self.vault.shares_of(&self.world.chain, who).await?)
    }

    /// What the transaction moved of alice's: the hub and the shares, whichever way.
    async fn moved(&self, call: &impl SolCall) -> anyhow::Result<(U256, U256)> {
        let alice = self.alice();
        let before = (self.hub_of(alice).await?, self.shares_of(alice).await?);
        self.vault.send(&self.world.chain, alice, call).await?;
        let after = (self.hub_of(alice).await?, self.shares_of(alice).await?);
        Ok((before.0.abs_diff(after.0), before.1.abs_diff(after.1)))
    }

    async fn deposit(&self, assets: U256) -> anyhow::Result<U256> {
        let receiver = self.alice();
        Ok(self
            .moved(&IVaultPriced::depositCall { assets, receiver })
            .await?
            .1)
    }

    async fn mint(&self, shares: U256) -> anyhow::Result<U256> {
        let receiver = self.alice();
        Ok(self
            .moved(&IVaultPriced::mintCall { shares, receiver })
            .await?
            .0)
    }

    async fn withdraw(&self, assets: U256) -> anyhow::Result<U256> {
        let (receiver, owner) = (self.alice(), self.alice());
        Ok(self
            .moved(&IVaultPriced::withdrawCall {
                assets,
                receiver,
                owner,
            })
            .await?
            .1)
    }

    async fn redeem(&self, shares: U256) -> anyhow::Result<U256> {
        let (receiver, owner) = (self.alice(), self.alice());
        Ok(self
            .moved(&IVaultPriced::redeemCall {
                shares,
                receiver,
                owner,
            })
            .await?
            .0)
    }

    /// The same answer to everyone, whoever has what.
    async fn is_same_for_all<C: SolCall + Clone>(&self, call: C) -> anyhow::Result<()> {
        let chain = &self.world.chain;
        let data = call.abi_encode();
        let askers = [
            Address::ZERO,
            self.alice(),
            chain.people.owner,
            chain.people.carol,
        ];
        let mut answers = Vec::new();
        for asker in askers {
            answers.push(
                chain
                    .ask(asker, self.vault.address, data.clone().into())
                    .await?,
            );
        }
        answers.dedup();
        ensure!(answers.len() == 1, "{answers:?}");
        Ok(())
    }

    /// A third party without an allowance gets nothing.
    async fn needs_allowance(&self, call: &impl SolCall, shares: U256) -> anyhow::Result<()> {
        let error = IVault::ERC20InsufficientAllowance {
            spender: self.bob(),
            allowance: U256::ZERO,
            needed: shares,
        };
        refused(
            &self.world.chain,
            self.bob(),
            self.vault.address,
            call,
            &error,
        )
        .await?;
        Ok(())
    }

    /// With one it gets what it was allowed, and the allowance is spent to the unit.
    async fn spends_allowance(&self, call: &impl SolCall, shares: U256) -> anyhow::Result<()> {
        let (chain, alice, bob) = (&self.world.chain, self.alice(), self.bob());
        let approve = IERC20::approveCall {
            spender: bob,
            value: shares,
        };
        chain.send(alice, self.vault.address, &approve).await?;
        self.vault.send(chain, bob, call).await?;
        let left = self
            .view(IVault::allowanceCall {
                owner: alice,
                spender: bob,
            })
            .await?;
        ensure!(left == U256::ZERO, "{left}");
        Ok(())
    }
}

macro_rules! properties {
    ($($name:ident: $seed:literal, |$case:ident| $body:block)*) => {$(
        #[test]
        fn $name() {
            property($seed, async |$case: &mut Case<'_>| { $body Ok(()) });
        }
    )*};
}

#[allow(non_snake_case, reason = "the published names")]
mod a16z {
    use super::*;

    properties! {
        test_asset: 1, |case| {
            ensure!(case.view(IVaultPriced::assetCall {}).await? == case.vault.tokens()[0]);
            case.is_same_for_all(IVaultPriced::assetCall {}).await?;
        }
        test_totalAssets: 2, |case| {
            ensure!(case.view(IVaultPriced::totalAssetsCall {}).await? > U256::ZERO);
            case.is_same_for_all(IVaultPriced::totalAssetsCall {}).await?;
        }
        test_convertToShares: 3, |case| {
            let assets = case.assets();
            case.is_same_for_all(IVaultPriced::convertToSharesCall { assets }).await?;
        }
        test_convertToAssets: 4, |case| {
            let shares = case.shares();
            case.is_same_for_all(IVaultPriced::convertToAssetsCall { shares }).await?;
        }
        test_maxDeposit: 5, |case| {
            let most = case.view(IVaultPriced::maxDepositCall { receiver: case.alice() }).await?;
            ensure!(most > U256::ZERO, "caps leave room");
        }
        test_previewDeposit: 6, |case| {
            let assets = case.assets();
            case.is_same_for_all(IVaultPriced::previewDepositCall { assets }).await?;
            let preview = case.view(IVaultPriced::previewDepositCall { assets }).await?;
            ensure!(case.deposit(assets).await? >= preview);
        }
        test_deposit: 7, |case| {
            let assets = case.assets();
            let call = IVaultPriced::depositCall { assets, receiver: case.alice() };
            let preview = case.view(IVaultPriced::previewDepositCall { assets }).await?;
            ensure!(case.moved(&call).await? == (assets, preview));
        }
        test_maxMint: 8, |case| {
            let most = case.view(IVaultPriced::maxMintCall { receiver: case.alice() }).await?;
            ensure!(most > U256::ZERO, "caps leave room");
        }
        test_previewMint: 9, |case| {
            let shares = case.shares();
            case.is_same_for_all(IVaultPriced::previewMintCall { shares }).await?;
            let preview = case.view(IVaultPriced::previewMintCall { shares }).await?;
            ensure!(case.mint(shares).await? <= preview);
        }
        test_mint: 10, |case| {
            let shares = case.shares();
            let call = IVaultPriced::mintCall { shares, receiver: case.alice() };
            let preview = case.view(IVaultPriced::previewMintCall { shares }).await?;
            ensure!(case.moved(&call).await? == (preview, shares));
        }
        test_maxWithdraw: 11, |case| {
            let most = case.view(IVaultPriced::maxWithdrawCall { owner: case.alice() }).await?;
            ensure!(most > U256::ZERO);
            ensure!(case.view(IVaultPriced::maxWithdrawCall { owner: case.vault.address }).await? == U256::ZERO);
        }
        test_previewWithdraw: 12, |case| {
            let assets = case.assets();
            case.is_same_for_all(IVaultPriced::previewWithdrawCall { assets }).await?;
            let preview = case.view(IVaultPriced::previewWithdrawCall { assets }).await?;
            ensure!(case.withdraw(assets).await? <= preview);
        }
        test_withdraw: 13, |case| {
            let assets = case.assets();
            let preview = case.view(IVaultPriced::previewWithdrawCall { assets }).await?;
            let alice = case.alice();
            let call = IVaultPriced::withdrawCall { assets, receiver: alice, owner: alice };
            ensure!(case.moved(&call).await? == (assets, preview));
            let preview = case.view(IVaultPriced::previewWithdrawCall { assets }).await?;
            case.spends_allowance(&call, preview).await?;
        }
        test_withdraw_zero_allowance: 14, |case| {
            let assets = case.assets();
            let shares = case.view(IVaultPriced::previewWithdrawCall { assets }).await?;
            let call = IVaultPriced::withdrawCall { assets, receiver: case.bob(), owner: case.alice() };
            case.needs_allowance(&call, shares).await?;
        }
        test_maxRedeem: 15, |case| {
            let most = case.view(IVaultPriced::maxRedeemCall { owner: case.alice() }).await?;
            ensure!(most > U256::ZERO && most <= case.shares_of(case.alice()).await?);
        }
        test_previewRedeem: 16, |case| {
            let shares = case.shares();
            case.is_same_for_all(IVaultPriced::previewRedeemCall { shares }).await?;
            let preview = case.view(IVaultPriced::previewRedeemCall { shares }).await?;
            ensure!(case.redeem(shares).await? >= preview);
        }
        test_redeem: 17, |case| {
            let shares = case.shares();
            let preview = case.view(IVaultPriced::previewRedeemCall { shares }).await?;
            let alice = case.alice();
            let call = IVaultPriced::redeemCall { shares, receiver: alice, owner: alice };
            ensure!(case.moved(&call).await? == (preview, shares));
            case.spends_allowance(&call, shares).await?;
        }
        test_redeem_zero_allowance: 18, |case| {
            let shares = case.shares();
            let call = IVaultPriced::redeemCall { shares, receiver: case.bob(), owner: case.alice() };
            case.needs_allowance(&call, shares).await?;
        }
        test_RT_deposit_redeem: 19, |case| {
            let assets = case.assets();
            let shares = case.deposit(assets).await?;
            case.wait().await?;
            ensure!(case.redeem(shares).await? <= assets);
        }
        test_RT_deposit_withdraw: 20, |case| {
            let assets = case.assets();
            let shares = case.deposit(assets).await?;
            case.wait().await?;
            ensure!(case.withdraw(assets).await? >= shares);
        }
        test_RT_redeem_deposit: 21, |case| {
            let shares = case.shares();
            let assets = case.redeem(shares).await?;
            ensure!(case.deposit(assets).await? <= shares);
        }
        test_RT_redeem_mint: 22, |case| {
            let shares = case.shares();
            let assets = case.redeem(shares).await?;
            ensure!(case.mint(shares).await? >= assets);
        }
        test_RT_mint_withdraw: 23, |case| {
            let shares = case.shares();
            let assets = case.mint(shares).await?;
            case.wait().await?;
            ensure!(case.withdraw(assets).await? >= shares);
        }
        test_RT_mint_redeem: 24, |case| {
            let shares = case.shares();
            let assets = case.mint(shares).await?;
            case.wait().await?;
            ensure!(case.redeem(shares).await? <= assets);
        }
        test_RT_withdraw_mint: 25, |case| {
            let assets = case.assets();
            let shares = case.withdraw(assets).await?;
            ensure!(case.mint(shares).await? >= assets);
        }
        test_RT_withdraw_deposit: 26, |case| {
            let assets = case.assets();
            let shares = case.withdraw(assets).await?;
            ensure!(case.deposit(assets).await? <= shares);
        }
    }
}

#[allow(non_snake_case, reason = "the published names")]
mod crytic {
    use super::*;

    properties! {
        verify_assetMustNotRevert: 101, |case| {
            case.view(IVaultPriced::assetCall {}).await?;
        }
        verify_totalAssetsMustNotRevert: 102, |case| {
            case.view(IVaultPriced::totalAssetsCall {}).await?;
        }
        verify_convertToAssetsMustNotRevert: 103, |case| {
            for shares in [U256::ZERO, case.shares(), U256::from(u128::MAX)] {
                case.view(IVaultPriced::convertToAssetsCall { shares }).await?;
            }
        }
        verify_convertToSharesMustNotRevert: 104, |case| {
            for assets in [U256::ZERO, case.assets(), U256::from(u128::MAX)] {
                case.view(IVaultPriced::convertToSharesCall { assets }).await?;
            }
        }
        verify_maxDepositMustNotRevert: 105, |case| {
            for receiver in [Address::ZERO, case.alice(), case.vault.address] {
                case.view(IVaultPriced::maxDepositCall { receiver }).await?;
            }
        }
        verify_maxMintMustNotRevert: 106, |case| {
            for receiver in [Address::ZERO, case.alice(), case.vault.address] {
                case.view(IVaultPriced::maxMintCall { receiver }).await?;
            }
        }
        verify_maxRedeemMustNotRevert: 107, |case| {
            for owner in [Address::ZERO, case.alice(), case.vault.address] {
                case.view(IVaultPriced::maxRedeemCall { owner }).await?;
            }
        }
        verify_maxWithdrawMustNotRevert: 108, |case| {
            for owner in [Address::ZERO, case.alice(), case.vault.address] {
                case.view(IVaultPriced::maxWithdrawCall { owner }).await?;
            }
        }
        verify_redeemViaApprovalProxy: 109, |case| {
            let shares = case.shares();
            let call = IVaultPriced::redeemCall { shares, receiver: case.bob(), owner: case.alice() };
            case.spends_allowance(&call, shares).await?;
        }
        verify_withdrawViaApprovalProxy: 110, |case| {
            let assets = case.assets();
            let shares = case.view(IVaultPriced::previewWithdrawCall { assets }).await?;
            let call = IVaultPriced::withdrawCall { assets, receiver: case.bob(), owner: case.alice() };
            case.spends_allowance(&call, shares).await?;
        }
        verify_withdrawRequiresTokenApproval: 111, |case| {
            let assets = case.assets();
            let shares = case.view(IVaultPriced::previewWithdrawCall { assets }).await?;
            let call = IVaultPriced::withdrawCall { assets, receiver: case.bob(), owner: case.alice() };
            case.needs_allowance(&call, shares).await?;
        }
        verify_redeemRequiresTokenApproval: 112, |case| {
            let shares = case.shares();
            let call = IVaultPriced::redeemCall { shares, receiver: case.bob(), owner: case.alice() };
            case.needs_allowance(&call, shares).await?;
        }
        verify_previewDepositRoundingDirection: 113, |case| {
            ensure!(case.view(IVaultPriced::previewDepositCall { assets: U256::ZERO }).await? == U256::ZERO);
        }
        verify_previewMintRoundingDirection: 114, |case| {
            ensure!(case.view(IVaultPriced::previewMintCall { shares: ONE }).await? > U256::ZERO);
        }
        verify_convertToSharesRoundingDirection: 115, |case| {
            ensure!(case.view(IVaultPriced::convertToSharesCall { assets: U256::ZERO }).await? == U256::ZERO);
        }
        verify_previewRedeemRoundingDirection: 116, |case| {
            ensure!(case.view(IVaultPriced::previewRedeemCall { shares: U256::ZERO }).await? == U256::ZERO);
        }
        verify_previewWithdrawRoundingDirection: 117, |case| {
            ensure!(case.view(IVaultPriced::previewWithdrawCall { assets: ONE }).await? > U256::ZERO);
        }
        verify_convertToAssetsRoundingDirection: 118, |case| {
            ensure!(case.view(IVaultPriced::convertToAssetsCall { shares: U256::ZERO }).await? == U256::ZERO);
        }
        // A flow of nothing is refused: it mints nothing and pays nothing.
        verify_depositRoundingDirection: 119, |case| {
            let call = IVaultPriced::depositCall { assets: U256::ZERO, receiver: case.alice() };
            let error = IVault::AmountZero { token: case.vault.tokens()[0] };
            refused(&case.world.chain, case.alice(), case.vault.address, &call, &error).await?;
        }
        verify_mintRoundingDirection: 120, |case| {
            ensure!(case.mint(ONE).await? > U256::ZERO);
        }
        verify_withdrawRoundingDirection: 121, |case| {
            ensure!(case.withdraw(ONE).await? > U256::ZERO);
        }
        verify_redeemRoundingDirection: 122, |case| {
            let alice = case.alice();
            for shares in [U256::ZERO, ONE] {
                let call = IVaultPriced::redeemCall { shares, receiver: alice, owner: alice };
                let error = IVault::AmountZero { token: case.vault.tokens()[0] };
                refused(&case.world.chain, alice, case.vault.address, &call, &error).await?;
            }
        }
        verify_maxDepositIgnoresSenderAssets: 123, |case| {
            let (rich, poor) = (case.bob(), case.world.chain.people.mallory);
            let of_rich = case.view(IVaultPriced::maxDepositCall { receiver: rich }).await?;
            ensure!(of_rich == case.view(IVaultPriced::maxDepositCall { receiver: poor }).await?);
        }
        verify_maxMintIgnoresSenderAssets: 124, |case| {
            let (rich, poor) = (case.bob(), case.world.chain.people.mallory);
            let of_rich = case.view(IVaultPriced::maxMintCall { receiver: rich }).await?;
            ensure!(of_rich == case.view(IVaultPriced::maxMintCall { receiver: poor }).await?);
        }
        verify_previewMintIgnoresSender: 125, |case| {
            let shares = case.shares();
            case.is_same_for_all(IVaultPriced::previewMintCall { shares }).await?;
        }
        verify_previewDepositIgnoresSender: 126, |case| {
            let assets = case.assets();
            case.is_same_for_all(IVaultPriced::previewDepositCall { assets }).await?;
        }
        verify_previewWithdrawIgnoresSender: 127, |case| {
            let assets = case.assets();
            case.is_same_for_all(IVaultPriced::previewWithdrawCall { assets }).await?;
        }
        verify_previewRedeemIgnoresSender: 128, |case| {
            let shares = case.shares();
            case.is_same_for_all(IVaultPriced::previewRedeemCall { shares }).await?;
        }
        verify_depositProperties: 129, |case| {
            let (assets, supply) = (case.assets(), case.vault.supply(&case.world.chain).await?);
            let total = case.view(IVaultPriced::totalAssetsCall {}).await?;
            let shares = case.deposit(assets).await?;
            ensure!(shares > U256::ZERO && case.vault.supply(&case.world.chain).await? == supply + shares);
            ensure!(case.view(IVaultPriced::totalAssetsCall {}).await? > total);
        }
        verify_mintProperties: 130, |case| {
            let (shares, supply) = (case.shares(), case.vault.supply(&case.world.chain).await?);
            let assets = case.mint(shares).await?;
            ensure!(assets > U256::ZERO && case.vault.supply(&case.world.chain).await? == supply + shares);
        }
        verify_redeemProperties: 131, |case| {
            let (shares, supply) = (case.shares(), case.vault.supply(&case.world.chain).await?);
            let assets = case.redeem(shares).await?;
            ensure!(assets > U256::ZERO && case.vault.supply(&case.world.chain).await? == supply - shares);
        }
        verify_withdrawProperties: 132, |case| {
            let (assets, supply) = (case.assets(), case.vault.supply(&case.world.chain).await?);
            let shares = case.withdraw(assets).await?;
            ensure!(shares > U256::ZERO && case.vault.supply(&case.world.chain).await? == supply - shares);
        }
        // The attacker donates before the victim comes; the victim loses its fees and a unit, no more.
        verify_sharePriceInflationAttack: 133, |case| {
            let (assets, hub) = (case.assets(), case.vault.tokens()[0]);
            let preview = case.view(IVaultPriced::previewDepositCall { assets }).await?;
            case.world.mint(hub, case.vault.address, assets * U256::from(1_000)).await?;
            let shares = case.deposit(assets).await?;
            ensure!(shares == preview, "a donation moved the price");
            case.wait().await?;
            let got = case.redeem(shares).await?;
            let least = assets * U256::from(9_850) / U256::from(10_000);
            ensure!(got <= assets && got + U256::from(1) >= least, "{got} of {assets}");
        }
        verify_assetDecimalsLessThanVault: 134, |case| {
            let decimals = case.world.chain.view(case.vault.tokens()[0], &IERC20::decimalsCall {}).await?;
            ensure!(decimals <= case.view(IVault::decimalsCall {}).await?);
        }
        verify_withdrawRequiresTokenApproval_of_another: 135, |case| {
            let assets = case.assets();
            let shares = case.view(IVaultPriced::previewWithdrawCall { assets }).await?;
            let call = IVaultPriced::withdrawCall { assets, receiver: case.alice(), owner: case.alice() };
            case.needs_allowance(&call, shares).await?;
        }
        verify_redeemRequiresTokenApproval_of_another: 136, |case| {
            let shares = case.shares();
            let call = IVaultPriced::redeemCall { shares, receiver: case.alice(), owner: case.alice() };
            case.needs_allowance(&call, shares).await?;
        }
        verify_convertToSharesMustNotRevert_for_any_amount: 137, |case| {
            for assets in [ONE, U256::from(10).pow(U256::from(30))] {
                case.view(IVaultPriced::convertToSharesCall { assets }).await?;
            }
        }
    }
}
