//! From the optimiser's module to what is deployed: re-encoded, examined, within its budgets, packed.

use super::WasmError;
use brotli::enc::BrotliEncoderParams;
use std::ops::RangeInclusive;
use wasm_encoder::{
    RawSection,
    reencode::{Reencode, RoundtripReencoder},
};
use wasmparser::{Operator, Parser, Payload, Validator, WasmFeatures};

/// A Stylus program's first bytes; the fourth one says that no brotli dictionary is used.
const CODE_PREFIX: [u8; 4] = [0xef, 0xf0, 0x00, 0x00];
/// 576 bytes below the chain's limit of 24,576: room for one more fix without a redesign.
const CODE_BUDGET: usize = 24_000;
/// The chain decompresses at most this much.
const WASM_BUDGET: usize = 128 * 1024;
/// A second page costs every caller 1,000 gas and more.
const PAGES_BUDGET: u64 = 1;
/// Every byte of static data costs every call 0.75 gas; more than this is a stray panic message or another lookup table than
/// that of the reciprocals (512 bytes), which division needs.
const DATA_BUDGET: usize = 1152;

/// What Stylus accepts of WebAssembly; everything newer is refused at activation.
const FEATURES: WasmFeatures = WasmFeatures::MUTABLE_GLOBAL
    .union(WasmFeatures::SIGN_EXTENSION)
    .union(WasmFeatures::SATURATING_FLOAT_TO_INT)
    .union(WasmFeatures::BULK_MEMORY)
    .union(WasmFeatures::FLOATS)
    .union(WasmFeatures::GC_TYPES);

/// Writes every number in its shortest form: LLVM pads table indices to five bytes, and the chain's validator refuses that.
/// Keeps the sections that run and no others: names and producers would only cost gas, and a count of data segments is
/// refused too (it serves instructions that a program does not have).
pub(super) fn reencode(program: &str, wasm: &[u8]) -> Result<Vec<u8>, WasmError> {
    let refuse = |reason: String| WasmError::NotAccepted {
        program: program.to_owned(),
        reason,
    };
    let mut whole = wasm_encoder::Module::new();
    RoundtripReencoder
        .parse_core_module(&mut whole, Parser::new(0), wasm)
        .map_err(|error| refuse(error.to_string()))?;
    let whole = whole.finish();

    let mut module = wasm_encoder::Module::new();
    for payload in Parser::new(0).parse_all(&whole) {
        let payload = payload.map_err(|error| refuse(error.to_string()))?;
        if matches!(
            payload,
            Payload::CustomSection(_) | Payload::DataCountSection { .. }
        ) {
            continue;
        }
        if let Some((id, range)) = payload.as_section() {
            module.section(&RawSection {
                id,
                data: &whole[range.start as usize..range.end as usize],
            });
        }
    }
    Ok(module.finish())
}

/// What the budgets are about.
#[derive(Default)]
pub(super) struct Facts {
    pub(super) initial_pages: u64,
    pub(super) data_bytes: usize,
}

/// Validates the module under the chain's feature set and measures it.
pub(super) fn examine(program: &str, wasm: &[u8]) -> Result<Facts, WasmError> {
    let refuse = |reason: String| WasmError::NotAccepted {
        program: program.to_owned(),
        reason,
    };
    Validator::new_with_features(FEATURES)
        .validate_all(wasm)
        .map_err(|error| refuse(error.to_string()))?;
    let mut facts = Facts::default();
    for payload in Parser::new(0).parse_all(wasm) {
        match payload.map_err(|error| refuse(error.to_string()))? {
            Payload::MemorySection(memories) => {
                for memory in memories {
                    facts.initial_pages +=
                        memory.map_err(|error| refuse(error.to_string()))?.initial;
                }
            }
            Payload::DataSection(segments) => {
                for segment in segments {
                    facts.data_bytes += segment
                        .map_err(|error| refuse(error.to_string()))?
                        .data
                        .len();
                }
            }
            Payload::CodeSectionEntry(body) => {
                let operators = body
                    .get_operators_reader()
                    .map_err(|error| refuse(error.to_string()))?;
                for operator in operators {
                    let operator = operator.map_err(|error| refuse(error.to_string()))?;
                    if is_float(&operator) {
                        return Err(refuse(format!("floating point instruction {operator:?}")));
                    }
                }
            }
            Payload::StartSection { .. } => {
                return Err(refuse("it has a start function".to_owned()));
            }
            Payload::DataCountSection { .. } => {
                return Err(refuse("it has a data count section".to_owned()));
            }
            Payload::CustomSection(section) => {
                return Err(refuse(format!("custom section {}", section.name())));
            }
            _ => {}
        }
    }
    Ok(facts)
}

/// Stylus has no floating point at all; even a constant would end the run when executed.
fn is_float(operator: &Operator<'_>) -> bool {
    let name = format!("{operator:?}");
    let mnemonic = name.split([' ', '{', '(']).next().unwrap_or(&name);
    mnemonic.contains("F32") || mnemonic.contains("F64")
}

/// Inclusive ranges in which each measure has to lie; a lower bound catches a program that was optimised away.
pub(super) fn check_budgets(
    program: &str,
    facts: &Facts,
    wasm_bytes: usize,
    code_bytes: usize,
) -> Result<(), WasmError> {
    let check = |what, got: u64, allowed: RangeInclusive<u64>| {
        if allowed.contains(&got) {
            return Ok(());
        }
        let budget = if got < *allowed.start() {
            *allowed.start()
        } else {
            *allowed.end()
        };
        Err(WasmError::OverBudget {
            program: program.to_owned(),
            what,
            got,
            budget,
        })
    };
    check(
        "the size of the deployed code",
        code_bytes as u64,
        256..=CODE_BUDGET as u64 - 1,
    )?;
    check(
        "the size of the module",
        wasm_bytes as u64,
        256..=WASM_BUDGET as u64,
    )?;
    check(
        "the number of initial pages",
        facts.initial_pages,
        PAGES_BUDGET..=PAGES_BUDGET,
    )?;
    check(
        "the size of the static data",
        facts.data_bytes as u64,
        0..=DATA_BUDGET as u64,
    )
}

