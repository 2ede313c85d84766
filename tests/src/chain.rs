//! The chain as a client sees it: signed transactions, views, time, and one word for the whole state. Everything goes
//! through JSON-RPC.

use crate::node::{Ability, Node};
use alloy::{
    eips::BlockId,
    network::TransactionBuilder,
    primitives::{Address, B256, Bytes, U256, address},
    providers::{DynProvider, Provider},
    rpc::types::{BlockNumberOrTag, TransactionReceipt, TransactionRequest},
    signers::local::PrivateKeySigner,
    sol_types::SolCall,
};
use anyhow::Context;
use client::{
    revert::Revert,
    transaction::{self, TransactionError},
};
use protocols::market::Roles;
use std::sync::atomic::{AtomicU64, Ordering};

/// Given to every transaction, so that no estimate stands between a story and the refusal it expects.
const GAS_LIMIT: u64 = 40_000_000;
/// Pays what the devnet's base fee asks, with room.
const MAX_FEE_WEI: u128 = 1_000_000_000;
/// Who collects the fees: its balance is the one thing that a refused transaction changes besides its sender.
const FEE_ACCOUNTS: [Address; 2] = [
    address!("00000000000000000000000000000000000000fe"),
    Address::ZERO,
];

/// Who acts. Each has a key and ether, and nothing else to begin with.
#[derive(Debug, Clone, Copy)]
pub struct People {
    /// Deploys programs, protocols and actors.
    pub deployer: Address,
    /// Creates and owns the vault.
    pub owner: Address,
    /// An honest user.
    pub alice: Address,
    /// Another one.
    pub bob: Address,
    /// A third account without any right, which rebalances.
    pub keeper: Address,
    /// Whoever wants something that is not theirs.
    pub mallory: Address,
    /// Never in any story but as a receiver.
    pub carol: Address,
}

/// A chain, spoken to through its URL.
#[derive(Debug)]
pub struct Chain {
    /// Where it runs, and what it can do.
    pub node: Node,
    /// The actors.
    pub people: People,
    /// Who drives the market.
    pub roles: Roles,
    sent: AtomicU64,
}

/// A way back to a moment, usable once.
#[derive(Debug, Clone)]
pub struct Moment(U256);

impl Chain {
    /// Starts a chain (or takes the one that `KEEL_RPC` names) and connects to it with the keys of ten accounts.
    ///
    /// # Errors
    /// When the chain does not start.
    pub async fn start() -> anyhow::Result<Self> {
        let node = Node::start().await?;
        let person = |index: usize| node.accounts.get(index).copied().context("ten accounts");
        let people = People {
            deployer: person(0)?,
            owner: person(1)?,
            alice: person(2)?,
            bob: person(3)?,
            keeper: person(4)?,
            mallory: person(5)?,
            carol: person(6)?,
        };
        let roles = Roles {
            oracle: person(7)?,
            arbitrageur: person(8)?,
            reporter: person(9)?,
        };
        Ok(Self {
            node,
            people,
            roles,
            sent: AtomicU64::new(0),
        })
    }

    /// Its URL.
    pub fn url(&self) -> String {
        self.node.url().to_owned()
    }

    /// A provider that signs for everyone.
    pub fn provider(&self) -> &DynProvider {
        &self.node.provider
    }

    /// The key of one of the chain's people.
    ///
    /// # Errors
    /// When nobody here has that address.
    pub fn signer(&self, who: Address) -> anyhow::Result<&PrivateKeySigner> {
        let mut signers = self.node.signers.iter();
        signers
            .find(|signer| signer.address() == who)
            .with_context(|| format!("nobody here has the key of {who}"))
    }

    /// How many transactions were sent through this handle.
    pub fn transactions_sent(&self) -> u64 {
        self.sent.load(Ordering::Relaxed)
    }

    /// Sends a typed call and waits for its receipt.
    ///
    /// # Errors
    /// `Reverted` with the contract's own error data.
    pub async fn send(
        &self,
        from: Address,
        to: Address,
        call: &impl SolCall,
    ) -> Result<TransactionReceipt, TransactionError> {
        self.send_raw(from, to, call.abi_encode().into()).await
    }

    /// Sends calldata as it is.
    ///
    /// # Errors
    /// As [`Self::send`].
    pub async fn send_raw(
        &self,
        from: Address,
        to: Address,
        data: Bytes,
    ) -> Result<TransactionReceipt, TransactionError> {
        let request = TransactionRequest::default().with_to(to).with_input(data);
        self.submit("sending a transaction", priced(request, from))
            .await
    }

