//! `cargo keel devnet` and `cargo keel trace` as their users start them: processes, files, signals.

#![cfg(unix)]

use alloy::{
    network::{EthereumWallet, TransactionBuilder},
    primitives::{Address, B256, I256, U256, address},
    providers::{DynProvider, Provider, ProviderBuilder},
    rpc::types::TransactionRequest,
    signers::local::PrivateKeySigner,
    sol_types::SolCall,
};
use client::bindings::{IVault, IVaultAdmin, IVaultRebalance, IVaultViews};
use serde_json::Value;
use std::{
    fs,
    io::{BufRead, BufReader, Read},
    path::{Path, PathBuf},
    process::{Child, ChildStdout, Command, Output, Stdio},
    time::{Duration, Instant},
};

alloy::sol! {
    interface Token {
        function transfer(address to, uint256 value) external returns (bool);
        function deposit() external payable;
    }
}

const WETH: Address = address!("0x82aF49447D8a07e3bd95BD0d56f35241523fBab1");
const SOMEONE: Address = address!("0x00000000000000000000000000000000000a11ce");
const USAGE_ERROR: i32 = 2;
const FAILURE: i32 = 1;
/// To save a small chain and be gone.
const AT_ONCE: Duration = Duration::from_secs(5);

fn keel(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_keel"));
    command.args(arguments);
    command
}

fn refused(arguments: &[&str]) -> (Option<i32>, String) {
    let output: Output = keel(arguments)
        .output()
        .expect("the built command line runs");
    let text = String::from_utf8_lossy(&output.stderr).into_owned();
    (output.status.code(), text)
}

/// A folder of one test's own, gone with it.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("keel-devnet-{name}-{}", std::process::id()));
        drop(fs::remove_dir_all(&path)); // Of an earlier run that was cut short.
        fs::create_dir_all(&path).expect("a scratch folder can be made");
        Self(path)
    }

    fn file(&self, name: &str) -> String {
        self.0
            .join(name)
            .to_str()
            .expect("the path is text")
            .to_owned()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        drop(fs::remove_dir_all(&self.0)); // What is left, the next run removes.
    }
}

/// A running devnet.
struct Devnet {
    child: Child,
    output: BufReader<ChildStdout>,
    banner: Value,
}

impl Drop for Devnet {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Devnet {
    /// One that says where it is as JSON, on any free port.
    fn start(arguments: &[&str]) -> Self {
        let mut command = keel(&["devnet", "--port", "0", "--json"]);
        let mut devnet = Self::spawn(command.args(arguments));
        let mut line = String::new();
        devnet
            .output
            .read_line(&mut line)
            .expect("it prints a line");
        devnet.banner = serde_json::from_str(&line).unwrap_or_else(|_| panic!("not JSON: {line}"));
        devnet
    }

    fn spawn(command: &mut Command) -> Self {
        let mut child = command
            .stdout(Stdio::piped())
            .spawn()
            .expect("the built command line runs");
        let output = child.stdout.take().expect("standard output is piped");
        Self {
            child,
            output: BufReader::new(output),
            banner: Value::Null,
        }
    }

    fn url(&self) -> String {
        self.banner["url"].as_str().expect("a URL").to_owned()
    }

    fn account(&self, index: usize) -> Address {
        parsed(&self.banner["accounts"][index]["address"])
    }

    /// Signs as the first account.
    fn client(&self) -> DynProvider {
        let key: B256 = parsed(&self.banner["accounts"][0]["private_key"]);
        let signer = PrivateKeySigner::from_bytes(&key).expect("a key");
        connect(&self.url(), signer)
    }

    /// Ends it as a signal does, and returns how long that took.
    fn end(&mut self, signal: &str) -> Duration {
        let started = Instant::now();
        let sent = Command::new("kill")
            .args([signal, &self.child.id().to_string()])
            .status()
            .expect("kill runs");
        assert!(sent.success());
        let status = self.child.wait().expect("it ends");
        assert!(status.success(), "{status}");
        started.elapsed()
    }

