//! Stylus program: oracle.
