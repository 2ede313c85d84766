//! Fixed-point portfolio arithmetic.
#![no_std]
