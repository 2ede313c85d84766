//! Calldata, results, errors and events to bytes and back.
//!
//! The types are those that `sol!` makes of `abi/Keel.sol`; only the coding is our own. The one that comes with them is
//! generic down to every tuple, and a vault coded by it is three times over the size limit of a program. This one has
//! one routine per kind of word, and a line per type that names its fields in order. Tests hold it against the other
//! for every type: same bytes, same values, same refusals.
//!
//! 1. Reading never panics and never allocates more than the bytes it reads stand for.
//! 2. Reading is strict about values: dirty high bits of a narrow type, a bad boolean or enum, an offset or length
//!    beyond the data are refused. As in Solidity, the padding of bytes and data behind the last value are not looked at.

mod reader;
pub(crate) mod text;
mod value;
pub mod word;
mod writer;

pub use reader::Reader;
pub use text::text_of;
pub use writer::Writer;

use alloy_sol_types::{SolCall, SolError};

/// A value of the ABI.
pub trait Abi: Sized {
    /// Words that it takes in the head of what contains it.
    const WORDS: usize = 1;
    /// Whether the head holds an offset instead of the value.
    const IS_DYNAMIC: bool = false;
    /// Writes it at the cursor.
    fn write(&self, writer: &mut Writer);
    /// Reads it at the cursor. What is not there or not valid is noted in the reader, and reads as zero.
    fn read(reader: &mut Reader<'_>) -> Self;
}

/// A sequence of values: a struct, or the arguments of a call, error or event. Made by [`fields!`](crate::fields).
pub trait Fields: Sized {
    /// Words in its head.
    const HEAD: usize;
    /// Whether any field is dynamic.
    const ANY_DYNAMIC: bool;
    /// Writes the fields in order.
    fn write_fields(&self, writer: &mut Writer);
    /// Reads the fields in order, as [`Abi::read`] does.
    fn read_fields(reader: &mut Reader<'_>) -> Self;
}

/// The calls of an interface. Made by [`calls!`](crate::calls).
pub trait Calls: Sized {
    /// The call, with its arguments as [`Abi::read`] reads them; `None` for a selector that is not in the interface.
    fn read(selector: [u8; 4], arguments: &mut Reader<'_>) -> Option<Self>;
}

/// Something that happened. Made by [`events!`](crate::events).
pub trait Log {
    /// Topics with the signature, which is the first.
    const TOPICS: usize;
    /// Topics and data, one after the other.
    fn encode(&self) -> Vec<u8>;
}

impl<T: Fields> Abi for T {
    const WORDS: usize = if T::ANY_DYNAMIC { 1 } else { T::HEAD };
    const IS_DYNAMIC: bool = T::ANY_DYNAMIC;

    fn write(&self, writer: &mut Writer) {
        if T::ANY_DYNAMIC {
            let outer = writer.open_tail(T::HEAD);
            self.write_fields(writer);
            writer.close(outer);
        } else {
            self.write_fields(writer);
        }
    }

