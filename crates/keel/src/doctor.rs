//! `cargo keel doctor`: what is there, what is missing, and the command that mends it. Changes nothing.

use crate::{programs, setup, workspace};
use anyhow::bail;
use clap::Args;
use serde::Serialize;
use std::{path::Path, process::Command};

/// Options of the verb.
#[derive(Args)]
pub(crate) struct Options {
    /// Print one JSON object instead of lines
    #[arg(long)]
    json: bool,
}

/// One thing that was looked at.
#[derive(Serialize)]
struct Check {
    what: String,
    ok: bool,
    found: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    remedy: Option<String>,
}

pub(crate) fn run(options: Options) -> anyhow::Result<()> {
    let root = workspace::root()?;
    let mut checks = Vec::new();
    toolchain(&root, &mut checks)?;
    node(&mut checks);
    packages(&root, &mut checks);
    built_programs(&root, &mut checks);

    let missing = checks.iter().filter(|check| !check.ok).count();
    if options.json {
        let report = serde_json::json!({ "ok": missing == 0, "checks": checks });
        println!("{report:#}");
    } else {
        for check in &checks {
            let mark = if check.ok { "ok     " } else { "missing" };
            println!("{mark}  {:34} {}", check.what, check.found);
            if let Some(remedy) = &check.remedy {
                println!("         -> {remedy}");
            }
        }
    }
    if missing > 0 {
        bail!("{missing} of {} checks failed", checks.len());
    }
    Ok(())
}

fn toolchain(root: &Path, checks: &mut Vec<Check>) -> anyhow::Result<()> {
    checks.push(version_check(
        "rustc",
        &["--version"],
        "install rustup, then `cargo keel setup`",
    ));
    for part in setup::toolchain_parts(root)? {
        checks.push(Check {
            what: format!("toolchain part {}", part.name),
            ok: part.present,
            found: if part.present { "present" } else { "absent" }.to_owned(),
            remedy: (!part.present).then(|| {
                "cargo keel setup; where rustup is refused, Debian's rustc-web, cargo-web and rust-web-src do the same"
                    .to_owned()
            }),
        });
    }
    Ok(())
}

fn node(checks: &mut Vec<Check>) {
    checks.push(version_check(
        "node",
        &["--version"],
        "install Node.js 20 or newer",
    ));
    checks.push(version_check(
        "npm",
        &["--version"],
        "install npm 10 or newer",
    ));
}

fn version_check(program: &str, arguments: &[&str], remedy: &str) -> Check {
    let found = Command::new(program).args(arguments).output();
    let version = found.ok().filter(|output| output.status.success());
    Check {
        what: program.to_owned(),
        ok: version.is_some(),
        remedy: version.is_none().then(|| remedy.to_owned()),
        found: match version {
            Some(output) => String::from_utf8_lossy(&output.stdout).trim().to_owned(),
            None => "could not be run".to_owned(),
        },
    }
}

fn packages(root: &Path, checks: &mut Vec<Check>) {
    match protocols::npm::status(root) {
        Ok(packages) => {
            for package in packages {
                let problem = package.problem;
                checks.push(Check {
                    what: format!("npm {}@{}", package.name, package.version),
                    ok: problem.is_none(),
                    remedy: problem.is_some().then(|| "cargo keel setup".to_owned()),
                    found: problem.unwrap_or_else(|| "present, integrity verified".to_owned()),
                });
            }
        }
        Err(error) => checks.push(Check {
            what: "npm packages".to_owned(),
            ok: false,
            found: error.to_string(),
            remedy: Some("cargo keel setup".to_owned()),
        }),
    }
}

fn built_programs(root: &Path, checks: &mut Vec<Check>) {
    for name in programs::ALL {
        let path = root
            .join("target/keel/programs")
            .join(format!("{name}.code"));
        let size = std::fs::metadata(&path).map(|metadata| metadata.len());
        checks.push(Check {
            what: format!("program {name}"),
            ok: size.is_ok(),
            remedy: size.is_err().then(|| "cargo keel build".to_owned()),
            found: match size {
                Ok(bytes) => format!("{bytes} bytes of code"),
                Err(_) => "not built".to_owned(),
            },
        });
    }
}
