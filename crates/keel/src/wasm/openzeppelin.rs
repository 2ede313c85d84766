//! OpenZeppelin's token for Stylus, which ours is held against: from `tests/openzeppelin`, a workspace of its own.
//!
//! Its authors' recipe (size-optimised, the toolchain's own `std`), then the steps that make any module acceptable to the
//! chain. Our budgets are not applied: the program is a reference, not ours.

use super::{
    STEPS, TARGET, WASM_OPT, WasmError, digest, examine, file_error, forget_settings, kept,
    optimise, pack, reencode, run, write,
};
use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

/// What it is called on the command line, and its file among the results.
pub(crate) const NAME: &str = "openzeppelin";

/// Builds it into `target/keel/openzeppelin`, where tests look for it. Quick when nothing changed.
pub(crate) fn build(root: &Path, step: &mut dyn FnMut(&str)) -> Result<(), WasmError> {
    let folder = root.join("target/keel/openzeppelin");
    fs::create_dir_all(&folder).map_err(file_error(&folder))?;
    let wasm_opt = protocols::npm::wasm_opt(root)?;
    let turn_path = folder.join(".turn");
    let turn = fs::File::create(&turn_path).map_err(file_error(&turn_path))?;
    turn.lock().map_err(file_error(&turn_path))?;

    step("building OpenZeppelin's token (a minute or two the first time)");
    let compiled_path = compile(root)?;
    let compiled = fs::read(&compiled_path).map_err(file_error(&compiled_path))?;
    let key = digest(&[&compiled, WASM_OPT.join(" ").as_bytes(), STEPS.as_bytes()]);
    let path = |extension: &str| folder.join(NAME).with_extension(extension);
    let (wasm_path, code_path, key_path) = (path("wasm"), path("code"), path("key"));
    if kept(&key, &key_path, &wasm_path, &code_path).is_some() {
        return Ok(());
    }
    let optimised = optimise(&wasm_opt, NAME, &compiled_path, &path("opt"))?;
    let wasm = reencode(NAME, &optimised)?;
    examine(NAME, &wasm)?;
    let code = pack(&wasm);
    write(&wasm_path, &wasm)?;
    write(&code_path, &code)?;
    let whole = format!("{key} {}\n", digest(&[&wasm, &code]));
    write(&key_path, whole.as_bytes())
}

fn compile(root: &Path) -> Result<PathBuf, WasmError> {
    let mut cargo = Command::new("cargo");
    forget_settings(&mut cargo);
    cargo
        .current_dir(root)
        .args(["build", "--quiet", "--locked", "--release", "--lib"])
        .args(["--manifest-path", "tests/openzeppelin/Cargo.toml"])
        .args(["--target", TARGET, "--target-dir", "target/openzeppelin"])
        .env(
            "CARGO_ENCODED_RUSTFLAGS",
            "-Ctarget-feature=-reference-types,-multivalue,+bulk-memory",
        );
    run(&mut cargo, "cargo", NAME)?;
    Ok(root.join(format!(
        "target/openzeppelin/{TARGET}/release/openzeppelin_token.wasm"
    )))
}
