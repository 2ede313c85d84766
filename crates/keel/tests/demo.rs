//! The demo as a program sees it: one JSON object on standard output, whose figures agree with each other and with the
//! chain that it leaves running.

use alloy::{
    primitives::{Address, U256},
    providers::{Provider, ProviderBuilder},
};
use client::bindings::{IFactory, IVaultViews};
use serde_json::Value;
use std::{
    io::{BufRead, BufReader},
    process::{Child, Command, Stdio},
};

fn demo(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_keel"));
    command.arg("demo").arg("--json").args(arguments);
    command
}

fn report(arguments: &[&str]) -> Value {
    let output = demo(arguments)
        .output()
        .expect("the built command line runs");
    assert!(
        output.status.success(),
        "{arguments:?}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    serde_json::from_slice(&output.stdout)
        .expect("standard output is one JSON object and nothing else")
}

fn integer(value: &Value) -> i64 {
    value
        .as_i64()
        .unwrap_or_else(|| panic!("{value} is no integer"))
}

fn amount(value: &Value) -> U256 {
    let text = value
        .as_str()
        .unwrap_or_else(|| panic!("{value} is no string"));
    U256::from_str_radix(text, 10).unwrap_or_else(|_| panic!("{value} is no decimal amount"))
}

fn address(value: &Value) -> Address {
    let text = value
        .as_str()
        .unwrap_or_else(|| panic!("{value} is no string"));
    Address::parse_checksummed(text, None).unwrap_or_else(|_| panic!("{value} is no address"))
}

fn list(value: &Value) -> &Vec<Value> {
    value
        .as_array()
        .unwrap_or_else(|| panic!("{value} is no list"))
}

/// What holds for every report, breached or not.
fn check_common(report: &Value, assets: usize) {
    assert_eq!(report["ok"], true);
    assert_eq!(report["chain"]["stylus"], true);
    assert_eq!(list(&report["assets"]).len(), assets);
    for column in ["target_bps", "weight_before_bps", "weight_after_bps"] {
        let sum: i64 = list(&report["assets"])
            .iter()
            .map(|asset| integer(&asset[column]))
            .sum();
        // Each weight is rounded to the nearest.
        let slack = i64::try_from(assets).expect("ten at most");
        assert!((sum - 10_000).abs() <= slack, "{column} sum to {sum}");
    }
    for asset in list(&report["assets"]) {
        address(&asset["address"]);
        assert!(integer(&asset["decimals"]) > 0);
    }
    for program in [
        "oracle",
        "observer",
        "guard",
        "engine",
        "router-menu",
        "risk",
        "risk-engine",
        "router",
        "vault-admin",
        "vault-priced",
        "vault-fees",
        "vault-permits",
        "vault-views",
        "vault-rebalance",
        "vault",
        "factory",
        "lens",
        "upkeep",
    ] {
        let line = &report["programs"][program];
        address(&line["address"]);
        assert!(integer(&line["brotli_bytes"]) < 24_000, "{program}: {line}");
        assert_eq!(line["initial_pages"], 1, "{program}");
        let (cached, uncached) = (
            integer(&line["entry_gas_cached"]),
            integer(&line["entry_gas_uncached"]),
        );
        assert!(cached > 0 && cached < uncached, "{program}: {line}");
    }
    address(&report["protocols"]["uniswap_v3_factory"]);
    for gas in ["deposit", "redeem"] {
        assert!(integer(&report["gas"][gas]) > 21_000, "{gas}");
    }
}

fn check_breached(report: &Value) {
    let trades = list(&report["trades"]);
    assert!(!trades.is_empty());
    let band = integer(&report["band_bps"]);
    assert!(integer(&report["max_drift_before_bps"]) > band);
    assert!(integer(&report["max_drift_after_bps"]) <= band);
    for trade in trades {
        assert!(
            amount(&trade["amount_out"]) >= amount(&trade["min_out"]),
            "{trade}"
        );
        assert!(integer(&trade["price_impact_bps"]) > 0, "{trade}");
        assert_ne!(trade["sell"], trade["buy"]);
        address(&trade["pool"]);
    }
    let (before, after) = (amount(&report["nav_before"]), amount(&report["nav_after"]));
    let loss = integer(&report["nav_loss_bps"]);
    assert!(
        (0..=100).contains(&loss),
        "the vault's own budget is 100 bps: {loss}"
    );
    assert_eq!(after < before, loss > 0);
    assert!(integer(&report["gas"]["rebalance"]) > 100_000);
}

#[test]
fn demo_rebalances_portfolios_of_every_size_in_both_directions() {
    for (assets, move_bps) in [
        (2, "-2500"),
        (2, "3000"),
        (3, "2500"),
        (5, "-3000"),
        (10, "3000"),
        (10, "-2500"),
    ] {
        let report = report(&["--assets", &assets.to_string(), "--move", move_bps]);
        check_common(&report, assets);
        check_breached(&report);
        let moved = &report["assets"][1]["symbol"];
        let side = if move_bps.starts_with('-') {
            "buy"
        } else {
            "sell"
        };
        assert!(
            list(&report["trades"])
                .iter()
                .any(|trade| &trade[side] == moved),
            "{moved} is traded back: {report}"
        );
    }
}

#[test]
fn demo_says_so_when_the_band_is_not_breached() {
    let report = report(&["--move", "100"]);
    check_common(&report, 3);
    assert_eq!(report["reason"], "BandNotBreached");
    assert!(list(&report["trades"]).is_empty());
    assert_eq!(report["nav_before"], report["nav_after"]);
    assert_eq!(report["nav_loss_bps"], 0);
}

#[test]
fn demo_is_repeatable_by_its_seed() {
    let first = report(&["--seed", "7"]);
    let second = report(&["--seed", "7"]);
    let other = report(&["--seed", "8"]);
    assert_eq!(first["trades"], second["trades"]);
    assert_ne!(first["trades"], other["trades"]);
}

/// Ends the chain that it keeps running, also when a check fails.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        self.0.kill().expect("a running child can be ended");
        self.0.wait().expect("an ended child can be waited for");
    }
}

