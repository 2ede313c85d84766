//! What an account has in a vault: its shares and what they are worth in every way out, and its claims.

use alloy_primitives::{Address, U256};
use alloy_sol_types::SolCall;
use kit::VM;
use kit::abi::{Asset, Holding, IVault, IVaultAdmin, IVaultPriced, IVaultViews, Position};
use kit::codec::{Fields, Reader, encode_call};
use stylus_sdk::prelude::*;

use crate::ask::{Asker, Source, Told};
use crate::portfolio::{are_amounts, assets, facts};
use crate::prices::{Price, prices};
use crate::{token, valuation};

pub(crate) fn position(vm: VM, vault: Address, user: Address) -> Position {
    let mut asker = Asker::new(vm);
    let mut position = Position {
        vault,
        user,
        timestamp: asker.vm.block_timestamp(),
        ..Position::default()
    };
    // What is no vault has no constituents either; that it was asked for them is among the faults.
    if let Ok(assets) = assets(&mut asker, vault) {
        fill(&mut asker, &mut position, &assets);
    }
    position.faults = asker.faults;
    position
}

fn fill(asker: &mut Asker, position: &mut Position, assets: &[Asset]) {
    let Position { vault, user, .. } = *position;
    let (own, priced) = (Source::vault(vault), Source::vault_at_prices(vault));
    position.shares = asker.look(own, &IVault::balanceOfCall { account: user });
    if let Ok(locked) = locked(asker, own, user) {
        position.lockedShares = locked.shares;
        position.lockedUntil = locked.until;
    }
    let amounts = in_kind(asker, own, position.shares, assets.len());
    let suite = asker.ask(own, &IVaultViews::suiteCall {});
    let sequencer = asker.ask(own, &IVaultAdmin::sequencerCall {});
    let holdings = assets.iter().zip(amounts);
    position.holdings = holdings
        .map(|(asset, amount)| holding(asker, vault, user, asset, amount))
        .collect();

    let prices = prices(asker, &facts(&suite, &sequencer), assets);
    position.isFresh = prices.stop.is_none() && prices.each.iter().all(|price| price.is_fresh);
    position.valueWad = show_prices(&mut position.holdings, &prices.each);
    position.maxWithdraw = asker.look(priced, &IVaultPriced::maxWithdrawCall { owner: user });
    position.maxRedeem = asker.look(priced, &IVaultPriced::maxRedeemCall { owner: user });
    if !position.shares.is_zero() {
        let call = IVaultPriced::convertToAssetsCall {
            shares: position.shares,
        };
        position.assets = asker.look(priced, &call);
    }
}

/// What the shares are redeemed for in kind; nothing for none, and zeros when the vault does not say.
fn in_kind(asker: &mut Asker, own: Source, shares: U256, count: usize) -> Vec<U256> {
    let nothing = vec![U256::ZERO; count];
    if shares.is_zero() {
        return nothing;
    }
    let call = IVaultViews::previewRedeemInKindCall { shares };
    asker
        .ask_for(own, &call, |amounts| are_amounts(amounts, count))
        .unwrap_or(nothing)
}

fn locked(
    asker: &mut Asker,
    own: Source,
    account: Address,
) -> Told<IVaultAdmin::lockedSharesReturn> {
    let selector = IVaultAdmin::lockedSharesCall::SELECTOR;
    let call = IVaultAdmin::lockedSharesCall { account };
    let answer = asker.ask_raw(own, selector, &encode_call(&call))?;
    let mut reader = Reader::new(&answer);
    let locked = IVaultAdmin::lockedSharesReturn::read_fields(&mut reader);
    asker.readable(own, selector, &answer, reader.is_sound().then_some(locked))
}

fn holding(
    asker: &mut Asker,
    vault: Address,
    user: Address,
    asset: &Asset,
    amount: U256,
) -> Holding {
    let token = asset.token;
    let call = IVaultViews::owedCall { token, owner: user };
    Holding {
        token,
        symbol: token::symbol(asker, token),
        decimals: token::decimals(asker, token, asset.feed.tokenDecimals),
        amount,
        owed: asker.look(Source::vault_about(vault, token), &call),
        ..Holding::default()
    }
}

/// Puts prices to holdings; returns their value, or zero while one has no price.
fn show_prices(holdings: &mut [Holding], prices: &[Price]) -> U256 {
    let mut sum = U256::ZERO;
    let mut is_whole = true;
    for (holding, price) in holdings.iter_mut().zip(prices) {
        holding.priceE36 = price.e36;
        holding.isFresh = price.is_fresh;
        holding.valueWad = valuation::value(holding.amount, price.e36);
        is_whole &= !price.e36.is_zero();
        sum = sum.saturating_add(holding.valueWad);
    }
    if is_whole { sum } else { U256::ZERO }
}
