//! A module taken apart: the sections that decide about it, and the raw bytes of those that pass unchanged.
//!
//! Generic WebAssembly validity is settled here, with exactly the features programs have; what remains for
//! [`super::validate`] are the rules of the VM.

use std::ops::Range;

use wasmparser::{
    BinaryReader, Data, Element, Export, FuncType, FunctionBody, MemoryType, Name,
    NameSectionReader, Operator, Parser, Payload, TableType, TypeRef, Validator, WasmFeatures,
};

use super::refusal::Refusal;

/// The features programs have. Several results are a feature here only to be refused with their own reason.
const FEATURES: WasmFeatures = WasmFeatures::MVP
    .union(WasmFeatures::MUTABLE_GLOBAL)
    .union(WasmFeatures::SIGN_EXTENSION)
    .union(WasmFeatures::SATURATING_FLOAT_TO_INT)
    .union(WasmFeatures::MULTI_VALUE)
    .union(WasmFeatures::BULK_MEMORY);

/// Section numbers of the WebAssembly binary format.
pub(super) mod section {
    pub(in crate::program) const GLOBAL: u8 = 6;
    pub(in crate::program) const START: u8 = 8;
    pub(in crate::program) const CODE: u8 = 10;
    pub(in crate::program) const DATA_COUNT: u8 = 12;
}

/// An imported function.
#[derive(Clone, Copy, Debug)]
pub(super) struct FunctionImport<'a> {
    pub(super) module: &'a str,
    pub(super) name: &'a str,
    pub(super) type_index: u32,
}

/// A module in parts.
#[derive(Default)]
pub(super) struct Module<'a> {
    /// The whole module.
    pub(super) wasm: &'a [u8],
    /// Contents of every section that is not custom, in order.
    pub(super) sections: Vec<(u8, &'a [u8])>,
    pub(super) types: Vec<FuncType>,
    pub(super) imports: Vec<FunctionImport<'a>>,
    /// Type of each local function.
    pub(super) functions: Vec<u32>,
    pub(super) tables: Vec<TableType>,
    pub(super) memories: Vec<MemoryType>,
    /// Number of globals.
    pub(super) globals: u32,
    /// The globals as encoded, without their number.
    pub(super) global_entries: &'a [u8],
    pub(super) exports: Vec<Export<'a>>,
    pub(super) elements: Vec<Element<'a>>,
    pub(super) data: Vec<Data<'a>>,
    pub(super) bodies: Vec<FunctionBody<'a>>,
    /// Whether there is a start function.
    pub(super) has_start: bool,
    /// Bytes of the module's name in the name section.
    pub(super) name_len: usize,
}

impl<'a> Module<'a> {
    /// Takes a module apart.
    ///
    /// # Errors
    /// Anything that is not valid WebAssembly with the features programs have, and the parts programs may not
    /// have at all: imports other than functions, computed initial values, unknown sections.
    pub(super) fn parse(wasm: &'a [u8]) -> Result<Self, Refusal> {
        if let Err(error) = Validator::new_with_features(FEATURES).validate_all(wasm) {
            return Err(invalid(wasm, error));
        }
        let mut module = Self {
            wasm,
            ..Self::default()
        };
        let mut parser = Parser::new(0);
        parser.set_features(FEATURES);
        for payload in parser.parse_all(wasm) {
            module.take(payload?)?;
        }
        Ok(module)
    }

