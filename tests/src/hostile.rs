//! Vaults among enemies: with a router that does what a test tells it, or with a token that calls back.

use crate::{
    actors::{ActorToken, Memory, Puppet, Script, Step, step},
    chain::Chain,
    portfolio::IAggregator,
    vault::{IERC20, Vault},
    world::World,
};
use alloy::primitives::{Address, B256, I256, U256};
use client::bindings::{
    Decision, Fill, IEngine, IOracle, IRouter, IVault, IVaultAdmin, IVaultFees, IVaultPermits,
    IVaultPriced, IVaultViews, Reason, Suite, Trade, VaultConfig, Venue,
};

/// A vault whose router is a puppet; oracle and engine are real.
#[derive(Debug)]
pub struct Stooge {
    /// The router.
    pub router: Puppet,
    /// The vault that believes in it.
    pub vault: Vault,
}

/// What a puppet router does with one trade of the plan.
#[derive(Debug, Clone)]
pub struct Deed {
    /// What it asks the vault to pay, to itself.
    pub pays: Option<(Address, U256)>,
    /// What it transfers to the vault out of its own pocket.
    pub delivers: Option<(Address, U256)>,
    /// What it says that it did.
    pub says: Option<Fill>,
}

impl Stooge {
    /// Orders the vault, and gives the router a pocket full of every token. Its venue is none of Uniswap V3's, with whose
    /// pools a vault trades itself: so it asks the router.
    ///
    /// # Errors
    /// When the vault cannot be created.
    pub async fn order(world: &World, config: VaultConfig) -> anyhow::Result<Self> {
        let router = Puppet::deploy(&world.chain).await?;
        let suite = Suite {
            router: router.address,
            ..world.suite()
        };
        let venue = Venue {
            poolInitCodeHash: B256::ZERO,
            ..config.venue
        };
        let config = VaultConfig { venue, ..config };
        let vault = world.vault_of(suite, config).await?;
        world.fund(router.address, &vault.tokens()).await?;
        Ok(Self { router, vault })
    }

    /// What an honest router would do with the plan of this moment: each fill is exactly at its floor.
    ///
    /// # Errors
    /// When there is no decision.
    pub async fn honest_deeds(&self, chain: &Chain) -> anyhow::Result<Vec<Deed>> {
        let tokens = self.vault.tokens();
        let decision = self.vault.decision(chain).await?;
        anyhow::ensure!(!decision.trades.is_empty(), "no trades: {decision:?}");
        Ok(decision
            .trades
            .iter()
            .map(|trade| Deed::honest(&tokens, trade))
            .collect())
    }

    /// Makes the router do these deeds when it is asked to swap; an error ends it all.
    ///
    /// # Errors
    /// When the puppet cannot be taught.
    pub async fn rehearse(&self, chain: &Chain, deeds: &[Deed]) -> anyhow::Result<()> {
        let fills: Vec<_> = deeds.iter().filter_map(|deed| deed.says.clone()).collect();
        let script =
            Script::answering::<IRouter::swapCall>(&fills).after(Memory::Strict, self.steps(deeds));
        self.router.learn::<IRouter::swapCall>(chain, script).await
    }

    /// The calls that the deeds consist of.
    pub fn steps(&self, deeds: &[Deed]) -> Vec<Step> {
        let mut steps = Vec::new();
        for deed in deeds {
            if let Some((token, amount)) = deed.pays {
                let pay = IVault::payCall {
                    token,
                    amount,
                    to: self.router.address,
                };
                steps.push(step(self.vault.address, &pay));
            }
            if let Some((token, value)) = deed.delivers {
                steps.push(step(
                    token,
                    &IERC20::transferCall {
                        to: self.vault.address,
                        value,
                    },
                ));
            }
        }
        steps
    }
}

impl Deed {
    /// Pays the whole input, delivers the floor, and says so.
    pub fn honest(tokens: &[Address], trade: &Trade) -> Self {
        let (token_in, token_out) = (
            tokens[usize::from(trade.sell)],
            tokens[usize::from(trade.buy)],
        );
        Self {
            pays: Some((token_in, trade.amountIn)),
            delivers: Some((token_out, trade.minOut)),
            says: Some(Fill {
                tokenIn: token_in,
                tokenOut: token_out,
                pool: Address::ZERO,
                amountIn: trade.amountIn,
                amountOut: trade.minOut,
                minOut: trade.minOut,
            }),
        }
    }

