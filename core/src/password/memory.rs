//! The memory that Argon2id fills: one piece for each hash that may be made at once, kept for the next.
//!
//! Half of what a hash costs is that fresh memory comes page by page; a piece that is kept costs nothing.

use std::sync::{Mutex, PoisonError};

use argon2::Block;

use crate::error::kind::ErrorKind;
use crate::error::{Error, Result};

/// Pieces that are not in use.
#[derive(Debug, Default)]
pub(super) struct Memory {
    pieces: Mutex<Vec<Vec<Block>>>,
}

impl Memory {
    /// Calls `fill` with so many blocks of 1 KiB. They are wiped afterwards: what a password was made into stood there.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Busy`] when there is no memory. It is never taken for a wrong password.
    pub(super) fn with<T>(
        &self,
        blocks: usize,
        fill: impl FnOnce(&mut [Block]) -> Result<T>,
    ) -> Result<T> {
        let mut piece = self.pieces().pop().unwrap_or_default();
        let missing = blocks.saturating_sub(piece.len());
        if piece.try_reserve_exact(missing).is_err() {
            return Err(Error::new(
                ErrorKind::Busy,
                "there is no memory to hash a password in; try again, or set fewer `PasswordPolicy::permits`",
            ));
        }
        if missing > 0 {
            piece.resize(blocks, Block::new());
        }
        let used = piece.get_mut(..blocks).unwrap_or_default();
        let filled = fill(used);
        used.fill(Block::new());
        self.pieces().push(piece);
        filled
    }

    fn pieces(&self) -> std::sync::MutexGuard<'_, Vec<Vec<Block>>> {
        self.pieces.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
