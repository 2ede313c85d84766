//! The token that is moved: an ERC-20 in Solidity, by the pinned compiler, and the same one as a Stylus program of the
//! canonical recipe.

use super::{
    node::{Kind, Node},
    transfers::{HOLDER, OWNER, signer},
};
use alloy::{
    network::{EthereumWallet, TransactionBuilder},
    primitives::{Address, Bytes, U256, hex},
    rpc::types::TransactionRequest,
    sol,
    sol_types::SolCall,
};
use client::{deploy, transaction};
use std::path::Path;

/// The crate of the Stylus program.
pub(crate) const PROGRAM: &str = "token";

sol! {
    function mint(address to, uint256 value) external;
    function transfer(address to, uint256 value) external returns (bool);
    function balanceOf(address account) external view returns (uint256);
}

/// Both tokens, ready to deploy.
pub(crate) struct Code {
    evm: Bytes,
    program: deploy::Program,
}

/// Where the tokens are on one node.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Tokens {
    pub(crate) evm: Address,
    /// Only where Stylus runs.
    pub(crate) program: Option<Address>,
}

impl Code {
    /// Compiles the Solidity one and reads the built program.
    pub(crate) fn load(root: &Path) -> anyhow::Result<Self> {
        let source = include_str!("../../../bench/Erc20.sol");
        let evm = protocols::npm::solidity(root, source, "Erc20")?;
        Ok(Self {
            evm: hex::decode(evm)?.into(),
            program: deploy::Program::load(&root.join("target/keel/programs"), PROGRAM)?,
        })
    }

    /// Deploys what the node can run and gives the holder more than all transfers move.
    pub(crate) fn deploy(&self, node: &Node, kind: Kind) -> anyhow::Result<Tokens> {
        tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()?
            .block_on(self.deploy_to(&node.url(), kind))
    }

    async fn deploy_to(&self, url: &str, kind: Kind) -> anyhow::Result<Tokens> {
        let owner = signer(OWNER)?;
        let from = owner.address();
        let provider = transaction::connect(url, EthereumWallet::from(owner))?;
        let action = "deploying the token";
        let (evm, _) = transaction::create(&provider, action, from, self.evm.clone()).await?;
        let program = match kind {
            Kind::Anvil => None,
            Kind::Keel => {
                let (deployed, _) =
                    deploy::program(&provider, from, &self.program, None, &mut |_| {}).await?;
                Some(deployed.address)
            }
        };
        let mint = mintCall {
            to: signer(HOLDER)?.address(),
            value: U256::from(u64::MAX),
        };
        for token in [Some(evm), program].into_iter().flatten() {
            let request = TransactionRequest::default()
                .with_from(from)
                .with_to(token)
                .with_input(mint.abi_encode());
            transaction::send(&provider, "minting", request).await?;
        }
        Ok(Tokens { evm, program })
    }
}
