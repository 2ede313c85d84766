//! A chain with two tokens on it, and numbers for them.

use alloy::{
    network::EthereumWallet,
    primitives::{Address, B256, U256},
    signers::local::PrivateKeySigner,
};
use devnet::DevnetConfig;
use protocols::{
    Creator,
    bytecode::Bytecode,
    tokens::{Bridge, WrappedEther},
};
use std::{
    path::{Path, PathBuf},
    sync::Once,
};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Reproducible numbers (SplitMix64).
pub(crate) struct Numbers(pub(crate) u64);

impl Numbers {
    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    pub(crate) fn below(&mut self, end: u64) -> u64 {
        self.next() % end
    }
}

/// A chain and an account that owns two tokens.
pub(crate) struct World {
    _chain: devnet::Handle,
    pub(crate) creator: Creator,
    pub(crate) bridge: Bridge,
    pub(crate) ether: Address,
    pub(crate) tokens: [Address; 2],
}

impl World {
    pub(crate) async fn new() -> Self {
        // Tests run at once, and the first may have to fetch.
        static PACKAGES: Once = Once::new();
        PACKAGES.call_once(|| protocols::npm::ensure(&root(), &mut |_| {}).expect("packages"));
        let chain = devnet::serve(DevnetConfig::default()).await.expect("chain");
        let signer =
            PrivateKeySigner::from_bytes(&B256::from(chain.accounts()[0].key.0)).expect("key");
        let account = signer.address();
        let provider =
            client::transaction::connect(&chain.url(), EthereumWallet::from(signer)).expect("url");
        let creator = Creator {
            provider,
            account,
            bytecode: Bytecode::new(&root()),
        };
        let ether = WrappedEther::deploy(&creator).await.expect("ether").token;
        let bridge = Bridge::deploy(&creator).await.expect("bridge");
        let mut tokens = [Address::ZERO; 2];
        for (slot, symbol) in tokens.iter_mut().zip(["ONE", "TWO"]) {
            let salt = B256::with_last_byte(symbol.as_bytes()[0]);
            *slot = bridge
                .token(&creator, symbol, symbol, 18, salt)
                .await
                .expect("token");
            bridge
                .mint(&creator.provider, *slot, account, U256::MAX >> 16)
                .await
                .expect("mint");
        }
        Self {
            _chain: chain,
            creator,
            bridge,
            ether,
            tokens,
        }
    }
}

pub(crate) fn ours(value: U256) -> rebalance_math::U256 {
    rebalance_math::U256::from_limbs(*value.as_limbs())
}

pub(crate) fn theirs(value: rebalance_math::U256) -> U256 {
    U256::from_limbs(*value.as_limbs())
}
