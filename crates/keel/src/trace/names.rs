//! Names for addresses: what is well known, what files say, and what the chain itself tells.

use alloy::{
    primitives::{Address, B256, address, keccak256},
    providers::{DynProvider, Provider},
};
use anyhow::Context;
use client::{deploy::Programs, deployed::Deployed};
use protocols::{predeployed, tokens::Erc20};
use serde_json::Value;
use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

/// The precompiles that people meet.
const PRECOMPILES: [(&str, Address); 9] = [
    (
        "ArbSys",
        address!("0000000000000000000000000000000000000064"),
    ),
    (
        "ArbInfo",
        address!("0000000000000000000000000000000000000065"),
    ),
    (
        "ArbOwnerPublic",
        address!("000000000000000000000000000000000000006b"),
    ),
    (
        "ArbGasInfo",
        address!("000000000000000000000000000000000000006c"),
    ),
    (
        "ArbRetryableTx",
        address!("000000000000000000000000000000000000006e"),
    ),
    (
        "ArbOwner",
        address!("0000000000000000000000000000000000000070"),
    ),
    (
        "ArbWasm",
        address!("0000000000000000000000000000000000000071"),
    ),
    (
        "ArbWasmCache",
        address!("0000000000000000000000000000000000000072"),
    ),
    (
        "ArbDebug",
        address!("00000000000000000000000000000000000000ff"),
    ),
];

/// What is before the implementation's address in ERC-1167, and before the two programs of a vault.
const CLONE_START: [u8; 10] = [0x36, 0x3d, 0x3d, 0x37, 0x3d, 0x3d, 0x3d, 0x36, 0x3d, 0x73];
/// What is behind it in ERC-1167; a proxy may carry data after that.
const CLONE_END: [u8; 15] = [
    0x5a, 0xf4, 0x3d, 0x82, 0x80, 0x3e, 0x90, 0x3d, 0x91, 0x60, 0x2b, 0x57, 0xfd, 0x5b, 0xf3,
];
const VAULT_BYTES: usize = 83;

/// A token's symbol is shown only if it looks like one: a contract can call itself anything.
const SYMBOL_BYTES: usize = 12;

/// Names by address.
pub(crate) struct Names {
    known: BTreeMap<Address, String>,
    codes: BTreeMap<B256, &'static str>,
    asked: BTreeSet<Address>,
}

impl Names {
    /// Precompiles and predeployed contracts.
    pub(crate) fn well_known() -> Self {
        let mut names = Self {
            known: BTreeMap::new(),
            codes: BTreeMap::new(),
            asked: BTreeSet::new(),
        };
        for (name, address) in PRECOMPILES.into_iter().chain(predeployed::ALL) {
            names.add(name, address);
        }
        names
    }

    /// Names an address; the first name stays.
    pub(crate) fn add(&mut self, name: &str, address: Address) {
        self.known.entry(address).or_insert_with(|| name.to_owned());
    }

    /// Names from a JSON file, wherever in it a string is an address: the key above it is the name.
    ///
    /// # Errors
    /// When the file cannot be read or is not JSON.
    pub(crate) fn read(&mut self, file: &Path) -> anyhow::Result<()> {
        let text = std::fs::read(file).with_context(|| file.display().to_string())?;
        let json: Value = serde_json::from_slice(&text)
            .with_context(|| format!("{} is not JSON", file.display()))?;
        self.gather("", &json);
        Ok(())
    }

    /// As [`Self::read`], from a value.
    pub(crate) fn gather(&mut self, above: &str, json: &Value) {
        match json {
            Value::String(text) => {
                if let Ok(address) = text.parse::<Address>() {
                    self.add(above, address);
                }
            }
            Value::Array(items) => {
                for (index, item) in items.iter().enumerate() {
                    let own = item["name"].as_str().or(item["symbol"].as_str());
                    match (own, item) {
                        (Some(own), Value::Object(fields)) => {
                            for (key, value) in fields {
                                match key.as_str() {
                                    "address" => self.gather(own, value),
                                    _ => self.gather(&format!("{own} {key}"), value),
                                }
                            }
                        }
                        // The first of the accounts is account0.
                        _ => {
                            let one = above.trim_end_matches('s');
                            self.gather(&format!("{one}{index}"), item);
                        }
                    }
                }
            }
            Value::Object(fields) => {
                for (key, value) in fields {
                    // {"oracle": {"address": "0x…"}} is the oracle's address.
                    let name = match key.as_str() {
                        "address" if !above.is_empty() => above,
                        key => key,
                    };
                    self.gather(name, value);
                }
            }
            _ => {}
        }
    }

    /// What the checkout knows of a chain: its deployment, and its programs by their code.
    ///
    /// # Errors
    /// When a deployment file is damaged.
    pub(crate) fn learn_checkout(&mut self, root: &Path, chain_id: u64) -> anyhow::Result<()> {
        let folder = root.join("deploy/deployed");
        for entry in std::fs::read_dir(&folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.extension().is_none_or(|extension| extension != "json") {
                continue;
            }
            if let Some(deployed) = Deployed::load(&path)?.filter(|file| file.chain_id == chain_id)
            {
                // By code: a local chain that was started anew has other things at the same addresses.
                for (name, program) in deployed.programs() {
                    self.codes.insert(program.code_hash, name);
                }
            }
        }
        if let Ok(programs) = Programs::load(&root.join("target/keel/programs")) {
            for program in [
                (&programs.oracle, "oracle"),
                (&programs.observer, "observer"),
                (&programs.guard, "guard"),
                (&programs.engine, "engine"),
                (&programs.router_menu, "router menu"),
                (&programs.risk, "risk"),
                (&programs.risk_engine, "risk engine"),
                (&programs.router, "router"),
                (&programs.vault_admin, "vault admin"),
                (&programs.vault_priced, "vault priced"),
                (&programs.vault_fees, "vault fees"),
                (&programs.vault_permits, "vault permits"),
                (&programs.vault_views, "vault views"),
                (&programs.vault_rebalance, "vault rebalance"),
                (&programs.vault, "vault implementation"),
                (&programs.factory, "factory"),
                (&programs.lens, "lens"),
                (&programs.upkeep, "upkeep"),
            ] {
                self.codes.insert(program.0.code_hash(), program.1);
            }
        }
        Ok(())
    }

