//! What the rooms of a vault share: one storage layout, and what may be done to it from more than one room.
//!
//! A vault is one account and several programs: the core and the rebalance, which its account delegates to, and rooms that the core
//! delegates to. They all act on the same words. This is the one place that knows where these words are.
//!
//! | file | question it answers |
//! |---|---|
//! | `layout` | which word is where? |
//! | `hot` | what is in the word that every flow reads? |
//! | `state` | how are words read and written? |
//! | `balances` | what does the vault account for? |
//! | `shares` | who has how many shares? |
//! | `supply` | how many are there, and which of them are fees? |
//! | `fees` | who gets fees, and what is due of a gain? |
//! | `claims` | what does it owe, because a token refused to pay? |
//! | `holding` | which of an account's shares may move? |
//! | `flow_bucket` | how much may still cross at a price today? |
//! | `prices` | what is each constituent worth? |
//! | `roles` | who has which role, and which operations are pending? |
//! | `loss_budgets` | how much may it lose? |
//! | `decision` | what does the engine make of it? |
//! | `guards` | what must hold before a room acts? |
//! | `constituents` | what is asked of every asset in turn? |
//! | `in_kind` | what do shares stand for of every asset, and how do they come to be for it? |

/// Makes `Vault`, the type on which a room of a vault writes its flows: it is the shared [`State`] and nothing else.
#[macro_export]
macro_rules! vault_room {
    () => {
        /// The acting vault.
        pub(crate) struct Vault($crate::vault::State);

        impl core::ops::Deref for Vault {
            type Target = $crate::vault::State;

            fn deref(&self) -> &Self::Target {
                &self.0
            }
        }

        impl core::ops::DerefMut for Vault {
            fn deref_mut(&mut self) -> &mut Self::Target {
                &mut self.0
            }
        }
    };
}

mod balances;
mod claims;
mod constituents;
mod decision;
mod fees;
mod flow_bucket;
mod guards;
mod holding;
mod hot;
mod in_kind;
mod layout;
mod loss_budgets;
mod prices;
mod roles;
mod shares;
mod state;
mod supply;

pub use constituents::check_length;
pub use fees::low_floor;
pub use holding::{Holding, LOT_MAX, SUPPLY_MAX};
pub use hot::Hot;
pub use in_kind::{EntryInKind, amounts_of, book, check_shares};
pub use loss_budgets::loss_budgets;
pub use prices::Answers;
pub use roles::{Guard, Timelock};
pub use shares::check_receiver;
pub use state::{State, unborn};
pub use supply::{Supply, UNCLAIMED_MAX};
