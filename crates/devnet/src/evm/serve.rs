//! Answers to a program's questions about state.

use alloy_primitives::B256;
use revm::Database;
use revm::context_interface::JournalTr;
use revm::context_interface::context::ContextError;

use super::program_run::LiveProgram;
use super::scope::ArbContext;
use crate::vm::{Answer, FlushOutcome, Request};

const COLD_SLOAD_GAS: u64 = 2100;
const COLD_ACCOUNT_GAS: u64 = 2600;
const WARM_GAS: u64 = 100;
/// Reading code costs this much more per code size limit of 24,576 bytes.
const CODE_GAS: u64 = 700;
const DEFAULT_CODE_SIZE: u64 = 24_576;

/// Answers a request that needs no other frame.
pub(super) fn answer<DB: Database>(
    ctx: &mut ArbContext<DB>,
    live: &mut LiveProgram,
    request: Request,
) -> Result<Answer, ContextError<DB::Error>> {
    let acting = live.env.address;
    let journal = &mut ctx.journaled_state;
    Ok(match request {
        Request::Load(key) => {
            let slot = journal.sload(acting, key.into())?;
            let gas = if slot.is_cold {
                COLD_SLOAD_GAS
            } else {
                WARM_GAS
            };
            Answer::Word {
                value: slot.data.into(),
                gas,
            }
        }
        Request::Flush { slots, budget } => flush(ctx, live, slots, budget)?,
        Request::TransientLoad(key) => Answer::Word {
            value: journal.tload(acting, key.into()).into(),
            gas: 0,
        },
        Request::TransientStore(..) | Request::Log(_) if live.is_static => Answer::ReadOnly,
        Request::TransientStore(key, value) => {
            journal.tstore(acting, key.into(), value.into());
            Answer::Done
        }
        Request::Log(log) => {
            journal.log(log);
            Answer::Done
        }
        Request::Balance(address) => {
            let account = journal.load_account(address)?;
            Answer::Word {
                value: account.info.balance.into(),
                gas: touch_gas(account.is_cold),
            }
        }
        Request::Code(address) => {
            let code = journal.code(address)?;
            let extra = live.env.max_code_size.saturating_mul(CODE_GAS) / DEFAULT_CODE_SIZE;
            Answer::Code {
                gas: touch_gas(code.is_cold).saturating_add(extra),
                code: code.data,
            }
        }
        Request::CodeHash(address) => {
            let hash = journal.code_hash(address)?;
            Answer::Word {
                value: hash.data,
                gas: touch_gas(hash.is_cold),
            }
        }
        Request::AddPages(pages) => Answer::Pages {
            gas: ctx.chain.pages.open(&live.params, pages),
        },
        // `outgoing` takes these.
        Request::Call(_) | Request::Create(_) => Answer::CreateRefused,
    })
}

fn touch_gas(is_cold: bool) -> u64 {
    if is_cold { COLD_ACCOUNT_GAS } else { WARM_GAS }
}

/// Writes slots until the budget is spent. Running short ends the frame, so what was written before is rolled back.
fn flush<DB: Database>(
    ctx: &mut ArbContext<DB>,
    live: &mut LiveProgram,
    slots: Vec<(B256, B256)>,
    budget: u64,
) -> Result<Answer, ContextError<DB::Error>> {
    let flushed = |outcome, gas| Ok(Answer::Flushed { outcome, gas });
    if live.is_static {
        return flushed(FlushOutcome::ReadOnly, 0);
    }
    let mut left = budget;
    let mut refund = 0_i64;
    for (key, value) in slots {
        let stored = ctx
            .journaled_state
            .sstore(live.env.address, key.into(), value.into())?;
        let prices = &ctx.cfg.gas_params;
        let gas = prices
            .sstore_static_gas()
            .saturating_add(prices.sstore_dynamic_gas(true, &stored.data, stored.is_cold));
        refund = refund.saturating_add(prices.sstore_refund(true, &stored.data));
        match left.checked_sub(gas) {
            Some(rest) => left = rest,
            None => return flushed(FlushOutcome::OutOfGas, budget),
        }
    }
    if left == 0 {
        return flushed(FlushOutcome::OutOfGas, budget);
    }
    live.refund = live.refund.saturating_add(refund);
    flushed(FlushOutcome::Written, budget.saturating_sub(left))
}
