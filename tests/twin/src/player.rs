//! Random steps: what people, markets and time do to a vault, from the likely to the absurd.

use std::collections::VecDeque;

use alloy_primitives::{Address, Bytes, U256};
use alloy_sol_types::SolCall;
use kit::abi::IVault::{self, IVaultCalls};
use kit::abi::IVaultAdmin::IVaultAdminCalls;
use kit::abi::IVaultFees::{self, IVaultFeesCalls};
use kit::abi::IVaultPriced::IVaultPricedCalls;
use kit::abi::IVaultRebalance;
use kit::abi::IVaultViews::IVaultViewsCalls;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

use crate::token::IToken;
use crate::world::World;

/// Something that happens.
#[derive(Clone, Debug)]
pub enum Step {
    /// Somebody calls something.
    Call {
        /// What it is, for reports.
        name: &'static str,
        /// Who.
        from: Address,
        /// Whom.
        to: Address,
        /// With what.
        input: Bytes,
    },
    /// Seconds pass.
    Wait(u64),
    /// A price moves, feed and pools alike.
    Price {
        /// Of which constituent.
        index: usize,
        /// How far.
        bps: i64,
    },
    /// Every feed says its answer again.
    Refresh,
    /// A token refuses every call, or no longer.
    Freeze {
        /// Of which constituent.
        index: usize,
        /// Whether it does.
        is_frozen: bool,
    },
}

/// Draws one step after another.
#[derive(Debug)]
pub struct Player {
    pub(crate) random: ChaCha8Rng,
    /// What the curator has submitted.
    pub(crate) submitted: Vec<Bytes>,
    /// What comes next, before anything is drawn.
    pub(crate) agenda: VecDeque<Step>,
}