    /// The bytes of a range the parser reported.
    pub(super) fn bytes(&self, range: Range<u64>) -> Result<&'a [u8], Refusal> {
        let bounds = usize::try_from(range.start)
            .ok()
            .zip(usize::try_from(range.end).ok());
        bounds
            .and_then(|(start, end)| self.wasm.get(start..end))
            .ok_or_else(|| Refusal::Malformed(format!("bytes {range:?} are outside of the module")))
    }

    /// The type of function `index`, imports counted first.
    pub(super) fn function_type(&self, index: u32) -> Option<&FuncType> {
        let index = usize::try_from(index).ok()?;
        let type_index = match self.imports.get(index) {
            Some(import) => import.type_index,
            None => *self.functions.get(index - self.imports.len())?,
        };
        self.type_at(type_index)
    }

    /// The type with number `index`.
    pub(super) fn type_at(&self, index: u32) -> Option<&FuncType> {
        self.types.get(usize::try_from(index).ok()?)
    }

    fn take(&mut self, payload: Payload<'a>) -> Result<(), Refusal> {
        if let Some((id, range)) = payload.as_section()
            && id != 0
        {
            self.sections.push((id, self.bytes(range)?));
        }
        match payload {
            Payload::TypeSection(reader) => {
                for ty in reader.into_iter_err_on_gc_types() {
                    self.types.push(ty?);
                }
            }
            Payload::ImportSection(reader) => {
                for import in reader.into_imports() {
                    let import = import?;
                    let TypeRef::Func(type_index) = import.ty else {
                        return Err(Refusal::ImportKind {
                            module: import.module.into(),
                            name: import.name.into(),
                        });
                    };
                    self.imports.push(FunctionImport {
                        module: import.module,
                        name: import.name,
                        type_index,
                    });
                }
            }
            Payload::FunctionSection(reader) => self.functions = collect(reader)?,
            Payload::TableSection(reader) => {
                for table in reader {
                    self.tables.push(table?.ty);
                }
            }
            Payload::MemorySection(reader) => self.memories = collect(reader)?,
            Payload::GlobalSection(reader) => {
                self.globals = reader.count();
                self.global_entries = self.bytes(reader.original_position()..reader.range().end)?;
                for (index, global) in (0..).zip(reader) {
                    let mut init = global?.init_expr.get_operators_reader();
                    require_constant(init.read()?, index)?;
                    if !matches!(init.read()?, Operator::End) {
                        return Err(Refusal::GlobalInitializer { index });
                    }
                }
            }
            Payload::ExportSection(reader) => self.exports = collect(reader)?,
            Payload::StartSection { .. } => self.has_start = true,
            Payload::ElementSection(reader) => self.elements = collect(reader)?,
            Payload::DataCountSection { .. } => {
                return Err(Refusal::UnsupportedSection {
                    id: section::DATA_COUNT,
                });
            }
            Payload::DataSection(reader) => self.data = collect(reader)?,
            Payload::CodeSectionEntry(body) => self.bodies.push(body),
            Payload::CustomSection(reader) if reader.name() == "name" => {
                self.read_names(BinaryReader::new(reader.data(), reader.data_offset()))?;
            }
            Payload::Version { .. }
            | Payload::CodeSectionStart { .. }
            | Payload::CustomSection(_)
            | Payload::End(_) => {}
            other => {
                let id = other.as_section().map_or(u8::MAX, |(id, _)| id);
                return Err(Refusal::UnsupportedSection { id });
            }
        }
        Ok(())
    }

    /// Reads the name section as far as it matters: it must be readable, and the module's name is limited.
    fn read_names(&mut self, reader: BinaryReader<'a>) -> Result<(), Refusal> {
        for name in NameSectionReader::new(reader) {
            match name? {
                Name::Module { name, .. } => self.name_len = name.len(),
                Name::Function(names) => {
                    for naming in names {
                        naming?;
                    }
                }
                _ => {}
            }
        }
        Ok(())
    }
}

/// Tells a module that would be valid with more features from a broken one. The error alone does not: where a
/// feature relaxes an encoding, it only says that the encoding is wrong.
fn invalid(wasm: &[u8], error: wasmparser::Error) -> Refusal {
    let with_all_features = || {
        Validator::new_with_features(WasmFeatures::all())
            .validate_all(wasm)
            .is_ok()
    };
    if error.missing_wasm_feature().is_some() || with_all_features() {
        Refusal::UnsupportedFeature(error.to_string())
    } else {
        Refusal::Malformed(error.to_string())
    }
}

fn collect<'a, T: wasmparser::FromReader<'a>>(
    reader: wasmparser::SectionLimited<'a, T>,
) -> Result<Vec<T>, Refusal> {
    Ok(reader.into_iter().collect::<Result<_, _>>()?)
}

fn require_constant(op: Operator<'_>, index: u32) -> Result<(), Refusal> {
    use Operator::{F32Const, F64Const, I32Const, I64Const};
    match op {
        I32Const { .. } | I64Const { .. } | F32Const { .. } | F64Const { .. } => Ok(()),
        _ => Err(Refusal::GlobalInitializer { index }),
    }
}