    /// Asks the chain who the unnamed ones are. An address that tells nothing stays a number.
    pub(crate) async fn look_up(&mut self, provider: &DynProvider, addresses: BTreeSet<Address>) {
        for address in addresses {
            if self.known.contains_key(&address) || !self.asked.insert(address) {
                continue;
            }
            if let Some(name) = self.ask(provider, address).await {
                self.add(&name, address);
            }
        }
    }

    async fn ask(&self, provider: &DynProvider, address: Address) -> Option<String> {
        let code = provider.get_code_at(address).await.ok()?;
        if code.is_empty() {
            return None;
        }
        if let Some(name) = self.codes.get(&keccak256(&code)) {
            return Some((*name).to_owned());
        }
        let symbol = Erc20::new(address, provider).symbol().call().await.ok();
        let symbol = symbol.filter(|symbol| looks_like_symbol(symbol));
        match (symbol, implementation(&code)) {
            (Some(symbol), Some(_)) => Some(format!("{symbol}@{}", short(address))),
            (Some(symbol), None) => Some(symbol),
            (None, Some(implementation)) => Some(format!("clone of {}", short(implementation))),
            (None, None) => None,
        }
    }

    /// The name, or the address itself.
    pub(crate) fn of(&self, address: Address) -> String {
        self.known
            .get(&address)
            .cloned()
            .unwrap_or_else(|| address.to_string())
    }

    /// A text with every known address replaced by its name.
    pub(crate) fn within(&self, text: &str) -> String {
        const WRITTEN: usize = 42;
        let mut out = String::new();
        let mut rest = text;
        while let Some(at) = rest.find("0x") {
            let (before, from) = rest.split_at(at);
            out.push_str(before);
            // Of a longer run of digits the first forty are no address.
            let digits = from
                .get(2..)
                .unwrap_or_default()
                .chars()
                .take_while(char::is_ascii_hexdigit)
                .count();
            let written = from
                .get(..WRITTEN.min(digits.saturating_add(2)))
                .unwrap_or(from);
            let known = (digits == 40)
                .then(|| written.parse::<Address>().ok())
                .flatten()
                .and_then(|address| self.known.get(&address));
            out.push_str(known.map_or(written, String::as_str));
            rest = from.get(written.len()..).unwrap_or_default();
        }
        out.push_str(rest);
        out
    }
}

/// The program of a minimal proxy; of a vault, its core.
pub(crate) fn implementation(code: &[u8]) -> Option<Address> {
    let rest = code.strip_prefix(&CLONE_START)?;
    let program = match code.len() {
        VAULT_BYTES => rest.get(21..41),
        _ => rest
            .get(..20)
            .filter(|_| rest.get(20..35) == Some(&CLONE_END)),
    };
    program.map(Address::from_slice)
}

fn looks_like_symbol(text: &str) -> bool {
    !text.is_empty()
        && text.len() <= SYMBOL_BYTES
        && text
            .chars()
            .all(|letter| letter.is_ascii_alphanumeric() || ".-_".contains(letter))
}

/// The first digits of an address.
fn short(address: Address) -> String {
    address.to_string().chars().take(8).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn gather_names_addresses_by_the_key_above_them() {
        let mut names = Names::well_known();
        names.gather(
            "",
            &json!({
                "oracle": { "address": Address::repeat_byte(1), "code_hash": B256::repeat_byte(2) },
                "assets": [{ "symbol": "USDC", "address": Address::repeat_byte(3), "pool": Address::repeat_byte(5) }],
                "accounts": [{ "address": Address::repeat_byte(6), "private_key": B256::repeat_byte(6) }],
                "vault": Address::repeat_byte(4),
            }),
        );
        assert_eq!(names.of(Address::repeat_byte(1)), "oracle");
        assert_eq!(names.of(Address::repeat_byte(3)), "USDC");
        assert_eq!(names.of(Address::repeat_byte(4)), "vault");
        assert_eq!(names.of(Address::repeat_byte(5)), "USDC pool");
        assert_eq!(names.of(Address::repeat_byte(6)), "account0");
        assert_eq!(names.of(PRECOMPILES[6].1), "ArbWasm");
    }

    #[test]
    fn within_replaces_whole_addresses_only() {
        let mut names = Names::well_known();
        let address = Address::repeat_byte(0xab);
        names.add("vault", address);
        let longer = B256::repeat_byte(0xab);
        assert_eq!(
            names.within(&format!("to: {address}, hash: {longer}, 0xab, 0x")),
            format!("to: vault, hash: {longer}, 0xab, 0x")
        );
    }

    #[test]
    fn looks_like_symbol_refuses_what_could_forge_a_line() {
        assert!(looks_like_symbol("USDC.e"));
        for forged in ["", "a\nb", "0x1234567890123", "x y"] {
            assert!(!looks_like_symbol(forged), "{forged:?}");
        }
    }
}
