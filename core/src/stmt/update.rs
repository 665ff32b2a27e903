//! [`Update`]: an UPDATE of one row, as data.

use crate::stmt::select::Deleted;

/// What an update of one row changes, and which row may be changed.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Update<'a> {
    /// The columns, whose values come first.
    pub(crate) columns: &'a [usize],
    /// Those of them to whose value theirs is added.
    pub(crate) adding: &'a [usize],
    /// A column that still holds the value that comes after those of the columns.
    pub(crate) unchanged: Option<usize>,
    /// Whether the row may be a deleted one.
    pub(crate) deleted: Deleted,
    /// True where the row is to come back, if the database can do that in one.
    pub(crate) returns: bool,
}
