//! The interfaces as JSON and TypeScript, written from the bindings, and the check that the files still agree.
//!
//! A client that calls the vault sees the errors of whatever the vault calls, unchanged. So each contract's file also
//! lists the errors that bubble through it: with it alone, every failure can be decoded.

use crate::{
    arb_wasm::ArbWasm,
    bindings::{
        IEngine, IFactory, IGuard, ILens, IObserver, IOracle, IProgram, IRisk, IRiskEngine,
        IRouter, IRouterMenu, IUpkeep, IVault, IVaultAdmin, IVaultFees, IVaultPermits,
        IVaultPriced, IVaultRebalance, IVaultViews,
    },
};
use alloy::json_abi::{Error as AbiError, JsonAbi};
use std::{fmt::Write, io, path::Path};

/// Contents of every generated file, by name and in order.
fn files() -> Vec<(String, String)> {
    let contracts = contracts();
    let mut files: Vec<_> = contracts
        .iter()
        .map(|(name, abi)| (format!("{name}.json"), json(abi)))
        .collect();
    files.push(("keel.ts".to_owned(), typescript(&contracts)));
    files.push(("selectors.txt".to_owned(), selectors()));
    files
}

/// Every contract with all that its caller can meet.
pub fn contracts() -> Vec<(&'static str, JsonAbi)> {
    let program = IProgram::abi::contract();
    let oracle = IOracle::abi::contract();
    let engine = IEngine::abi::contract();
    let menu = IRouterMenu::abi::contract();
    // By a menu the router meets what its room does.
    let router = with_errors_of(&IRouter::abi::contract(), &[&menu]);
    let vault = vault();
    let factory = IFactory::abi::contract();

    // A vault's engine may be one of risk, which asks the vault and its feeds.
    let risk_engine = IRiskEngine::abi::contract();
    let risk_callees = [&program, &engine, &oracle, &vault];
    let vault_callees = [&program, &oracle, &engine, &risk_engine, &router];
    let factory_callees = [&program, &oracle, &engine, &risk_engine, &router, &vault];
    let lens = ILens::abi::contract();
    vec![
        ("IOracle", with_errors_of(&oracle, &[&program])),
        (
            "IObserver",
            with_errors_of(&IObserver::abi::contract(), &[&program, &oracle]),
        ),
        (
            "IGuard",
            with_errors_of(
                &IGuard::abi::contract(),
                &[&program, &oracle, &IObserver::abi::contract()],
            ),
        ),
        ("IEngine", with_errors_of(&engine, &[&program])),
        (
            "IRisk",
            with_errors_of(&IRisk::abi::contract(), &[&program, &engine]),
        ),
        ("IRiskEngine", with_errors_of(&risk_engine, &risk_callees)),
        // In a swap the router asks the vault to pay, and the vault may refuse.
        ("IRouter", with_errors_of(&router, &[&program, &vault])),
        (
            "IRouterMenu",
            with_errors_of(&menu, &[&program, &router, &vault]),
        ),
        ("IVault", with_errors_of(&vault, &vault_callees)),
        ("IFactory", with_errors_of(&factory, &factory_callees)),
        // What it asks may refuse with any of these, and the result has the data.
        ("ILens", with_errors_of(&lens, &factory_callees)),
        // What a vault refuses with reaches whoever poked it.
        (
            "IUpkeep",
            with_errors_of(&IUpkeep::abi::contract(), &factory_callees),
        ),
    ]
}

