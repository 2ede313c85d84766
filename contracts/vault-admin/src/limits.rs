//! What a vault may be: the hard limits of a configuration.
//!
//! They hold for every vault for ever, at birth and for every later setting, so nobody has to trust a creator or a
//! curator for them. What can only be checked on chain
//! (code, decimals, feeds) is in `initialize`.
//!
//! | value | limit | because |
//! |---|---|---|
//! | assets | 2 to 32 | one is no portfolio; a rebalance of 32 fits a block many times |
//! | targets | sum exactly 1e18; above zero, but for retired assets | an asset to be sold off is not an asset to begin with |
//! | band | 1 to 5,000 bps | no band breaches always; beyond half of NAV it is no band |
//! | triggers | those that its engine takes ([`triggers`](crate::triggers)) | a vault whose engine refuses its policy never trades |
//! | interval | at most 365 days | a longer one is a vault that never trades |
//! | tolerance | at most 1,000 bps | what one trade may give to a hostile venue |
//! | maximum loss | at most 500 bps | what one rebalance may cost in all |
//! | loss window | 1 to 1,000 bps in 1 to 30 days | one of nothing never trades; a shorter one bounds nothing |
//! | loss fuse | 1 to 2,000 bps in 30 days to 10 years | what may go before trading slows down |
//! | base fee with the error of any feed | at most 1,000 bps | the highest fee that the arithmetic of flows takes |
//! | drift fee | at most the base fee | else a flow towards the targets would be paid for |
//! | minimum hold | at most 7 days | what a priced deposit may be held back |
//! | daily flow | at most 10,000 bps | all of NAV in a day |
//! | pool fee | 0 for the hub, else 1 to 999,999 | hundredths of a bip; the hub has no pool |
//! | name, symbol | 64 and 32 bytes | they are stored with the rest |

use alloy_primitives::{U256, aliases::U24};
use kit::Revert;
use kit::abi::{Asset, FlowPolicy, IVault, LossLimits, Policy, VaultConfig};
use kit::dispatch::revert;
use rebalance_math::{MAX_ASSETS, MIN_ASSETS, WAD};

const BAND_BPS_MAX: u16 = 5_000;
const TOLERANCE_BPS_MAX: u16 = 1_000;
const LOSS_BPS_MAX: u16 = 500;
const INTERVAL_S_MAX: u32 = 31_536_000;
const WINDOW_BPS: [u16; 2] = [1, 1_000];
const WINDOW_S: [u32; 2] = [86_400, 2_592_000];
const FUSE_BPS: [u16; 2] = [1, 2_000];
const FUSE_S: [u32; 2] = [2_592_000, 315_360_000];
const FLOW_FEE_BPS_MAX: u16 = 1_000;
const HOLD_S_MAX: u32 = 604_800;
const DAILY_FLOW_BPS_MAX: u16 = 10_000;
const POOL_FEE_MAX: u32 = 999_999;
const NAME_BYTES_MAX: usize = 64;
const SYMBOL_BYTES_MAX: usize = 32;

/// Passes for a configuration within the limits.
///
/// # Errors
/// `OwnerZero`, `TextTooLong`, `PolicyOutOfRange`, `LossLimitsOutOfRange`, `FlowPolicyOutOfRange`, `AssetCountOutOfRange`, `AssetDuplicate`, `TargetZero`,
/// `WeightsDoNotSumToOne`.
pub(crate) fn check(config: &VaultConfig) -> Result<(), Revert> {
    if config.owner.is_zero() {
        return Err(revert(IVault::OwnerZero {}));
    }
    check_text(&config.name, NAME_BYTES_MAX)?;
    check_text(&config.symbol, SYMBOL_BYTES_MAX)?;
    check_policy(&config.policy)?;
    check_losses(&config.lossLimits)?;
    let zero = config.assets.iter().find(|asset| asset.targetWad.is_zero());
    if let Some(asset) = zero {
        return Err(revert(IVault::TargetZero { token: asset.token }));
    }
    check_constituents(&config.assets)?;
    check_flows(&config.flowPolicy, &config.assets)
}

fn check_text(text: &str, maximum: usize) -> Result<(), Revert> {
    if text.len() <= maximum {
        Ok(())
    } else {
        Err(revert(IVault::TextTooLong {
            got: U256::from(text.len()),
            maximum: U256::from(maximum),
        }))
    }
}

