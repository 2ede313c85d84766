//! A vault's shares as wallets and integrators expect a token: held against OpenZeppelin's, and to the properties that others
//! publish for ERC-20. All on real WASM; each test has a world of its own (`e2e::stage`).

mod differential;
mod permit;
mod properties;
mod tokens;