/// The programs that a vault consists of, by the names of their crates: its core and then its rooms, each with what it
/// answers itself and all that its caller can meet.
pub fn rooms() -> Vec<(&'static str, JsonAbi)> {
    let program = IProgram::abi::contract();
    let (oracle, engine, risk_engine, router) = (
        IOracle::abi::contract(),
        IEngine::abi::contract(),
        IRiskEngine::abi::contract(),
        with_errors_of(&IRouter::abi::contract(), &[&IRouterMenu::abi::contract()]),
    );
    let core = IVault::abi::contract();
    let callees = [&program, &oracle, &engine, &risk_engine, &router, &core];
    vec![
        ("vault", with_errors_of(&core, &callees)),
        (
            "vault-admin",
            with_errors_of(&IVaultAdmin::abi::contract(), &callees),
        ),
        (
            "vault-priced",
            with_errors_of(&IVaultPriced::abi::contract(), &callees),
        ),
        (
            "vault-fees",
            with_errors_of(&IVaultFees::abi::contract(), &callees),
        ),
        (
            "vault-permits",
            with_errors_of(&IVaultPermits::abi::contract(), &callees),
        ),
        (
            "vault-views",
            with_errors_of(&IVaultViews::abi::contract(), &callees),
        ),
        (
            "vault-rebalance",
            with_errors_of(&IVaultRebalance::abi::contract(), &callees),
        ),
    ]
}

/// The whole face of a vault: a caller calls one address, whichever room answers.
fn vault() -> JsonAbi {
    let mut face = IVault::abi::contract();
    for (_, room) in rooms() {
        for function in room.functions() {
            let overloads = face.functions.entry(function.name.clone()).or_default();
            if !overloads
                .iter()
                .any(|known| known.selector() == function.selector())
            {
                overloads.push(function.clone());
            }
        }
    }
    face
}

/// Every error that a transaction to Keel, or its deployment, can end in.
pub fn every_error() -> Vec<AbiError> {
    let mut abi = JsonAbi::new();
    let arb_wasm = ArbWasm::abi::contract();
    for (_, contract) in contracts() {
        add_errors(&mut abi, &contract);
    }
    add_errors(&mut abi, &arb_wasm);
    abi.errors.into_values().flatten().collect()
}

/// Writes the files into `folder` and returns their names.
///
/// # Errors
/// When a file cannot be written.
pub fn write(folder: &Path) -> io::Result<Vec<String>> {
    files()
        .into_iter()
        .map(|(name, content)| {
            std::fs::write(folder.join(&name), content)?;
            Ok(name)
        })
        .collect()
}

/// Names of the files in `folder` that differ from what [`write()`] would write, or that are absent.
///
/// # Errors
/// When a file is there and cannot be read.
pub fn drift(folder: &Path) -> io::Result<Vec<String>> {
    let mut differing = Vec::new();
    for (name, content) in files() {
        match std::fs::read_to_string(folder.join(&name)) {
            Ok(found) if found == content => {}
            Ok(_) => differing.push(name),
            Err(error) if error.kind() == io::ErrorKind::NotFound => differing.push(name),
            Err(error) => return Err(error),
        }
    }
    Ok(differing)
}

fn with_errors_of(abi: &JsonAbi, callees: &[&JsonAbi]) -> JsonAbi {
    let mut whole = abi.clone();
    for callee in callees {
        add_errors(&mut whole, callee);
    }
    whole
}

/// Two interfaces may declare one error; it is listed once.
fn add_errors(abi: &mut JsonAbi, from: &JsonAbi) {
    for error in from.errors.values().flatten() {
        let overloads = abi.errors.entry(error.name.clone()).or_default();
        if !overloads
            .iter()
            .any(|known| known.selector() == error.selector())
        {
            overloads.push(error.clone());
        }
    }
}

fn json(abi: &JsonAbi) -> String {
    let mut text = serde_json::to_string_pretty(abi).expect("an ABI has string keys only");
    text.push('\n');
    text
}

/// Which program of a vault answers which selector: a snapshot, since every vault ever made depends on it.
fn selectors() -> String {
    let mut text = String::from(
        "# Which program of a vault answers which selector. Written by `cargo keel abi`; do not edit.\n",
    );
    for (room, abi) in rooms() {
        text.push('\n');
        for function in abi.functions() {
            let (selector, signature) = (function.selector(), function.signature());
            writeln!(text, "{room:<12} {selector} {signature}")
                .expect("writing to a String cannot fail");
        }
    }
    text
}

