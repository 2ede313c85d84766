//! One vault as its users see it.

use crate::chain::Chain;
use alloy::{
    primitives::{Address, U256},
    rpc::types::TransactionReceipt,
    sol_types::{SolCall, SolEvent},
};
use anyhow::{Context, ensure};
use client::{
    bindings::{
        Decision, IFactory, IVault, IVaultAdmin, IVaultRebalance, IVaultViews, Suite, VaultConfig,
    },
    transaction::TransactionError,
};

/// A deadline that never passes.
pub const NO_DEADLINE: U256 = U256::MAX;

/// The part of ERC-20 that stories use; the tokens behind it are real ones or test actors.
pub use erc20::IERC20;

mod erc20 {
    #![allow(missing_docs, reason = "ERC-20 itself")]

    alloy::sol! {
        #[sol(all_derives)]
        interface IERC20 {
            event Transfer(address indexed from, address indexed to, uint256 value);

            function totalSupply() external view returns (uint256);
            function balanceOf(address account) external view returns (uint256);
            function allowance(address owner, address spender) external view returns (uint256);
            function transfer(address to, uint256 value) external returns (bool);
            function approve(address spender, uint256 value) external returns (bool);
            function decimals() external view returns (uint8);
        }
    }
}

/// A vault and what it was made from.
#[derive(Debug, Clone)]
pub struct Vault {
    /// Where it is.
    pub address: Address,
    /// Its programs.
    pub suite: Suite,
    /// Everything else about it.
    pub config: VaultConfig,
}

/// Everything that a vault's views say, for comparing two moments.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Views {
    /// Share supply.
    pub supply: U256,
    /// Accounted balances.
    pub balances: Vec<U256>,
    /// Number of rebalances.
    pub epoch: U256,
    /// Timestamp of the last one.
    pub last_rebalanced_at: U256,
    /// Whether deposits and rebalances are stopped.
    pub is_paused: bool,
    /// The owner.
    pub owner: Address,
}

impl Vault {
    /// Creates and seeds one through the factory, after approving the predicted address for the amounts.
    ///
    /// # Errors
    /// The factory's or the vault's own.
    pub async fn create(
        chain: &Chain,
        factory: Address,
        creator: Address,
        suite: Suite,
        config: VaultConfig,
        amounts: Vec<U256>,
    ) -> anyhow::Result<Self> {
        let predict = IFactory::predictCall {
            creator,
            suite: suite.clone(),
            config: config.clone(),
        };
        let address = chain.view(factory, &predict).await?;
        for (asset, amount) in config.assets.iter().zip(&amounts) {
            approve(chain, asset.token, creator, address, *amount).await?;
        }
        let create = IFactory::createCall {
            suite: suite.clone(),
            config: config.clone(),
            amounts,
        };
        let receipt = chain.send(creator, factory, &create).await?;
        let created: IFactory::VaultCreated = event(&receipt)?;
        ensure!(
            created.vault == address,
            "predicted {address}, created {}",
            created.vault
        );
        Ok(Self {
            address,
            suite,
            config,
        })
    }

    /// Its tokens, the hub first.
    pub fn tokens(&self) -> Vec<Address> {
        self.config.assets.iter().map(|asset| asset.token).collect()
    }

    /// How many assets it has.
    pub fn asset_count(&self) -> usize {
        self.config.assets.len()
    }

    /// Calls a view.
    ///
    /// # Errors
    /// The view's own.
    pub async fn view<C: SolCall>(
        &self,
        chain: &Chain,
        call: &C,
    ) -> Result<C::Return, TransactionError> {
        chain.view(self.address, call).await
    }

    /// Sends a call.
    ///
    /// # Errors
    /// The vault's own.
    pub async fn send(
        &self,
        chain: &Chain,
        from: Address,
        call: &impl SolCall,
    ) -> Result<TransactionReceipt, TransactionError> {
        chain.send(from, self.address, call).await
    }

    /// All its views at once.
    ///
    /// # Errors
    /// When one of them fails.
    pub async fn views(&self, chain: &Chain) -> Result<Views, TransactionError> {
        Ok(Views {
            supply: self.view(chain, &IVault::totalSupplyCall {}).await?,
            balances: self.balances(chain).await?,
            epoch: self.view(chain, &IVaultViews::epochCall {}).await?,
            last_rebalanced_at: self
                .view(chain, &IVaultViews::lastRebalancedAtCall {})
                .await?,
            is_paused: self.view(chain, &IVaultAdmin::pausedCall {}).await?,
            owner: self.view(chain, &IVaultAdmin::ownerCall {}).await?,
        })
    }

    /// Accounted balances.
    ///
    /// # Errors
    /// When the node cannot be asked.
    pub async fn balances(&self, chain: &Chain) -> Result<Vec<U256>, TransactionError> {
        self.view(chain, &IVaultViews::balancesCall {}).await
    }

    /// What the tokens say that the vault holds.
    ///
    /// # Errors
    /// When the node cannot be asked.
    pub async fn real_balances(&self, chain: &Chain) -> Result<Vec<U256>, TransactionError> {
        holdings(chain, &self.tokens(), self.address).await
    }

