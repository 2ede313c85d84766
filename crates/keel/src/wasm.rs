//! The one canonical recipe that turns a contract crate into a deployable Stylus program.
//!
//! rustc (pinned toolchain, its own `std` built without panic strings) -> wasm-opt (npm `binaryen`, pinned) -> strip and
//! re-encode -> budgets -> brotli 11/22 behind the four bytes that mark a Stylus program. Paths are
//! remapped so that the same sources give the same bytes in every folder, and a code hash can be checked by whoever builds it;
//! that was seen for the engine in two folders, and not yet under another rustup home.
//!
//! Results: `target/keel/programs/NAME.wasm` (what runs) and `NAME.code` (what is deployed). A program is optimised anew
//! only when the compiler's output or this recipe changed.

mod module;
pub(crate) mod openzeppelin;
mod stack;

use module::{check_budgets, examine, pack, reencode};
use sha2::{Digest, Sha256};
use std::{
    ffi::OsString,
    fs, io,
    path::{Path, PathBuf},
    process::Command,
};

const TARGET: &str = "wasm32-unknown-unknown";

const WASM_OPT: [&str; 11] = [
    "--mvp-features",
    "--enable-mutable-globals",
    "--enable-sign-ext",
    "--enable-nontrapping-float-to-int",
    "--enable-bulk-memory-opt",
    "-O3",
    "--converge",
    "--strip-debug",
    "--strip-producers",
    "--strip-target-features",
    "--quiet",
];

/// What happens after wasm-opt. Part of every kept result's key: change the words when the code changes.
const STEPS: &str = "re-encoded, without custom sections and data count; brotli 11/22";

/// How one program is tuned, chosen by measurement.
struct Tuning {
    /// rustc's optimisation level for our own crates in it; what they depend on keeps the profile's level. Measured on
    /// whole rebalances, `3` costs the least gas wherever it fits, also when no program is in the chain's cache.
    opt_level: &'static str,
    /// The same for the program's own crate alone, where it differs.
    own_level: Option<&'static str>,
    /// Bytes of shadow stack; stack, data and heap share the first page. The build fails when a path needs more.
    stack: u32,
}

/// The one table of per-program settings.
fn tuning(program: &str) -> Tuning {
    match program {
        // The planner works on arrays of the largest portfolio. What it computes is the math crate's work; its own code is mostly
        // triggers, which many vaults do not have, and would make it too large by 700 bytes.
        "engine" => Tuning {
            opt_level: "3",
            own_level: Some("s"),
            stack: 30 * 1024,
        },
        // Matrices of the largest portfolio are on its heap; the working space of powers is not. Normal distribution, powers and
        // logarithms fill a program by themselves: at 3 they are a third too large.
        "risk" => Tuning {
            opt_level: "z",
            own_level: None,
            stack: 8 * 1024,
        },
        "vault-rebalance" => Tuning {
            opt_level: "3",
            own_level: None,
            stack: 16 * 1024,
        },
        // Called rarely: they are kept small.
        "vault-admin" | "vault-fees" | "vault-permits" | "vault-views"
        // Its receivers are asked for their interface with 30,000 gas, most of which goes into entering the program.
        | "upkeep" => Tuning {
            opt_level: "z",
            own_level: None,
            stack: 8 * 1024,
        },
        // As they are, with 512-bit fees on the stack.
        "vault-priced" => Tuning {
            opt_level: "z",
            own_level: None,
            stack: 24 * 1024,
        },
        // At s it is a quarter too large. What it computes is little beside what its pools cost.
        "router-menu" => Tuning {
            opt_level: "z",
            own_level: None,
            stack: 8 * 1024,
        },
        // Its caller is an `eth_call`, so gas is no object; it knows every struct of the suite.
        "lens" => Tuning {
            opt_level: "z",
            own_level: None,
            stack: 16 * 1024,
        },
        // Solvers factor matrices of the largest portfolio.
        name if name.starts_with(BENCHES) => Tuning {
            opt_level: "3",
            own_level: None,
            stack: 32 * 1024,
        },
        _ => Tuning {
            opt_level: "3",
            own_level: None,
            stack: 8 * 1024,
        },
    }
}