    /// Lines of its log up to one that has this in it.
    fn lines_until(&mut self, wanted: &str) -> Vec<String> {
        let mut lines = Vec::new();
        loop {
            let mut line = String::new();
            let read = self.output.read_line(&mut line).expect("it prints");
            assert!(read > 0, "it ended before {wanted:?}: {lines:#?}");
            lines.push(line.trim_end().to_owned());
            if line.contains(wanted) {
                return lines;
            }
        }
    }
}

fn connect(url: &str, signer: PrivateKeySigner) -> DynProvider {
    ProviderBuilder::new()
        .wallet(EthereumWallet::from(signer))
        .connect_http(url.parse().expect("a URL"))
        .erased()
}

fn parsed<T: std::str::FromStr>(value: &Value) -> T {
    let text = value
        .as_str()
        .unwrap_or_else(|| panic!("{value} is no string"));
    text.parse()
        .unwrap_or_else(|_| panic!("{text} cannot be read"))
}

async fn send(client: &DynProvider, tx: TransactionRequest) -> B256 {
    let receipt = client.send_transaction(tx).await.expect("it is accepted");
    receipt
        .get_receipt()
        .await
        .expect("it is mined")
        .transaction_hash
}

fn trace(arguments: &[&str]) -> String {
    let output = keel(&["trace"]).args(arguments).output().expect("it runs");
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(
        output.status.success(),
        "{arguments:?}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    text
}

#[tokio::test]
async fn json_tells_accounts_with_the_asked_balance_and_where_everything_is() {
    let devnet = Devnet::start(&["--accounts", "3", "--balance", "0.5", "--chain-id", "777"]);
    assert_eq!(devnet.banner["chain_id"], 777);
    assert_eq!(devnet.banner["suite"], Value::Null);
    let accounts = devnet.banner["accounts"].as_array().expect("a list");
    assert_eq!(accounts.len(), 3);
    assert_eq!(
        accounts[0]["address"],
        "0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266"
    );
    assert_eq!(accounts[2]["balance_wei"], "500000000000000000");
    let client = devnet.client();
    assert_eq!(client.get_chain_id().await.expect("it answers"), 777);
    let half = U256::from(500_000_000_000_000_000_u64);
    let balance = client.get_balance(devnet.account(1)).await;
    assert_eq!(balance.expect("it answers"), half);
    for name in [
        "multicall3",
        "permit2",
        "create2_factory",
        "stylus_deployer",
        "cache_manager",
        "weth",
    ] {
        let address: Address = parsed(&devnet.banner["predeployed"][name]);
        let code = client.get_code_at(address).await.expect("it answers");
        assert!(!code.is_empty(), "{name} at {address}");
    }
}

#[tokio::test]
async fn state_survives_a_restart_by_either_signal_and_the_exit_is_at_once() {
    let folder = Folder::new("state");
    let file = folder.file("chain.state");
    let mut devnet = Devnet::start(&["--state", &file]);
    // Left open while it ends, as a wallet would.
    let _open = std::net::TcpStream::connect(devnet.url().trim_start_matches("http://").to_owned())
        .expect("it listens");
    let value = U256::from(12_345_u64);
    let tx = TransactionRequest::default()
        .with_to(SOMEONE)
        .with_value(value);
    let hash = send(&devnet.client(), tx.clone()).await;
    let took = devnet.end("-INT");
    assert!(took < AT_ONCE, "Ctrl-C took {took:?}");

    let mut devnet = Devnet::start(&["--state", &file]);
    assert_eq!(devnet.banner["block_number"], 1);
    let client = devnet.client();
    let balance = client.get_balance(SOMEONE).await.expect("it answers");
    assert_eq!(balance, value);
    let receipt = client
        .get_transaction_receipt(hash)
        .await
        .expect("it answers");
    assert_eq!(receipt.expect("it is remembered").block_number, Some(1));
    send(&client, tx).await;
    let took = devnet.end("-TERM");
    assert!(took < AT_ONCE, "SIGTERM took {took:?}");

    // Read only: what happens from here on is forgotten.
    let mut devnet = Devnet::start(&["--load-state", &file]);
    assert_eq!(devnet.banner["block_number"], 2);
    let tx = TransactionRequest::default()
        .with_to(SOMEONE)
        .with_value(value);
    send(&devnet.client(), tx).await;
    let before = fs::read(&file).expect("the file is there");
    devnet.end("-INT");
    assert_eq!(fs::read(&file).expect("the file is there"), before);
    assert_eq!(
        fs::read_dir(&folder.0)
            .expect("the folder is there")
            .count(),
        1,
        "nothing is left beside it"
    );
}

#[test]
fn a_file_that_is_no_state_is_refused_and_left_as_it_is() {
    let folder = Folder::new("foreign");
    for (name, content) in [
        ("text", &b"my thesis"[..]),
        ("json", b"{\"accounts\": 3}"),
        ("empty", b""),
        ("half", &[0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 1]),
    ] {
        let file = folder.file(name);
        fs::write(&file, content).expect("it can be written");
        let (code, text) = refused(&["devnet", "--port", "0", "--json", "--state", &file]);
        assert_eq!(code, Some(FAILURE), "{name}: {text}");
        assert!(
            text.contains(&file) && text.contains("left as it is"),
            "{name}: {text}"
        );
        assert_eq!(fs::read(&file).expect("it is there"), content, "{name}");
    }
    let (code, text) = refused(&[
        "devnet",
        "--port",
        "0",
        "--load-state",
        &folder.file("absent"),
    ]);
    assert_eq!(code, Some(FAILURE), "{text}");
    assert!(text.contains("absent"), "{text}");
    let nowhere = folder.file("no/such/folder/state");
    let (code, text) = refused(&["devnet", "--port", "0", "--state", &nowhere]);
    assert_eq!(code, Some(FAILURE), "{text}");
    assert!(
        text.contains(&nowhere) && text.contains("cannot be written"),
        "{text}"
    );
}

#[test]
fn a_state_of_another_chain_is_refused() {
    let folder = Folder::new("other-chain");
    let file = folder.file("state");
    Devnet::start(&["--state", &file, "--chain-id", "5"]).end("-INT");
    let (code, text) = refused(&["devnet", "--port", "0", "--json", "--state", &file]);
    assert_eq!(code, Some(FAILURE), "{text}");
    assert!(
        text.contains("chain 5") && text.contains("412346"),
        "{text}"
    );
}

#[test]
fn wrong_flags_are_refused_with_what_is_allowed() {
    for (arguments, said) in [
        (&["--accounts", "0"][..], "1..=1000"),
        (&["--balance", "lots"], "write ETH as 10000 or 0.5"),
        (&["--block-time", "0"], "1.."),
        (&["--host", "nowhere"], "--host"),
        (&["--arbos", "3"], "51..=61"),
        (&["--no-mining", "--block-time", "2"], "--block-time"),
        (&["--state", "a", "--dump-state", "b"], "--dump-state"),
        (&["--prot", "1"], "--port"),
    ] {
        let (code, text) = refused(&[&["devnet"], arguments].concat());
        assert_eq!(code, Some(USAGE_ERROR), "{arguments:?}: {text}");
        assert!(text.contains(said), "{arguments:?}: {text}");
    }
    let (code, text) = refused(&["devnet", "--port", "0", "--mnemonic", "one two three"]);
    assert_eq!(code, Some(FAILURE), "{text}");
    assert!(text.contains("mnemonic"), "{text}");
}

#[test]
fn a_host_that_others_can_reach_is_warned_about() {
    let mut command = keel(&["devnet", "--port", "0", "--json", "--host", "0.0.0.0"]);
    let mut devnet = Devnet::spawn(command.stderr(Stdio::piped()));
    let mut line = String::new();
    devnet
        .output
        .read_line(&mut line)
        .expect("it prints a line");
    devnet.end("-INT");
    let mut said = String::new();
    let mut errors = devnet.child.stderr.take().expect("standard error is piped");
    errors.read_to_string(&mut said).expect("it is text");
    assert!(
        said.contains("warning") && said.contains("0.0.0.0"),
        "{said}"
    );
}

#[tokio::test]
async fn log_has_a_line_for_every_transaction_with_its_call_and_its_error() {
    let mut command = keel(&["devnet", "--port", "0"]);
    let mut devnet = Devnet::spawn(&mut command);
    let banner = devnet.lines_until("Listening on").join("\n");
    for part in [
        "(0) 0xf39F",
        "10000 ETH",
        "0xac0974bec39a17e3",
        "multicall3",
        "Mnemonic: test test",
    ] {
        assert!(banner.contains(part), "{part}: {banner}");
    }
    let url = banner
        .split_whitespace()
        .find(|word| word.starts_with("http://"))
        .expect("the banner has a URL")
        .to_owned();
    let key = "0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80";
    let client = connect(&url, key.parse().expect("a key"));
    let deposit = TransactionRequest::default()
        .with_to(WETH)
        .with_value(U256::from(2_000_000_000_000_000_000_u64))
        .with_input(Token::depositCall {}.abi_encode());
    let hash = send(&client, deposit).await;
    let line = devnet.lines_until("deposit").pop().expect("a line");
    assert!(line.starts_with(&hash.to_string()), "{line}");
    assert!(
        line.contains("account0: weth.deposit() {value: 2"),
        "{line}"
    );
    assert!(line.contains("block 1 gas "), "{line}");

    let too_much = Token::transferCall {
        to: SOMEONE,
        value: U256::MAX,
    };
    let failing = TransactionRequest::default()
        .with_to(WETH)
        .with_gas_limit(200_000)
        .with_input(too_much.abi_encode());
    send(&client, failing).await;
    let line = devnet.lines_until("transfer").pop().expect("a line");
    assert!(
        line.contains("✗ Error(ERC20: transfer amount exceeds balance)"),
        "{line}"
    );
    let took = devnet.end("-INT");
    assert!(took < AT_ONCE, "{took:?}");
}

#[tokio::test]
async fn silent_prints_nothing_and_no_mining_waits_to_be_asked() {
    // Silence does not even tell the port, so it is chosen here.
    let free = std::net::TcpListener::bind(("127.0.0.1", 0)).expect("a free port");
    let port = free.local_addr().expect("an address").port().to_string();
    drop(free);
    let mut devnet = Devnet::spawn(&mut keel(&[
        "devnet",
        "--port",
        &port,
        "--silent",
        "--no-mining",
    ]));
    let url = format!("http://127.0.0.1:{port}");
    let key = "0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80";
    let client = connect(&url, key.parse().expect("a key"));
    let started = Instant::now();
    while client.get_chain_id().await.is_err() {
        assert!(
            started.elapsed() < Duration::from_secs(60),
            "it never listened"
        );
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let tx = TransactionRequest::default()
        .with_to(SOMEONE)
        .with_value(U256::ONE);
    let pending = client.send_transaction(tx).await.expect("it is accepted");
    let hash = *pending.tx_hash();
    let receipt = client
        .get_transaction_receipt(hash)
        .await
        .expect("it answers");
    assert!(receipt.is_none(), "mined without being asked");
    let _: Value = client
        .raw_request("evm_mine".into(), ())
        .await
        .expect("it mines");
    let receipt = client
        .get_transaction_receipt(hash)
        .await
        .expect("it answers");
    assert!(receipt.is_some());
    devnet.end("-INT");
    let mut rest = String::new();
    devnet.output.read_to_string(&mut rest).expect("text");
    assert_eq!(rest, "");
}

#[tokio::test]
async fn suite_is_there_lives_through_a_restart_and_a_rebalance_of_it_can_be_traced() {
    let folder = Folder::new("suite");
    let file = folder.file("state");
    let arguments = ["--suite", "--state", &file, "--accounts", "2"];
    let mut devnet = Devnet::start(&arguments);
    let suite = devnet.banner["suite"].clone();
    let vault: Address = parsed(&suite["vault"]);
    assert_eq!(parsed::<Address>(&suite["vault_owner"]), devnet.account(0));
    let assets = suite["assets"].as_array().expect("a list").clone();
    assert_eq!(assets.len(), 5);
    {
        let client = devnet.client();
        let vault = IVault::new(vault, &client);
        assert!(vault.totalSupply().call().await.expect("a vault") > U256::ZERO);
        let views = IVaultViews::new(*vault.address(), &client);
        let decision = views.previewRebalance().call().await.expect("a decision");
        assert!(
            decision.maxDriftWad < decision.bandWad,
            "it begins at its targets"
        );
    }
    // The price of the second asset rises by a third, as the oracle's own key says.
    let devnet_url = devnet.url();
    let oracle = suite["drivers"]
        .as_array()
        .and_then(|drivers| {
            drivers
                .iter()
                .find(|driver| driver["name"] == "price oracle")
        })
        .expect("the oracle's key is told");
    raise(&devnet_url, &assets[1], parsed(&oracle["private_key"])).await;

    // Out of its band, and the pool is not at the price: the vault refuses to sell below its oracle's.
    let client = devnet.client();
    let rebalance = IVaultRebalance::rebalanceCall {
        deadline: U256::MAX,
    };
    let tx = TransactionRequest::default()
        .with_to(vault)
        .with_gas_limit(20_000_000)
        .with_input(rebalance.abi_encode());
    let hash = send(&client, tx).await.to_string();
    let names = folder.file("names.json");
    fs::write(&names, devnet.banner.to_string()).expect("it can be written");
    let text = trace(&[
        &hash,
        "--rpc",
        &devnet_url,
        "--names",
        &names,
        "--ink",
        "--storage",
    ]);
    assert!(text.contains("failed in block"), "{text}");
    assert!(text.contains("vault.rebalance(deadline: "), "{text}");
    assert!(text.contains("oracle.read("), "{text}");
    assert!(text.contains("engine.decide("), "{text}");
    assert!(text.contains("✗ "), "{text}");
    assert!(
        text.contains("ink by host call") && text.contains("own instructions"),
        "{text}"
    );
    assert!(text.contains("storage written"), "{text}");

    // Without being told, the chain's own word for who is who.
    let text = trace(&[&hash, "--rpc", &devnet_url]);
    assert!(
        text.contains("oracle.read(") && text.contains("KEEL@"),
        "{text}"
    );

    devnet.end("-INT");
    let again = Devnet::start(&arguments);
    assert_eq!(again.banner["suite"], suite);
    let client = again.client();
    let supply = IVault::new(vault, &client).totalSupply().call().await;
    assert!(supply.expect("the vault lives on") > U256::ZERO);
}

fn output(arguments: &[&str]) -> String {
    let output = keel(arguments)
        .output()
        .expect("the built command line runs");
    let complained = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{complained}");
    String::from_utf8(output.stdout).expect("text")
}

#[tokio::test]
async fn explain_says_in_sentences_why_a_vault_rebalances_or_does_not() {
    let devnet = Devnet::start(&["--suite", "--accounts", "2"]);
    let suite = devnet.banner["suite"].clone();
    let (url, text_of) = (devnet.url(), |value: &Value| {
        value.as_str().expect("text").to_owned()
    });
    let (vault, lens) = (text_of(&suite["vault"]), text_of(&suite["lens"]));
    let explain = |more: &[&str]| {
        let asked = ["explain", &vault, "--rpc", &url, "--lens", &lens];
        output(&[&asked, more].concat())
    };

    let text = explain(&[]);
    assert!(
        text.contains("Keel local portfolio (KEEL), worth "),
        "{text}"
    );
    assert!(
        text.contains("No: max drift ") && text.contains(" <= band 500 bps."),
        "{text}"
    );
    assert!(text.contains("No interval stands in the way"), "{text}");
    for asset in suite["assets"].as_array().expect("a list") {
        assert!(text.contains(&text_of(&asset["symbol"])), "{text}");
    }
    let report: Value = serde_json::from_str(&explain(&["--json"])).expect("JSON");
    assert_eq!(report["verdict"], "BandNotBreached");
    assert_eq!(report["obstacle"], Value::Null);
    assert_eq!(report["faults"], Value::Array(Vec::new()));
    assert_eq!(report["constituents"].as_array().map(Vec::len), Some(5));
    let client = devnet.client();
    let contract = IVaultViews::new(parsed(&suite["vault"]), &client);
    let decision = contract
        .previewRebalance()
        .call()
        .await
        .expect("a decision");
    assert_eq!(report["nav_wad"], decision.navWad.to_string());
    assert_eq!(report["max_drift_wad"], decision.maxDriftWad.to_string());
    assert_eq!(report["eligible_at"], decision.eligibleAt);

    // Out of its band by its feed alone: due, and the pool is not at the price, as the simulation finds.
    let drivers = suite["drivers"].as_array().expect("a list");
    let oracle = drivers
        .iter()
        .find(|driver| driver["name"] == "price oracle");
    let oracle = oracle.expect("the oracle's key is told");
    raise(&url, &suite["assets"][1], parsed(&oracle["private_key"])).await;
    pass(&client, 601).await;
    let text = explain(&[]);
    assert!(
        text.contains("Go: max drift ") && text.contains(" > band 500 bps."),
        "{text}"
    );
    assert!(text.contains("(WETH is above its target)"), "{text}");
    assert!(
        text.contains("Plan: sell ") && text.contains(" WETH for at least "),
        "{text}"
    );
    assert!(
        text.contains("Simulated: a rebalance is refused with "),
        "{text}"
    );
    let report: Value = serde_json::from_str(&explain(&["--json"])).expect("JSON");
    assert_eq!(report["verdict"], "Due");
    assert_eq!(report["simulated"]["ok"], false);
    assert!(
        report["plan"]
            .as_array()
            .is_some_and(|plan| !plan.is_empty())
    );

    // Its owner, the first account, pauses it.
    let pause = TransactionRequest::default()
        .with_to(parsed(&suite["vault"]))
        .with_input(IVaultAdmin::pauseCall {}.abi_encode());
    send(&client, pause).await;
    let text = explain(&[]);
    assert!(
        text.contains(&format!(
            "No: it is paused; its owner is {}.",
            devnet.account(0)
        )),
        "{text}"
    );
    assert!(
        text.contains("Were it not: max drift ") && !text.contains("Simulated"),
        "{text}"
    );

    // What is no vault, no lens, or nowhere.
    let nobody = SOMEONE.to_string();
    let oracle_program = text_of(&suite["oracle"]);
    for (arguments, said) in [
        (
            [nobody.as_str(), "--lens", &lens],
            "is not a vault: assets() of 0x",
        ),
        ([&vault, "--lens", &nobody], "there is no lens at 0x"),
        (
            [&vault, "--lens", &oracle_program],
            "is not a lens: asking the lens: SelectorUnknown(",
        ),
    ] {
        let (code, text) = refused(&[&["explain", "--rpc", &url][..], &arguments].concat());
        assert_eq!(code, Some(FAILURE), "{text}");
        assert!(text.contains(said), "{text}");
    }
    let (code, text) = refused(&["explain", &vault, "--rpc", &url]);
    assert_eq!(code, Some(FAILURE), "{text}");
    assert!(text.contains("no lens is known on chain 412346"), "{text}");
    let (code, text) = refused(&["explain", &vault, "--rpc", "http://127.0.0.1:9"]);
    assert_eq!(code, Some(FAILURE), "{text}");
    assert!(text.contains("127.0.0.1:9"), "{text}");
    let (code, text) = refused(&["explain", "0x12", "--rpc", &url]);
    assert_eq!(code, Some(USAGE_ERROR), "{text}");
}

#[tokio::test]
async fn poke_sends_what_is_due_and_goes_through_and_nothing_else() {
    let devnet = Devnet::start(&["--suite", "--accounts", "2"]);
    let (url, suite, client) = (devnet.url(), &devnet.banner["suite"], devnet.client());
    let lens = suite["lens"].as_str().expect("an address");
    let sent = async || {
        let owner = devnet.account(0);
        client
            .get_transaction_count(owner)
            .await
            .expect("it answers")
    };
    let at_targets: Address = parsed(&suite["vault"]);
    let vault = off_target(&client, suite, devnet.account(0))
        .await
        .to_string();
    let poke = |vault: &str, more: &[&str]| {
        output(&[&["poke", vault, "--rpc", &url, "--lens", lens][..], more].concat())
    };

    let before = sent().await;
    let text = poke(&at_targets.to_string(), &[]);
    assert!(
        text.contains("No: max drift ") && text.ends_with("Nothing was sent.\n"),
        "{text}"
    );
    let report: Value =
        serde_json::from_str(&poke(&at_targets.to_string(), &["--json"])).expect("JSON");
    assert_eq!(
        (&report["sent"], &report["verdict"]),
        (&Value::Bool(false), &Value::from("BandNotBreached"))
    );
    assert_eq!(sent().await, before);

    let report: Value = serde_json::from_str(&poke(&vault, &["--json"])).expect("JSON");
    assert_eq!(
        (&report["sent"], &report["epoch"]),
        (&Value::Bool(true), &Value::from("1"))
    );
    assert_eq!(sent().await, before + 1);
    let epoch = IVaultViews::new(parsed(&Value::from(vault.clone())), &client)
        .epoch()
        .call()
        .await;
    assert_eq!(epoch.expect("a vault"), U256::ONE);
    let text = poke(&vault, &[]);
    assert!(
        text.contains("No: max drift ") && text.contains("Nor before the interval ends in "),
        "{text}"
    );

    // Due by its feed, and no pool sells at that price: found by the simulation, so not sent.
    let drivers = suite["drivers"].as_array().expect("a list");
    let oracle = drivers
        .iter()
        .find(|driver| driver["name"] == "price oracle");
    let oracle = oracle.expect("the oracle's key is told");
    raise(&url, &suite["assets"][1], parsed(&oracle["private_key"])).await;
    let at_targets = at_targets.to_string();
    let before = sent().await;
    let (code, text) = refused(&["poke", &at_targets, "--rpc", &url, "--lens", lens]);
    assert_eq!(code, Some(FAILURE), "{text}");
    assert!(
        text.contains("a rebalance is refused with ") && text.contains("; nothing was sent"),
        "{text}"
    );
    let (code, text) = refused(&["poke", &SOMEONE.to_string(), "--rpc", &url, "--lens", lens]);
    assert_eq!(code, Some(FAILURE), "{text}");
    assert!(text.contains("is not a vault: "), "{text}");
    let stranger = keel(&["poke", &at_targets, "--rpc", &url, "--lens", lens])
        .env("KEEL_KEEPER_KEY", "0x12")
        .output()
        .expect("it runs");
    assert_eq!(
        stranger.status.code(),
        Some(FAILURE),
        "nothing is sent without a key"
    );
    assert_eq!(sent().await, before);
}

#[tokio::test]
async fn poke_goes_through_the_adapter_where_it_is_asked_to() {
    let devnet = Devnet::start(&["--suite", "--accounts", "2"]);
    let (url, suite, client) = (devnet.url(), &devnet.banner["suite"], devnet.client());
    let (lens, via) = (
        suite["lens"].as_str().expect("an address"),
        suite["upkeep"].as_str().expect("an address"),
    );
    let vault = off_target(&client, suite, devnet.account(0))
        .await
        .to_string();
    let asked = ["poke", &vault, "--rpc", &url, "--lens", lens, "--via"];
    for (adapter, said) in [
        (
            SOMEONE.to_string(),
            "is no adapter of Keel: asking the adapter: ",
        ),
        (
            suite["oracle"].as_str().expect("text").to_owned(),
            "is no adapter of Keel: ",
        ),
    ] {
        let (code, text) = refused(&[&asked[..], &[adapter.as_str()]].concat());
        assert_eq!(code, Some(FAILURE), "{text}");
        assert!(text.contains(said), "{text}");
    }
    let report: Value =
        serde_json::from_str(&output(&[&asked[..], &[via, "--json"]].concat())).expect("JSON");
    assert_eq!(
        (&report["sent"], &report["via"]),
        (&Value::Bool(true), &suite["upkeep"])
    );
    let hash = report["transaction"]
        .as_str()
        .expect("a hash")
        .parse()
        .expect("a hash");
    let receipt = client
        .get_transaction_receipt(hash)
        .await
        .expect("it answers")
        .expect("mined");
    assert_eq!(receipt.to, Some(parsed(&suite["upkeep"])));
    let event = receipt
        .logs()
        .iter()
        .find_map(|log| log.log_decode::<IVault::Rebalanced>().ok());
    let keeper: Address = parsed(&suite["upkeep"]);
    assert_eq!(event.expect("a rebalance").inner.keeper, keeper);
}

#[tokio::test]
async fn quote_says_what_the_pools_would_give_for_each_trade_and_a_rebalance_brings_it() {
    let devnet = Devnet::start(&["--suite", "--accounts", "2"]);
    let (url, suite, client) = (devnet.url(), &devnet.banner["suite"], devnet.client());
    let named = |name: &str| suite[name].as_str().expect("an address");
    let (lens, room) = (named("lens"), named("router_menu"));
    let asked = |vault: &str, more: &[&str]| -> Vec<String> {
        let words = [
            "quote", vault, "--rpc", &url, "--lens", lens, "--room", room,
        ];
        words
            .iter()
            .chain(more)
            .map(|it| (*it).to_owned())
            .collect()
    };
    let words = |all: &[String]| all.iter().map(String::as_str).collect::<Vec<_>>().join(" ");
    let run = |all: Vec<String>| output(&all.iter().map(String::as_str).collect::<Vec<_>>());
    let calm = run(asked(named("vault"), &[]));
    assert!(calm.contains("There is nothing to quote."), "{calm}");

    let vault = off_target(&client, suite, devnet.account(0)).await;
    let told = run(asked(&vault.to_string(), &[]));
    assert!(told.contains("in all"), "{told}");
    let told: Value =
        serde_json::from_str(&run(asked(&vault.to_string(), &["--json"]))).expect("JSON");
    let trades = told["trades"].as_array().expect("a list");
    assert!(!trades.is_empty() && trades.iter().all(|it| it["is_enough"] == true));
    let views = IVaultRebalance::new(vault, &client);
    let fills = views
        .rebalance(U256::MAX)
        .call()
        .await
        .expect("it goes through");
    assert_eq!(fills.len(), trades.len());
    for (fill, trade) in fills.iter().zip(trades) {
        assert_eq!(fill.amountIn.to_string(), trade["amount_in"]);
        assert_eq!(fill.amountOut.to_string(), trade["amount_out"]);
        assert_eq!(parsed::<Address>(&trade["parts"][0]["pool"]), fill.pool);
    }

    for (more, said) in [
        (vec!["--room", &SOMEONE.to_string()], "has no code"),
        (vec!["--room", lens], "SelectorUnknown("),
    ] {
        let mut all = asked(&vault.to_string(), &[]);
        all.truncate(all.len() - 2);
        all.extend(more.into_iter().map(str::to_owned));
        let (code, text) = refused(&all.iter().map(String::as_str).collect::<Vec<_>>());
        assert_eq!(code, Some(FAILURE), "{}: {text}", words(&all));
        assert!(text.contains(said), "{text}");
    }
}

#[tokio::test]
async fn renew_keeps_the_programs_of_a_suite_alive_and_says_when_each_is_due() {
    const DAY_S: u64 = 86_400;
    // The chain counts in hours, and the suite has waited for its sequencer feed.
    const HOURS_S: u64 = 10_800;
    let devnet = Devnet::start(&["--suite", "--accounts", "2"]);
    let (url, suite, client) = (devnet.url(), &devnet.banner["suite"], devnet.client());
    let vault = suite["vault"].as_str().expect("an address");
    let asked = ["renew", "--rpc", &url, "--vault", vault, "--json"];
    let told = |more: &[&str]| -> Value {
        serde_json::from_str(&output(&[&asked[..], more].concat())).expect("JSON")
    };
    let states = |told: &Value| -> Vec<String> {
        let programs = told["programs"].as_array().expect("a list");
        let states = programs
            .iter()
            .map(|it| it["state"].as_str().expect("text").to_owned());
        states.collect()
    };
    let sent = async || {
        client
            .get_transaction_count(devnet.account(0))
            .await
            .expect("it answers")
    };

    let young = told(&[]);
    assert_eq!(states(&young), ["too soon"; 10]);
    let (now, first) = (
        young["timestamp"].as_u64().expect("a time"),
        &young["programs"][0],
    );
    assert_eq!(first["program"], "vault");
    let expires_at = first["expires_at"].as_u64().expect("a time");
    assert!(expires_at.abs_diff(now + 365 * DAY_S) <= HOURS_S, "{first}");
    // Who names a program is told the date.
    let oracle = suite["oracle"].as_str().expect("an address");
    let (code, text) = refused(&["renew", "--rpc", &url, "--program", oracle]);
    assert_eq!(code, Some(FAILURE), "{text}");
    let listed = young["programs"].as_array().expect("a list");
    let renewable_at = &listed
        .iter()
        .find(|it| it["program"] == "oracle")
        .expect("it is listed")["renewable_at"];
    assert!(
        text.contains(&format!("cannot be renewed before {renewable_at}")),
        "{text}"
    );

    pass(&client, 32 * DAY_S).await;
    let before = sent().await;
    assert_eq!(states(&told(&["--dry-run"])), ["due"; 10]);
    assert_eq!(states(&told(&["--within", "300"])), ["left"; 10]);
    assert_eq!(
        sent().await,
        before,
        "nothing was due, and nothing was sent"
    );
    let renewed = told(&[]);
    assert_eq!(states(&renewed), ["renewed"; 10]);
    assert_eq!(sent().await, before + 10);
    for program in renewed["programs"].as_array().expect("a list") {
        let paid: u128 = program["paid_wei"]
            .as_str()
            .expect("a fee")
            .parse()
            .expect("a number");
        let later = program["expires_at"].as_u64().expect("a time");
        assert!(paid > 0 && later >= expires_at + 31 * DAY_S, "{program}");
    }
    assert_eq!(states(&told(&[])), ["too soon"; 10]);
    let text = output(&["renew", "--rpc", &url, "--vault", vault]);
    assert!(
        text.contains(
            "10 programs: 0 renewed for 0.000000 ETH, 0 due, 10 too soon, 0 left, 0 dead"
        ),
        "{text}"
    );

    // The lens is not of the suite of a vault: nobody has renewed it, and its year is over first.
    let lens = suite["lens"].as_str().expect("an address");
    pass(&client, 334 * DAY_S).await;
    let (code, text) = refused(&["renew", "--rpc", &url, "--program", lens]);
    assert_eq!(code, Some(FAILURE), "{text}");
    assert!(
        text.contains("expired 366 d after its activation"),
        "{text}"
    );
    for (program, said) in [
        (SOMEONE.to_string(), "has no code"),
        (
            WETH.to_string(),
            "is not activated; `cargo keel deploy` activates it",
        ),
    ] {
        let (code, text) = refused(&["renew", "--rpc", &url, "--program", &program]);
        assert_eq!(code, Some(FAILURE), "{text}");
        assert!(text.contains(said), "{text}");
    }
    let (code, text) = refused(&["renew", "--rpc", &url, "--vault", &SOMEONE.to_string()]);
    assert_eq!(code, Some(FAILURE), "{text}");
    assert!(text.contains("is no vault"), "{text}");
    assert_eq!(states(&told(&["--dry-run"])), ["due"; 10]);
}

/// A vault like the suite's, seeded with ten times as much of the hub as of the others.
async fn off_target(client: &DynProvider, suite: &Value, owner: Address) -> Address {
    use client::bindings::{IFactory, ILens, IOracle, Suite, VaultConfig};
    let lens = ILens::new(parsed(&suite["lens"]), client);
    let seen = lens
        .portfolio(parsed(&suite["vault"]))
        .call()
        .await
        .expect("a portfolio");
    let assets: Vec<_> = seen
        .constituents
        .iter()
        .map(|it| it.asset.clone())
        .collect();
    let feeds = assets.iter().map(|asset| asset.feed.clone()).collect();
    let oracle = IOracle::new(seen.suite.oracle, client);
    let prices = oracle.readLast(feeds).call().await.expect("prices");
    let e36 = U256::from(10_u64).pow(U256::from(36_u64));
    let worth = |usd: u64, price: &U256| {
        U256::from(usd) * U256::from(10_u64).pow(U256::from(18_u64)) * e36 / *price
    };
    let amounts: Vec<_> = prices
        .iter()
        .enumerate()
        .map(|(index, price)| worth(if index == 0 { 10_000 } else { 1_000 }, price))
        .collect();
    let config = VaultConfig {
        name: "Keel off its targets".to_owned(),
        symbol: "KEELOFF".to_owned(),
        owner,
        sequencer: seen.sequencer.clone(),
        venue: seen.venue.clone(),
        policy: seen.policy.clone(),
        lossLimits: client::template::LOSS_LIMITS,
        flowPolicy: seen.flowPolicy.clone(),
        assets: assets.clone(),
    };
    let suite_of: Suite = seen.suite.clone();
    let factory = IFactory::new(parsed(&suite["factory"]), client);
    let vault = factory
        .predict(owner, suite_of.clone(), config.clone())
        .call()
        .await
        .expect("an address");
    for (asset, amount) in assets.iter().zip(&amounts) {
        let approve = protocols::tokens::Erc20::approveCall {
            spender: vault,
            amount: *amount,
        };
        let tx = TransactionRequest::default()
            .with_to(asset.token)
            .with_input(approve.abi_encode());
        send(client, tx).await;
    }
    let create = IFactory::createCall {
        suite: suite_of,
        config,
        amounts,
    };
    let tx = TransactionRequest::default()
        .with_to(parsed(&suite["factory"]))
        .with_input(create.abi_encode());
    send(client, tx).await;
    vault
}

#[tokio::test]
async fn new_vault_makes_what_a_template_says_and_refuses_what_cannot_be() {
    let devnet = Devnet::start(&["--suite", "--accounts", "2"]);
    let (url, suite, folder) = (
        devnet.url(),
        &devnet.banner["suite"],
        Folder::new("new-vault"),
    );
    let client = devnet.client();
    let (network, deployed) = (folder.file("here.toml"), folder.file("here.json"));
    fs::write(&network, network_of(suite)).expect("it can be written");
    let mut record = serde_json::json!({ "network": "here", "chain_id": 412_346 });
    for (program, key) in [
        ("oracle", "oracle"),
        ("observer", "observer"),
        ("guard", "guard"),
        ("engine", "engine"),
        ("router-menu", "router_menu"),
        ("risk", "risk"),
        ("risk-engine", "risk_engine"),
        ("router", "router"),
        ("vault-admin", "vault_admin"),
        ("vault-priced", "vault_priced"),
        ("vault-fees", "vault_fees"),
        ("vault-permits", "vault_permits"),
        ("vault-views", "vault_views"),
        ("vault-rebalance", "vault_rebalance"),
        ("vault", "vault_implementation"),
        ("factory", "factory"),
        ("lens", "lens"),
        ("upkeep", "upkeep"),
    ] {
        let address: Address = parsed(&suite[key]);
        let code = client.get_code_at(address).await.expect("it answers");
        record[program] = serde_json::json!({
            "address": address, "code_hash": alloy::primitives::keccak256(&code), "brotli_bytes": code.len(),
        });
    }
    fs::write(&deployed, record.to_string()).expect("it can be written");
    let order = |template, worth, more: &[&'static str]| -> Vec<String> {
        let fixed = [
            "new-vault",
            "--template",
            template,
            "--worth",
            worth,
            "--rpc",
            &url,
            "--config",
            &network,
            "--deployed",
            &deployed,
        ];
        fixed
            .iter()
            .chain(more)
            .map(|word| (*word).to_owned())
            .collect()
    };
    let words = |order: &[String]| -> String {
        output(&order.iter().map(String::as_str).collect::<Vec<_>>())
    };

    let dry: Value =
        serde_json::from_str(&words(&order("60-40", "1000", &["--dry-run", "--json"])))
            .expect("JSON");
    let address: Address = parsed(&dry["vault"]);
    assert_eq!(dry["is_created"], false);
    assert!(
        client
            .get_code_at(address)
            .await
            .expect("it answers")
            .is_empty()
    );
    let made: Value =
        serde_json::from_str(&words(&order("60-40", "1000", &["--json"]))).expect("JSON");
    assert_eq!(parsed::<Address>(&made["vault"]), address);
    let vault = IVault::new(address, &client);
    assert_eq!(vault.symbol().call().await.expect("a vault"), "KEEL6040");
    let views = IVaultViews::new(address, &client);
    let decision = views.previewRebalance().call().await.expect("a decision");
    let thousand = U256::from(10_u64).pow(U256::from(21_u64));
    assert!(
        decision.navWad.abs_diff(thousand) < thousand / U256::from(1_000_u64),
        "{}",
        decision.navWad
    );
    assert!(decision.maxDriftWad < decision.bandWad);
    let text = words(&order("three-fund", "500", &[]));
    assert!(
        text.starts_with("Keel three-fund (KEEL3) is at 0x"),
        "{text}"
    );

    // Its engine is one of risk, which the verb makes where there is none.
    let made: Value =
        serde_json::from_str(&words(&order("risk-aware", "500", &["--json"]))).expect("JSON");
    let views = IVaultViews::new(parsed(&made["vault"]), &client);
    let engine = views.suite().call().await.expect("a suite").engine;
    assert_ne!(engine, parsed::<Address>(&suite["engine"]));
    assert!(
        !client
            .get_code_at(engine)
            .await
            .expect("it answers")
            .is_empty()
    );

    for (template, worth, said) in [
        ("60-40", "1000", "VaultExists("),
        ("60-40", "100000000", "and the seed needs "),
        ("70-30", "1000", "70-30.toml"),
    ] {
        let order = order(template, worth, &[]);
        let (code, text) = refused(&order.iter().map(String::as_str).collect::<Vec<_>>());
        assert_eq!(code, Some(FAILURE), "{text}");
        assert!(text.contains(said), "{text}");
    }
}

/// The suite's market as a network's file.
fn network_of(suite: &Value) -> String {
    use std::fmt::Write;
    let word = |value: &Value| value.as_str().expect("text").to_owned();
    let mut text = format!(
        "name = \"here\"\nchain_id = 412346\n[uniswap_v3]\nfactory = {{ address = \"{}\", source = \"the suite\" }}\n\
         pool_init_code_hash = \"0xe34f199b19b2b4f47f68442619d555527d244f78a3297ea89325f843f87b8b54\"\n\
         [sequencer]\nfeed = {{ address = \"{}\", source = \"the suite\" }}\ngrace_s = 3600\n",
        word(&suite["uniswap_v3_factory"]),
        word(&suite["sequencer_uptime_feed"]),
    );
    for asset in suite["assets"].as_array().expect("a list") {
        write!(
            text,
            "[assets.{}]\ntoken = {{ address = \"{}\", source = \"the suite\" }}\ndecimals = {}\n\
             feed = {{ address = \"{}\", source = \"the suite\" }}\nfeed_decimals = 8\nmax_age_s = 31536000\nerror_bps = 25\n",
            word(&asset["symbol"]),
            word(&asset["address"]),
            asset["decimals"],
            word(&asset["feed"]),
        )
        .expect("writing to a String cannot fail");
    }
    text
}

/// Lets time pass on the chain.
async fn pass(client: &DynProvider, seconds: u64) {
    let _: Value = client
        .raw_request("evm_increaseTime".into(), [seconds])
        .await
        .expect("time moves");
    let _: Value = client
        .raw_request("evm_mine".into(), ())
        .await
        .expect("a block");
}

/// Submits an answer a third above the last.
async fn raise(url: &str, asset: &Value, oracle: B256) {
    use protocols::chainlink::{AccessControlledAggregator, AggregatorProxy};
    let signer = PrivateKeySigner::from_bytes(&oracle).expect("a key");
    let account = signer.address();
    let client = connect(url, signer);
    let proxy = AggregatorProxy::new(parsed(&asset["feed"]), &client);
    let round = proxy.latestRoundData().call().await.expect("an answer");
    let aggregator = AccessControlledAggregator::new(parsed(&asset["aggregator"]), &client);
    let state = aggregator
        .oracleRoundState(account, 0)
        .from(account)
        .call()
        .await
        .expect("a round");
    let four_thirds = round.answer * I256::ONE.asl(2).expect("4") / I256::try_from(3).expect("3");
    aggregator
        .submit(U256::from(state.roundId), four_thirds)
        .send()
        .await
        .expect("it is accepted")
        .get_receipt()
        .await
        .expect("it is mined");
}

#[test]
fn trace_of_an_unknown_transaction_or_node_says_so() {
    let devnet = Devnet::start(&[]);
    let nothing = B256::ZERO.to_string();
    let (code, text) = refused(&["trace", &nothing, "--rpc", &devnet.url()]);
    assert_eq!(code, Some(FAILURE), "{text}");
    assert!(
        text.contains("the node knows no transaction 0x0000"),
        "{text}"
    );
    let (code, text) = refused(&["trace", &nothing, "--rpc", "http://127.0.0.1:9"]);
    assert_eq!(code, Some(FAILURE), "{text}");
    assert!(text.contains("127.0.0.1:9"), "{text}");
    let (code, text) = refused(&["trace", "0x12"]);
    assert_eq!(code, Some(USAGE_ERROR), "{text}");
    let absent = Path::new("/nonexistent/names.json");
    let names = absent.to_str().expect("text");
    let (code, text) = refused(&["trace", &nothing, "--rpc", &devnet.url(), "--names", names]);
    assert_eq!(code, Some(FAILURE), "{text}");
    assert!(text.contains(names), "{text}");
}
