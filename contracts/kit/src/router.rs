//! What do the programs of the router share? Its plain path and its room for menus act as one address: both trade in pools
//! of Uniswap V3 ([`uniswap_v3`]), and both remember who has to pay for it in the same words ([`running`]).

pub mod running;
pub mod uniswap_v3;
