//! INSERT statements of one or many rows. The values are those of every column that the database
//! does not generate.

use std::fmt::Write as _;
use std::sync::Arc;

use crate::error::Result;
use crate::sql::dialect::Dialect;
use crate::sql::dialect::capabilities::Bulk;
use crate::sql::render::delimited::list;
use crate::sql::render::writer::SqlWriter;
use crate::stmt::condition::Condition;
use crate::stmt::select::Deleted;
use crate::table::Table;
use crate::table::column::ColumnDef;
use crate::value::Value;

/// Renders the INSERT of `rows` rows, whose values follow row by row; it returns the keys that the
/// database generates. More than one row only if the dialect inserts tuples.
pub(crate) fn insert_tuples(table: &Table, dialect: &Dialect, rows: usize) -> Arc<str> {
    let columns = sent(table);
    let mut sql = start(table, dialect);
    if columns.is_empty() {
        sql.push_str(dialect.syntax.default_values);
        sql.extend((1..rows).map(|_| ", ()"));
    } else {
        let names = list(columns.iter().map(|column| dialect.quoted(column.name)));
        let _ = write!(sql, "({names}) VALUES ");
        sql.reserve(rows * columns.len() * 4);
        for row in 0..rows {
            sql.push_str(if row == 0 { "(" } else { ", (" });
            for column in 1..=columns.len() {
                sql.push_str(if column == 1 { "" } else { ", " });
                sql.push_str(&dialect.placeholder(row * columns.len() + column));
            }
            sql.push(')');
        }
    }
    sql.push_str(&returning_clause(table, dialect));
    Arc::from(sql)
}

/// Renders the INSERT of one row that, on a conflict in the `unique` columns, sets the `updated`
/// columns of the existing row to the inserted values and adds 1 to the `incremented` column. It
/// returns the row. Only if the dialect has upserts.
pub(crate) fn upsert(
    table: &'static Table,
    dialect: &'static Dialect,
    unique: &[&'static ColumnDef],
    updated: &[&'static ColumnDef],
    incremented: Option<&'static ColumnDef>,
) -> Arc<str> {
    let (own, prepared) = (dialect.quoted(table.name()), dialect.prepared(table));
    let quoted = |column: &ColumnDef| dialect.quoted(column.name);
    let live = Deleted::Without.condition(table);
    let live = live
        .filter(|_| !unique.iter().any(|column| column.key))
        .map(|(column, sign)| format!(" WHERE {}{sign}", quoted(column)));
    let set = |column: &&'static ColumnDef| {
        let column = quoted(column);
        format!("{column} = excluded.{column}")
    };
    let add = |column: &'static ColumnDef| {
        let column = quoted(column);
        format!("{column} = {own}.{column} + 1")
    };
    let sets = list(updated.iter().map(set).chain(incremented.map(add)));
    Arc::from(format!(
        "{} ON CONFLICT ({}){} DO UPDATE SET {sets} RETURNING {}",
        prepared.insert,
        list(unique.iter().map(|column| quoted(column))),
        live.unwrap_or_default(),
        prepared.columns
    ))
}

/// Renders the INSERT of one row if all these conditions are met, none of which reads the row;
/// otherwise no row is inserted.
pub(crate) fn insert_where(
    table: &'static Table,
    dialect: &'static Dialect,
    row: Vec<Value>,
    conditions: &[Condition],
) -> Result<(Arc<str>, Vec<Value>)> {
    let names = list(sent(table).iter().map(|column| dialect.quoted(column.name)));
    let mut text = SqlWriter::new(dialect, &start(table, dialect));
    text.push(&format!("({names}) SELECT "));
    text.comma_separated(row, SqlWriter::value);
    text.push(dialect.syntax.from_nothing);
    for (index, condition) in conditions.iter().enumerate() {
        text.push(if index == 0 { " WHERE " } else { " AND " });
        text.condition(condition)?;
    }
    text.push(&returning_clause(table, dialect));
    text.finish()
}

/// Renders the INSERT of rows whose values are one array for each column.
pub(crate) fn insert_many(table: &Table, dialect: &Dialect) -> Option<Arc<str>> {
    let columns = sent(table);
    if dialect.capabilities.bulk != Bulk::Arrays || columns.is_empty() {
        return None;
    }
    let names = list(columns.iter().map(|column| dialect.quoted(column.name)));
    let arrays = columns.iter().enumerate().map(|(index, column)| {
        let array = (dialect.syntax.array)(column.kind)?;
        Some(format!("{}::{array}", dialect.placeholder(index + 1)))
    });
    let arrays = list(arrays.collect::<Option<Vec<_>>>()?.into_iter());
    let returning = returning_clause(table, dialect);
    let rows = if returning.is_empty() {
        format!("SELECT * FROM unnest({arrays})")
    } else {
        // Keys are generated and returned in the order of the rows.
        let own = |index: usize| format!("c{index}");
        let values = list((1..=columns.len()).map(|index| format!("u.{}", own(index))));
        let given = list((1..=columns.len()).map(own));
        format!(
            "SELECT {values} FROM unnest({arrays}) WITH ORDINALITY AS u({given}, n) ORDER BY u.n"
        )
    };
    let start = start(table, dialect);
    Some(Arc::from(format!("{start}({names}) {rows}{returning}")))
}

fn start(table: &Table, dialect: &Dialect) -> String {
    format!("INSERT INTO {} ", dialect.quoted(table.name()))
}

/// Returns the columns for which an INSERT sends a value.
fn sent(table: &Table) -> Vec<&'static ColumnDef> {
    let columns = table.columns().iter();
    columns
        .filter(|column| !column.made_by_database())
        .collect()
}

fn returning_clause(table: &Table, dialect: &Dialect) -> String {
    match table.key() {
        Some(key) if key.made_by_database() => {
            (dialect.syntax.returning_key)(&dialect.quoted(key.name))
        }
        _ => String::new(),
    }
}
