//! The password hashes that were computed, for tests of sign-in.

use crate::db::Db;
use crate::db::executor::Executor;
use crate::password::probe::KdfCall;

/// Returns the calls of password hash functions since the last call of this function, in order.
pub fn kdf_calls(db: &Db) -> Vec<KdfCall> {
    db.connection().passwords().hasher.calls()
}
