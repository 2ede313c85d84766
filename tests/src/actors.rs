//! Typed handles for the test actors: what they are taught, and what they remember.

#![allow(
    missing_docs,
    reason = "the bindings are generated; their documentation is in tests/contracts"
)]

use crate::{chain::Chain, solidity};
use alloy::{
    primitives::{Address, B256, Bytes, U256},
    sol,
    sol_types::{SolCall, SolError, SolValue},
};
use anyhow::Context;

pub use bindings::{
    Ending, IActorToken, IPuppet, IPuppetFactory, Manner, Memory, Outcome, Script, Step,
};

mod bindings {
    super::sol! {
        #![sol(all_derives)]

        struct Step {
            address target;
            bytes data;
        }

        enum Memory {
            Recording,
            Quiet,
            Strict,
            Hashing
        }

        enum Ending {
            Return,
            Revert,
            BurnGas
        }

        struct Script {
            Step[] steps;
            Memory mode;
            Ending ending;
            bytes answer;
            uint256 padding;
        }

        struct Outcome {
            bool ok;
            bytes data;
        }

        interface IPuppet {
            error Unscripted(bytes4 selector);

            function learn(bytes4 selector, bytes calldata script) external;
            function perform(Step[] calldata steps) external;
            function performAll(Step[] calldata steps) external;
            function outcomes() external view returns (Outcome[] memory);
        }

        interface IPuppetFactory {
            function make(bytes32 salt) external returns (address);
            function initCodeHash() external pure returns (bytes32);
        }

        enum Manner {
            Honest,
            ReturnFalse,
            Refuse,
            RefuseSilently,
            ReturnNothing,
            ReturnTwo,
            TakeFee,
            Pretend,
            ReturnMegabyte,
            RefuseWithMegabyte,
            BurnGas,
            RefuseZero,
            MoveAndReturnFalse,
            RefuseLowGas,
            RefuseAndHide
        }

        interface IActorToken {
            error TransferRefused(address from, address to, uint256 value);
            error BalanceTooLow(address account, uint256 balance, uint256 needed);
            error AllowanceTooLow(address spender, uint256 allowance, uint256 needed);

            function behave(Manner manner) external;
            function block_(address account) external;
            function unblock(address account) external;
            function hookOn(Step[] calldata steps, Memory mode) external;
            function mint(address to, uint256 value) external;
            function burn(address from, uint256 value) external;
            function outcomes() external view returns (Outcome[] memory);
        }
    }
}

/// One call of a script.
pub fn step(target: Address, call: &impl SolCall) -> Step {
    Step {
        target,
        data: call.abi_encode().into(),
    }
}

impl Script {
    /// Answers a call with what `C` returns, and does nothing else. Works in static calls too.
    pub fn answering<C: SolCall>(value: &C::Return) -> Self {
        Self::ending(Ending::Return, C::abi_encode_returns(value).into())
    }

    /// Answers with raw bytes.
    pub fn returning(answer: impl Into<Bytes>) -> Self {
        Self::ending(Ending::Return, answer.into())
    }

    /// Reverts with an error.
    pub fn refusing(error: &impl SolError) -> Self {
        Self::ending(Ending::Revert, error.abi_encode().into())
    }

    /// Ends in a given way with raw bytes.
    pub fn ending(ending: Ending, answer: Bytes) -> Self {
        Self {
            steps: Vec::new(),
            mode: Memory::Quiet,
            ending,
            answer,
            padding: U256::ZERO,
        }
    }

    /// Makes calls before it answers.
    #[must_use]
    pub fn after(mut self, mode: Memory, steps: impl IntoIterator<Item = Step>) -> Self {
        self.mode = mode;
        self.steps = steps.into_iter().collect();
        self
    }

    /// Appends zero bytes to the answer.
    #[must_use]
    pub fn padded(mut self, bytes: usize) -> Self {
        self.padding = U256::from(bytes);
        self
    }
}

/// A contract that plays any part.
#[derive(Debug, Clone, Copy)]
pub struct Puppet {
    /// Where it is.
    pub address: Address,
}

impl Puppet {
    /// Deploys one that knows nothing yet.
    ///
    /// # Errors
    /// When the chain refuses.
    pub async fn deploy(chain: &Chain) -> anyhow::Result<Self> {
        let address = chain
            .create("deploying a puppet", solidity::creation_code("Puppet")?)
            .await?;
        Ok(Self { address })
    }

    /// Teaches it what to do when `C` is called.
    ///
    /// # Errors
    /// When the chain refuses.
    pub async fn learn<C: SolCall>(&self, chain: &Chain, script: Script) -> anyhow::Result<()> {
        self.learn_selector(chain, C::SELECTOR, script).await
    }

    /// [`Self::learn`] for a selector.
    ///
    /// # Errors
    /// When the chain refuses.
    pub async fn learn_selector(
        &self,
        chain: &Chain,
        selector: [u8; 4],
        script: Script,
    ) -> anyhow::Result<()> {
        let call = IPuppet::learnCall {
            selector: selector.into(),
            script: script.abi_encode().into(),
        };
        chain
            .send(chain.people.deployer, self.address, &call)
            .await?;
        Ok(())
    }

    /// Makes it call, in one transaction of `from`; a failing call does not stop the others. Returns how each ended.
    ///
    /// # Errors
    /// When the chain refuses.
    pub async fn perform(
        &self,
        chain: &Chain,
        from: Address,
        steps: Vec<Step>,
    ) -> anyhow::Result<Vec<Outcome>> {
        let before = self.outcomes(chain).await?.len();
        chain
            .send(from, self.address, &IPuppet::performCall { steps })
            .await?;
        Ok(self.outcomes(chain).await?.split_off(before))
    }

