//! Programs of others that only some verbs run: fetched when first wanted, verified at every use.

use super::{
    NpmError,
    manifest::{Manifest, Package},
    tarball, verify,
};
use std::{
    env::consts,
    path::{Path, PathBuf},
};

/// Path of the program `command`, fetched if it is absent. `report` is told each step.
///
/// # Errors
/// `NotListed` for a command that no package has, `PlatformUnknown` for one that none has for this machine, else what
/// fetching and verifying give.
pub fn tool(root: &Path, command: &str, report: &mut dyn FnMut(&str)) -> Result<PathBuf, NpmError> {
    let manifest = Manifest::load()?;
    let platform = format!("{}-{}", consts::OS, consts::ARCH);
    let package = select(&manifest, command, &platform)?;
    let folder = package.unpacked(root);
    if !folder.exists() {
        report(&format!("fetching npm package {}", package.spec()));
        tarball::fetch(root, &[package])?;
    }
    verify(package, &folder)?;
    let path = folder.join(file_of(command));
    make_executable(&path)?;
    Ok(path)
}

fn file_of(command: &str) -> String {
    format!("bin/{command}")
}

fn select<'a>(
    manifest: &'a Manifest,
    command: &str,
    platform: &str,
) -> Result<&'a Package, NpmError> {
    let file = file_of(command);
    let all: Vec<&Package> = manifest
        .tools
        .iter()
        .filter(|package| package.files.contains_key(&file))
        .collect();
    if all.is_empty() {
        return Err(super::not_listed("[[tool]]", &file));
    }
    let platform_of = |package: &Package| package.platform.clone().unwrap_or_default();
    all.iter()
        .find(|package| platform_of(package) == platform)
        .copied()
        .ok_or_else(|| NpmError::PlatformUnknown {
            command: command.to_owned(),
            platform: platform.to_owned(),
            known: all
                .iter()
                .map(|package| platform_of(package))
                .collect::<Vec<_>>()
                .join(", "),
        })
}

#[cfg(unix)]
fn make_executable(path: &Path) -> Result<(), NpmError> {
    use std::os::unix::fs::PermissionsExt;
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o755))
        .map_err(|source| NpmError::file(path, source))
}

#[cfg(not(unix))]
fn make_executable(_: &Path) -> Result<(), NpmError> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn select_names_the_known_platforms_when_this_one_is_not_among_them() {
        let manifest = Manifest::load().expect("manifest");
        match select(&manifest, "anvil", "plan9-mips") {
            Err(NpmError::PlatformUnknown {
                command,
                platform,
                known,
            }) => {
                assert_eq!(
                    (command.as_str(), platform.as_str()),
                    ("anvil", "plan9-mips")
                );
                assert!(known.contains("linux-x86_64"), "{known}");
            }
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn select_refuses_a_command_that_is_not_listed() {
        let manifest = Manifest::load().expect("manifest");
        let refused = select(&manifest, "rm", "linux-x86_64");
        assert!(matches!(refused, Err(NpmError::NotListed { file, .. }) if file == "bin/rm"));
    }
}
