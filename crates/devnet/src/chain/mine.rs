//! Making blocks: one per transaction as it arrives, or of all that wait when asked to.

use std::sync::Arc;

use alloy_consensus::transaction::Recovered;
use alloy_consensus::{Receipt, ReceiptEnvelope, Transaction, TxEnvelope};
use alloy_primitives::{Address, B256, Log};
use revm::context::result::{ExecutionResult, Output};
use revm::database_interface::WrapDatabaseRef;

use super::admission;
use super::error::ChainError;
use super::head::Head;
use super::record::Mined;
use super::transaction::environment;
use super::view::View;
use super::{Chain, Writer};
use crate::evm::{BlockContext, Mode, Outcome, RecentPrograms};
use crate::state::State;

/// Most empty blocks one request may ask for.
const MINE_LIMIT: u64 = 100_000;

impl Chain {
    /// Accepts a signed transaction and, unless automatic mining is off or its nonce is early, mines it.
    ///
    /// # Errors
    /// [`ChainError`] if the transaction can never be mined as things are; the chain is unchanged then.
    pub(crate) fn submit(&self, tx: Recovered<TxEnvelope>) -> Result<B256, ChainError> {
        let writer = self.writer();
        self.submit_as(&writer, tx)
    }

    pub(super) fn submit_as(
        &self,
        writer: &Writer,
        tx: Recovered<TxEnvelope>,
    ) -> Result<B256, ChainError> {
        let mut next = Head::clone(&self.head());
        admission::check(&next, self.id(), &tx)?;
        let hash = *tx.hash();
        let sender = tx.signer();
        let tx = next.queue.add(tx)?;
        if writer.automine {
            self.mine_due(&mut next, sender, hash)?;
        }
        // Without subscribers there is nobody to tell.
        let _delivered = self.new_transactions.send(tx);
        self.publish(next);
        Ok(hash)
    }

    /// Mines what `sender` has waiting in a row, one block each. Only the refusal of `watched` is an error; another
    /// transaction that became impossible is dropped.
    fn mine_due(&self, next: &mut Head, sender: Address, watched: B256) -> Result<(), ChainError> {
        loop {
            let nonce = next.state.world().info(sender).nonce;
            let Some(tx) = next.queue.take(sender, nonce) else {
                return Ok(());
            };
            let mut block = BlockBuilder::new(self, next);
            match block.push(&tx) {
                Ok(()) => block.finish(),
                Err(refusal) if *tx.hash() == watched => return Err(refusal),
                Err(_) => {}
            }
        }
    }

    /// Mines `count` blocks `interval` seconds apart (as the clock has it if absent); the first takes all transactions
    /// that are ready.
    ///
    /// # Errors
    /// [`ChainError::TooManyBlocks`].
    pub(crate) fn mine(&self, count: u64, interval: Option<u64>) -> Result<(), ChainError> {
        if count > MINE_LIMIT {
            return Err(ChainError::TooManyBlocks {
                asked: count,
                limit: MINE_LIMIT,
            });
        }
        let _writer = self.writer();
        let mut next = Head::clone(&self.head());
        for index in 0..count {
            if let Some(interval) = interval.filter(|_| index > 0) {
                let latest = next.latest().timestamp();
                next.clock
                    .set_next(latest.saturating_add(interval), latest)?;
            }
            self.mine_ready(&mut next);
        }
        self.publish(next);
        Ok(())
    }

    /// One block of all transactions that are ready; those that became impossible are dropped.
    pub(super) fn mine_ready(&self, next: &mut Head) {
        let ready = next
            .queue
            .ready(|sender| next.state.world().info(sender).nonce);
        let mut block = BlockBuilder::new(self, next);
        for (sender, nonce) in ready {
            // After a refusal the sender's later transactions have a gap before them and stay in the queue.
            if block.head.state.world().info(sender).nonce != nonce {
                continue;
            }
            if let Some(tx) = block.head.queue.take(sender, nonce) {
                let _dropped = block.push(&tx);
            }
        }
        block.finish();
    }

