//! Exact integers in JSON: read into the crate's types, and written back.

use rebalance_math::{
    Amount, MathError, Price, Shares, Signed, SignedWeight, Trade, U256, Value as Worth, Weight,
    trade::Leg,
    volatility::{CovarianceRate, LogReturn, VarianceRate},
};
use serde_json::{Value, json};

/// What an argument can be.
pub(super) trait Argument: Sized {
    /// The shape, as `--list` prints it.
    const SHAPE: &'static str;

    /// The shape with what it is made of.
    fn shape() -> String {
        Self::SHAPE.to_owned()
    }

    /// Reads it, or says what it is instead.
    fn read(value: &Value) -> Result<Self, String>;
}

/// Reads the argument called `name`.
pub(super) fn read<T: Argument>(name: &str, value: Option<&Value>) -> Result<T, String> {
    let value = value.ok_or_else(|| format!("{name} is missing"))?;
    T::read(value).map_err(|complaint| format!("{name}: {complaint}"))
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "text",
        Value::Array(_) => "an array",
        Value::Object(_) => "an object",
    }
}

/// The text of an integer: a string, or a JSON number that is read exactly.
fn text(value: &Value) -> Result<String, String> {
    match value {
        Value::String(text) => Ok(text.clone()),
        Value::Number(number) if number.is_f64() => Err(format!(
            "the JSON number {number} is not read exactly: write integers as text"
        )),
        Value::Number(number) => Ok(number.to_string()),
        other => Err(format!("{} where an integer is expected", kind(other))),
    }
}

/// The digits of an integer and their radix.
fn digits(text: &str) -> Option<(&str, u32)> {
    let (digits, radix) = match text.strip_prefix("0x") {
        Some(digits) => (digits, 16),
        None => (text, 10),
    };
    let is_plain = !digits.is_empty() && digits.chars().all(|digit| digit.is_digit(radix));
    is_plain.then_some((digits, radix))
}

fn unsigned(text: &str) -> Option<U256> {
    let (digits, radix) = digits(text)?;
    U256::from_str_radix(digits, u64::from(radix)).ok()
}

/// Whether a text is below zero, and the rest of it.
fn sign(text: &str) -> (bool, &str) {
    match text.strip_prefix('-') {
        Some(magnitude) => (true, magnitude),
        None => (false, text),
    }
}

impl Argument for U256 {
    const SHAPE: &'static str = "integer";

    fn read(value: &Value) -> Result<Self, String> {
        let text = text(value)?;
        unsigned(&text).ok_or_else(|| format!("'{text}' is not an integer from 0 to 2^256 - 1"))
    }
}

impl Argument for Signed {
    const SHAPE: &'static str = "signed integer";

    fn read(value: &Value) -> Result<Self, String> {
        let text = text(value)?;
        let (is_negative, magnitude) = sign(&text);
        let magnitude = unsigned(magnitude)
            .ok_or_else(|| format!("'{text}' is not an integer from -(2^256 - 1) to 2^256 - 1"))?;
        Ok(Self::new(magnitude, is_negative))
    }
}

impl Argument for SignedWeight {
    const SHAPE: &'static str = Signed::SHAPE;

    fn read(value: &Value) -> Result<Self, String> {
        Signed::read(value)
            .map(|signed| Self::new(Weight::new(signed.magnitude()), signed.is_negative()))
    }
}

impl Argument for bool {
    const SHAPE: &'static str = "boolean";

    fn read(value: &Value) -> Result<Self, String> {
        value
            .as_bool()
            .ok_or_else(|| format!("{} where true or false is expected", kind(value)))
    }
}

/// Machine integers, refused beyond their range.
macro_rules! machine {
    ($($type:ty),*) => {$(
        impl Argument for $type {
            const SHAPE: &'static str = "integer";

            fn read(value: &Value) -> Result<Self, String> {
                let text = text(value)?;
                let read = unsigned(&text).and_then(|integer| Self::try_from(integer).ok());
                read.ok_or_else(|| format!("'{text}' is not an integer from 0 to {}", Self::MAX))
            }
        }

        impl Answer for $type {
            fn answer(self) -> Result<Value, String> {
                Ok(json!(self.to_string()))
            }
        }
    )*};
}
machine!(u8, u16, u32, u64, u128, usize);

/// Machine integers with a sign, refused beyond their range.
macro_rules! signed_machine {
    ($($type:ty),*) => {$(
        impl Argument for $type {
            const SHAPE: &'static str = Signed::SHAPE;

            fn read(value: &Value) -> Result<Self, String> {
                let text = text(value)?;
                let (is_negative, magnitude) = sign(&text);
                let read = digits(magnitude).and_then(|(digits, radix)| {
                    let sign = if is_negative { "-" } else { "" };
                    Self::from_str_radix(&format!("{sign}{digits}"), radix).ok()
                });
                read.ok_or_else(|| format!("'{text}' is not an integer from {} to {}", Self::MIN, Self::MAX))
            }
        }

        impl Answer for $type {
            fn answer(self) -> Result<Value, String> {
                Ok(json!(self.to_string()))
            }
        }
    )*};
}
signed_machine!(i32, i64, i128);

