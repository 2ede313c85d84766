//! A program over RPC, in the calls that cargo-stylus makes and in their order.

use alloy::eips::eip7702::Authorization;
use alloy::network::TransactionBuilder;
use alloy::primitives::{Address, Bytes, U256, address, keccak256};
use alloy::providers::Provider;
use alloy::rpc::types::TransactionRequest;
use alloy::signers::SignerSync;
use alloy::sol_types::{SolCall, SolError, sol};
use devnet::program::code;
use serde_json::{Value, json};

use crate::harness::{Net, net};

sol! {
    function codehashVersion(bytes32 codehash) external view returns (uint16 version);
    function activateProgram(address program) external payable returns (uint16 version, uint256 dataFee);
    error ProgramNotActivated();
    error ProgramUpToDate();
}

const ARB_WASM: Address = address!("0000000000000000000000000000000000000071");

/// Returns its arguments.
const ECHO: &str = r#"
(module
  (import "vm_hooks" "read_args" (func $read_args (param i32)))
  (import "vm_hooks" "write_result" (func $write_result (param i32 i32)))
  (memory (export "memory") 1 1)
  (func (export "user_entrypoint") (param $len i32) (result i32)
    (call $read_args (i32.const 0))
    (call $write_result (i32.const 0) (local.get $len))
    (i32.const 0)))
"#;

fn program() -> Bytes {
    code::encode(&wat::parse_str(ECHO).expect("the test program is well formed")).into()
}

async fn deploy(net: &Net) -> Address {
    let tx = TransactionRequest::default().with_deploy_code(code::initcode(&program()));
    let receipt = net.run(tx).await;
    assert!(receipt.status());
    receipt
        .contract_address
        .expect("a deployment names its contract")
}

fn activation(program: Address, value: U256) -> TransactionRequest {
    TransactionRequest::default()
        .with_to(ARB_WASM)
        .with_value(value)
        .with_input(activateProgramCall { program }.abi_encode())
}

#[tokio::test]
async fn program_is_checked_before_it_exists() {
    let net = net().await;
    let data = Bytes::from(
        codehashVersionCall {
            codehash: keccak256(program()),
        }
        .abi_encode(),
    );
    let error = net
        .refused(
            "eth_call",
            json!([{ "to": ARB_WASM, "data": data }, "latest"]),
        )
        .await;
    assert_eq!(
        (error.code, error.data),
        (3, Some(ProgramNotActivated {}.abi_encode().into()))
    );
    let (ghost, payer) = (Address::repeat_byte(0x71), Address::repeat_byte(0x72));
    let call = json!({
        "from": payer,
        "to": ARB_WASM,
        "value": "0xde0b6b3a7640000",
        "data": Bytes::from(activateProgramCall { program: ghost }.abi_encode()),
    });
    let overrides = json!({
        ghost.to_string(): { "code": program() },
        payer.to_string(): { "balance": U256::MAX },
    });
    let digest = net.digest(&[]).await;
    let output: Bytes = net
        .ask("eth_call", json!([call, "latest", overrides]))
        .await;
    let activated = activateProgramCall::abi_decode_returns(&output).expect("two results");
    assert_eq!(activated.version, 2);
    assert!(!activated.dataFee.is_zero());
    assert_eq!(net.digest(&[]).await, digest);
}

#[tokio::test]
async fn program_is_deployed_activated_called_and_traced() {
    let net = net().await;
    let program = deploy(&net).await;
    let call = TransactionRequest::default()
        .with_from(net.me)
        .with_to(program)
        .with_input(vec![1, 2, 3]);
    let early = net.refused("eth_call", json!([call])).await;
    assert_eq!(
        early.message,
        format!("the program is not activated (program {program})")
    );

    let one_ether = U256::from(10).pow(U256::from(18));
    let tx = activation(program, one_ether).with_from(net.me);
    let gas = net.client.estimate_gas(tx.clone()).await.unwrap();
    let before = net.client.get_balance(net.me).await.unwrap();
    let receipt = net.run(tx.with_gas_limit(gas)).await;
    assert!(receipt.status(), "the estimate is enough");
    let paid = before - net.client.get_balance(net.me).await.unwrap();
    assert!(paid < one_ether, "the surplus comes back");
    assert_eq!(
        net.client.call(call.clone()).await.unwrap(),
        Bytes::from(vec![1, 2, 3])
    );

    let receipt = net.run(call.clone().with_gas_limit(1_000_000)).await;
    let trace = json!([receipt.transaction_hash, { "tracer": "stylusTracer" }]);
    let steps: Value = net.ask("debug_traceTransaction", trace).await;
    let names: Vec<_> = steps
        .as_array()
        .unwrap()
        .iter()
        .map(|step| step["name"].as_str().unwrap())
        .collect();
    assert_eq!(
        names,
        [
            "user_entrypoint",
            "read_args",
            "write_result",
            "user_returned"
        ]
    );
    assert_eq!(steps[1]["outs"], "0x010203");
    let script = json!([receipt.transaction_hash, { "tracer": "{ hostio: function(info) {} }" }]);
    assert_eq!(
        net.ask::<Value>("debug_traceTransaction", script).await,
        steps
    );
    let calls = json!([call, "latest", { "tracer": "callTracer" }]);
    assert_eq!(
        net.ask::<Value>("debug_traceCall", calls).await["output"],
        "0x010203"
    );
}

