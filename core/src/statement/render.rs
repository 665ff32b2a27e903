//! From descriptions to SQL text. Identifiers come from the macro as `&'static str`; values are placeholders, always.

use std::fmt::Write as _;
use std::sync::Arc;

use super::{Texts, insert};
use crate::dialect::Dialect;
use crate::query::shape::Deleted;
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
    let live = Deleted::Without.condition(table).map(|(column, sign)| {
        let column = dialect.quoted(column.name);
        (
            format!(" AND {column}{sign}"),
            format!(" WHERE {column}{sign}"),
        )
    });
    let (and_live, where_live) = live.unwrap_or_default();
    let find_by = |column: &ColumnDef| {
        Arc::from(format!(
            "SELECT {columns} FROM {name} WHERE {} = {first}{and_live}",
            dialect.quoted(column.name)
        ))
    };
    Texts {
        insert: insert::insert_tuples(table, dialect, 1),
        insert_many: insert::insert_many(table, dialect),
        get: Arc::from(format!(
            "SELECT {columns} FROM {name} WHERE {key} = {first}{and_live}"
        )),
        exists: Arc::from(format!(
            "SELECT 1 FROM {name} WHERE {key} = {first}{and_live}"
        )),
        delete: Arc::from(format!("DELETE FROM {name} WHERE {key} = {first}")),
        list: Arc::from(format!(
            "SELECT {columns} FROM {name}{where_live} ORDER BY {key} LIMIT {first} OFFSET {}",
            dialect.placeholder(2)
        )),
        count: Arc::from(format!("SELECT count(*) FROM {name}{where_live}")),
        find_by: table.columns().iter().map(find_by).collect(),
        columns,
    }
}

/// What an update of one row changes, and which row may be changed.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Updating<'a> {
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

/// Changes some columns of the row with a key, which is the last value.
pub(crate) fn update(table: &Table, dialect: &Dialect, updating: Updating<'_>) -> Arc<str> {
    let Updating {
        columns,
        adding,
        unchanged,
        deleted,
        returns,
    } = updating;
    let unchanged = unchanged.and_then(|at| table.columns().get(at));
    let texts = table.texts(dialect);
    let mut last = columns.len() + 1;
    let mut sql = String::with_capacity(64 + 24 * last + texts.columns.len());
    let _ = write!(sql, "UPDATE {} SET ", dialect.quoted(table.name()));
    let columns = columns.iter();
    let defs = columns.filter_map(|at| Some((at, table.columns().get(*at)?)));
    for (number, (at, column)) in defs.enumerate() {
        let comma = if number == 0 { "" } else { ", " };
        let (column, value) = (dialect.quoted(column.name), dialect.placeholder(number + 1));
        let _ = write!(sql, "{comma}{column} = ");
        if adding.contains(at) {
            let _ = write!(sql, "{column} + ");
        }
        let _ = write!(sql, "{value}");
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
    if let Some((column, sign)) = deleted.condition(table) {
        let _ = write!(sql, " AND {}{sign}", dialect.quoted(column.name));
    }
    if returns && dialect.update_returns {
        let _ = write!(sql, " RETURNING {}", texts.columns);
    }
    Arc::from(sql)
}

/// Deletes the row with a key if this column still holds a value: the first one, and the key the second.
pub(crate) fn delete_unchanged(table: &Table, dialect: &Dialect, unchanged: usize) -> Arc<str> {
    let quoted = |column: Option<&ColumnDef>| {
        column.map_or_else(String::new, |column| dialect.quoted(column.name))
    };
    Arc::from(format!(
        "DELETE FROM {} WHERE {} = {} AND {} = {}",
        dialect.quoted(table.name()),
        quoted(table.columns().get(unchanged)),
        dialect.placeholder(1),
        quoted(table.key()),
        dialect.placeholder(2)
    ))
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
    let live = Deleted::Without
        .condition(table)
        .map_or_else(String::new, |(column, sign)| {
            format!(" AND {}{sign}", dialect.quoted(column.name))
        });
    Arc::from(format!(
        "SELECT {columns} FROM (SELECT 1 AS fivefold_one) AS fivefold_always LEFT JOIN {name} ON {login} = {value}{live}"
    ))
}

pub(super) fn list(parts: impl Iterator<Item = String>) -> String {
    parts.collect::<Vec<_>>().join(", ")
}
