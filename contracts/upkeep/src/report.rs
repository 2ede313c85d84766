//! A report of Chainlink's CRE, from its forwarder.
//!
//! The forwarder has proven who signed the report, and keeps one that has gone through from being delivered again. What it does
//! not do is know us: it delivers reports of every workflow to whatever receiver they name. So the metadata, which the forwarder
//! takes from what was signed, has to be that of our workflow, and the report has to say what it is for.
//!
//! ```text
//! metadata: workflow id 32 | workflow name 10 | workflow owner 20 | what follows is not looked at
//! ```

use crate::{due, parameters, refused};
use alloy_primitives::{Address, B256, FixedBytes, U256};
use alloy_sol_types::SolCall;
use kit::abi::{
    IUpkeep::{
        MetadataTooShort, NotForwarder, ReportMalformed, SelectorMismatch, TargetMismatch,
        WorkflowMismatch, WorkflowNameMismatch, WorkflowOwnerMismatch, onReportCall,
        supportsInterfaceCall,
    },
    IVaultRebalance::rebalanceCall,
    Upkeep, UpkeepReport,
};
use kit::{Revert, VM, codec};
use stylus_sdk::prelude::*;

const METADATA_BYTES: usize = 62;
const REPORT_BYTES: usize = 96;

/// Acts on a report.
///
/// # Errors
/// `NotAReceiver`, `NotForwarder`, what of the metadata or of the report is not ours, or the vault's own.
pub(crate) fn receive(vm: &VM, metadata: &[u8], report: &[u8]) -> Result<(), Revert> {
    let own = parameters::own(vm)?;
    let caller = vm.msg_sender();
    if caller != own.forwarder {
        return Err(refused(NotForwarder {
            caller,
            forwarder: own.forwarder,
        }));
    }
    check_workflow(&own, metadata)?;
    let report = check_report(&own, report)?;
    due::rebalance(vm, own.vault, report.deadline)
}

/// What the forwarder asks before it delivers anything, with little gas: a receiver takes reports, the program itself does not.
pub(crate) fn supports(vm: &VM, interface: FixedBytes<4>) -> bool {
    match interface.0 {
        supportsInterfaceCall::SELECTOR => true,
        // The identity of an interface of one function is its selector.
        onReportCall::SELECTOR => parameters::own(vm).is_ok(),
        _ => false,
    }
}

fn check_workflow(own: &Upkeep, metadata: &[u8]) -> Result<(), Revert> {
    let Some(Workflow { id, name, owner }) = Workflow::read(metadata) else {
        return Err(refused(MetadataTooShort {
            gotBytes: U256::from(metadata.len()),
            minimumBytes: U256::from(METADATA_BYTES),
        }));
    };
    if !own.workflowId.is_zero() && id != own.workflowId {
        return Err(refused(WorkflowMismatch {
            got: id,
            expected: own.workflowId,
        }));
    }
    if !own.workflowOwner.is_zero() && owner != own.workflowOwner {
        return Err(refused(WorkflowOwnerMismatch {
            got: owner,
            expected: own.workflowOwner,
        }));
    }
    if !own.workflowName.is_zero() && name != own.workflowName {
        return Err(refused(WorkflowNameMismatch {
            got: name,
            expected: own.workflowName,
        }));
    }
    Ok(())
}

fn check_report(own: &Upkeep, report: &[u8]) -> Result<UpkeepReport, Revert> {
    let said: Option<UpkeepReport> = codec::decode_result(report);
    let Some(said) = said.filter(|_| report.len() == REPORT_BYTES) else {
        return Err(refused(ReportMalformed {
            gotBytes: U256::from(report.len()),
            expectedBytes: U256::from(REPORT_BYTES),
        }));
    };
    if said.vault != own.vault {
        return Err(refused(TargetMismatch {
            got: said.vault,
            expected: own.vault,
        }));
    }
    let expected = FixedBytes(rebalanceCall::SELECTOR);
    if said.selector != expected {
        return Err(refused(SelectorMismatch {
            got: said.selector,
            expected,
        }));
    }
    Ok(said)
}

