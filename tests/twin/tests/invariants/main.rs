//! The vault's invariants, each as a test of its own: in a thousand states that random sequences lead to, on the native code of the
//! programs. The names are those of SECURITY.md's list.

mod accounts;
mod everywhere;
mod exits;
mod flows;
mod limits;
