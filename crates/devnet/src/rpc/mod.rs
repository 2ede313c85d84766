//! JSON-RPC: the chain as wallets, libraries and test tools talk to it.
//!
//! One file per family of methods, each with a table of names; a handler reads its positional parameters from [`Args`],
//! asks the chain and answers with anything that serialises. Aliases are further names in the same table row.

mod accounts;
mod args;
mod blocks;
mod develop;
mod error;
mod execute;
mod filters;
#[cfg(test)]
mod hostile;
mod lane;
mod node;
mod pool;
mod refused;
mod reply;
mod subscribe;
mod tracing;

use std::sync::Arc;

use jsonrpsee::core::RegisterMethodError;
use jsonrpsee::types::ErrorObjectOwned;
use jsonrpsee::{Extensions, RpcModule};
use serde::Serialize;
use serde_json::value::{RawValue, to_raw_value};

use args::Args;
use error::internal;
use filters::Filters;
use lane::Lane;
pub(crate) use subscribe::HexIds;

use crate::chain::Chain;

/// What every method has at hand.
pub(crate) struct Node {
    chain: Arc<Chain>,
    filters: Filters,
    lane: Lane,
}

impl Node {
    fn new(chain: Arc<Chain>, threads: usize) -> Self {
        Self {
            chain,
            filters: Filters::default(),
            lane: Lane::new(threads),
        }
    }
}

/// What a method answers.
type Answer = Result<Box<RawValue>, ErrorObjectOwned>;

/// One method under all its names.
struct Method {
    names: &'static [&'static str],
    cost: Cost,
    handler: fn(&Node, &mut Args<'_>) -> Answer,
}

/// Where a method runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Cost {
    /// Answered at once, on the thread that read the request.
    Light,
    /// May execute code or wait for a writer: must not take all threads that read requests.
    Heavy,
}

impl Method {
    const fn light(
        names: &'static [&'static str],
        handler: fn(&Node, &mut Args<'_>) -> Answer,
    ) -> Self {
        Self {
            names,
            cost: Cost::Light,
            handler,
        }
    }

    const fn heavy(
        names: &'static [&'static str],
        handler: fn(&Node, &mut Args<'_>) -> Answer,
    ) -> Self {
        Self {
            names,
            cost: Cost::Heavy,
            handler,
        }
    }
}

/// All methods, answering for `chain` on a server of `threads` threads.
///
/// # Errors
/// [`RegisterMethodError`] if two methods share a name.
pub(crate) fn module(
    chain: Arc<Chain>,
    threads: usize,
) -> Result<RpcModule<Node>, RegisterMethodError> {
    let mut module = RpcModule::from_arc(Arc::new(Node::new(chain, threads)));
    let families = [
        node::METHODS,
        accounts::METHODS,
        blocks::METHODS,
        execute::METHODS,
        filters::METHODS,
        develop::METHODS,
        pool::METHODS,
        tracing::METHODS,
    ];
    for method in families.into_iter().flatten() {
        register(&mut module, method)?;
    }
    refused::register(&mut module)?;
    subscribe::register(&mut module)?;
    Ok(module)
}

fn register(
    module: &mut RpcModule<Node>,
    method: &'static Method,
) -> Result<(), RegisterMethodError> {
    let handler = method.handler;
    let call = move |params: jsonrpsee::types::Params<'_>, node: &Node| {
        handler(node, &mut Args::new(&params))
    };
    for name in method.names {
        match method.cost {
            Cost::Light => {
                module.register_method(name, move |params, node, _: &Extensions| {
                    call(params, node)
                })?;
            }
            Cost::Heavy => {
                module.register_async_method(
                    name,
                    move |params, node: Arc<Node>, _: Extensions| lane::run(handler, params, node),
                )?;
            }
        }
    }
    Ok(())
}

/// `value` as the answer.
fn answer<T: Serialize>(value: T) -> Answer {
    to_raw_value(&value).map_err(|error| internal(error.to_string()))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::config::DevnetConfig;

    #[test]
    fn every_method_is_listed_for_readers_and_no_other() {
        let chain = Chain::new(&DevnetConfig::default(), Vec::new()).expect("an executor");
        let module = module(Arc::new(chain), 2).expect("names are unique");
        let there: BTreeSet<&str> = module.method_names().collect();
        let listed: BTreeSet<&str> = include_str!("../../RPC.md")
            .lines()
            .filter(|line| line.starts_with('|'))
            .flat_map(|line| line.split('`'))
            .filter(|word| word.contains('_'))
            .collect();
        assert_eq!(there, listed);
    }
}
