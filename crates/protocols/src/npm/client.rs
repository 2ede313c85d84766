//! Running node and npm.

use super::NpmError;
use std::{
    io::Write,
    path::Path,
    process::{Command, Stdio},
};

/// A program of Node.js.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Client {
    /// The package client.
    Npm,
    /// The interpreter.
    Node,
}

impl Client {
    fn program(self) -> &'static str {
        match self {
            Self::Npm => "npm",
            Self::Node => "node",
        }
    }
}

/// Runs a program to its end and returns its standard output.
///
/// # Errors
/// `ClientMissing` when it cannot be started, `ClientFailed` with what it printed when it fails.
pub(crate) fn run(client: Client, arguments: &[&str], folder: &Path) -> Result<Vec<u8>, NpmError> {
    run_with_input(client, arguments, folder, &[])
}

/// [`run`] with something on standard input.
///
/// # Errors
/// As [`run`].
pub(crate) fn run_with_input(
    client: Client,
    arguments: &[&str],
    folder: &Path,
    input: &[u8],
) -> Result<Vec<u8>, NpmError> {
    let program = client.program();
    let missing = |source| NpmError::ClientMissing { program, source };
    let mut child = Command::new(program)
        .args(arguments)
        .current_dir(folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(missing)?;
    if let Some(mut stdin) = child.stdin.take() {
        // A program that ends without reading its input is judged by its exit status below.
        let _ = stdin.write_all(input);
    }
    let output = child.wait_with_output().map_err(missing)?;
    if output.status.success() {
        return Ok(output.stdout);
    }
    Err(NpmError::ClientFailed {
        command: format!("{program} {}", arguments.join(" ")),
        status: output.status.to_string(),
        output: String::from_utf8_lossy(&output.stderr).trim().to_owned(),
    })
}
