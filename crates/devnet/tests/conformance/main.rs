//! The static side of the Stylus VM, from outside: measured vectors and hostile input.

mod activation;
mod hostile;
mod metering;
mod stylus_vectors;
