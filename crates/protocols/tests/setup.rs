//! The packages themselves, as the registry serves them, against what the manifest pins.

use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

#[test]
fn ensure_leaves_every_package_verified_and_is_silent_when_repeated() {
    protocols::npm::ensure(&root(), &mut |line| println!("{line}")).expect("set up");
    for package in protocols::npm::status(&root()).expect("status") {
        assert_eq!(
            package.problem, None,
            "{}@{}",
            package.name, package.version
        );
    }
    let mut said = Vec::new();
    protocols::npm::ensure(&root(), &mut |line| said.push(line.to_owned())).expect("repeated");
    assert!(said.is_empty(), "{said:?}");
}
