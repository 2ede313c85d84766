//! The funded accounts of a local chain and the keys that sign for them.

use alloy_primitives::{Address, B256};
use alloy_signer_local::{LocalSignerError, MnemonicBuilder, PrivateKeySigner};

/// A funded account whose key the node knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DevAccount {
    /// Its address.
    pub address: Address,
    /// Its private key, which is public knowledge for the standard mnemonic.
    pub key: B256,
}

/// The first `count` accounts of `mnemonic` on the standard path m/44'/60'/0'/0/i.
pub(crate) fn derive(
    mnemonic: &str,
    count: u32,
) -> Result<Vec<PrivateKeySigner>, LocalSignerError> {
    let parent = MnemonicBuilder::from_phrase(mnemonic).build_parent_key()?;
    (0..count)
        .map(|index| Ok(parent.child(index)?.signer()))
        .collect()
}

impl From<&PrivateKeySigner> for DevAccount {
    fn from(signer: &PrivateKeySigner) -> Self {
        Self {
            address: signer.address(),
            key: signer.to_bytes(),
        }
    }
}

#[cfg(test)]
mod tests {
    use alloy_primitives::{address, b256};

    use super::*;

    #[test]
    fn derive_gives_the_accounts_every_development_node_funds() {
        let signers = derive(crate::TEST_MNEMONIC, 2).expect("the standard mnemonic is valid");
        let first = DevAccount {
            address: address!("f39Fd6e51aad88F6F4ce6aB8827279cffFb92266"),
            key: b256!("ac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80"),
        };
        assert_eq!(DevAccount::from(&signers[0]), first);
        assert_eq!(
            signers[1].address(),
            address!("70997970C51812dc3A010C7d01b50e0d17dc79C8")
        );
    }
}