/// Passes for a policy within the limits.
///
/// # Errors
/// `PolicyOutOfRange`.
pub(crate) fn check_policy(policy: &Policy) -> Result<(), Revert> {
    if policy.bandBps == 0 {
        return Err(out_of_range(U256::ZERO, U256::from(BAND_BPS_MAX)));
    }
    check_maximum(policy.bandBps, BAND_BPS_MAX)?;
    check_maximum(policy.toleranceBps, TOLERANCE_BPS_MAX)?;
    check_maximum(policy.maxLossBps, LOSS_BPS_MAX)?;
    check_maximum(policy.minIntervalSeconds, INTERVAL_S_MAX)
}

/// Passes for loss limits within the limits.
///
/// # Errors
/// `LossLimitsOutOfRange`.
pub(crate) fn check_losses(limits: &LossLimits) -> Result<(), Revert> {
    check_between(limits.windowBps, WINDOW_BPS)?;
    check_between(limits.windowSeconds, WINDOW_S)?;
    check_between(limits.fuseBps, FUSE_BPS)?;
    check_between(limits.fuseSeconds, FUSE_S)
}

fn check_between<T: Copy + PartialOrd + Into<u64>>(
    got: T,
    [minimum, maximum]: [T; 2],
) -> Result<(), Revert> {
    if minimum <= got && got <= maximum {
        Ok(())
    } else {
        Err(revert(IVault::LossLimitsOutOfRange {
            got: U256::from(got.into()),
            minimum: U256::from(minimum.into()),
            maximum: U256::from(maximum.into()),
        }))
    }
}

/// Passes for a flow policy that is within the limits for every one of these assets.
///
/// The cap on shares may be anything: a vault that is closed to deposits is still open to exits.
///
/// # Errors
/// `FlowPolicyOutOfRange`.
pub(crate) fn check_flows(policy: &FlowPolicy, assets: &[Asset]) -> Result<(), Revert> {
    check_flow(
        U256::from(policy.driftFeeBps),
        U256::from(policy.baseFeeBps),
    )?;
    check_flow(U256::from(policy.minHoldSeconds), U256::from(HOLD_S_MAX))?;
    check_flow(
        U256::from(policy.dailyFlowBps),
        U256::from(DAILY_FLOW_BPS_MAX),
    )?;
    for asset in assets {
        let rate = policy.baseFeeBps.saturating_add(asset.errorBps);
        check_flow(U256::from(rate), U256::from(FLOW_FEE_BPS_MAX))?;
    }
    Ok(())
}

/// Passes for a value that is not above its maximum.
///
/// # Errors
/// `FlowPolicyOutOfRange`.
pub(crate) fn check_flow(got: U256, maximum: U256) -> Result<(), Revert> {
    if got <= maximum {
        Ok(())
    } else {
        Err(revert(IVault::FlowPolicyOutOfRange { got, maximum }))
    }
}

/// Passes for assets within the limits, retired ones among them.
///
/// # Errors
/// `AssetCountOutOfRange`, `AssetDuplicate`, `PolicyOutOfRange`, `WeightsDoNotSumToOne`.
pub(crate) fn check_constituents(assets: &[Asset]) -> Result<(), Revert> {
    if !(MIN_ASSETS..=MAX_ASSETS).contains(&assets.len()) {
        return Err(revert(IVault::AssetCountOutOfRange {
            got: U256::from(assets.len()),
            minimum: U256::from(MIN_ASSETS),
            maximum: U256::from(MAX_ASSETS),
        }));
    }
    let mut sum = U256::ZERO;
    for (index, asset) in assets.iter().enumerate() {
        let token = asset.token;
        if assets
            .iter()
            .take(index)
            .any(|earlier| earlier.token == token)
        {
            return Err(revert(IVault::AssetDuplicate { token }));
        }
        check_pool_fee(index == rebalance_math::HUB, asset.poolFee)?;
        sum = sum.saturating_add(asset.targetWad);
    }
    if sum == WAD {
        Ok(())
    } else {
        Err(revert(IVault::WeightsDoNotSumToOne {
            sumWad: sum,
            expectedWad: WAD,
        }))
    }
}

fn check_pool_fee(is_hub: bool, fee: U24) -> Result<(), Revert> {
    let maximum = if is_hub { 0 } else { POOL_FEE_MAX };
    let fee = fee.to::<u32>();
    if (is_hub || fee != 0) && fee <= maximum {
        Ok(())
    } else {
        Err(out_of_range(U256::from(fee), U256::from(maximum)))
    }
}

