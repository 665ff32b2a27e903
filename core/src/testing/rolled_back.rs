//! [`rolled_back`]: a transaction that is always rolled back.

use crate::db::Db;
use crate::db::operation::Operation;
use crate::db::transaction::Tx;
use crate::db::transaction::closure::AsyncFunc;
use crate::db::transaction::retry::{End, with_retries};
use crate::driver::limits::Isolation;
use crate::error::Result;

/// Runs the closure in a transaction that is always rolled back, and returns its result.
///
/// ```
/// # use fivefold::prelude::*;
/// # use fivefold::testing::{TestDb, rolled_back};
/// # #[model] #[derive(Debug)] pub struct Tag { pub id: Id<Tag>, pub name: String }
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Error> {
/// let db = TestDb::new(&schema![Tag]).await?;
/// let inside = rolled_back(&db, async |tx| {
///     Tag::create(tx, TagCreate::new("rust")).await?;
///     Tag::count(tx).await
/// })
/// .await?;
/// assert_eq!((inside, Tag::count(&db).await?), (1, 0));
/// # db.close().await }
/// ```
///
/// After a conflict with another writer the closure is retried, as in [`Db::transaction`].
///
/// # Errors
///
/// The error of the closure, and those of [`Db::begin`]. An `Ok` of the closure stays `Ok` even if
/// an operation failed in the database, since nothing is committed.
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
    Box::pin(with_retries(
        db,
        Isolation::Serializable,
        run,
        End::RollBack,
    ))
}
