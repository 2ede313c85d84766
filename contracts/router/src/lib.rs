//! Stylus program: router.
