//! Fetching tarballs with the npm client, and unpacking the listed files of a verified one.
//!
//! A tarball is unpacked only after its integrity hash is right, into a folder of its own that is then renamed into
//! place: a run that is interrupted leaves nothing half done. Only paths listed in the manifest are ever written, so
//! no name inside a tarball can lead out of the folder.

use super::{
    NpmError,
    client::{self, Client},
    hash,
    manifest::{self, Package},
};
use flate2::read::GzDecoder;
use std::{
    collections::BTreeMap,
    io::Read,
    path::{Path, PathBuf},
};

/// Fetches, verifies and unpacks the packages, by one call of the client.
///
/// # Errors
/// `ClientMissing`, `ClientFailed`, `PackageDamaged`, `PackageIncomplete` or `FileUnusable`.
pub(crate) fn fetch(root: &Path, packages: &[&Package]) -> Result<(), NpmError> {
    let folder = manifest::packages_folder(root);
    let scratch = folder.join(format!(".fetching-{}", std::process::id()));
    create_folder(&scratch)?;
    let outcome = fetch_into(root, &scratch, packages);
    // What is left of a failed attempt must not be taken for a package; what cannot be removed is only dead weight.
    let _ = std::fs::remove_dir_all(&scratch);
    outcome
}

fn fetch_into(root: &Path, scratch: &Path, packages: &[&Package]) -> Result<(), NpmError> {
    for package in packages {
        // One folder per package: the client names tarballs by rules of its own.
        let own = scratch.join("tarball");
        create_folder(&own)?;
        let spec = package.spec();
        client::run(
            Client::Npm,
            &[
                "pack",
                &spec,
                "--silent",
                "--ignore-scripts",
                "--pack-destination",
                ".",
            ],
            &own,
        )?;
        let tarball = only_file(&own, package)?;
        let bytes = hash::read(&tarball)?;
        verify(package, &bytes)?;
        let staged = scratch.join("unpacked");
        unpack(package, &bytes, &staged)?;
        let target = package.unpacked(root);
        if target.is_dir() && !package.is_unpacked(root) {
            // What an earlier manifest listed. Aside first: a folder is never seen half empty.
            let outdated = scratch.join("outdated");
            std::fs::rename(&target, &outdated)
                .map_err(|source| NpmError::file(&target, source))?;
        }
        put_in_place(&staged, &target)?;
        std::fs::remove_dir_all(&own).map_err(|source| NpmError::file(&own, source))?;
    }
    Ok(())
}

fn verify(package: &Package, tarball: &[u8]) -> Result<(), NpmError> {
    let got = hash::integrity(tarball);
    if got != package.integrity {
        return Err(NpmError::PackageDamaged {
            name: package.spec(),
            part: "tarball".to_owned(),
            expected: package.integrity.clone(),
            got,
            remedy: "run `npm cache clean --force`, then `cargo keel setup`; if it stays, the registry serves \
                     something else than what packages.toml pins: do not use it"
                .to_owned(),
        });
    }
    Ok(())
}

fn unpack(package: &Package, tarball: &[u8], folder: &Path) -> Result<(), NpmError> {
    let broken = |source| NpmError::file(folder, source);
    let mut wanted: BTreeMap<&str, &str> = package
        .files
        .iter()
        .map(|(file, sha256)| (file.as_str(), sha256.as_str()))
        .collect();
    let mut archive = tar::Archive::new(GzDecoder::new(tarball));
    for entry in archive.entries().map_err(broken)? {
        let mut entry = entry.map_err(broken)?;
        let path = entry.path().map_err(broken)?.into_owned();
        // npm puts everything below one folder, usually `package/`.
        let inner: PathBuf = path.components().skip(1).collect();
        let Some((file, sha256)) = inner.to_str().and_then(|name| wanted.remove_entry(name)) else {
            continue;
        };
        let mut bytes = Vec::new();
        entry.read_to_end(&mut bytes).map_err(broken)?;
        expect_file(package, file, sha256, &bytes)?;
        let target = folder.join(file);
        if let Some(parent) = target.parent() {
            create_folder(parent)?;
        }
        std::fs::write(&target, bytes).map_err(|source| NpmError::file(&target, source))?;
    }
    match wanted.into_keys().next() {
        Some(file) => Err(NpmError::PackageIncomplete {
            name: package.spec(),
            file: file.to_owned(),
        }),
        None => Ok(()),
    }
}

/// Compares a file of a package with what the manifest pins.
///
/// # Errors
/// `PackageDamaged` with both hashes.
pub(crate) fn expect_file(
    package: &Package,
    file: &str,
    expected: &str,
    bytes: &[u8],
) -> Result<(), NpmError> {
    let got = hash::sha256(bytes);
    if got == expected {
        return Ok(());
    }
    Err(NpmError::PackageDamaged {
        name: package.spec(),
        part: file.to_owned(),
        expected: expected.to_owned(),
        got,
        remedy: "delete target/keel/npm and node/node_modules, then run `cargo keel setup`"
            .to_owned(),
    })
}

