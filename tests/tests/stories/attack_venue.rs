//! A vault whose own venue is hostile: it trades with these pools itself, and pays them what a trade owes and no more.

use crate::attack_callback::pool::IPool;
use alloy::primitives::{Address, B256, Bytes, I256, U256};
use anyhow::{Context, ensure};
use client::bindings::{IVault, Trade, VaultConfig, Venue};
use e2e::{
    actors::{IPuppet, Memory, Puppet, PuppetFactory, Script, Step, step},
    refusal::refused,
    stage::story,
    vault::{IERC20, Vault, rebalance_call},
    world::World,
};

/// A vault of two assets, the second above its target, whose pool is a puppet.
struct Prey {
    pool: Puppet,
    vault: Vault,
    trade: Trade,
}

impl Prey {
    async fn set_up(world: &World) -> anyhow::Result<Self> {
        let chain = &world.chain;
        let factory = PuppetFactory::deploy(chain).await?;
        let config = world.config(2);
        let tokens = [config.assets[0].token, config.assets[1].token];
        let fee = config.assets[1].poolFee.to();
        let pool = factory.make_pool(chain, tokens, fee).await?;
        let venue = Venue {
            factory: factory.address,
            poolInitCodeHash: factory.init_code_hash,
        };
        let config = VaultConfig { venue, ..config };
        let vault = world.vault_of(world.suite(), config).await?;
        world.fund(pool.address, &vault.tokens()).await?;
        world.move_price(1, 2_500).await?;
        let decision = vault.decision(chain).await?;
        let [trade] = <[Trade; 1]>::try_from(decision.trades)
            .ok()
            .context("one trade")?;
        ensure!((trade.sell, trade.buy) == (1, 0));
        Ok(Self { pool, vault, trade })
    }

    fn sold(&self) -> Address {
        self.vault.tokens()[1]
    }

    fn bought(&self) -> Address {
        self.vault.tokens()[0]
    }

    fn deltas(&self, due: U256, given: U256) -> (I256, I256) {
        let (due, given) = (I256::from_raw(due), -I256::from_raw(given));
        if self.sold() < self.bought() {
            (due, given)
        } else {
            (given, due)
        }
    }

    /// The pool asks to be paid `due` of the token that `data` names.
    fn asks(&self, due: U256, data: impl Into<Bytes>) -> Step {
        let (amount0, amount1) = self.deltas(due, self.trade.minOut);
        let call = IVault::uniswapV3SwapCallbackCall {
            amount0Delta: amount0,
            amount1Delta: amount1,
            data: data.into(),
        };
        step(self.vault.address, &call)
    }

    fn asks_for(&self, due: U256) -> Step {
        self.asks(due, self.sold().into_word())
    }

    fn delivers(&self, amount: U256) -> Step {
        let to = self.vault.address;
        step(self.bought(), &IERC20::transferCall { to, value: amount })
    }

    /// The pool does this when it is asked to swap, and says that it took the input and gave `given`.
    async fn learn(&self, world: &World, steps: Vec<Step>, given: U256) -> anyhow::Result<()> {
        let (amount0, amount1) = self.deltas(self.trade.amountIn, given);
        let answer = IPool::swapReturn { amount0, amount1 };
        let script = Script::answering::<IPool::swapCall>(&answer).after(Memory::Strict, steps);
        self.pool
            .learn::<IPool::swapCall>(&world.chain, script)
            .await
    }

    async fn fails<E: alloy::sol_types::SolError>(
        &self,
        world: &World,
        steps: Vec<Step>,
        error: &E,
    ) -> anyhow::Result<()> {
        self.learn(world, steps, self.trade.minOut).await?;
        let keeper = world.chain.people.keeper;
        let call = rebalance_call();
        refused(&world.chain, keeper, self.vault.address, &call, error).await?;
        Ok(())
    }

    fn above(&self, token: Address, amount: U256, remaining: U256) -> IVault::PaymentAboveTrade {
        IVault::PaymentAboveTrade {
            token,
            amount,
            remaining,
        }
    }
}