    /// How every call that it made and recorded ended, oldest first.
    ///
    /// # Errors
    /// When the chain refuses.
    pub async fn outcomes(&self, chain: &Chain) -> anyhow::Result<Vec<Outcome>> {
        Ok(chain.view(self.address, &IPuppet::outcomesCall {}).await?)
    }
}

/// A token that misbehaves on demand.
#[derive(Debug, Clone, Copy)]
pub struct ActorToken {
    /// Where it is.
    pub address: Address,
}

impl ActorToken {
    /// Deploys an honest one.
    ///
    /// # Errors
    /// When the chain refuses.
    pub async fn deploy(chain: &Chain, decimals: u8) -> anyhow::Result<Self> {
        let mut code = solidity::creation_code("ActorToken")?.to_vec();
        code.extend(U256::from(decimals).abi_encode());
        let address = chain
            .create("deploying an actor token", code.into())
            .await?;
        Ok(Self { address })
    }

    /// Changes its manners.
    ///
    /// # Errors
    /// When the chain refuses.
    pub async fn behave(&self, chain: &Chain, manner: Manner) -> anyhow::Result<()> {
        chain
            .send(
                chain.people.deployer,
                self.address,
                &IActorToken::behaveCall { manner },
            )
            .await?;
        Ok(())
    }

    /// From now on the account can neither send nor receive it.
    ///
    /// # Errors
    /// When the chain refuses.
    pub async fn block(&self, chain: &Chain, account: Address) -> anyhow::Result<()> {
        let call = IActorToken::block_Call { account };
        chain
            .send(chain.people.deployer, self.address, &call)
            .await?;
        Ok(())
    }

    /// Ends what [`Self::block`] began.
    ///
    /// # Errors
    /// When the chain refuses.
    pub async fn unblock(&self, chain: &Chain, account: Address) -> anyhow::Result<()> {
        let call = IActorToken::unblockCall { account };
        chain
            .send(chain.people.deployer, self.address, &call)
            .await?;
        Ok(())
    }

    /// Takes from an account without a transfer, as a rebase does.
    ///
    /// # Errors
    /// When the account has less.
    pub async fn shrink(&self, chain: &Chain, from: Address, value: U256) -> anyhow::Result<()> {
        let call = IActorToken::burnCall { from, value };
        chain
            .send(chain.people.deployer, self.address, &call)
            .await?;
        Ok(())
    }

    /// Sets the calls that it makes in the middle of every transfer.
    ///
    /// # Errors
    /// When the chain refuses.
    pub async fn hook_on(
        &self,
        chain: &Chain,
        mode: Memory,
        steps: Vec<Step>,
    ) -> anyhow::Result<()> {
        chain
            .send(
                chain.people.deployer,
                self.address,
                &IActorToken::hookOnCall { steps, mode },
            )
            .await?;
        Ok(())
    }

    /// Mints.
    ///
    /// # Errors
    /// When the chain refuses.
    pub async fn mint(&self, chain: &Chain, to: Address, value: U256) -> anyhow::Result<()> {
        chain
            .send(
                chain.people.deployer,
                self.address,
                &IActorToken::mintCall { to, value },
            )
            .await?;
        Ok(())
    }

    /// How every call of its hook ended, oldest first.
    ///
    /// # Errors
    /// When the chain refuses.
    pub async fn outcomes(&self, chain: &Chain) -> anyhow::Result<Vec<Outcome>> {
        Ok(chain
            .view(self.address, &IActorToken::outcomesCall {})
            .await?)
    }
}

/// Makes puppets at CREATE2 addresses.
#[derive(Debug, Clone, Copy)]
pub struct PuppetFactory {
    /// Where it is.
    pub address: Address,
    /// keccak256 of a puppet's creation code.
    pub init_code_hash: B256,
}

impl PuppetFactory {
    /// Deploys one.
    ///
    /// # Errors
    /// When the chain refuses.
    pub async fn deploy(chain: &Chain) -> anyhow::Result<Self> {
        let code = solidity::creation_code("PuppetFactory")?;
        let address = chain.create("deploying a puppet factory", code).await?;
        let init_code_hash = chain
            .view(address, &IPuppetFactory::initCodeHashCall {})
            .await?;
        Ok(Self {
            address,
            init_code_hash,
        })
    }

    /// Puts a puppet where a factory of Uniswap V3 would put the pool of a pair.
    ///
    /// # Errors
    /// When the chain refuses.
    pub async fn make_pool(
        &self,
        chain: &Chain,
        tokens: [Address; 2],
        fee: u32,
    ) -> anyhow::Result<Puppet> {
        let mut tokens = tokens;
        tokens.sort_unstable();
        self.make(chain, &(tokens[0], tokens[1], U256::from(fee)).abi_encode())
            .await
    }

    /// Puts a puppet where a factory of Uniswap V2 would put a pair.
    ///
    /// # Errors
    /// When the chain refuses.
    pub async fn make_pair(
        &self,
        chain: &Chain,
        mut tokens: [Address; 2],
    ) -> anyhow::Result<Puppet> {
        tokens.sort_unstable();
        self.make(chain, &(tokens[0], tokens[1]).abi_encode_packed())
            .await
    }

    async fn make(&self, chain: &Chain, salted: &[u8]) -> anyhow::Result<Puppet> {
        let salt = alloy::primitives::keccak256(salted);
        chain
            .send(
                chain.people.deployer,
                self.address,
                &IPuppetFactory::makeCall { salt },
            )
            .await?;
        let address = self.address.create2(salt, self.init_code_hash);
        let code = chain.code(address).await?;
        (!code.is_empty())
            .then_some(Puppet { address })
            .context("CREATE2 put the puppet where it was computed")
    }
}
