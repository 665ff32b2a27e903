//! From descriptions to SQL text. Identifiers come from the macro as `&'static str`; values are placeholders, always.

use std::fmt::Write as _;
use std::sync::Arc;

use super::{Texts, insert};
use crate::dialect::Dialect;
use crate::table::{ColumnDef, Table};

pub(super) fn texts(table: &Table, dialect: &Dialect) -> Texts {
    let columns = list(
        table
            .columns()
            .iter()
            .map(|column| dialect.quoted(column.name)),
    );
    let name = dialect.quoted(table.name());
    let key = table
        .key()
        .map_or_else(String::new, |key| dialect.quoted(key.name));
    let first = dialect.placeholder(1);
    let find_by = |column: &ColumnDef| {
        Arc::from(format!(
            "SELECT {columns} FROM {name} WHERE {} = {first}",
            dialect.quoted(column.name)
        ))
    };
    Texts {
        insert: insert::insert_tuples(table, dialect, 1),
        insert_many: insert::insert_many(table, dialect),
        get: Arc::from(format!(
            "SELECT {columns} FROM {name} WHERE {key} = {first}"
        )),
        exists: Arc::from(format!("SELECT 1 FROM {name} WHERE {key} = {first}")),
        delete: Arc::from(format!("DELETE FROM {name} WHERE {key} = {first}")),
        list: Arc::from(format!(
            "SELECT {columns} FROM {name} ORDER BY {key} LIMIT {first} OFFSET {}",
            dialect.placeholder(2)
        )),
        count: Arc::from(format!("SELECT count(*) FROM {name}")),
        find_by: table.columns().iter().map(find_by).collect(),
        columns,
    }
}

/// Changes some columns of the row with a key, and reads it back where the database can do both in one. The key is the last
/// value.
pub(crate) fn update(table: &Table, dialect: &Dialect, columns: &[usize]) -> Arc<str> {
    changes(table, dialect, columns, None)
}

/// Changes some columns of the row with a key, if another column still holds what it did. That is the last value but one, and
/// the key the last.
#[cfg(feature = "auth")]
pub(crate) fn update_where(
    table: &Table,
    dialect: &Dialect,
    columns: &[usize],
    unchanged: usize,
) -> Arc<str> {
    changes(table, dialect, columns, table.columns().get(unchanged))
}

fn changes(
    table: &Table,
    dialect: &Dialect,
    columns: &[usize],
    unchanged: Option<&ColumnDef>,
) -> Arc<str> {
    let texts = table.texts(dialect);
    let mut last = columns.len() + 1;
    let mut sql = String::with_capacity(64 + 24 * last + texts.columns.len());
    let _ = write!(sql, "UPDATE {} SET ", dialect.quoted(table.name()));
    let columns = columns.iter().filter_map(|at| table.columns().get(*at));
    for (at, column) in columns.enumerate() {
        let comma = if at == 0 { "" } else { ", " };
        let (column, value) = (dialect.quoted(column.name), dialect.placeholder(at + 1));
        let _ = write!(sql, "{comma}{column} = {value}");
    }
    let _ = write!(sql, " WHERE ");
    if let Some(unchanged) = unchanged {
        let (column, value) = (dialect.quoted(unchanged.name), dialect.placeholder(last));
        let _ = write!(sql, "{column} = {value} AND ");
        last += 1;
    }
    let key = table
        .key()
        .map_or_else(String::new, |key| dialect.quoted(key.name));
    let _ = write!(sql, "{key} = {}", dialect.placeholder(last));
    if dialect.update_returns {
        let _ = write!(sql, " RETURNING {}", texts.columns);
    }
    Arc::from(sql)
}

/// Reads the row in which one column holds a value, or a row of nulls: always one row, from one plan.
#[cfg(feature = "auth")]
pub(crate) fn sign_in(table: &Table, dialect: &Dialect, login: usize) -> Arc<str> {
    let columns = &table.texts(dialect).columns;
    let name = dialect.quoted(table.name());
    let login = table
        .columns()
        .get(login)
        .map_or_else(String::new, |column| dialect.quoted(column.name));
    let value = dialect.placeholder(1);
    Arc::from(format!(
        "SELECT {columns} FROM (SELECT 1 AS fivefold_one) AS fivefold_always LEFT JOIN {name} ON {login} = {value}"
    ))
}

/// What a selection by one column asks for.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Selection {
    /// The rows in the order of their keys; limit and offset are the second and third value.
    Rows,
    /// The number of rows.
    Count,
    /// 1 where there is a row; nothing otherwise.
    Exists,
}

/// Reads the rows in which one column holds a value, the first value of the statement.
pub(crate) fn select_where(
    table: &Table,
    dialect: &Dialect,
    column: &'static str,
    selection: Selection,
) -> Arc<str> {
    let texts = table.texts(dialect);
    let name = dialect.quoted(table.name());
    let filter = format!("{} = {}", dialect.quoted(column), dialect.placeholder(1));
    Arc::from(match selection {
        Selection::Count => format!("SELECT count(*) FROM {name} WHERE {filter}"),
        Selection::Exists => format!("SELECT 1 FROM {name} WHERE {filter} LIMIT 1"),
        Selection::Rows => {
            let key = table
                .key()
                .map_or_else(String::new, |key| dialect.quoted(key.name));
            let columns = &texts.columns;
            format!(
                "SELECT {columns} FROM {name} WHERE {filter} ORDER BY {key} LIMIT {} OFFSET {}",
                dialect.placeholder(2),
                dialect.placeholder(3)
            )
        }
    })
}

pub(super) fn list(parts: impl Iterator<Item = String>) -> String {
    parts.collect::<Vec<_>>().join(", ")
}
