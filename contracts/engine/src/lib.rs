//! Stylus program: engine.
