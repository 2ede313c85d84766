//! The block to come: what waits, executed on a copy.

use std::sync::{Arc, PoisonError};

use alloy_eips::BlockId;

use super::Chain;
use super::head::Head;

impl Chain {
    /// The chain on which `id` is to be looked up, and under which name: for `pending`, if transactions wait, a copy on which
    /// they are mined; else the chain as it is.
    pub(crate) fn look(&self, id: BlockId) -> (Arc<Head>, BlockId) {
        let head = self.head();
        if id != BlockId::pending() || head.queue.len() == 0 {
            return (head, id);
        }
        (self.pending(&head), BlockId::latest())
    }

    /// `head` one block later. The copy is kept until the chain changes, since clients ask for several of its fields.
    fn pending(&self, head: &Arc<Head>) -> Arc<Head> {
        let mut known = self.pending.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((base, next)) = known.as_ref()
            && Arc::ptr_eq(base, head)
        {
            return next.clone();
        }
        let mut next = Head::clone(head);
        self.mine_ready(&mut next);
        let next = Arc::new(next);
        *known = Some((head.clone(), next.clone()));
        next
    }
}
