//! Units as types: an amount cannot be added to a price, nor a value passed where shares are meant.
//!
//! Fields are private; `new` and `raw` mark the places where a bare integer becomes a unit and back.

use ruint::aliases::U256;

use crate::MathError;

/// One in wad, the scale of values and weights.
pub const WAD: U256 = U256::from_limbs([1_000_000_000_000_000_000, 0, 0, 0]);

/// 1e36, the scale of prices.
pub const E36: U256 = U256::from_limbs([0xb34b_9f10_0000_0000, 0x00c0_97ce_7bc9_0715, 0, 0]);

/// One basis point in wad. Basis points appear in configuration only.
pub const BPS: U256 = U256::from_limbs([100_000_000_000_000, 0, 0, 0]);

/// Declares one unit over a raw 256-bit integer.
macro_rules! unit {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[repr(transparent)]
        pub struct $name(U256);

        impl $name {
            /// Nothing.
            pub const ZERO: Self = Self(U256::ZERO);

            /// Gives a bare integer its unit.
            #[must_use]
            pub const fn new(raw: U256) -> Self {
                Self(raw)
            }

            /// The bare integer.
            #[must_use]
            pub const fn raw(self) -> U256 {
                self.0
            }

            /// Whether this is nothing.
            #[must_use]
            pub fn is_zero(self) -> bool {
                self.0.is_zero()
            }

            /// The sum.
            ///
            /// # Errors
            /// [`MathError::Overflow`] beyond 256 bits.
            pub fn checked_add(self, rhs: Self) -> Result<Self, MathError> {
                self.0.checked_add(rhs.0).map(Self).ok_or(MathError::Overflow)
            }

            /// The difference.
            ///
            /// # Errors
            /// [`MathError::Overflow`] when `rhs` is larger.
            pub fn checked_sub(self, rhs: Self) -> Result<Self, MathError> {
                self.0.checked_sub(rhs.0).map(Self).ok_or(MathError::Overflow)
            }
        }
    };
}

unit! {
    /// Token base units, as the token contract counts them.
    Amount
}
unit! {
    /// Numeraire wad per token base unit, times 1e36.
    ///
    /// A feed answer with `f` decimals for a token with `t` decimals is `answer * 10^(54 - f - t)`: one dollar per
    /// token of six decimals is 1e48, of eighteen decimals 1e36.
    Price
}
unit! {
    /// Worth in the numeraire, wad.
    Value
}
unit! {
    /// A fraction of NAV, wad: 1e18 is the whole portfolio.
    Weight
}
unit! {
    /// Vault shares in base units.
    Shares
}

impl Weight {
    /// The whole portfolio.
    pub const ONE: Self = Self(WAD);

    /// Basis points to wad, exactly.
    #[must_use]
    pub fn from_bps(bps: u16) -> Self {
        // 65,535 * 1e14 < 2^63: one word is enough, and a 256-bit product would cost a program 1 KB.
        Self(U256::from(
            u64::from(bps).saturating_mul(100_000_000_000_000),
        ))
    }

    /// Wad to basis points.
    ///
    /// # Rounding
    /// Up, so that a reported drift or loss is never too small.
    #[must_use]
    pub fn to_bps_ceil(self) -> U256 {
        // BPS is a non-zero constant: this cannot divide by zero.
        self.0.div_ceil(BPS)
    }

    /// Wad to basis points.
    ///
    /// # Rounding
    /// Down.
    #[must_use]
    pub fn to_bps_floor(self) -> U256 {
        self.0.wrapping_div(BPS)
    }
}

/// A fraction of NAV with a sign: drift above or below a target, a loss or a gain. Zero is never negative.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct SignedWeight {
    magnitude: Weight,
    is_negative: bool,
}

impl SignedWeight {
    /// Neither above nor below.
    pub const ZERO: Self = Self {
        magnitude: Weight::ZERO,
        is_negative: false,
    };

    /// A magnitude with its sign; the sign of zero is dropped.
    #[must_use]
    pub fn new(magnitude: Weight, is_negative: bool) -> Self {
        Self {
            magnitude,
            is_negative: is_negative && !magnitude.is_zero(),
        }
    }

    /// The absolute value.
    #[must_use]
    pub const fn magnitude(self) -> Weight {
        self.magnitude
    }

    /// Whether it is below zero.
    #[must_use]
    pub const fn is_negative(self) -> bool {
        self.is_negative
    }

    /// Signed basis points.
    ///
    /// # Rounding
    /// Towards plus infinity: a loss is never reported too small, a gain (a negative loss) never too large.
    /// Ceilings of whole divisors compose, so a fraction that was itself rounded up gives the same basis points as
    /// the exact one.
    ///
    /// # Errors
    /// [`MathError::Overflow`] beyond 64 bits.
    pub fn to_bps_ceil(self) -> Result<i64, MathError> {
        let magnitude = if self.is_negative {
            self.magnitude.to_bps_floor()
        } else {
            self.magnitude.to_bps_ceil()
        };
        let magnitude = i64::try_from(magnitude).map_err(|_| MathError::Overflow)?;
        if self.is_negative {
            magnitude.checked_neg().ok_or(MathError::Overflow)
        } else {
            Ok(magnitude)
        }
    }
}