/// Programs named so are examples of one crate, `bench-math`: a program each for what is measured apart.
pub(crate) const BENCHES: &str = "math-";

/// The package that a program is made of, and which of its examples it is, if it is one.
fn package(program: &str) -> (&str, Option<&str>) {
    match program.strip_prefix(BENCHES) {
        Some(example) => ("bench-math", Some(example)),
        None => (program, None),
    }
}

/// A program that delegates to rooms.
struct House {
    core: &'static str,
    /// Its rooms, and the variables by which it is told the hashes of their code.
    rooms: &'static [(&'static str, &'static str)],
}

/// Every program that has rooms.
const HOUSES: [House; 2] = [
    House {
        core: "vault",
        rooms: &[
            ("vault-admin", "KEEL_VAULT_ADMIN_CODE_HASH"),
            ("vault-priced", "KEEL_VAULT_PRICED_CODE_HASH"),
            ("vault-fees", "KEEL_VAULT_FEES_CODE_HASH"),
            ("vault-permits", "KEEL_VAULT_PERMITS_CODE_HASH"),
            ("vault-views", "KEEL_VAULT_VIEWS_CODE_HASH"),
            ("vault-rebalance", "KEEL_VAULT_REBALANCE_CODE_HASH"),
        ],
    },
    House {
        core: "router",
        rooms: &[("router-menu", "KEEL_ROUTER_MENU_CODE_HASH")],
    },
];

impl House {
    fn has(&self, program: &str) -> bool {
        program == self.core || self.rooms.iter().any(|(room, _)| *room == program)
    }

    /// The rooms, then the core.
    fn programs(&self) -> impl Iterator<Item = &'static str> {
        let rooms = self.rooms.iter().map(|(room, _)| *room);
        rooms.chain([self.core])
    }
}

/// Our crates that are compiled into programs.
const SHARED: [&str; 2] = ["kit", "rebalance-math"];

/// A program that came through the recipe within its budgets.
#[derive(Debug, Clone)]
pub(crate) struct BuiltProgram {
    /// The contract crate's name.
    pub(crate) name: String,
    /// Size of the optimised module.
    pub(crate) wasm_bytes: usize,
    /// Size of the deployed code, prefix included.
    pub(crate) code_bytes: usize,
    /// Memory pages at entry.
    pub(crate) initial_pages: u64,
    /// Static data that every call pays for.
    pub(crate) data_bytes: usize,
    /// Bound on the shadow stack's depth.
    pub(crate) stack_bytes: u64,
}

/// Why a program could not be built.
#[derive(Debug, thiserror::Error)]
pub(crate) enum WasmError {
    #[error(transparent)]
    Npm(#[from] protocols::npm::NpmError),
    #[error("{tool} could not be run: {source}")]
    ToolMissing {
        tool: &'static str,
        source: io::Error,
    },
    #[error("{tool} failed for {program} ({status}):\n{output}")]
    ToolFailed {
        tool: &'static str,
        program: String,
        status: std::process::ExitStatus,
        output: String,
    },
    #[error("{}: {source}", path.display())]
    File { path: PathBuf, source: io::Error },
    #[error("{program} is not a module that Stylus accepts: {reason}")]
    NotAccepted { program: String, reason: String },
    #[error("{program}: {what} is {got}, the budget is {budget}")]
    OverBudget {
        program: String,
        what: &'static str,
        got: u64,
        budget: u64,
    },
}

/// Builds `programs` one after the other: each alone, because cargo unifies the features of what is built together and
/// only contracts that are called back may have the SDK's re-entrancy guard removed.
pub(crate) fn build(
    root: &Path,
    programs: &[&str],
    step: &mut dyn FnMut(&str),
) -> Result<Vec<BuiltProgram>, WasmError> {
    let recipe = Recipe::new(root)?;
    // Two demos at once would otherwise write over each other's half-optimised modules.
    let turn_path = recipe.programs_dir.join(".turn");
    let turn = fs::File::create(&turn_path).map_err(file_error(&turn_path))?;
    turn.lock().map_err(file_error(&turn_path))?;
    with_rooms(programs)
        .into_iter()
        .map(|name| recipe.build(name, step))
        .collect()
}

/// A core is compiled with the hashes of its rooms, so they go together, the rooms first.
fn with_rooms<'a>(programs: &[&'a str]) -> Vec<&'a str> {
    let is_asked = |house: &&House| programs.iter().any(|name| house.has(name));
    let others = programs
        .iter()
        .copied()
        .filter(|name| !HOUSES.iter().any(|house| house.has(name)));
    HOUSES
        .iter()
        .filter(is_asked)
        .flat_map(House::programs)
        .map(|name| -> &'a str { name })
        .chain(others)
        .collect()
}

