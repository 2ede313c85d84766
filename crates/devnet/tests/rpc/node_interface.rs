//! Questions to the node at 0xc8, and what the owners' base fee does to the next blocks.

use alloy::network::TransactionBuilder;
use alloy::primitives::{Address, B256, TxKind, U256, keccak256};
use alloy::providers::Provider;
use alloy::rpc::types::TransactionRequest;
use alloy::sol;
use alloy::sol_types::{Revert, SolCall, SolError, SolEvent};
use serde_json::{Value, json};

use crate::harness::{Net, net};

sol! {
    event L2ToL1Tx(address caller, address indexed destination, uint256 indexed hash, uint256 indexed position, uint256 arbBlockNum, uint256 ethBlockNum, uint256 timestamp, uint256 callvalue, bytes data);

    function nitroGenesisBlock() external pure returns (uint256);
    function blockL1Num(uint64 l2BlockNum) external view returns (uint64);
    function l2BlockRangeForL1(uint64 blockNum) external view returns (uint64 first, uint64 last);
    function findBatchContainingBlock(uint64 blockNum) external view returns (uint64);
    function gasEstimateComponents(address to, bool contractCreation, bytes data) external payable returns (uint64 gas, uint64 gasForL1, uint256 baseFee, uint256 l1BaseFee);
    function estimateRetryableTicket(address sender, uint256 deposit, address to, uint256 l2CallValue, address excessFeeRefundAddress, address callValueRefundAddress, bytes data) external;
    function constructOutboxProof(uint64 size, uint64 leaf) external view returns (bytes32 send, bytes32 root, bytes32[] proof);
    function sendTxToL1(address destination, bytes data) external payable returns (uint256);
    function sendMerkleTreeState() external view returns (uint256 size, bytes32 root, bytes32[] partials);
    function setL2BaseFee(uint256 price) external;
    function setMinimumL2BaseFee(uint256 price) external;
}

const NODE: Address = Address::with_last_byte(0xc8);
const ARB_SYS: Address = Address::with_last_byte(0x64);
const ARB_OWNER: Address = Address::with_last_byte(0x70);

fn request(to: Address, call: impl SolCall) -> TransactionRequest {
    TransactionRequest::default()
        .with_to(to)
        .with_input(call.abi_encode())
}

async fn ask<C: SolCall>(net: &Net, call: C) -> C::Return {
    let answer = net
        .client
        .call(request(NODE, call))
        .await
        .expect("an answer");
    C::abi_decode_returns(&answer).expect("decodable results")
}

/// The reason of a refused question.
async fn refusal(net: &Net, call: impl SolCall) -> String {
    let data = call.abi_encode();
    let error = net
        .refused(
            "eth_call",
            json!([{ "to": NODE, "data": alloy::primitives::hex::encode_prefixed(data) }]),
        )
        .await;
    let data = error.data.expect("revert data");
    Revert::abi_decode(&data).expect("a reason").reason
}

#[tokio::test]
async fn node_tells_l1_numbers_of_blocks_and_blocks_of_l1_numbers() {
    let net = net().await;
    assert_eq!(ask(&net, nitroGenesisBlockCall {}).await, U256::ZERO);
    let _mined: Value = net.ask("anvil_mine", json!(["0x3", "0x64"])).await;
    let first = ask(&net, blockL1NumCall { l2BlockNum: 1 }).await;
    let second = ask(&net, blockL1NumCall { l2BlockNum: 2 }).await;
    // A hundred seconds are eight L1 blocks and a bit.
    assert!((8..=9).contains(&(second - first)), "{first}, {second}");
    let range = ask(&net, l2BlockRangeForL1Call { blockNum: second }).await;
    assert_eq!((range.first, range.last), (2, 2));
    let none = refusal(
        &net,
        l2BlockRangeForL1Call {
            blockNum: second + 1,
        },
    )
    .await;
    assert_eq!(none, format!("no block saw L1 block {}", second + 1));
    assert_eq!(
        refusal(&net, blockL1NumCall { l2BlockNum: 4 }).await,
        "block 4 does not exist"
    );
    assert_eq!(
        refusal(&net, findBatchContainingBlockCall { blockNum: 1 }).await,
        "no batch contains block 1: this chain posts none"
    );
}

