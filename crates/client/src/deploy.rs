//! Deploying Stylus programs: creation, activation, and leaving alone what is already there.
//!
//! A program is known by its code hash. Creation is skipped when the known address holds that very code, activation
//! when the chain has the hash active, so that running a deployment again costs nothing and changes nothing.

use crate::{
    arb_wasm::{ARB_WASM, ArbWasm},
    deployed::{Deployed, DeployedProgram},
    network::Network,
    transaction::{self, During, TransactionError},
};
use alloy::{
    network::TransactionBuilder,
    primitives::{Address, B256, Bytes, U256, keccak256},
    providers::{DynProvider, Provider},
};
use std::path::{Path, PathBuf};

/// First bytes of every Stylus program.
const CODE_PREFIX: [u8; 4] = [0xef, 0xf0, 0x00, 0x00];
/// Creation code before the program: it copies what follows it into memory and returns that.
const PRELUDE_BYTES: u8 = 43;
/// The fee moves with the chain's demand between the question and the transaction; the chain refunds the surplus.
const FEE_MARGIN_PERCENT: u64 = 20;
/// What is offered when asking for the fee; a fee is near 0.0001 ETH.
const FEE_OFFER_WEI: U256 = U256::from_limbs([1_000_000_000_000_000_000, 0, 0, 0]);

/// Why a deployment stopped.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DeployError {
    /// A program has not been built.
    #[error("program {program} is not built: {path} is absent; run `cargo keel build`")]
    ProgramNotBuilt {
        /// Its name.
        program: String,
        /// Where it was looked for.
        path: PathBuf,
    },
    /// A file is not the code of a program.
    #[error(
        "{path} does not start with {expected}, the mark of a Stylus program, but with {got}; run `cargo keel build`"
    )]
    NotStylusCode {
        /// The file.
        path: PathBuf,
        /// The mark.
        expected: Bytes,
        /// What is there.
        got: Bytes,
    },
    /// The node serves another chain than the configuration is about.
    #[error(
        "the node's chain id is {got}, network '{network}' has {expected}; check --rpc and --config"
    )]
    ChainIdMismatch {
        /// The network's name.
        network: String,
        /// The configured id.
        expected: u64,
        /// The node's id.
        got: u64,
    },
    /// The chain cannot run WASM programs.
    #[error(
        "chain {chain_id} has no ArbWasm at {ARB_WASM}: it is not an Arbitrum chain with Stylus"
    )]
    NotStylusChain {
        /// Its id.
        chain_id: u64,
    },
    /// What arrived on the chain is not what was sent.
    #[error("program {program} at {address} has code hash {got}, expected {expected}")]
    CodeHashMismatch {
        /// Its name.
        program: String,
        /// Where it is.
        address: Address,
        /// What was deployed.
        expected: B256,
        /// What is there.
        got: B256,
    },
    /// The deployer cannot pay the activation.
    #[error(
        "activating {program} costs {fee} wei and the deployer {deployer} has {balance}; fund it"
    )]
    FeeAboveBalance {
        /// The program's name.
        program: String,
        /// What activation costs, margin included.
        fee: U256,
        /// Who pays.
        deployer: Address,
        /// What it has.
        balance: U256,
    },
    /// A transaction failed.
    #[error(transparent)]
    Transaction(#[from] TransactionError),
}

/// A built program, ready to deploy.
#[derive(Debug, Clone)]
pub struct Program {
    /// The contract crate's name.
    pub name: String,
    /// What its address holds: the mark and the compressed module.
    pub code: Bytes,
}

impl Program {
    /// Reads `NAME.code` from the folder of built programs.
    ///
    /// # Errors
    /// `ProgramNotBuilt` or `NotStylusCode`.
    pub fn load(folder: &Path, name: &str) -> Result<Self, DeployError> {
        let path = folder.join(format!("{name}.code"));
        let code = std::fs::read(&path).map_err(|_| DeployError::ProgramNotBuilt {
            program: name.to_owned(),
            path: path.clone(),
        })?;
        if !code.starts_with(&CODE_PREFIX) {
            let got = code.iter().take(CODE_PREFIX.len()).copied().collect();
            return Err(DeployError::NotStylusCode {
                path,
                expected: Bytes::from_static(&CODE_PREFIX),
                got,
            });
        }
        Ok(Self {
            name: name.to_owned(),
            code: code.into(),
        })
    }

    /// keccak256 of the code: the program's identity.
    pub fn code_hash(&self) -> B256 {
        keccak256(&self.code)
    }

