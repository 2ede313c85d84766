//! Tokens as Arbitrum has them: bridged ERC-20s behind one beacon, and wrapped ether behind a transparent proxy.
//!
//! A bridged token's gateway is the only one that may mint. Here the account that creates a token is its gateway, by
//! the contract's own rule: whoever calls `bridgeInit` first becomes it.

use crate::{Creator, ProtocolError, bytecode::Contract, creator::send, predeployed};
use alloy::{
    primitives::{Address, B256, U256, keccak256},
    providers::{DynProvider, Provider},
    sol_types::{SolCall, SolValue},
};
use client::transaction::{self, During};

pub use interfaces::{AeWeth, Erc20, PlainToken, StandardArbErc20};

mod interfaces {
    #![allow(
        missing_docs,
        reason = "generated; named as in the contracts' own sources"
    )]

    alloy::sol! {
        #[sol(rpc, abi)]
        interface Erc20 {
            event Transfer(address indexed from, address indexed to, uint256 value);
            function name() external view returns (string memory);
            function symbol() external view returns (string memory);
            function decimals() external view returns (uint8);
            function totalSupply() external view returns (uint256);
            function balanceOf(address account) external view returns (uint256);
            function allowance(address owner, address spender) external view returns (uint256);
            function transfer(address to, uint256 amount) external returns (bool);
            function approve(address spender, uint256 amount) external returns (bool);
            function transferFrom(address from, address to, uint256 amount) external returns (bool);
        }

        #[sol(rpc, abi)]
        interface StandardArbErc20 {
            function bridgeInit(address l1Address, bytes memory data) external;
            function bridgeMint(address account, uint256 amount) external;
            function bridgeBurn(address account, uint256 amount) external;
            function l2Gateway() external view returns (address);
        }

        #[sol(rpc, abi)]
        interface PlainToken {
            function mint(address to, uint256 value) external;
        }

        #[sol(rpc, abi)]
        interface AeWeth {
            function initialize(string memory name, string memory symbol, uint8 decimals, address l2Gateway, address l1Address) external;
            function deposit() external payable;
            function depositTo(address account) external payable;
            function withdraw(uint256 amount) external;
        }

        #[sol(rpc, abi)]
        interface BeaconProxyFactory {
            function initialize(address beacon) external;
            function createProxy(bytes32 userSalt) external returns (address);
            function calculateExpectedAddress(address user, bytes32 userSalt) external view returns (address);
        }
    }
}

/// What all bridged tokens share.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bridge {
    /// Implementation of every bridged token.
    pub implementation: Address,
    /// Names the implementation.
    pub beacon: Address,
    /// Makes the proxies.
    pub proxy_factory: Address,
    /// May mint every token made here: the account that deployed all this.
    pub gateway: Address,
}

impl Bridge {
    /// Deploys implementation, beacon and proxy factory.
    ///
    /// # Errors
    /// As [`Creator::create`].
    pub async fn deploy(creator: &Creator) -> Result<Self, ProtocolError> {
        let implementation = creator.create(Contract::StandardArbErc20, &[]).await?;
        let beacon = creator
            .create(Contract::UpgradeableBeacon, &implementation.abi_encode())
            .await?;
        let proxy_factory = creator.create(Contract::BeaconProxyFactory, &[]).await?;
        let initialize = interfaces::BeaconProxyFactory::initializeCall { beacon };
        creator
            .call(
                "initialising the token proxy factory",
                proxy_factory,
                &initialize,
            )
            .await?;
        Ok(Self {
            implementation,
            beacon,
            proxy_factory,
            gateway: creator.account,
        })
    }

    /// Creates a token; `salt` decides its address.
    ///
    /// # Errors
    /// As [`Creator::call`], and `AddressMismatch` when the proxy is not where its factory says.
    pub async fn token(
        &self,
        creator: &Creator,
        name: &str,
        symbol: &str,
        decimals: u8,
        salt: B256,
    ) -> Result<Address, ProtocolError> {
        let factory = interfaces::BeaconProxyFactory::new(self.proxy_factory, &creator.provider);
        let action = format!("creating the token {symbol}");
        let token = factory
            .calculateExpectedAddress(creator.account, salt)
            .call()
            .await
            .during(&action)?;
        let create = interfaces::BeaconProxyFactory::createProxyCall { userSalt: salt };
        creator.call(&action, self.proxy_factory, &create).await?;
        // Each part is what the token on L1 would have answered to name(), symbol() and decimals().
        let parts = (
            name.to_owned().abi_encode(),
            symbol.to_owned().abi_encode(),
            U256::from(decimals).abi_encode(),
        );
        let initialize = StandardArbErc20::bridgeInitCall {
            l1Address: Address::from_word(keccak256(symbol)),
            data: parts.abi_encode_params().into(),
        };
        creator.call(&action, token, &initialize).await?;
        Ok(token)
    }

