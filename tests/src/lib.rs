//! The harness of stories, invariants and attacks: a local chain with the real protocols and the real programs, people with
//! keys, actors that misbehave, and the means to say exactly what must happen.
//!
//! Everything goes through JSON-RPC, as a client's traffic does. A test is a story on a world of its own. An invariant of
//! your own takes twenty lines:
//!
//! ```no_run
//! use alloy::primitives::U256;
//! use anyhow::ensure;
//! use e2e::stage::story;
//!
//! // As a #[test] in tests/tests/stories:
//! fn inv_nobody_gains_by_going_in_and_out() {
//!     story(async |world| {
//!         let (chain, alice) = (&world.chain, world.chain.people.alice);
//!         let vault = world.vault(3).await?;
//!         world.fund(alice, &vault.tokens()).await?;
//!         let shares = U256::from(123_456_789_u64);
//!         let paid = vault.deposit(chain, alice, shares).await?;
//!         let received = vault.redeem(chain, alice, shares).await?;
//!         ensure!(received.iter().zip(&paid).all(|(out, paid)| out <= paid));
//!         Ok(())
//!     });
//! }
//! ```
//!
//! | module | what |
//! |---|---|
//! | [`stage`] | plays stories on worlds that are built once and put back to their first moment |
//! | [`world`] | a chain, a market, the suite, and vaults to order |
//! | [`vault`] | one vault as its users see it |
//! | [`forwarder`] | Chainlink's forwarder of CRE's reports, and nodes that it believes |
//! | [`governance`] | who has which role of a vault, and settings that wait for their timelock |
//! | [`portfolio`] | what it is worth, by an opinion independent of the programs |
//! | [`priced`] | what a flow of one asset must give, by an opinion independent of the programs |
//! | [`birth`] | a vault born without its factory |
//! | [`refusal`] | a transaction that must fail, with exactly this error and without a trace |
//! | [`actors`] | contracts that do and answer whatever they are taught |
//! | [`menu`] | several pools for one pair of tokens, and a payer that is no vault |
//! | [`hostile`] | vaults with a router, engine, oracle or token that is one of them |
//! | [`invariants`] | what must hold after anything that anyone did |
//! | [`openzeppelin`] | OpenZeppelin's tokens for Solidity and for Stylus, to hold ours against |
//! | [`permit`] | permits, signed by a library that shares no code with the programs |
//! | [`permit2`] | deposits by Permit2, signed by the same library |
//! | [`risk`](mod@risk) | engines of risk, and how much prices move |
//! | [`sequences`] | how many random sequences are played, and from which seeds |
//! | [`calldata`] | calldata for any function, well-typed or damaged |
//! | [`chain`] | transactions, views, time |
//! | [`node`] | the chain under test: one of our own, or what `KEEL_RPC` names |

pub mod actors;
pub mod birth;
pub mod calldata;
pub mod chain;
pub mod forwarder;
pub mod governance;
pub mod guarded;
pub mod hostile;
pub mod invariants;
pub mod menu;
pub mod node;
pub mod openzeppelin;
pub mod permit;
pub mod permit2;
pub mod portfolio;
pub mod priced;
pub mod refusal;
pub mod risk;
pub mod sequences;
pub mod solidity;
pub mod stage;
pub mod vault;
pub mod workspace;
pub mod world;