    /// Runs `tx` on `view` without writing anything.
    pub(super) fn execute(
        &self,
        view: &View,
        context: &BlockContext,
        recent: &mut RecentPrograms,
        tx: &Recovered<TxEnvelope>,
    ) -> Result<Outcome, ChainError> {
        self.executor
            .transact(
                WrapDatabaseRef(view),
                context,
                recent,
                environment(tx, self.tx_gas_cap),
                Mode::Transaction,
            )
            .map_err(admission::refusal)
    }
}

/// A block in the making on top of a head that nobody else sees.
struct BlockBuilder<'a> {
    chain: &'a Chain,
    head: &'a mut Head,
    before: State,
    draft: super::seal::Draft,
    context: BlockContext,
    recent: RecentPrograms,
    mined: Vec<Mined>,
    gas_used: u64,
    logs: u64,
}

impl<'a> BlockBuilder<'a> {
    fn new(chain: &'a Chain, head: &'a mut Head) -> Self {
        let draft = head.draft();
        Self {
            before: head.state.clone(),
            chain,
            head,
            draft,
            context: draft.context(),
            recent: RecentPrograms::default(),
            mined: Vec::new(),
            gas_used: 0,
            logs: 0,
        }
    }

    /// Executes `tx`, keeps its effects and its receipt.
    fn push(&mut self, tx: &Arc<Recovered<TxEnvelope>>) -> Result<(), ChainError> {
        let view = self.head.view();
        let outcome = self
            .chain
            .execute(&view, &self.context, &mut self.recent, tx)?;
        self.head.state.commit(outcome.state);
        let gas_used = outcome.result.tx_gas_used();
        self.gas_used = self.gas_used.saturating_add(gas_used);
        let first_log = self.logs;
        let created = created(tx, &outcome.result);
        let (success, logs) = match outcome.result {
            // Kept for good: the room that was left to grow is given back.
            ExecutionResult::Success { mut logs, .. } => {
                logs.shrink_to_fit();
                (true, logs)
            }
            ExecutionResult::Revert { .. } | ExecutionResult::Halt { .. } => (false, Vec::new()),
        };
        self.logs = self
            .logs
            .saturating_add(u64::try_from(logs.len()).unwrap_or(u64::MAX));
        if self.mined.is_empty() {
            // Most blocks hold one transaction, and a vector's first growth is to four.
            self.mined.reserve_exact(1);
        }
        self.mined.push(Mined {
            tx: Recovered::clone(tx),
            receipt: receipt(tx, success, self.gas_used, logs),
            gas_used,
            created,
            first_log,
        });
        Ok(())
    }

    fn finish(mut self) {
        self.mined.shrink_to_fit();
        let block = self.draft.seal(self.head.state.root(), self.mined);
        let before = self.before.clone();
        self.head.push(self.before, block, self.chain.state_history);
        self.head.price_next(&before);
    }
}

/// The receipt of `tx`.
pub(super) fn receipt(
    tx: &TxEnvelope,
    success: bool,
    cumulative_gas_used: u64,
    logs: Vec<Log>,
) -> ReceiptEnvelope<Log> {
    let receipt = Receipt {
        status: success.into(),
        cumulative_gas_used,
        logs,
    };
    ReceiptEnvelope::from_typed(tx.tx_type(), receipt)
}

/// The contract `tx` created. A failed creation names the address too, as go-ethereum does.
fn created(tx: &Recovered<TxEnvelope>, result: &ExecutionResult) -> Option<Address> {
    if let ExecutionResult::Success {
        output: Output::Create(_, address),
        ..
    } = result
    {
        return *address;
    }
    tx.is_create().then(|| tx.signer().create(tx.nonce()))
}

impl Head {
    /// What a transaction on top of this head can read.
    pub(super) fn view(&self) -> View {
        View {
            world: self.state.world().clone(),
            blocks: self.blocks().clone(),
            hash_overrides: std::collections::BTreeMap::new(),
        }
    }
}
