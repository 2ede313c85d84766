//! Enzyme v4: funds whose shares are priced by Chainlink feeds; managers trade through adapters.
//!
//! Without policies and fees but the protocol's own, which every deposit and redemption accrues: the cheapest fund there is. Its
//! manager is Multicall3, as in `set`. Trades read no oracle, deposits read every feed, and nobody asks the sequencer.

use super::super::{
    portfolio::Portfolio,
    rows::{Measured, Op},
    stage::{Call, Stage},
};
use super::set::{fee_of, manage};
use alloy::{
    primitives::{Address, U256, aliases::U24},
    sol,
    sol_types::{SolCall, SolEvent, SolValue},
};
use anyhow::Context;
use client::bindings::Fill;
use protocols::{predeployed::MULTICALL3, tokens};

sol! {
    #![sol(all_derives)]

    interface Dispatcher {
        function setCurrentFundDeployer(address nextFundDeployer) external;
    }

    interface FundDeployer {
        event NewFundCreated(address indexed creator, address vaultProxy, address comptrollerProxy);
        function setComptrollerLib(address comptrollerLib) external;
        function setProtocolFeeTracker(address protocolFeeTracker) external;
        function setVaultLib(address vaultLib) external;
        function setReleaseLive() external;
        function createNewFund(
            address fundOwner,
            string fundName,
            string fundSymbol,
            address denominationAsset,
            uint256 sharesActionTimelock,
            bytes feeManagerConfigData,
            bytes policyManagerConfigData
        ) external returns (address comptrollerProxy, address vaultProxy);
    }

    interface ProtocolFeeReserve {
        function init(address dispatcher) external;
    }

    interface ProtocolFeeTracker {
        function setFeeBpsDefault(uint256 nextFeeBpsDefault) external;
    }

    interface ValueInterpreter {
        function setEthUsdAggregator(address nextEthUsdAggregator) external;
        function addPrimitives(address[] primitives, address[] aggregators, uint8[] rateAssets) external;
    }

    interface VaultProxy {
        function addAssetManagers(address[] managers) external;
    }

    interface ComptrollerProxy {
        function buyShares(uint256 investmentAmount, uint256 minSharesQuantity) external returns (uint256);
        function redeemSharesInKind(
            address recipient,
            uint256 sharesQuantity,
            address[] additionalAssets,
            address[] assetsToSkip
        ) external;
        function callOnExtension(address extension, uint256 actionId, bytes callArgs) external;
    }

    interface Adapter {
        function takeOrder(address vaultProxy, bytes actionData, bytes assetData) external;
    }
}

const PACKAGE: &str = "@enzymefinance/protocol";
/// Wrapped ether of the market, by index; Enzyme knows its price without being told its feed.
const ETHER: usize = 1;
/// An answer is stale after that; no row comes near it.
const STALE_S: u64 = 90_000;
/// The protocol's own.
const PROTOCOL_FEE_BPS: u64 = 25;
/// Assets that a fund may track.
const POSITIONS: u64 = 20;
/// A feed's answer is in USD, in the words of `addPrimitives`.
const IN_USD: u8 = 1;
/// Actions of the integration manager.
const CALL_ON_INTEGRATION: u64 = 0;
const ADD_TRACKED_ASSETS: u64 = 1;
/// What part of a rebalance was made once before, so that no adapter approves the router for the first time.
const WARMING_PART: u64 = 100;

/// What of Enzyme is called, on the chain.
struct Enzyme {
    fund_deployer: Address,
    integrations: Address,
    adapter: Address,
}

/// One fund.
struct Fund {
    comptroller: Address,
    vault: Address,
}

/// Every operation on every portfolio.
pub(crate) async fn measure(
    stage: &Stage,
    portfolios: &[Portfolio],
) -> anyhow::Result<Vec<Measured>> {
    let enzyme = Enzyme::deploy(stage).await?;
    let alice = stage.people.alice;
    let mut measured = Vec::new();
    for portfolio in portfolios {
        let n = portfolio.size();
        let fund = enzyme.fund(stage, portfolio).await?;
        let buy = fund.buy(alice, portfolio.hub_amount);
        stage.send("buying shares of a fund", &buy).await?;
        let shares = tokens::balance(&stage.provider, fund.vault, alice).await?;
        let redeem = ComptrollerProxy::redeemSharesInKindCall {
            recipient: alice,
            sharesQuantity: shares / U256::from(2_u64),
            additionalAssets: Vec::new(),
            assetsToSkip: Vec::new(),
        };
        let redeem = Call::new(alice, fund.comptroller, &redeem);
        let spent = stage.spend("buying shares of a fund", &buy).await?;
        measured.push(spent.row(Op::Deposit4626, "peer_enzyme", n));
        let spent = stage.spend("redeeming shares of a fund", &redeem).await?;
        measured.push(spent.row(Op::RedeemInKind, "peer_enzyme", n));
        let trades = enzyme.trades(stage, &fund, &portfolio.swaps)?;
        let spent = stage.spend("trading for a fund", &trades).await?;
        measured.push(spent.row(Op::Rebalance, "peer_enzyme", n));
    }
    Ok(measured)
}

