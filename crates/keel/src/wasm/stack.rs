//! How deep can a program's shadow stack get?
//!
//! Structs and arrays live on a stack in linear memory, below everything else. When it overflows, addresses wrap and the
//! program traps without a word; what overflows depends on how the compiler inlined, so no test of the behaviour can
//! rule it out. The depth is therefore bounded from the module itself: every function opens its frames by subtracting a
//! constant from the stack pointer, and the worst path through the call graph is the sum of its functions' frames.
//!
//! 1. The bound is never too small: all frames of a function count as open at once (inlining merges several into one
//!    function), and an indirect call may reach every function of the table.
//! 2. A module whose frames cannot be told (recursion, a stack pointer moved in another way) is refused.

use std::collections::BTreeSet;
use wasmparser::{ConstExpr, ElementItems, Operator, Parser, Payload, TypeRef};

/// Bytes of the deepest path from `user_entrypoint`; `stack_bytes` is what the linker was told, and so where the pointer
/// starts.
pub(super) fn depth(wasm: &[u8], stack_bytes: u32) -> Result<u64, String> {
    let module = Module::read(wasm, stack_bytes).map_err(|error| error.to_string())?;
    let Some(entry) = module.entry else {
        return Err("it does not export user_entrypoint".to_owned());
    };
    let mut known = vec![None; module.functions.len()];
    module.depth_from(entry, &mut known, &mut Vec::new())
}

#[derive(Default)]
struct Module {
    /// Imported functions come first in the index space.
    imported: u32,
    globals: u32,
    pointer: Option<u32>,
    entry: Option<u32>,
    /// What an indirect call can reach.
    table: BTreeSet<u32>,
    functions: Vec<Function>,
}

#[derive(Default)]
struct Function {
    frames: u64,
    calls: BTreeSet<u32>,
    is_indirect: bool,
    /// Reads of the stack pointer that open no frame that we recognise.
    unknown: u32,
}

impl Module {
    fn read(wasm: &[u8], stack_bytes: u32) -> wasmparser::Result<Self> {
        let mut module = Self::default();
        for payload in Parser::new(0).parse_all(wasm) {
            match payload? {
                Payload::ImportSection(imports) => {
                    for import in imports.into_imports() {
                        if matches!(import?.ty, TypeRef::Func(_)) {
                            module.imported += 1;
                        }
                    }
                }
                Payload::GlobalSection(globals) => {
                    for global in globals {
                        let global = global?;
                        if global.ty.mutable && starts_at(&global.init_expr, stack_bytes) {
                            module.pointer.get_or_insert(module.globals);
                        }
                        module.globals += 1;
                    }
                }
                Payload::ExportSection(exports) => {
                    for export in exports {
                        let export = export?;
                        if export.name == "user_entrypoint" {
                            module.entry = Some(export.index);
                        }
                    }
                }
                Payload::ElementSection(elements) => {
                    for element in elements {
                        if let ElementItems::Functions(functions) = element?.items {
                            for function in functions {
                                module.table.insert(function?);
                            }
                        }
                    }
                }
                Payload::CodeSectionEntry(body) => {
                    let operators = body
                        .get_operators_reader()?
                        .into_iter()
                        .collect::<Result<Vec<_>, _>>()?;
                    module
                        .functions
                        .push(Function::of(&operators, module.pointer));
                }
                _ => {}
            }
        }
        Ok(module)
    }

    fn depth_from(
        &self,
        index: u32,
        known: &mut [Option<u64>],
        path: &mut Vec<u32>,
    ) -> Result<u64, String> {
        let Some(local) = index.checked_sub(self.imported).map(|local| local as usize) else {
            return Ok(0);
        };
        let (Some(function), Some(slot)) = (self.functions.get(local), known.get(local)) else {
            return Err(format!("it calls function {index}, which it does not have"));
        };
        if let Some(depth) = slot {
            return Ok(*depth);
        }
        if path.contains(&index) {
            return Err(format!(
                "function {index} can call itself, so its stack has no bound"
            ));
        }
        if function.unknown != 0 {
            return Err(format!(
                "function {index} moves the stack pointer in a way that cannot be told"
            ));
        }
        path.push(index);
        let indirect = function
            .is_indirect
            .then_some(&self.table)
            .into_iter()
            .flatten();
        let mut deepest = 0;
        for callee in function.calls.iter().chain(indirect) {
            deepest = self.depth_from(*callee, known, path)?.max(deepest);
        }
        path.pop();
        let depth = function.frames + deepest;
        known[local] = Some(depth);
        Ok(depth)
    }
}