    /// What it says that it delivers; zero when it says nothing.
    pub fn said_out(&self) -> U256 {
        self.says.as_ref().map_or(U256::ZERO, |fill| fill.amountOut)
    }
}

/// A vault whose engine is a puppet; oracle and router are as given.
///
/// # Errors
/// When the vault cannot be created.
pub async fn with_engine(
    world: &World,
    suite: Suite,
    config: VaultConfig,
) -> anyhow::Result<(Puppet, Vault)> {
    let engine = Puppet::deploy(&world.chain).await?;
    let suite = Suite {
        engine: engine.address,
        ..suite
    };
    Ok((engine, world.vault_of(suite, config).await?))
}

/// A vault whose oracle is a puppet, which registers every feed and answers reads as taught.
///
/// # Errors
/// When the vault cannot be created.
pub async fn with_oracle(world: &World, config: VaultConfig) -> anyhow::Result<(Puppet, Vault)> {
    let oracle = Puppet::deploy(&world.chain).await?;
    let registered = Script::answering::<IOracle::registerCall>(&Default::default());
    oracle
        .learn::<IOracle::registerCall>(&world.chain, registered)
        .await?;
    let suite = Suite {
        oracle: oracle.address,
        ..world.suite()
    };
    Ok((oracle, world.vault_of(suite, config).await?))
}

/// The engine says go with these trades, whatever the portfolio is; every number that it gives beside them is zero.
///
/// # Errors
/// When the puppet cannot be taught.
pub async fn teach_trades(chain: &Chain, engine: Puppet, trades: Vec<Trade>) -> anyhow::Result<()> {
    teach_reason(chain, engine, Reason::BandBreached, trades).await
}

/// As [`teach_trades`], for any reason.
///
/// # Errors
/// When the puppet cannot be taught.
pub async fn teach_reason(
    chain: &Chain,
    engine: Puppet,
    reason: Reason,
    trades: Vec<Trade>,
) -> anyhow::Result<()> {
    let decision = Decision {
        reason,
        navWad: U256::ZERO,
        maxDriftWad: U256::ZERO,
        bandWad: U256::ZERO,
        eligibleAt: 0,
        weightsWad: Vec::new(),
        trades,
        readings: Vec::new(),
    };
    engine
        .learn::<IEngine::decideCall>(chain, Script::answering::<IEngine::decideCall>(&decision))
        .await
}

/// A vault of three assets, the last of which is a token that does what a test tells it.
///
/// # Errors
/// When the vault cannot be created.
pub async fn with_token(world: &World) -> anyhow::Result<(ActorToken, Vault)> {
    let token = ActorToken::deploy(&world.chain, 18).await?;
    let vault = world
        .vault_of(world.suite(), world.config_with(3, 2, token.address))
        .await?;
    Ok((token, vault))
}

/// An aggregator of 8 decimals that has one answer, until it is taught another one.
///
/// # Errors
/// When it cannot be deployed.
pub async fn puppet_feed(chain: &Chain, answer: I256, updated_at: U256) -> anyhow::Result<Puppet> {
    let feed = Puppet::deploy(chain).await?;
    feed.learn::<IAggregator::decimalsCall>(
        chain,
        Script::answering::<IAggregator::decimalsCall>(&8),
    )
    .await?;
    let description = Script::answering::<IAggregator::descriptionCall>(&"PUPPET / USD".to_owned());
    feed.learn::<IAggregator::descriptionCall>(chain, description)
        .await?;
    let round = IAggregator::latestRoundDataReturn {
        roundId: "1".parse()?,
        answer,
        startedAt: updated_at,
        updatedAt: updated_at,
        answeredInRound: "1".parse()?,
    };
    let script = Script::answering::<IAggregator::latestRoundDataCall>(&round);
    feed.learn::<IAggregator::latestRoundDataCall>(chain, script)
        .await?;
    Ok(feed)
}

