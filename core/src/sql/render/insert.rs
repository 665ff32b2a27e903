//! New rows, one or many of them in a statement. The values are those of every column that the database does not make.

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

/// Inserts so many rows, whose values come one row after the other; returns their keys where the database makes them. More
/// than one row only where the dialect takes tuples.
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
    sql.push_str(&returning(table, dialect));
    Arc::from(sql)
}

/// Inserts one row or, where another one has its values in these columns, which are unique together, sets these columns of that one to what was to be
/// inserted; to those of `adding`, 1 is added. Returns the row. Only where the dialect has this.
pub(crate) fn upsert(
    table: &'static Table,
    dialect: &'static Dialect,
    unique: &[&'static ColumnDef],
    changing: &[&'static ColumnDef],
    adding: Option<&'static ColumnDef>,
) -> Arc<str> {
    let (own, texts) = (dialect.quoted(table.name()), dialect.prepared(table));
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
    let sets = list(changing.iter().map(set).chain(adding.map(add)));
    Arc::from(format!(
        "{} ON CONFLICT ({}){} DO UPDATE SET {sets} RETURNING {}",
        texts.insert,
        list(unique.iter().map(|column| quoted(column))),
        live.unwrap_or_default(),
        texts.columns
    ))
}

/// Inserts one row if all these conditions are met, none of which looks at the row; no row otherwise.
pub(crate) fn insert_where(
    table: &'static Table,
    dialect: &'static Dialect,
    row: Vec<Value>,
    conditions: &[Condition],
) -> Result<(Arc<str>, Vec<Value>)> {
    let names = list(sent(table).iter().map(|column| dialect.quoted(column.name)));
    let mut text = SqlWriter::new(dialect, &start(table, dialect));
    text.push(&format!("({names}) SELECT "));
    for (at, value) in row.into_iter().enumerate() {
        text.push(if at == 0 { "" } else { ", " });
        text.value(value);
    }
    text.push(dialect.syntax.from_nothing);
    for (at, condition) in conditions.iter().enumerate() {
        text.push(if at == 0 { " WHERE " } else { " AND " });
        text.node(condition)?;
    }
    text.push(&returning(table, dialect));
    text.finish()
}

/// Inserts rows that come as one array for each column.
pub(crate) fn insert_many(table: &Table, dialect: &Dialect) -> Option<Arc<str>> {
    let columns = sent(table);
    if dialect.capabilities.bulk != Bulk::Arrays || columns.is_empty() {
        return None;
    }
    let names = list(columns.iter().map(|column| dialect.quoted(column.name)));
    let arrays = columns.iter().enumerate().map(|(at, column)| {
        let array = (dialect.syntax.array)(column.kind)?;
        Some(format!("{}::{array}", dialect.placeholder(at + 1)))
    });
    let arrays = list(arrays.collect::<Option<Vec<_>>>()?.into_iter());
    let returning = returning(table, dialect);
    let rows = if returning.is_empty() {
        format!("SELECT * FROM unnest({arrays})")
    } else {
        // Keys are counted in the order of the rows, and come back in it.
        let own = |at: usize| format!("c{at}");
        let values = list((1..=columns.len()).map(|at| format!("u.{}", own(at))));
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

fn sent(table: &Table) -> Vec<&'static ColumnDef> {
    let columns = table.columns().iter();
    columns
        .filter(|column| !column.made_by_database())
        .collect()
}

fn returning(table: &Table, dialect: &Dialect) -> String {
    match table.key() {
        Some(key) if key.made_by_database() => {
            (dialect.syntax.returning_key)(&dialect.quoted(key.name))
        }
        _ => String::new(),
    }
}
