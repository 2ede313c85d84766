//! Shares by value: exact, never profitable in any combination with shares in kind, never dilutive.

use proptest::prelude::*;
use rebalance_math::portfolio::{
    mint_shares_floor, mint_value_ceil, redeem_value_floor, withdraw_shares_ceil,
};
use rebalance_math::{
    Amount, MathError, Shares, U256, VIRTUAL_SHARES, Value, deposit_amount_ceil,
    redeem_amount_floor,
};

use crate::inputs::{config, edge};
use crate::reference::{Q, ceil, floor, one, q};

fn holding() -> impl Strategy<Value = U256> {
    prop_oneof![
        (0_u64..50).prop_map(U256::from),
        any::<u64>().prop_map(U256::from),
        any::<u128>().prop_map(U256::from),
    ]
}

fn worth(nav: U256) -> Q {
    q(nav) + one()
}

fn total(supply: U256) -> Q {
    q(supply) + q(VIRTUAL_SHARES.raw())
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn prop_priced_shares_equal_their_rounded_rationals(x in edge(), nav in edge(), supply in edge()) {
        let (v, s, n, t) = (Value::new(x), Shares::new(x), Value::new(nav), Shares::new(supply));
        let fits = floor(worth(nav)).and(floor(total(supply)));
        let rate = total(supply) / worth(nav);
        let mint = fits.and(floor(q(x) * &rate));
        prop_assert_eq!(mint_shares_floor(v, n, t).map(Shares::raw), mint);
        prop_assert_eq!(mint_value_ceil(s, n, t).map(Value::raw), fits.and(ceil(q(x) / &rate)));
        let above = |got| MathError::SharesAboveSupply { got, supply };
        let redeem = if x > supply { Err(above(x)) } else { fits.and(floor(q(x) / &rate)) };
        prop_assert_eq!(redeem_value_floor(s, n, t).map(Value::raw), redeem);
        let withdraw = fits
            .and(ceil(q(x) * &rate))
            .and_then(|shares| if shares > supply { Err(above(shares)) } else { Ok(shares) });
        prop_assert_eq!(withdraw_shares_ceil(v, n, t).map(Shares::raw), withdraw);
    }

    /// V3: all four pairs of entry and exit with one asset at a price of one, where value is amount.
    #[test]
    fn prop_no_pair_of_entry_and_exit_profits(nav in holding(), supply in holding(), paid in holding(), shares in holding()) {
        prop_assume!(!supply.is_zero());
        let (n, t) = (Value::new(nav), Shares::new(supply));
        let priced = mint_shares_floor(Value::new(paid), n, t).unwrap().raw();
        let in_kind = deposit_amount_ceil(Amount::new(nav), Shares::new(shares), t).unwrap().raw();
        let bought = mint_value_ceil(Shares::new(shares), n, t).unwrap().raw();
        for (paid, minted) in [(paid, priced), (in_kind, shares), (bought, shares)] {
            let (held, issued, minted) = (nav + paid, Shares::new(supply + minted), Shares::new(minted));
            prop_assert!(redeem_value_floor(minted, Value::new(held), issued).unwrap().raw() <= paid);
            prop_assert!(redeem_amount_floor(Amount::new(held), minted, issued).unwrap().raw() <= paid);
            // One unit more than was paid takes more shares than were minted.
            let more = Value::new(paid + U256::ONE);
            if let Ok(burnt) = withdraw_shares_ceil(more, Value::new(held), issued) {
                prop_assert!(burnt > minted);
            }
        }
    }

    /// V4: the worth of a share never falls.
    #[test]
    fn prop_worth_of_a_share_never_falls(nav in holding(), supply in holding(), x in holding()) {
        let (n, t) = (Value::new(nav), Shares::new(supply));
        let before = worth(nav) / total(supply);
        let minted = mint_shares_floor(Value::new(x), n, t).unwrap().raw();
        prop_assert!(worth(nav + x) / total(supply + minted) >= before);
        let paid = mint_value_ceil(Shares::new(x), n, t).unwrap().raw();
        prop_assert!(worth(nav + paid) / total(supply + x) >= before);
        if let Ok(out) = redeem_value_floor(Shares::new(x), n, t) {
            prop_assert!((worth(nav) - q(out.raw())) / (total(supply) - q(x)) >= before);
        }
        if let Ok(burnt) = withdraw_shares_ceil(Value::new(x), n, t) {
            prop_assert!((worth(nav) - q(x)) / (total(supply) - q(burnt.raw())) >= before);
        }
    }

    /// V6: slices never bring more than the whole.
    #[test]
    fn prop_minting_in_slices_never_brings_more(nav in holding(), supply in holding(), slices in prop::collection::vec(holding(), 1..12)) {
        // Twelve slices of 128 bits on a share price of 2^-64 stay within 256 bits.
        let supply: U256 = supply >> 64_usize;
        let (mut held, mut issued) = (nav, supply);
        for paid in &slices {
            issued += mint_shares_floor(Value::new(*paid), Value::new(held), Shares::new(issued)).unwrap().raw();
            held += *paid;
        }
        let whole = mint_shares_floor(Value::new(held - nav), Value::new(nav), Shares::new(supply)).unwrap();
        prop_assert!(issued - supply <= whole.raw());
    }

    /// V8: whoever donates to inflate the first price loses more than the next depositor.
    #[test]
    fn prop_inflating_the_first_price_never_profits(first in 1_u64..1_000_000_000, donated in any::<u64>(), victim in any::<u64>()) {
        let (first, donated, victim) = (U256::from(first), U256::from(donated), U256::from(victim));
        let attacker = mint_shares_floor(Value::new(first), Value::ZERO, Shares::ZERO).unwrap();
        let held = first + donated;
        let minted = mint_shares_floor(Value::new(victim), Value::new(held), attacker).unwrap();
        let supply = attacker.checked_add(minted).unwrap();
        let taken = redeem_value_floor(attacker, Value::new(held + victim), supply).unwrap();
        prop_assert!(taken.raw() <= first + donated);
    }
}

#[test]
fn first_mint_gives_a_million_shares_per_unit_of_value() {
    assert_eq!(
        mint_shares_floor(Value::new(U256::from(5)), Value::ZERO, Shares::ZERO),
        Ok(Shares::new(U256::from(5_000_000)))
    );
}
