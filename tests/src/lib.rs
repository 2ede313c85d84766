//! Stories on the local chain.