/// Every state-changing entry of a vault with arguments that would be good if it were free, by name.
pub fn entries(vault: &Vault, someone: Address) -> Vec<(&'static str, Step)> {
    let count = vault.asset_count();
    let one = U256::from(1_000_000);
    let none = vec![U256::ZERO; count];
    let forever = crate::vault::NO_DEADLINE;
    let to = vault.address;
    vec![
        (
            "seed",
            step(
                to,
                &IVaultAdmin::seedCall {
                    amounts: vec![one; count],
                    receiver: someone,
                },
            ),
        ),
        (
            "transfer",
            step(
                to,
                &IVault::transferCall {
                    to: someone,
                    value: U256::ZERO,
                },
            ),
        ),
        (
            "approve",
            step(
                to,
                &IVault::approveCall {
                    spender: someone,
                    value: one,
                },
            ),
        ),
        (
            "transferFrom",
            step(
                to,
                &IVault::transferFromCall {
                    from: someone,
                    to: someone,
                    value: U256::ZERO,
                },
            ),
        ),
        (
            "permit",
            step(
                to,
                &IVaultAdmin::permitCall {
                    owner: someone,
                    spender: to,
                    value: one,
                    deadline: forever,
                    v: 27,
                    r: B256::ZERO,
                    s: B256::ZERO,
                },
            ),
        ),
        (
            "depositInKind",
            step(
                to,
                &crate::vault::deposit_call(one, vec![U256::MAX; count], someone),
            ),
        ),
        (
            "redeemInKind",
            step(
                to,
                &IVault::redeemInKindCall {
                    shares: one,
                    minAmounts: none,
                    receiver: someone,
                    owner: someone,
                    deadline: forever,
                },
            ),
        ),
        (
            "claim",
            step(
                to,
                &IVault::claimCall {
                    token: vault.tokens()[0],
                    owner: someone,
                },
            ),
        ),
        (
            "deposit",
            step(
                to,
                &IVaultPriced::depositCall {
                    assets: one,
                    receiver: someone,
                },
            ),
        ),
        (
            "mint",
            step(
                to,
                &IVaultPriced::mintCall {
                    shares: one,
                    receiver: someone,
                },
            ),
        ),
        (
            "withdraw",
            step(
                to,
                &IVaultPriced::withdrawCall {
                    assets: one,
                    receiver: someone,
                    owner: someone,
                },
            ),
        ),
        (
            "redeem",
            step(
                to,
                &IVaultPriced::redeemCall {
                    shares: one,
                    receiver: someone,
                    owner: someone,
                },
            ),
        ),
        (
            "depositAsset",
            step(
                to,
                &IVaultPriced::depositAssetCall {
                    token: vault.config.assets[0].token,
                    amount: one,
                    minShares: U256::ZERO,
                    receiver: someone,
                    deadline: forever,
                },
            ),
        ),
        (
            "redeemAsset",
            step(
                to,
                &IVaultPriced::redeemAssetCall {
                    token: vault.config.assets[0].token,
                    shares: one,
                    minAmount: U256::ZERO,
                    receiver: someone,
                    owner: someone,
                    deadline: forever,
                },
            ),
        ),
        ("rebalance", step(to, &crate::vault::rebalance_call())),
        (
            "transferOwnership",
            step(
                to,
                &IVaultAdmin::transferOwnershipCall { newOwner: someone },
            ),
        ),
        (
            "acceptOwnership",
            step(to, &IVaultAdmin::acceptOwnershipCall {}),
        ),
        ("pause", step(to, &IVaultAdmin::pauseCall {})),
        ("unpause", step(to, &IVaultAdmin::unpauseCall {})),
        (
            "setCurator",
            step(
                to,
                &IVaultAdmin::setCuratorCall {
                    newCurator: someone,
                },
            ),
        ),
        (
            "setGuardian",
            step(
                to,
                &IVaultAdmin::setGuardianCall {
                    newGuardian: someone,
                },
            ),
        ),
        (
            "submit",
            step(
                to,
                &IVaultAdmin::submitCall {
                    data: Default::default(),
                },
            ),
        ),
        (
            "revoke",
            step(
                to,
                &IVaultAdmin::revokeCall {
                    data: Default::default(),
                },
            ),
        ),
        (
            "execute",
            step(
                to,
                &IVaultAdmin::executeCall {
                    data: Default::default(),
                },
            ),
        ),
        (
            "setTimelock",
            step(
                to,
                &IVaultAdmin::setTimelockCall {
                    selector: Default::default(),
                    delaySeconds: one,
                },
            ),
        ),
        (
            "multicall",
            step(to, &IVaultPermits::multicallCall { data: Vec::new() }),
        ),
        (
            "selfPermit",
            step(
                to,
                &IVaultPermits::selfPermitCall {
                    token: vault.tokens()[0],
                    deadline: forever,
                    ..Default::default()
                },
            ),
        ),
        (
            "permitUnlessAllowed",
            step(
                to,
                &IVaultPermits::permitUnlessAllowedCall {
                    owner: someone,
                    spender: to,
                    deadline: forever,
                    ..Default::default()
                },
            ),
        ),
        (
            "depositInKindWithPermit2",
            step(
                to,
                &IVaultPermits::depositInKindWithPermit2Call {
                    shares: one,
                    maxAmounts: vec![U256::MAX; count],
                    receiver: someone,
                    owner: someone,
                    deadline: forever,
                    ..Default::default()
                },
            ),
        ),
        (
            "depositAssetWithPermit2",
            step(
                to,
                &IVaultPermits::depositAssetWithPermit2Call {
                    token: vault.tokens()[0],
                    amount: one,
                    receiver: someone,
                    owner: someone,
                    deadline: forever,
                    ..Default::default()
                },
            ),
        ),
        ("collectFees", step(to, &IVaultFees::collectFeesCall {})),
        (
            "accruePerformance",
            step(to, &IVaultFees::accruePerformanceCall {}),
        ),
        (
            "dismissKeeper",
            step(to, &IVaultAdmin::dismissKeeperCall { keeper: someone }),
        ),
    ]
}