fn typescript(contracts: &[(&str, JsonAbi)]) -> String {
    let mut text = String::from("// Written by `cargo keel abi` from abi/Keel.sol; do not edit.\n");
    for (name, abi) in contracts {
        let constant = constant_name(name);
        let body = json(abi);
        write!(
            text,
            "\nexport const {constant} = {} as const;\n",
            body.trim_end()
        )
        .expect("writing to a String cannot fail");
    }
    text
}

/// `IVault` becomes `vaultAbi`.
fn constant_name(interface: &str) -> String {
    let bare = interface.strip_prefix('I').unwrap_or(interface);
    format!("{}Abi", bare.to_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::PathBuf;

    fn folder() -> PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../../abi")
    }

    #[test]
    fn drift_finds_none_in_the_committed_files() {
        assert_eq!(drift(&folder()).expect("abi/"), Vec::<String>::new());
    }

    #[test]
    fn drift_names_each_file_that_changed_or_vanished() {
        let scratch = std::env::temp_dir().join(format!("keel-abi-{}", std::process::id()));
        std::fs::create_dir_all(&scratch).expect("folder");
        write(&scratch).expect("write");
        assert!(drift(&scratch).expect("same").is_empty());
        let vault = scratch.join("IVault.json");
        let text = std::fs::read_to_string(&vault).expect("file");
        std::fs::write(&vault, text.replacen("rebalance", "rebalanced", 1)).expect("write");
        std::fs::remove_file(scratch.join("keel.ts")).expect("remove");
        assert_eq!(
            drift(&scratch).expect("differs"),
            ["IVault.json", "keel.ts"]
        );
        std::fs::remove_dir_all(scratch).expect("clean");
    }

    /// Every declaration of Keel.sol, counted by its keyword in the source, is in the JSON: an independent look at
    /// the file that does not go through the macro.
    #[test]
    fn json_has_every_declaration_of_the_source() {
        let source = std::fs::read_to_string(folder().join("Keel.sol")).expect("Keel.sol");
        let own = [
            ("IOracle", IOracle::abi::contract()),
            ("IObserver", IObserver::abi::contract()),
            ("IGuard", IGuard::abi::contract()),
            ("IEngine", IEngine::abi::contract()),
            ("IRisk", IRisk::abi::contract()),
            ("IRiskEngine", IRiskEngine::abi::contract()),
            ("IRouter", IRouter::abi::contract()),
            ("IRouterMenu", IRouterMenu::abi::contract()),
            ("IVault", IVault::abi::contract()),
            ("IVaultAdmin", IVaultAdmin::abi::contract()),
            ("IVaultPriced", IVaultPriced::abi::contract()),
            ("IVaultViews", IVaultViews::abi::contract()),
            ("IVaultRebalance", IVaultRebalance::abi::contract()),
            ("IFactory", IFactory::abi::contract()),
            ("ILens", ILens::abi::contract()),
            ("IProgram", IProgram::abi::contract()),
        ];
        for (name, abi) in own {
            let start = source.find(&format!("interface {name} {{")).expect(name);
            let body: Vec<_> = source[start..]
                .lines()
                .skip(1)
                .take_while(|line| *line != "}")
                .collect();
            let declared = |keyword: &str| {
                body.iter()
                    .filter(|line| line.trim().starts_with(keyword))
                    .count()
            };
            assert_eq!(
                abi.functions.values().flatten().count(),
                declared("function "),
                "{name}"
            );
            assert_eq!(
                abi.events.values().flatten().count(),
                declared("event "),
                "{name}"
            );
            assert_eq!(
                abi.errors.values().flatten().count(),
                declared("error "),
                "{name}"
            );
        }
    }

    #[test]
    fn vault_lists_the_errors_that_bubble_through_it() {
        let (_, vault) = contracts()
            .into_iter()
            .find(|(name, _)| *name == "IVault")
            .expect("it is listed");
        for name in [
            "PriceStale",
            "SequencerDown",
            "NavZero",
            "CallbackNotFromPool",
            "SelectorUnknown",
        ] {
            assert!(vault.errors.contains_key(name), "{name}");
        }
    }
}
