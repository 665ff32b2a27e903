//! [`OpenFile`]: which file a connection has open.

use std::cell::Cell;
use std::path::Path;
#[cfg(unix)]
use std::path::PathBuf;
use std::time::{Duration, Instant};

use crate::driver::sqlite_common::classify::code;
use crate::error::violation::Violation;
use crate::error::{Error, Result};

/// The time for which a check holds. Rows that were written just before a file is removed are lost
/// like those written just before the check.
const HOLDS: Duration = Duration::from_millis(1);

/// The file that a connection has open. A file that was removed, or replaced by another one, can
/// still be written, and the rows are lost when it is closed.
///
/// On Windows a file cannot be removed while it is open.
#[derive(Debug)]
pub(super) struct OpenFile {
    #[cfg(unix)]
    path: PathBuf,
    /// The device and the number of the file on it.
    #[cfg(unix)]
    identity: Option<(u64, u64)>,
    /// The time of the last check that found the file.
    checked: Cell<Option<Instant>>,
}

impl OpenFile {
    /// Remembers the file at a path that was just opened.
    pub(super) fn new(path: &Path) -> Self {
        Self {
            #[cfg(unix)]
            identity: identity(path),
            #[cfg(unix)]
            path: path.to_owned(),
            checked: Cell::new(None),
        }
    }

    /// Refuses to write to a file that is no longer at its path. It costs one call of the system in a
    /// millisecond.
    pub(super) fn check(&self) -> Result<()> {
        #[cfg(unix)]
        {
            let now = Instant::now();
            if self.checked.get().is_some_and(|at| now < at + HOLDS) {
                return Ok(());
            }
            if identity(&self.path) != self.identity {
                self.checked.set(None);
                return Err(moved());
            }
            self.checked.set(Some(now));
        }
        Ok(())
    }
}

#[cfg(unix)]
fn identity(path: &Path) -> Option<(u64, u64)> {
    use std::os::unix::fs::MetadataExt as _;
    let file = std::fs::metadata(path).ok()?;
    Some((file.dev(), file.ino()))
}

#[cfg(unix)]
fn moved() -> Error {
    crate::driver::sqlite_common::classify::classify(code::READONLY_DBMOVED, "", None, |_| {
        Violation::MissingParent { column: None }
    })
}
