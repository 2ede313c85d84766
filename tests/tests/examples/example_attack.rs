//! An attack of your own: copy this file.

use alloy::primitives::B256;
use client::bindings::{IRouter, IVault, Suite};
use e2e::{
    actors::{Memory, Puppet, Script, step},
    refusal::refused,
    stage::story,
    vault::rebalance_call,
};

#[test]
fn attack_a_router_that_starts_another_rebalance_in_its_swap_finds_the_vault_locked() {
    story(async |world| {
        let (chain, mallory) = (&world.chain, world.chain.people.mallory);
        let router = Puppet::deploy(chain).await?;
        let suite = Suite {
            router: router.address,
            ..world.suite()
        };
        // A vault asks its router where the venue is not one of Uniswap V3, with whose pools it trades itself.
        let mut config = world.config(3);
        config.venue.poolInitCodeHash = B256::ZERO;
        let vault = world.vault_of(suite, config).await?;
        world.move_price(1, 2_500).await?;
        let again = step(vault.address, &rebalance_call());
        let script = Script::returning(Vec::new()).after(Memory::Strict, [again]);
        router.learn::<IRouter::swapCall>(chain, script).await?;
        let call = rebalance_call();
        refused(chain, mallory, vault.address, &call, &IVault::Locked {}).await?;
        Ok(())
    });
}
