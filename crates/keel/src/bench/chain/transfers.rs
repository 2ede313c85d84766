//! Transfers signed in advance, so that only the node's work is timed.

use super::{client::request, node::CHAIN_ID, token::transferCall};
use alloy::{
    consensus::{SignableTransaction, TxEip1559, TxEnvelope},
    eips::eip2718::Encodable2718,
    primitives::{Address, TxKind, U256, hex},
    signers::{
        SignerSync,
        local::{MnemonicBuilder, PrivateKeySigner, coins_bip39::English},
    },
    sol_types::SolCall,
};
use serde_json::json;

/// Who deploys and mints.
pub(crate) const OWNER: u32 = 0;
/// Who holds the tokens.
pub(crate) const HOLDER: u32 = 1;

/// How many accounts receive, in turn.
const RECEIVERS: u64 = 100;

/// A key that both nodes fund.
pub(crate) fn signer(index: u32) -> anyhow::Result<PrivateKeySigner> {
    Ok(MnemonicBuilder::<English>::default()
        .phrase(devnet::TEST_MNEMONIC)
        .index(index)?
        .build()?)
}

/// The `index`th account that is not among the funded ones.
pub(crate) fn stranger(index: u64) -> Address {
    Address::left_padding_from(&index.saturating_add(1 << 40).to_be_bytes())
}

/// Where the first contract of the owner is, on either node.
fn token() -> anyhow::Result<Address> {
    Ok(signer(OWNER)?.address().create(0))
}

/// One transfer, as requests ready to send.
pub(crate) struct Transfer {
    pub(crate) send: Vec<u8>,
    pub(crate) receipt: Vec<u8>,
}

/// The holder's transfers in the order of their nonces.
pub(crate) struct Supply(Vec<Transfer>);

impl Supply {
    /// Signs `count` transfers.
    pub(crate) fn sign(count: usize) -> anyhow::Result<Self> {
        let holder = signer(HOLDER)?;
        let token = token()?;
        let nonces: Vec<u64> = (0_u64..).take(count).collect();
        let threads = std::thread::available_parallelism().map_or(1, usize::from);
        let share = nonces.len().div_ceil(threads).max(1);
        let sign_all = |part: &[u64]| -> anyhow::Result<Vec<Transfer>> {
            part.iter()
                .map(|nonce| sign(&holder, token, *nonce))
                .collect()
        };
        let parts: anyhow::Result<Vec<_>> = std::thread::scope(|scope| {
            let workers: Vec<_> = nonces
                .chunks(share)
                .map(|part| scope.spawn(|| sign_all(part)))
                .collect();
            workers
                .into_iter()
                .map(|worker| {
                    worker
                        .join()
                        .unwrap_or_else(|_| Err(anyhow::anyhow!("signing stopped")))
                })
                .collect()
        });
        Ok(Self(parts?.into_iter().flatten().collect()))
    }

    /// Transfers `from` on, at most `count`.
    pub(crate) fn range(&self, from: usize, count: usize) -> &[Transfer] {
        let end = from.saturating_add(count).min(self.0.len());
        &self.0[from.min(end)..end]
    }
}

fn sign(holder: &PrivateKeySigner, token: Address, nonce: u64) -> anyhow::Result<Transfer> {
    let transfer = transferCall {
        to: stranger(nonce % RECEIVERS),
        value: U256::ONE,
    };
    let tx = TxEip1559 {
        chain_id: CHAIN_ID,
        nonce,
        gas_limit: 200_000,
        max_fee_per_gas: 10_000_000_000,
        max_priority_fee_per_gas: 0,
        to: TxKind::Call(token),
        input: transfer.abi_encode().into(),
        ..TxEip1559::default()
    };
    let signature = holder.sign_hash_sync(&tx.signature_hash())?;
    let tx = TxEnvelope::from(tx.into_signed(signature));
    let raw = hex::encode_prefixed(tx.encoded_2718());
    Ok(Transfer {
        send: request("eth_sendRawTransaction", &json!([raw])),
        receipt: request("eth_getTransactionReceipt", &json!([tx.hash()])),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn supply_is_in_the_order_of_nonces_however_many_threads_signed_it() {
        let supply = Supply::sign(7).expect("signed");
        let holder = signer(HOLDER).expect("key");
        for (nonce, transfer) in (0..).zip(supply.range(0, 99)) {
            let alone = sign(&holder, token().expect("token"), nonce).expect("signed");
            assert_eq!(transfer.send, alone.send);
        }
        assert_eq!(supply.range(5, 99).len(), 2);
        assert!(supply.range(9, 1).is_empty());
    }
}
