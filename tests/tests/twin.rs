//! The same sequences on the programs' native code and on the local chain, where they are WASM and the protocols around them real:
//! every answer, error, event of the vault and word of its storage is the same (X3).
//!
//! The native side draws the steps. Markets move on the chain, and what feeds and pools then say is told to the native side; all
//! that the vault does with it is compared. `PROPTEST_CASES` asks for more sequences, `KEEL_SEED` starts from others.

use alloy::{
    primitives::{Address, B256, Bytes, U256, aliases::U80},
    providers::Provider,
    sol_types::{SolCall, SolValue},
};
use anyhow::{Context, ensure};
use client::{
    bindings::{IVaultAdmin, VaultConfig},
    transaction::TransactionError,
};
use e2e::{
    portfolio::IAggregator,
    sequences,
    stage::story,
    vault::{IERC20, Vault, approve, holdings},
    world::{NAV_USD, World},
};
use twin::{
    Account,
    chain::Log,
    feed::Feed,
    play::happen,
    player::{Player, Step},
    pool::{self, Pool},
    token,
    world::Places,
};

const STEPS: u32 = 120;
/// Code of a token that refuses everything.
const REFUSAL: [u8; 3] = [0x5f, 0x5f, 0xfd];

mod uniswap {
    #![allow(missing_docs, reason = "Uniswap V3 itself")]

    alloy::sol! {
        interface IPool {
            function slot0() external view returns (
                uint160 sqrtPriceX96, int24 tick, uint16 index, uint16 cardinality, uint16 next, uint8 feeProtocol, bool unlocked);
            function liquidity() external view returns (uint128);
            function tickSpacing() external view returns (int24);
        }
    }
}
use uniswap::IPool;

#[test]
fn native_code_and_wasm_agree_on_three_assets() {
    agree(3, 3_000_000);
}

#[test]
fn native_code_and_wasm_agree_on_five_assets() {
    agree(5, 4_000_000);
}

fn agree(assets: usize, offset: u64) {
    for seed in sequences::seeds(offset, 2, 3_000) {
        story(async |world| {
            let mut both = Both::born(world, assets).await?;
            let mut player = Player::new(seed);
            for number in 0..STEPS {
                let step = player.next(&both.native);
                both.step(&step)
                    .await
                    .with_context(|| format!("seed {seed}, step {number}: {step:?}"))?;
                if number.is_multiple_of(10) {
                    both.compare_state().await?;
                }
            }
            both.compare_state().await
        });
    }
}

/// A vault on the chain and its twin.
struct Both<'a> {
    world: &'a World,
    vault: Vault,
    native: twin::World,
    /// Codes of the tokens that refuse for now.
    codes: Vec<Option<Bytes>>,
}

impl<'a> Both<'a> {
    async fn born(world: &'a World, assets: usize) -> anyhow::Result<Self> {
        let vault = world.vault(assets).await?;
        let config = kit_config(&vault.config);
        let people = world.chain.people;
        let native = twin::World {
            chain: twin::Chain::new(
                world.chain.provider().get_chain_id().await?,
                world.chain.now().await?,
            ),
            vault: vault.address,
            people: [
                people.owner,
                people.alice,
                people.bob,
                people.keeper,
                people.mallory,
            ],
            suite: kit_suite(&vault),
            config,
        };
        let both = Self {
            world,
            codes: vec![None; assets],
            native,
            vault,
        };
        both.bear().await?;
        both.fund().await?;
        both.compare_state().await?;
        Ok(both)
    }

    /// Bears the twin as the vault was born.
    async fn bear(&self) -> anyhow::Result<()> {
        let Self {
            world,
            vault,
            native,
            ..
        } = self;
        twin::world::place_suite(&native.chain, &native.suite);
        let factory = vault.config.venue.factory;
        native.chain.place(factory, Account::Code([0xfe].into()));
        for index in 0..vault.asset_count() {
            native.freeze(index, false);
        }
        self.tell_market().await?;
        let amounts = world.amounts(&vault.config, NAV_USD).await?;
        let owner = world.chain.people.owner;
        for (index, amount) in amounts.iter().enumerate() {
            native.mint(index, owner, *amount);
            let allow = IERC20::approveCall {
                spender: vault.address,
                value: *amount,
            };
            let sent = native
                .chain
                .send(owner, native.token(index), &allow.abi_encode());
            ensure!(sent.answer.is_ok());
        }
        let places = Places {
            suite: native.suite.clone(),
            vault: vault.address,
            factory: world.factory(),
        };
        let born = twin::world::bear(&native.chain, &places, &native.config, owner, &amounts);
        ensure!(born.is_ok(), "the twin was not born: {born:?}");
        Ok(())
    }

