//! Calls and creations out of a program, by Nitro's rules.
//!
//! They differ from the EVM's in rounding (a call passes at most `floor(63/64)` of the gas, where the EVM keeps
//! `floor(1/64)`), in what an unaffordable base cost does (the call fails and takes all gas, the program goes on), and in
//! what creations cost (no EIP-3860 price per word).

use alloy_primitives::{Address, B256, Bytes, U256};
use revm::Database;
use revm::bytecode::Bytecode;
use revm::context_interface::context::ContextError;
use revm::context_interface::{Cfg, CreateScheme, JournalTr};
use revm::handler::FrameResult;
use revm::interpreter::{
    CallInput, CallInputs, CallScheme, CallValue, CreateInputs, FrameInput, InstructionResult,
};

use super::program_run::LiveProgram;
use super::scope::ArbContext;
use crate::vm::{Answer, CallKind, CallRequest, CreateRequest, Request};

const WARM_ACCESS_GAS: u64 = 100;
const COLD_ACCESS_EXTRA_GAS: u64 = 2500;
const NEW_ACCOUNT_GAS: u64 = 25_000;
const VALUE_TRANSFER_GAS: u64 = 9000;
const STIPEND_GAS: u64 = 2300;
const CREATE_GAS: u64 = 32_000;
const HASH_WORD_GAS: u64 = 6;

/// Where a request goes.
pub(super) enum Outgoing {
    /// Into a frame of its own; the program waits.
    Frame(FrameInput),
    /// It is decided already.
    Answer(Answer),
    /// It is not a call or creation.
    Local(Request),
}

/// What a suspended program waits for.
#[derive(Clone, Copy, Debug)]
pub(super) enum Pending {
    /// A call that cost `base` beforehand and was passed `passed`.
    Call { base: u64, passed: u64 },
    /// A creation out of a frame that had `start`, of which `withheld` was kept back.
    Create { start: u64, withheld: u64 },
}

impl Pending {
    /// The answer to the program, and the refund it inherits from its callee.
    pub(super) fn settle(self, result: FrameResult) -> (Answer, i64) {
        let status = result.instruction_result();
        let gas = *result.gas();
        let returned = if status.is_ok_or_revert() {
            gas.remaining()
        } else {
            0
        };
        let refund = if status.is_ok() { gas.refunded() } else { 0 };
        let answer = match self {
            Self::Call { base, passed } => Answer::Called {
                success: status.is_ok(),
                output: if status.is_ok_or_revert() {
                    output(&result)
                } else {
                    Bytes::new()
                },
                gas: base.saturating_add(passed.saturating_sub(returned)),
            },
            Self::Create { start, withheld } => Answer::Created {
                address: created(&result, status),
                output: if status == InstructionResult::Revert {
                    output(&result)
                } else {
                    Bytes::new()
                },
                gas: start.saturating_sub(returned.saturating_add(withheld)),
            },
        };
        (answer, refund)
    }
}

fn output(result: &FrameResult) -> Bytes {
    match result {
        FrameResult::Call(outcome) => outcome.result.output.clone(),
        FrameResult::Create(outcome) => outcome.result.output.clone(),
    }
}

fn created(result: &FrameResult, status: InstructionResult) -> Address {
    match result {
        FrameResult::Create(outcome) if status.is_ok() => outcome.address.unwrap_or_default(),
        _ => Address::ZERO,
    }
}

/// Decides what becomes of a request.
pub(super) fn prepare<DB: Database>(
    ctx: &mut ArbContext<DB>,
    live: &mut LiveProgram,
    request: Request,
) -> Result<Outgoing, ContextError<DB::Error>> {
    match request {
        Request::Call(call) => prepare_call(ctx, live, call),
        Request::Create(create) => Ok(prepare_create(ctx, live, create)),
        other => Ok(Outgoing::Local(other)),
    }
}

fn failed_call(gas: u64) -> Outgoing {
    Outgoing::Answer(Answer::Called {
        success: false,
        output: Bytes::new(),
        gas,
    })
}

