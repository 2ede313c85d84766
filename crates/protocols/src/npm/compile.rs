//! Compiling the contracts that packages ship as Solidity only, with the solc-js that their authors use.
//!
//! A compiler is deterministic, so its result is pinned by hash like everything else; it is kept in
//! `target/keel/solc`, one file of hexadecimal creation code per contract.

use super::{
    Client, NpmError, client, file, hash, listed,
    manifest::{self, Build, Compiled, Manifest},
    read,
};
use serde_json::{Map, Value, json};
use std::path::{Path, PathBuf};

/// The compiler of our own sources; its wrapper runs the others too.
const OWN_SOLC: &str = "solc@0.8.24";
/// What a source text of our own is called in the compiler's input.
const OWN_SOURCE: &str = "source.sol";

/// Runs a compiler (second argument) in the wrapper that serves every version (first argument).
const RUN_SOLC: &str = "const [wrapper, compiler] = process.argv.slice(-2); \
    const solc = require(wrapper)(require(compiler)); \
    process.stdout.write(solc.compile(require('fs').readFileSync(0, 'utf8')));";

/// Compiles whatever is absent, in one run of the compiler for each package.
///
/// # Errors
/// `CompilationRefused`, `PackageDamaged` when the result is not the pinned one, or what reading the sources gives.
pub(crate) fn ensure(root: &Path, report: &mut dyn FnMut(&str)) -> Result<(), NpmError> {
    let manifest = Manifest::load()?;
    for (package, build) in &manifest.builds {
        let absent: Vec<_> = manifest
            .compiled
            .iter()
            .filter(|contract| contract.package == *package && !path(root, contract).exists())
            .collect();
        if absent.is_empty() {
            continue;
        }
        let names: Vec<_> = absent
            .iter()
            .map(|contract| contract.name.as_str())
            .collect();
        report(&format!(
            "compiling {} with {}",
            names.join(", "),
            build.solc
        ));
        let output = compile(root, package, build, &absent)?;
        for contract in &absent {
            let code = creation_code(&output, contract)?;
            expect(contract, &code)?;
            store(&path(root, contract), &code)?;
        }
    }
    for contract in &manifest.compiled {
        load(root, contract)?;
    }
    Ok(())
}

/// Creation code of a compiled contract, in hexadecimal.
///
/// # Errors
/// `NotListed`, `PackageAbsent` before set-up, `PackageDamaged` when the file was changed.
pub(crate) fn creation(root: &Path, name: &str) -> Result<String, NpmError> {
    let manifest = Manifest::load()?;
    let contract = manifest
        .compiled
        .iter()
        .find(|contract| contract.name == name);
    match contract {
        Some(contract) => load(root, contract),
        None => Err(super::not_listed("[[compiled]]", name)),
    }
}

fn path(root: &Path, contract: &Compiled) -> PathBuf {
    manifest::compiled_folder(root).join(format!("{}.hex", contract.name))
}

fn load(root: &Path, contract: &Compiled) -> Result<String, NpmError> {
    let path = path(root, contract);
    let code = match std::fs::read_to_string(&path) {
        Ok(code) => code,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            return Err(NpmError::PackageAbsent {
                name: contract.package.clone(),
                file: format!("compiled {}", contract.name),
            });
        }
        Err(source) => return Err(NpmError::file(&path, source)),
    };
    expect(contract, &code)?;
    Ok(code)
}

fn store(path: &Path, code: &str) -> Result<(), NpmError> {
    let folder = path.parent().unwrap_or(path);
    std::fs::create_dir_all(folder).map_err(|source| NpmError::file(folder, source))?;
    // Written aside and renamed: a second run must never read half of it.
    let aside = path.with_extension(format!("{}.part", std::process::id()));
    std::fs::write(&aside, code).map_err(|source| NpmError::file(&aside, source))?;
    std::fs::rename(&aside, path).map_err(|source| NpmError::file(path, source))
}

fn expect(contract: &Compiled, code: &str) -> Result<(), NpmError> {
    let got = hash::sha256(code.as_bytes());
    if got == contract.sha256 {
        return Ok(());
    }
    Err(NpmError::PackageDamaged {
        name: contract.package.clone(),
        part: format!("creation code of {}", contract.name),
        expected: contract.sha256.clone(),
        got,
        remedy: "delete target/keel/solc, then run `cargo keel setup`".to_owned(),
    })
}

fn compile(
    root: &Path,
    package: &str,
    build: &Build,
    contracts: &[&Compiled],
) -> Result<Value, NpmError> {
    let mut sources = Map::new();
    for name in listed(package, ".sol")? {
        let text = read(package, &name, root)?;
        let text = String::from_utf8_lossy(&text).into_owned();
        sources.insert(name, json!({ "content": text }));
    }
    let selection: Map<String, Value> = contracts
        .iter()
        .map(|contract| {
            (
                contract.source.clone(),
                json!({ &contract.name: ["evm.bytecode.object"] }),
            )
        })
        .collect();
    let mut settings = build.settings.clone();
    settings.insert("outputSelection".to_owned(), selection.into());
    let input = json!({ "language": "Solidity", "sources": sources, "settings": settings });
    run(root, &build.solc, package, &input)
}