    /// Sends any request, with gas and fees already in it or not.
    ///
    /// # Errors
    /// As [`Self::send`].
    pub async fn submit(
        &self,
        action: &str,
        request: TransactionRequest,
    ) -> Result<TransactionReceipt, TransactionError> {
        self.sent.fetch_add(1, Ordering::Relaxed);
        transaction::send(self.provider(), action, request).await
    }

    /// Sends calldata that must fail; returns why, and the timestamp of the block that has the failure.
    ///
    /// # Errors
    /// When it succeeds, or when the node refuses it outright.
    pub async fn fail(
        &self,
        from: Address,
        to: Address,
        data: Bytes,
    ) -> anyhow::Result<(Revert, u64)> {
        self.fail_request(
            from,
            TransactionRequest::default().with_to(to).with_input(data),
        )
        .await
    }

    /// [`Self::fail`] with any request.
    ///
    /// # Errors
    /// As [`Self::fail`].
    pub async fn fail_request(
        &self,
        from: Address,
        request: TransactionRequest,
    ) -> anyhow::Result<(Revert, u64)> {
        self.sent.fetch_add(1, Ordering::Relaxed);
        let request = priced(request, from);
        let pending = self.provider().send_transaction(request.clone()).await?;
        let receipt = transaction::wait(
            self.provider(),
            "sending what must fail",
            *pending.tx_hash(),
        )
        .await?;
        anyhow::ensure!(
            !receipt.status(),
            "expected a revert, but it succeeded with {} gas",
            receipt.gas_used
        );
        let number = receipt.block_number.context("a receipt has a block")?;
        let block = self
            .provider()
            .get_block(BlockId::number(number))
            .await?
            .context("the block is there")?;
        // The receipt only says that it failed; the same call on the state after that block says why.
        match self
            .provider()
            .call(request)
            .block(BlockId::number(number))
            .await
        {
            Ok(data) => {
                anyhow::bail!("it failed in its block, and succeeds when called there: {data}")
            }
            Err(error) => {
                let reason =
                    Revert::of(&error).with_context(|| format!("not a revert: {error}"))?;
                Ok((reason, block.header.timestamp))
            }
        }
    }

    /// Creates a contract as the deployer.
    ///
    /// # Errors
    /// When its constructor refuses.
    pub async fn create(&self, action: &str, code: Bytes) -> anyhow::Result<Address> {
        let request = TransactionRequest::default().with_deploy_code(code);
        let receipt = self
            .submit(action, priced(request, self.people.deployer))
            .await?;
        receipt
            .contract_address
            .context("a creation has an address")
    }

    /// Calls a view of the latest block and decodes its answer.
    ///
    /// # Errors
    /// `Reverted`, or `AnswerMalformed` when the answer is not what `C` returns.
    pub async fn view<C: SolCall>(
        &self,
        to: Address,
        call: &C,
    ) -> Result<C::Return, TransactionError> {
        let data = self
            .ask(Address::ZERO, to, call.abi_encode().into())
            .await?;
        C::abi_decode_returns(&data).map_err(|reason| TransactionError::AnswerMalformed {
            action: C::SIGNATURE.to_owned(),
            reason: reason.to_string(),
        })
    }

    /// `eth_call` with raw calldata on the pending block, as alloy asks: the latest state at the next block's time.
    ///
    /// # Errors
    /// `Reverted` with the error data.
    pub async fn ask(
        &self,
        from: Address,
        to: Address,
        data: Bytes,
    ) -> Result<Bytes, TransactionError> {
        let request = TransactionRequest::default()
            .with_from(from)
            .with_to(to)
            .with_input(data)
            .with_gas_limit(GAS_LIMIT);
        self.provider()
            .call(request)
            .await
            .map_err(|error| TransactionError::from_node("calling", error))
    }

    /// Code of an account.
    ///
    /// # Errors
    /// When the node cannot be asked.
    pub async fn code(&self, account: Address) -> anyhow::Result<Bytes> {
        Ok(self.provider().get_code_at(account).await?)
    }

