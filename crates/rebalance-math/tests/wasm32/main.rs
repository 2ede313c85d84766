//! The arithmetic gives the same results as WebAssembly as it gives natively.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use rebalance_math::{MathError, Signed, U256};
use wasmi::{Engine, Instance, Linker, Memory, Module, Store, TypedFunc};

mod functions;

/// The names of `reference/sample.csv` in the order of [`functions::call`], each standing for a floor and a ceiling.
const NAMES: [&str; 13] = [
    "exp",
    "exp2",
    "ln",
    "log2",
    "pow",
    "sqrt",
    "sqrt_wad",
    "cbrt",
    "cbrt_wad",
    "mul_div",
    "mul_wad",
    "div_wad",
    "normal_cdf",
];

/// Bytes of an argument: a magnitude and a sign.
const WIDTH: usize = 33;

/// Compiles `program.rs` for wasm32 with the crate's own lockfile.
fn compile() -> PathBuf {
    let crate_folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("wasm32-arithmetic");
    fs::create_dir_all(&folder).unwrap();
    let manifest = format!(
        "[package]\nname = \"arithmetic\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n\
         [lib]\ncrate-type = [\"cdylib\"]\npath = {:?}\n\n\
         [dependencies]\nrebalance-math = {{ path = {crate_folder:?} }}\n\n\
         [profile.release]\npanic = \"abort\"\n\n[workspace]\n",
        crate_folder.join("tests/wasm32/program.rs"),
    );
    fs::write(folder.join("Cargo.toml"), manifest).unwrap();
    fs::copy(
        crate_folder.join("../../Cargo.lock"),
        folder.join("Cargo.lock"),
    )
    .unwrap();
    let output = Command::new(env!("CARGO"))
        .args(["build", "--release", "--offline"])
        .args(["--target", "wasm32-unknown-unknown", "--target-dir"])
        .arg(folder.join("target"))
        .current_dir(&folder)
        .env_remove("RUSTFLAGS")
        .env_remove("CARGO_ENCODED_RUSTFLAGS")
        .output()
        .expect("cargo runs, since it runs this test");
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    folder.join("target/wasm32-unknown-unknown/release/arithmetic.wasm")
}

/// The module, loaded.
struct Machine {
    store: Store<()>,
    memory: Memory,
    buffer: usize,
    call: TypedFunc<i32, i32>,
}

impl Machine {
    fn new(program: &Path) -> Self {
        let engine = Engine::default();
        let module = Module::new(&engine, fs::read(program).unwrap()).unwrap();
        let mut store = Store::new(&engine, ());
        let linker = Linker::<()>::new(&engine);
        let instance: Instance = linker
            .instantiate_and_start(&mut store, &module)
            .expect("it imports nothing");
        let memory = instance.get_memory(&store, "memory").unwrap();
        let buffer: TypedFunc<(), i32> = instance.get_typed_func(&store, "buffer").unwrap();
        let buffer = buffer.call(&mut store, ()).unwrap();
        let call = instance.get_typed_func(&store, "call").unwrap();
        Self {
            store,
            memory,
            buffer: usize::try_from(buffer).unwrap(),
            call,
        }
    }

    fn call(&mut self, function: usize, arguments: [Signed; 3]) -> Result<Signed, MathError> {
        for (at, argument) in arguments.iter().enumerate() {
            let mut bytes = argument.magnitude().to_le_bytes::<32>().to_vec();
            bytes.push(u8::from(argument.is_negative()));
            self.memory
                .write(&mut self.store, self.buffer + at * WIDTH, &bytes)
                .unwrap();
        }
        let function = i32::try_from(function).unwrap();
        match self.call.call(&mut self.store, function).unwrap() {
            0 => {
                let mut bytes = [0; WIDTH];
                self.memory
                    .read(&self.store, self.buffer + 3 * WIDTH, &mut bytes)
                    .unwrap();
                let magnitude = U256::from_le_slice(&bytes[..32]);
                Ok(Signed::new(magnitude, bytes[32] != 0))
            }
            1 => Err(MathError::Overflow),
            2 => Err(MathError::DivisionByZero),
            3 => Err(MathError::LogarithmOfZero),
            other => panic!("answer {other}"),
        }
    }
}

fn integer(text: &str) -> Signed {
    let digits = text.trim_start_matches('-');
    Signed::new(
        U256::from_str_radix(digits, 10).unwrap(),
        text.starts_with('-'),
    )
}

#[test]
fn arithmetic_gives_the_same_results_as_webassembly() {
    let mut machine = Machine::new(&compile());
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("reference/sample.csv");
    let (mut rows, mut seen) = (0, [false; NAMES.len()]);
    for row in fs::read_to_string(sample).unwrap().lines() {
        let mut columns = row.split(',');
        let name = columns.next().unwrap();
        let function = NAMES.iter().position(|known| *known == name).unwrap();
        let mut arguments = [Signed::ZERO; 3];
        for (slot, text) in arguments.iter_mut().zip(columns.next().unwrap().split(' ')) {
            *slot = integer(text);
        }
        for function in [2 * function, 2 * function + 1] {
            assert_eq!(
                machine.call(function, arguments),
                functions::call(function, arguments),
                "{row}"
            );
        }
        rows += 1;
        seen[function] = true;
    }
    assert!(rows > 1_000 && seen.iter().all(|seen| *seen));
    // Integers with a sign.
    let [a, b, c] = ["-7", "12", "-9"].map(integer);
    assert_eq!(
        machine.call(2 * NAMES.len(), [a, b, c]),
        Ok(Signed::from(14))
    );
}
