//! Mutation testing of one crate, with the mutants of cargo-mutants and one build for nearly all of them.
//!
//! cargo-mutants compiles the crate and its tests once for each mutant. Here every mutant is woven into one build behind a
//! switch ([`weave`]); each test is run once to see which switches it passes; then each mutant is turned on for just the
//! tests that reach it, until one fails ([`trial`]). What cannot be switched (constant functions, changes that do not type-check
//! beside the original) is compiled by itself, as cargo-mutants would. Tests are limited by the processor time that they use
//! ([`limit`]), and what is found is kept at once ([`ledger`]), so that a run can share a machine and be stopped.

pub mod equivalent;
pub mod hunt;
pub mod ledger;
pub mod limit;
pub mod list;
mod operands;
pub mod report;
mod sites;
pub mod tree;
pub mod trial;
pub mod weave;
pub mod woven_build;
