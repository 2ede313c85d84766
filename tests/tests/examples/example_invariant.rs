//! An invariant of your own: copy this file.

use alloy::primitives::U256;
use e2e::{invariants, stage::story};

#[test]
fn inv_going_in_and_out_never_profits_at_any_price() {
    story(async |world| {
        let (chain, alice) = (&world.chain, world.chain.people.alice);
        let vault = world.vault(3).await?;
        world.fund(alice, &vault.tokens()).await?;
        for token in vault.tokens() {
            e2e::vault::approve(chain, token, alice, vault.address, U256::MAX).await?;
        }
        for bps in [2_500, -1_800, 900] {
            world.move_price(1, bps).await?;
            let shares = U256::from(10).pow(U256::from(18));
            invariants::round_trip_never_profits(chain, &vault, alice, shares).await?;
            invariants::accounts_are_covered(chain, &vault).await?;
        }
        Ok(())
    });
}
