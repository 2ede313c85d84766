//! Nothing that a vault, a token, an oracle or an engine does makes the lens fail, spoils what it shows of others, or passes for an
//! answer.

use alloy::{
    network::TransactionBuilder,
    primitives::{Address, B256, Bytes, I256, U256},
    providers::Provider,
    rpc::types::TransactionRequest,
    sol_types::{SolCall, SolValue},
};
use anyhow::ensure;
use client::bindings::{
    Asset, Explanation, Feed, ILens, IOracle, IVault, IVaultAdmin, IVaultViews, Portfolio,
    Position, Sequencer, Suite, Trouble, Verdict,
};
use e2e::{
    actors::{Ending, Puppet, Script},
    chain::Chain,
    hostile::with_oracle,
    stage::story,
    vault::Vault,
    world::World,
};

const WAD: U256 = U256::from_limbs([1_000_000_000_000_000_000, 0, 0, 0]);
/// Two million for each of eight vaults.
const LITTLE_GAS: u64 = 18_000_000;
/// The longest data of a fault.
const DATA_MAX: usize = 256;

/// Codes that answer everything in a way of their own.
const CODES: [(&str, &[u8], Trouble); 5] = [
    ("is gone", &[], Trouble::WithoutCode),
    (
        "refuses without a reason",
        &[0x5f, 0x5f, 0xfd],
        Trouble::Reverted,
    ),
    ("burns its gas", &[0xfe], Trouble::Reverted),
    // PUSH3 10,000,000; PUSH0; RETURN: the memory alone is more gas than a token is given.
    (
        "returns ten megabytes",
        &[0x62, 0x98, 0x96, 0x80, 0x5f, 0xf3],
        Trouble::Reverted,
    ),
    ("answers nothing", &[0x00], Trouble::Unreadable),
];

async fn portfolio(world: &World, vault: Address) -> anyhow::Result<Portfolio> {
    Ok(world
        .chain
        .view(world.lens(), &ILens::portfolioCall { vault })
        .await?)
}

async fn explain(world: &World, vault: Address) -> anyhow::Result<Explanation> {
    Ok(world
        .chain
        .view(world.lens(), &ILens::explainCall { vault })
        .await?)
}

async fn position(world: &World, vault: Address, user: Address) -> anyhow::Result<Position> {
    let call = ILens::userPositionCall { vault, user };
    Ok(world.chain.view(world.lens(), &call).await?)
}

#[test]
fn attack_a_token_that_misbehaves_is_named_and_everything_else_is_shown() {
    for (what, code, trouble) in CODES {
        story(async |world| {
            let chain = &world.chain;
            let vault = world.vault(3).await?;
            let token = vault.tokens()[2];
            let before = portfolio(world, vault.address).await?;
            chain.replace_code(token, Bytes::from_static(code)).await?;
            let seen = explain(world, vault.address).await?.portfolio;

            let asked = [
                IVault::symbolCall::SELECTOR,
                IVault::decimalsCall::SELECTOR,
                IVault::balanceOfCall::SELECTOR,
            ];
            ensure!(
                seen.faults.len() == asked.len(),
                "{what}: {:?}",
                seen.faults
            );
            for (fault, selector) in seen.faults.iter().zip(asked) {
                ensure!((fault.token, fault.asked) == (token, token), "{what}");
                ensure!(
                    fault.selector == selector && fault.trouble == trouble,
                    "{what}: {fault:?}"
                );
                ensure!(fault.data.is_empty());
            }
            let mut expected = before;
            expected.timestamp = seen.timestamp;
            expected.faults.clone_from(&seen.faults);
            expected.constituents[2].symbol = String::new();
            expected.constituents[2].held = U256::ZERO;
            ensure!(seen == expected, "{what}: {seen:?}");
            ensure!(seen.verdict == Verdict::BandNotBreached);

            let owner = world.chain.people.owner;
            let position = position(world, vault.address, owner).await?;
            ensure!(
                position.faults.len() == 2 && !position.valueWad.is_zero(),
                "{what}"
            );
            ensure!(position.holdings[2].decimals == expected.constituents[2].decimals);
            Ok(())
        });
    }
}