impl Enzyme {
    async fn deploy(stage: &Stage) -> anyhow::Result<Self> {
        let deployer = stage.people.deployer;
        let make = async |name: &str, arguments: Vec<u8>| {
            let path = format!("artifacts/{name}.bin.json");
            stage.theirs(PACKAGE, &path, &arguments).await
        };
        let ether = stage.market.asset(ETHER)?.token;
        // The token of its governance: nothing here touches it.
        let governance = stage.market.link;
        let dispatcher = make("Dispatcher", Vec::new()).await?;
        // Nobody relays here, but every call asks who would.
        let paymaster = make(
            "GasRelayPaymasterLib",
            (ether, deployer, dispatcher).abi_encode_params(),
        )
        .await?;
        let relays = make(
            "GasRelayPaymasterFactory",
            (dispatcher, paymaster).abi_encode_params(),
        )
        .await?;
        let reserve = make(
            "ProtocolFeeReserveLib",
            (dispatcher, governance).abi_encode_params(),
        )
        .await?;
        let init = ProtocolFeeReserve::initCall { dispatcher }.abi_encode();
        let reserve = make(
            "ProtocolFeeReserveProxy",
            (alloy::primitives::Bytes::from(init), reserve).abi_encode_params(),
        )
        .await?;
        let fund_deployer = make("FundDeployer", (dispatcher, relays).abi_encode_params()).await?;
        let positions = make("ExternalPositionFactory", dispatcher.abi_encode()).await?;
        let policies = make("PolicyManager", (fund_deployer, relays).abi_encode_params()).await?;
        let externals = make(
            "ExternalPositionManager",
            (fund_deployer, positions, policies).abi_encode_params(),
        )
        .await?;
        let fees = make("FeeManager", fund_deployer.abi_encode()).await?;
        let values = make(
            "ValueInterpreter",
            (fund_deployer, ether, U256::from(STALE_S)).abi_encode_params(),
        )
        .await?;
        let integrations = make(
            "IntegrationManager",
            (fund_deployer, policies, values).abi_encode_params(),
        )
        .await?;
        let tracker = make("ProtocolFeeTracker", fund_deployer.abi_encode()).await?;
        let comptroller = (
            dispatcher,
            reserve,
            fund_deployer,
            values,
            externals,
            fees,
            integrations,
            policies,
            relays,
            governance,
            ether,
        );
        let comptroller = make("ComptrollerLib", comptroller.abi_encode_params()).await?;
        let vault = (
            externals,
            relays,
            reserve,
            tracker,
            governance,
            deployer,
            ether,
            U256::from(POSITIONS),
        );
        let vault = make("VaultLib", vault.abi_encode_params()).await?;
        let router = stage.market.uniswap.swap_router;
        let adapter = make(
            "UniswapV3Adapter",
            (integrations, router).abi_encode_params(),
        )
        .await?;

        let (mut primitives, mut aggregators) = (Vec::new(), Vec::new());
        for (index, asset) in stage.market.assets.iter().enumerate() {
            if index != ETHER {
                primitives.push(asset.token);
                aggregators.push(asset.feed.proxy);
            }
        }
        let rates = vec![IN_USD; primitives.len()];
        let calls = [
            Call::new(
                deployer,
                fund_deployer,
                &FundDeployer::setComptrollerLibCall {
                    comptrollerLib: comptroller,
                },
            ),
            Call::new(
                deployer,
                fund_deployer,
                &FundDeployer::setProtocolFeeTrackerCall {
                    protocolFeeTracker: tracker,
                },
            ),
            Call::new(
                deployer,
                fund_deployer,
                &FundDeployer::setVaultLibCall { vaultLib: vault },
            ),
            Call::new(
                deployer,
                dispatcher,
                &Dispatcher::setCurrentFundDeployerCall {
                    nextFundDeployer: fund_deployer,
                },
            ),
            Call::new(
                deployer,
                tracker,
                &ProtocolFeeTracker::setFeeBpsDefaultCall {
                    nextFeeBpsDefault: U256::from(PROTOCOL_FEE_BPS),
                },
            ),
            Call::new(
                deployer,
                values,
                &ValueInterpreter::setEthUsdAggregatorCall {
                    nextEthUsdAggregator: stage.market.asset(ETHER)?.feed.proxy,
                },
            ),
            Call::new(
                deployer,
                values,
                &ValueInterpreter::addPrimitivesCall {
                    primitives,
                    aggregators,
                    rateAssets: rates,
                },
            ),
            Call::new(
                deployer,
                fund_deployer,
                &FundDeployer::setReleaseLiveCall {},
            ),
        ];
        for (step, call) in calls.iter().enumerate() {
            stage
                .send(&format!("setting Enzyme up, step {step}"), call)
                .await?;
        }
        Ok(Self {
            fund_deployer,
            integrations,
            adapter,
        })
    }

