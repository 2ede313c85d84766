//! Shares in kind: exact, never profitable, never dilutive.

use proptest::prelude::*;
use rebalance_math::{
    Amount, MathError, Shares, U256, VIRTUAL_SHARES, deposit_amount_ceil, redeem_amount_floor,
};

use crate::inputs::{config, edge};
use crate::reference::{ceil, floor, q};

/// Balances and supplies of real vaults, their edges included.
fn holding() -> impl Strategy<Value = U256> {
    prop_oneof![
        (0_u64..50).prop_map(U256::from),
        any::<u64>().prop_map(U256::from),
        any::<u128>().prop_map(U256::from),
        edge().prop_map(|raw| raw >> 128),
    ]
}

/// A supply and a part of it, the ends included.
fn supply_and_part() -> impl Strategy<Value = (U256, U256)> {
    holding().prop_flat_map(|supply| {
        (
            Just(supply),
            prop_oneof![
                Just(U256::ZERO),
                Just(supply),
                holding().prop_map(move |part| part % (supply + U256::ONE))
            ],
        )
    })
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn prop_deposit_equals_the_ceiled_rational(balance in edge(), shares in edge(), supply in edge()) {
        let got = deposit_amount_ceil(Amount::new(balance), Shares::new(shares), Shares::new(supply));
        let expected = if supply.is_zero() {
            Err(MathError::SupplyZero)
        } else {
            floor(q(supply) + q(VIRTUAL_SHARES.raw())).and_then(|total| ceil(q(balance) * q(shares) / q(total)))
        };
        prop_assert_eq!(got.map(Amount::raw), expected);
    }

    #[test]
    fn prop_redeem_equals_the_floored_rational(balance in edge(), shares in edge(), supply in edge()) {
        let got = redeem_amount_floor(Amount::new(balance), Shares::new(shares), Shares::new(supply));
        let expected = if shares > supply {
            Err(MathError::SharesAboveSupply { got: shares, supply })
        } else {
            floor(q(supply) + q(VIRTUAL_SHARES.raw())).and_then(|total| floor(q(balance) * q(shares) / q(total)))
        };
        prop_assert_eq!(got.map(Amount::raw), expected);
    }

    /// V3, V5 in kind: what was just deposited redeems for no more.
    #[test]
    fn prop_deposit_then_redeem_never_profits(balance in holding(), supply in holding(), shares in holding()) {
        prop_assume!(!supply.is_zero());
        let paid = deposit_amount_ceil(Amount::new(balance), Shares::new(shares), Shares::new(supply)).unwrap();
        let received =
            redeem_amount_floor(Amount::new(balance + paid.raw()), Shares::new(shares), Shares::new(supply + shares));
        prop_assert!(received.unwrap() <= paid);
    }

    #[test]
    fn prop_redeem_then_deposit_never_profits(balance in holding(), (supply, shares) in supply_and_part()) {
        prop_assume!(shares < supply);
        let received = redeem_amount_floor(Amount::new(balance), Shares::new(shares), Shares::new(supply)).unwrap();
        let paid =
            deposit_amount_ceil(Amount::new(balance - received.raw()), Shares::new(shares), Shares::new(supply - shares));
        prop_assert!(paid.unwrap() >= received);
    }

    /// V4, V5: the balance behind each real or virtual share never falls.
    #[test]
    fn prop_balance_per_share_never_falls(balance in holding(), (supply, part) in supply_and_part(), shares in holding()) {
        prop_assume!(!supply.is_zero());
        let virtual_shares = q(VIRTUAL_SHARES.raw());
        let before = q(balance) / (q(supply) + &virtual_shares);
        let paid = deposit_amount_ceil(Amount::new(balance), Shares::new(shares), Shares::new(supply)).unwrap();
        prop_assert!((q(balance) + q(paid.raw())) / (q(supply) + q(shares) + &virtual_shares) >= before);
        let received = redeem_amount_floor(Amount::new(balance), Shares::new(part), Shares::new(supply)).unwrap();
        prop_assert!((q(balance) - q(received.raw())) / (q(supply) - q(part) + &virtual_shares) >= before);
    }

    /// V6: slices of a deposit cost at least the whole.
    #[test]
    fn prop_deposit_in_slices_never_costs_less(
        balance in holding(), supply in holding(), slices in prop::collection::vec(holding(), 1..16),
    ) {
        prop_assume!(!supply.is_zero());
        let (mut held, mut issued, mut paid, mut bought) = (balance, supply, U256::ZERO, U256::ZERO);
        for shares in slices {
            let part = deposit_amount_ceil(Amount::new(held), Shares::new(shares), Shares::new(issued)).unwrap().raw();
            held += part;
            paid += part;
            issued += shares;
            bought += shares;
        }
        let whole = deposit_amount_ceil(Amount::new(balance), Shares::new(bought), Shares::new(supply)).unwrap();
        prop_assert!(paid >= whole.raw());
    }

    /// V6: slices of a redemption pay at most the whole.
    #[test]
    fn prop_redeem_in_slices_never_pays_more(
        balance in holding(), supply in holding(), slices in prop::collection::vec(holding(), 1..16),
    ) {
        let (mut held, mut issued, mut received, mut sold) = (balance, supply, U256::ZERO, U256::ZERO);
        for shares in slices {
            let shares = shares % (issued + U256::ONE);
            let part = redeem_amount_floor(Amount::new(held), Shares::new(shares), Shares::new(issued)).unwrap().raw();
            held -= part;
            received += part;
            issued -= shares;
            sold += shares;
        }
        let whole = redeem_amount_floor(Amount::new(balance), Shares::new(sold), Shares::new(supply)).unwrap();
        prop_assert!(received <= whole.raw());
    }
}