    /// Size of the compressed module alone.
    pub fn brotli_bytes(&self) -> usize {
        self.code.len().saturating_sub(CODE_PREFIX.len())
    }

    /// The creation transaction's data.
    pub fn creation_code(&self) -> Bytes {
        let length = U256::from(self.code.len()).to_be_bytes::<32>();
        let mut creation =
            Vec::with_capacity(self.code.len().saturating_add(usize::from(PRELUDE_BYTES)));
        creation.push(0x7f); // PUSH32 length
        creation.extend_from_slice(&length);
        // DUP1, PUSH1 offset, PUSH1 0, CODECOPY, PUSH1 0, RETURN, then one byte of version.
        creation.extend_from_slice(&[
            0x80,
            0x60,
            PRELUDE_BYTES,
            0x60,
            0x00,
            0x39,
            0x60,
            0x00,
            0xf3,
            0x00,
        ]);
        creation.extend_from_slice(&self.code);
        creation.into()
    }
}

/// The programs of the suite.
#[derive(Debug, Clone)]
pub struct Programs {
    /// Facts: prices.
    pub oracle: Program,
    /// What has been seen of feeds.
    pub observer: Program,
    /// Guarded feeds.
    pub guard: Program,
    /// Decision.
    pub engine: Program,
    /// The best price over the pools of a menu: a room of the router.
    pub router_menu: Program,
    /// Risk.
    pub risk: Program,
    /// Decision by risk.
    pub risk_engine: Program,
    /// Execution.
    pub router: Program,
    /// Birth, owner and configuration of a vault: a room of it.
    pub vault_admin: Program,
    /// In and out with one asset: a room of a vault.
    pub vault_priced: Program,
    /// What a vault pays for being managed: a room of it.
    pub vault_fees: Program,
    /// Approvals by signature: a room of a vault.
    pub vault_permits: Program,
    /// What a rebalance would do and may lose: a room of a vault.
    pub vault_views: Program,
    /// A rebalance from prices to proof: a room of a vault.
    pub vault_rebalance: Program,
    /// Custody; the core of every vault.
    pub vault: Program,
    /// Birth.
    pub factory: Program,
    /// Everything about a vault in one call.
    pub lens: Program,
    /// What keepers' networks call.
    pub upkeep: Program,
}

impl Programs {
    /// Reads all of them from the folder of built programs (`target/keel/programs`).
    ///
    /// # Errors
    /// As [`Program::load`], for the first that is wrong.
    pub fn load(folder: &Path) -> Result<Self, DeployError> {
        Ok(Self {
            oracle: Program::load(folder, "oracle")?,
            observer: Program::load(folder, "observer")?,
            guard: Program::load(folder, "guard")?,
            engine: Program::load(folder, "engine")?,
            router_menu: Program::load(folder, "router-menu")?,
            risk: Program::load(folder, "risk")?,
            risk_engine: Program::load(folder, "risk-engine")?,
            router: Program::load(folder, "router")?,
            vault_admin: Program::load(folder, "vault-admin")?,
            vault_priced: Program::load(folder, "vault-priced")?,
            vault_fees: Program::load(folder, "vault-fees")?,
            vault_permits: Program::load(folder, "vault-permits")?,
            vault_views: Program::load(folder, "vault-views")?,
            vault_rebalance: Program::load(folder, "vault-rebalance")?,
            vault: Program::load(folder, "vault")?,
            factory: Program::load(folder, "factory")?,
            lens: Program::load(folder, "lens")?,
            upkeep: Program::load(folder, "upkeep")?,
        })
    }
}

/// What bringing one program onto the chain took; zero where nothing had to be done.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ProgramGas {
    /// Gas of the creation.
    pub create: u64,
    /// Gas of the activation.
    pub activate: u64,
}

/// A deployment and what it took, program by program.
#[derive(Debug, Clone)]
pub struct Deployment {
    /// Where everything is.
    pub deployed: Deployed,
    /// Gas by program name, in the order of deployment.
    pub gas: Vec<(&'static str, ProgramGas)>,
}

/// What the chain says about an activated program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ProgramFacts {
    /// Memory pages at entry.
    pub initial_pages: u16,
    /// Gas of an entry when the program is in the chain's cache.
    pub entry_gas_cached: u64,
    /// Gas of an entry when it is not.
    pub entry_gas_uncached: u64,
    /// Until the activation expires.
    pub seconds_left: u64,
}

