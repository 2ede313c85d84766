//! What an auditor writes: an invariant and an attack, each in twenty lines; and the same on a node that runs elsewhere.

mod elsewhere;
mod example_attack;
mod example_invariant;