/// What is common to all programs of one run.
struct Recipe<'a> {
    root: &'a Path,
    rustflags: OsString,
    wasm_opt: PathBuf,
    programs_dir: PathBuf,
}

impl<'a> Recipe<'a> {
    fn new(root: &'a Path) -> Result<Self, WasmError> {
        let programs_dir = root.join("target/keel/programs");
        fs::create_dir_all(&programs_dir).map_err(file_error(&programs_dir))?;
        Ok(Self {
            root,
            rustflags: rustflags(root)?,
            wasm_opt: protocols::npm::wasm_opt(root)?,
            programs_dir,
        })
    }

    fn build(&self, name: &str, step: &mut dyn FnMut(&str)) -> Result<BuiltProgram, WasmError> {
        let compiled = self.compile(name)?;
        let key = self.key(&compiled);
        let wasm_path = self.programs_dir.join(format!("{name}.wasm"));
        let code_path = self.programs_dir.join(format!("{name}.code"));
        let key_path = self.programs_dir.join(format!("{name}.key"));

        let kept = kept(&key, &key_path, &wasm_path, &code_path);
        let (wasm, code) = match kept {
            Some(kept) => kept,
            None => {
                step(&format!("optimising and packing {name}"));
                let output = self.programs_dir.join(format!("{name}.opt"));
                let optimised = optimise(&self.wasm_opt, name, &self.compiled_path(name), &output)?;
                let wasm = reencode(name, &optimised)?;
                let code = pack(&wasm);
                check_budgets(name, &examine(name, &wasm)?, wasm.len(), code.len())?;
                stack_depth(name, &wasm)?;
                write(&wasm_path, &wasm)?;
                write(&code_path, &code)?;
                write(
                    &key_path,
                    format!("{key} {}\n", digest(&[&wasm, &code])).as_bytes(),
                )?;
                (wasm, code)
            }
        };
        let facts = examine(name, &wasm)?;
        Ok(BuiltProgram {
            name: name.to_owned(),
            wasm_bytes: wasm.len(),
            code_bytes: code.len(),
            initial_pages: facts.initial_pages,
            data_bytes: facts.data_bytes,
            stack_bytes: stack_depth(name, &wasm)?,
        })
    }

