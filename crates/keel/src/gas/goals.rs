//! How near to the least we want to be.

use super::rows::{Op, SIZES};

/// What a row of ours is held to, for each of [`SIZES`].
pub(crate) struct Goal {
    pub(crate) op: Op,
    /// Most of the floor.
    pub(crate) of_floor: [f64; SIZES.len()],
    /// Most of the cheapest peer that does the same with as many assets.
    pub(crate) of_best_peer: Option<[f64; SIZES.len()]>,
}

/// Every goal.
pub(crate) const GOALS: [Goal; 5] = [
    Goal {
        op: Op::DepositInKind,
        of_floor: [1.25; 3],
        of_best_peer: Some([1.0; 3]),
    },
    Goal {
        op: Op::RedeemInKind,
        of_floor: [1.25; 3],
        of_best_peer: Some([1.0; 3]),
    },
    Goal {
        op: Op::Deposit4626,
        of_floor: [1.25, 1.15, 1.15],
        of_best_peer: None,
    },
    Goal {
        op: Op::Rebalance,
        of_floor: [1.18, 1.13, 1.10],
        of_best_peer: Some([0.88, 0.80, 0.75]),
    },
    Goal {
        op: Op::OracleRead,
        of_floor: [1.12, 1.10, 1.08],
        of_best_peer: None,
    },
];

/// Goals of an operation at a size: of the floor, and of the best peer.
pub(crate) fn of(op: Op, n: usize) -> Option<(f64, Option<f64>)> {
    let at = SIZES.iter().position(|size| *size == n)?;
    let goal = GOALS.iter().find(|goal| goal.op == op)?;
    let of_peer = goal.of_best_peer.and_then(|goals| goals.get(at).copied());
    Some((*goal.of_floor.get(at)?, of_peer))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_finds_the_goal_of_a_size_and_none_for_others() {
        assert_eq!(of(Op::Rebalance, 5), Some((1.13, Some(0.80))));
        assert_eq!(of(Op::OracleRead, 10), Some((1.08, None)));
        assert_eq!(of(Op::Deposit4626, 1), None);
    }
}
