//! Venues that are menus: several sources of pools, among which a leg is divided. That is the work of a room, a program of its
//! own that acts in the router's place; the menu names it.
//!
//! The room is known by the hash of its code, which is compiled into the router, as those of a vault are: whoever knows
//! the router knows all the code that ever acts as the router, whoever wrote the menu.

use alloy_primitives::B256;
use kit::abi::{
    IRouter::{MenuMissing, RoomMismatch},
    Venue,
};
use kit::dispatch::{Answer, revert};
use kit::menu::{PROGRAM_END, program_of};
use kit::{VM, account, call};

/// Whoever builds the router tells it (`cargo keel build` does); a router that was built without being told has no room.
const ROOM_CODE_HASH: B256 = match option_env!("KEEL_ROUTER_MENU_CODE_HASH") {
    Some(hex) => match alloy_primitives::hex::const_decode_to_array(hex.as_bytes()) {
        Ok(hash) => B256::new(hash),
        Err(_) => panic!("the hash of a room's code is 32 bytes in hex"),
    },
    None => B256::ZERO,
};

/// Has the room swap, as the router and for the same caller.
pub(crate) fn forward(vm: &VM, venue: &Venue, calldata: &[u8]) -> Answer {
    let menu = venue.factory;
    let Some(program) = program_of(&account::code_up_to(menu, PROGRAM_END)) else {
        return Err(revert(MenuMissing { menu }));
    };
    let code_hash = account::code_hash(program);
    if code_hash != ROOM_CODE_HASH || code_hash.is_zero() {
        return Err(revert(RoomMismatch {
            program,
            codeHash: code_hash,
            expected: ROOM_CODE_HASH,
        }));
    }
    call::delegate(vm, program, calldata)
}
