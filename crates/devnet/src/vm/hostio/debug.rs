//! The `console` and `debug` modules of debug chains.

use std::io::Write;

use wasmtime::{Caller, Linker};

use super::hooks;
use crate::program::host::HostFunction;
use crate::vm::fault::Fault;
use crate::vm::guest::Guest;
use crate::vm::host::Host;

/// Registers both modules.
pub(super) fn link(linker: &mut Linker<Host>) -> wasmtime::Result<()> {
    hooks! { linker;
        LogTxt(ptr: u32, len: u32) => log_txt;
        LogI32(value: i32) => log_i32;
        LogI64(value: i64) => log_i64;
        LogF32(value: f32) => log_f32;
        LogF64(value: f64) => log_f64;
        TeeI32(value: i32) => tee_i32;
        TeeI64(value: i64) => tee_i64;
        TeeF32(value: f32) => tee_f32;
        TeeF64(value: f64) => tee_f64;
        NullHost() => nothing;
        StartBenchmark() => nothing;
        EndBenchmark() => nothing;
    }
    Ok(())
}

/// A line on standard error; a closed terminal must not end a program.
fn say(text: &dyn std::fmt::Display) {
    let written = writeln!(std::io::stderr(), "program says: {text}");
    drop(written);
}

async fn nothing(mut guest: Guest<'_>) -> Result<(), Fault> {
    guest.done(&[], &[]);
    Ok(())
}

async fn log_txt(mut guest: Guest<'_>, ptr: u32, len: u32) -> Result<(), Fault> {
    let text = String::from_utf8_lossy(guest.bytes(ptr, len)?).into_owned();
    say(&text);
    guest.done(&[text.as_bytes()], &[]);
    Ok(())
}

/// A logger of one number, and the variant that hands it back.
macro_rules! number {
    ($log:ident, $tee:ident, $ty:ty) => {
        async fn $log(mut guest: Guest<'_>, value: $ty) -> Result<(), Fault> {
            say(&value);
            guest.done(&[&value.to_be_bytes()], &[]);
            Ok(())
        }

        async fn $tee(mut guest: Guest<'_>, value: $ty) -> Result<$ty, Fault> {
            say(&value);
            guest.done(&[&value.to_be_bytes()], &[&value.to_be_bytes()]);
            Ok(value)
        }
    };
}

number!(log_i32, tee_i32, i32);
number!(log_i64, tee_i64, i64);
number!(log_f32, tee_f32, f32);
number!(log_f64, tee_f64, f64);
