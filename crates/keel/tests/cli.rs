//! The command line's own mistakes: each ends in one clear sentence, the right exit code, and nothing changed.

use std::{
    fs,
    io::Read,
    net::TcpListener,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    process::{Command, Output},
};

const USAGE_ERROR: i32 = 2;
const FAILURE: i32 = 1;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../..")
        .canonicalize()
        .expect("the checkout is there")
}

fn keel(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_keel"))
        .args(arguments)
        .output()
        .expect("the built command line runs")
}

fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// A folder that looks like a checkout, removed at the end.
struct Checkout(PathBuf);

impl Checkout {
    fn new(name: &str) -> Self {
        let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
        drop(fs::remove_dir_all(&folder)); // Absent is fine.
        fs::create_dir_all(folder.join("abi")).expect("a scratch folder can be made");
        fs::copy(root().join("abi/Keel.sol"), folder.join("abi/Keel.sol")).expect("the ABI copies");
        Self(folder)
    }

    fn keel(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_keel"));
        command
            .args(arguments)
            .env("CARGO_MANIFEST_DIR", &self.0)
            .current_dir(&self.0);
        command
    }
}

impl Drop for Checkout {
    fn drop(&mut self) {
        drop(fs::remove_dir_all(&self.0)); // What is left, the next run removes.
    }
}

#[test]
fn unknown_verb_is_refused_with_a_suggestion() {
    let output = keel(&["demmo"]);
    assert_eq!(output.status.code(), Some(USAGE_ERROR));
    let text = stderr(&output);
    assert!(text.contains("demmo") && text.contains("'demo'"), "{text}");
}

#[test]
fn unknown_flag_is_refused_with_a_suggestion() {
    let output = keel(&["demo", "--asets", "3"]);
    assert_eq!(output.status.code(), Some(USAGE_ERROR));
    let text = stderr(&output);
    assert!(
        text.contains("--asets") && text.contains("--assets"),
        "{text}"
    );
}

#[test]
fn values_out_of_range_are_refused_with_the_range() {
    for (flag, value, range) in [
        ("--assets", "1", "2..=10"),
        ("--assets", "11", "2..=10"),
        ("--move", "-9001", "-9000..=90000"),
        ("--band", "0", "1..=5000"),
        ("--band", "5001", "1..=5000"),
    ] {
        let output = keel(&["demo", flag, value]);
        assert_eq!(output.status.code(), Some(USAGE_ERROR), "{flag} {value}");
        let text = stderr(&output);
        assert!(
            text.contains(value) && text.contains(range),
            "{flag} {value}: {text}"
        );
    }
}

#[test]
fn busy_port_is_named() {
    let taken = TcpListener::bind(("127.0.0.1", 0)).expect("a free port exists");
    let port = taken.local_addr().expect("it is bound").port().to_string();
    let output = keel(&["devnet", "--port", &port]);
    assert_eq!(output.status.code(), Some(FAILURE));
    let text = stderr(&output);
    assert!(text.contains(&port), "{text}");
}

#[test]
fn unknown_program_is_refused_with_the_list() {
    let output = keel(&["build", "valt"]);
    assert_eq!(output.status.code(), Some(FAILURE));
    let text = stderr(&output);
    assert!(text.contains("valt") && text.contains("vault"), "{text}");
}

#[test]
fn missing_network_file_is_named() {
    let output = keel(&[
        "deploy",
        "--rpc",
        "http://127.0.0.1:1",
        "--config",
        "deploy/networks/nowhere.toml",
    ]);
    assert_eq!(output.status.code(), Some(FAILURE));
    let text = stderr(&output);
    assert!(text.contains("nowhere.toml"), "{text}");
}

#[test]
fn missing_toolchain_part_is_named_when_rustup_cannot_install_it() {
    let checkout = Checkout::new("missing-part");
    // A toolchain without the parts: `rustc --print sysroot` answers with an empty folder, and rustup is refused.
    let tools = checkout.0.join("tools");
    fs::create_dir_all(&tools).expect("a scratch folder can be made");
    script(
        &tools.join("rustc"),
        &format!("echo {}", checkout.0.join("empty").display()),
    );
    script(&tools.join("rustup"), "exit 1");
    let output = checkout
        .keel(&["setup"])
        .env("PATH", format!("{}:/bin:/usr/bin", tools.display()))
        .output()
        .expect("the built command line runs");
    assert_eq!(output.status.code(), Some(FAILURE));
    let text = stderr(&output);
    assert!(
        text.contains("rust-src") && text.contains("wasm32-unknown-unknown"),
        "{text}"
    );
}

#[test]
fn damaged_package_is_named_and_set_up_refuses_to_use_it() {
    let checkout = Checkout::new("damaged-package");
    copy_folder(
        &root().join("target/keel/npm"),
        &checkout.0.join("target/keel/npm"),
    );
    let damaged = first_file(&checkout.0.join("target/keel/npm"), "UniswapV3Pool.json");
    let mut content = fs::read(&damaged).expect("the artifact is there: run cargo keel setup");
    content[100] ^= 1;
    fs::write(&damaged, content).expect("the scratch copy can be written");

    let output = checkout
        .keel(&["doctor"])
        .output()
        .expect("the built command line runs");
    assert_eq!(output.status.code(), Some(FAILURE));
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let line = text
        .lines()
        .find(|line| line.contains("@uniswap/v3-core"))
        .expect("the doctor lists the package");
    assert!(line.starts_with("missing"), "{line}");
    assert!(line.contains("UniswapV3Pool.json"), "{line}");
}

