//! How large fees may be, for every vault for ever: nobody has to trust a curator for that.
//!
//! | value | limit | because |
//! |---|---|---|
//! | management fee | at most 500 bps a year | the arithmetic of fees takes no more |
//! | performance fee | at most 3,000 bps of the gain | most of a gain is the holders' |
//! | protocol's part | at most 5,000 bps of the fees | the work is the manager's |

use alloy_primitives::U256;
use kit::Revert;
use kit::abi::{Fees, IVault};
use kit::dispatch::revert;

const MANAGEMENT_BPS_MAX: u16 = 500;
const PERFORMANCE_BPS_MAX: u16 = 3_000;
const PROTOCOL_BPS_MAX: u16 = 5_000;

/// Passes for fees within the limits, with somebody to go to.
///
/// # Errors
/// `FeeOutOfRange`, `FeeRecipientZero`.
pub(crate) fn check_fees(fees: &Fees) -> Result<(), Revert> {
    for (got, maximum) in [
        (fees.managementBps, MANAGEMENT_BPS_MAX),
        (fees.performanceBps, PERFORMANCE_BPS_MAX),
        (fees.protocolBps, PROTOCOL_BPS_MAX),
    ] {
        if got > maximum {
            return Err(revert(IVault::FeeOutOfRange {
                gotBps: U256::from(got),
                maximumBps: U256::from(maximum),
            }));
        }
    }
    let is_charged = fees.managementBps != 0 || fees.performanceBps != 0;
    let lacks_manager = is_charged && fees.manager.is_zero();
    let lacks_protocol = fees.protocolBps != 0 && fees.protocol.is_zero();
    if lacks_manager || lacks_protocol {
        Err(revert(IVault::FeeRecipientZero {}))
    } else {
        Ok(())
    }
}

#[cfg(test)]
#[allow(
    clippy::arithmetic_side_effects,
    reason = "a test that overflows fails, as it should"
)]
mod tests {
    use alloy_primitives::Address;
    use alloy_sol_types::SolError;

    use super::*;

    fn fees() -> Fees {
        Fees {
            managementBps: 500,
            performanceBps: 3_000,
            protocolBps: 5_000,
            manager: Address::repeat_byte(1),
            protocol: Address::repeat_byte(2),
        }
    }

    #[test]
    fn check_fees_accepts_every_limit_itself_and_no_fees_for_nobody() {
        assert_eq!(check_fees(&fees()), Ok(()));
        assert_eq!(check_fees(&Fees::default()), Ok(()));
        let alone = Fees {
            protocolBps: 0,
            protocol: Address::ZERO,
            ..fees()
        };
        assert_eq!(check_fees(&alone), Ok(()));
    }

    #[test]
    fn check_fees_refuses_each_fee_above_its_limit_and_a_fee_for_nobody() {
        let change: [fn(&mut Fees, u16); 3] = [
            |fees, bps| fees.managementBps = bps,
            |fees, bps| fees.performanceBps = bps,
            |fees, bps| fees.protocolBps = bps,
        ];
        for (change, maximum) in change.into_iter().zip([500_u16, 3_000, 5_000]) {
            for got in [maximum + 1, u16::MAX] {
                let mut fees = fees();
                change(&mut fees, got);
                let error = IVault::FeeOutOfRange {
                    gotBps: U256::from(got),
                    maximumBps: U256::from(maximum),
                };
                assert_eq!(check_fees(&fees), Err(error.abi_encode()));
            }
        }
        let nobody = IVault::FeeRecipientZero {}.abi_encode();
        for fees in [
            Fees {
                manager: Address::ZERO,
                ..fees()
            },
            Fees {
                manager: Address::ZERO,
                performanceBps: 0,
                ..fees()
            },
            Fees {
                manager: Address::ZERO,
                managementBps: 0,
                ..fees()
            },
            Fees {
                protocol: Address::ZERO,
                ..fees()
            },
        ] {
            assert_eq!(check_fees(&fees), Err(nobody.clone()));
        }
    }
}
