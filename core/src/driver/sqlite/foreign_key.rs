//! Finds the foreign key that was violated. SQLite does not report it, so it is searched with
//! queries on the same connection, only after a failure.

use rusqlite::Connection;

use crate::driver::seam::FkHint;
use crate::driver::sqlite::bind;
use crate::error::violation::Violation;
use crate::sql::dialect::sqlite::SQLITE;
use crate::table::Table;
use crate::table::column::ColumnDef;
use crate::table::names::constraint_name;
use crate::value::Value;

/// Finds the foreign key that a statement of one model violated.
pub(super) fn find(
    connection: &Connection,
    table: &'static Table,
    writes: &FkHint,
    sql: &str,
    values: &[Value],
) -> Violation {
    let columns: Vec<&ColumnDef> = match writes {
        FkHint::Nothing => Vec::new(),
        FkHint::NewRow | FkHint::NewOrExistingRow => table
            .columns()
            .iter()
            .filter(|column| !column.made_by_database())
            .collect(),
        FkHint::Columns(positions) | FkHint::OneRow(positions) | FkHint::Rows(positions) => {
            positions
                .iter()
                .filter_map(|index| table.columns().get(*index))
                .collect()
        }
        FkHint::Deletion => {
            let found =
                |child: &str, column: &str| exists(connection, child, column, values.last()?).ok();
            return Violation::Referenced {
                constraint: child(connection, table, found),
            };
        }
        FkHint::Deletions => {
            let found = |child: &str, column: &str| {
                points_to_one_of(connection, child, column, table, sql, values).ok()
            };
            return Violation::Referenced {
                constraint: child(connection, table, found),
            };
        }
    };
    let mut written = columns.into_iter().zip(values);
    let orphan = written.find(|(column, value)| is_orphan(connection, column, value));
    Violation::MissingParent {
        column: orphan.map(|(column, _)| column.name.to_owned()),
    }
}

fn is_orphan(connection: &Connection, column: &ColumnDef, value: &Value) -> bool {
    let Some(parent) = column.references.map(|reference| (reference.parent)()) else {
        return false;
    };
    let (Some(key), false) = (parent.key(), matches!(value, Value::Null(_))) else {
        return false;
    };
    matches!(
        exists(connection, parent.name(), key.name, value),
        Ok(false)
    )
}

/// Returns the constraint of another table that references the row to be deleted. None when only
/// rows reference it that would be deleted with it.
fn child(
    connection: &Connection,
    table: &'static Table,
    points: impl Fn(&str, &str) -> Option<bool>,
) -> Option<String> {
    let restricting_references = restricting_references(connection, table).ok()?;
    let (child, column) = restricting_references
        .iter()
        .find(|(child, column)| points(child, column) == Some(true))?;
    let given = given_name(connection, child, column).ok().flatten();
    Some(given.unwrap_or_else(|| constraint_name(child, &[column], "fkey")))
}

/// Returns the name of a foreign key in the definition of its table, which is all that SQLite keeps
/// of it; none in another form than that of `CONSTRAINT "name" FOREIGN KEY ("column")`.
fn given_name(
    connection: &Connection,
    child: &str,
    column: &str,
) -> rusqlite::Result<Option<String>> {
    let sql = "SELECT sql FROM sqlite_schema WHERE type = 'table' AND name = ?1";
    let definition: String = connection.query_row(sql, [child], |row| row.get(0))?;
    let key = format!(" FOREIGN KEY ({})", SQLITE.quoted(column));
    let name = definition.split_once(&key).and_then(|(before, _)| {
        let (_, name) = before.rsplit_once("CONSTRAINT ")?;
        name.strip_prefix('"')?.strip_suffix('"')
    });
    Ok(name.filter(|name| !name.contains('"')).map(str::to_owned))
}

/// Returns true if a column references a row that the statement, a DELETE with these values, was to
/// delete.
fn points_to_one_of(
    connection: &Connection,
    child: &str,
    column: &str,
    table: &'static Table,
    sql: &str,
    values: &[Value],
) -> rusqlite::Result<bool> {
    let (Some(rows), Some(key)) = (sql.strip_prefix("DELETE"), table.key()) else {
        return Ok(false);
    };
    let mut statement = connection.prepare(&format!(
        "SELECT 1 FROM {} WHERE {} IN (SELECT {}{rows})",
        SQLITE.quoted(child),
        SQLITE.quoted(column),
        SQLITE.quoted(key.name)
    ))?;
    bind::bind(&mut statement, values)?;
    let mut rows = statement.raw_query();
    Ok(rows.next()?.is_some())
}

/// Returns the tables and columns that reference this table and keep its rows from being deleted.
fn restricting_references(
    connection: &Connection,
    table: &'static Table,
) -> rusqlite::Result<Vec<(String, String)>> {
    let sql = "SELECT child.name, fk.\"from\" FROM sqlite_schema AS child, pragma_foreign_key_list(child.name) AS fk \
               WHERE child.type = 'table' AND fk.\"table\" = ?1 COLLATE NOCASE AND fk.on_delete IN ('RESTRICT', 'NO ACTION') ORDER BY 1, 2";
    connection
        .prepare(sql)?
        .query_map([table.name()], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect()
}

/// Returns true if a row has this value.
pub(super) fn exists(
    connection: &Connection,
    table: &str,
    column: &str,
    value: &Value,
) -> rusqlite::Result<bool> {
    let mut statement = connection.prepare(&format!(
        "SELECT 1 FROM {} WHERE {} = ?1",
        SQLITE.quoted(table),
        SQLITE.quoted(column)
    ))?;
    bind::bind(&mut statement, std::slice::from_ref(value))?;
    let mut rows = statement.raw_query();
    Ok(rows.next()?.is_some())
}