#[test]
fn attack_an_oracle_that_misbehaves_leaves_a_vault_without_prices_and_with_everything_else() {
    use Verdict::{PriceNotReady, SequencerNotReady};
    for (what, script, trouble, verdict) in [
        (
            "burns its gas",
            Script::ending(Ending::BurnGas, Bytes::new()),
            Trouble::Reverted,
            SequencerNotReady,
        ),
        (
            "says nothing",
            Script::returning(Bytes::new()),
            Trouble::Unreadable,
            SequencerNotReady,
        ),
        (
            "says zero",
            Script::answering::<IOracle::readCall>(&vec![U256::ZERO]),
            Trouble::Unreadable,
            SequencerNotReady,
        ),
        (
            "says too much",
            Script::answering::<IOracle::readCall>(&vec![U256::MAX]),
            Trouble::Unreadable,
            SequencerNotReady,
        ),
        (
            "says too many",
            Script::answering::<IOracle::readCall>(&vec![WAD; 5]),
            Trouble::Unreadable,
            SequencerNotReady,
        ),
        (
            "says none",
            Script::answering::<IOracle::readCall>(&Vec::new()),
            Trouble::Unreadable,
            PriceNotReady,
        ),
        // Zeros are an empty list too; for one feed they are more than it is given gas for.
        (
            "goes on for a megabyte",
            Script::returning(Bytes::new()).padded(1_000_000),
            Trouble::Reverted,
            PriceNotReady,
        ),
    ] {
        story(async |world| {
            let chain = &world.chain;
            let (oracle, vault) = with_oracle(world, world.config(2)).await?;
            for selector in [IOracle::readCall::SELECTOR, IOracle::readLastCall::SELECTOR] {
                oracle
                    .learn_selector(chain, selector, script.clone())
                    .await?;
            }
            let seen = explain(world, vault.address).await?;
            ensure!(seen.portfolio.verdict == verdict, "{what}");
            ensure!(seen.obstacle.asked == oracle.address);
            ensure!(
                seen.obstacle.trouble == trouble,
                "{what}: {:?}",
                seen.obstacle
            );
            ensure!(
                seen.portfolio
                    .faults
                    .iter()
                    .all(|fault| fault.data.len() <= DATA_MAX)
            );
            let shown = &seen.portfolio;
            ensure!(shown.navWad.is_zero() && !shown.isFresh && shown.totalAssets.is_zero());
            ensure!(
                shown
                    .constituents
                    .iter()
                    .all(|it| it.priceE36.is_zero() && !it.isFresh)
            );
            let amounts: Vec<_> = shown.constituents.iter().map(|it| it.amount).collect();
            ensure!(amounts == vault.balances(chain).await?, "{what}");
            ensure!(shown.name == vault.config.name && shown.policy == vault.config.policy);
            Ok(())
        });
    }
}

/// Two assets of 18 decimals, in a configuration that no vault has checked.
fn assets(tokens: [Address; 2]) -> Vec<Asset> {
    let asset = |token| Asset {
        token,
        targetWad: WAD / U256::from(2),
        poolFee: "0".parse().unwrap_or_default(),
        errorBps: 0,
        feed: Feed {
            aggregator: Address::ZERO,
            maxAgeSeconds: 1,
            feedDecimals: 8,
            tokenDecimals: 18,
        },
    };
    tokens.map(asset).into()
}

/// A puppet that answers `C` as a vault would.
async fn answers<C: SolCall>(
    chain: &Chain,
    puppet: Puppet,
    value: &C::Return,
) -> anyhow::Result<()> {
    puppet
        .learn::<C>(chain, Script::answering::<C>(value))
        .await
}

