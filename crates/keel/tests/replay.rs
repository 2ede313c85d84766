//! Price histories replayed with the real programs, held against a model of another making (`replay/reference.py`), and files that
//! are no histories.

use serde_json::Value;
use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Output},
};

const FAILURE: i32 = 1;
const USAGE_ERROR: i32 = 2;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("replay")
}

fn replay(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_keel"))
        .arg("replay")
        .args(arguments)
        .output()
        .expect("the built command line runs")
}

fn number(value: &Value) -> f64 {
    value
        .as_f64()
        .unwrap_or_else(|| panic!("{value} is no number"))
}

fn expected() -> Vec<Value> {
    let text = fs::read_to_string(folder().join("expected.json")).expect("it is committed");
    serde_json::from_str(&text).expect("a list of runs")
}

/// `what` may be off by a part of itself and by a bit, whichever is more.
fn is_near(name: &str, got: f64, wanted: f64, part: f64, least: f64) {
    let off = (got - wanted).abs();
    assert!(
        off <= (wanted.abs() * part).max(least),
        "{name}: got {got}, the model says {wanted}"
    );
}

/// The model has neither impact nor integers, and everything happens at once in it; a real row takes a minute.
fn held_against_the_model(run: &Value) {
    let text = |key: &str| run[key].as_str().expect("text");
    let csv = folder().join(text("csv"));
    let models = run["policies"].as_array().expect("a list");
    let policies: Vec<_> = models
        .iter()
        .map(|model| model["policy"].as_str().expect("a name"))
        .collect();
    // A fifth vault, which the model does not know: its laws are held, too.
    let all = format!("{},cost", policies.join(","));
    let output = replay(&[
        "--csv",
        csv.to_str().expect("letters"),
        "--assets",
        text("assets"),
        "--rows",
        text("rows"),
        "--policy",
        &all,
        "--json",
    ]);
    let complaint = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{complaint}");
    let told: Value = serde_json::from_slice(&output.stdout).expect("one JSON object");
    println!("{told:#}");
    let figures = told["policies"].as_array().expect("a list");
    assert_eq!(figures.len(), models.len() + 1);
    for (got, model) in figures.iter().zip(models) {
        let name = |figure: &str| format!("{} of {}, {figure}", text("csv"), model["policy"]);
        assert_eq!(got["policy"], model["policy"]);
        assert_eq!(
            got["rebalances"],
            model["rebalances"],
            "{}",
            name("rebalances")
        );
        assert_eq!(
            got["refused"],
            serde_json::json!({}),
            "{}",
            name("refusals")
        );
        for (figure, part, least) in [
            ("turnover", 0.02, 0.001),
            ("tracking_error_bps", 0.03, 3.0),
            ("worst_drift_bps", 0.02, 2.0),
            ("worst_breach_s", 0.0, 0.0),
            ("nav_end", 0.001_5, 0.0),
            ("held_end", 0.000_001, 2.0),
        ] {
            if model[figure].is_null() {
                continue;
            }
            is_near(
                &name(figure),
                number(&got[figure]),
                number(&model[figure]),
                part,
                least,
            );
        }
        // Pools take their fee, and then there is impact: 50 million a side against trades of some ten thousands.
        let (cost, fees) = (number(&got["cost_bps"]), number(&model["fees_bps"]));
        assert!(
            cost >= fees * 0.95 && cost <= fees * 1.7 + 1.0,
            "{}: {cost} {fees}",
            name("cost")
        );
    }
    let cost_aware = figures.last().expect("five");
    assert_eq!(cost_aware["policy"], "cost");
    assert!(number(&cost_aware["rebalances"]) >= 1.0 && number(&cost_aware["turnover"]) > 0.0);
}

#[test]
fn story_luna_and_ust_through_may_2021_come_to_what_the_model_says() {
    let runs = expected();
    let run = runs.iter().find(|run| run["assets"] == "LUNA,UST,ETH");
    held_against_the_model(run.expect("it is listed"));
}

#[test]
fn story_the_crash_of_october_2025_comes_to_what_the_model_says() {
    let runs = expected();
    let run = runs.iter().find(|run| run["assets"] == "DOGE,ADA,AVAX,UNI");
    held_against_the_model(run.expect("it is listed"));
}