    /// Runs cargo; returns the compiler's own output.
    fn compile(&self, name: &str) -> Result<Vec<u8>, WasmError> {
        let tuning = tuning(name);
        let level = opt_level(tuning.opt_level);
        let own_level = opt_level(tuning.own_level.unwrap_or(tuning.opt_level));
        let (package, example) = package(name);
        let mut cargo = Command::new("cargo");
        forget_settings(&mut cargo);
        cargo
            .current_dir(self.root)
            .args(["rustc", "--quiet", "--locked", "--crate-type", "cdylib"])
            .args(match example {
                Some(example) => vec!["--example", example],
                None => vec!["--lib"],
            })
            .args([
                "--package",
                package,
                "--profile",
                "contract",
                "--target",
                TARGET,
                "--target-dir",
                "target/wasm",
            ])
            .args([
                "-Z",
                "build-std=core,alloc,std,panic_abort",
                "-Z",
                "build-std-features=",
            ])
            .args(SHARED.iter().chain([&package]).flat_map(|crate_| {
                let level = match crate_ == &package {
                    true => &own_level,
                    false => &level,
                };
                [
                    "--config".to_owned(),
                    format!("profile.contract.package.{crate_}.opt-level={level}"),
                ]
            }))
            // Here and not in RUSTFLAGS: a flag of the last step alone, so that all programs share one build of `std`.
            .args([
                "--",
                "-C",
                &format!("link-arg=-zstack-size={}", tuning.stack),
            ])
            .env("RUSTC_BOOTSTRAP", "1")
            .env("CARGO_ENCODED_RUSTFLAGS", &self.rustflags);
        for house in HOUSES.iter().filter(|house| house.core == name) {
            for (room, variable) in house.rooms {
                let path = self.programs_dir.join(format!("{room}.code"));
                let code = fs::read(&path).map_err(file_error(&path))?;
                cargo.env(
                    variable,
                    alloy::hex::encode(alloy::primitives::keccak256(code)),
                );
            }
        }
        run(&mut cargo, "cargo", name)?;
        let path = self.compiled_path(name);
        fs::read(&path).map_err(file_error(&path))
    }

    fn compiled_path(&self, name: &str) -> PathBuf {
        let folder = self.root.join(format!("target/wasm/{TARGET}/contract"));
        match package(name).1 {
            Some(example) => folder.join(format!("examples/{example}.wasm")),
            None => folder.join(format!("{}.wasm", name.replace('-', "_"))),
        }
    }

    /// Names the compiler's output and everything that happens to it afterwards.
    fn key(&self, compiled: &[u8]) -> String {
        // The path has the version in it, and the file's hash was checked when it was handed out.
        let optimiser = self
            .wasm_opt
            .strip_prefix(self.root)
            .unwrap_or(&self.wasm_opt)
            .to_string_lossy();
        digest(&[
            compiled,
            WASM_OPT.join(" ").as_bytes(),
            optimiser.as_bytes(),
            STEPS.as_bytes(),
        ])
    }
}

/// What wasm-opt makes of a module; `output` is where it puts it for a moment.
fn optimise(
    wasm_opt: &Path,
    name: &str,
    compiled: &Path,
    output: &Path,
) -> Result<Vec<u8>, WasmError> {
    let mut node = Command::new("node");
    node.arg(wasm_opt)
        .args(WASM_OPT)
        .arg(compiled)
        .arg("-o")
        .arg(output);
    run(&mut node, "wasm-opt (by node)", name)?;
    let optimised = fs::read(output).map_err(file_error(output))?;
    fs::remove_file(output).map_err(file_error(output))?;
    Ok(optimised)
}

/// Compiler flags of every crate in a program, `std` included. Paths of this machine are replaced, or they would end up
/// in the program and its hash.
fn rustflags(root: &Path) -> Result<OsString, WasmError> {
    let mut rustc = Command::new("rustc");
    forget_settings(&mut rustc);
    let sysroot = run(
        rustc.current_dir(root).args(["--print", "sysroot"]),
        "rustc",
        "every program",
    )?;
    let sysroot = sysroot.trim();
    let cargo_home = std::env::var_os("CARGO_HOME")
        .map(PathBuf::from)
        .or_else(|| std::env::home_dir().map(|home| home.join(".cargo")))
        .unwrap_or_default();
    let mut flags = OsString::from(
        [
            "-Zunstable-options",
            "-Cpanic=immediate-abort",
            "-Ctarget-feature=-reference-types,-multivalue,+bulk-memory",
        ]
        .join("\u{1f}"),
    );
    // Of several prefixes that fit rustc takes the last one.
    for (from, to) in [
        (cargo_home.as_os_str(), "/cargo"),
        (sysroot.as_ref(), "/rust"),
        (root.as_os_str(), "/keel"),
    ] {
        flags.push("\u{1f}--remap-path-prefix=");
        flags.push(from);
        flags.push("=");
        flags.push(to);
    }
    Ok(flags)
}

