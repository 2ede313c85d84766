//! A vault as it is now, and why it rebalances now or does not.

use alloy_primitives::{Address, U256};
use kit::VM;
use kit::abi::{
    Asset, Constituent, Explanation, IVault, IVaultAdmin, IVaultPriced, IVaultViews, Portfolio,
    Sequencer, Suite, Verdict,
};
use rebalance_math::{MAX_ASSETS, MIN_ASSETS, WAD};
use stylus_sdk::prelude::*;

use crate::ask::{Asker, Source, Told};
use crate::prices::{Facts, Price, prices};
use crate::{token, valuation, verdict};

/// A balance is stored in that many bits.
const AMOUNT_BITS_MAX: usize = 128;

/// Everything about a vault.
pub(crate) fn explain(vm: VM, vault: Address) -> Explanation {
    let mut asker = Asker::new(vm);
    match assets(&mut asker, vault) {
        Ok(assets) => explain_vault(asker, vault, assets),
        Err(missing) => {
            let obstacle = asker.fault(missing);
            let portfolio = Portfolio {
                vault,
                timestamp: asker.vm.block_timestamp(),
                verdict: Verdict::NotAVault,
                faults: asker.faults,
                ..Portfolio::default()
            };
            Explanation {
                obstacle,
                portfolio,
                ..Explanation::default()
            }
        }
    }
}

/// The constituents, by which a vault is known.
pub(crate) fn assets(asker: &mut Asker, vault: Address) -> Told<Vec<Asset>> {
    asker.ask_for(
        Source::vault(vault),
        &IVaultViews::assetsCall {},
        |assets| {
            (MIN_ASSETS..=MAX_ASSETS).contains(&assets.len())
                && assets.iter().all(|asset| asset.targetWad <= WAD)
        },
    )
}

/// Amounts of `count` constituents, within what a vault can hold.
pub(crate) fn are_amounts(amounts: &[U256], count: usize) -> bool {
    amounts.len() == count
        && amounts
            .iter()
            .all(|amount| amount.bit_len() <= AMOUNT_BITS_MAX)
}

/// Whom a vault asks for prices, when it says so.
pub(crate) fn facts(suite: &Told<Suite>, sequencer: &Told<Sequencer>) -> Facts {
    match (suite, sequencer) {
        (Ok(suite), Ok(sequencer)) => Some((suite.oracle, sequencer.clone())),
        _ => None,
    }
}

fn explain_vault(mut asker: Asker, vault: Address, assets: Vec<Asset>) -> Explanation {
    let ask = &mut asker;
    let own = Source::vault(vault);
    let is_paused = ask.ask(own, &IVaultAdmin::pausedCall {});
    let supply = ask.ask(own, &IVault::totalSupplyCall {});
    let suite = ask.ask(own, &IVaultViews::suiteCall {});
    let sequencer = ask.ask(own, &IVaultAdmin::sequencerCall {});
    let mut portfolio = Portfolio {
        vault,
        timestamp: ask.vm.block_timestamp(),
        name: ask.look(own, &IVault::nameCall {}),
        symbol: ask.look(own, &IVault::symbolCall {}),
        decimals: ask.look(own, &IVault::decimalsCall {}),
        supply: supply.unwrap_or_default(),
        owner: ask.look(own, &IVaultAdmin::ownerCall {}),
        isPaused: is_paused.unwrap_or_default(),
        epoch: ask.look(own, &IVaultViews::epochCall {}),
        lastRebalancedAt: ask.look(own, &IVaultViews::lastRebalancedAtCall {}),
        venue: ask.look(own, &IVaultAdmin::venueCall {}),
        policy: ask.look(own, &IVaultAdmin::policyCall {}),
        flowPolicy: ask.look(own, &IVaultAdmin::flowPolicyCall {}),
        ..Portfolio::default()
    };
    portfolio.constituents = constituents(ask, vault, assets.clone());

    let priced = Source::vault_at_prices(vault);
    let prices = prices(ask, &facts(&suite, &sequencer), &assets);
    let decision = ask.ask(priced, &IVaultViews::previewRebalanceCall {});
    let (verdict, missing) = verdict::verdict(is_paused, supply, &decision, prices.stop);
    portfolio.verdict = verdict;
    portfolio.isFresh = prices.stop.is_none() && prices.each.iter().all(|price| price.is_fresh);
    portfolio.navWad = show_prices(&mut portfolio.constituents, &prices.each);
    // An empty vault has no flows, and one without any price no low end: that is no fault of theirs.
    if !portfolio.supply.is_zero() && !portfolio.navWad.is_zero() {
        portfolio.totalAssets = ask.look(priced, &IVaultPriced::totalAssetsCall {});
        if portfolio.isFresh {
            portfolio.flowRoomWad = ask.look(priced, &IVaultPriced::flowRoomCall {});
        }
    }
    portfolio.suite = suite.unwrap_or_default();
    portfolio.sequencer = sequencer.unwrap_or_default();
    let obstacle = missing
        .map(|missing| ask.fault(missing))
        .unwrap_or_default();
    portfolio.faults = asker.faults;
    Explanation {
        obstacle,
        decision: decision.unwrap_or_default(),
        portfolio,
    }
}

fn constituents(asker: &mut Asker, vault: Address, assets: Vec<Asset>) -> Vec<Constituent> {
    let count = assets.len();
    let balances = asker.ask_for(
        Source::vault(vault),
        &IVaultViews::balancesCall {},
        |amounts| are_amounts(amounts, count),
    );
    let mut amounts = balances.unwrap_or_default().into_iter();
    let of = |asset: Asset| {
        let token = asset.token;
        Constituent {
            symbol: token::symbol(asker, token),
            decimals: token::decimals(asker, token, asset.feed.tokenDecimals),
            amount: amounts.next().unwrap_or_default(),
            held: asker.look(
                Source::token(token),
                &IVault::balanceOfCall { account: vault },
            ),
            owed: asker.look(
                Source::vault_about(vault, token),
                &IVaultViews::owedTotalCall { token },
            ),
            asset,
            ..Constituent::default()
        }
    };
    assets.into_iter().map(of).collect()
}

/// Puts prices to constituents; returns NAV.
fn show_prices(constituents: &mut [Constituent], prices: &[Price]) -> U256 {
    for (constituent, price) in constituents.iter_mut().zip(prices) {
        constituent.priceE36 = price.e36;
        constituent.isFresh = price.is_fresh;
    }
    valuation::weigh(constituents)
}
