//! [`rolled_back`]: a transaction that leaves nothing behind.

use crate::db::Db;
use crate::db::operation::Operation;
use crate::db::transaction::Tx;
use crate::db::transaction::closure::AsyncFunc;
use crate::db::transaction::retry::undone;
use crate::error::Result;

/// Runs the closure in a transaction that is always rolled back, and returns what it returns.
///
/// ```
/// # use fivefold::prelude::*;
/// # use fivefold::testing::{TestDb, rolled_back};
/// # #[model] #[derive(Debug)] pub struct Tag { pub id: Id<Tag>, pub name: String }
/// # tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(async {
/// let db = TestDb::new(&schema![Tag]).await?;
/// let inside = rolled_back(&db, async |tx| {
///     Tag::create(tx, TagCreate::new("rust")).await?;
///     Tag::count(tx).await
/// })
/// .await?;
/// assert_eq!((inside, Tag::count(&db).await?), (1, 0));
/// # db.close().await })?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// When another writer is in the way the closure runs again, as in [`Db::transaction`].
///
/// # Errors
///
/// The closure's own, and those of beginning a transaction. An operation that failed in the database does not make an error of
/// an `Ok`: nothing was to be kept.
///
/// # Cancel safety
///
/// Dropping the future rolls back.
pub fn rolled_back<'a, 'd, R, F>(db: &'d Db, run: F) -> Operation<'d, R>
where
    F: for<'t> AsyncFunc<&'t Tx, Result<R>, Fut: Send> + Send + Sync + 'a,
    R: Send + 'a,
    'a: 'd,
{
    undone(db, run)
}
