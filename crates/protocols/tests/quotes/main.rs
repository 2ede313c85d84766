//! Our quotes against the pools themselves: real bytecode, every swap equal in every integer.

mod concentrated;
mod constant_product;
mod world;