/// Deploys and activates whatever of the suite is not there. `known` is an earlier deployment to this chain, `report`
/// is told each step.
///
/// # Errors
/// `ChainIdMismatch` before anything is sent; any other [`DeployError`] with what was done so far left as it is.
pub async fn suite(
    provider: &DynProvider,
    deployer: Address,
    programs: &Programs,
    network: &Network,
    known: Option<&Deployed>,
    report: &mut dyn FnMut(&str),
) -> Result<Deployment, DeployError> {
    check_chain(provider, network).await?;
    let known = known.filter(|deployed| deployed.chain_id == network.chain_id);
    let mut gas = Vec::new();
    let mut place = async |name: &'static str, program: &Program| {
        let address = known
            .and_then(|deployed| deployed.program(name))
            .map(|found| found.address);
        let (deployed, spent) = self::program(provider, deployer, program, address, report).await?;
        gas.push((name, spent));
        Ok::<_, DeployError>(deployed)
    };
    let deployed = Deployed {
        network: network.name.clone(),
        chain_id: network.chain_id,
        oracle: place("oracle", &programs.oracle).await?,
        observer: place("observer", &programs.observer).await?,
        guard: place("guard", &programs.guard).await?,
        engine: place("engine", &programs.engine).await?,
        router_menu: place("router-menu", &programs.router_menu).await?,
        risk: place("risk", &programs.risk).await?,
        risk_engine: place("risk-engine", &programs.risk_engine).await?,
        router: place("router", &programs.router).await?,
        vault_admin: place("vault-admin", &programs.vault_admin).await?,
        vault_priced: place("vault-priced", &programs.vault_priced).await?,
        vault_fees: place("vault-fees", &programs.vault_fees).await?,
        vault_permits: place("vault-permits", &programs.vault_permits).await?,
        vault_views: place("vault-views", &programs.vault_views).await?,
        vault_rebalance: place("vault-rebalance", &programs.vault_rebalance).await?,
        vault: place("vault", &programs.vault).await?,
        factory: place("factory", &programs.factory).await?,
        lens: place("lens", &programs.lens).await?,
        upkeep: place("upkeep", &programs.upkeep).await?,
    };
    Ok(Deployment { deployed, gas })
}

/// Deploys and activates one program, unless `known` is its address already.
///
/// # Errors
/// Any [`DeployError`] but those of files.
pub async fn program(
    provider: &DynProvider,
    deployer: Address,
    program: &Program,
    known: Option<Address>,
    report: &mut dyn FnMut(&str),
) -> Result<(DeployedProgram, ProgramGas), DeployError> {
    let mut gas = ProgramGas::default();
    let address = match known {
        Some(address) if code_hash_at(provider, address).await? == program.code_hash() => address,
        _ => {
            report(&format!(
                "deploying {} ({} bytes)",
                program.name,
                program.brotli_bytes()
            ));
            let action = format!("deploying {}", program.name);
            let (address, receipt) =
                transaction::create(provider, &action, deployer, program.creation_code()).await?;
            gas.create = receipt.gas_used;
            address
        }
    };
    let got = code_hash_at(provider, address).await?;
    if got != program.code_hash() {
        return Err(DeployError::CodeHashMismatch {
            program: program.name.clone(),
            address,
            expected: program.code_hash(),
            got,
        });
    }
    if !is_active(provider, got).await? {
        report(&format!("activating {}", program.name));
        gas.activate = activate(provider, deployer, program, address).await?;
    }
    let deployed = DeployedProgram {
        address,
        code_hash: got,
        brotli_bytes: program.brotli_bytes(),
    };
    Ok((deployed, gas))
}

/// What the chain says about an activated program.
///
/// # Errors
/// `Transaction` with ArbWasm's own error when the program is not active.
pub async fn facts(provider: &DynProvider, program: Address) -> Result<ProgramFacts, DeployError> {
    let arb_wasm = ArbWasm::new(ARB_WASM, provider);
    let action = "asking what a program costs";
    let entry = arb_wasm
        .programInitGas(program)
        .call()
        .await
        .during(action)?;
    Ok(ProgramFacts {
        initial_pages: arb_wasm
            .programMemoryFootprint(program)
            .call()
            .await
            .during(action)?,
        entry_gas_cached: entry.gasWhenCached,
        entry_gas_uncached: entry.gas,
        seconds_left: arb_wasm
            .programTimeLeft(program)
            .call()
            .await
            .during(action)?,
    })
}