/// The views of a vault, by name, for asking in the middle of something.
pub fn views(vault: &Vault, someone: Address) -> Vec<(&'static str, Step)> {
    let shares = U256::from(1_000_000_000_000_u64);
    let to = vault.address;
    let mut views = vec![
        ("totalSupply", step(to, &IVault::totalSupplyCall {})),
        (
            "balanceOf",
            step(to, &IVault::balanceOfCall { account: someone }),
        ),
        (
            "allowance",
            step(
                to,
                &IVault::allowanceCall {
                    owner: someone,
                    spender: to,
                },
            ),
        ),
        (
            "nonces",
            step(to, &IVaultAdmin::noncesCall { owner: someone }),
        ),
        ("eip712Domain", step(to, &IVaultAdmin::eip712DomainCall {})),
        ("balances", step(to, &IVaultViews::balancesCall {})),
        ("epoch", step(to, &IVaultViews::epochCall {})),
        (
            "lastRebalancedAt",
            step(to, &IVaultViews::lastRebalancedAtCall {}),
        ),
        ("paused", step(to, &IVaultAdmin::pausedCall {})),
        ("owner", step(to, &IVaultAdmin::ownerCall {})),
        ("curator", step(to, &IVaultAdmin::curatorCall {})),
        ("guardian", step(to, &IVaultAdmin::guardianCall {})),
        ("pausedUntil", step(to, &IVaultAdmin::pausedUntilCall {})),
        ("policy", step(to, &IVaultAdmin::policyCall {})),
        (
            "previewDepositInKind",
            step(to, &IVaultViews::previewDepositInKindCall { shares }),
        ),
        (
            "previewRedeemInKind",
            step(to, &IVaultViews::previewRedeemInKindCall { shares }),
        ),
        ("prices", step(to, &IVaultViews::pricesCall {})),
        ("totalAssets", step(to, &IVaultPriced::totalAssetsCall {})),
        (
            "convertToAssets",
            step(to, &IVaultPriced::convertToAssetsCall { shares }),
        ),
        (
            "maxWithdraw",
            step(to, &IVaultPriced::maxWithdrawCall { owner: someone }),
        ),
        (
            "previewRedeem",
            step(to, &IVaultPriced::previewRedeemCall { shares }),
        ),
        ("assets", step(to, &IVaultViews::assetsCall {})),
    ];
    for token in vault.tokens() {
        views.push((
            "assetBalance",
            step(to, &IVaultViews::assetBalanceCall { token }),
        ));
        views.push(("owedTotal", step(to, &IVaultViews::owedTotalCall { token })));
    }
    views
}

/// The answer of each step now.
///
/// # Errors
/// When one of them is refused.
pub async fn answers(
    chain: &Chain,
    steps: &[(&'static str, Step)],
) -> anyhow::Result<Vec<alloy::primitives::Bytes>> {
    let mut answers = Vec::with_capacity(steps.len());
    for (_, step) in steps {
        answers.push(
            chain
                .ask(Address::ZERO, step.target, step.data.clone())
                .await?,
        );
    }
    Ok(answers)
}
