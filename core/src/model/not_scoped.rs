//! [`NotScoped`]: the models whose rows are reached without an owner.

use crate::model::Model;

/// A model without `#[model(scoped)]`, which the operations that take no owner need: `get`,
/// `create`, `query` and the other functions of [`Crud`](crate::Crud).
///
/// Implemented by the macro only. It is the bound of a generic function that calls one of them:
///
/// ```
/// use fivefold::crud::NotScoped;
/// use fivefold::prelude::*;
///
/// async fn newest<M: NotScoped>(db: &Db, rows: u64) -> Result<Vec<M>, Error> {
///     M::list(db, ..rows).await
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is `scoped`: its rows are reached through the row that they belong to",
    label = "has no owner here",
    note = "read and write it through its owner, as in `user.items()`, or through a row that was read so; `{Self}::unscoped()` is the query for all rows"
)]
pub trait NotScoped: Model {}