/// Creation code of `contract` in one source text of our own, in hexadecimal, for the newest EVM that the compiler knows.
///
/// # Errors
/// `CompilationRefused` with the compiler's words, or what reading the compiler gives.
pub fn solidity(root: &Path, source: &str, contract: &str) -> Result<String, NpmError> {
    let input = json!({
        "language": "Solidity",
        "sources": { OWN_SOURCE: { "content": source } },
        "settings": {
            "optimizer": { "enabled": true, "runs": 200 },
            "evmVersion": "cancun",
            "outputSelection": { "*": { contract: ["evm.bytecode.object"] } },
        },
    });
    let output = run(root, OWN_SOLC, contract, &input)?;
    object(&output, OWN_SOURCE, contract)
}

/// Source texts of our own that import packages, and how they are compiled.
#[derive(Debug, Clone, Copy)]
pub struct Harness<'a> {
    /// File names and texts; the first has the contract.
    pub sources: &'a [(&'a str, &'a str)],
    /// The contract.
    pub contract: &'a str,
    /// `name@version` of what it imports: as `name/path`, from the listed sources.
    pub packages: &'a [&'a str],
    /// Whether the compiler goes through its intermediate representation, which optimises over more at once.
    pub via_ir: bool,
}

/// Creation code of a harness, in hexadecimal, optimised for calls rather than for size. Kept in `target/keel/solc`
/// under the hash of all that went into it.
///
/// # Errors
/// `NotListed`, `PackageAbsent` or `PackageDamaged` for what it imports; `CompilationRefused` with the compiler's words.
pub fn harness(root: &Path, harness: &Harness<'_>) -> Result<String, NpmError> {
    let mut sources = Map::new();
    for package in harness.packages {
        let name = package.rsplit_once('@').map_or(*package, |(name, _)| name);
        for path in listed(package, ".sol")? {
            let text = read(package, &path, root)?;
            let text = String::from_utf8_lossy(&text).into_owned();
            sources.insert(format!("{name}/{path}"), json!({ "content": text }));
        }
    }
    for (name, text) in harness.sources {
        sources.insert((*name).to_owned(), json!({ "content": text }));
    }
    let main = harness.sources.first().map_or("", |(name, _)| *name);
    let input = json!({
        "language": "Solidity",
        "sources": sources,
        "settings": {
            "viaIR": harness.via_ir,
            "optimizer": { "enabled": true, "runs": 1_000_000 },
            "metadata": { "bytecodeHash": "none", "appendCBOR": false },
            "evmVersion": "cancun",
            "outputSelection": { main: { harness.contract: ["evm.bytecode.object"] } },
        },
    });
    let key = hash::sha256(format!("{OWN_SOLC} {} {input}", harness.contract).as_bytes());
    let path = manifest::compiled_folder(root).join(format!("{}-{key}.hex", harness.contract));
    if let Ok(code) = std::fs::read_to_string(&path) {
        return Ok(code);
    }
    let output = run(root, OWN_SOLC, harness.contract, &input)?;
    let code = object(&output, main, harness.contract)?;
    store(&path, &code)?;
    Ok(code)
}

fn run(root: &Path, solc: &str, what: &str, input: &Value) -> Result<Value, NpmError> {
    let wrapper = file(OWN_SOLC, "wrapper.js", root)?;
    let compiler = file(solc, "soljson.js", root)?;
    let output = client::run_with_input(
        Client::Node,
        &[
            "-e",
            RUN_SOLC,
            &wrapper.to_string_lossy(),
            &compiler.to_string_lossy(),
        ],
        root,
        input.to_string().as_bytes(),
    )?;
    // The compiler may print a line of its own before the answer.
    let start = output.iter().position(|byte| *byte == b'{').unwrap_or(0);
    serde_json::from_slice(output.get(start..).unwrap_or_default()).map_err(|source| {
        NpmError::CompilationRefused {
            contract: what.to_owned(),
            reason: source.to_string(),
        }
    })
}

fn creation_code(output: &Value, contract: &Compiled) -> Result<String, NpmError> {
    object(output, &contract.source, &contract.name)
}

fn object(output: &Value, source: &str, contract: &str) -> Result<String, NpmError> {
    let object = output
        .get("contracts")
        .and_then(|files| files.get(source))
        .and_then(|contracts| contracts.get(contract))
        .and_then(|compiled| compiled.pointer("/evm/bytecode/object"))
        .and_then(Value::as_str);
    match object {
        Some(code) if !code.is_empty() => Ok(code.to_owned()),
        _ => Err(NpmError::CompilationRefused {
            contract: contract.to_owned(),
            reason: first_error(output),
        }),
    }
}

fn first_error(output: &Value) -> String {
    output
        .get("errors")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .find(|error| error.get("severity").and_then(Value::as_str) == Some("error"))
        .and_then(|error| error.get("formattedMessage").and_then(Value::as_str))
        .unwrap_or("it made no bytecode")
        .to_owned()
}
