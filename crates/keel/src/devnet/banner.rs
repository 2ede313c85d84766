//! What is printed when the chain is ready: accounts and addresses, for people or for programs.

use super::{options::Options, suite::SuiteOnChain};
use crate::trace;
use alloy::{
    primitives::{Address, B256, U256},
    providers::Provider,
};
use anyhow::Context;
use devnet::Handle;
use protocols::predeployed;
use serde::Serialize;
use std::{collections::BTreeMap, io::Write};

/// Everything there is to know at the start; the fields of the JSON object.
#[derive(Serialize)]
pub(crate) struct Banner<'a> {
    url: String,
    ws_url: String,
    chain_id: u64,
    arbos: u64,
    block_number: u64,
    base_fee_wei: u64,
    mnemonic: &'a str,
    accounts: Vec<Account>,
    predeployed: BTreeMap<&'static str, Address>,
    suite: Option<&'a SuiteOnChain>,
}

#[derive(Serialize)]
struct Account {
    address: Address,
    private_key: B256,
    balance_wei: String,
    #[serde(skip)]
    balance: U256,
}

impl<'a> Banner<'a> {
    /// The chain as it is now.
    ///
    /// # Errors
    /// When it does not answer.
    pub(crate) async fn of(
        chain: &Handle,
        options: &'a Options,
        suite: Option<&'a SuiteOnChain>,
    ) -> anyhow::Result<Self> {
        let provider = trace::connect(&chain.url())?;
        let mut accounts = Vec::new();
        for account in chain.accounts() {
            // As they are, not as they were asked for: a kept chain has other balances.
            let balance = provider
                .get_balance(account.address)
                .await
                .context("the chain does not answer")?;
            accounts.push(Account {
                address: account.address,
                private_key: account.key,
                balance_wei: balance.to_string(),
                balance,
            });
        }
        Ok(Self {
            url: chain.url(),
            ws_url: chain.ws_url(),
            chain_id: options.chain_id,
            arbos: options.arbos,
            block_number: provider.get_block_number().await?,
            base_fee_wei: options.base_fee,
            mnemonic: &options.mnemonic,
            accounts,
            predeployed: predeployed::ALL.into_iter().collect(),
            suite,
        })
    }

    /// Prints it as the options ask for.
    ///
    /// # Errors
    /// When standard output is gone.
    pub(crate) fn print(&self, options: &Options) -> anyhow::Result<()> {
        let text = match (options.json, options.silent) {
            (true, _) => serde_json::to_string(self)?,
            (false, true) => return Ok(()),
            (false, false) => self.text(),
        };
        let mut out = std::io::stdout().lock();
        writeln!(out, "{text}").context("standard output")?;
        out.flush().context("standard output")
    }

    fn text(&self) -> String {
        let mut lines = vec![
            "Accounts (their keys are public: for local use only)".to_owned(),
            String::new(),
        ];
        for (index, account) in self.accounts.iter().enumerate() {
            lines.push(format!(
                "({index}) {}  {} ETH\n    {}",
                account.address,
                trace::ether(account.balance),
                account.private_key
            ));
        }
        lines.push(format!("\nMnemonic: {}", self.mnemonic));
        lines.push("\nPredeployed contracts\n".to_owned());
        for (name, address) in predeployed::ALL {
            lines.push(row(name, address));
        }
        if let Some(suite) = self.suite {
            lines.push("\nKeel and its market\n".to_owned());
            for (name, address) in suite.addresses() {
                lines.push(row(&name, address));
            }
            lines.push(format!("\n{}", suite.hints()));
        }
        lines.push(format!(
            "\nChain {} at ArbOS {}, block {}, base fee {} wei\nListening on {} (HTTP and WebSocket); Ctrl-C ends it",
            self.chain_id, self.arbos, self.block_number, self.base_fee_wei, self.url
        ));
        lines.join("\n")
    }
}

fn row(name: &str, address: Address) -> String {
    format!("  {name:<28} {address}")
}