    /// A fund that holds what the portfolio holds, and has traded once.
    async fn fund(&self, stage: &Stage, portfolio: &Portfolio) -> anyhow::Result<Fund> {
        let (owner, alice) = (stage.people.owner, stage.people.alice);
        let hub = stage.market.asset(0)?.token;
        let create = FundDeployer::createNewFundCall {
            fundOwner: owner,
            fundName: "Peer".to_owned(),
            fundSymbol: "PEER".to_owned(),
            denominationAsset: hub,
            sharesActionTimelock: U256::ZERO,
            feeManagerConfigData: Default::default(),
            policyManagerConfigData: Default::default(),
        };
        let call = Call::new(owner, self.fund_deployer, &create);
        let receipt = stage.send("creating a fund", &call).await?;
        let created = receipt
            .logs()
            .iter()
            .find_map(|log| FundDeployer::NewFundCreated::decode_log(&log.inner).ok())
            .context("a fund that is created has an event")?
            .data;
        let fund = Fund {
            comptroller: created.comptrollerProxy,
            vault: created.vaultProxy,
        };
        let managers = VaultProxy::addAssetManagersCall {
            managers: vec![MULTICALL3],
        };
        stage
            .send(
                "naming a fund's manager",
                &Call::new(owner, fund.vault, &managers),
            )
            .await?;
        let others: Vec<_> = portfolio.tokens().into_iter().skip(1).collect();
        let track = ComptrollerProxy::callOnExtensionCall {
            extension: self.integrations,
            actionId: U256::from(ADD_TRACKED_ASSETS),
            callArgs: others.abi_encode().into(),
        };
        stage
            .send(
                "tracking a fund's assets",
                &Call::new(owner, fund.comptroller, &track),
            )
            .await?;
        for (index, amount) in portfolio.held.iter().enumerate() {
            if index == 0 {
                for who in [owner, alice] {
                    stage.market.give(0, who, *amount).await?;
                    stage.approve(hub, who, fund.comptroller).await?;
                }
                let buy = fund.buy(owner, *amount);
                stage.send("buying shares of a fund", &buy).await?;
            } else {
                stage.market.give(index, fund.vault, *amount).await?;
            }
        }
        let part = |amount: U256| amount / U256::from(WARMING_PART);
        let small: Vec<_> = portfolio
            .swaps
            .iter()
            .map(|swap| Fill {
                amountIn: part(swap.amountIn),
                minOut: U256::from(1_u64),
                ..swap.clone()
            })
            .collect();
        let call = self.trades(stage, &fund, &small)?;
        stage.send("trading a little for a fund", &call).await?;
        for index in 1..portfolio.size() {
            stage.market.arbitrage(index).await?;
        }
        Ok(fund)
    }

    /// The swaps, by the manager in one transaction.
    fn trades(&self, stage: &Stage, fund: &Fund, swaps: &[Fill]) -> anyhow::Result<Call> {
        let calls = swaps
            .iter()
            .map(|swap| {
                let fee = U24::from_be_slice(&fee_of(stage, swap)?);
                let order = (
                    vec![swap.tokenIn, swap.tokenOut],
                    vec![fee],
                    swap.amountIn,
                    swap.minOut,
                );
                let arguments = (
                    self.adapter,
                    alloy::primitives::FixedBytes::from(Adapter::takeOrderCall::SELECTOR),
                    alloy::primitives::Bytes::from(order.abi_encode_params()),
                );
                let trade = ComptrollerProxy::callOnExtensionCall {
                    extension: self.integrations,
                    actionId: U256::from(CALL_ON_INTEGRATION),
                    callArgs: arguments.abi_encode_params().into(),
                };
                Ok((fund.comptroller, trade.abi_encode()))
            })
            .collect::<anyhow::Result<_>>()?;
        Ok(manage(stage.people.keeper, calls))
    }
}

impl Fund {
    fn buy(&self, who: Address, amount: U256) -> Call {
        let buy = ComptrollerProxy::buySharesCall {
            investmentAmount: amount,
            minSharesQuantity: U256::from(1_u64),
        };
        Call::new(who, self.comptroller, &buy)
    }
}