#[tokio::test]
async fn node_estimates_calls_and_tickets() {
    let net = net().await;
    let register = net.deploy_register().await;
    let data = U256::from(9).to_be_bytes_vec();
    let plain = TransactionRequest::default()
        .with_from(net.me)
        .with_to(register)
        .with_input(data.clone());
    let expected = net.client.estimate_gas(plain).await.unwrap();
    let call = gasEstimateComponentsCall {
        to: register,
        contractCreation: false,
        data: data.clone().into(),
    };
    let answer = net
        .client
        .call(request(NODE, call).with_from(net.me))
        .await
        .unwrap();
    let parts = gasEstimateComponentsCall::abi_decode_returns(&answer).unwrap();
    assert_eq!((parts.gas, parts.gasForL1), (expected, 0));
    assert_eq!(
        (parts.baseFee, parts.l1BaseFee),
        (U256::from(100_000_000), U256::ZERO)
    );
    // The sender of a ticket owns nothing here; its deposit comes with it.
    let ticket = estimateRetryableTicketCall {
        sender: Address::repeat_byte(0xab),
        deposit: U256::from(10).pow(U256::from(18)),
        to: register,
        l2CallValue: U256::ZERO,
        excessFeeRefundAddress: net.me,
        callValueRefundAddress: net.me,
        data: data.into(),
    };
    let gas = net
        .client
        .estimate_gas(request(NODE, ticket))
        .await
        .unwrap();
    assert!(gas.abs_diff(expected) < expected / 50, "{gas}, {expected}");
}

#[tokio::test]
async fn outbox_proofs_lead_to_the_root_that_arb_sys_shows() {
    let net = net().await;
    let mut hashes = Vec::new();
    for message in 0..5_u8 {
        let call = sendTxToL1Call {
            destination: net.me,
            data: vec![message].into(),
        };
        let receipt = net.run(request(ARB_SYS, call)).await;
        let sent = receipt
            .logs()
            .iter()
            .find_map(|log| L2ToL1Tx::decode_log_data(log.data()).ok())
            .expect("the event");
        assert_eq!(sent.position, U256::from(message));
        hashes.push(B256::from(sent.hash));
    }
    let state = net
        .client
        .call(request(ARB_SYS, sendMerkleTreeStateCall {}).with_from(Address::ZERO))
        .await
        .unwrap();
    let state = sendMerkleTreeStateCall::abi_decode_returns(&state).unwrap();
    assert_eq!(state.size, U256::from(5));
    for (leaf, hash) in (0_u64..).zip(&hashes) {
        let proof = ask(&net, constructOutboxProofCall { size: 5, leaf }).await;
        assert_eq!((proof.send, proof.root), (*hash, state.root));
        let mut root = keccak256(hash);
        for (level, sibling) in proof.proof.iter().enumerate() {
            root = match leaf >> level & 1 {
                0 => keccak256([root, *sibling].concat()),
                _ => keccak256([*sibling, root].concat()),
            };
        }
        assert_eq!(root, state.root);
    }
    assert_eq!(
        refusal(&net, constructOutboxProofCall { size: 6, leaf: 5 }).await,
        "message 5 of 6 does not exist: 5 were sent"
    );
}

#[tokio::test]
async fn base_fee_set_by_an_owner_holds_for_one_block_and_a_minimum_from_the_next_but_one_on() {
    let net = net().await;
    let price = U256::from(300_000_000);
    let fee = |request: TransactionRequest| {
        request
            .with_max_fee_per_gas(10_000_000_000)
            .with_max_priority_fee_per_gas(0)
    };
    net.run(fee(request(ARB_OWNER, setL2BaseFeeCall { price })))
        .await;
    let minimum = U256::from(200_000_000);
    net.run(fee(request(
        ARB_OWNER,
        setMinimumL2BaseFeeCall { price: minimum },
    )))
    .await;
    for _ in 0..3 {
        let mut empty = TransactionRequest::default().with_value(U256::ZERO);
        empty.to = Some(TxKind::Call(net.me));
        net.run(fee(empty)).await;
    }
    let mut fees = Vec::new();
    for number in 1..=5_u64 {
        let block: Value = net
            .ask(
                "eth_getBlockByNumber",
                json!([format!("{number:#x}"), false]),
            )
            .await;
        fees.push(
            block["baseFeePerGas"]
                .as_str()
                .expect("a quantity")
                .to_owned(),
        );
    }
    // Set in block 1; block 3 starts before the minimum of block 2 counts.
    assert_eq!(
        fees,
        [
            "0x5f5e100",
            "0x11e1a300",
            "0x5f5e100",
            "0xbebc200",
            "0xbebc200"
        ]
    );
}
