//! Where a method that may take long runs: on the thread that read the request while others are free to read, else aside.
//!
//! Moving a request to another thread and its answer back costs more than most requests do, so it is done only when so
//! many threads are busy with methods already that one more could keep the server from reading.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use jsonrpsee::types::{ErrorObjectOwned, Params};
use tokio::sync::Semaphore;

use super::args::Args;
use super::error::internal;
use super::{Answer, Node};

/// Threads that must stay free to read requests and write answers.
const READERS: usize = 2;

/// The places that methods may take on the server's own threads.
pub(super) struct Lane(Semaphore);

impl Lane {
    /// For a server of `threads` threads.
    pub(super) fn new(threads: usize) -> Self {
        Self(Semaphore::new(threads.saturating_sub(READERS)))
    }
}

/// Runs `handler`, here if there is a place.
pub(super) async fn run(
    handler: fn(&Node, &mut Args<'_>) -> Answer,
    params: Params<'static>,
    node: Arc<Node>,
) -> Answer {
    if let Ok(_place) = node.lane.0.try_acquire() {
        // A panic must cost its request and nothing else, as it does on a thread of its own.
        return catch_unwind(AssertUnwindSafe(|| handler(&node, &mut Args::new(&params))))
            .unwrap_or_else(|_| Err(stopped()));
    }
    tokio::task::spawn_blocking(move || handler(&node, &mut Args::new(&params)))
        .await
        .unwrap_or_else(|_| Err(stopped()))
}

fn stopped() -> ErrorObjectOwned {
    internal("the method stopped unexpectedly")
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Barrier;
    use std::time::Duration;

    use crate::chain::Chain;
    use crate::config::DevnetConfig;
    use serde_json::value::to_raw_value;

    fn node(threads: usize) -> Arc<Node> {
        let chain = Chain::new(&DevnetConfig::default(), Vec::new()).expect("a chain");
        Arc::new(Node::new(Arc::new(chain), threads))
    }

    fn thread_name(_: &Node, _: &mut Args<'_>) -> Answer {
        let id = format!("{:?}", std::thread::current().id());
        Ok(to_raw_value(&id).expect("a string"))
    }

    fn here() -> String {
        format!("{:?}", format!("{:?}", std::thread::current().id()))
    }

    #[tokio::test]
    async fn run_stays_on_the_thread_while_there_is_a_place_and_leaves_it_when_there_is_none() {
        let roomy = run(thread_name, Params::new(None), node(READERS + 1)).await;
        assert_eq!(roomy.expect("an answer").get(), here());
        let full = run(thread_name, Params::new(None), node(READERS)).await;
        assert_ne!(full.expect("an answer").get(), here());
    }

    #[tokio::test]
    async fn run_answers_an_internal_error_when_a_method_panics() {
        for threads in [READERS, READERS + 1] {
            let node = node(threads);
            let answer = run(|_, _| panic!("on purpose"), Params::new(None), node.clone()).await;
            assert_eq!(answer.expect_err("no answer").code(), -32_603);
            // The place is free again.
            let next = run(thread_name, Params::new(None), node).await;
            assert!(next.is_ok());
        }
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 3)]
    async fn run_lets_a_second_method_finish_while_the_first_one_keeps_the_only_place() {
        static MEET: Barrier = Barrier::new(2);
        let node = node(READERS + 1);
        let meet: fn(&Node, &mut Args<'_>) -> Answer = |_, _| {
            MEET.wait();
            Ok(to_raw_value(&true).expect("a bool"))
        };
        let both = [(); 2].map(|()| tokio::spawn(run(meet, Params::new(None), node.clone())));
        for one in both {
            let done = tokio::time::timeout(Duration::from_secs(30), one).await;
            assert!(done.expect("in time").expect("no panic").is_ok());
        }
    }
}
