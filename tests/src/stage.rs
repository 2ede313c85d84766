//! Where stories are played: worlds are built once, and every story leaves one as it found it.
//!
//! Building a world takes seconds (a chain, the real protocols, the suite); going back to its first moment takes a
//! millisecond. So finished worlds wait in a pool, as many as there were stories at the same time. A story that fails
//! takes its world with it.

use crate::{
    chain::Moment,
    node::{self, Ability, Lacking},
    world::World,
};
use std::sync::{LazyLock, Mutex, PoisonError};
use tokio::runtime::Runtime;

static RUNTIME: LazyLock<Runtime> = LazyLock::new(|| {
    tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .expect("a runtime needs threads and sockets, and so does everything else here")
});

/// A world that waits for a story, with the way back to its first moment.
type Waiting = (World, Moment);

static POOL: Mutex<Vec<Waiting>> = Mutex::new(Vec::new());

/// A foreign node is one chain for everyone: its time, its snapshots and its accounts' nonces are shared.
static TURN: Mutex<()> = Mutex::new(());

/// Plays a story on a world of its own: nothing that another story did is in it.
///
/// With `KEEL_RPC=URL` the world is on that node, and stories take turns. A story that needs a call which the node lacks is
/// skipped with a line that says so.
///
/// # Panics
/// When the story fails; when no world can be built, with the reason (such as: run `cargo keel build`).
pub fn story(play: impl AsyncFnOnce(&World) -> anyhow::Result<()>) {
    let _turn = node::foreign().map(|_| TURN.lock().unwrap_or_else(PoisonError::into_inner));
    RUNTIME.block_on(async {
        let (world, moment) = match take() {
            Some((world, moment)) => (world, Some(moment)),
            None => built()
                .await
                .unwrap_or_else(|error| panic!("no world to play in: {error:#}")),
        };
        if let Err(error) = play(&world).await {
            match error.downcast_ref::<Lacking>() {
                Some(lacking) => {
                    let thread = std::thread::current();
                    println!("skipped: {}: {lacking}", thread.name().unwrap_or("a story"));
                }
                None => panic!("{error:?}"),
            }
        }
        if let Some(moment) = moment {
            let waiting = put_back(world, moment).await;
            POOL.lock()
                .unwrap_or_else(PoisonError::into_inner)
                .push(waiting.expect("the first moment is still there"));
        }
    });
}

fn take() -> Option<Waiting> {
    POOL.lock().unwrap_or_else(PoisonError::into_inner).pop()
}

/// A world, and its first moment where the node can go back.
async fn built() -> anyhow::Result<(World, Option<Moment>)> {
    let world = World::build().await?;
    let moment = match world.chain.node.can(Ability::GoBack) {
        true => Some(world.chain.remember().await?),
        false => None,
    };
    Ok((world, moment))
}

async fn put_back(world: World, moment: Moment) -> anyhow::Result<Waiting> {
    world.chain.go_back(moment).await?;
    let moment = world.chain.remember().await?;
    Ok((world, moment))
}
