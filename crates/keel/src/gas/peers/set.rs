//! Set Protocol v2: baskets of fixed units. Whoever issues or redeems moves every component; a manager trades, one component
//! after the other.
//!
//! The manager is Multicall3, which anyone may call: so all trades of a rebalance are one transaction, as ours are, and neither
//! the base of further ones nor their cold storage counts against this peer. The modules read no oracle.

use super::super::{
    portfolio::Portfolio,
    rows::{Measured, Op},
    stage::{Call, Spent, Stage},
};
use alloy::{
    primitives::{Address, Bytes, U256},
    sol,
    sol_types::{SolCall, SolEvent, SolValue},
};
use anyhow::Context;
use client::bindings::Fill;
use protocols::predeployed::{MULTICALL3, Multicall3};

sol! {
    #![sol(all_derives)]

    interface Controller {
        function initialize(address[] factories, address[] modules, address[] resources, uint256[] resourceIds) external;
    }

    interface IntegrationRegistry {
        function addIntegration(address module, string name, address adapter) external;
    }

    interface SetTokenCreator {
        event SetTokenCreated(address indexed setToken, address manager, string name, string symbol);
        function create(address[] components, int256[] units, address[] modules, address manager, string name, string symbol)
            external returns (address);
    }

    interface SetToken {
        function totalSupply() external view returns (uint256);
        function positionMultiplier() external view returns (int256);
        function getDefaultPositionRealUnit(address component) external view returns (int256);
    }

    interface BasicIssuanceModule {
        function initialize(address setToken, address preIssueHook) external;
        function issue(address setToken, uint256 quantity, address to) external;
        function redeem(address setToken, uint256 quantity, address to) external;
    }

    interface TradeModule {
        function initialize(address setToken) external;
        function trade(
            address setToken,
            string exchangeName,
            address sendToken,
            uint256 sendQuantity,
            address receiveToken,
            uint256 minReceiveQuantity,
            bytes data
        ) external;
    }

    interface GeneralIndexModule {
        function initialize(address setToken) external;
        function setTradeMaximums(address setToken, address[] components, uint256[] maximums) external;
        function setExchanges(address setToken, address[] components, string[] names) external;
        function setExchangeData(address setToken, address[] components, bytes[] data) external;
        function setTraderStatus(address setToken, address[] traders, bool[] statuses) external;
        function startRebalance(
            address setToken,
            address[] newComponents,
            uint256[] newUnits,
            uint256[] oldUnits,
            uint256 positionMultiplier
        ) external;
        function trade(address setToken, address component, uint256 ethQuantityLimit) external;
    }
}

const PACKAGE: &str = "@setprotocol/set-protocol-v2";
const FOLDER: &str = "artifacts/contracts/protocol/";
/// What both modules call Uniswap V3.
const EXCHANGE: &str = "UniswapV3";
/// One whole token of a set.
const WHOLE: u64 = 1_000_000_000_000_000_000;
/// Whole tokens that are issued before anything is measured; Alice has a hundredth of them on top.
const SETS: u64 = 1_000;
/// What part of a rebalance was made once before, so that no module writes a component's word for the first time.
const WARMING_PART: u64 = 100;

/// Everything of Set, on the chain.
struct Set {
    creator: Address,
    issuance: Address,
    trade: Address,
    index: Address,
}

/// Every operation on every portfolio.
pub(crate) async fn measure(
    stage: &Stage,
    portfolios: &[Portfolio],
) -> anyhow::Result<Vec<Measured>> {
    let set = Set::deploy(stage).await?;
    let mut measured = Vec::new();
    for portfolio in portfolios {
        let n = portfolio.size();
        let mut row = |op: Op, id: &'static str, spent: Spent| {
            measured.push(spent.row(op, id, n));
        };
        let token = set.token(stage, portfolio).await?;
        let (issue, redeem) = set.flows(stage, token);
        row(
            Op::DepositInKind,
            "peer_set",
            stage.spend("issuing a set", &issue).await?,
        );
        row(
            Op::RedeemInKind,
            "peer_set",
            stage.spend("redeeming a set", &redeem).await?,
        );
        let trades = set.trades(stage, token, &portfolio.swaps).await?;
        row(
            Op::Rebalance,
            "peer_set_trade",
            stage.spend("trading a set", &trades).await?,
        );
        set.prepare_index(stage, token, portfolio).await?;
        let index = set
            .index_trades(stage, token, portfolio, &portfolio.swaps)
            .await?;
        row(
            Op::Rebalance,
            "peer_set_gim",
            stage.spend("rebalancing a set", &index).await?,
        );
    }
    Ok(measured)
}

