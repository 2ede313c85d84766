//! One function of the math crate as the command line sees it, and how a table of them is written down.

use serde_json::{Value, json};
use std::fmt;

/// An argument.
pub(super) struct Parameter {
    pub(super) name: &'static str,
    /// Integer, signed integer, array of either, …
    pub(super) shape: String,
    /// What one of it is: wad, seconds, token base units, …
    pub(super) unit: &'static str,
}

/// `Ok(Ok(_))` is a result, `Ok(Err(_))` a refusal by the mathematics, `Err` an argument that could not be read.
pub(super) type Outcome = Result<Result<Value, String>, String>;

/// A function.
pub(super) struct Function {
    pub(super) name: &'static str,
    pub(super) parameters: Vec<Parameter>,
    pub(super) result: &'static str,
    /// Formula, rounding and bounds.
    pub(super) about: &'static str,
    pub(super) call: fn(&[Value]) -> Outcome,
}

impl Function {
    /// Calls it.
    pub(super) fn ask(&self, arguments: &[Value]) -> Result<Value, String> {
        if arguments.len() != self.parameters.len() {
            let names: Vec<_> = self
                .parameters
                .iter()
                .map(|parameter| parameter.name)
                .collect();
            let plural = if names.len() == 1 { "" } else { "s" };
            return Err(format!(
                "{} takes {} argument{plural} ({}), got {}",
                self.name,
                names.len(),
                names.join(", "),
                arguments.len()
            ));
        }
        Ok(match (self.call)(arguments)? {
            Ok(result) => json!({ "ok": result }),
            Err(refusal) => json!({ "error": refusal }),
        })
    }

    /// What it is, for programs.
    pub(super) fn describe(&self) -> Value {
        let parameters: Vec<_> = self
            .parameters
            .iter()
            .map(|parameter| json!({ "name": parameter.name, "shape": parameter.shape, "unit": parameter.unit }))
            .collect();
        json!({ "fn": self.name, "args": parameters, "result": self.result, "about": self.about.trim() })
    }
}

impl fmt::Display for Function {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}(", self.name)?;
        for (index, parameter) in self.parameters.iter().enumerate() {
            let comma = if index == 0 { "" } else { ", " };
            write!(f, "{comma}{}: {}", parameter.name, parameter.shape)?;
            if !parameter.unit.is_empty() {
                write!(f, " ({})", parameter.unit)?;
            }
        }
        writeln!(f, ") -> {}", self.result)?;
        for line in self.about.trim().lines() {
            writeln!(f, "    {}", line.trim())?;
        }
        Ok(())
    }
}

/// A table of functions: `/// about` then `name(argument: Type "unit", …) -> "result" { expression }`.
macro_rules! functions {
    ($($(#[doc = $about:literal])+ $name:ident($($argument:ident: $type:ty = $unit:literal),* $(,)?) -> $result:literal $body:block)*) => {
        vec![$($crate::eval::function::Function {
            name: stringify!($name),
            parameters: vec![$($crate::eval::function::Parameter {
                name: stringify!($argument),
                shape: <$type as $crate::eval::value::Argument>::shape(),
                unit: $unit,
            }),*],
            result: $result,
            about: concat!($($about, "\n"),+),
            call: |values| {
                let mut values = values.iter();
                $(let $argument = $crate::eval::value::read::<$type>(stringify!($argument), values.next())?;)*
                drop(values);
                Ok($crate::eval::value::Answer::answer($body))
            },
        }),*]
    };
}
pub(super) use functions;
