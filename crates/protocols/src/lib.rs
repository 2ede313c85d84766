//! Third-party protocols.
