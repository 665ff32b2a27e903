//! The memory of Argon2id: one buffer for each hash that runs at once, reused by the next.
//!
//! Page faults of fresh memory are half of the cost of a hash; a reused buffer has none.

use std::sync::{Mutex, PoisonError};

use argon2::Block;

use crate::error::kind::ErrorKind;
use crate::error::{Error, Result};

/// The buffers that are not in use.
#[derive(Debug, Default)]
pub(super) struct Memory {
    pieces: Mutex<Vec<Vec<Block>>>,
}

impl Memory {
    /// Calls `fill` with this number of blocks of 1 KiB. They are wiped afterwards, since they held
    /// derived secrets.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Busy`] when there is no memory. It never counts as a wrong password.
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
                "there is no memory to hash a password; try again, or set fewer `PasswordPolicy::permits`",
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