#[test]
fn attack_what_is_no_vault_is_said_to_be_none() {
    story(async |world| {
        let (chain, people) = (&world.chain, world.chain.people);
        let token = world.market.assets[0].token;
        let puppet = Puppet::deploy(chain).await?;
        for (address, trouble) in [
            (people.carol, Trouble::WithoutCode),
            (Address::ZERO, Trouble::WithoutCode),
            (token, Trouble::Reverted),
            (world.factory(), Trouble::Reverted),
            (world.lens(), Trouble::Reverted),
            (world.suite().implementation, Trouble::Reverted),
            (puppet.address, Trouble::Reverted),
        ] {
            is_no_vault(world, address, trouble).await?;
        }
        let (one, half) = (assets([token; 2]), WAD / U256::from(2));
        let mut heavy = one.clone();
        heavy[1].targetWad = WAD + U256::ONE;
        for listed in [
            vec![],
            vec![one[0].clone()],
            vec![one[0].clone(); 33],
            heavy,
        ] {
            answers::<IVaultViews::assetsCall>(chain, puppet, &listed).await?;
            is_no_vault(world, puppet.address, Trouble::Unreadable).await?;
        }
        for script in [
            Script::returning(Bytes::new()),
            Script::returning(vec![1; 31]),
            Script::returning(half.abi_encode()),
            Script::returning(vec![0xff; 64]),
            Script::returning(vec![0xff; 64]).padded(100_000),
        ] {
            puppet
                .learn::<IVaultViews::assetsCall>(chain, script)
                .await?;
            is_no_vault(world, puppet.address, Trouble::Unreadable).await?;
        }
        let burns = Script::ending(Ending::BurnGas, Bytes::new());
        puppet
            .learn::<IVaultViews::assetsCall>(chain, burns)
            .await?;
        is_no_vault(world, puppet.address, Trouble::Reverted).await
    });
}

async fn is_no_vault(world: &World, address: Address, trouble: Trouble) -> anyhow::Result<()> {
    let seen = explain(world, address).await?;
    let shown = &seen.portfolio;
    ensure!(
        shown.verdict == Verdict::NotAVault,
        "{address}: {:?}",
        shown.verdict
    );
    ensure!(shown.constituents.is_empty() && shown.vault == address);
    ensure!(
        shown.faults == [seen.obstacle.clone()],
        "{:?}",
        shown.faults
    );
    ensure!(
        seen.obstacle.trouble == trouble,
        "{address}: {:?}",
        seen.obstacle
    );
    ensure!(seen.obstacle.asked == address);
    ensure!(seen.obstacle.selector == IVaultViews::assetsCall::SELECTOR);
    ensure!(seen.obstacle.data.len() <= DATA_MAX);
    let position = position(world, address, world.chain.people.alice).await?;
    ensure!(position.holdings.is_empty() && position.faults == shown.faults);
    Ok(())
}

/// Something that looks like a vault in all that it is taught, and refuses the rest.
async fn impostor(chain: &Chain, tokens: [Address; 2], oracle: Address) -> anyhow::Result<Puppet> {
    let puppet = Puppet::deploy(chain).await?;
    let it = puppet.address;
    let suite = Suite {
        implementation: it,
        admin: it,
        priced: it,
        fees: it,
        permits: it,
        views: it,
        rebalance: it,
        oracle,
        engine: it,
        router: it,
    };
    let sequencer = Sequencer {
        feed: Address::ZERO,
        graceSeconds: 0,
    };
    answers::<IVaultViews::assetsCall>(chain, puppet, &assets(tokens)).await?;
    answers::<IVaultViews::suiteCall>(chain, puppet, &suite).await?;
    answers::<IVaultAdmin::sequencerCall>(chain, puppet, &sequencer).await?;
    Ok(puppet)
}

