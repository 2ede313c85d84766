//! One routine per kind of word.

use alloy_primitives::aliases::{I256, U24, U80, U112, U160};
use alloy_primitives::{Address, B256, Bytes, FixedBytes, U256};

use super::text::text_of;
use super::{Abi, Reader, Writer, word};
use crate::abi::Reason;

impl Abi for U256 {
    #[inline(never)]
    fn write(&self, writer: &mut Writer) {
        writer.word(&word::of(*self));
    }

    #[inline(never)]
    fn read(reader: &mut Reader<'_>) -> Self {
        word::number(reader.word())
    }
}

impl Abi for I256 {
    fn write(&self, writer: &mut Writer) {
        self.into_raw().write(writer);
    }

    fn read(reader: &mut Reader<'_>) -> Self {
        Self::from_raw(U256::read(reader))
    }
}

impl Abi for B256 {
    fn write(&self, writer: &mut Writer) {
        writer.word(&self.0);
    }

    fn read(reader: &mut Reader<'_>) -> Self {
        Self::new(*reader.word())
    }
}

macro_rules! short {
    ($($bytes:literal)*) => {$(
        impl Abi for FixedBytes<$bytes> {
            fn write(&self, writer: &mut Writer) {
                let mut word = [0; 32];
                if let Some(high) = word.first_chunk_mut() {
                    *high = self.0;
                }
                writer.word(&word);
            }

            fn read(reader: &mut Reader<'_>) -> Self {
                let word = *reader.word();
                let (bytes, padding) = word.split_first_chunk().unwrap_or((&[0; $bytes], &[]));
                if padding.iter().any(|byte| *byte != 0) {
                    reader.reject();
                }
                Self::new(*bytes)
            }
        }
    )*};
}

short! { 1 4 }

impl Abi for Address {
    #[inline(never)]
    fn write(&self, writer: &mut Writer) {
        writer.word(&word::of_address(*self));
    }

    #[inline(never)]
    fn read(reader: &mut Reader<'_>) -> Self {
        Self::new(reader.low())
    }
}

impl Abi for bool {
    fn write(&self, writer: &mut Writer) {
        writer.number(u64::from(*self));
    }

    fn read(reader: &mut Reader<'_>) -> Self {
        reader.number(1) == 1
    }
}

macro_rules! narrow {
    ($($type:ty)*) => {$(
        impl Abi for $type {
            fn write(&self, writer: &mut Writer) {
                writer.number(u64::from(*self));
            }

            fn read(reader: &mut Reader<'_>) -> Self {
                <$type>::try_from(reader.number(u64::from(<$type>::MAX))).unwrap_or_default()
            }
        }
    )*};
}

narrow! { u8 u16 u32 u64 }

macro_rules! odd {
    ($($type:ty, $bytes:literal;)*) => {$(
        impl Abi for $type {
            fn write(&self, writer: &mut Writer) {
                let mut word = [0; 32];
                if let Some(low) = word.last_chunk_mut() {
                    *low = self.to_be_bytes::<$bytes>();
                }
                writer.word(&word);
            }

            fn read(reader: &mut Reader<'_>) -> Self {
                Self::from_be_bytes::<$bytes>(reader.low())
            }
        }
    )*};
}

odd! { U24, 3; U80, 10; U112, 14; U160, 20; }

impl Abi for Reason {
    fn write(&self, writer: &mut Writer) {
        writer.number(match self {
            Self::BandBreached | Self::__Invalid => 0,
            Self::BandNotBreached => 1,
            Self::IntervalNotElapsed => 2,
            Self::Triggered => 3,
            Self::NotTriggered => 4,
        });
    }

    fn read(reader: &mut Reader<'_>) -> Self {
        match reader.number(4) {
            0 => Self::BandBreached,
            1 => Self::BandNotBreached,
            2 => Self::IntervalNotElapsed,
            3 => Self::Triggered,
            _ => Self::NotTriggered,
        }
    }
}

impl Abi for Bytes {
    const IS_DYNAMIC: bool = true;

    fn write(&self, writer: &mut Writer) {
        writer.text(self);
    }

    fn read(reader: &mut Reader<'_>) -> Self {
        Self::copy_from_slice(reader.text())
    }
}

impl Abi for String {
    const IS_DYNAMIC: bool = true;

    fn write(&self, writer: &mut Writer) {
        writer.text(self.as_bytes());
    }

    fn read(reader: &mut Reader<'_>) -> Self {
        text_of(reader.text()).unwrap_or_else(|| {
            reader.reject();
            Self::new()
        })
    }
}

impl<T: Abi> Abi for Vec<T> {
    const IS_DYNAMIC: bool = true;

    fn write(&self, writer: &mut Writer) {
        let outer = writer.open_array(self.len(), self.len().saturating_mul(T::WORDS));
        for element in self {
            element.write(writer);
        }
        writer.close(outer);
    }

    fn read(reader: &mut Reader<'_>) -> Self {
        let (length, around) = reader.open_array(T::WORDS);
        let mut values = Self::with_capacity(length);
        for _ in 0..length {
            values.push(T::read(reader));
        }
        reader.close(around);
        values
    }
}
