//! Each predeployed contract, used as its users use it.

use alloy::{
    network::{EthereumWallet, TransactionBuilder},
    primitives::{Address, B256, Bytes, U256, address, hex, keccak256},
    providers::{DynProvider, Provider},
    rpc::types::{TransactionReceipt, TransactionRequest},
    signers::{SignerSync, local::PrivateKeySigner},
    sol_types::{SolCall, SolStruct, eip712_domain},
};
use client::transaction;
use devnet::{DevnetConfig, Handle, program::code};
use protocols::{
    bytecode::{Bytecode, Contract},
    predeployed::{
        self, CACHE_MANAGER, CREATE2_FACTORY, CacheManager, MULTICALL3, Multicall3, PERMIT2,
        PERMIT2_SALT, Permit2, STYLUS_DEPLOYER, StylusDeployer, WETH,
    },
    tokens::{AeWeth, Erc20},
};
use std::path::{Path, PathBuf};

alloy::sol! {
    // The hash that an owner signs names the spender, which the call does not carry.
    struct TokenPermissions {
        address token;
        uint256 amount;
    }
    struct PermitTransferFrom {
        TokenPermissions permitted;
        address spender;
        uint256 nonce;
        uint256 deadline;
    }

    interface ArbWasm {
        function activateProgram(address program) external payable returns (uint16 version, uint256 dataFee);
    }
    #[sol(rpc)]
    interface ArbWasmCache {
        function allCacheManagers() external view returns (address[] managers);
        function codehashIsCached(bytes32 codehash) external view returns (bool);
    }
}

const ARB_WASM: Address = address!("0x0000000000000000000000000000000000000071");
const ARB_WASM_CACHE: Address = address!("0x0000000000000000000000000000000000000072");

/// A program with a constructor: selector 5585258d (`stylus_constructor()`) and a word store that word, beside the value
/// that came along; anything else returns both.
const CONSTRUCTED: &str = r#"
(module
  (import "vm_hooks" "read_args" (func $read_args (param i32)))
  (import "vm_hooks" "msg_value" (func $msg_value (param i32)))
  (import "vm_hooks" "storage_load_bytes32" (func $load (param i32 i32)))
  (import "vm_hooks" "storage_cache_bytes32" (func $store (param i32 i32)))
  (import "vm_hooks" "storage_flush_cache" (func $flush (param i32)))
  (import "vm_hooks" "write_result" (func $write_result (param i32 i32)))
  (memory (export "memory") 1 1)
  (data (i32.const 544) "\01")
  (func (export "user_entrypoint") (param $len i32) (result i32)
    (call $read_args (i32.const 0))
    (if (i32.and (i32.eq (local.get $len) (i32.const 36))
                 (i32.eq (i32.load (i32.const 0)) (i32.const 0x8d258555)))
      (then
        (call $store (i32.const 512) (i32.const 4))
        (call $msg_value (i32.const 256))
        (call $store (i32.const 544) (i32.const 256))
        (call $flush (i32.const 0))
        (call $write_result (i32.const 0) (i32.const 0)))
      (else
        (call $load (i32.const 512) (i32.const 1024))
        (call $load (i32.const 544) (i32.const 1056))
        (call $write_result (i32.const 1024) (i32.const 64))))
    (i32.const 0)))
"#;

/// A chain with everything predeployed, and one client that signs as its first two accounts.
struct Stage {
    chain: Handle,
    provider: DynProvider,
    me: Address,
    other: Address,
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

async fn stage() -> Stage {
    protocols::npm::ensure(&root(), &mut |_| {}).expect("packages");
    let steps = predeployed::steps(&Bytecode::new(&root())).expect("bytecode");
    let config = DevnetConfig {
        genesis_steps: steps,
        ..DevnetConfig::default()
    };
    let chain = devnet::serve(config).await.expect("every step is taken");
    let mut wallet = EthereumWallet::default();
    for index in 0..2 {
        wallet.register_signer(signer(&chain, index));
    }
    let provider = transaction::connect(&chain.url(), wallet).expect("url");
    let (me, other) = (chain.accounts()[0].address, chain.accounts()[1].address);
    Stage {
        chain,
        provider,
        me,
        other,
    }
}

fn signer(chain: &Handle, index: usize) -> PrivateKeySigner {
    PrivateKeySigner::from_bytes(&chain.accounts()[index].key).expect("key")
}

impl Stage {
    async fn send(
        &self,
        from: Address,
        to: Address,
        value: U256,
        data: impl Into<Bytes>,
    ) -> Result<TransactionReceipt, transaction::TransactionError> {
        let request = TransactionRequest::default()
            .with_from(from)
            .with_to(to)
            .with_value(value)
            .with_input(data.into());
        transaction::send(&self.provider, "using a predeployed contract", request).await
    }

