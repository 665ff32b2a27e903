//! [`Capabilities`]: what a database can do, and its limits.

/// The abilities and limits of one database.
#[derive(Debug)]
pub(crate) struct Capabilities {
    /// Whether each element of a long AND or OR is one level of the expression, of which the database
    /// allows few. Such a list is then written as a balanced tree.
    pub(crate) counts_long_lists_as_levels: bool,

    /// Whether INSERT .. ON CONFLICT .. DO UPDATE .. RETURNING exists. Without it, an upsert is
    /// several statements in one transaction.
    pub(crate) upsert: bool,

    /// Whether UPDATE has RETURNING. Without it, the row is read in a second statement.
    pub(crate) update_returning: bool,

    /// How several new rows are sent.
    pub(crate) bulk: Bulk,

    /// Whether a statement may read the table that it changes. If not, a subquery goes through a
    /// derived table.
    pub(crate) reads_changed_table: bool,

    /// Whether a DELETE tests rows after its foreign keys have changed them. If so, a condition on
    /// such a key goes through a derived table.
    pub(crate) deletes_changed_rows: bool,

    /// Whether nulls are sorted before all values unless the statement says otherwise. An ORDER BY
    /// that wants what is the default says nothing, so that an index can serve it.
    pub(crate) nulls_are_least: bool,

    /// Whether ORDER BY has NULLS FIRST and NULLS LAST. Without them, `IS NULL` is sorted by first.
    pub(crate) nulls_first_last: bool,

    /// Whether blanks at the end of a text are cut without an error if they do not fit into its
    /// column. The driver then compares lengths before it writes.
    #[allow(dead_code, reason = "used by some drivers only")]
    pub(crate) truncates_blanks: bool,

    /// The order in which the unique indexes of a table are checked.
    pub(crate) index_order: IndexOrder,

    /// Whether the foreign keys that reference a deleted row are checked before the statement has
    /// deleted the others, so that rows which reference each other, or themselves, are not deleted.
    #[allow(dead_code, reason = "used by some drivers only")]
    pub(crate) checks_keys_by_row: bool,

    /// The clauses that lock rows; none where a transaction locks more than rows.
    pub(crate) row_locks: Option<RowLocks>,

    /// The queries about the progress of replication; none where the database does not report it.
    pub(crate) replication: Option<Replication>,
}

/// The order in which the unique indexes of a table are checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum IndexOrder {
    OldestFirst,
    NewestFirst,
}

/// How several new rows are sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Bulk {
    /// One execution of the same statement for each row.
    Each,
    /// One array for each column: one text, whatever the number of rows.
    Arrays,
    /// One list of values for each row: a text for each number of rows.
    Tuples,
}

/// The clauses at the end of a SELECT that lock its rows until the transaction ends.
#[derive(Debug, Clone, Copy)]
pub(crate) struct RowLocks {
    /// Waits for rows that are locked by another transaction.
    pub(crate) wait: &'static str,
    /// Leaves out rows that are locked by another transaction.
    pub(crate) skip_locked: &'static str,
}

/// The queries about the progress of replication.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Replication {
    /// Returns the position of the primary, as text.
    pub(crate) position: &'static str,
    /// Returns 1 where the server has reached a position, otherwise 0; takes the position as text.
    pub(crate) reached: &'static str,
}