/// Takes out of the child's environment whatever would bend the recipe: the toolchain chosen by an outer cargo, flags,
/// wrappers and profile overrides of this machine. Homes, proxies and registries stay.
fn forget_settings(command: &mut Command) {
    const PREFIXES: [&str; 6] = [
        "CARGO_BUILD_",
        "CARGO_PROFILE_",
        "CARGO_TARGET_",
        "CARGO_UNSTABLE_",
        "CARGO_PKG_",
        "RUSTC",
    ];
    const NAMES: [&str; 8] = [
        "CARGO",
        "CARGO_ENCODED_RUSTFLAGS",
        "CARGO_INCREMENTAL",
        "CARGO_MANIFEST_DIR",
        "CARGO_MANIFEST_PATH",
        "LD_LIBRARY_PATH",
        "RUSTFLAGS",
        "RUSTUP_TOOLCHAIN",
    ];
    for (name, _) in std::env::vars_os() {
        let text = name.to_string_lossy();
        if NAMES.contains(&&*text) || PREFIXES.iter().any(|prefix| text.starts_with(prefix)) {
            command.env_remove(&name);
        }
    }
}

/// Numbers are TOML integers, `s` and `z` are strings.
fn opt_level(level: &str) -> String {
    if level.bytes().all(|byte| byte.is_ascii_digit()) {
        level.to_owned()
    } else {
        format!("{level:?}")
    }
}

fn run(command: &mut Command, tool: &'static str, program: &str) -> Result<String, WasmError> {
    let output = command
        .output()
        .map_err(|source| WasmError::ToolMissing { tool, source })?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    Err(WasmError::ToolFailed {
        tool,
        program: program.to_owned(),
        status: output.status,
        output: String::from_utf8_lossy(&output.stderr)
            .trim_end()
            .to_owned(),
    })
}

/// The results of an earlier run, when they belong to `key` and nobody touched them.
fn kept(
    key: &str,
    key_path: &Path,
    wasm_path: &Path,
    code_path: &Path,
) -> Option<(Vec<u8>, Vec<u8>)> {
    let wasm = fs::read(wasm_path).ok()?;
    let code = fs::read(code_path).ok()?;
    let expected = format!("{key} {}\n", digest(&[&wasm, &code]));
    (fs::read_to_string(key_path).ok()? == expected).then_some((wasm, code))
}

/// Hash over parts, each preceded by its length so that no two lists of parts look alike.
fn digest(parts: &[&[u8]]) -> String {
    let mut hasher = Sha256::new();
    for part in parts {
        hasher.update(part.len().to_le_bytes());
        hasher.update(part);
    }
    hasher
        .finalize()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

/// Replaces a file in one step, so that a reader beside us never sees half a program.
fn write(path: &Path, bytes: &[u8]) -> Result<(), WasmError> {
    let fresh = path.with_extension(format!("{}.tmp", std::process::id()));
    fs::write(&fresh, bytes).map_err(file_error(&fresh))?;
    fs::rename(&fresh, path).map_err(file_error(path))
}

fn file_error(path: &Path) -> impl Fn(io::Error) -> WasmError {
    let path = path.to_owned();
    move |source| WasmError::File {
        path: path.clone(),
        source,
    }
}

/// Bounds the shadow stack and holds it against what the program was linked with.
fn stack_depth(program: &str, wasm: &[u8]) -> Result<u64, WasmError> {
    let budget = tuning(program).stack;
    let got = stack::depth(wasm, budget).map_err(|reason| WasmError::NotAccepted {
        program: program.to_owned(),
        reason,
    })?;
    if got > u64::from(budget) {
        return Err(WasmError::OverBudget {
            program: program.to_owned(),
            what: "the depth of the stack",
            got,
            budget: budget.into(),
        });
    }
    Ok(got)
}