impl Set {
    async fn deploy(stage: &Stage) -> anyhow::Result<Self> {
        let make = async |path: &str, arguments: &[u8]| {
            let path = format!("{FOLDER}{path}.json");
            stage.theirs(PACKAGE, &path, arguments).await
        };
        let deployer = stage.people.deployer;
        let controller = make("Controller.sol/Controller", &deployer.abi_encode()).await?;
        let owned = controller.abi_encode();
        let set = Self {
            creator: make("SetTokenCreator.sol/SetTokenCreator", &owned).await?,
            issuance: make(
                "modules/BasicIssuanceModule.sol/BasicIssuanceModule",
                &owned,
            )
            .await?,
            trade: make("modules/TradeModule.sol/TradeModule", &owned).await?,
            // What the module calls wrapped ether is the token that everything is traded against.
            index: make(
                "modules/GeneralIndexModule.sol/GeneralIndexModule",
                &(controller, stage.market.asset(0)?.token).abi_encode_params(),
            )
            .await?,
        };
        let registry = make("IntegrationRegistry.sol/IntegrationRegistry", &owned).await?;
        let router = stage.market.uniswap.swap_router.abi_encode();
        let initialize = Controller::initializeCall {
            factories: vec![set.creator],
            modules: vec![set.issuance, set.trade, set.index],
            resources: vec![registry],
            resourceIds: vec![U256::ZERO],
        };
        stage
            .send(
                "initialising Set's controller",
                &Call::new(deployer, controller, &initialize),
            )
            .await?;
        for (module, path) in [
            (
                set.trade,
                "integration/exchange/UniswapV3ExchangeAdapter.sol/UniswapV3ExchangeAdapter",
            ),
            (
                set.index,
                "integration/index-exchange/UniswapV3IndexExchangeAdapter.sol/UniswapV3IndexExchangeAdapter",
            ),
        ] {
            let add = IntegrationRegistry::addIntegrationCall {
                module,
                name: EXCHANGE.to_owned(),
                adapter: make(path, &router).await?,
            };
            stage
                .send(
                    "adding an exchange to Set",
                    &Call::new(deployer, registry, &add),
                )
                .await?;
        }
        Ok(set)
    }

    /// A set that holds what the portfolio holds; Alice has some of it.
    async fn token(&self, stage: &Stage, portfolio: &Portfolio) -> anyhow::Result<Address> {
        let (owner, alice) = (stage.people.owner, stage.people.alice);
        let units = portfolio
            .held
            .iter()
            .map(|amount| Ok((amount / U256::from(SETS)).try_into()?))
            .collect::<anyhow::Result<_>>()?;
        let create = SetTokenCreator::createCall {
            components: portfolio.tokens(),
            units,
            modules: vec![self.issuance, self.trade, self.index],
            manager: MULTICALL3,
            name: "Peer".to_owned(),
            symbol: "PEER".to_owned(),
        };
        let receipt = stage
            .send("creating a set", &Call::new(owner, self.creator, &create))
            .await?;
        let token = receipt
            .logs()
            .iter()
            .find_map(|log| SetTokenCreator::SetTokenCreated::decode_log(&log.inner).ok())
            .context("a set that is created has an event")?
            .data
            .setToken;
        let issuance = BasicIssuanceModule::initializeCall {
            setToken: token,
            preIssueHook: Address::ZERO,
        };
        let trade = TradeModule::initializeCall { setToken: token };
        let index = GeneralIndexModule::initializeCall { setToken: token };
        let modules = manage(
            owner,
            vec![
                (self.issuance, issuance.abi_encode()),
                (self.trade, trade.abi_encode()),
                (self.index, index.abi_encode()),
            ],
        );
        stage.send("initialising a set's modules", &modules).await?;
        let first = SETS.saturating_sub(SETS / 100);
        for (who, sets) in [(owner, first), (alice, SETS / 100)] {
            for (index, amount) in portfolio.held.iter().enumerate() {
                stage.market.give(index, who, *amount).await?;
                let component = stage.market.asset(index)?.token;
                stage.approve(component, who, self.issuance).await?;
            }
            let issue = BasicIssuanceModule::issueCall {
                setToken: token,
                quantity: U256::from(WHOLE) * U256::from(sets),
                to: who,
            };
            stage
                .send("issuing a set", &Call::new(who, self.issuance, &issue))
                .await?;
        }
        Ok(token)
    }

