//! Where stories are played: worlds are built once, and every story leaves one as it found it.
//!
//! Building a world takes seconds (a chain, the real protocols, the suite); going back to its first moment takes a
//! millisecond. So finished worlds wait in a pool, as many as there were stories at the same time. A story that fails
//! takes its world with it.

use crate::{chain::Moment, world::World};
use std::sync::{LazyLock, Mutex, PoisonError};
use tokio::runtime::Runtime;

static RUNTIME: LazyLock<Runtime> = LazyLock::new(|| {
    tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .expect("a runtime needs threads and sockets, and so does everything else here")
});

static POOL: Mutex<Vec<(World, Moment)>> = Mutex::new(Vec::new());

/// Plays a story on a world of its own: nothing that another story did is in it.
///
/// # Panics
/// When the story fails; when no world can be built, with the reason (such as: run `cargo keel build`).
pub fn story(play: impl AsyncFnOnce(&World) -> anyhow::Result<()>) {
    RUNTIME.block_on(async {
        let (world, moment) = match take() {
            Some(waiting) => waiting,
            None => built()
                .await
                .unwrap_or_else(|error| panic!("no world to play in: {error:#}")),
        };
        if let Err(error) = play(&world).await {
            panic!("{error:?}");
        }
        world
            .chain
            .go_back(moment)
            .await
            .expect("the first moment is still there");
        let moment = world
            .chain
            .remember()
            .await
            .expect("a moment can always be remembered");
        POOL.lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push((world, moment));
    });
}

fn take() -> Option<(World, Moment)> {
    POOL.lock().unwrap_or_else(PoisonError::into_inner).pop()
}

async fn built() -> anyhow::Result<(World, Moment)> {
    let world = World::build().await?;
    let moment = world.chain.remember().await?;
    Ok((world, moment))
}