#[test]
fn a_replay_writes_a_page_for_each_policy_and_takes_a_template() {
    let place = std::env::temp_dir().join(format!("keel-replay-{}", std::process::id()));
    fs::create_dir_all(&place).expect("a folder");
    let page = place.join("page.html");
    let csv = folder().join("spot_daily_2021_coingecko.csv");
    let (csv, file) = (
        csv.to_str().expect("letters"),
        page.to_str().expect("letters"),
    );
    let output = replay(&[
        "--csv",
        csv,
        "--template",
        "cost-aware",
        "--rows",
        "132..142",
        "--report",
        file,
    ]);
    let complaint = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{complaint}");
    let table = String::from_utf8_lossy(&output.stdout);
    assert!(table.contains("10 rows from 2021-05-13 00:00 to 2021-05-22 00:00 UTC, USDC, WETH, WBTC; no law was broken"), "{table}");
    let text = fs::read_to_string(&page).expect("the page was written");
    for shown in [
        "cost-aware over spot_daily_2021_coingecko.csv",
        "never rebalanced",
        "2021-05-13",
        "WBTC",
        "Loss budgets",
    ] {
        assert!(text.contains(shown), "{shown}");
    }
    fs::remove_dir_all(place).expect("clean");
}

#[test]
fn what_is_no_history_is_one_error_with_its_line_and_nothing_is_started() {
    let place = std::env::temp_dir().join(format!("keel-replay-bad-{}", std::process::id()));
    fs::create_dir_all(&place).expect("a folder");
    let file = place.join("history.csv");
    let path = file.to_str().expect("letters");
    let page = place.join("page.html");
    for (text, said) in [
        (
            "",
            "line 1: the file is 'empty'; allowed is a header and at least two rows",
        ),
        (
            "date,A\n2021-01-02,1\n2021-01-01,1\n",
            "line 3: the time is '2021-01-01'; allowed is at least 600 s after the line before it",
        ),
        (
            "date,A\n2021-01-01,NaN\n2021-01-02,1\n",
            "line 2: the price of A is 'NaN'; allowed is a number from 0.000001 to 1000000000",
        ),
        (
            "date,A\n2021-01-01,1\n2021-01-02,-3\n",
            "line 3: the price of A is '-3'; allowed is a number from 0.000001 to 1000000000",
        ),
        (
            "date,A\n2021-01-01,1,2\n",
            "line 2: the number of columns is '3'; allowed is 2",
        ),
        (
            "price,A\n",
            "line 1: the first column is 'price'; allowed is date, hour, time, timestamp",
        ),
    ] {
        fs::write(&file, text).expect("it can be written");
        let output = replay(&["--csv", path, "--report", page.to_str().expect("letters")]);
        assert_eq!(output.status.code(), Some(FAILURE));
        let complaint = String::from_utf8_lossy(&output.stderr);
        assert_eq!(complaint.trim(), format!("error: {path}, {said}"));
        assert!(output.stdout.is_empty() && !page.exists());
    }
    fs::write(&file, "date,A\n2021-01-01,1\n2021-01-02,2\n").expect("it can be written");
    for (arguments, code, said) in [
        (
            vec!["--assets", "B"],
            FAILURE,
            "has no column 'B'; it has A",
        ),
        (
            vec!["--assets", "A,A"],
            FAILURE,
            "'A' is in the portfolio twice",
        ),
        (
            vec!["--rows", "1..2"],
            FAILURE,
            "has 2 rows, and rows 1 to 2 were asked for",
        ),
        (vec!["--rows", "1-2"], USAGE_ERROR, "FROM..TO"),
        (vec!["--policy", "hope"], USAGE_ERROR, "threshold"),
        (
            vec!["--template", "60-40", "--assets", "A"],
            USAGE_ERROR,
            "cannot be used with",
        ),
        (
            vec!["--report", "/absent/page.html"],
            FAILURE,
            "there is no folder /absent",
        ),
    ] {
        let output = replay(&[&["--csv", path], arguments.as_slice()].concat());
        let complaint = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(code), "{complaint}");
        assert!(complaint.contains(said), "{complaint}");
    }
    let output = replay(&["--csv", place.join("absent.csv").to_str().expect("letters")]);
    assert_eq!(output.status.code(), Some(FAILURE));
    assert!(String::from_utf8_lossy(&output.stderr).contains("absent.csv: No such file"));
    fs::remove_dir_all(place).expect("clean");
}
