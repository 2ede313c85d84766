//! Events.

use alloy_primitives::{B256, Bytes, Log, LogData};

use super::gas;
use crate::vm::fault::Fault;
use crate::vm::guest::Guest;
use crate::vm::mailbox::Request;

/// Emits a log whose topics are the first words of `data`.
pub(super) async fn emit_log(
    mut guest: Guest<'_>,
    ptr: u32,
    len: u32,
    topics: u32,
) -> Result<(), Fault> {
    let head = topics.saturating_mul(32);
    if topics > 4 || len < head {
        return Err(Fault::Refused(
            "a log has at most four topics, which come first in its data",
        ));
    }
    guest.buy_read(len)?;
    guest.buy_gas(gas::log(topics, len.saturating_sub(head)))?;
    let bytes = guest.bytes(ptr, len)?.to_vec();
    let split = usize::try_from(head).map_err(|_| Fault::Protocol)?;
    let (topic_bytes, data) = bytes.split_at_checked(split).ok_or(Fault::Protocol)?;
    let topic_words = topic_bytes.chunks_exact(32).map(B256::from_slice).collect();
    let log = Log {
        address: guest.host().env.address,
        data: LogData::new_unchecked(topic_words, Bytes::copy_from_slice(data)),
    };
    guest
        .ask(Request::Log(log))
        .await
        .effect("a read-only frame cannot emit logs")?;
    guest.done(&[&topics.to_be_bytes(), &bytes], &[]);
    Ok(())
}