fn check_maximum<T: Copy + PartialOrd + Into<u64>>(got: T, maximum: T) -> Result<(), Revert> {
    if got <= maximum {
        Ok(())
    } else {
        Err(out_of_range(
            U256::from(got.into()),
            U256::from(maximum.into()),
        ))
    }
}

#[cold]
fn out_of_range(got: U256, maximum: U256) -> Revert {
    revert(IVault::PolicyOutOfRange { got, maximum })
}

#[cfg(test)]
#[allow(
    clippy::arithmetic_side_effects,
    reason = "a test that overflows fails, as it should"
)]
mod tests {
    use alloy_primitives::aliases::U112;
    use alloy_primitives::{Address, B256};
    use alloy_sol_types::SolError;
    use proptest::prelude::*;

    use super::*;

    /// `count` assets with equal targets, the remainder in the hub.
    fn config(count: u8) -> VaultConfig {
        let part = WAD / U256::from(count.max(1));
        let mut assets: Vec<_> = (0..count)
            .map(|index| Asset {
                token: Address::repeat_byte(index + 1),
                targetWad: part,
                poolFee: if index == 0 {
                    U24::ZERO
                } else {
                    U24::from(500)
                },
                ..Asset::default()
            })
            .collect();
        if let Some(hub) = assets.first_mut() {
            hub.targetWad = WAD - part * U256::from(count - 1);
        }
        VaultConfig {
            name: "Name".into(),
            symbol: "SYM".into(),
            owner: Address::repeat_byte(0xee),
            policy: Policy {
                bandBps: 500,
                minIntervalSeconds: 60,
                toleranceBps: 50,
                maxLossBps: 100,
                triggers: B256::ZERO,
            },
            lossLimits: LossLimits {
                windowBps: 50,
                windowSeconds: 604_800,
                fuseBps: 300,
                fuseSeconds: 31_536_000,
            },
            flowPolicy: FlowPolicy {
                baseFeeBps: 10,
                driftFeeBps: 5,
                minHoldSeconds: 60,
                dailyFlowBps: 500,
                ..FlowPolicy::default()
            },
            assets,
            ..VaultConfig::default()
        }
    }

    fn refused_with<E: SolError>(change: impl FnOnce(&mut VaultConfig), error: E) {
        let mut config = config(3);
        change(&mut config);
        assert_eq!(check(&config), Err(error.abi_encode()));
    }

    #[test]
    fn check_passes_every_count_of_assets_within_the_limits() {
        for count in 2..=32 {
            assert_eq!(check(&config(count)), Ok(()), "{count} assets");
        }
    }

    #[test]
    fn check_names_the_count_when_there_are_too_few_or_too_many_assets() {
        for count in [0, 1, 33] {
            let error = IVault::AssetCountOutOfRange {
                got: U256::from(count),
                minimum: U256::from(2),
                maximum: U256::from(32),
            };
            assert_eq!(check(&config(count)), Err(error.abi_encode()));
        }
    }

