//! Queries of the catalogue of SQLite.

/// The unique indexes of a table that have a name of their own, as rows of an index and a column.
/// The name of a constraint within CREATE TABLE is not in the catalogue.
pub(in crate::driver) const UNIQUE_INDEXES: &str = "SELECT i.name, c.name \
     FROM pragma_index_list(?1) AS i, pragma_index_info(i.name) AS c \
     WHERE i.\"unique\" AND i.origin = 'c' ORDER BY i.seq DESC, c.seqno";
