//! The "never" rules of ARCHITECTURE.md, checked over `cargo metadata` and the source tree.

use cargo_metadata::{DependencyKind, Metadata, MetadataCommand, Package, PackageId};
use std::collections::{BTreeMap, BTreeSet};

const CONTRACTS: [&str; 18] = [
    "vault",
    "vault-admin",
    "vault-priced",
    "vault-fees",
    "vault-permits",
    "vault-views",
    "vault-rebalance",
    "oracle",
    "observer",
    "guard",
    "upkeep",
    "engine",
    "risk",
    "risk-engine",
    "router",
    "router-menu",
    "factory",
    "lens",
];
/// What only tools may use: none of it may be reachable from a program.
const OFF_CHAIN: [&str; 12] = [
    "alloy",
    "revm",
    "wasmtime",
    "tokio",
    "reqwest",
    "hyper",
    "jsonrpsee",
    "clap",
    "serde_json",
    "devnet",
    "client",
    "protocols",
];

fn metadata() -> Metadata {
    MetadataCommand::new()
        .manifest_path(concat!(env!("CARGO_MANIFEST_DIR"), "/../Cargo.toml"))
        .other_options(["--locked".to_owned()])
        .exec()
        .expect("cargo metadata answers for the workspace")
}

fn package<'a>(metadata: &'a Metadata, name: &str) -> &'a Package {
    metadata
        .workspace_packages()
        .into_iter()
        .find(|package| package.name.as_str() == name)
        .unwrap_or_else(|| panic!("the workspace has a package {name}"))
}

/// Direct dependencies that a build of the package links (neither dev- nor build-dependencies).
fn direct(package: &Package) -> BTreeSet<String> {
    package
        .dependencies
        .iter()
        .filter(|dependency| dependency.kind == DependencyKind::Normal)
        .map(|dependency| dependency.name.clone())
        .collect()
}

/// Everything that a build of the package can link, from the resolved graph.
fn reachable(metadata: &Metadata, name: &str) -> BTreeSet<String> {
    let resolve = metadata.resolve.as_ref().expect("cargo metadata resolves");
    let nodes: BTreeMap<&PackageId, _> =
        resolve.nodes.iter().map(|node| (&node.id, node)).collect();
    let mut seen = BTreeSet::new();
    let mut pending = vec![&package(metadata, name).id];
    while let Some(id) = pending.pop() {
        for dependency in &nodes[id].deps {
            let linked = dependency
                .dep_kinds
                .iter()
                .any(|kind| kind.kind == DependencyKind::Normal);
            if linked && seen.insert(&dependency.pkg) {
                pending.push(&dependency.pkg);
            }
        }
    }
    seen.into_iter()
        .map(|id| metadata[id].name.to_string())
        .collect()
}

fn ours(metadata: &Metadata) -> BTreeSet<String> {
    metadata
        .workspace_packages()
        .into_iter()
        .map(|package| package.name.to_string())
        .collect()
}

#[test]
fn math_depends_on_ruint_only() {
    let metadata = metadata();
    let expected = BTreeSet::from(["ruint".to_owned()]);
    assert_eq!(direct(package(&metadata, "rebalance-math")), expected);
}

#[test]
fn contracts_depend_on_no_crate_of_ours_but_math_and_kit() {
    let metadata = metadata();
    let allowed = BTreeSet::from(["rebalance-math".to_owned(), "kit".to_owned()]);
    for contract in CONTRACTS.into_iter().chain(["kit"]) {
        let used: BTreeSet<_> = direct(package(&metadata, contract))
            .intersection(&ours(&metadata))
            .cloned()
            .collect();
        assert!(
            used.is_subset(&allowed),
            "{contract} depends on {used:?}; only {allowed:?} are allowed"
        );
    }
}

#[test]
fn contracts_reach_no_off_chain_crate_of_ours_or_runtime() {
    let metadata = metadata();
    // The SDK itself pulls host-only crates; what matters is that none of the tools' own is linked.
    for contract in CONTRACTS.into_iter().chain(["kit"]) {
        let reached = reachable(&metadata, contract);
        for forbidden in ["alloy", "revm", "wasmtime", "tokio", "reqwest", "jsonrpsee"] {
            assert!(
                !reached.contains(forbidden),
                "{contract} reaches {forbidden}"
            );
        }
        for forbidden in OFF_CHAIN {
            assert!(
                !direct(package(&metadata, contract)).contains(forbidden),
                "{contract} depends on {forbidden}"
            );
        }
    }
}

#[test]
fn the_devnet_links_no_contract() {
    let metadata = metadata();
    let reached = reachable(&metadata, "devnet");
    for contract in CONTRACTS.into_iter().chain(["kit"]) {
        assert!(!reached.contains(contract), "devnet reaches {contract}");
    }
    assert!(!reached.contains("stylus-sdk"), "devnet reaches stylus-sdk");
}

#[test]
fn no_cargo_feature_changes_a_contract() {
    let metadata = metadata();
    for contract in CONTRACTS.into_iter().chain(["kit"]) {
        let features: Vec<_> = package(&metadata, contract)
            .features
            .keys()
            .filter(|feature| {
                !["export-abi", "contract-client-gen", "default"].contains(&feature.as_str())
            })
            .collect();
        assert!(
            features.is_empty(),
            "{contract} has the features {features:?}"
        );
    }
}

#[test]
fn one_sdk_and_one_ruint_in_the_lockfile() {
    let metadata = metadata();
    for name in [
        "stylus-sdk",
        "ruint",
        "alloy-primitives",
        "alloy-sol-types",
        "revm",
        "wasmtime",
    ] {
        let versions: Vec<_> = metadata
            .packages
            .iter()
            .filter(|package| package.name.as_str() == name)
            .map(|package| package.version.to_string())
            .collect();
        assert_eq!(
            versions.len(),
            1,
            "{name} is in the lockfile as {versions:?}"
        );
    }
}

#[test]
fn tests_are_a_leaf() {
    let metadata = metadata();
    for package in metadata.workspace_packages() {
        assert!(
            !direct(package).contains("e2e"),
            "{} depends on the tests",
            package.name
        );
    }
}

/// INVARIANTS.md names tests; a name that no test has would be a promise that nobody keeps.
#[test]
fn every_test_that_the_list_of_invariants_names_exists() {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/..");
    let list = std::fs::read_to_string(format!("{root}/tests/INVARIANTS.md")).expect("the list");
    let mut sources = String::new();
    let mut folders = vec!["tests/tests", "tests/twin/tests", "contracts", "crates"]
        .into_iter()
        .map(|folder| std::path::PathBuf::from(format!("{root}/{folder}")))
        .collect::<Vec<_>>();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).expect("a folder of sources") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                sources.push_str(&std::fs::read_to_string(&path).expect("a source"));
            }
        }
    }
    let named: BTreeSet<_> = list
        .split('`')
        .filter(|word| {
            word.contains('_') && word.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
        })
        .collect();
    assert!(named.len() > 40, "the list names {} tests", named.len());
    let missing: Vec<_> = named
        .into_iter()
        .filter(|name| !sources.contains(&format!("fn {name}(")))
        .collect();
    assert!(missing.is_empty(), "no test is named {missing:?}");
}
