//! What our own client sees on the chain: the effects that the tool's commands must have had.

use alloy::{
    network::{EthereumWallet, TransactionBuilder},
    primitives::{Address, B256, Bytes, TxHash, U256, keccak256},
    providers::{DynProvider, Provider, ProviderBuilder},
    rpc::types::{TransactionReceipt, TransactionRequest},
    signers::local::PrivateKeySigner,
    sol,
    sol_types::{SolCall, SolEvent},
};
use anyhow::{Context, bail, ensure};

sol! {
    interface Tally {
        event Counted(address indexed by, uint256 total);

        function total() external view returns (uint256);
        function maker() external view returns (address);
        function count(uint256 step) external returns (uint256);
        function relay(address target, bytes data) external returns (bytes);
    }

    interface ArbWasm {
        event ProgramActivated(bytes32 indexed codehash, bytes32 moduleHash, address program, uint256 dataFee, uint16 version);
        event ProgramLifetimeExtended(bytes32 indexed codehash, uint256 dataFee);

        error ProgramKeepaliveTooSoon(uint64 ageInSeconds);
        error ProgramInsufficientValue(uint256 have, uint256 want);

        function codehashKeepalive(bytes32 codehash) external payable;
        function codehashVersion(bytes32 codehash) external view returns (uint16 version);
        function stylusVersion() external view returns (uint16 version);
        function programTimeLeft(address program) external view returns (uint64 secs);
    }

    interface ArbWasmCache {
        function codehashIsCached(bytes32 codehash) external view returns (bool);
    }
}

const ARB_WASM: Address = Address::with_last_byte(0x71);
const ARB_WASM_CACHE: Address = Address::with_last_byte(0x72);

/// A client with the first funded account's key.
pub(super) struct Look {
    provider: DynProvider,
    pub(super) account: Address,
}

impl Look {
    pub(super) fn new(url: &str, key: &str) -> anyhow::Result<Self> {
        let signer: PrivateKeySigner = key.parse().context("the account's key")?;
        let account = signer.address();
        let provider = ProviderBuilder::new()
            .wallet(EthereumWallet::new(signer))
            .connect_http(url.parse().context("the chain's address")?)
            .erased();
        Ok(Self { provider, account })
    }

    pub(super) async fn ask<C: SolCall>(&self, to: Address, call: C) -> anyhow::Result<C::Return> {
        let request = TransactionRequest::default()
            .with_to(to)
            .with_input(call.abi_encode());
        let answer = self.provider.call(request).await?;
        C::abi_decode_returns(&answer).with_context(|| format!("{} of {to}", C::SIGNATURE))
    }

    pub(super) async fn send<C: SolCall>(
        &self,
        to: Address,
        call: C,
    ) -> anyhow::Result<TransactionReceipt> {
        let request = TransactionRequest::default()
            .with_to(to)
            .with_input(call.abi_encode());
        let receipt = self
            .provider
            .send_transaction(request)
            .await?
            .get_receipt()
            .await?;
        ensure!(receipt.status(), "{} of {to} reverted", C::SIGNATURE);
        Ok(receipt)
    }

    pub(super) async fn height(&self) -> anyhow::Result<u64> {
        Ok(self.provider.get_block_number().await?)
    }

    /// Receipts of everything mined after `height`.
    pub(super) async fn since(&self, height: u64) -> anyhow::Result<Vec<TransactionReceipt>> {
        let mut receipts = Vec::new();
        for number in height.saturating_add(1)..=self.height().await? {
            let block = self.provider.get_block_receipts(number.into()).await?;
            receipts.extend(block.with_context(|| format!("receipts of block {number}"))?);
        }
        Ok(receipts)
    }

    /// The one contract that was created after `height` by a transaction of its own.
    pub(super) async fn created_since(&self, height: u64) -> anyhow::Result<Address> {
        let receipts = self.since(height).await?;
        let created: Vec<_> = receipts
            .iter()
            .filter(|receipt| receipt.status())
            .filter_map(|receipt| receipt.contract_address)
            .collect();
        match created.as_slice() {
            [one] => Ok(*one),
            other => bail!("one contract should have been created, not {other:?}"),
        }
    }

    /// An event among what was mined after `height`.
    pub(super) async fn event_since<E: SolEvent>(&self, height: u64) -> anyhow::Result<E> {
        let receipts = self.since(height).await?;
        receipts
            .iter()
            .flat_map(|receipt| receipt.logs())
            .find_map(|log| E::decode_log_data(log.data()).ok())
            .with_context(|| format!("no event {}", E::SIGNATURE))
    }

    pub(super) async fn code(&self, address: Address) -> anyhow::Result<Bytes> {
        Ok(self.provider.get_code_at(address).await?)
    }

    pub(super) async fn code_hash(&self, address: Address) -> anyhow::Result<B256> {
        Ok(keccak256(self.code(address).await?))
    }

    /// Whether the chain would run the program, under its present version.
    pub(super) async fn is_active(&self, program: Address) -> anyhow::Result<bool> {
        let codehash = self.code_hash(program).await?;
        let current = self.ask(ARB_WASM, ArbWasm::stylusVersionCall {}).await?;
        let version = self
            .ask(ARB_WASM, ArbWasm::codehashVersionCall { codehash })
            .await;
        Ok(version.is_ok_and(|version| version == current))
    }

    pub(super) async fn is_cached(&self, program: Address) -> anyhow::Result<bool> {
        let codehash = self.code_hash(program).await?;
        self.ask(
            ARB_WASM_CACHE,
            ArbWasmCache::codehashIsCachedCall { codehash },
        )
        .await
    }

    pub(super) async fn seconds_left(&self, program: Address) -> anyhow::Result<u64> {
        self.ask(ARB_WASM, ArbWasm::programTimeLeftCall { program })
            .await
    }

    /// Prolongs an activation; the surplus comes back.
    pub(super) async fn keep_alive(
        &self,
        codehash: B256,
    ) -> anyhow::Result<ArbWasm::ProgramLifetimeExtended> {
        let height = self.height().await?;
        let request = TransactionRequest::default()
            .with_to(ARB_WASM)
            .with_input(ArbWasm::codehashKeepaliveCall { codehash }.abi_encode())
            .with_value(U256::from(10).pow(U256::from(18)));
        let sent = self.provider.send_transaction(request).await?;
        ensure!(
            sent.get_receipt().await?.status(),
            "codehashKeepalive reverted"
        );
        self.event_since(height).await
    }

    pub(super) async fn count(&self, tally: Address, step: u64) -> anyhow::Result<TxHash> {
        let step = U256::from(step);
        let receipt = self.send(tally, Tally::countCall { step }).await?;
        Ok(receipt.transaction_hash)
    }

    /// Lets time pass.
    pub(super) async fn wait_days(&self, days: u64) -> anyhow::Result<()> {
        let seconds = days.saturating_mul(86_400);
        let _: serde_json::Value = self
            .provider
            .raw_request("evm_increaseTime".into(), (seconds,))
            .await?;
        let _: serde_json::Value = self.provider.raw_request("evm_mine".into(), ()).await?;
        Ok(())
    }
}