    /// Alice's: in with a hundredth of all, out with half of that.
    fn flows(&self, stage: &Stage, token: Address) -> (Call, Call) {
        let alice = stage.people.alice;
        let hundredth = U256::from(WHOLE) * U256::from(SETS / 100);
        let issue = BasicIssuanceModule::issueCall {
            setToken: token,
            quantity: hundredth,
            to: alice,
        };
        let redeem = BasicIssuanceModule::redeemCall {
            setToken: token,
            quantity: hundredth / U256::from(2_u64),
            to: alice,
        };
        (
            Call::new(alice, self.issuance, &issue),
            Call::new(alice, self.issuance, &redeem),
        )
    }

    /// The swaps through the trade module.
    async fn trades(&self, stage: &Stage, token: Address, swaps: &[Fill]) -> anyhow::Result<Call> {
        let supply = stage.view(token, &SetToken::totalSupplyCall {}).await?;
        let unit = |amount: U256| amount * U256::from(WHOLE) / supply;
        let calls = swaps
            .iter()
            .map(|swap| {
                let fee = fee_of(stage, swap)?;
                let path = [&swap.tokenIn[..], &fee, &swap.tokenOut[..]].concat();
                let trade = TradeModule::tradeCall {
                    setToken: token,
                    exchangeName: EXCHANGE.to_owned(),
                    sendToken: swap.tokenIn,
                    sendQuantity: unit(swap.amountIn),
                    receiveToken: swap.tokenOut,
                    minReceiveQuantity: unit(swap.minOut),
                    data: path.into(),
                };
                Ok((self.trade, trade.abi_encode()))
            })
            .collect::<anyhow::Result<_>>()?;
        Ok(manage(stage.people.keeper, calls))
    }

    /// Tells the index module how to trade, and makes a small part of the rebalance once.
    async fn prepare_index(
        &self,
        stage: &Stage,
        token: Address,
        portfolio: &Portfolio,
    ) -> anyhow::Result<()> {
        let hub = stage.market.asset(0)?.token;
        let swaps = &portfolio.swaps;
        let components: Vec<_> = swaps.iter().map(|swap| other_than(hub, swap)).collect();
        let count = components.len();
        let maximums = GeneralIndexModule::setTradeMaximumsCall {
            setToken: token,
            components: components.clone(),
            maximums: vec![U256::MAX; count],
        };
        let exchanges = GeneralIndexModule::setExchangesCall {
            setToken: token,
            components: components.clone(),
            names: vec![EXCHANGE.to_owned(); count],
        };
        let data = GeneralIndexModule::setExchangeDataCall {
            setToken: token,
            components,
            data: swaps
                .iter()
                .map(|swap| Ok(Bytes::from(fee_of(stage, swap)?)))
                .collect::<anyhow::Result<_>>()?,
        };
        let traders = GeneralIndexModule::setTraderStatusCall {
            setToken: token,
            traders: vec![MULTICALL3],
            statuses: vec![true],
        };
        let calls = [
            maximums.abi_encode(),
            exchanges.abi_encode(),
            data.abi_encode(),
            traders.abi_encode(),
        ];
        let calls = calls.into_iter().map(|call| (self.index, call)).collect();
        stage
            .send("preparing a set", &manage(stage.people.owner, calls))
            .await?;

        let part = |amount: U256| amount / U256::from(WARMING_PART);
        let small: Vec<_> = swaps
            .iter()
            .map(|swap| Fill {
                amountIn: part(swap.amountIn),
                amountOut: part(swap.amountOut),
                ..swap.clone()
            })
            .collect();
        let call = self.index_trades(stage, token, portfolio, &small).await?;
        stage.send("rebalancing a little", &call).await?;
        for index in 1..portfolio.size() {
            stage.market.arbitrage(index).await?;
        }
        Ok(())
    }

