//! What do the programs of the router share? Its plain path and its room for menus act as one address: both remember in the
//! same words who has to pay for the running leg ([`running`]).

pub mod running;
