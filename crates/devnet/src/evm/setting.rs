//! The single numbers that ArbOS keeps about its chain, each in a word of its own.
//!
//! What programs cost, the base fee and the accounts that collect fees take effect here. What prices L1 data or congestion is
//! kept and shown, as on a chain where nothing is ever posted and no block is ever full.

use alloy_primitives::U256;

use super::rules::ChainRules;

/// Where the settings begin in the ArbOS state account.
const BASE: u64 = 0x100;

/// One number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Setting {
    /// Gas per second the chain aims at.
    SpeedLimit,
    /// Most gas of a block.
    BlockGasLimit,
    /// Most gas of a transaction.
    TxGasLimit,
    /// Base fee of the one block after the one it was set in.
    NextBaseFee,
    /// The L2 block in which [`Self::NextBaseFee`] was set.
    NextBaseFeeSetAt,
    /// Least base fee, and the one charged while the chain is not congested.
    MinimumBaseFee,
    /// Gas beyond the speed limit that is not worked off.
    GasBacklog,
    /// How slowly the base fee follows the backlog.
    PricingInertia,
    /// Backlog that is forgiven.
    BacklogTolerance,
    /// Wei per unit of L1 data.
    L1Price,
    /// How slowly the L1 price follows.
    L1Inertia,
    /// Wei per unit for whoever posts.
    L1RewardRate,
    /// Who gets it.
    L1RewardRecipient,
    /// Units over which a surplus is evened out.
    L1EquilibrationUnits,
    /// When the L1 price was last updated.
    L1UpdateTime,
    /// Rewards not yet paid.
    L1RewardsDue,
    /// Units since the last update.
    L1UnitsSinceUpdate,
    /// Surplus at the last update.
    L1LastSurplus,
    /// Refunds due to batch posters.
    L1RefundsDue,
    /// L1 gas attributed to a batch.
    BatchGasCharge,
    /// Cap of the amortised cost in basis points.
    AmortizedCostCap,
    /// Funds the L1 pricer recognises as its own.
    L1FeesAvailable,
    /// L1 gas per token of calldata, at least.
    ParentGasFloor,
    /// Who gets the minimum base fee, if anyone.
    InfraFeeAccount,
    /// Level of the fast compression.
    BrotliLevel,
    /// ArbOS version an upgrade is scheduled to.
    UpgradeVersion,
    /// When.
    UpgradeTime,
    /// Whether calldata has EIP-7623's floor price.
    CalldataPriceIncrease,
    /// When native token owners may mint and burn; never if zero.
    NativeTokensFrom,
    /// Messages sent to L1.
    SendCount,
    /// Addresses in the address table.
    AddressCount,
    /// Constraints of the gas price.
    ConstraintCount,
}

impl Setting {
    /// Where it is kept.
    pub(crate) fn slot(self) -> U256 {
        U256::from(BASE.saturating_add(u64::from(self as u8)))
    }
}

/// What a chain is born with; everything else is zero.
pub(super) fn defaults(rules: &ChainRules) -> Vec<(Setting, U256)> {
    use Setting as S;
    let number = U256::from::<u64>;
    vec![
        (S::SpeedLimit, number(7_000_000)),
        (S::BlockGasLimit, number(32_000_000)),
        (S::TxGasLimit, number(32_000_000)),
        (S::MinimumBaseFee, number(rules.min_base_fee_wei)),
        (S::PricingInertia, number(102)),
        (S::BacklogTolerance, number(10)),
        (S::L1Inertia, number(10)),
        (S::L1RewardRate, number(10)),
        (
            S::L1RewardRecipient,
            rules.network_fee_account.into_word().into(),
        ),
        (S::L1EquilibrationUnits, number(160_000_000)),
        (S::BatchGasCharge, number(210_000)),
        (S::BrotliLevel, number(1)),
    ]
}
