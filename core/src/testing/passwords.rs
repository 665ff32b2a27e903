//! What tests of signing in look at.

use crate::db::Db;
use crate::db::executor::Executor;
use crate::password::probe::KdfCall;

/// Returns the calls of functions that hash passwords, in their order, since this was asked last.
pub fn kdf_calls(db: &Db) -> Vec<KdfCall> {
    db.connection().hashing().hasher.calls()
}
