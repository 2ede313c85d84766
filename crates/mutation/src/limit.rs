//! A process that may use so much processor time and no more.
//!
//! A test that never ends under a mutant has noticed it. How long it takes by the clock says little: on a machine that builds
//! something else at the same time every test is slow. So the limit is one of processor time, which the system keeps.

use anyhow::Context;
use std::{
    path::Path,
    process::{Command, Stdio},
    time::Duration,
};
use wait4::Wait4;

/// Sets the limit of the shell's process, which then becomes the program: the first word is the limit in seconds.
const LIMITED: &str = "ulimit -t \"$0\" && exec \"$@\"";

/// The part of the limit that a process has used at least when the system ends it.
const NEARLY: f64 = 0.9;

/// How a process ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// It ended well.
    Passed,
    /// It did not.
    Failed,
    /// The system ended it, because it had used what it may.
    TimedOut,
}

/// Runs a program to its end, or to its limit of processor time (whole seconds, rounded up), and says how much it used.
/// `prepare` gives it its surroundings; it reads and writes nothing.
///
/// A process that only waits uses nothing, and is waited for.
///
/// # Errors
/// There is no shell to start it, or it cannot be waited for.
pub fn run(
    program: &Path,
    arguments: &[&str],
    limit: Duration,
    prepare: impl FnOnce(&mut Command),
) -> anyhow::Result<(End, Duration)> {
    let seconds = limit.as_secs_f64().ceil().max(1.0);
    let mut command = Command::new("sh");
    command
        .args(["-c", LIMITED, &format!("{seconds:.0}")])
        .arg(program)
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    prepare(&mut command);
    let name = || program.display().to_string();
    let ended = command
        .spawn()
        .with_context(name)?
        .wait4()
        .with_context(name)?;
    let used = ended.rusage.utime.saturating_add(ended.rusage.stime);
    let end = if ended.status.success() {
        End::Passed
    } else if ended.status.code().is_none() && used.as_secs_f64() >= seconds * NEARLY {
        // Ended by a signal: the system counts towards the limit in ticks, and reports more exactly.
        End::TimedOut
    } else {
        End::Failed
    };
    Ok((end, used))
}
