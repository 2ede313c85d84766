//! Typed bindings.