impl Function {
    fn of(operators: &[Operator<'_>], pointer: Option<u32>) -> Self {
        let mut function = Self::default();
        for (at, operator) in operators.iter().enumerate() {
            match operator {
                Operator::Call { function_index } => {
                    function.calls.insert(*function_index);
                }
                Operator::CallIndirect { .. } => function.is_indirect = true,
                Operator::GlobalGet { global_index } if Some(*global_index) == pointer => {
                    match frame(&operators[at + 1..]) {
                        Some(bytes) => function.frames += bytes,
                        None => function.unknown += 1,
                    }
                }
                _ => {}
            }
        }
        function
    }
}

/// `pointer - constant`, or `pointer + -constant` where that is shorter.
fn frame(after: &[Operator<'_>]) -> Option<u64> {
    let [Operator::I32Const { value }, operator, ..] = after else {
        return None;
    };
    let bytes = match operator {
        Operator::I32Sub => *value,
        Operator::I32Add => value.checked_neg()?,
        _ => return None,
    };
    u64::try_from(bytes).ok()
}

fn starts_at(init: &ConstExpr<'_>, stack_bytes: u32) -> bool {
    let mut operators = init.get_operators_reader();
    matches!(operators.read(), Ok(Operator::I32Const { value }) if u32::try_from(value) == Ok(stack_bytes))
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasm_encoder::{
        CodeSection, ConstExpr, ExportKind, ExportSection, Function as Body, FunctionSection,
        GlobalSection, GlobalType, Instruction, Module as Encoded, TypeSection, ValType,
    };

    const STACK: u32 = 1_000;

    /// Opens a frame of `bytes`, which may be written as an addition.
    fn opens(bytes: i32, adds: bool) -> Vec<Instruction<'static>> {
        let (constant, operator) = if adds {
            (-bytes, Instruction::I32Add)
        } else {
            (bytes, Instruction::I32Sub)
        };
        vec![
            Instruction::GlobalGet(0),
            Instruction::I32Const(constant),
            operator,
            Instruction::GlobalSet(0),
        ]
    }

    /// The first body is the entrypoint.
    fn module(bodies: &[Vec<Instruction<'_>>]) -> Vec<u8> {
        let mut types = TypeSection::new();
        types.ty().function([], []);
        let mut functions = FunctionSection::new();
        let mut code = CodeSection::new();
        for instructions in bodies {
            functions.function(0);
            let mut body = Body::new([]);
            for instruction in instructions {
                body.instruction(instruction);
            }
            body.instruction(&Instruction::End);
            code.function(&body);
        }
        let mut globals = GlobalSection::new();
        globals.global(
            GlobalType {
                val_type: ValType::I32,
                mutable: true,
                shared: false,
            },
            &ConstExpr::i32_const(STACK as i32),
        );
        let mut exports = ExportSection::new();
        exports.export("user_entrypoint", ExportKind::Func, 0);
        let mut module = Encoded::new();
        module
            .section(&types)
            .section(&functions)
            .section(&globals)
            .section(&exports)
            .section(&code);
        module.finish()
    }

    #[test]
    fn depth_is_that_of_the_worst_path() {
        let entry = [
            opens(100, false),
            vec![Instruction::Call(1), Instruction::Call(2)],
        ]
        .concat();
        // The second function has two frames, of which one came by inlining; the third one calls it.
        let second = [opens(16, true), opens(200, false)].concat();
        let third = [opens(32, false), vec![Instruction::Call(1)]].concat();
        assert_eq!(
            depth(&module(&[entry, second, third]), STACK),
            Ok(100 + 32 + 216)
        );
        assert_eq!(depth(&module(&[vec![]]), STACK), Ok(0));
    }

    #[test]
    fn depth_refuses_what_it_cannot_bound() {
        let recursive = [opens(8, false), vec![Instruction::Call(0)]].concat();
        assert!(
            depth(&module(&[recursive]), STACK)
                .unwrap_err()
                .contains("itself")
        );
        let moved = vec![Instruction::GlobalGet(0), Instruction::Drop];
        assert!(
            depth(&module(&[moved]), STACK)
                .unwrap_err()
                .contains("cannot be told")
        );
    }
}
