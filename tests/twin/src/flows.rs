//! In and out: in kind, with one asset, and between accounts.

use alloy_primitives::U256;
use kit::abi::{IVault, IVaultPriced};

use crate::player::{Player, Step};
use crate::world::World;

impl Player {
    pub(crate) fn deposit_in_kind(&mut self, world: &World) -> Step {
        let most = U256::from(10).pow(U256::from(21));
        let call = IVault::depositInKindCall {
            shares: self.amount(most),
            maxAmounts: self.limits(world, U256::MAX),
            receiver: self.account(world),
            deadline: self.deadline(world),
        };
        self.call(world, "depositInKind", call)
    }

    pub(crate) fn redeem_in_kind(&mut self, world: &World) -> Step {
        let owner = self.person(world);
        let from = if self.chance(6) {
            self.person(world)
        } else {
            owner
        };
        let call = IVault::redeemInKindCall {
            shares: self.shares(world, owner),
            minAmounts: self.limits(world, U256::ZERO),
            receiver: self.account(world),
            owner,
            deadline: self.deadline(world),
        };
        self.by("redeemInKind", world, from, call)
    }

    pub(crate) fn move_shares(&mut self, world: &World) -> Step {
        let (from, to) = (self.person(world), self.account(world));
        let value = self.shares(world, from);
        match self.below(3) {
            0 => self.by(
                "approve",
                world,
                from,
                IVault::approveCall { spender: to, value },
            ),
            1 => self.call(
                world,
                "transferFrom",
                IVault::transferFromCall { from, to, value },
            ),
            _ => self.by("transfer", world, from, IVault::transferCall { to, value }),
        }
    }

    /// In with one asset, by shares or by amount.
    pub(crate) fn enter(&mut self, world: &World) -> Step {
        let receiver = self.account(world);
        let index = self.asset(world);
        // A few thousand of the numeraire.
        let worth = |index: usize| U256::from(10).pow(U256::from(58)) / world.price_e36(index);
        match self.below(3) {
            0 => {
                let assets = self.amount(worth(0));
                self.call(
                    world,
                    "deposit",
                    IVaultPriced::depositCall { assets, receiver },
                )
            }
            1 => {
                let most = U256::from(10).pow(U256::from(22));
                let shares = self.amount(most);
                self.call(world, "mint", IVaultPriced::mintCall { shares, receiver })
            }
            _ => {
                let call = IVaultPriced::depositAssetCall {
                    token: self.token(world),
                    amount: self.amount(worth(index)),
                    minShares: U256::ZERO,
                    receiver,
                    deadline: self.deadline(world),
                };
                self.call(world, "depositAsset", call)
            }
        }
    }

    /// Out with one asset, by shares or by amount.
    pub(crate) fn leave(&mut self, world: &World) -> Step {
        let owner = self.person(world);
        let receiver = self.account(world);
        let shares = self.shares(world, owner);
        match self.below(3) {
            0 => {
                let most = U256::from(10_000_000_000_u64);
                let assets = self.amount(most);
                let call = IVaultPriced::withdrawCall {
                    assets,
                    receiver,
                    owner,
                };
                self.by("withdraw", world, owner, call)
            }
            1 => {
                let call = IVaultPriced::redeemCall {
                    shares,
                    receiver,
                    owner,
                };
                self.by("redeem", world, owner, call)
            }
            _ => {
                let call = IVaultPriced::redeemAssetCall {
                    token: self.token(world),
                    shares,
                    minAmount: U256::ZERO,
                    receiver,
                    owner,
                    deadline: self.deadline(world),
                };
                self.by("redeemAsset", world, owner, call)
            }
        }
    }
}
