//! What is deployed where: `deploy/deployed/NAME.json`, written by `cargo keel deploy` and read by every client.

use alloy::primitives::{Address, B256};
use serde::{Deserialize, Serialize};
use std::{
    io,
    path::{Path, PathBuf},
};

/// The programs of the suite on one chain, in the order of their deployment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Deployed {
    /// Name of the network's configuration.
    pub network: String,
    /// The chain.
    pub chain_id: u64,
    /// Facts: prices.
    pub oracle: DeployedProgram,
    /// What has been seen of feeds.
    pub observer: DeployedProgram,
    /// Makes guarded feeds, and is what each of them is a proxy of.
    pub guard: DeployedProgram,
    /// Decision.
    pub engine: DeployedProgram,
    /// A room of the router: the best price over the pools of a menu.
    #[serde(rename = "router-menu")]
    pub router_menu: DeployedProgram,
    /// Risk: what variances make of a portfolio.
    pub risk: DeployedProgram,
    /// Makes engines of risk, and is what each of them is a proxy of.
    #[serde(rename = "risk-engine")]
    pub risk_engine: DeployedProgram,
    /// Execution.
    pub router: DeployedProgram,
    /// A room of every vault: its birth, owner and configuration.
    #[serde(rename = "vault-admin")]
    pub vault_admin: DeployedProgram,
    /// A room of every vault: in and out with one asset.
    #[serde(rename = "vault-priced")]
    pub vault_priced: DeployedProgram,
    /// A room of every vault: its fees.
    #[serde(rename = "vault-fees")]
    pub vault_fees: DeployedProgram,
    /// A room of every vault: approvals by signature, and several calls in one.
    #[serde(rename = "vault-permits")]
    pub vault_permits: DeployedProgram,
    /// A room of every vault: what a rebalance would do and may lose.
    #[serde(rename = "vault-views")]
    pub vault_views: DeployedProgram,
    /// A room of every vault: its rebalance.
    #[serde(rename = "vault-rebalance")]
    pub vault_rebalance: DeployedProgram,
    /// What every vault runs: its core.
    pub vault: DeployedProgram,
    /// Birth.
    pub factory: DeployedProgram,
    /// Everything about a vault in one call.
    pub lens: DeployedProgram,
    /// What keepers' networks call; makes receivers of their reports.
    pub upkeep: DeployedProgram,
}

/// One program on a chain.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeployedProgram {
    /// Where it is.
    pub address: Address,
    /// keccak256 of its code, prefix included: what it is.
    pub code_hash: B256,
    /// Size of the compressed module, prefix not included.
    pub brotli_bytes: usize,
}

/// Why a deployment file cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DeployedError {
    /// It could not be read or written.
    #[error("{path}: {source}")]
    FileUnusable {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// It is not a deployment.
    #[error(
        "{path} is not a deployment of Keel: {source}; restore it from git or delete it to deploy anew"
    )]
    FileMalformed {
        /// The file.
        path: PathBuf,
        /// What the parser said.
        source: serde_json::Error,
    },
}

impl Deployed {
    /// The programs with their names, in order.
    pub fn programs(&self) -> [(&'static str, &DeployedProgram); 18] {
        [
            ("oracle", &self.oracle),
            ("observer", &self.observer),
            ("guard", &self.guard),
            ("engine", &self.engine),
            ("router-menu", &self.router_menu),
            ("risk", &self.risk),
            ("risk-engine", &self.risk_engine),
            ("router", &self.router),
            ("vault-admin", &self.vault_admin),
            ("vault-priced", &self.vault_priced),
            ("vault-fees", &self.vault_fees),
            ("vault-permits", &self.vault_permits),
            ("vault-views", &self.vault_views),
            ("vault-rebalance", &self.vault_rebalance),
            ("vault", &self.vault),
            ("factory", &self.factory),
            ("lens", &self.lens),
            ("upkeep", &self.upkeep),
        ]
    }

    /// The program of a name.
    pub fn program(&self, name: &str) -> Option<&DeployedProgram> {
        self.programs()
            .into_iter()
            .find_map(|(known, program)| (known == name).then_some(program))
    }

    /// The addresses that a vault is created with.
    pub fn suite(&self) -> crate::bindings::Suite {
        crate::bindings::Suite {
            implementation: self.vault.address,
            admin: self.vault_admin.address,
            priced: self.vault_priced.address,
            fees: self.vault_fees.address,
            permits: self.vault_permits.address,
            views: self.vault_views.address,
            rebalance: self.vault_rebalance.address,
            oracle: self.oracle.address,
            engine: self.engine.address,
            router: self.router.address,
        }
    }

    /// Reads a file; `None` when there is none.
    ///
    /// # Errors
    /// `FileUnusable` or `FileMalformed`.
    pub fn load(path: &Path) -> Result<Option<Self>, DeployedError> {
        let text = match std::fs::read(path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(source) => return Err(unusable(path, source)),
        };
        serde_json::from_slice(&text)
            .map(Some)
            .map_err(|source| DeployedError::FileMalformed {
                path: path.to_owned(),
                source,
            })
    }

    /// Writes a file, making its folder.
    ///
    /// # Errors
    /// `FileUnusable`.
    pub fn save(&self, path: &Path) -> Result<(), DeployedError> {
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder).map_err(|source| unusable(folder, source))?;
        }
        let mut text =
            serde_json::to_string_pretty(self).expect("a struct of plain fields is always JSON");
        text.push('\n');
        std::fs::write(path, text).map_err(|source| unusable(path, source))
    }
}

fn unusable(path: &Path, source: io::Error) -> DeployedError {
    DeployedError::FileUnusable {
        path: path.to_owned(),
        source,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample() -> Deployed {
        let program = |byte: u8| DeployedProgram {
            address: Address::repeat_byte(byte),
            code_hash: B256::repeat_byte(byte),
            brotli_bytes: 1_000,
        };
        Deployed {
            network: "local".to_owned(),
            chain_id: 412_346,
            oracle: program(1),
            observer: program(8),
            guard: program(9),
            engine: program(2),
            router_menu: program(11),
            risk: program(12),
            risk_engine: program(11),
            router: program(3),
            vault_admin: program(4),
            vault_priced: program(7),
            vault_views: program(10),
            vault_rebalance: program(11),
            vault: program(5),
            factory: program(6),
            lens: program(8),
            upkeep: program(11),
            vault_fees: program(9),
            vault_permits: program(10),
        }
    }

    #[test]
    fn save_then_load_gives_the_same_deployment_in_a_fixed_order() {
        let folder = std::env::temp_dir().join(format!("keel-deployed-{}", std::process::id()));
        let path = folder.join("local.json");
        assert_eq!(Deployed::load(&path).expect("absent"), None);
        sample().save(&path).expect("save");
        assert_eq!(Deployed::load(&path).expect("load"), Some(sample()));
        let text = std::fs::read_to_string(&path).expect("text");
        let positions: Vec<_> = sample()
            .programs()
            .iter()
            .map(|(name, _)| text.find(&format!("\"{name}\"")).expect("name"))
            .collect();
        assert!(positions.is_sorted());
        std::fs::write(&path, text.replace("chain_id", "chainId")).expect("write");
        let error = Deployed::load(&path).expect_err("unknown field");
        assert!(
            matches!(error, DeployedError::FileMalformed { .. }),
            "{error}"
        );
        std::fs::remove_dir_all(folder).expect("clean");
    }
}