impl Player {
    /// The player of a seed.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self {
            random: ChaCha8Rng::seed_from_u64(seed),
            submitted: Vec::new(),
            agenda: VecDeque::new(),
        }
    }

    /// The next step in a world as it is now.
    pub fn next(&mut self, world: &World) -> Step {
        if let Some(step) = self.agenda.pop_front() {
            return step;
        }
        match self.below(100) {
            0..=10 => self.deposit_in_kind(world),
            11..=22 => self.redeem_in_kind(world),
            23..=29 => self.move_shares(world),
            30..=40 => self.enter(world),
            41..=51 => self.leave(world),
            52..=62 => self.call(
                world,
                "rebalance",
                IVaultRebalance::rebalanceCall {
                    deadline: U256::MAX,
                },
            ),
            63..=65 => self.claim(world),
            66..=68 => self.fees(world),
            69..=75 => self.govern(world),
            76..=77 => self.donate(world),
            78..=86 => self.move_price(world),
            87..=89 => self.wait(),
            90..=92 => Step::Refresh,
            93..=94 => self.freeze(world),
            _ => self.garbage(world),
        }
    }

    pub(crate) fn below(&mut self, end: usize) -> usize {
        self.random.random_range(0..end)
    }

    pub(crate) fn chance(&mut self, one_in: usize) -> bool {
        self.below(one_in) == 0
    }

    pub(crate) fn person(&mut self, world: &World) -> Address {
        world.people[self.below(world.people.len())]
    }

    /// Mostly a person.
    pub(crate) fn account(&mut self, world: &World) -> Address {
        match self.below(24) {
            0 => world.vault,
            1 => Address::ZERO,
            2 => world.suite.router,
            _ => self.person(world),
        }
    }

    pub(crate) fn asset(&mut self, world: &World) -> usize {
        self.below(world.config.assets.len())
    }

    pub(crate) fn token(&mut self, world: &World) -> Address {
        if self.chance(40) {
            return self.account(world);
        }
        let index = self.asset(world);
        world.token(index)
    }

    /// Around `most`, of any magnitude below it, or at an edge of the range.
    pub(crate) fn amount(&mut self, most: U256) -> U256 {
        match self.below(16) {
            0 => U256::ZERO,
            1 => U256::ONE,
            2 => most,
            3 => most.saturating_add(U256::ONE),
            4 => U256::MAX,
            _ => {
                let bits = self.below(most.bit_len().max(1) + 1);
                let number = U256::from(self.random.random::<u128>())
                    .wrapping_mul(U256::from(self.random.random::<u128>()));
                number
                    .checked_rem(U256::ONE.checked_shl(bits).unwrap_or(U256::MAX))
                    .unwrap_or_default()
                    .min(most)
            }
        }
    }

    /// Shares of somebody, or of a size that a deposit may have.
    pub(crate) fn shares(&mut self, world: &World, owner: Address) -> U256 {
        let own = world.shares_of(owner);
        if own.is_zero() || self.chance(8) {
            let million = U256::from(10).pow(U256::from(21));
            return self.amount(million);
        }
        self.amount(own)
    }

    pub(crate) fn deadline(&mut self, world: &World) -> U256 {
        match self.below(30) {
            0 => U256::from(world.chain.timestamp() - 1),
            1 => U256::from(world.chain.timestamp()),
            _ => U256::MAX,
        }
    }

    pub(crate) fn limits(&mut self, world: &World, usual: U256) -> Vec<U256> {
        let count = world.config.assets.len();
        match self.below(40) {
            0 => vec![usual; count - 1],
            1 => vec![U256::ONE; count],
            _ => vec![usual; count],
        }
    }

    pub(crate) fn by(
        &self,
        name: &'static str,
        world: &World,
        from: Address,
        call: impl SolCall,
    ) -> Step {
        Step::Call {
            name,
            from,
            to: world.vault,
            input: call.abi_encode().into(),
        }
    }

    pub(crate) fn call(&mut self, world: &World, name: &'static str, call: impl SolCall) -> Step {
        let from = self.person(world);
        self.by(name, world, from, call)
    }

    fn claim(&mut self, world: &World) -> Step {
        let (token, owner) = (self.token(world), self.account(world));
        self.call(world, "claim", IVault::claimCall { token, owner })
    }

    fn fees(&mut self, world: &World) -> Step {
        if self.chance(2) {
            self.call(world, "collectFees", IVaultFees::collectFeesCall {})
        } else {
            self.call(
                world,
                "accruePerformance",
                IVaultFees::accruePerformanceCall {},
            )
        }
    }

    fn donate(&mut self, world: &World) -> Step {
        let (from, index) = (self.person(world), self.asset(world));
        let token = world.token(index);
        let most = U256::from(10).pow(U256::from(57)) / world.price_e36(index);
        let value = self.amount(most);
        Step::Call {
            name: "donate",
            from,
            to: token,
            input: IToken::transferCall {
                to: world.vault,
                value,
            }
            .abi_encode()
            .into(),
        }
    }

    fn move_price(&mut self, world: &World) -> Step {
        let index = self.asset(world);
        let reach = if self.chance(5) { 6_000 } else { 900 };
        let bps = self.random.random_range(-reach..=reach * 3 / 2);
        if self.chance(2) {
            // The flow that follows, or the keeper, is quick.
            let keeper = self.call(
                world,
                "rebalance",
                IVaultRebalance::rebalanceCall {
                    deadline: U256::MAX,
                },
            );
            self.agenda.push_back(keeper);
        }
        Step::Price { index, bps }
    }

    pub(crate) fn wait(&mut self) -> Step {
        let most = [60, 3_600, 80_000, 1_000_000][self.below(4)];
        if !self.chance(4) {
            self.agenda.push_back(Step::Refresh);
        }
        Step::Wait(self.random.random_range(1..=most))
    }

    /// A token refuses for one to four calls.
    fn freeze(&mut self, world: &World) -> Step {
        let index = self.asset(world);
        for _ in 0..=self.below(4) {
            let call = if self.chance(4) {
                self.claim(world)
            } else {
                self.redeem_in_kind(world)
            };
            self.agenda.push_back(call);
        }
        self.agenda.push_back(Step::Freeze {
            index,
            is_frozen: false,
        });
        Step::Freeze {
            index,
            is_frozen: true,
        }
    }

    /// Any function of the vault, with words that mean something or nothing.
    fn garbage(&mut self, world: &World) -> Step {
        let lists = [
            IVaultCalls::SELECTORS,
            IVaultAdminCalls::SELECTORS,
            IVaultPricedCalls::SELECTORS,
            IVaultFeesCalls::SELECTORS,
            IVaultViewsCalls::SELECTORS,
            IVaultRebalance::IVaultRebalanceCalls::SELECTORS,
        ];
        let list = lists[self.below(lists.len())];
        let mut input = list[self.below(list.len())].to_vec();
        for _ in 0..self.below(9) {
            let word = match self.below(6) {
                0 => U256::from_be_slice(self.account(world).as_slice()),
                1 => U256::from_be_slice(self.token(world).as_slice()),
                2 => U256::from(32 * self.below(8)),
                3 => U256::from(self.below(3)),
                4 => self.amount(U256::MAX),
                _ => U256::from(self.random.random::<u64>()),
            };
            input.extend_from_slice(&word.to_be_bytes::<32>());
        }
        input.truncate(input.len() - self.below(input.len().min(3)));
        Step::Call {
            name: "any function",
            from: self.person(world),
            to: world.vault,
            input: input.into(),
        }
    }
}
