//! Foundry's `cast` against the chain, as a person would use it: deploy, write, read, find logs, trace, prove.

use anyhow::{Context, ensure};
use e2e::{stage::story, workspace};
use serde_json::Value;
use std::{path::PathBuf, process::Command};

/// Key of the fifth account of the standard mnemonic: the keeper.
const KEEPER: u32 = 4;

/// `cast` on one chain, with one person's key.
struct Cast {
    program: PathBuf,
    url: String,
    key: String,
}

impl Cast {
    fn output(&self, arguments: &[&str]) -> anyhow::Result<(bool, String)> {
        let output = Command::new(&self.program)
            .args(arguments)
            .env("ETH_RPC_URL", &self.url)
            .env("NO_COLOR", "1")
            // Without a home there is no configuration, no keystore and no cache of somebody else's.
            .env("HOME", std::env::temp_dir())
            .output()
            .context("cast could not be run")?;
        let said = [output.stdout, output.stderr].concat();
        let said = String::from_utf8_lossy(&said).trim().to_owned();
        println!("$ cast {}\n{}", short(&arguments.join(" ")), short(&said));
        Ok((output.status.success(), said))
    }

    fn run(&self, arguments: &[&str]) -> anyhow::Result<String> {
        let (success, said) = self.output(arguments)?;
        ensure!(success, "cast {}: {said}", short(&arguments.join(" ")));
        Ok(said)
    }

    fn json(&self, arguments: &[&str]) -> anyhow::Result<Value> {
        let said = self.run(&[arguments, &["--json"]].concat())?;
        serde_json::from_str(&said).with_context(|| format!("not JSON: {}", short(&said)))
    }

    /// Sends as the person with the key; the receipt.
    fn send(&self, arguments: &[&str]) -> anyhow::Result<Value> {
        let receipt = self.json(&[&["send", "--private-key", &self.key], arguments].concat())?;
        ensure!(receipt["status"] == "0x1", "{receipt}");
        Ok(receipt)
    }

    fn fail(&self, arguments: &[&str]) -> anyhow::Result<String> {
        let (success, said) = self.output(arguments)?;
        ensure!(!success, "cast {} succeeded: {said}", arguments.join(" "));
        Ok(said)
    }
}

fn short(text: &str) -> String {
    if text.chars().count() <= 600 {
        return text.to_owned();
    }
    text.chars().take(600).chain("…".chars()).collect()
}

fn text<'a>(value: &'a Value, field: &str) -> anyhow::Result<&'a str> {
    value[field]
        .as_str()
        .with_context(|| format!("no {field} in {value}"))
}

fn number(text: &str) -> anyhow::Result<u128> {
    let text = text.split_whitespace().next().unwrap_or_default();
    let parsed = match text.strip_prefix("0x") {
        Some(digits) => u128::from_str_radix(digits, 16),
        None => text.parse(),
    };
    parsed.with_context(|| format!("{text} is no number"))
}

#[test]
fn cast_deploys_writes_reads_finds_logs_traces_and_proves() {
    story(async |world| {
        let vault = world.vault(3).await?;
        world.move_price(1, 2_500).await?;
        let root = workspace::root();
        let program = protocols::npm::tool(&root, "cast", &mut |line| println!("{line}"))?;
        let index = KEEPER.to_string();
        let mut cast = Cast {
            program,
            url: world.chain.url(),
            key: String::new(),
        };
        cast.key = cast.run(&["wallet", "private-key", devnet::TEST_MNEMONIC, &index])?;
        let me = cast.run(&["wallet", "address", "--private-key", &cast.key])?;
        let artifact = protocols::npm::read(
            "@arbitrum/token-bridge-contracts",
            "build/contracts/contracts/tokenbridge/libraries/aeWETH.sol/aeWETH.json",
            &root,
        )?;
        let artifact: Value = serde_json::from_slice(&artifact)?;
        reads_the_chain(&cast, &me)?;
        let weth = contract_round(&cast, &me, text(&artifact, "bytecode")?)?;
        every_kind_of_transaction(&cast, &me, &weth)?;
        program_round(&cast, &vault.address.to_string())
    });
}

