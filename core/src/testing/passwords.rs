//! What tests of signing in look at.

pub use crate::password::{Fault, KdfCall};

use crate::db::Db;
use crate::executor::Executor;

/// Returns the calls of functions that hash passwords, in their order, since this was asked last.
pub fn kdf_calls(db: &Db) -> Vec<KdfCall> {
    db.handle().hashing().hasher.calls()
}