fn put_in_place(staged: &Path, target: &Path) -> Result<(), NpmError> {
    match std::fs::rename(staged, target) {
        Ok(()) => Ok(()),
        // Another run was quicker; what it put there went through the same checks.
        Err(_) if target.is_dir() => {
            std::fs::remove_dir_all(staged).map_err(|source| NpmError::file(staged, source))
        }
        Err(source) => Err(NpmError::file(target, source)),
    }
}

fn create_folder(folder: &Path) -> Result<(), NpmError> {
    std::fs::create_dir_all(folder).map_err(|source| NpmError::file(folder, source))
}

fn only_file(folder: &Path, package: &Package) -> Result<PathBuf, NpmError> {
    let mut entries = std::fs::read_dir(folder).map_err(|source| NpmError::file(folder, source))?;
    match entries.next() {
        Some(Ok(entry)) => Ok(entry.path()),
        Some(Err(source)) => Err(NpmError::file(folder, source)),
        None => Err(NpmError::PackageIncomplete {
            name: package.spec(),
            file: "the tarball itself".to_owned(),
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::{Compression, write::GzEncoder};

    fn package(files: &[(&str, &[u8])], tarball: &[u8]) -> Package {
        Package {
            name: "@keel/sample".to_owned(),
            version: "1.0.0".to_owned(),
            platform: None,
            integrity: hash::integrity(tarball),
            files: files
                .iter()
                .map(|(name, bytes)| ((*name).to_owned(), hash::sha256(bytes)))
                .collect(),
        }
    }

    fn tarball(files: &[(&str, &[u8])]) -> Vec<u8> {
        let mut builder = tar::Builder::new(GzEncoder::new(Vec::new(), Compression::fast()));
        for (name, bytes) in files {
            let mut header = tar::Header::new_gnu();
            // Written raw, since `set_path` refuses the hostile names that some of these tests need.
            header.as_old_mut().name[..name.len()].copy_from_slice(name.as_bytes());
            header.set_size(bytes.len() as u64);
            header.set_mode(0o644);
            header.set_cksum();
            builder.append(&header, *bytes).expect("append");
        }
        builder.into_inner().expect("tar").finish().expect("gzip")
    }

    fn folder(name: &str) -> PathBuf {
        let folder =
            std::env::temp_dir().join(format!("keel-tarball-{}-{name}", std::process::id()));
        let _ = std::fs::remove_dir_all(&folder);
        folder
    }

    #[test]
    fn unpack_writes_listed_files_only() {
        let bytes = tarball(&[("package/a/b.json", b"{}"), ("package/other.js", b"evil()")]);
        let folder = folder("listed");
        unpack(&package(&[("a/b.json", b"{}")], &bytes), &bytes, &folder).expect("unpack");
        assert_eq!(std::fs::read(folder.join("a/b.json")).expect("file"), b"{}");
        assert!(!folder.join("other.js").exists());
        std::fs::remove_dir_all(folder).expect("clean");
    }

    #[test]
    fn unpack_never_leaves_the_folder_when_a_name_climbs() {
        let bytes = tarball(&[
            ("package/../../climbed.json", b"{}"),
            ("package/a.json", b"{}"),
        ]);
        let folder = folder("climbing/inner");
        unpack(&package(&[("a.json", b"{}")], &bytes), &bytes, &folder).expect("unpack");
        let parent = folder.parent().expect("parent");
        assert!(!parent.join("climbed.json").exists());
        assert!(
            !parent
                .parent()
                .expect("parent")
                .join("climbed.json")
                .exists()
        );
        std::fs::remove_dir_all(parent).expect("clean");
    }

    #[test]
    fn verify_names_both_hashes_when_a_tarball_is_damaged() {
        let mut bytes = tarball(&[("package/a.json", b"{}")]);
        let package = package(&[("a.json", b"{}")], &bytes);
        verify(&package, &bytes).expect("undamaged");
        bytes[20] ^= 1;
        match verify(&package, &bytes) {
            Err(NpmError::PackageDamaged {
                name,
                expected,
                got,
                ..
            }) => {
                assert_eq!(name, "@keel/sample@1.0.0");
                assert_eq!(expected, package.integrity);
                assert_eq!(got, hash::integrity(&bytes));
            }
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn unpack_says_which_listed_file_is_absent() {
        let bytes = tarball(&[("package/a.json", b"{}")]);
        let folder = folder("absent");
        let package = package(&[("a.json", b"{}"), ("b.json", b"{}")], &bytes);
        match unpack(&package, &bytes, &folder) {
            Err(NpmError::PackageIncomplete { file, .. }) => assert_eq!(file, "b.json"),
            other => panic!("{other:?}"),
        }
        std::fs::remove_dir_all(folder).expect("clean");
    }
}