    /// Digest over every account's balance, nonce, code and storage; of `except` and of the fee collector balance and
    /// nonce are left out.
    ///
    /// # Errors
    /// [`Lacking`](crate::node::Lacking) when the node has no digests.
    pub async fn digest(&self, except: &[Address]) -> anyhow::Result<B256> {
        self.node.need(Ability::Digest)?;
        let except: Vec<_> = except.iter().chain(&FEE_ACCOUNTS).copied().collect();
        Ok(self
            .provider()
            .raw_request("keel_stateDigest".into(), (except,))
            .await?)
    }

    /// Timestamp of the latest block.
    ///
    /// # Errors
    /// When the node cannot be asked.
    pub async fn now(&self) -> anyhow::Result<u64> {
        let block = self
            .provider()
            .get_block(BlockId::Number(BlockNumberOrTag::Latest))
            .await?;
        Ok(block.context("there is a latest block")?.header.timestamp)
    }

    /// Lets time pass and mines a block, so that views see it.
    ///
    /// # Errors
    /// [`Lacking`](crate::node::Lacking) when time cannot be moved.
    pub async fn pass_time(&self, seconds: u64) -> anyhow::Result<()> {
        self.node.need(Ability::MoveTime)?;
        let _: serde_json::Value = self
            .provider()
            .raw_request("evm_increaseTime".into(), (seconds,))
            .await?;
        let _: serde_json::Value = self.provider().raw_request("evm_mine".into(), ()).await?;
        Ok(())
    }

    /// Gives the next block exactly this timestamp.
    ///
    /// # Errors
    /// When it is before the latest block's, or [`Lacking`](crate::node::Lacking) when time cannot be moved.
    pub async fn next_block_at(&self, timestamp: u64) -> anyhow::Result<()> {
        self.node.need(Ability::MoveTime)?;
        let method = "evm_setNextBlockTimestamp".into();
        let _: serde_json::Value = self.provider().raw_request(method, (timestamp,)).await?;
        Ok(())
    }

    /// Fixes the time that views see until the next block, which gets it too: a second after the latest one. Views are of
    /// the pending block; without this a second may pass between two of them. Returns that time.
    ///
    /// # Errors
    /// [`Lacking`](crate::node::Lacking) when time cannot be moved.
    pub async fn hold_still(&self) -> anyhow::Result<u64> {
        let time = self.now().await?.saturating_add(1);
        self.next_block_at(time).await?;
        Ok(time)
    }

    /// Puts other code where a contract is; its storage stays. Returns the code that was there.
    ///
    /// # Errors
    /// [`Lacking`](crate::node::Lacking) when code cannot be replaced.
    pub async fn replace_code(&self, account: Address, code: Bytes) -> anyhow::Result<Bytes> {
        self.node.need(Ability::ReplaceCode)?;
        let before = self.code(account).await?;
        let method = Ability::ReplaceCode.method().into();
        let _: serde_json::Value = self.provider().raw_request(method, (account, code)).await?;
        Ok(before)
    }

    /// Remembers this moment.
    ///
    /// # Errors
    /// [`Lacking`](crate::node::Lacking) when the node cannot go back.
    pub async fn remember(&self) -> anyhow::Result<Moment> {
        self.node.need(Ability::GoBack)?;
        Ok(Moment(
            self.provider()
                .raw_request("evm_snapshot".into(), ())
                .await?,
        ))
    }

    /// Goes back to a moment.
    ///
    /// # Errors
    /// When the moment was used before.
    pub async fn go_back(&self, moment: Moment) -> anyhow::Result<()> {
        let done: bool = self
            .provider()
            .raw_request("evm_revert".into(), (moment.0,))
            .await?;
        anyhow::ensure!(done, "the chain has no snapshot {}", moment.0);
        Ok(())
    }
}

fn priced(request: TransactionRequest, from: Address) -> TransactionRequest {
    let gas_limit = request.gas.unwrap_or(GAS_LIMIT);
    request
        .with_from(from)
        .with_gas_limit(gas_limit)
        .with_max_fee_per_gas(MAX_FEE_WEI)
        .with_max_priority_fee_per_gas(0)
}

/// The revert inside a failure, for those who expect one.
///
/// # Errors
/// The failure itself when it is something else.
pub fn reverted<T: std::fmt::Debug>(result: Result<T, TransactionError>) -> anyhow::Result<Revert> {
    match result {
        Ok(value) => anyhow::bail!("expected a revert, but it succeeded: {value:?}"),
        Err(TransactionError::Reverted { reason, .. }) => Ok(reason),
        Err(other) => Err(other.into()),
    }
}
