//! Running cargo-stylus and reading what it says.

use anyhow::{Context, bail};
use std::{
    path::Path,
    process::{Command, Stdio},
};

/// What a command said and how it ended.
pub(super) struct Output {
    pub(super) success: bool,
    /// Standard output, without colours.
    pub(super) said: String,
    /// Standard error, without colours.
    pub(super) complained: String,
}

impl Output {
    /// Fails unless the command succeeded, with the end of what it said.
    pub(super) fn succeeded(self) -> anyhow::Result<Self> {
        if !self.success {
            bail!("exit code is not 0: {}", self.end());
        }
        Ok(self)
    }

    /// Fails unless `words` were said.
    pub(super) fn says(&self, words: &str) -> anyhow::Result<()> {
        if !self.said.contains(words) && !self.complained.contains(words) {
            bail!("it does not say {words:?}: {}", self.end());
        }
        Ok(())
    }

    /// The last lines of both streams.
    pub(super) fn end(&self) -> String {
        let last = |text: &str| {
            let lines: Vec<_> = text
                .lines()
                .filter(|line| !line.trim().is_empty())
                .collect();
            lines[lines.len().saturating_sub(8)..].join("\n")
        };
        format!("{}\n{}", last(&self.said), last(&self.complained))
    }
}

/// Runs the tool in `folder`, feeding it `input`.
pub(super) fn run(
    tool: &Path,
    folder: &Path,
    arguments: &[String],
    input: &str,
) -> anyhow::Result<Output> {
    let mut child = Command::new(tool)
        .arg("stylus")
        .args(arguments)
        .current_dir(folder)
        .env("NO_COLOR", "1")
        // The cargo that runs this verb must not leak its own idea of a package into the tool's builds.
        .env_remove("CARGO_MANIFEST_DIR")
        .env_remove("CARGO_TARGET_DIR")
        .env_remove("RUSTFLAGS")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .context("cargo-stylus could not be run")?;
    if let Some(mut pipe) = child.stdin.take() {
        // A command that does not read its input has closed the pipe.
        let _closed = std::io::Write::write_all(&mut pipe, input.as_bytes());
    }
    let output = child.wait_with_output().context("cargo-stylus")?;
    Ok(Output {
        success: output.status.success(),
        said: plain(&output.stdout),
        complained: plain(&output.stderr),
    })
}

/// Text without terminal colours.
fn plain(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes);
    let mut plain = String::with_capacity(text.len());
    let mut rest = text.chars();
    while let Some(character) = rest.next() {
        if character == '\u{1b}' {
            for skipped in rest.by_ref() {
                if skipped.is_ascii_alphabetic() {
                    break;
                }
            }
        } else {
            plain.push(character);
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_drops_colours_and_keeps_brackets() {
        assert_eq!(plain(b"\x1b[0;0m\x1b[90msize [8 KB]\x1b[0m"), "size [8 KB]");
    }
}
