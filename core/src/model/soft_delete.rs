//! [`SoftDelete`]: the models whose rows are soft-deleted.

use crate::model::Model;

/// A model whose rows are soft-deleted: one with a field `#[field(deleted)]`, which holds the time
/// of the deletion.
///
/// A soft-deleted row is seen only by [`Query::with_deleted`](crate::Query::with_deleted),
/// [`Query::only_deleted`](crate::Query::only_deleted), and the methods of [`Crud`](crate::Crud) and
/// [`Query`](crate::Query) that restore or purge rows: it is not found by its key or by a unique
/// value, not listed, not counted, not loaded, not changed, and its account cannot sign in. Any
/// number of soft-deleted rows may have the same unique value, beside one row that is not deleted.
///
/// The row stays in its table, so foreign keys to it stay valid, and `on_delete` applies to
/// [`Crud::purge`](crate::Crud::purge) only. A relation to such a model is therefore loaded as an
/// option.
///
/// ```
/// use fivefold::prelude::*;
///
/// #[model]
/// #[derive(Debug)]
/// pub struct Note {
///     pub id: Id<Note>,
///     #[field(unique)]
///     pub title: String,
///     #[field(deleted)]
///     pub deleted_at: Option<DateTime<Utc>>,
/// }
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Error> {
/// # let db = Db::connect("sqlite::memory:").await?;
/// # db.create_all(&schema![Note]).await?;
/// let note = Note::create(&db, NoteCreate::new("milk")).await?;
/// let id = note.id;
/// note.delete(&db).await?;
/// assert_eq!(Note::count(&db).await?, 0);
/// let other = Note::create(&db, NoteCreate::new("milk")).await?;
///
/// let error = Note::restore_by_id(&db, id).await.unwrap_err();
/// assert_eq!(error.kind(), ErrorKind::Conflict);
/// other.purge(&db).await?;
/// let note = Note::restore_by_id(&db, id).await?;
/// assert_eq!(note.title, "milk");
///
/// note.delete(&db).await?;
/// let long_ago = Note::DELETED_AT.lt(Utc::now());
/// assert_eq!(Note::query().only_deleted().filter(long_ago).purge(&db).await?, 1);
/// # Ok(()) }
/// ```
#[diagnostic::on_unimplemented(
    message = "rows of `{Self}` are not soft-deleted",
    label = "deleting a row removes it permanently",
    note = "give it a field `#[field(deleted)] pub deleted_at: Option<DateTime<Utc>>`"
)]
pub trait SoftDelete: Model {}
