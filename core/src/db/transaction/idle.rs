//! Rolls back idle transactions, which would block every other writer.

use std::sync::Arc;

use crate::db::transaction::state::Shared;

/// Watches the transaction until it ends, and rolls it back when it is idle for longer than the
/// limit.
pub(crate) fn watch(shared: &Arc<Shared>) {
    let limit = shared.limits().idle_in_transaction;
    let watched = Arc::downgrade(shared);
    // `Builder::connect` has checked for a runtime; without one now, there is no timer.
    let Ok(runtime) = tokio::runtime::Handle::try_current() else {
        return;
    };
    runtime.spawn(async move {
        let mut pause = limit;
        loop {
            tokio::time::sleep(pause).await;
            let Some(shared) = watched.upgrade() else {
                return;
            };
            match shared.end_if_idle(limit) {
                Some(rest) => pause = rest,
                None => return,
            }
        }
    });
}
