//! Chainlink's forwarder for CRE, the real one, and nodes whose signatures it believes.

use crate::{vault::event, workspace, world::World};
use alloy::{
    network::TransactionBuilder,
    primitives::{Address, B256, Bytes, FixedBytes, keccak256},
    providers::Provider,
    rpc::types::{TransactionReceipt, TransactionRequest},
    signers::SignerSync,
    sol,
    sol_types::{SolCall, SolValue},
};
use anyhow::Context;
use client::bindings::{IVaultRebalance, Upkeep, UpkeepReport};
use protocols::bytecode::{Bytecode, Contract};

pub use interface::KeystoneForwarder;

mod interface {
    #![allow(missing_docs, reason = "named as in the contract's own source")]

    super::sol! {
        #[derive(Debug, PartialEq, Eq)]
        interface KeystoneForwarder {
            event ReportProcessed(address indexed receiver, bytes32 indexed workflowExecutionId, bytes2 indexed reportId, bool result);

            error AlreadyAttempted(bytes32 transmissionId);
            error InsufficientGasForRouting(bytes32 transmissionId);

            enum TransmissionState { NotAttempted, Succeeded, InvalidReceiver, Failed }

            struct TransmissionInfo {
                bytes32 transmissionId;
                TransmissionState state;
                address transmitter;
                bool invalidReceiver;
                bool success;
                uint80 gasLimit;
            }

            function setConfig(uint32 donId, uint32 configVersion, uint8 f, address[] calldata signers) external;
            function report(address receiver, bytes calldata rawReport, bytes calldata reportContext, bytes[] calldata signatures) external;
            function getTransmissionInfo(address receiver, bytes32 workflowExecutionId, bytes2 reportId) external view returns (TransmissionInfo memory);
            function getTransmissionId(address receiver, bytes32 workflowExecutionId, bytes2 reportId) external pure returns (bytes32);
        }
    }
}

const DON: u32 = 7;
const CONFIG: u32 = 1;
/// One node may lie, so four sign and two signatures are wanted.
const FAULTY: u8 = 1;
const REPORT_ID: [u8; 2] = [0, 1];

/// The forwarder of a chain.
#[derive(Debug, Clone, Copy)]
pub struct Forwarder {
    /// Where it is.
    pub address: Address,
}

/// Whose report it is, and which run of the workflow it comes from.
#[derive(Debug, Clone, Copy)]
pub struct Run {
    /// The run.
    pub execution: B256,
    /// The workflow's version.
    pub id: B256,
    /// Its name.
    pub name: FixedBytes<10>,
    /// Its owner.
    pub owner: Address,
}

impl Run {
    /// A run of the workflow that a receiver is pinned to, where it is.
    pub fn of(upkeep: &Upkeep, execution: u8) -> Self {
        Self {
            execution: B256::repeat_byte(execution),
            id: upkeep.workflowId,
            name: upkeep.workflowName,
            owner: upkeep.workflowOwner,
        }
    }

    /// What the forwarder hands to the receiver beside the report.
    pub fn metadata(&self) -> Bytes {
        let parts = [
            self.id.as_slice(),
            self.name.as_slice(),
            self.owner.as_slice(),
            &REPORT_ID,
        ];
        parts.concat().into()
    }

    fn raw(&self, report: &[u8]) -> Bytes {
        let head = [
            vec![1],
            self.execution.to_vec(),
            1_u32.to_be_bytes().to_vec(),
            DON.to_be_bytes().to_vec(),
            CONFIG.to_be_bytes().to_vec(),
        ];
        [&head.concat(), self.metadata().as_ref(), report]
            .concat()
            .into()
    }
}

/// What an honest workflow reports of a vault.
pub fn honest(vault: Address, deadline: u64) -> Bytes {
    let report = UpkeepReport {
        vault,
        selector: IVaultRebalance::rebalanceCall::SELECTOR.into(),
        deadline: alloy::primitives::U256::from(deadline),
    };
    report.abi_encode().into()
}

