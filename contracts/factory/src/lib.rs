//! Stylus program: factory.