    /// Gives everybody tokens and allows the vault to take them; the owner gets all roles.
    async fn fund(&self) -> anyhow::Result<()> {
        let Self {
            world,
            vault,
            native,
            ..
        } = self;
        let (chain, tokens) = (&world.chain, vault.tokens());
        for person in native.people {
            world.fund(person, &tokens).await?;
            let held = holdings(chain, &tokens, person).await?;
            for (index, held) in held.into_iter().enumerate() {
                approve(chain, tokens[index], person, vault.address, U256::MAX).await?;
                native
                    .chain
                    .set_word(tokens[index], token::balance_key(person), held.into());
                let allow = IERC20::approveCall {
                    spender: vault.address,
                    value: U256::MAX,
                };
                let sent = native
                    .chain
                    .send(person, tokens[index], &allow.abi_encode());
                ensure!(sent.answer.is_ok());
            }
        }
        let owner = world.chain.people.owner;
        let calls = [
            IVaultAdmin::setCuratorCall { newCurator: owner }.abi_encode(),
            IVaultAdmin::setGuardianCall { newGuardian: owner }.abi_encode(),
        ];
        for call in calls {
            chain
                .send_raw(owner, vault.address, call.clone().into())
                .await?;
            let sent = native.chain.send(owner, vault.address, &call);
            ensure!(sent.answer.is_ok());
        }
        self.follow_time().await
    }

    /// The twin's next call is a second after the chain's latest block.
    async fn follow_time(&self) -> anyhow::Result<()> {
        let now = self.world.chain.now().await?;
        let own = self.native.chain.timestamp();
        self.native.chain.set_timestamp(own.max(now + 1));
        Ok(())
    }

    /// What feeds and pools say now.
    async fn tell_market(&self) -> anyhow::Result<()> {
        let Self {
            world,
            vault,
            native,
            ..
        } = self;
        let chain = &world.chain;
        let aggregators = vault
            .config
            .assets
            .iter()
            .map(|asset| asset.feed.aggregator);
        for place in aggregators.chain([vault.config.sequencer.feed]) {
            let round = chain
                .view(place, &IAggregator::latestRoundDataCall {})
                .await?;
            let feed = Feed {
                decimals: chain.view(place, &IAggregator::decimalsCall {}).await?,
                round_id: U80::from(round.roundId),
                answer: round.answer,
                started_at: round.startedAt.to(),
                updated_at: round.updatedAt.to(),
            };
            native.chain.place(place, Account::Feed(feed));
        }
        for asset in world.market.assets.iter().take(vault.asset_count()) {
            let Some(real) = asset.pool else {
                continue;
            };
            let slot0 = chain.view(real.address, &IPool::slot0Call {}).await?;
            let model = Pool {
                token0: real.token0,
                token1: real.token1,
                fee: real.fee.to(),
                tick_spacing: chain
                    .view(real.address, &IPool::tickSpacingCall {})
                    .await?
                    .as_i32(),
                liquidity: chain.view(real.address, &IPool::liquidityCall {}).await?,
            };
            native.chain.place(real.address, Account::Pool(model));
            let price = U256::from(slot0.sqrtPriceX96);
            pool::set_price(&native.chain, real.address, price, slot0.tick.as_i32());
            for token in [real.token0, real.token1] {
                let held = holdings(chain, &[token], real.address).await?[0];
                native
                    .chain
                    .set_word(token, token::balance_key(real.address), held.into());
            }
        }
        Ok(())
    }

    async fn step(&mut self, step: &Step) -> anyhow::Result<()> {
        let chain = &self.world.chain;
        match step {
            Step::Call {
                from, to, input, ..
            } => return self.call(step, *from, *to, input).await,
            Step::Wait(_) => {
                happen(&self.native, step);
            }
            Step::Price { index, bps } => {
                self.at_time().await?;
                let bps = i32::try_from(*bps)?.clamp(-2_000, 2_000);
                self.world.move_price(*index, bps).await?;
                self.tell_market().await?;
            }
            Step::Refresh => {
                self.at_time().await?;
                self.world.market.refresh().await?;
                self.tell_market().await?;
            }
            Step::Freeze {
                index,
                is_frozen: true,
            } => {
                let refusal = Bytes::from_static(&REFUSAL);
                let code = chain
                    .replace_code(self.native.token(*index), refusal)
                    .await?;
                self.codes[*index] = Some(code);
                happen(&self.native, step);
            }
            Step::Freeze {
                index,
                is_frozen: false,
            } => {
                if let Some(code) = self.codes[*index].take() {
                    chain.replace_code(self.native.token(*index), code).await?;
                }
                happen(&self.native, step);
            }
        }
        self.follow_time().await
    }