fn reads_the_chain(cast: &Cast, me: &str) -> anyhow::Result<()> {
    ensure!(cast.run(&["chain-id"])? == devnet::DevnetConfig::default().chain_id.to_string());
    ensure!(cast.run(&["client"])?.starts_with("keel-devnet/"));
    let height = number(&cast.run(&["block-number"])?)?;
    let block = cast.json(&["block", "latest"])?;
    ensure!(number(text(&block, "number")?)? == height);
    let state_root = cast.run(&["block", "latest", "--field", "stateRoot"])?;
    // The first node of an account's proof hashes to the root: `cast` checks nothing itself.
    let proof = cast.json(&["proof", me])?;
    let node = proof["accountProof"][0]
        .as_str()
        .context("a proof has nodes")?;
    ensure!(cast.run(&["keccak", node])? == state_root);
    ensure!(number(&cast.run(&["balance", me])?)? > 0);
    ensure!(cast.run(&["balance", "--ether", me])?.contains('.'));
    ensure!(
        cast.run(&["nonce", me])?
            == number(&cast.run(&["nonce", me, "--block", "latest"])?)?.to_string()
    );
    let base_fee = number(&cast.run(&["base-fee"])?)?;
    ensure!(number(&cast.run(&["gas-price"])?)? == base_fee);
    for tag in ["earliest", "safe", "finalized", "pending"] {
        cast.run(&["block", tag])?;
    }
    cast.run(&["age"])?;
    cast.run(&["tx-pool", "status"])?;
    Ok(())
}

/// A round with an EVM contract; returns its address.
fn contract_round(cast: &Cast, me: &str, bytecode: &str) -> anyhow::Result<String> {
    let receipt = cast.send(&["--create", bytecode])?;
    let weth = text(&receipt, "contractAddress")?.to_owned();
    let code = cast.run(&["code", &weth])?;
    ensure!(number(&cast.run(&["codesize", &weth])?)? as usize == code.len() / 2 - 1);

    let estimate = number(&cast.run(&[
        "estimate",
        "--from",
        me,
        "--value",
        "1.5ether",
        &weth,
        "deposit()",
    ])?)?;
    let receipt = cast.send(&["--value", "1.5ether", &weth, "deposit()"])?;
    let used = number(text(&receipt, "gasUsed")?)?;
    ensure!(
        used <= estimate && used * 2 > estimate,
        "{used} used, {estimate} estimated"
    );
    let hash = text(&receipt, "transactionHash")?.to_owned();

    let balance = cast.run(&["call", &weth, "balanceOf(address)(uint256)", me])?;
    ensure!(number(&balance)? == 1_500_000_000_000_000_000, "{balance}");
    let logs = cast.json(&[
        "logs",
        "--from-block",
        "0",
        "--address",
        &weth,
        "Transfer(address indexed,address indexed,uint256)",
    ])?;
    ensure!(logs[0]["transactionHash"] == hash.as_str(), "{logs}");

    ensure!(cast.run(&["receipt", &hash, "status"])? == "true");
    ensure!(number(&cast.run(&["receipt", &hash, "gasUsed"])?)? == used);
    ensure!(cast.run(&["tx", &hash, "from"])?.to_lowercase() == me.to_lowercase());
    let list = cast.json(&[
        "access-list",
        "--from",
        me,
        &weth,
        "transfer(address,uint256)",
        me,
        "1",
    ])?;
    let slots = list["accessList"][0]["storageKeys"]
        .as_array()
        .map_or(0, Vec::len);
    ensure!(slots >= 1, "{list}");

    let trace = cast.run(&[
        "rpc",
        "debug_traceTransaction",
        &hash,
        r#"{"tracer":"callTracer"}"#,
    ])?;
    let trace: Value = serde_json::from_str(&trace)?;
    ensure!(text(&trace, "to")?.eq_ignore_ascii_case(&weth));
    ensure!(number(text(&trace, "gasUsed")?)? == used);
    // Runs the transaction again in cast's own EVM, on state that it asks the node for.
    let again = cast.run(&["run", "--quick", &hash])?;
    ensure!(
        again.contains("Transaction successfully executed"),
        "{again}"
    );
    ensure!(again.contains(&format!("Gas used: {used}")), "{again}");

    let refusal = cast.fail(&["call", "--from", me, &weth, "withdraw(uint256)", "99ether"])?;
    ensure!(refusal.contains("burn amount exceeds balance"), "{refusal}");
    let refusal = cast.fail(&["send", "--private-key", &cast.key, "--nonce", "0", me])?;
    ensure!(refusal.contains("nonce too low"), "{refusal}");
    Ok(weth)
}