/// Deployed code: the mark of a Stylus program, then the brotli stream.
pub(super) fn pack(wasm: &[u8]) -> Vec<u8> {
    let params = BrotliEncoderParams {
        quality: 11,
        lgwin: 22,
        ..Default::default()
    };
    let mut code = CODE_PREFIX.to_vec();
    brotli::BrotliCompress(&mut &wasm[..], &mut code, &params)
        .expect("memory neither fails to be read nor to be written");
    code
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasm_encoder::{
        CodeSection, CustomSection, DataCountSection, DataSection, ExportKind, ExportSection,
        Function, FunctionSection, Ieee64, Instruction, MemorySection, MemoryType, Module,
        TypeSection, ValType,
    };

    /// A program that does nothing, with a body of `instructions`, `pages` of memory and `data` bytes of data.
    fn program(pages: u64, data: usize, instructions: &[Instruction<'_>]) -> Vec<u8> {
        let mut types = TypeSection::new();
        types.ty().function([ValType::I32], [ValType::I32]);
        let mut functions = FunctionSection::new();
        functions.function(0);
        let mut memories = MemorySection::new();
        memories.memory(MemoryType {
            minimum: pages,
            maximum: None,
            memory64: false,
            shared: false,
            page_size_log2: None,
        });
        let mut exports = ExportSection::new();
        exports.export("user_entrypoint", ExportKind::Func, 0);
        exports.export("memory", ExportKind::Memory, 0);
        let mut body = Function::new([]);
        for instruction in instructions {
            body.instruction(instruction);
        }
        body.instruction(&Instruction::I32Const(0))
            .instruction(&Instruction::End);
        let mut code = CodeSection::new();
        code.function(&body);
        let mut segments = DataSection::new();
        segments.active(0, &wasm_encoder::ConstExpr::i32_const(0), vec![7; data]);
        let mut module = Module::new();
        module
            .section(&types)
            .section(&functions)
            .section(&memories)
            .section(&exports);
        module
            .section(&DataCountSection { count: 1 })
            .section(&code)
            .section(&segments);
        module.section(&CustomSection {
            name: "producers".into(),
            data: b"rustc".as_slice().into(),
        });
        module.finish()
    }

    #[test]
    fn reencode_drops_what_does_not_run() {
        let module = reencode("p", &program(1, 3, &[])).unwrap();
        let facts = examine("p", &module).unwrap();
        assert_eq!((facts.initial_pages, facts.data_bytes), (1, 3));
        assert!(!module.windows(9).any(|window| window == b"producers"));
    }

    #[test]
    fn reencode_shortens_padded_numbers() {
        // `i32.const 0` with its zero in five bytes, as LLVM pads what a linker may have to patch.
        let short = reencode("p", &program(1, 3, &[])).unwrap();
        let at = short
            .windows(3)
            .position(|window| window == [0x41, 0x00, 0x0b])
            .unwrap();
        let mut padded = short.clone();
        padded.splice(at + 1..at + 2, [0x80, 0x80, 0x80, 0x80, 0x00]);
        // The body and its section are four bytes longer.
        padded[at - 2] += 4;
        padded[at - 4] += 4;
        assert_eq!(reencode("p", &padded).unwrap(), short);
    }

    #[test]
    fn examine_refuses_what_the_chain_refuses() {
        let refused = |module: &[u8]| match examine("p", module) {
            Err(WasmError::NotAccepted { reason, .. }) => reason,
            other => panic!("{:?}", other.map(|facts| facts.initial_pages)),
        };
        assert!(refused(&program(1, 3, &[])).contains("data count"));
        let float = [Instruction::F64Const(Ieee64::from(1.5)), Instruction::Drop];
        assert!(
            refused(&reencode("p", &program(1, 3, &float)).unwrap()).contains("floating point")
        );
        assert!(refused(b"\0asm").contains("unexpected"));
    }

    #[test]
    fn check_budgets_names_the_number_that_is_too_large() {
        let facts = |initial_pages, data_bytes| Facts {
            initial_pages,
            data_bytes,
        };
        let over = |facts, wasm, code| match check_budgets("p", &facts, wasm, code) {
            Err(WasmError::OverBudget { got, budget, .. }) => Some((got, budget)),
            _ => None,
        };
        assert_eq!(over(facts(1, 1152), 131_072, 23_999), None);
        assert_eq!(over(facts(1, 0), 1_000, 24_000), Some((24_000, 23_999)));
        assert_eq!(over(facts(2, 0), 1_000, 1_000), Some((2, 1)));
        assert_eq!(over(facts(1, 1153), 1_000, 1_000), Some((1_153, 1_152)));
        assert_eq!(over(facts(1, 0), 131_073, 1_000), Some((131_073, 131_072)));
        assert_eq!(over(facts(1, 0), 1_000, 4), Some((4, 256)));
    }

    #[test]
    fn pack_writes_what_a_chain_unpacks() {
        let module = reencode("p", &program(1, 500, &[])).unwrap();
        let code = pack(&module);
        let stream = code.strip_prefix(&CODE_PREFIX).unwrap();
        let mut unpacked = Vec::new();
        brotli::BrotliDecompress(&mut &stream[..], &mut unpacked).unwrap();
        assert_eq!(unpacked, module);
    }
}
