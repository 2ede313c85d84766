//! A vault among its market: tokens, feeds, pools, programs, and the people who call them.

use std::rc::Rc;

use alloy_primitives::aliases::U80;
use alloy_primitives::{Address, I256, U256, keccak256};
use alloy_sol_types::SolCall;
use kit::abi::{IVaultAdmin, Suite, VaultConfig};
use kit::dispatch::Answer;
use kit::proxy::Programs;
use kit::{VM, call, lock};
use rebalance_math::WAD;

use crate::chain::{Account, Chain, Program};
use crate::feed::Feed;
use crate::market::{FEED_DECIMALS, config, pool_address};
use crate::token::{self, Token};

/// What a vault's world is made of: how it is placed, on whichever chain.
#[derive(Clone, Debug)]
pub struct Places {
    /// The programs of the suite.
    pub suite: Suite,
    /// Where the vault is.
    pub vault: Address,
    /// Who calls `initialize`, as the factory does.
    pub factory: Address,
}

/// A vault with everything around it.
#[derive(Debug)]
pub struct World {
    /// Where it all is.
    pub chain: Chain,
    /// The vault.
    pub vault: Address,
    /// Its owner, who is curator and guardian too, and four who hold shares.
    pub people: [Address; 5],
    /// What the vault was made of.
    pub config: VaultConfig,
    /// Its programs.
    pub suite: Suite,
}

/// An address that a name stands for.
#[must_use]
pub fn named(name: &str) -> Address {
    Address::from_word(keccak256(name))
}

/// Does what the core of a vault does at birth after it has checked its rooms. They are known by the hash of their WASM,
/// which native code has not.
fn be_born(vm: VM, calldata: &[u8]) -> Answer {
    lock::take()?;
    let suite = IVaultAdmin::initializeCall::abi_decode(calldata)
        .expect("calldata of this module's own")
        .suite;
    let answer = call::delegate(&vm, suite.admin, calldata)?;
    lock::release();
    Ok(answer)
}

/// Puts the programs of a suite where `suite` says.
pub fn place_suite(chain: &Chain, suite: &Suite) {
    let programs: [(&str, Address, Program); 10] = [
        ("vault", suite.implementation, vault::answer),
        ("vault-admin", suite.admin, vault_admin::answer),
        ("vault-priced", suite.priced, vault_priced::answer),
        ("vault-fees", suite.fees, vault_fees::answer),
        ("vault-permits", suite.permits, vault_permits::answer),
        ("vault-views", suite.views, vault_views::answer),
        ("vault-rebalance", suite.rebalance, vault_rebalance::answer),
        ("oracle", suite.oracle, oracle::answer),
        ("engine", suite.engine, engine::answer),
        ("router", suite.router, router::answer),
    ];
    for (name, address, run) in programs {
        let code = Rc::from(name.as_bytes());
        chain.place(address, Account::Program { run, code });
    }
}

/// Makes a vault at `places.vault` and seeds it from `seeder`, who has approved it.
///
/// # Errors
/// What `initialize` refuses with.
pub fn bear(
    chain: &Chain,
    places: &Places,
    config: &VaultConfig,
    seeder: Address,
    amounts: &[U256],
) -> Answer {
    let programs = Programs {
        core: places.suite.implementation,
        rebalance: places.suite.rebalance,
    };
    let code = Rc::from(programs.runtime());
    chain.place(places.vault, Account::Code(code));
    let birth = named("birth");
    let code = Rc::from("birth".as_bytes());
    chain.place(birth, Account::Program { run: be_born, code });
    let call = IVaultAdmin::initializeCall {
        suite: places.suite.clone(),
        config: config.clone(),
        seeder,
        amounts: amounts.to_vec(),
    };
    let calldata = call.abi_encode();
    chain
        .act_as(places.factory, places.vault, birth, &calldata)
        .answer
}

