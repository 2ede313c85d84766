//! Stylus program: vault.
