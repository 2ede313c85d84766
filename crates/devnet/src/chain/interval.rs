//! Blocks by the clock instead of by arrival.

use std::sync::Arc;
use std::time::Duration;

use super::Chain;

impl Chain {
    /// Mines a block every `milliseconds`; zero goes back to a block per transaction.
    pub(crate) fn set_interval(&self, milliseconds: u64) {
        let interval = Duration::from_millis(milliseconds);
        let interval = (!interval.is_zero()).then_some(interval);
        self.set_automine(interval.is_none());
        self.interval.send_replace(interval);
    }

    /// Milliseconds between blocks that are mined by the clock; zero if none are.
    pub(crate) fn interval(&self) -> u64 {
        let interval = self.interval.borrow().unwrap_or_default();
        u64::try_from(interval.as_millis()).unwrap_or(u64::MAX)
    }

    /// Starts the task that mines at intervals while there is one to keep; it ends with the chain.
    pub(crate) fn mine_at_intervals(chain: &Arc<Self>) {
        let mut interval = chain.interval.subscribe();
        let chain = Arc::downgrade(chain);
        tokio::spawn(async move {
            loop {
                let current = *interval.borrow_and_update();
                let elapsed = async {
                    match current {
                        Some(time) => tokio::time::sleep(time).await,
                        None => std::future::pending().await,
                    }
                };
                tokio::select! {
                    changed = interval.changed() => {
                        if changed.is_err() {
                            return;
                        }
                        continue;
                    }
                    () = elapsed => {}
                }
                let Some(chain) = chain.upgrade() else {
                    return;
                };
                // One block is always allowed, so that only a panic could fail here; the next tick tries again.
                let _mined = tokio::task::spawn_blocking(move || chain.mine(1, None)).await;
            }
        });
    }
}