/// Whether the chain has a code hash active.
///
/// # Errors
/// `NotStylusChain`, or `Transaction` when the node cannot be asked.
pub async fn is_active(provider: &DynProvider, code_hash: B256) -> Result<bool, DeployError> {
    let arb_wasm = ArbWasm::new(ARB_WASM, provider);
    let asked = arb_wasm.codehashVersion(code_hash).call().await;
    match asked.during("asking whether a program is active") {
        Ok(_) => Ok(true),
        Err(TransactionError::Reverted { reason, .. })
            if [
                "ProgramNotActivated",
                "ProgramNeedsUpgrade",
                "ProgramExpired",
            ]
            .iter()
            .any(|name| reason.is(name)) =>
        {
            Ok(false)
        }
        // An address without code answers every call with nothing.
        Err(TransactionError::AnswerMalformed { .. }) => {
            let chain_id = provider
                .get_chain_id()
                .await
                .during("asking for the chain id")?;
            Err(DeployError::NotStylusChain { chain_id })
        }
        Err(other) => Err(other.into()),
    }
}

/// Whether the node serves the network's chain.
///
/// # Errors
/// `ChainIdMismatch`, or `Transaction` when the node cannot be asked.
pub async fn check_chain(provider: &DynProvider, network: &Network) -> Result<(), DeployError> {
    let got = provider
        .get_chain_id()
        .await
        .during("asking for the chain id")?;
    if got != network.chain_id {
        return Err(DeployError::ChainIdMismatch {
            network: network.name.clone(),
            expected: network.chain_id,
            got,
        });
    }
    Ok(())
}

async fn code_hash_at(provider: &DynProvider, address: Address) -> Result<B256, TransactionError> {
    let code = provider
        .get_code_at(address)
        .await
        .during("reading a program's code")?;
    Ok(keccak256(code))
}

/// Asks for the fee by a dry run, pays it with a margin, and returns the gas used.
async fn activate(
    provider: &DynProvider,
    deployer: Address,
    program: &Program,
    address: Address,
) -> Result<u64, DeployError> {
    let action = format!("activating {}", program.name);
    let arb_wasm = ArbWasm::new(ARB_WASM, provider);
    let balance = provider.get_balance(deployer).await.during(&action)?;
    let offer = balance.wrapping_shr(1).min(FEE_OFFER_WEI);
    let call = arb_wasm
        .activateProgram(address)
        .from(deployer)
        .value(offer);
    let quoted = call.call().await.during(&action)?;
    let fee = with_margin(quoted.dataFee);
    if fee > balance {
        return Err(DeployError::FeeAboveBalance {
            program: program.name.clone(),
            fee,
            deployer,
            balance,
        });
    }
    let request = arb_wasm
        .activateProgram(address)
        .into_transaction_request()
        .with_from(deployer)
        .with_value(fee);
    Ok(transaction::send(provider, &action, request)
        .await?
        .gas_used)
}

/// The fee and its margin, rounded up: an offer that is a wei short is refused.
fn with_margin(fee: U256) -> U256 {
    let margin = fee
        .saturating_mul(U256::from(FEE_MARGIN_PERCENT))
        .div_ceil(U256::from(100_u64));
    fee.saturating_add(margin)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn program() -> Program {
        Program {
            name: "sample".to_owned(),
            code: Bytes::from_static(&[0xef, 0xf0, 0x00, 0x00, 0xaa, 0xbb]),
        }
    }

    /// Written out from the EVM's opcode table.
    #[test]
    fn creation_code_is_the_prelude_and_the_code() {
        let expected = "7f0000000000000000000000000000000000000000000000000000000000000006\
                        80602b6000396000f300eff00000aabb";
        assert_eq!(
            program().creation_code().to_string(),
            format!("0x{expected}")
        );
        assert_eq!(program().brotli_bytes(), 2);
    }

    #[test]
    fn with_margin_adds_a_fifth_rounded_up() {
        assert_eq!(with_margin(U256::from(100_u64)), U256::from(120_u64));
        assert_eq!(with_margin(U256::from(1_u64)), U256::from(2_u64));
    }

    #[test]
    fn load_tells_absent_from_foreign_files() {
        let folder = std::env::temp_dir().join(format!("keel-programs-{}", std::process::id()));
        std::fs::create_dir_all(&folder).expect("folder");
        let absent = Program::load(&folder, "vault").expect_err("absent");
        assert!(
            matches!(absent, DeployError::ProgramNotBuilt { .. }),
            "{absent}"
        );
        std::fs::write(folder.join("vault.code"), b"\0asm\x01").expect("write");
        match Program::load(&folder, "vault").expect_err("foreign") {
            DeployError::NotStylusCode { got, .. } => assert_eq!(got.to_string(), "0x0061736d"),
            other => panic!("{other}"),
        }
        std::fs::remove_dir_all(folder).expect("clean");
    }
}
