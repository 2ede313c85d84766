//! The static side of the Stylus VM, from outside: measured vectors and hostile input.

mod activation;
mod generated;
mod hostile;
mod metering;
mod second_engine;
mod stylus_vectors;
