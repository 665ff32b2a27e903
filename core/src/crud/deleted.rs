//! [`SoftDelete`]: what can be done with rows that are marked as deleted.

use super::change::{purging, restoring};
use super::{Crud, assert_unscoped, key_value};
use crate::column::Argument;
use crate::executor::Executor;
use crate::operation::Operation;

/// A model with a field that is `#[field(deleted)]`: to delete a row is to mark it there.
///
/// A row that is marked is not there for anything but [`Query::with_deleted`](crate::Query::with_deleted),
/// [`Query::only_deleted`](crate::Query::only_deleted) and what this trait has: it is not found by its key or by a unique value,
/// not listed, not counted, not loaded, not changed, and nobody signs in with it. A value that is unique may stand in any number
/// of deleted rows beside one that is not deleted.
///
/// The row stays in its table, so foreign keys hold: rows that point to it go on doing so, and `on_delete` is about
/// [`SoftDelete::purge`] alone. What leads to such a model is therefore an option when it is loaded.
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
pub trait SoftDelete: Crud {
    /// Takes the mark off this row, and returns it as it is stored then.
    ///
    /// # Errors
    ///
    /// `NotFound` when it is not marked, is gone, or has a `version` and was changed since it was read; `Conflict` when a unique
    /// value of it is taken meanwhile.
    fn restore<E: Executor + ?Sized>(self, db: &E) -> Operation<'_, Self> {
        restoring(db.handle(), key_value::<Self>(self.key()), self.version())
    }

    /// Takes the mark off the row with this key, and returns it as it is stored then.
    ///
    /// # Errors
    ///
    /// `NotFound` when no row with this key is marked; `Conflict` when a unique value of it is taken meanwhile.
    fn restore_by_id<E: Executor + ?Sized>(
        db: &E,
        key: impl Argument<Self::Key>,
    ) -> Operation<'_, Self> {
        const { assert_unscoped::<Self>() };
        restoring(db.handle(), key_value::<Self>(key), None)
    }

    /// Deletes the row for good, whether it is marked or not.
    ///
    /// # Errors
    ///
    /// `NotFound` when it is gone already; `Stale` when the model has a `version` and the row was changed since it was read;
    /// `ForeignKey` when another row still points to it, be it marked as deleted or not.
    fn purge<E: Executor + ?Sized>(self, db: &E) -> Operation<'_, ()> {
        purging::<Self>(db.handle(), key_value::<Self>(self.key()), self.version())
    }

    /// Deletes the row with this key for good, whether it is marked or not.
    ///
    /// # Errors
    ///
    /// `NotFound` when there is no such row; `ForeignKey` as for [`SoftDelete::purge`].
    fn purge_by_id<E: Executor + ?Sized>(
        db: &E,
        key: impl Argument<Self::Key>,
    ) -> Operation<'_, ()> {
        const { assert_unscoped::<Self>() };
        purging::<Self>(db.handle(), key_value::<Self>(key), None)
    }
}