    #[test]
    fn check_refuses_each_thing_that_is_out_of_range() {
        let n = U256::from::<u32>;
        let policy = |got, maximum| IVault::PolicyOutOfRange {
            got: n(got),
            maximum: n(maximum),
        };
        refused_with(|c| c.owner = Address::ZERO, IVault::OwnerZero {});
        refused_with(
            |c| c.name = "n".repeat(65),
            IVault::TextTooLong {
                got: n(65),
                maximum: n(64),
            },
        );
        refused_with(
            |c| c.symbol = "s".repeat(33),
            IVault::TextTooLong {
                got: n(33),
                maximum: n(32),
            },
        );
        refused_with(|c| c.policy.bandBps = 0, policy(0, 5_000));
        refused_with(|c| c.policy.bandBps = 5_001, policy(5_001, 5_000));
        refused_with(|c| c.policy.toleranceBps = 1_001, policy(1_001, 1_000));
        refused_with(|c| c.policy.maxLossBps = 501, policy(501, 500));
        refused_with(
            |c| c.policy.minIntervalSeconds = 31_536_001,
            policy(31_536_001, 31_536_000),
        );
        refused_with(|c| c.assets[0].poolFee = U24::from(500), policy(500, 0));
        refused_with(|c| c.assets[1].poolFee = U24::ZERO, policy(0, 999_999));
        refused_with(
            |c| c.assets[1].poolFee = U24::from(1_000_000),
            policy(1_000_000, 999_999),
        );
        let losses = |got, minimum, maximum| IVault::LossLimitsOutOfRange {
            got: n(got),
            minimum: n(minimum),
            maximum: n(maximum),
        };
        for got in [0, 1_001, u16::MAX] {
            let error = losses(u32::from(got), 1, 1_000);
            refused_with(|c| c.lossLimits.windowBps = got, error);
        }
        for got in [0, 1, 86_399, 2_592_001, u32::MAX] {
            let error = losses(got, 86_400, 2_592_000);
            refused_with(|c| c.lossLimits.windowSeconds = got, error);
        }
        for got in [0, 2_001, u16::MAX] {
            let error = losses(u32::from(got), 1, 2_000);
            refused_with(|c| c.lossLimits.fuseBps = got, error);
        }
        for got in [0, 1, 2_591_999, 315_360_001, u32::MAX] {
            let error = losses(got, 2_592_000, 315_360_000);
            refused_with(|c| c.lossLimits.fuseSeconds = got, error);
        }
        let flow = |got, maximum| IVault::FlowPolicyOutOfRange {
            got: n(got),
            maximum: n(maximum),
        };
        refused_with(|c| c.flowPolicy.driftFeeBps = 11, flow(11, 10));
        refused_with(
            |c| c.flowPolicy.minHoldSeconds = 604_801,
            flow(604_801, 604_800),
        );
        refused_with(|c| c.flowPolicy.dailyFlowBps = 10_001, flow(10_001, 10_000));
        refused_with(|c| c.assets[2].errorBps = 991, flow(1_001, 1_000));
        refused_with(
            |c| c.assets[1].errorBps = u16::MAX,
            flow(u32::from(u16::MAX), 1_000),
        );
        let token = Address::repeat_byte(1);
        refused_with(
            |c| c.assets[2].token = token,
            IVault::AssetDuplicate { token },
        );
        refused_with(
            |c| c.assets[0].targetWad = U256::ZERO,
            IVault::TargetZero { token },
        );
    }

    #[test]
    fn check_accepts_every_limit_itself() {
        let mut config = config(2);
        config.name = "n".repeat(64);
        config.symbol = "s".repeat(32);
        config.policy = Policy {
            bandBps: 5_000,
            minIntervalSeconds: 31_536_000,
            toleranceBps: 1_000,
            maxLossBps: 500,
            triggers: B256::ZERO,
        };
        config.assets[1].poolFee = U24::from(999_999);
        config.flowPolicy = FlowPolicy {
            baseFeeBps: 600,
            driftFeeBps: 600,
            minHoldSeconds: 604_800,
            dailyFlowBps: 10_000,
            shareCap: U112::MAX,
        };
        config.assets[1].errorBps = 400;
        for losses in [
            (1, 86_400, 1, 2_592_000),
            (1_000, 2_592_000, 2_000, 315_360_000),
        ] {
            let (window_bps, window_s, fuse_bps, fuse_s) = losses;
            config.lossLimits = LossLimits {
                windowBps: window_bps,
                windowSeconds: window_s,
                fuseBps: fuse_bps,
                fuseSeconds: fuse_s,
            };
            assert_eq!(check(&config), Ok(()));
        }
    }

    proptest! {
        #[test]
        fn prop_check_refuses_weights_whose_sum_is_off_by_anything(off in 1_u64.., up: bool, at in 0_usize..3) {
            let mut config = config(3);
            let target = &mut config.assets[at].targetWad;
            // Downwards anything short of the whole target, which would be `TargetZero`.
            let most = *target - U256::ONE;
            let off = if up { U256::from(off) } else { U256::from(off) % most + U256::ONE };
            *target = if up { *target + off } else { *target - off };
            let sum = if up { WAD + off } else { WAD - off };
            let error = IVault::WeightsDoNotSumToOne { sumWad: sum, expectedWad: WAD };
            prop_assert_eq!(check(&config), Err(error.abi_encode()));
        }
    }

    #[test]
    fn check_refuses_weights_that_only_wrap_around_to_one() {
        let mut config = config(2);
        config.assets[0].targetWad = U256::MAX;
        config.assets[1].targetWad = WAD + U256::ONE;
        let error = IVault::WeightsDoNotSumToOne {
            sumWad: U256::MAX,
            expectedWad: WAD,
        };
        assert_eq!(check(&config), Err(error.abi_encode()));
    }
}