    /// The swaps through the index module: targets first, then a trade for each.
    async fn index_trades(
        &self,
        stage: &Stage,
        token: Address,
        portfolio: &Portfolio,
        swaps: &[Fill],
    ) -> anyhow::Result<Call> {
        let hub = stage.market.asset(0)?.token;
        let supply = stage.view(token, &SetToken::totalSupplyCall {}).await?;
        let multiplier = stage
            .view(token, &SetToken::positionMultiplierCall {})
            .await?;
        let unit = |amount: U256| amount * U256::from(WHOLE) / supply;
        let mut targets = Vec::new();
        for component in portfolio.tokens() {
            let get = SetToken::getDefaultPositionRealUnitCall { component };
            let now: U256 = stage.view(token, &get).await?.try_into()?;
            let swap = swaps
                .iter()
                .find(|swap| component != hub && other_than(hub, swap) == component);
            targets.push(match swap {
                Some(swap) if swap.tokenIn == component => now.saturating_sub(unit(swap.amountIn)),
                Some(swap) => now.saturating_add(unit(swap.amountOut)),
                None => now,
            });
        }
        let start = GeneralIndexModule::startRebalanceCall {
            setToken: token,
            newComponents: Vec::new(),
            newUnits: Vec::new(),
            oldUnits: targets,
            positionMultiplier: multiplier.try_into()?,
        };
        let mut calls = vec![(self.index, start.abi_encode())];
        for swap in swaps {
            let component = other_than(hub, swap);
            let trade = GeneralIndexModule::tradeCall {
                setToken: token,
                component,
                // At least this much of the hub for what is sold; at most a percent more than it should cost for what is bought.
                ethQuantityLimit: if swap.tokenIn == hub {
                    swap.amountIn
                        .saturating_add(swap.amountIn / U256::from(100_u64))
                } else {
                    swap.amountOut
                        .saturating_sub(swap.amountOut / U256::from(100_u64))
                },
            };
            calls.push((self.index, trade.abi_encode()));
        }
        Ok(manage(stage.people.keeper, calls))
    }
}

/// Calls by the manager, in one transaction.
pub(super) fn manage(who: Address, calls: Vec<(Address, Vec<u8>)>) -> Call {
    let calls = calls
        .into_iter()
        .map(|(target, data)| Multicall3::Call3 {
            target,
            allowFailure: false,
            callData: data.into(),
        })
        .collect();
    Call::new(who, MULTICALL3, &Multicall3::aggregate3Call { calls })
}

fn other_than(hub: Address, swap: &Fill) -> Address {
    if swap.tokenIn == hub {
        swap.tokenOut
    } else {
        swap.tokenIn
    }
}

/// Fee tier of a swap's pool, in three bytes.
pub(super) fn fee_of(stage: &Stage, swap: &Fill) -> anyhow::Result<Vec<u8>> {
    let mut pools = stage.market.assets.iter().filter_map(|asset| asset.pool);
    let pool = pools.find(|pool| pool.address == swap.pool);
    let pool = pool.context("a swap of ours is in a pool of the market")?;
    Ok(pool.fee.to_be_bytes::<3>().to_vec())
}