impl<T: Argument> Argument for Option<T> {
    const SHAPE: &'static str = T::SHAPE;

    fn read(value: &Value) -> Result<Self, String> {
        if value.is_null() {
            Ok(None)
        } else {
            T::read(value).map(Some)
        }
    }
}

/// The crate's units are integers here; `--list` says which.
macro_rules! unit {
    ($($type:ty),*) => {$(
        impl Argument for $type {
            const SHAPE: &'static str = U256::SHAPE;

            fn read(value: &Value) -> Result<Self, String> {
                U256::read(value).map(Self::new)
            }
        }

        impl Answer for $type {
            fn answer(self) -> Result<Value, String> {
                self.raw().answer()
            }
        }
    )*};
}
unit!(Amount, Price, Worth, Weight, Shares);

impl<T: Argument> Argument for Vec<T> {
    const SHAPE: &'static str = "array";

    fn read(value: &Value) -> Result<Self, String> {
        let Value::Array(entries) = value else {
            return Err(format!("{} where an array is expected", kind(value)));
        };
        let read = entries.iter().enumerate().map(|(index, entry)| {
            T::read(entry).map_err(|complaint| format!("entry {index}: {complaint}"))
        });
        read.collect()
    }

    fn shape() -> String {
        format!("array of {}", T::shape())
    }
}

/// Units that not every integer fits into: the crate's own constructor says which do.
macro_rules! bounded {
    ($($type:ty: $raw:ty),*) => {$(
        impl Argument for $type {
            const SHAPE: &'static str = <$raw>::SHAPE;

            fn read(value: &Value) -> Result<Self, String> {
                <$type>::new(<$raw>::read(value)?).map_err(|refusal| refusal.to_string())
            }
        }

        impl Answer for $type {
            fn answer(self) -> Result<Value, String> {
                self.raw().answer()
            }
        }
    )*};
}
bounded!(VarianceRate: u128, CovarianceRate: i128, LogReturn: i64);

/// What a result can be.
pub(super) trait Answer {
    /// The result in JSON, or why there is none.
    fn answer(self) -> Result<Value, String>;
}

impl Answer for U256 {
    fn answer(self) -> Result<Value, String> {
        Ok(json!(self.to_string()))
    }
}

impl Answer for Signed {
    fn answer(self) -> Result<Value, String> {
        let sign = if self.is_negative() { "-" } else { "" };
        Ok(json!(format!("{sign}{}", self.magnitude())))
    }
}

impl Answer for SignedWeight {
    fn answer(self) -> Result<Value, String> {
        Signed::new(self.magnitude().raw(), self.is_negative()).answer()
    }
}

impl Answer for bool {
    fn answer(self) -> Result<Value, String> {
        Ok(json!(self))
    }
}

impl Answer for () {
    fn answer(self) -> Result<Value, String> {
        Ok(json!([]))
    }
}

impl Answer for Trade {
    fn answer(self) -> Result<Value, String> {
        (self.sell, self.buy, self.amount_in, self.min_out).answer()
    }
}

impl Answer for Leg {
    fn answer(self) -> Result<Value, String> {
        (self.sell, self.buy, self.value).answer()
    }
}

impl<T: Answer> Answer for Option<T> {
    fn answer(self) -> Result<Value, String> {
        self.map_or(Ok(Value::Null), Answer::answer)
    }
}

impl<T: Answer> Answer for Vec<T> {
    fn answer(self) -> Result<Value, String> {
        self.into_iter()
            .map(Answer::answer)
            .collect::<Result<Vec<_>, _>>()
            .map(Value::Array)
    }
}

impl<T: Answer> Answer for Result<T, MathError> {
    fn answer(self) -> Result<Value, String> {
        self.map_err(|refusal| refusal.to_string())?.answer()
    }
}

/// Several results are an array of them.
macro_rules! tuple {
    ($($name:ident),*) => {
        impl<$($name: Answer),*> Answer for ($($name,)*) {
            fn answer(self) -> Result<Value, String> {
                #[allow(non_snake_case, reason = "the macro names the fields after their types")]
                let ($($name,)*) = self;
                Ok(Value::Array(vec![$($name.answer()?),*]))
            }
        }
    };
}
tuple!(A, B);
tuple!(A, B, C);
tuple!(A, B, C, D);
tuple!(A, B, C, D, E);