impl World {
    /// A vault of `assets` constituents, two to five, worth a million and at its targets.
    ///
    /// # Panics
    /// When it cannot be made: a mistake of this module.
    #[must_use]
    pub fn new(assets: usize) -> Self {
        let chain = Chain::new(42_161, 1_800_000_000);
        let program = |name: &str| named(&format!("program {name}"));
        let suite = Suite {
            implementation: program("vault"),
            admin: program("vault-admin"),
            priced: program("vault-priced"),
            fees: program("vault-fees"),
            permits: program("vault-permits"),
            views: program("vault-views"),
            rebalance: program("vault-rebalance"),
            oracle: program("oracle"),
            engine: program("engine"),
            router: program("router"),
        };
        place_suite(&chain, &suite);
        let people = ["owner", "alice", "bob", "carol", "mallory"].map(named);
        let [owner, ..] = people;
        let config = config(&chain, assets, owner);
        let world = Self {
            vault: named("vault"),
            people,
            config,
            suite,
            chain,
        };
        for index in 1..assets {
            world.place_pool(index);
        }
        let mut amounts = Vec::new();
        for (index, asset) in world.config.assets.iter().enumerate() {
            let one = world.price_e36(index);
            amounts.push((U256::from(1_000_000) * asset.targetWad * WAD).div_ceil(one));
            for person in people {
                let fortune = U256::from(100_000_000) * WAD * WAD / one;
                world.mint(index, person, fortune);
                world.approve(index, person);
            }
        }
        let places = Places {
            suite: world.suite.clone(),
            vault: world.vault,
            factory: named("factory"),
        };
        let born = bear(&world.chain, &places, &world.config, owner, &amounts);
        assert!(born.is_ok(), "{born:?}");
        world.must(
            owner,
            world.vault,
            &IVaultAdmin::setCuratorCall { newCurator: owner },
        );
        world.must(
            owner,
            world.vault,
            &IVaultAdmin::setGuardianCall { newGuardian: owner },
        );
        world
    }

    /// The same world, to try something in.
    #[must_use]
    pub fn copy(&self) -> Self {
        Self {
            chain: self.chain.copy(),
            vault: self.vault,
            people: self.people,
            config: self.config.clone(),
            suite: self.suite.clone(),
        }
    }

    /// Token of the constituent of an index.
    #[must_use]
    pub fn token(&self, index: usize) -> Address {
        self.config.assets[index].token
    }

    pub(crate) fn feed(&self, index: usize) -> Feed {
        let place = self.config.assets[index].feed.aggregator;
        match self.chain.account(place) {
            Some(Account::Feed(feed)) => feed,
            other => panic!("a feed at {place}, not {other:?}"),
        }
    }

    /// The feed's answer for one base unit of at most 28 decimals, in 1e-36 of the numeraire.
    #[must_use]
    pub fn price_e36(&self, index: usize) -> U256 {
        let exponent = 36 - FEED_DECIMALS - self.config.assets[index].feed.tokenDecimals;
        self.feed(index).answer.into_raw() * U256::from(10).pow(U256::from(exponent))
    }

    /// Has the feed report an answer now.
    pub fn report(&self, index: usize, answer: U256) {
        let now = self.chain.timestamp();
        let old = self.feed(index);
        let feed = Feed {
            round_id: old.round_id + U80::ONE,
            answer: I256::from_raw(answer),
            started_at: now,
            updated_at: now,
            ..old
        };
        let place = self.config.assets[index].feed.aggregator;
        self.chain.place(place, Account::Feed(feed));
    }

    /// Has every feed say its last answer again.
    pub fn refresh(&self) {
        for index in 0..self.config.assets.len() {
            self.report(index, self.feed(index).answer.into_raw());
        }
    }

    /// Gives tokens to somebody.
    pub fn mint(&self, index: usize, to: Address, amount: U256) {
        let (token, key) = (self.token(index), token::balance_key(to));
        let balance = self.holding(index, to) + amount;
        self.chain.set_word(token, key, balance.into());
    }

    fn approve(&self, index: usize, owner: Address) {
        let call = token::IToken::approveCall {
            spender: self.vault,
            value: U256::MAX,
        };
        self.must(owner, self.token(index), &call);
    }

    fn must(&self, from: Address, to: Address, call: &impl SolCall) {
        let sent = self.chain.send(from, to, &call.abi_encode());
        assert!(sent.answer.is_ok(), "{sent:?}");
    }

    /// What an account holds of a token.
    #[must_use]
    pub fn holding(&self, index: usize, account: Address) -> U256 {
        self.chain
            .word(self.token(index), token::balance_key(account))
            .into()
    }

    /// Has a token refuse every call, or no longer.
    pub fn freeze(&self, index: usize, is_frozen: bool) {
        let decimals = self.config.assets[index].feed.tokenDecimals;
        let token = Token {
            decimals,
            is_frozen,
        };
        self.chain.place(self.token(index), Account::Token(token));
    }

    /// Where the pool of an asset is.
    #[must_use]
    pub fn pool(&self, index: usize) -> Address {
        let (hub, token) = (self.token(0), self.token(index));
        let fee = self.config.assets[index].poolFee;
        pool_address(&self.config.venue, hub.min(token), hub.max(token), fee)
    }
}
