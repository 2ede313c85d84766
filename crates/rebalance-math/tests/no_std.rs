//! The crate needs nothing but `core`: no allocator and no operating system.

use std::process::Command;

/// Builds the crate, and all it depends on, for a bare processor with `core` as the only library there is.
///
/// The target's own `core` is compiled from the toolchain's sources, so nothing but rust-src has to be installed;
/// the bootstrap variable unlocks that for the pinned stable toolchain.
#[test]
fn crate_builds_for_a_bare_target_with_core_alone() {
    let output = Command::new(env!("CARGO"))
        .args([
            "build",
            "--package",
            "rebalance-math",
            "--lib",
            "--target",
            "riscv32imac-unknown-none-elf",
        ])
        .args(["-Zbuild-std=core", "--release", "--offline", "--target-dir"])
        .arg(concat!(env!("CARGO_TARGET_TMPDIR"), "/core-alone"))
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .env("RUSTC_BOOTSTRAP", "1")
        .env_remove("RUSTFLAGS")
        .env_remove("CARGO_ENCODED_RUSTFLAGS")
        .output()
        .expect("cargo runs, since it runs this test");
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
}
