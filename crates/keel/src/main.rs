//! The one command line of Keel.
fn main() {}
