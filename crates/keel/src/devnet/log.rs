//! A line for every transaction: what it called, and how that ended.

use crate::trace::{self, Names, Shown};
use alloy::{primitives::Address, providers::DynProvider};
use devnet::{Feed, Handle, MinedTransaction, News};
use std::{collections::BTreeSet, io::Write};

/// Prints what `feed` tells of, for as long as the chain runs.
///
/// # Errors
/// When standard output is gone.
pub(crate) async fn follow(
    chain: &Handle,
    mut feed: Feed,
    traces: bool,
    mut names: Names,
) -> anyhow::Result<()> {
    let provider = trace::connect(&chain.url())?;
    for (index, account) in chain.accounts().iter().enumerate() {
        names.add(&format!("account{index}"), account.address);
    }
    while let Some(news) = feed.next().await {
        match news {
            News::Block(transactions) => {
                for transaction in transactions {
                    let text = told(&provider, &transaction, traces, &mut names).await;
                    let mut out = std::io::stdout().lock();
                    writeln!(out, "{text}")?;
                    out.flush()?;
                }
            }
            News::Missed(blocks) => println!("({blocks} blocks too fast to show)"),
        }
    }
    Ok(())
}

async fn told(
    provider: &DynProvider,
    transaction: &MinedTransaction,
    traces: bool,
    names: &mut Names,
) -> String {
    if traces {
        let shown = Shown {
            ink: false,
            storage: false,
        };
        // A chain that was put back in the meantime has it no more; the line below still says what was seen.
        if let Ok(text) = trace::tell(provider, transaction.hash, shown, names).await {
            return text;
        }
    }
    let parties: BTreeSet<Address> = [transaction.from]
        .into_iter()
        .chain(transaction.to)
        .collect();
    names.look_up(provider, parties).await;
    let ending = if transaction.succeeded {
        String::new()
    } else {
        let reason = trace::reason(provider, transaction.hash).await;
        format!(
            " ✗ {}",
            names.within(&reason.unwrap_or_else(|| "failed".to_owned()))
        )
    };
    format!(
        "{} block {} gas {} {}: {}{ending}",
        transaction.hash,
        transaction.block,
        trace::grouped(transaction.gas_used),
        names.of(transaction.from),
        deed(transaction, names)
    )
}

fn deed(transaction: &MinedTransaction, names: &Names) -> String {
    let value = match transaction.value.is_zero() {
        true => String::new(),
        false => format!(" {{value: {} ETH}}", trace::ether(transaction.value)),
    };
    let Some(to) = transaction.to else {
        let created = transaction
            .created
            .map_or_else(|| "nothing".to_owned(), |created| names.of(created));
        return format!(
            "creates {created} ({} bytes){value}",
            transaction.input.len()
        );
    };
    format!(
        "{}{value}",
        trace::saying(&names.of(to), &transaction.input, names)
    )
}