    fn read(reader: &mut Reader<'_>) -> Self {
        if T::ANY_DYNAMIC {
            let outer = reader.open_tail();
            let value = T::read_fields(reader);
            reader.close(outer);
            value
        } else {
            T::read_fields(reader)
        }
    }
}

/// Calldata.
pub fn encode_call<C: SolCall + Fields>(call: &C) -> Vec<u8> {
    encode_fields(&C::SELECTOR, call)
}

/// Error data.
pub fn encode_error<E: SolError + Fields>(error: &E) -> Vec<u8> {
    encode_fields(&E::SELECTOR, error)
}

/// The result of a call that returns one value.
pub fn encode_result<T: Abi>(value: &T) -> Vec<u8> {
    let mut writer = Writer::new(&[], T::WORDS);
    value.write(&mut writer);
    writer.finish()
}

/// The result of a call that returns several values.
pub fn encode_results<T: Fields>(values: &T) -> Vec<u8> {
    encode_fields(&[], values)
}

/// The value in the result of a call; `None` when the bytes are no such result.
pub fn decode_result<T: Abi>(data: &[u8]) -> Option<T> {
    let mut reader = Reader::new(data);
    let value = T::read(&mut reader);
    reader.is_sound().then_some(value)
}

/// The value that is zero or empty in every field, as it is read where there is nothing.
pub fn zero<T: Abi>() -> T {
    T::read(&mut Reader::new(&[]))
}

fn encode_fields<T: Fields>(selector: &[u8], fields: &T) -> Vec<u8> {
    let mut writer = Writer::new(selector, T::HEAD);
    fields.write_fields(&mut writer);
    writer.finish()
}

/// Gives a default to structs whose enums keep `sol!` from deriving one: `zeros! { Fault … }`.
#[macro_export]
macro_rules! zeros {
    ($($name:ident)*) => {$(
        impl Default for $name {
            fn default() -> Self {
                $crate::codec::zero()
            }
        }
    )*};
}

/// Words of a field, found by how it is reached.
#[must_use]
pub const fn words<S, T: Abi>(_: fn(&S) -> &T) -> usize {
    T::WORDS
}

/// Whether a field is dynamic, found by how it is reached.
#[must_use]
pub const fn is_dynamic<S, T: Abi>(_: fn(&S) -> &T) -> bool {
    T::IS_DYNAMIC
}

/// Teaches the codec types by naming their fields in the order of the ABI: `fields! { Feed { aggregator, … } … }`.
#[macro_export]
macro_rules! fields {
    ($($name:path { $($field:ident),* $(,)? })*) => {$(
        impl $crate::codec::Fields for $name {
            const HEAD: usize = 0 $(+ $crate::codec::words(|it: &$name| &it.$field))*;
            const ANY_DYNAMIC: bool = false $(|| $crate::codec::is_dynamic(|it: &$name| &it.$field))*;

            fn write_fields(&self, _writer: &mut $crate::codec::Writer) {
                $($crate::codec::Abi::write(&self.$field, _writer);)*
            }

            fn read_fields(_reader: &mut $crate::codec::Reader<'_>) -> Self {
                Self { $($field: $crate::codec::Abi::read(_reader)),* }
            }
        }
    )*};
}

/// Teaches the codec all calls of an interface; one that is missing does not compile.
#[macro_export]
macro_rules! calls {
    ($interface:ident::$calls:ident { $($variant:ident = $call:ident { $($field:ident),* })* }) => {
        $crate::fields! { $($interface::$call { $($field),* })* }

        impl $crate::codec::Calls for $interface::$calls {
            fn read(selector: [u8; 4], arguments: &mut $crate::codec::Reader<'_>) -> Option<Self> {
                let selector = u32::from_be_bytes(selector);
                $(if selector == u32::from_be_bytes(<$interface::$call as ::alloy_sol_types::SolCall>::SELECTOR) {
                    return Some(Self::$variant($crate::codec::Fields::read_fields(arguments)));
                })*
                None
            }
        }

        const _: () = assert!(
            [$(stringify!($variant)),*].len() == <$interface::$calls as ::alloy_sol_types::SolInterface>::COUNT
        );
    };
}

/// Teaches the codec events: `events! { Transfer [from, to] { value } … }`, the indexed fields first.
#[macro_export]
macro_rules! events {
    ($($name:path [$($topic:ident),*] { $($field:ident),* })*) => {$(
        impl $crate::codec::Log for $name {
            const TOPICS: usize = 1 $(+ $crate::codec::words(|it: &$name| &it.$topic))*;

            fn encode(&self) -> Vec<u8> {
                const DATA_WORDS: usize = 0 $(+ $crate::codec::words(|it: &$name| &it.$field))*;
                let mut writer = $crate::codec::Writer::new(&[], Self::TOPICS);
                writer.word(&<$name as ::alloy_sol_types::SolEvent>::SIGNATURE_HASH.0);
                $($crate::codec::Abi::write(&self.$topic, &mut writer);)*
                writer.open(DATA_WORDS);
                $($crate::codec::Abi::write(&self.$field, &mut writer);)*
                writer.finish()
            }
        }
    )*};
}