#[tokio::test]
async fn demo_leaves_a_chain_that_agrees_with_its_report() {
    let mut child = Running(
        demo(&["--keep-running", "--assets", "3", "--move", "2500"])
            .stdout(Stdio::piped())
            .spawn()
            .expect("the built command line runs"),
    );
    let output = child.0.stdout.take().expect("standard output is piped");
    let mut line = String::new();
    BufReader::new(output)
        .read_line(&mut line)
        .expect("the report is printed");
    let report: Value = serde_json::from_str(&line).expect("the report is JSON");
    check_breached(&report);

    let url = report["rpc"]
        .as_str()
        .expect("the chain's URL is in the report");
    let provider = ProviderBuilder::new().connect_http(url.parse().expect("it is a URL"));
    assert_eq!(
        provider.get_chain_id().await.expect("the chain answers"),
        report["chain"]["id"].as_u64().expect("a number")
    );
    let vault = address(&report["vault"]);
    let implementation = address(&report["programs"]["vault"]["address"]);
    let code = provider
        .get_code_at(implementation)
        .await
        .expect("the chain answers");
    assert_eq!(code[..4], [0xef, 0xf0, 0x00, 0x00]);
    // The recipe's prefix is not part of what brotli made.
    let brotli =
        usize::try_from(integer(&report["programs"]["vault"]["brotli_bytes"])).expect("positive");
    assert_eq!(code.len(), brotli + 4);

    let factory = IFactory::new(
        address(&report["programs"]["factory"]["address"]),
        &provider,
    );
    let registered = factory
        .implementationOf(vault)
        .call()
        .await
        .expect("the factory answers");
    assert_eq!(registered, implementation);
    let vault = IVaultViews::new(vault, &provider);
    assert_eq!(
        vault.epoch().call().await.expect("the vault answers"),
        U256::from(1)
    );
    let decision = vault
        .previewRebalance()
        .call()
        .await
        .expect("the vault answers");
    for (asset, weight) in list(&report["assets"]).iter().zip(&decision.weightsWad) {
        // Redemption in kind rounds for the vault, so weights moved by less than a basis point.
        let reported = U256::from(integer(&asset["weight_after_bps"]).unsigned_abs());
        let wad = reported * U256::from(100_000_000_000_000_u64);
        assert!(
            wad.abs_diff(*weight) <= U256::from(100_000_000_000_000_u64),
            "{asset}: {weight}"
        );
    }
}