    /// Mints tokens, as the gateway does for a deposit on L1.
    ///
    /// # Errors
    /// `Transaction` with the token's reason.
    pub async fn mint(
        &self,
        provider: &DynProvider,
        token: Address,
        to: Address,
        amount: U256,
    ) -> Result<(), ProtocolError> {
        let mint = StandardArbErc20::bridgeMintCall {
            account: to,
            amount,
        };
        send(
            provider,
            "minting tokens",
            self.gateway,
            token,
            &mint,
            U256::ZERO,
        )
        .await?;
        Ok(())
    }
}

/// Wrapped ether: the proxy is the token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WrappedEther {
    /// The token.
    pub token: Address,
}

impl WrappedEther {
    /// The token at its usual address, where it is there; or one's own.
    ///
    /// # Errors
    /// As [`Creator::create`].
    pub async fn find_or_deploy(creator: &Creator) -> Result<Self, ProtocolError> {
        if creator.has_code(predeployed::WETH).await? {
            return Ok(Self {
                token: predeployed::WETH,
            });
        }
        Self::deploy(creator).await
    }

    /// Deploys implementation, proxy admin and proxy, and initialises it.
    ///
    /// # Errors
    /// As [`Creator::create`].
    pub async fn deploy(creator: &Creator) -> Result<Self, ProtocolError> {
        let implementation = creator.create(Contract::AeWeth, &[]).await?;
        let proxy_admin = creator.create(Contract::ProxyAdmin, &[]).await?;
        let initialize = AeWeth::initializeCall {
            name: "Wrapped Ether".to_owned(),
            symbol: "WETH".to_owned(),
            decimals: 18,
            l2Gateway: creator.account,
            l1Address: Address::from_word(keccak256("WETH")),
        };
        let arguments = (implementation, proxy_admin, initialize.abi_encode()).abi_encode_params();
        let token = creator
            .create(Contract::TransparentUpgradeableProxy, &arguments)
            .await?;
        Ok(Self { token })
    }

    /// Wraps ether of `from` for `to`.
    ///
    /// # Errors
    /// `EtherShort` before anything is sent.
    pub async fn wrap(
        &self,
        provider: &DynProvider,
        from: Address,
        to: Address,
        amount: U256,
    ) -> Result<(), ProtocolError> {
        let has = provider
            .get_balance(from)
            .await
            .during("reading a balance")?;
        if has <= amount {
            return Err(ProtocolError::EtherShort {
                account: from,
                has,
                needed: amount,
            });
        }
        let deposit = AeWeth::depositToCall { account: to };
        send(
            provider,
            "wrapping ether",
            from,
            self.token,
            &deposit,
            amount,
        )
        .await?;
        Ok(())
    }
}

/// Creates a plain token: OpenZeppelin's ERC-20, which its creator mints.
///
/// # Errors
/// As [`Creator::create`].
pub async fn create_plain(
    creator: &Creator,
    name: &str,
    symbol: &str,
    decimals: u8,
) -> Result<Address, ProtocolError> {
    let mut code = creator.bytecode.plain_token()?.to_vec();
    let arguments = (name.to_owned(), symbol.to_owned(), U256::from(decimals));
    code.extend_from_slice(&arguments.abi_encode_params());
    let action = format!("creating the token {symbol}");
    let (provider, account) = (&creator.provider, creator.account);
    let (token, _) = transaction::create(provider, &action, account, code.into()).await?;
    Ok(token)
}

/// Mints a plain token, as its creator.
///
/// # Errors
/// `Transaction` with the token's reason.
pub async fn mint_plain(
    provider: &DynProvider,
    token: Address,
    creator: Address,
    to: Address,
    amount: U256,
) -> Result<(), ProtocolError> {
    let mint = PlainToken::mintCall { to, value: amount };
    send(
        provider,
        "minting tokens",
        creator,
        token,
        &mint,
        U256::ZERO,
    )
    .await?;
    Ok(())
}

/// Approves a spender for everything, once.
///
/// # Errors
/// `Transaction` with the token's reason.
pub async fn approve_all(
    provider: &DynProvider,
    token: Address,
    owner: Address,
    spender: Address,
) -> Result<(), ProtocolError> {
    let allowance = allowance_of(provider, token, owner, spender).await?;
    if allowance > U256::MAX >> 1 {
        return Ok(());
    }
    let approve = Erc20::approveCall {
        spender,
        amount: U256::MAX,
    };
    send(
        provider,
        "approving a spender",
        owner,
        token,
        &approve,
        U256::ZERO,
    )
    .await?;
    Ok(())
}

/// Balance of an account.
///
/// # Errors
/// `Transaction` when the token cannot be asked.
pub async fn balance(
    provider: &DynProvider,
    token: Address,
    account: Address,
) -> Result<U256, ProtocolError> {
    let erc20 = Erc20::new(token, provider);
    Ok(erc20
        .balanceOf(account)
        .call()
        .await
        .during("reading a token balance")?)
}

async fn allowance_of(
    provider: &DynProvider,
    token: Address,
    owner: Address,
    spender: Address,
) -> Result<U256, ProtocolError> {
    let erc20 = Erc20::new(token, provider);
    Ok(erc20
        .allowance(owner, spender)
        .call()
        .await
        .during("reading an allowance")?)
}
