//! One routine per kind of word.

use alloy_primitives::aliases::{I256, U24, U80, U112, U160};
use alloy_primitives::{Address, B256, Bytes, FixedBytes, U256};

use super::text::text_of;
use super::{Abi, Reader, Writer, word};
use crate::abi::{FeedCheck, Reason, SequencerCheck, Trouble, VenueKind, Verdict};

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

short! { 1 4 10 }

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

impl Abi for u128 {
    fn write(&self, writer: &mut Writer) {
        let mut word = [0; 32];
        if let Some(low) = word.last_chunk_mut() {
            *low = self.to_be_bytes();
        }
        writer.word(&word);
    }

    fn read(reader: &mut Reader<'_>) -> Self {
        Self::from_be_bytes(reader.low())
    }
}

/// An enum: its variants in order, the first of which stands for what cannot be read.
macro_rules! listed {
    ($($type:ident { $first:ident $(, $other:ident = $number:literal)* } at most $last:literal;)*) => {$(
        impl Abi for $type {
            fn write(&self, writer: &mut Writer) {
                // Numbered as declared: a `match` over all would be a table of words in every program.
                writer.number(match self {
                    Self::__Invalid => 0,
                    known => u64::from(u8::from(*known)),
                });
            }

            fn read(reader: &mut Reader<'_>) -> Self {
                match reader.number($last) {
                    $($number => Self::$other,)*
                    _ => Self::$first,
                }
            }
        }
    )*};
}

listed! {
    Reason { BandBreached, BandNotBreached = 1, IntervalNotElapsed = 2, Triggered = 3, NotTriggered = 4, LossWindowFull = 5 } at most 5;
    Trouble { Reverted, Unreadable = 1, WithoutCode = 2, Starved = 3 } at most 3;
    Verdict {
        NotAVault, Due = 1, NothingToTrade = 2, BandNotBreached = 3, IntervalNotElapsed = 4, Paused = 5,
        SupplyZero = 6, SequencerNotReady = 7, PriceNotReady = 8, DecisionMissing = 9, NotTriggered = 10,
        LossWindowFull = 11
    } at most 11;
    FeedCheck {
        Passed, DecimalsOutOfRange = 1, MaxAgeZero = 2, Missing = 3, FromFuture = 4, Stale = 5, CarriedOver = 6,
        NotPositive = 7, OutOfRange = 8, DecimalsChanged = 9, DescriptionChanged = 10
    } at most 10;
    SequencerCheck { Passed, Missing = 1, Down = 2, InGrace = 3 } at most 3;
    VenueKind { UniswapV2, UniswapV3 = 1 } at most 1;
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