fn prepare_call<DB: Database>(
    ctx: &mut ArbContext<DB>,
    live: &mut LiveProgram,
    call: CallRequest,
) -> Result<Outgoing, ContextError<DB::Error>> {
    let value = match call.kind {
        CallKind::Call(value) => value,
        CallKind::Delegate | CallKind::Static => U256::ZERO,
    };
    if live.is_static && !value.is_zero() {
        return Ok(failed_call(0));
    }
    let target = load_target(ctx, call.to)?;
    let mut base = WARM_ACCESS_GAS;
    if target.is_cold {
        base = base.saturating_add(COLD_ACCESS_EXTRA_GAS);
    }
    if !value.is_zero() {
        base = base.saturating_add(VALUE_TRANSFER_GAS);
        if target.is_empty {
            base = base.saturating_add(NEW_ACCOUNT_GAS);
        }
    }
    let Some(after_base) = call.gas_left.checked_sub(base) else {
        return Ok(failed_call(call.gas_left));
    };
    let most = sixty_three_64ths_floor(after_base);
    let mut passed = most.min(call.gas_wanted);
    if !value.is_zero() {
        passed = passed.saturating_add(STIPEND_GAS);
    }
    live.pending = Some(Pending::Call { base, passed });
    let acting = live.env.address;
    let (scheme, target_address, caller, call_value) = match call.kind {
        CallKind::Call(value) => (
            CallScheme::Call,
            call.to,
            acting,
            CallValue::Transfer(value),
        ),
        CallKind::Static => (
            CallScheme::StaticCall,
            call.to,
            acting,
            CallValue::Transfer(U256::ZERO),
        ),
        CallKind::Delegate => (
            CallScheme::DelegateCall,
            acting,
            live.env.sender,
            CallValue::Apparent(live.env.value),
        ),
    };
    Ok(Outgoing::Frame(FrameInput::Call(Box::new(CallInputs {
        input: CallInput::Bytes(call.input),
        return_memory_offset: 0..0,
        gas_limit: passed,
        reservoir: 0,
        bytecode_address: call.to,
        known_bytecode: target.code,
        target_address,
        caller,
        value: call_value,
        scheme,
        is_static: live.is_static || call.kind == CallKind::Static,
        charged_new_account_state_gas: false,
    }))))
}

struct Target {
    is_cold: bool,
    is_empty: bool,
    code: (B256, Bytecode),
}

/// Loads the callee, following an EIP-7702 delegation.
fn load_target<DB: Database>(
    ctx: &mut ArbContext<DB>,
    to: Address,
) -> Result<Target, ContextError<DB::Error>> {
    let account = ctx.journaled_state.load_account_with_code(to)?;
    let is_cold = account.is_cold;
    let is_empty = account.info.is_empty();
    let mut code = (
        account.info.code_hash,
        account.info.code.clone().unwrap_or_default(),
    );
    if let Some(delegate) = code.1.eip7702_address() {
        let account = ctx.journaled_state.load_account_with_code(delegate)?;
        code = (
            account.info.code_hash,
            account.info.code.clone().unwrap_or_default(),
        );
    }
    Ok(Target {
        is_cold,
        is_empty,
        code,
    })
}

/// 63/64 of `gas`, rounded down.
fn sixty_three_64ths_floor(gas: u64) -> u64 {
    // x * 63 / 64 without overflow: x - ceil(x / 64).
    gas.saturating_sub(gas.div_ceil(64))
}

fn prepare_create<DB: Database>(
    ctx: &ArbContext<DB>,
    live: &mut LiveProgram,
    create: CreateRequest,
) -> Outgoing {
    let refused = Outgoing::Answer(Answer::CreateRefused);
    if live.is_static {
        return refused;
    }
    let words = u64::try_from(create.code.len().div_ceil(32)).unwrap_or(u64::MAX);
    let hashing = match create.salt {
        Some(_) => words.saturating_mul(HASH_WORD_GAS),
        None => 0,
    };
    let base = CREATE_GAS.saturating_add(hashing);
    let Some(after_base) = create.gas_left.checked_sub(base) else {
        return refused;
    };
    let withheld = after_base / 64;
    let passed = after_base.saturating_sub(withheld);
    if create.code.len() > ctx.cfg.max_initcode_size() {
        // Nothing runs, and the gas meant for it comes back.
        return Outgoing::Answer(Answer::Created {
            address: Address::ZERO,
            output: Bytes::new(),
            gas: base,
        });
    }
    live.pending = Some(Pending::Create {
        start: create.gas_left,
        withheld,
    });
    let scheme = match create.salt {
        Some(salt) => CreateScheme::Create2 { salt: salt.into() },
        None => CreateScheme::Create,
    };
    Outgoing::Frame(FrameInput::Create(Box::new(CreateInputs::new(
        live.env.address,
        scheme,
        create.endowment,
        create.code,
        passed,
        0,
    ))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sixty_three_64ths_floor_rounds_down_where_the_evm_rounds_up() {
        let exact = |gas: u64| u64::try_from(u128::from(gas) * 63 / 64).unwrap_or(u64::MAX);
        for gas in [0, 1, 63, 64, 65, 127, 128, 1_000_003, u64::MAX] {
            assert_eq!(sixty_three_64ths_floor(gas), exact(gas), "{gas}");
        }
    }
}