#[test]
fn attack_a_pool_of_the_vaults_venue_is_paid_what_the_trade_owes_and_no_more() {
    story(async |world| {
        let prey = Prey::set_up(world).await?;
        let (sold, bought, owed) = (prey.sold(), prey.bought(), prey.trade.amountIn);
        let one = U256::ONE;
        let more = prey.above(sold, owed + one, owed);
        prey.fails(world, vec![prey.asks_for(owed + one)], &more)
            .await?;
        let twice = vec![prey.asks_for(owed - one), prey.asks_for(one + one)];
        let again = prey.above(sold, one + one, one);
        prey.fails(world, twice, &again).await?;
        // Of no token but the one that the trade sells, whatever it says that it was sent.
        let other = prey.above(bought, one, U256::ZERO);
        let asks = prey.asks(one, bought.into_word());
        prey.fails(world, vec![asks], &other).await?;
        let nothing = prey.above(Address::ZERO, one, U256::ZERO);
        for data in [Vec::new(), vec![1; 31], vec![1; 33]] {
            prey.fails(world, vec![prey.asks(one, data)], &nothing)
                .await?;
        }
        Ok(())
    });
}

#[test]
fn attack_a_pool_that_keeps_the_output_or_takes_no_input_is_found_out_by_measuring() {
    story(async |world| {
        let prey = Prey::set_up(world).await?;
        let (chain, floor) = (&world.chain, prey.trade.minOut);
        let held = prey.vault.real_balances(chain).await?;
        let measured = |token: Address, balance: U256, expected: U256| IVault::FillNotMeasured {
            token,
            balance,
            expected,
        };
        let pays = prey.asks_for(prey.trade.amountIn);
        // It says that it delivered the floor, and delivered one less.
        let short = vec![prey.delivers(floor - U256::ONE), pays.clone()];
        let less = measured(prey.bought(), held[0] + floor - U256::ONE, held[0] + floor);
        prey.fails(world, short, &less).await?;
        // It delivers, and leaves the input: then what it says is not what happened either.
        let unpaid = vec![prey.delivers(floor)];
        let left = measured(prey.sold(), held[1], held[1] - prey.trade.amountIn);
        prey.fails(world, unpaid, &left).await?;
        // One that does as it says is a pool like any other.
        let honest = vec![prey.delivers(floor), pays];
        prey.learn(world, honest, floor).await?;
        prey.vault.rebalance(chain, chain.people.keeper).await?;
        let after = prey.vault.real_balances(chain).await?;
        ensure!(after == [held[0] + floor, held[1] - prey.trade.amountIn]);
        ensure!(prey.vault.balances(chain).await? == after);
        Ok(())
    });
}

#[test]
fn attack_a_pool_of_the_vaults_venue_finds_every_entry_locked_and_nobody_else_is_paid() {
    story(async |world| {
        let prey = Prey::set_up(world).await?;
        let locked = IVault::Locked {};
        let inner = vec![step(prey.vault.address, &rebalance_call())];
        prey.fails(world, inner, &locked).await?;
        let accomplice = Puppet::deploy(&world.chain).await?;
        let relayed = IPuppet::performAllCall {
            steps: vec![prey.asks_for(U256::ONE)],
        };
        let stranger = IVault::NotPaying {
            caller: accomplice.address,
        };
        let relay = vec![step(accomplice.address, &relayed)];
        prey.fails(world, relay, &stranger).await?;
        // Nor is the pool once the rebalance is over: the permission ends with the trade.
        let late = prey.asks_for(U256::ONE);
        let call = IPuppet::performAllCall { steps: vec![late] };
        let over = IVault::NotPaying {
            caller: prey.pool.address,
        };
        let mallory = world.chain.people.mallory;
        refused(&world.chain, mallory, prey.pool.address, &call, &over).await?;
        Ok(())
    });
}

#[test]
fn attack_a_pool_that_is_absent_or_says_nothing_is_named() {
    story(async |world| {
        let prey = Prey::set_up(world).await?;
        let (chain, keeper) = (&world.chain, world.chain.people.keeper);
        let pool = prey.pool.address;
        for silence in [Vec::new(), vec![1; 63]] {
            let script = Script::returning(silence);
            prey.pool.learn::<IPool::swapCall>(chain, script).await?;
            let failed = client::bindings::IRouter::PoolCallFailed { pool };
            let call = rebalance_call();
            refused(chain, keeper, prey.vault.address, &call, &failed).await?;
        }
        let mut config = prey.vault.config.clone();
        config.venue.poolInitCodeHash = B256::repeat_byte(7);
        let vault = world.vault_of(world.suite(), config).await?;
        world.move_price(1, 2_500).await?;
        let call = rebalance_call();
        let data = alloy::sol_types::SolCall::abi_encode(&call).into();
        let (reason, _) = chain.fail(keeper, vault.address, data).await?;
        ensure!(reason.is("PoolMissing"), "{reason}");
        Ok(())
    });
}