#[test]
fn attack_a_vault_cannot_say_what_no_vault_can_hold() {
    story(async |world| {
        let chain = &world.chain;
        let oracle = Puppet::deploy(chain).await?;
        let token = Puppet::deploy(chain).await?;
        let vault = impostor(chain, [token.address; 2], oracle.address).await?;
        answers::<IVaultAdmin::pausedCall>(chain, vault, &false).await?;
        let price = (U256::ONE << 224) - U256::ONE;
        oracle
            .learn::<IOracle::readCall>(
                chain,
                Script::answering::<IOracle::readCall>(&vec![price; 2]),
            )
            .await?;

        // The most that there may be: values add up, and nothing wraps.
        let most = U256::from(u128::MAX);
        answers::<IVaultViews::balancesCall>(chain, vault, &vec![most; 2]).await?;
        let seen = portfolio(world, vault.address).await?;
        let value = seen.constituents[0].valueWad;
        ensure!(value > U256::from(u128::MAX) && seen.navWad == value * U256::from(2));
        ensure!(seen.constituents.iter().all(|it| it.driftWad == I256::ZERO));
        ensure!(
            seen.verdict == Verdict::DecisionMissing,
            "it does not say what its supply is"
        );

        for amounts in [
            vec![most + U256::ONE; 2],
            vec![most; 1],
            vec![most; 3],
            Vec::new(),
        ] {
            answers::<IVaultViews::balancesCall>(chain, vault, &amounts).await?;
            let seen = portfolio(world, vault.address).await?;
            let is_named = seen.faults.iter().any(|fault| {
                fault.selector == IVaultViews::balancesCall::SELECTOR
                    && fault.trouble == Trouble::Unreadable
                    && fault.asked == vault.address
            });
            ensure!(is_named, "{amounts:?}: {:?}", seen.faults);
            ensure!(seen.constituents.len() == 2 && seen.navWad.is_zero());
        }

        // Names that are no text, symbols of another age, decimals that are none.
        let names = Script::returning(
            (U256::from(32), U256::from(2), B256::repeat_byte(0xff)).abi_encode(),
        );
        vault.learn::<IVault::nameCall>(chain, names).await?;
        let mut maker = [0; 32];
        maker[..3].copy_from_slice(b"MKR");
        token
            .learn::<IVault::symbolCall>(chain, Script::returning(maker.to_vec()))
            .await?;
        token
            .learn::<IVault::decimalsCall>(chain, Script::returning(U256::from(256).abi_encode()))
            .await?;
        let seen = portfolio(world, vault.address).await?;
        ensure!(seen.name.is_empty() && seen.constituents[0].symbol == "MKR");
        ensure!(seen.constituents[0].decimals == 18, "those of the feed");
        for (asked, selector) in [
            (vault.address, IVault::nameCall::SELECTOR),
            (token.address, IVault::decimalsCall::SELECTOR),
        ] {
            let is_named = seen.faults.iter().any(|fault| {
                (fault.asked, fault.trouble) == (asked, Trouble::Unreadable)
                    && fault.selector == selector
            });
            ensure!(is_named, "{:?}", seen.faults);
        }
        Ok(())
    });
}

#[test]
fn attack_one_bad_vault_never_spoils_the_others_in_a_list() {
    story(async |world| {
        let (chain, people) = (&world.chain, world.chain.people);
        let (first, last) = (world.vault(3).await?, world.vault(2).await?);
        let token = first.tokens()[1];
        let burner = Puppet::deploy(chain).await?;
        let burns = || Script::ending(Ending::BurnGas, Bytes::new());
        burner
            .learn::<IVaultViews::assetsCall>(chain, burns())
            .await?;
        // Honest about its assets, and then every other question burns whatever it is given; so do its tokens.
        let fire = Puppet::deploy(chain).await?;
        chain
            .replace_code(fire.address, Bytes::from_static(&[0xfe]))
            .await?;
        let waster = impostor(chain, [fire.address; 2], fire.address).await?;
        for selector in [
            IVaultAdmin::pausedCall::SELECTOR,
            IVault::totalSupplyCall::SELECTOR,
            IVault::nameCall::SELECTOR,
            IVaultViews::balancesCall::SELECTOR,
            IVaultViews::previewRebalanceCall::SELECTOR,
            IVaultViews::owedTotalCall::SELECTOR,
        ] {
            waster.learn_selector(chain, selector, burns()).await?;
        }
        chain.hold_still().await?;
        let vaults = vec![
            waster.address,
            first.address,
            people.carol,
            burner.address,
            token,
            waster.address,
            world.lens(),
            last.address,
        ];
        let listed = chain
            .view(
                world.lens(),
                &ILens::portfoliosCall {
                    vaults: vaults.clone(),
                },
            )
            .await?;
        ensure!(listed.len() == vaults.len());
        for (seen, vault) in listed.iter().zip(&vaults) {
            ensure!(seen.vault == *vault);
        }
        for (index, vault) in [(1, &first), (7, &last)] {
            ensure!(
                listed[index] == portfolio(world, vault.address).await?,
                "{index}"
            );
            ensure!(listed[index].faults.is_empty());
        }
        for index in [2, 3, 4, 6] {
            ensure!(listed[index].verdict == Verdict::NotAVault, "{index}");
        }
        for index in [0, 5] {
            ensure!(listed[index].verdict == Verdict::DecisionMissing);
            ensure!(listed[index].constituents.len() == 2 && !listed[index].faults.is_empty());
        }

        // With little gas for all, those who waste theirs waste no one else's.
        let vaults = [vec![waster.address; 6], vec![first.address, last.address]].concat();
        let request = TransactionRequest::default()
            .with_to(world.lens())
            .with_input(ILens::portfoliosCall { vaults }.abi_encode())
            .with_gas_limit(LITTLE_GAS);
        let data = chain.provider().call(request).await?;
        let few = ILens::portfoliosCall::abi_decode_returns(&data)?;
        ensure!(
            few[6] == portfolio(world, first.address).await?,
            "{:?}",
            few[6].faults
        );
        ensure!(
            few[7] == portfolio(world, last.address).await?,
            "{:?}",
            few[7].faults
        );
        Ok(())
    });
}