/// Whose report it is.
#[derive(Debug, PartialEq, Eq)]
struct Workflow {
    id: B256,
    name: FixedBytes<10>,
    owner: Address,
}

impl Workflow {
    fn read(metadata: &[u8]) -> Option<Self> {
        let (id, rest) = metadata.split_first_chunk()?;
        let (name, rest) = rest.split_first_chunk()?;
        let owner = rest.first_chunk()?;
        Some(Self {
            id: FixedBytes(*id),
            name: FixedBytes(*name),
            owner: Address::new(*owner),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kit::dispatch::revert;
    use proptest::prelude::*;

    fn own() -> Upkeep {
        Upkeep {
            forwarder: Address::repeat_byte(1),
            workflowId: B256::repeat_byte(2),
            workflowOwner: Address::repeat_byte(3),
            workflowName: FixedBytes([4; 10]),
            vault: Address::repeat_byte(5),
        }
    }

    fn metadata(id: u8, name: u8, owner: u8) -> Vec<u8> {
        [vec![id; 32], vec![name; 10], vec![owner; 20], vec![9, 9]].concat()
    }

    #[test]
    fn every_pin_of_the_workflow_holds_by_itself() {
        assert_eq!(check_workflow(&own(), &metadata(2, 4, 3)), Ok(()));
        assert_eq!(
            check_workflow(&own(), &metadata(7, 4, 3)),
            Err(revert(WorkflowMismatch {
                got: B256::repeat_byte(7),
                expected: B256::repeat_byte(2)
            }))
        );
        assert_eq!(
            check_workflow(&own(), &metadata(2, 4, 7)),
            Err(revert(WorkflowOwnerMismatch {
                got: Address::repeat_byte(7),
                expected: Address::repeat_byte(3)
            }))
        );
        assert_eq!(
            check_workflow(&own(), &metadata(2, 7, 3)),
            Err(revert(WorkflowNameMismatch {
                got: FixedBytes([7; 10]),
                expected: FixedBytes([4; 10])
            }))
        );
    }

    #[test]
    fn what_is_not_pinned_may_be_anything() {
        let by_owner = Upkeep {
            workflowId: B256::ZERO,
            workflowName: FixedBytes::ZERO,
            ..own()
        };
        assert_eq!(check_workflow(&by_owner, &metadata(7, 7, 3)), Ok(()));
        let by_id = Upkeep {
            workflowOwner: Address::ZERO,
            workflowName: FixedBytes::ZERO,
            ..own()
        };
        assert_eq!(check_workflow(&by_id, &metadata(2, 7, 7)), Ok(()));
    }

    proptest! {
        #[test]
        fn prop_metadata_that_is_too_short_is_nobodys(length in 0..METADATA_BYTES, byte: u8) {
            prop_assert_eq!(
                check_workflow(&own(), &vec![byte; length]),
                Err(revert(MetadataTooShort {
                    gotBytes: U256::from(length),
                    minimumBytes: U256::from(METADATA_BYTES),
                }))
            );
        }

        #[test]
        fn prop_any_bytes_are_our_report_or_a_typed_error(
            bytes in prop::collection::vec(any::<u8>(), 0..200), at in 0..96_usize, bit in 0..8_u32,
        ) {
            let honest = UpkeepReport { vault: own().vault, selector: FixedBytes(rebalanceCall::SELECTOR), deadline: U256::from(77) };
            let mut report = codec::encode_result(&honest);
            prop_assert_eq!(check_report(&own(), &report), Ok(honest));
            report[at] ^= 1 << bit;
            let changed = check_report(&own(), &report);
            // What may differ is the deadline, and the padding nowhere.
            prop_assert_eq!(changed.is_ok(), at >= 64);
            prop_assert!(check_report(&own(), &bytes).is_err());
        }
    }
}