impl Forwarder {
    /// Deploys it, and tells it whom to believe.
    ///
    /// # Errors
    /// When it was not set up, or refuses.
    pub async fn deploy(world: &World) -> anyhow::Result<Self> {
        let chain = &world.chain;
        let code = Bytecode::new(&workspace::root()).creation(Contract::KeystoneForwarder)?;
        let address = chain.create("deploying the forwarder", code).await?;
        let configure = KeystoneForwarder::setConfigCall {
            donId: DON,
            configVersion: CONFIG,
            f: FAULTY,
            signers: nodes(world).to_vec(),
        };
        chain
            .send(chain.people.deployer, address, &configure)
            .await?;
        Ok(Self { address })
    }

    /// The signed transmission of a report.
    ///
    /// # Errors
    /// When nobody has a node's key.
    pub fn transmission(
        &self,
        world: &World,
        receiver: Address,
        run: Run,
        report: &[u8],
    ) -> anyhow::Result<Bytes> {
        let raw = run.raw(report);
        let context = Bytes::from(vec![3; 96]);
        let signed = keccak256([keccak256(&raw).as_slice(), &context].concat());
        let mut signatures = Vec::new();
        for node in nodes(world).into_iter().take(usize::from(FAULTY) + 1) {
            let signature = world.chain.signer(node)?.sign_hash_sync(&signed)?;
            let mut bytes = signature.as_bytes();
            // It counts from zero.
            bytes[64] -= 27;
            signatures.push(Bytes::from(bytes));
        }
        let call = KeystoneForwarder::reportCall {
            receiver,
            rawReport: raw,
            reportContext: context,
            signatures,
        };
        Ok(call.abi_encode().into())
    }

    /// Transmits a report as anybody, with enough gas; says whether the receiver took it.
    ///
    /// # Errors
    /// When the forwarder itself refuses.
    pub async fn deliver(
        &self,
        world: &World,
        receiver: Address,
        run: Run,
        report: &[u8],
    ) -> anyhow::Result<(TransactionReceipt, bool)> {
        let data = self.transmission(world, receiver, run, report)?;
        let anyone = world.chain.people.mallory;
        let receipt = world.chain.send_raw(anyone, self.address, data).await?;
        let processed: KeystoneForwarder::ReportProcessed = event(&receipt)?;
        Ok((receipt, processed.result))
    }

    /// The same with so much gas; `None` when the transaction itself fails.
    ///
    /// # Errors
    /// When the node refuses it outright.
    pub async fn deliver_with_gas(
        &self,
        world: &World,
        transmission: Bytes,
        gas: u64,
    ) -> anyhow::Result<Option<bool>> {
        let request = TransactionRequest::default()
            .with_to(self.address)
            .with_input(transmission)
            .with_from(world.chain.people.mallory)
            .with_gas_limit(gas)
            .with_max_fee_per_gas(1_000_000_000)
            .with_max_priority_fee_per_gas(0);
        let sent = world.chain.provider().send_transaction(request).await;
        let receipt = sent?.get_receipt().await?;
        match receipt.status() {
            false => Ok(None),
            true => {
                let processed: KeystoneForwarder::ReportProcessed = event(&receipt)?;
                Ok(Some(processed.result))
            }
        }
    }

    /// What it remembers of a run.
    ///
    /// # Errors
    /// When it does not answer.
    pub async fn state(
        &self,
        world: &World,
        receiver: Address,
        run: Run,
    ) -> anyhow::Result<KeystoneForwarder::TransmissionState> {
        let call = KeystoneForwarder::getTransmissionInfoCall {
            receiver,
            workflowExecutionId: run.execution,
            reportId: REPORT_ID.into(),
        };
        let info = world.chain.view(self.address, &call).await;
        Ok(info.context("what the forwarder remembers")?.state)
    }

    /// The name by which it remembers a run.
    pub fn transmission_id(receiver: Address, run: Run) -> B256 {
        keccak256([receiver.as_slice(), run.execution.as_slice(), &REPORT_ID].concat())
    }
}

fn nodes(world: &World) -> [Address; 4] {
    let people = world.chain.people;
    [people.alice, people.bob, people.carol, people.keeper]
}
