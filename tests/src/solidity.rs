//! The test actors of `tests/contracts`, compiled once per process by the pinned Solidity compiler.

use crate::workspace;
use alloy::primitives::{Bytes, hex};
use anyhow::{Context, bail};
use serde_json::{Value, json};
use std::{
    collections::BTreeMap,
    io::Write,
    process::{Command, Stdio},
    sync::LazyLock,
};

static CREATION_CODES: LazyLock<Result<BTreeMap<String, Bytes>, String>> =
    LazyLock::new(|| compile().map_err(|error| format!("{error:#}")));

/// Creation code of a test actor, without constructor arguments.
///
/// # Errors
/// When the compiler is not set up, when it refuses a source, or when there is no such contract.
pub fn creation_code(contract: &str) -> anyhow::Result<Bytes> {
    let codes = CREATION_CODES
        .as_ref()
        .map_err(|error| anyhow::anyhow!("{error}"))?;
    codes
        .get(contract)
        .cloned()
        .with_context(|| format!("tests/contracts has no contract {contract}"))
}

fn compile() -> anyhow::Result<BTreeMap<String, Bytes>> {
    let request = json!({
        "language": "Solidity",
        "sources": sources()?,
        "settings": {
            "evmVersion": "cancun",
            "optimizer": { "enabled": true, "runs": 200 },
            "outputSelection": { "*": { "*": ["evm.bytecode.object"] } },
        },
    });
    let answer: Value = serde_json::from_slice(&run_solc(&request.to_string())?)?;
    let refused: Vec<_> = list(&answer["errors"])
        .filter(|error| error["severity"] == "error")
        .map(|error| error["formattedMessage"].to_string())
        .collect();
    if !refused.is_empty() {
        bail!("solc refused tests/contracts: {}", refused.join("\n"));
    }
    let mut codes = BTreeMap::new();
    for file in answer["contracts"]
        .as_object()
        .into_iter()
        .flat_map(|files| files.values())
    {
        for (name, contract) in file.as_object().into_iter().flatten() {
            let code = contract["evm"]["bytecode"]["object"]
                .as_str()
                .context("solc gives bytecode")?;
            codes.insert(name.clone(), hex::decode(code)?.into());
        }
    }
    Ok(codes)
}

fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

fn sources() -> anyhow::Result<Value> {
    let folder = workspace::root().join("tests/contracts");
    let mut sources = serde_json::Map::new();
    for entry in std::fs::read_dir(&folder).with_context(|| folder.display().to_string())? {
        let path = entry?.path();
        let name = path
            .file_name()
            .context("a file has a name")?
            .to_string_lossy()
            .into_owned();
        sources.insert(name, json!({ "content": std::fs::read_to_string(&path)? }));
    }
    Ok(Value::Object(sources))
}

fn run_solc(request: &str) -> anyhow::Result<Vec<u8>> {
    let solc = protocols::npm::file("solc@0.8.24", "solc.js", &workspace::root())?;
    let mut node = Command::new("node")
        .arg(solc)
        .arg("--standard-json")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .context("node could not be run; install Node.js 20 or newer")?;
    node.stdin
        .take()
        .context("node has an input")?
        .write_all(request.as_bytes())?;
    let output = node.wait_with_output()?;
    if !output.status.success() {
        bail!("solc-js ended with {}", output.status);
    }
    // solc-js may print a line about its own options before the answer.
    let start = output
        .stdout
        .iter()
        .position(|byte| *byte == b'{')
        .context("solc-js gave no answer")?;
    Ok(output.stdout[start..].to_vec())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn creation_code_is_there_for_every_actor() {
        for contract in ["Puppet", "PuppetFactory", "ActorToken", "Payer"] {
            assert!(
                creation_code(contract).expect(contract).len() > 100,
                "{contract}"
            );
        }
        assert!(creation_code("Nobody").is_err());
    }
}
