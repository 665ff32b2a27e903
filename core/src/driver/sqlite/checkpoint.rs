//! Moving what was written from the WAL file into the database's file. It waits for the disk, so it has a thread of its own.
//!
//! SQLite would do it inside whichever commit fills the WAL file. That is right where every commit waits for the disk
//! on such a thread anyway; where none does, it would hold up the tasks of the runtime for some milliseconds.

use std::cell::Cell;

use rusqlite::Connection;
use rusqlite::hooks::Wal;

thread_local! {
    /// rusqlite takes a plain function as the hook, so what it learns cannot be kept anywhere else.
    static IS_DUE: Cell<bool> = const { Cell::new(false) };
}

/// The number of pages in the WAL file at which SQLite would do it.
const PAGES: i32 = 1_000;

/// Takes the work off the commits of this connection; whoever commits asks [`is_due`] afterwards.
pub(super) fn defer(connection: &Connection) {
    connection.wal_hook(Some(|_: &Wal, pages| {
        IS_DUE.set(pages >= PAGES);
        Ok(())
    }));
}

/// True once, after a commit on this thread that filled the WAL file.
pub(super) fn is_due() -> bool {
    IS_DUE.take()
}

/// Does the work; waits for the disk. What readers still need stays in the WAL file for the next time.
pub(super) fn run(connection: &Connection) {
    // A failure here loses nothing, and the next commit tries again.
    let _ = connection.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |_| Ok(()));
}
