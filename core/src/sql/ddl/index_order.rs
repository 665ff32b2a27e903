//! The order in which the indexes of a new table are created, so that a row that breaks several
//! unique constraints breaks the same one first on every database.

use crate::sql::dialect::capabilities::IndexOrder;
use crate::table::index::Index;

/// Returns the indexes in the order in which they are created.
///
/// MariaDB and MySQL check unique indexes without nullable columns before those with one, each in
/// the order of their definition. PostgreSQL checks the oldest index first, SQLite the newest.
pub(crate) fn in_creation_order(indexes: &[Index], order: IndexOrder) -> Vec<&Index> {
    let mut sorted: Vec<&Index> = indexes.iter().collect();
    // Stable: equal ones keep the order of the model.
    sorted.sort_by_key(|index| {
        let is_nullable = index.parts.iter().any(|part| part.column.nullable);
        (!index.unique, is_nullable || index.live.is_some())
    });
    match order {
        IndexOrder::OldestFirst => {}
        IndexOrder::NewestFirst => sorted.reverse(),
    }
    sorted
}