fn script(path: &Path, body: &str) {
    fs::write(path, format!("#!/bin/sh\n{body}\n")).expect("the script can be written");
    fs::set_permissions(path, fs::Permissions::from_mode(0o755))
        .expect("it can be made executable");
}

fn copy_folder(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a scratch folder can be made");
    for entry in fs::read_dir(from).expect("the packages are there: run cargo keel setup") {
        let entry = entry.expect("the folder can be listed");
        let target = to.join(entry.file_name());
        if entry.file_type().expect("the entry has a type").is_dir() {
            copy_folder(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), &target).expect("the file copies");
        }
    }
}

fn first_file(folder: &Path, name: &str) -> PathBuf {
    let mut pending = vec![folder.to_path_buf()];
    while let Some(folder) = pending.pop() {
        for entry in fs::read_dir(&folder).expect("the folder can be listed") {
            let path = entry.expect("the folder can be listed").path();
            if path.is_dir() {
                pending.push(path);
            } else if path.file_name().is_some_and(|found| found == name) {
                return path;
            }
        }
    }
    panic!("no {name} in {}", folder.display())
}

/// A vector file of the repository.
fn vectors() -> PathBuf {
    root().join("crates/devnet/vectors/stylus_vm.json.gz")
}

#[test]
fn vm_vectors_runs_a_folder_and_prints_the_summary_as_json() {
    let folder = vectors().parent().expect("a folder").to_owned();
    let output = keel(&["vm-vectors", folder.to_str().expect("text"), "--json"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let summary: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let expected = serde_json::json!({"total": 724, "passed": 724, "failed": []});
    assert_eq!(summary, expected);
}

#[test]
fn vm_vectors_prints_a_line_per_difference_and_fails() {
    let mut text = String::new();
    let packed = fs::File::open(vectors()).expect("the vectors are there");
    flate2::read::GzDecoder::new(packed)
        .read_to_string(&mut text)
        .expect("gzip");
    let mut file: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    let list = file["vectors"].as_array_mut().expect("a list");
    list.truncate(3);
    list[1]["kind"] = serde_json::json!("dream");
    let gas = list[2]["expect"]["gas_used"].as_u64().expect("a run");
    list[2]["expect"]["gas_used"] = serde_json::json!(gas + 1);
    let names: Vec<String> = list.iter().map(|v| v["name"].to_string()).collect();
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("differing.json");
    fs::write(&path, file.to_string()).expect("a scratch file");
    let path = path.to_str().expect("text");

    let plain = keel(&["vm-vectors", path]);
    assert_eq!(plain.status.code(), Some(FAILURE));
    let name = |index: usize| names[index].trim_matches('"');
    let expected = [
        format!(
            "{}: vector: expected one of the schema, got kind Some(\"dream\") is neither \"activate\" nor \"run\"",
            name(1)
        ),
        format!("{}: gas_used: expected {}, got {gas}", name(2), gas + 1),
        "1 passed, 2 failed".to_owned(),
    ];
    let printed = String::from_utf8_lossy(&plain.stdout).into_owned();
    assert_eq!(printed.lines().collect::<Vec<_>>(), expected);
    assert!(stderr(&plain).contains("warning: "), "the count is wrong");
    assert!(stderr(&plain).contains("2 of 3 vectors differ"));

    let json = keel(&["vm-vectors", path, "--json"]);
    assert_eq!(json.status.code(), Some(FAILURE));
    let summary: serde_json::Value = serde_json::from_slice(&json.stdout).expect("JSON alone");
    let failed = serde_json::json!({"total": 3, "passed": 1, "failed": [name(1), name(2)]});
    assert_eq!(summary, failed);
}

#[test]
fn vm_vectors_says_what_is_wrong_with_a_file_in_one_line() {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("no-vectors");
    fs::create_dir_all(&folder).expect("a scratch folder");
    let other = folder.join("other.json");
    fs::write(&other, r#"{"format":"x","vectors":[]}"#).expect("a scratch file");
    let binary = folder.join("binary.json");
    fs::write(&binary, [0xff, 0xfe]).expect("a scratch file");
    for (path, reason) in [
        (folder.join("absent.json"), "cannot be read"),
        (
            other,
            "format is \"x\", expected \"stylus-vm-conformance-1\"",
        ),
        (binary.clone(), "cannot be read"),
    ] {
        let output = keel(&["vm-vectors", path.to_str().expect("text"), "--json"]);
        assert_eq!(output.status.code(), Some(FAILURE));
        let text = stderr(&output);
        assert!(text.contains(reason) && text.lines().count() == 1, "{text}");
        assert!(output.stdout.is_empty());
    }
    fs::remove_file(binary).expect("just written");
    let output = keel(&["vm-vectors", folder.to_str().expect("text")]);
    assert_eq!(output.status.code(), Some(FAILURE));
    assert!(stderr(&output).contains("holds no vector file"));
    assert_eq!(keel(&["vm-vectors"]).status.code(), Some(USAGE_ERROR));
}