    /// Share supply.
    ///
    /// # Errors
    /// When the node cannot be asked.
    pub async fn supply(&self, chain: &Chain) -> Result<U256, TransactionError> {
        self.view(chain, &IVault::totalSupplyCall {}).await
    }

    /// Shares of an account.
    ///
    /// # Errors
    /// When the node cannot be asked.
    pub async fn shares_of(
        &self,
        chain: &Chain,
        account: Address,
    ) -> Result<U256, TransactionError> {
        self.view(chain, &IVault::balanceOfCall { account }).await
    }

    /// What a rebalance would decide now.
    ///
    /// # Errors
    /// The oracle's, when there is no price.
    pub async fn decision(&self, chain: &Chain) -> Result<Decision, TransactionError> {
        self.view(chain, &IVaultViews::previewRebalanceCall {})
            .await
    }

    /// Approves what `shares` cost now and deposits it; returns the amounts of the event.
    ///
    /// # Errors
    /// The vault's or a token's.
    pub async fn deposit(
        &self,
        chain: &Chain,
        who: Address,
        shares: U256,
    ) -> anyhow::Result<Vec<U256>> {
        let amounts = self
            .view(chain, &IVaultViews::previewDepositInKindCall { shares })
            .await?;
        for (token, amount) in self.tokens().into_iter().zip(&amounts) {
            approve(chain, token, who, self.address, *amount).await?;
        }
        let receipt = self
            .send(chain, who, &deposit_call(shares, amounts, who))
            .await?;
        Ok(event::<IVault::DepositedInKind>(&receipt)?.amounts)
    }

    /// Deposits in kind out of allowances that are there already, whatever it costs.
    ///
    /// # Errors
    /// The vault's or a token's.
    pub async fn deposit_allowed(
        &self,
        chain: &Chain,
        who: Address,
        shares: U256,
    ) -> Result<TransactionReceipt, TransactionError> {
        let call = deposit_call(shares, vec![U256::MAX; self.asset_count()], who);
        self.send(chain, who, &call).await
    }

    /// Redeems for oneself; returns the amounts of the event.
    ///
    /// # Errors
    /// The vault's or a token's.
    pub async fn redeem(
        &self,
        chain: &Chain,
        who: Address,
        shares: U256,
    ) -> anyhow::Result<Vec<U256>> {
        let receipt = self
            .send(chain, who, &self.redeem_call(shares, who))
            .await?;
        Ok(event::<IVault::RedeemedInKind>(&receipt)?.amounts)
    }

    /// A redemption of one's own shares to oneself, whatever it pays.
    pub fn redeem_call(&self, shares: U256, who: Address) -> IVault::redeemInKindCall {
        IVault::redeemInKindCall {
            shares,
            minAmounts: vec![U256::ZERO; self.asset_count()],
            receiver: who,
            owner: who,
            deadline: NO_DEADLINE,
        }
    }

    /// Rebalances, and returns the receipt and the one event.
    ///
    /// # Errors
    /// Whatever the vault, or a program that it asked, refused with.
    pub async fn rebalance(
        &self,
        chain: &Chain,
        keeper: Address,
    ) -> anyhow::Result<(TransactionReceipt, IVault::Rebalanced)> {
        let receipt = self.send(chain, keeper, &rebalance_call()).await?;
        let rebalanced = event(&receipt)?;
        Ok((receipt, rebalanced))
    }
}

/// A rebalance without a deadline.
pub fn rebalance_call() -> IVaultRebalance::rebalanceCall {
    IVaultRebalance::rebalanceCall {
        deadline: NO_DEADLINE,
    }
}

/// A deposit for oneself without a deadline.
pub fn deposit_call(
    shares: U256,
    max_amounts: Vec<U256>,
    receiver: Address,
) -> IVault::depositInKindCall {
    IVault::depositInKindCall {
        shares,
        maxAmounts: max_amounts,
        receiver,
        deadline: NO_DEADLINE,
    }
}

/// Approves a spender.
///
/// # Errors
/// The token's own.
pub async fn approve(
    chain: &Chain,
    token: Address,
    owner: Address,
    spender: Address,
    value: U256,
) -> Result<(), TransactionError> {
    chain
        .send(owner, token, &IERC20::approveCall { spender, value })
        .await?;
    Ok(())
}

/// What an account holds of each token.
///
/// # Errors
/// When the node cannot be asked.
pub async fn holdings(
    chain: &Chain,
    tokens: &[Address],
    account: Address,
) -> Result<Vec<U256>, TransactionError> {
    let mut amounts = Vec::with_capacity(tokens.len());
    for token in tokens {
        amounts.push(
            chain
                .view(*token, &IERC20::balanceOfCall { account })
                .await?,
        );
    }
    Ok(amounts)
}

/// The one event of a kind in a receipt.
///
/// # Errors
/// When there is none, or more than one.
pub fn event<E: SolEvent>(receipt: &TransactionReceipt) -> anyhow::Result<E> {
    let mut found = receipt
        .logs()
        .iter()
        .filter(|log| log.topic0() == Some(&E::SIGNATURE_HASH));
    let log = found
        .next()
        .with_context(|| format!("the receipt has no {}", E::SIGNATURE))?;
    ensure!(
        found.next().is_none(),
        "the receipt has {} twice",
        E::SIGNATURE
    );
    Ok(E::decode_log(&log.inner)?.data)
}
