//! Stories, bad input, attacks and invariants, all on real WASM. Each test has a world of its own (`e2e::stage`).

mod attack_birth;
mod attack_callback;
mod attack_engine;
mod attack_lens;
mod attack_low_gas;
mod attack_market;
mod attack_pool;
mod attack_priced;
mod attack_reentry;
mod attack_roles;
mod attack_rooms;
mod attack_router;
mod bad_input;
mod conformance;
mod inv_erc4626;
mod inv_random;
mod program_engine;
mod program_guard;
mod program_observer;
mod program_oracle;

mod program_router;
mod story_birth;
mod story_claims;
mod story_donation;
mod story_exit;
mod story_extremes;
mod story_first_light;
mod story_in_kind;
mod story_lens;
mod story_mid_state;
mod story_ownership;
mod story_priced;
mod story_rooms;
mod story_shares;
mod story_templates;