    async fn balance(&self, token: Address, account: Address) -> U256 {
        let erc20 = Erc20::new(token, &self.provider);
        erc20.balanceOf(account).call().await.expect("a token")
    }
}

fn program() -> Vec<u8> {
    code::encode(&wat::parse_str(CONSTRUCTED).expect("the program is well formed"))
}

fn ether(amount: u64) -> U256 {
    U256::from(amount) * U256::from(10_u64).pow(U256::from(18_u64))
}

#[tokio::test]
async fn every_address_holds_code_before_the_first_block_and_nobody_spent_a_nonce() {
    let stage = stage().await;
    for (name, address) in predeployed::ALL {
        let code = stage.provider.get_code_at(address).await.expect("code");
        assert!(!code.is_empty(), "{name} at {address}");
    }
    assert_eq!(stage.provider.get_block_number().await.expect("height"), 0);
    let nonce = stage.provider.get_transaction_count(stage.me).await;
    assert_eq!(nonce.expect("nonce"), 0);
}

#[tokio::test]
async fn a_genesis_step_that_is_refused_stops_the_chain_from_starting() {
    let step = devnet::evm::GenesisStep::Create {
        address: MULTICALL3,
        // PUSH1 01 PUSH0 MSTORE8 PUSH1 01 PUSH0 REVERT
        code: Bytes::from(hex!("60015f5360015ffd")),
    };
    let config = DevnetConfig {
        genesis_steps: vec![step],
        ..DevnetConfig::default()
    };
    let error = devnet::serve(config).await.expect_err("it reverts");
    assert_eq!(
        error.to_string(),
        format!("genesis step at {MULTICALL3} ended with Revert: 0x01")
    );
}

#[tokio::test]
async fn multicall3_aggregates_calls_and_keeps_the_failures_that_may_fail() {
    let stage = stage().await;
    let call = |target, data: Vec<u8>, may_fail| Multicall3::Call3 {
        target,
        allowFailure: may_fail,
        callData: data.into(),
    };
    let calls = vec![
        call(WETH, Erc20::symbolCall {}.abi_encode(), false),
        call(
            MULTICALL3,
            Multicall3::getEthBalanceCall { addr: stage.other }.abi_encode(),
            false,
        ),
        // Without balance and allowance.
        call(
            WETH,
            Erc20::transferCall {
                to: stage.other,
                amount: U256::ONE,
            }
            .abi_encode(),
            true,
        ),
    ];
    let multicall = Multicall3::new(MULTICALL3, &stage.provider);
    let results = multicall
        .aggregate3(calls)
        .call()
        .await
        .expect("it answers");
    assert_eq!(results.len(), 3);
    let symbol = Erc20::symbolCall::abi_decode_returns(&results[0].returnData).expect("a string");
    assert_eq!(symbol, "WETH");
    let balance = U256::from_be_slice(&results[1].returnData);
    assert_eq!(balance, ether(10_000));
    assert!(!results[2].success);
}

#[tokio::test]
async fn permit2_transfers_by_signature_once_under_this_chains_domain() {
    let stage = stage().await;
    stage
        .send(
            stage.me,
            WETH,
            ether(3),
            AeWeth::depositCall {}.abi_encode(),
        )
        .await
        .expect("wrapped");
    let approve = Erc20::approveCall {
        spender: PERMIT2,
        amount: U256::MAX,
    };
    stage
        .send(stage.me, WETH, U256::ZERO, approve.abi_encode())
        .await
        .expect("approved");

    let domain = eip712_domain! {
        name: "Permit2",
        chain_id: 412_346,
        verifying_contract: PERMIT2,
    };
    let permit2 = Permit2::new(PERMIT2, &stage.provider);
    let separator = permit2.DOMAIN_SEPARATOR().call().await.expect("separator");
    assert_eq!(separator, domain.separator());

    let (nonce, deadline) = (U256::from(7_u64), U256::MAX);
    let signed = PermitTransferFrom {
        permitted: TokenPermissions {
            token: WETH,
            amount: ether(2),
        },
        spender: stage.other,
        nonce,
        deadline,
    };
    let signature = signer(&stage.chain, 0)
        .sign_hash_sync(&signed.eip712_signing_hash(&domain))
        .expect("signed");
    let transfer = |amount| Permit2::permitTransferFromCall {
        permit: Permit2::PermitTransferFrom {
            permitted: Permit2::TokenPermissions {
                token: WETH,
                amount: ether(2),
            },
            nonce,
            deadline,
        },
        transferDetails: Permit2::SignatureTransferDetails {
            to: stage.other,
            requestedAmount: amount,
        },
        owner: stage.me,
        signature: signature.as_bytes().into(),
    };
    let send = async |amount| {
        stage
            .send(
                stage.other,
                PERMIT2,
                U256::ZERO,
                transfer(amount).abi_encode(),
            )
            .await
    };
    send(ether(3)).await.expect_err("more than was signed for");
    send(ether(2)).await.expect("the spender takes it");
    assert_eq!(stage.balance(WETH, stage.other).await, ether(2));
    assert_eq!(stage.balance(WETH, stage.me).await, ether(1));
    send(ether(2)).await.expect_err("a nonce is good for once");
}

#[tokio::test]
async fn permit2_is_the_one_whose_creation_code_leads_to_its_address() {
    let code = Bytecode::new(&root()).creation(Contract::Permit2);
    let address = CREATE2_FACTORY.create2(PERMIT2_SALT, keccak256(code.expect("compiled")));
    assert_eq!(address, PERMIT2);
}

#[tokio::test]
async fn create2_factory_deploys_at_the_predicted_address_and_passes_ether_on() {
    let stage = stage().await;
    // PUSH1 2a PUSH0 MSTORE PUSH1 20 PUSH0 RETURN: a contract whose code is the word 42.
    let creation = hex!("602a5f5260205ff3");
    let salt = B256::repeat_byte(0x5a);
    let expected = CREATE2_FACTORY.create2(salt, keccak256(creation));
    let data = predeployed::salted(salt, &creation);

    let answer = stage
        .provider
        .call(
            TransactionRequest::default()
                .with_to(CREATE2_FACTORY)
                .with_input(data.clone()),
        )
        .await
        .expect("it would work");
    assert_eq!(answer, Bytes::copy_from_slice(expected.as_slice()));

    stage
        .send(stage.me, CREATE2_FACTORY, U256::from(5_u64), data.clone())
        .await
        .expect("deployed");
    let code = stage.provider.get_code_at(expected).await.expect("code");
    assert_eq!(U256::from_be_slice(&code), U256::from(42_u64));
    let balance = stage.provider.get_balance(expected).await.expect("balance");
    assert_eq!(balance, U256::from(5_u64));
    let again = stage
        .send(stage.me, CREATE2_FACTORY, U256::ZERO, data)
        .await;
    let reason = again.expect_err("the address is taken");
    assert_eq!(
        reason.revert().map(|revert| revert.data.clone()),
        Some(Bytes::new())
    );
}

#[tokio::test]
async fn stylus_deployer_creates_activates_and_initialises_a_program_in_one_transaction() {
    let stage = stage().await;
    let mut init_data = hex!("5585258d").to_vec();
    init_data.extend(U256::from(1_234_u64).to_be_bytes::<32>());
    let creation = code::initcode(&program());
    let salt = B256::repeat_byte(1);
    let deploy = StylusDeployer::deployCall {
        bytecode: creation.clone().into(),
        initData: init_data.clone().into(),
        initValue: U256::from(77_u64),
        salt,
    };
    let before = stage.provider.get_balance(stage.me).await.expect("balance");
    let receipt = stage
        .send(stage.me, STYLUS_DEPLOYER, ether(1), deploy.abi_encode())
        .await
        .expect("deployed");
    let event = receipt
        .logs()
        .iter()
        .find_map(|log| log.log_decode::<StylusDeployer::ContractDeployed>().ok())
        .expect("it says where");
    let salted = keccak256([salt.as_slice(), &init_data].concat());
    let program = event.inner.deployedContract;
    assert_eq!(
        program,
        STYLUS_DEPLOYER.create2(salted, keccak256(&creation))
    );
    let request = TransactionRequest::default().with_to(program);
    let stored = stage.provider.call(request).await.expect("it runs");
    let words: Vec<_> = stored.chunks(32).map(U256::from_be_slice).collect();
    assert_eq!(words, [U256::from(1_234_u64), U256::from(77_u64)]);
    // The ether that neither the activation nor the constructor needed came back.
    let after = stage.provider.get_balance(stage.me).await.expect("balance");
    assert!(before - after < ether(1) / U256::from(10_u64));
}

#[tokio::test]
async fn cache_manager_is_registered_and_a_bid_makes_a_program_cached() {
    let stage = stage().await;
    let cache = ArbWasmCache::new(ARB_WASM_CACHE, &stage.provider);
    let managers = cache.allCacheManagers().call().await.expect("managers");
    assert_eq!(managers, [CACHE_MANAGER]);

    let create = TransactionRequest::default()
        .with_from(stage.me)
        .with_deploy_code(code::initcode(&program()));
    let receipt = transaction::send(&stage.provider, "creating a program", create)
        .await
        .expect("created");
    let program = receipt.contract_address.expect("address");
    let activate = ArbWasm::activateProgramCall { program };
    stage
        .send(stage.me, ARB_WASM, ether(1), activate.abi_encode())
        .await
        .expect("activated");

    // What `cargo stylus cache` asks, in its order.
    let manager = CacheManager::new(CACHE_MANAGER, &stage.provider);
    assert!(!manager.isPaused().call().await.expect("isPaused"));
    assert_eq!(manager.queueSize().call().await.expect("queueSize"), 0);
    assert_eq!(manager.cacheSize().call().await.expect("size"), 64 << 20);
    for bytes in [8_192, 16_384, 24_576] {
        let bid = manager.getMinBid_0(bytes).call().await.expect("getMinBid");
        assert!(bid.is_zero(), "{bid} for {bytes} bytes of an empty cache");
    }
    let bid = manager
        .getMinBid_1(program)
        .call()
        .await
        .expect("getMinBid");
    let code_hash = keccak256(stage.provider.get_code_at(program).await.expect("code"));
    let is_cached = async || {
        cache
            .codehashIsCached(code_hash)
            .call()
            .await
            .expect("flag")
    };
    assert!(!is_cached().await);
    let place = CacheManager::placeBidCall { program }.abi_encode();
    let receipt = stage
        .send(stage.me, CACHE_MANAGER, U256::from(bid), place.clone())
        .await
        .expect("bid");
    assert!(is_cached().await);
    let inserted = receipt
        .logs()
        .iter()
        .find_map(|log| log.log_decode::<CacheManager::InsertBid>().ok())
        .expect("the bid is logged");
    assert_eq!(inserted.inner.codehash, code_hash);
    let size = manager.queueSize().call().await.expect("queueSize");
    assert_eq!(size, inserted.inner.size);
    let again = stage
        .send(stage.me, CACHE_MANAGER, U256::ZERO, place)
        .await
        .expect_err("it is cached");
    let data = again.revert().expect("a revert").data.clone();
    let expected = CacheManager::AlreadyCached {
        codehash: code_hash,
    };
    assert_eq!(
        data,
        Bytes::from(alloy::sol_types::SolError::abi_encode(&expected))
    );
}

#[tokio::test]
async fn weth_wraps_and_unwraps() {
    let stage = stage().await;
    let weth = stage
        .send(
            stage.me,
            WETH,
            ether(2),
            AeWeth::depositCall {}.abi_encode(),
        )
        .await;
    weth.expect("wrapped");
    assert_eq!(stage.balance(WETH, stage.me).await, ether(2));
    let unwrap = AeWeth::withdrawCall { amount: ether(2) };
    stage
        .send(stage.me, WETH, U256::ZERO, unwrap.abi_encode())
        .await
        .expect("unwrapped");
    assert_eq!(stage.balance(WETH, stage.me).await, U256::ZERO);
    assert_eq!(
        stage.provider.get_balance(WETH).await.expect("balance"),
        U256::ZERO
    );
}
