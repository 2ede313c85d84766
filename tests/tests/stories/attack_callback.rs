//! The router pays a pool because it was called back, so everyone would like to call it back. It believes the one pool of
//! its own running swap, once, for what that swap owes.

use alloy::{
    primitives::{Address, Bytes, I256, U256},
    sol_types::SolCall,
};

use anyhow::ensure;

use client::bindings::{IRouter, Leg};

use e2e::{
    actors::{IPuppet, Memory, Puppet, Script, step},
    refusal::refused,
    stage::story,
};

use pool::IPool;

pub(crate) mod pool {
    //! The part of a Uniswap V3 pool that attackers use and imitate.
    alloy::sol! {
        #[sol(all_derives)]
        interface IPool {
            function swap(address recipient, bool zeroForOne, int256 amountSpecified, uint160 sqrtPriceLimitX96, bytes data)
                external returns (int256 amount0, int256 amount1);
            function flash(address recipient, uint256 amount0, uint256 amount1, bytes data) external;
            function uniswapV3FlashCallback(uint256 fee0, uint256 fee1, bytes data) external;
        }
    }
}

const AMOUNT: U256 = U256::from_limbs([1_000_000, 0, 0, 0]);

pub(crate) fn callback(amount0: i64, amount1: i64) -> IRouter::uniswapV3SwapCallbackCall {
    let delta = |amount: i64| I256::try_from(amount).expect("64 bits fit");
    IRouter::uniswapV3SwapCallbackCall {
        amount0Delta: delta(amount0),
        amount1Delta: delta(amount1),
        data: Bytes::new(),
    }
}

pub(crate) fn not_from_pool(caller: Address, expected: Address) -> IRouter::CallbackNotFromPool {
    IRouter::CallbackNotFromPool { caller, expected }
}

#[test]
fn attack_a_callback_from_an_account_or_from_a_contract_is_refused_outside_a_swap() {
    story(async |world| {
        let (chain, mallory) = (&world.chain, world.chain.people.mallory);
        let router = world.suite().router;
        refused(
            chain,
            mallory,
            router,
            &callback(1_000, -1),
            &not_from_pool(mallory, Address::ZERO),
        )
        .await?;

        let imitation = Puppet::deploy(chain).await?;
        let call = IPuppet::performAllCall {
            steps: vec![step(router, &callback(1_000, -1))],
        };
        let forged = not_from_pool(imitation.address, Address::ZERO);
        refused(chain, mallory, imitation.address, &call, &forged).await?;
        Ok(())
    });
}

#[test]
fn attack_a_real_pool_cannot_be_made_to_call_the_router_back_by_a_flash_loan() {
    story(async |world| {
        let (chain, mallory) = (&world.chain, world.chain.people.mallory);
        let router = world.suite().router;
        let real_pool = world
            .market
            .asset(1)?
            .pool
            .expect("the second asset has a pool");
        let borrower = Puppet::deploy(chain).await?;
        // The pool calls its borrower in the middle of the flash; the borrower calls the router.
        let forging = Script::returning(Vec::new())
            .after(Memory::Strict, [step(router, &callback(1_000, -1))]);
        borrower
            .learn::<IPool::uniswapV3FlashCallbackCall>(chain, forging)
            .await?;
        let flash = IPool::flashCall {
            recipient: borrower.address,
            amount0: U256::ZERO,
            amount1: U256::ZERO,
            data: Bytes::new(),
        };
        let call = IPuppet::performAllCall {
            steps: vec![step(real_pool.address, &flash)],
        };
        let forged = not_from_pool(borrower.address, Address::ZERO);
        refused(chain, mallory, borrower.address, &call, &forged).await?;

        // A pool calls whoever asked it to swap, and only the router asks it in the router's name.
        let swap = IPool::swapCall {
            recipient: router,
            zeroForOne: true,
            amountSpecified: I256::ONE,
            sqrtPriceLimitX96: "4295128740".parse()?,
            data: Bytes::new(),
        };
        let data: Bytes = swap.abi_encode().into();
        let before = chain.digest(&[mallory]).await?;
        let (reason, _) = chain.fail(mallory, real_pool.address, data).await?;
        ensure!(chain.digest(&[mallory]).await? == before, "{reason}");
        Ok(())
    });
}

#[test]
fn attack_the_real_venue_gives_an_account_that_cannot_pay_nothing() {
    story(async |world| {
        let (chain, mallory) = (&world.chain, world.chain.people.mallory);
        let (hub, other) = (world.market.asset(0)?.token, world.market.asset(1)?);
        let fee = other.pool.expect("the second asset has a pool").fee;
        let leg = Leg {
            tokenIn: hub,
            tokenOut: other.token,
            poolFee: fee,
            amountIn: AMOUNT,
            minOut: U256::ZERO,
        };
        let call = IRouter::swapCall {
            venue: world.market.venue(),
            legs: vec![leg],
        };
        // An account without code cannot `pay`: the pool finds nothing paid. IIA: insufficient input amount.
        let unpaid = alloy::sol_types::Revert::from("IIA");
        refused(chain, mallory, world.suite().router, &call, &unpaid).await?;
        Ok(())
    });
}