#[test]
fn attack_little_gas_is_said_to_be_the_reason_and_never_changes_a_fact() {
    story(async |world| {
        let chain = &world.chain;
        let vault = world.vault(3).await?;
        world.move_price(1, 2_500).await?;
        chain.hold_still().await?;
        let whole = explain(world, vault.address).await?;
        ensure!(whole.portfolio.verdict == Verdict::Due && whole.portfolio.faults.is_empty());
        let (mut starved, mut enough) = (0_u32, 0_u32);
        for gas in (500_000..=12_000_000_u64).step_by(250_000) {
            let Some(seen) = explain_with_gas(chain, world.lens(), &vault, gas).await? else {
                ensure!(enough == 0, "{gas}: more gas is not worse");
                continue;
            };
            for fault in &seen.portfolio.faults {
                ensure!(fault.trouble == Trouble::Starved, "{gas}: {fault:?}");
            }
            match seen.portfolio.faults.is_empty() {
                true => {
                    enough += 1;
                    ensure!(seen == whole, "{gas}");
                }
                false => {
                    starved += 1;
                    ensure!(
                        seen.obstacle.trouble == Trouble::Starved
                            || seen.decision == whole.decision
                    );
                    ensure!(
                        seen.portfolio.verdict != Verdict::Due || seen.decision == whole.decision
                    );
                }
            }
        }
        ensure!(
            starved > 0 && enough > 0,
            "{starved} starved, {enough} enough"
        );
        println!("of the calls {starved} were starved and {enough} had enough");
        Ok(())
    });
}

/// The explanation, or nothing when the gas is not enough for a lens at all.
async fn explain_with_gas(
    chain: &Chain,
    lens: Address,
    vault: &Vault,
    gas: u64,
) -> anyhow::Result<Option<Explanation>> {
    let call = ILens::explainCall {
        vault: vault.address,
    };
    let request = TransactionRequest::default()
        .with_to(lens)
        .with_input(call.abi_encode())
        .with_gas_limit(gas);
    match chain.provider().call(request).await {
        Ok(data) => Ok(Some(ILens::explainCall::abi_decode_returns(&data)?)),
        Err(_) => Ok(None),
    }
}

#[test]
fn attack_a_list_is_bounded_and_sixteen_of_the_largest_vaults_fit_one_call() {
    story(async |world| {
        let chain = &world.chain;
        let vault = world.vault(10).await?;
        chain.hold_still().await?;
        let none = ILens::portfoliosCall { vaults: Vec::new() };
        ensure!(chain.view(world.lens(), &none).await?.is_empty());
        let many = ILens::portfoliosCall {
            vaults: vec![vault.address; 16],
        };
        let seen = chain.view(world.lens(), &many).await?;
        let one = portfolio(world, vault.address).await?;
        ensure!(
            seen.len() == 16 && seen.iter().all(|it| *it == one),
            "{:?}",
            seen[15].faults
        );
        Ok(())
    });
}
