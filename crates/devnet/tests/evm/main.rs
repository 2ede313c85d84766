//! The executor: programs, EVM contracts and ArbOS precompiles on one state.

mod arbos_methods;
mod arbos_precompiles;
mod creation_prices;
mod deep_calls;
mod hostile_programs;
mod inspection;
mod programs_and_contracts;
mod recent_programs;
mod script;
mod version_bump;
mod world;
