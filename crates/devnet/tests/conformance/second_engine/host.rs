//! The host both engines get: one deterministic model of every host function.

use devnet::program::host::HostFunction;

const MOST_HOST_CALLS: usize = 2_000;

/// A host call as the program made it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Call {
    pub(super) function: HostFunction,
    pub(super) args: Vec<u64>,
    pub(super) ink: u64,
}

/// Why the host ended a program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stop {
    Exit(u32),
    OutOfInk,
    OutOfBounds,
    TooManyCalls,
}

/// What the host knows during a run.
#[derive(Default)]
pub(super) struct Host {
    pub(super) calldata: Vec<u8>,
    pub(super) calls: Vec<Call>,
    pub(super) stop: Option<Stop>,
}

/// How a run ended, and everything it left.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Ending {
    pub(super) result: Result<u32, String>,
    pub(super) ink_left: u64,
    pub(super) ink_status: u32,
    pub(super) stack_left: u32,
    pub(super) memory: Vec<u8>,
    pub(super) calls: Vec<Call>,
}

/// A program in the middle of a host call, on either engine.
pub(super) trait Machine {
    fn host(&mut self) -> &mut Host;
    fn ink(&mut self) -> u64;
    fn set_ink(&mut self, ink: u64);
    fn set_exhausted(&mut self);
    fn memory(&mut self) -> &mut [u8];
}

/// Serves one host call; the answer is the function's result, if it has one.
pub(super) fn serve(
    machine: &mut impl Machine,
    function: HostFunction,
    args: Vec<u64>,
) -> Result<u64, Stop> {
    let answered = answer(machine, function, args);
    if let Err(stop) = answered {
        machine.host().stop = Some(stop);
    }
    answered
}

fn answer(machine: &mut impl Machine, function: HostFunction, args: Vec<u64>) -> Result<u64, Stop> {
    let ink = machine.ink();
    let pointer = |index: usize| args[index] as usize;
    machine.host().calls.push(Call {
        function,
        args: args.clone(),
        ink,
    });
    let count = machine.host().calls.len();
    if count > MOST_HOST_CALLS {
        return Err(Stop::TooManyCalls);
    }
    let pages = args.first().copied().unwrap_or(0) & 0xffff;
    let price = match function {
        HostFunction::PayForMemoryGrow => 8_400 + pages * 1_000_000,
        _ => function.base_ink(),
    };
    let Some(left) = ink.checked_sub(price) else {
        machine.set_ink(0);
        machine.set_exhausted();
        return Err(Stop::OutOfInk);
    };
    machine.set_ink(left);
    // A word that differs from call to call.
    let word: Vec<u8> = (0..32_u8)
        .map(|byte| byte.wrapping_mul(37) ^ count as u8)
        .collect();
    use HostFunction as F;
    match function {
        F::ExitEarly => Err(Stop::Exit(args[0] as u32)),
        F::ReadArgs => {
            let calldata = machine.host().calldata.clone();
            write(machine, pointer(0), &calldata)
        }
        F::WriteResult => read(machine, pointer(0), pointer(1)),
        F::EmitLog => read(machine, pointer(0), pointer(1)),
        F::StorageCacheBytes32 | F::TransientStoreBytes32 => {
            read(machine, pointer(0), 32)?;
            read(machine, pointer(1), 32)
        }
        F::StorageLoadBytes32 | F::TransientLoadBytes32 => {
            read(machine, pointer(0), 32)?;
            write(machine, pointer(1), &word)
        }
        F::AccountBalance | F::AccountCodehash => write(machine, pointer(1), &word),
        F::NativeKeccak256 => {
            read(machine, pointer(0), pointer(1))?;
            write(machine, pointer(2), &word)
        }
        F::MathDiv | F::MathMod | F::MathPow | F::MathAddMod | F::MathMulMod => {
            write(machine, pointer(0), &word)
        }
        F::BlockCoinbase | F::ContractAddress | F::MsgSender | F::TxOrigin => {
            write(machine, pointer(0), &word[..20])
        }
        F::BlockBasefee | F::MsgValue | F::TxGasPrice => write(machine, pointer(0), &word),
        F::CallContract | F::DelegateCallContract | F::StaticCallContract => {
            read(machine, pointer(1), pointer(2))?;
            write(machine, pointer(args.len() - 1), &32_u32.to_le_bytes())?;
            Ok(if count.is_multiple_of(3) { 2 } else { 0 })
        }
        F::ReadReturnData => {
            let part = &word[..pointer(2).min(32)];
            write(machine, pointer(0), part)?;
            Ok(part.len() as u64)
        }
        _ => Ok(u64::from_le_bytes(
            word[..8].try_into().expect("eight bytes"),
        )),
    }
}

fn write(machine: &mut impl Machine, at: usize, bytes: &[u8]) -> Result<u64, Stop> {
    let end = at.checked_add(bytes.len()).ok_or(Stop::OutOfBounds)?;
    let target = machine.memory().get_mut(at..end).ok_or(Stop::OutOfBounds)?;
    target.copy_from_slice(bytes);
    Ok(0)
}

fn read(machine: &mut impl Machine, at: usize, len: usize) -> Result<u64, Stop> {
    let end = at.checked_add(len).ok_or(Stop::OutOfBounds)?;
    machine.memory().get(at..end).ok_or(Stop::OutOfBounds)?;
    Ok(0)
}

/// What a run starts with.
pub(super) struct Start<'a> {
    pub(super) ink: u64,
    pub(super) stack: u32,
    pub(super) calldata: &'a [u8],
}

impl Start<'_> {
    pub(super) fn host(&self) -> Host {
        Host {
            calldata: self.calldata.to_vec(),
            ..Host::default()
        }
    }
}
