//! [`SoftDelete`]: the models whose rows are marked as deleted instead of removed.

use crate::model::Model;

/// A model with a field that is `#[field(deleted)]`: to delete a row is to mark it there.
///
/// A row that is marked is not there for anything but [`Query::with_deleted`](crate::Query::with_deleted),
/// [`Query::only_deleted`](crate::Query::only_deleted) and what this trait has: it is not found by its key or by a unique value,
/// not listed, not counted, not loaded, not changed, and nobody signs in with it. A value that is unique may stand in any number
/// of deleted rows beside one that is not deleted.
///
/// The row stays in its table, so foreign keys hold: rows that point to it go on doing so, and `on_delete` is about
/// [`Crud::purge`](crate::Crud::purge) alone. What leads to such a model is therefore an option when it is loaded.
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
/// # tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(async {
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
/// # Ok::<(), Error>(()) })?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "rows of `{Self}` are deleted for good",
    label = "there are no rows of it that are marked as deleted",
    note = "give it a field `#[field(deleted)] pub deleted_at: Option<DateTime<Utc>>`"
)]
pub trait SoftDelete: Model {}