    /// The chain's next block is where the twin is.
    async fn at_time(&self) -> anyhow::Result<()> {
        self.world
            .chain
            .next_block_at(self.native.chain.timestamp())
            .await
    }

    async fn call(
        &self,
        step: &Step,
        from: Address,
        to: Address,
        input: &Bytes,
    ) -> anyhow::Result<()> {
        let chain = &self.world.chain;
        self.at_time().await?;
        let asked = chain.ask(from, to, input.clone()).await;
        let outcome = happen(&self.native, step).context("a call has an outcome")?;
        let is_vault = to == self.vault.address;
        match (&outcome.answer, asked) {
            (Ok(native), Ok(wasm)) => {
                ensure!(
                    !is_vault || *native == wasm,
                    "answers: native {native:02x?}, WASM {wasm}"
                );
                let receipt = chain.send_raw(from, to, input.clone()).await?;
                let of_vault = |address: &Address| *address == self.vault.address;
                let wasm: Vec<_> = receipt
                    .logs()
                    .iter()
                    .filter(|log| of_vault(&log.address()))
                    .map(|log| Log {
                        address: log.address(),
                        topics: log.topics().to_vec(),
                        data: log.data().data.to_vec(),
                    })
                    .collect();
                let native: Vec<_> = outcome
                    .logs
                    .into_iter()
                    .filter(|log| of_vault(&log.address))
                    .collect();
                ensure!(native == wasm, "events: native {native:?}, WASM {wasm:?}");
            }
            (Err(native), Err(TransactionError::Reverted { reason, .. })) => {
                let wasm = &reason.data;
                // What a token says of its own refusal is the token's, and its model says nothing.
                let is_same = if reason.is("TokenCallReverted") || !is_vault {
                    native.get(..36) == wasm.get(..36) || !is_vault
                } else {
                    native == wasm
                };
                ensure!(is_same, "errors: native {native:02x?}, WASM {reason}");
            }
            (native, wasm) => anyhow::bail!("native {native:02x?}, WASM {wasm:?}"),
        }
        self.follow_time().await
    }

    /// Every word of the vault, its constitution, and what everybody holds.
    async fn compare_state(&self) -> anyhow::Result<()> {
        let Self {
            world,
            vault,
            native,
            ..
        } = self;
        let provider = world.chain.provider();
        let words = native.chain.storage(vault.address);
        for (key, native) in &words {
            let wasm = provider
                .get_storage_at(vault.address, (*key).into())
                .await?;
            ensure!(
                B256::from(wasm) == *native,
                "word {key}: native {native}, WASM {wasm:#x}"
            );
        }
        let hot = words
            .get(&B256::ZERO)
            .context("a vault has a constitution")?;
        // Its number: the vault makes nothing else.
        let number = u64::from(u16::from_be_bytes([hot[3], hot[4]]));
        let constitution = vault.address.create(number);
        let wasm = world.chain.code(constitution).await?;
        match native.chain.account(constitution) {
            Some(Account::Code(native)) => ensure!(*native == *wasm, "constitutions differ"),
            other => anyhow::bail!("a constitution at {constitution}, not {other:?}"),
        }
        for person in native.people.into_iter().chain([vault.address]) {
            for index in 0..vault.asset_count() {
                if self.codes[index].is_some() {
                    continue;
                }
                let wasm = holdings(&world.chain, &[native.token(index)], person).await?[0];
                let native = native.holding(index, person);
                ensure!(
                    native == wasm,
                    "{person} has {native} of asset {index}, WASM {wasm}"
                );
            }
        }
        Ok(())
    }
}

/// The same values in the types of the contracts.
fn kit_config(config: &VaultConfig) -> kit::abi::VaultConfig {
    kit::abi::VaultConfig::abi_decode(&config.abi_encode()).expect("one ABI")
}

fn kit_suite(vault: &Vault) -> kit::abi::Suite {
    kit::abi::Suite::abi_decode(&vault.suite.abi_encode()).expect("one ABI")
}