fn every_kind_of_transaction(cast: &Cast, me: &str, weth: &str) -> anyhow::Result<()> {
    let to = "0x00000000000000000000000000000000000C0ffe";
    ensure!(cast.send(&["--legacy", "--value", "1", to])?["type"] == "0x0");
    ensure!(cast.send(&["--value", "1", to])?["type"] == "0x2");
    let listed = cast.send(&[
        "--access-list",
        "--legacy",
        "--value",
        "1wei",
        weth,
        "deposit()",
    ])?;
    ensure!(listed["type"] == "0x1", "{listed}");
    let raw = cast.run(&["mktx", "--private-key", &cast.key, "--value", "1", to])?;
    let published = cast.json(&["publish", &raw])?;
    ensure!(
        published["status"] == "0x1" || published.is_string(),
        "{published}"
    );
    ensure!(number(&cast.run(&["balance", to])?)? == 3);

    // An account that nobody has used delegates itself to the contract.
    let fresh = cast.run(&["wallet", "private-key", devnet::TEST_MNEMONIC, "77"])?;
    let authority = cast.run(&["wallet", "address", "--private-key", &fresh])?;
    let chain = devnet::DevnetConfig::default().chain_id.to_string();
    let signed = cast.run(&[
        "wallet",
        "sign-auth",
        weth,
        "--private-key",
        &fresh,
        "--nonce",
        "0",
        "--chain",
        &chain,
    ])?;
    let delegated = cast.send(&["--auth", &signed, "--gas-limit", "200000", me])?;
    ensure!(delegated["type"] == "0x4", "{delegated}");
    let code = cast.run(&["code", &authority])?;
    ensure!(
        code.eq_ignore_ascii_case(&format!("0xef0100{}", &weth[2..])),
        "{code}"
    );

    // Accounts that the node acts for.
    let unlocked = cast.json(&["send", "--unlocked", "--from", me, "--value", "1", to])?;
    ensure!(unlocked["status"] == "0x1");
    let stranger = "0x1111111111111111111111111111111111111111";
    cast.run(&["rpc", "anvil_setBalance", stranger, "0xde0b6b3a7640000"])?;
    cast.run(&["rpc", "anvil_impersonateAccount", stranger])?;
    let acted = cast.json(&["send", "--unlocked", "--from", stranger, "--value", "1", to])?;
    ensure!(acted["from"] == stranger, "{acted}");
    ensure!(number(&cast.run(&["balance", to])?)? == 5);
    Ok(())
}

/// A round with Stylus programs: the vault, and everything that it calls.
fn program_round(cast: &Cast, vault: &str) -> anyhow::Result<()> {
    let forever = "115792089237316195423570985008687907853269984665640564039457584007913129639935";
    ensure!(
        cast.run(&["code", vault])?
            .starts_with("0x363d3d373d3d3d363d73")
    );
    ensure!(number(&cast.run(&["call", vault, "totalSupply()(uint256)"])?)? > 0);
    let receipt = cast.send(&[vault, "rebalance(uint256)", forever])?;
    let hash = text(&receipt, "transactionHash")?;
    ensure!(
        receipt["logs"]
            .as_array()
            .is_some_and(|logs| !logs.is_empty())
    );
    let trace = cast.run(&[
        "rpc",
        "debug_traceTransaction",
        hash,
        r#"{"tracer":"stylusTracer"}"#,
    ])?;
    let trace: Value = serde_json::from_str(&trace)?;
    let steps = trace.as_array().context("host calls are a list")?;
    ensure!(
        steps.iter().any(|step| step["name"] == "user_entrypoint"),
        "{}",
        short(&trace.to_string())
    );
    let calls = cast.run(&[
        "rpc",
        "debug_traceTransaction",
        hash,
        r#"{"tracer":"callTracer"}"#,
    ])?;
    ensure!(calls.to_lowercase().contains(&vault.to_lowercase()));
    let decoded = cast.fail(&["call", vault, "rebalance(uint256)", forever])?;
    let selector = cast.run(&["sig", "BandNotBreached(uint256,uint256)"])?;
    ensure!(decoded.contains(&selector[2..]), "{decoded}");
    Ok(())
}
