//! Checkpoints of the WAL file. A checkpoint waits for the disk, so it runs on a blocking thread.
//!
//! SQLite would run it inside the commit that fills the WAL file. That is right where every commit
//! waits for the disk on such a thread anyway. Where commits run on threads of the runtime, it
//! would delay other tasks by some milliseconds.

use std::cell::Cell;

use rusqlite::Connection;
use rusqlite::hooks::Wal;

use crate::driver::sqlite::call_error::CallError;
use crate::error::kind::ErrorKind;
use crate::error::{Error, Result};

thread_local! {
    /// rusqlite takes a plain function as the hook, which cannot capture state.
    /// <https://github.com/rusqlite/rusqlite/pull/1685>
    static IS_DUE: Cell<bool> = const { Cell::new(false) };
}

/// The number of pages in the WAL file at which SQLite would checkpoint.
const PAGES: i32 = 1_000;

/// Disables checkpoints inside the commits of this connection. The caller of a commit calls
/// [`is_due`] afterwards.
pub(super) fn defer(connection: &Connection) {
    connection.wal_hook(Some(|_: &Wal, pages| {
        IS_DUE.set(pages >= PAGES);
        Ok(())
    }));
}

/// Returns true once after a commit on this thread that filled the WAL file.
pub(super) fn is_due() -> bool {
    IS_DUE.take()
}

/// Copies the whole WAL file into the database's file, and empties it. Waits for readers as long as
/// the busy timeout permits.
pub(super) fn truncate(connection: &Connection) -> Result<()> {
    let is_blocked = connection
        .query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| {
            row.get::<_, bool>(0)
        })
        .map_err(|error| CallError::of(error).into_error())?;
    if is_blocked {
        return Err(Error::new(
            ErrorKind::Busy,
            "a reader or another writer used the database for longer than the limit, and the WAL file was not emptied; try again",
        ));
    }
    Ok(())
}

/// Runs a checkpoint; waits for the disk. Pages that readers still need stay in the WAL file.
pub(super) fn run(connection: &Connection) {
    // A failure loses nothing, and the next commit tries again.
    let _ = connection.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |_| Ok(()));
}