/// The figures of the page are those of the JSON object, and it is one file that needs nothing else.
#[test]
fn demo_writes_a_page_of_what_it_tells() {
    let path = std::env::temp_dir().join(format!("keel-demo-{}.html", std::process::id()));
    let file = path.to_str().expect("a path of letters");
    let told = report(&["--assets", "3", "--report", file]);
    let page = std::fs::read_to_string(&path).expect("the page was written");
    std::fs::remove_file(&path).expect("clean");
    assert!(page.starts_with("<!DOCTYPE html>") && page.ends_with("</html>"));
    let percent = |bps: i64| format!("{}.{:02}\u{a0}%", bps / 100, bps % 100);
    let drift = format!(
        "{} → {}",
        percent(integer(&told["max_drift_before_bps"])),
        percent(integer(&told["max_drift_after_bps"]))
    );
    assert!(page.contains(&drift), "{drift}");
    for asset in list(&told["assets"]) {
        let symbol = asset["symbol"].as_str().expect("a symbol");
        let weight = percent(integer(&asset["weight_before_bps"]));
        assert!(
            page.contains(&format!("<th scope=\"row\">{symbol}</th>")),
            "{symbol}"
        );
        assert!(
            page.contains(&format!("<td class=\"number\">{weight}</td>")),
            "{weight}"
        );
    }
    for trade in list(&told["trades"]) {
        let pool = trade["pool"].as_str().expect("an address");
        assert!(page.contains(pool), "{pool}");
        let cost = integer(&trade["cost_against_oracle_bps"]);
        assert!(
            page.contains(&format!("<td class=\"number\">{cost}</td>")),
            "{cost}"
        );
    }
    for sentence in [
        "Go: max drift ",
        "WETH is above its target",
        "Plan: sell ",
        "No: max drift ",
        "A stranger has called rebalance.",
    ] {
        assert!(page.contains(sentence), "{sentence}");
    }
    // One vertical line of the rebalance in each of three charts of weights and one of value.
    assert_eq!(page.matches("<line class=\"rebalance\"").count(), 4);
    let gas = integer(&told["gas"]["rebalance"]).to_string();
    let (head, tail) = gas.split_at(gas.len() - 3);
    assert!(page.contains(&format!("{head}\u{202f}{tail}")), "{gas}");
    let lost = page.matches("<svg class=\"meter\"").count();
    assert_eq!(lost, 2, "a meter for each budget");
}

#[test]
fn demo_writes_a_page_without_a_trade() {
    let path = std::env::temp_dir().join(format!("keel-demo-quiet-{}.html", std::process::id()));
    let file = path.to_str().expect("a path of letters");
    let told = report(&["--assets", "2", "--move", "100", "--report", file]);
    let page = std::fs::read_to_string(&path).expect("the page was written");
    std::fs::remove_file(&path).expect("clean");
    assert!(list(&told["trades"]).is_empty());
    assert!(page.contains("There was no trade.") && page.contains("none sent"));
    assert!(
        !page.contains("<line class=\"rebalance\"") && !page.contains("Drift before and after")
    );
}

#[test]
fn demo_refuses_a_place_for_its_page_before_it_does_anything() {
    let absent = std::env::temp_dir().join("keel-absent-folder");
    let file = absent.join("page.html");
    let output = demo(&["--report", file.to_str().expect("letters")])
        .output()
        .expect("the built command line runs");
    assert_eq!(output.status.code(), Some(1));
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(
        said.trim(),
        format!(
            "error: {} cannot be written: there is no folder {}",
            file.display(),
            absent.display()
        )
    );
}
