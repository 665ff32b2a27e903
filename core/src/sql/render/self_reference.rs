//! The statements that delete rows which reference each other, for a database that checks each
//! foreign key while the statement still deletes: the references are cleared first.

use crate::sql::dialect::Dialect;
use crate::table::Table;
use crate::table::column::{ColumnDef, OnDelete};

/// Returns the columns that keep a row of this table from being deleted, and can be cleared.
pub(crate) fn clearable(table: &'static Table) -> Vec<&'static ColumnDef> {
    let is_own = |column: &&ColumnDef| {
        let key = column.references;
        let is_own = key.is_some_and(|key| {
            key.on_delete == OnDelete::Restrict && (key.parent)().name() == table.name()
        });
        is_own && column.nullable
    };
    table.columns().iter().filter(is_own).collect()
}

/// Returns the query of the keys of the rows that a DELETE of this table means, which locks them; it
/// has the values of the DELETE.
pub(crate) fn keys_of_delete(
    table: &'static Table,
    dialect: &'static Dialect,
    delete: &str,
) -> Option<String> {
    let key = dialect.quoted(table.key()?.name);
    let rows = delete.strip_prefix("DELETE ")?;
    let lock = dialect
        .capabilities
        .row_locks
        .map_or("", |locks| locks.wait);
    Some(format!("SELECT {key} {rows}{lock}"))
}

/// Returns the statement that clears these columns of so many rows by their keys.
pub(crate) fn clear(
    table: &'static Table,
    dialect: &'static Dialect,
    columns: &[&'static ColumnDef],
    rows: usize,
) -> Option<String> {
    let set = columns
        .iter()
        .map(|column| format!("{} = NULL", dialect.quoted(column.name)));
    let set = set.collect::<Vec<_>>().join(", ");
    let name = dialect.quoted(table.name());
    Some(format!(
        "UPDATE {name} SET {set}{}",
        by_keys(table, dialect, rows)?
    ))
}

/// Returns the statement that deletes so many rows by their keys.
pub(crate) fn delete_by_keys(
    table: &'static Table,
    dialect: &'static Dialect,
    rows: usize,
) -> Option<String> {
    let name = dialect.quoted(table.name());
    Some(format!(
        "DELETE FROM {name}{}",
        by_keys(table, dialect, rows)?
    ))
}

fn by_keys(table: &'static Table, dialect: &'static Dialect, rows: usize) -> Option<String> {
    let key = dialect.quoted(table.key()?.name);
    let placeholders: Vec<_> = (1..=rows)
        .map(|number| dialect.placeholder(number))
        .collect();
    Some(format!(" WHERE {key} IN ({})", placeholders.join(", ")))
}