#[tokio::test]
async fn snapshot_forgets_an_activation() {
    let net = net().await;
    let program = deploy(&net).await;
    let id: Value = net.ask("evm_snapshot", json!([])).await;
    let digest = net.digest(&[]).await;
    let receipt = net
        .run(activation(program, U256::from(10).pow(U256::from(17))))
        .await;
    assert!(receipt.status());
    let call = json!([{ "to": program, "data": "0x01" }]);
    assert_eq!(
        net.ask::<Bytes>("eth_call", call.clone()).await,
        Bytes::from(vec![1])
    );
    assert!(net.ask::<bool>("evm_revert", json!([id])).await);
    assert_eq!(net.digest(&[]).await, digest);
    net.refused("eth_call", call).await;
}

#[tokio::test]
async fn refused_activation_says_why() {
    let net = net().await;
    // No entry point.
    let wasm = wat::parse_str("(module (memory (export \"memory\") 1 1))").expect("it is a module");
    let tx = TransactionRequest::default().with_deploy_code(code::initcode(&code::encode(&wasm)));
    let program = net
        .run(tx)
        .await
        .contract_address
        .expect("a deployment names its contract");
    let call = json!([activation(program, U256::from(10).pow(U256::from(17))).with_from(net.me)]);
    for method in ["eth_call", "eth_estimateGas"] {
        let error = net.refused(method, call.clone()).await;
        assert_eq!(error.code, -32_000);
        assert!(
            error.message.starts_with("program activation refused: "),
            "{}",
            error.message
        );
    }
}

#[tokio::test]
async fn dump_brings_programs_back_active() {
    let first = net().await;
    let program = deploy(&first).await;
    let ether = U256::from(10).pow(U256::from(17));
    assert!(first.run(activation(program, ether)).await.status());
    let dump = first.handle.dump().unwrap();
    first.handle.stop().await;
    let second = net().await;
    second.handle.load(&dump).unwrap();
    let call = json!([{ "to": program, "data": "0x0102" }]);
    assert_eq!(
        second.ask::<Bytes>("eth_call", call).await,
        Bytes::from(vec![1, 2])
    );
    // And still known as active: activating it once more is refused.
    let again = json!([activation(program, ether).with_from(second.me)]);
    let refusal = second.refused("eth_call", again).await;
    assert_eq!(
        (refusal.code, refusal.data),
        (3, Some(ProgramUpToDate {}.abi_encode().into()))
    );
}

#[tokio::test]
async fn account_delegated_to_a_program_runs_it() {
    let net = net().await;
    let program = deploy(&net).await;
    let ether = U256::from(10).pow(U256::from(17));
    assert!(net.run(activation(program, ether)).await.status());
    let authority = crate::harness::signer(&net.handle, 5);
    let authorization = Authorization {
        chain_id: U256::from(412_346),
        address: program,
        nonce: 0,
    };
    let signature = authority
        .sign_hash_sync(&authorization.signature_hash())
        .unwrap();
    let tx = TransactionRequest {
        authorization_list: Some(vec![authorization.into_signed(signature)]),
        ..TransactionRequest::default().with_to(net.me)
    };
    assert!(net.run(tx.with_gas_limit(200_000)).await.status());
    let code = net.client.get_code_at(authority.address()).await.unwrap();
    assert_eq!(code, [&[0xef, 1, 0], program.as_slice()].concat());
    let call = json!([{ "to": authority.address(), "data": "0x0a0b" }]);
    assert_eq!(
        net.ask::<Bytes>("eth_call", call).await,
        Bytes::from(vec![10, 11])
    );
}
