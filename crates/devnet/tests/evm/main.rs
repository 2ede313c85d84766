//! The executor: programs, EVM contracts and ArbOS precompiles on one state.

mod arbos_methods;
mod arbos_precompiles;
mod deep_calls;
mod inspection;
mod programs_and_contracts;
mod script;
mod world;
