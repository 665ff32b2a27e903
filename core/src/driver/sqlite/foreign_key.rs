//! Which foreign key was violated: SQLite does not say, so the same connection is asked. Only after a failure.

use rusqlite::Connection;

use super::bind;
use crate::dialect::sqlite::SQLITE;
use crate::error::Violation;
use crate::table::{ColumnDef, Table};
use crate::value::Value;

/// Looks for the foreign key that a statement of one model violated.
pub(super) fn find(
    connection: &Connection,
    table: &'static Table,
    sql: &str,
    values: &[Value],
) -> Violation {
    if sql.starts_with("DELETE") {
        return Violation::Referenced {
            constraint: child(connection, table, sql, values),
        };
    }
    let column = written(table, sql, values)
        .find(|(column, value)| is_orphan(connection, column, value))
        .map(|(column, _)| column.name.to_owned());
    Violation::MissingParent { column }
}

/// The foreign keys that a statement writes, with their values. The SDK renders all statements, so their shape is known:
/// `INSERT INTO "t" ("a", "b") VALUES (?1, ?2), ..` and `UPDATE "t" SET "a" = ?1, "b" = ?2 WHERE ..`.
fn written<'v>(
    table: &'static Table,
    sql: &str,
    values: &'v [Value],
) -> impl Iterator<Item = (&'static ColumnDef, &'v Value)> {
    let (names, rows): (Vec<String>, usize) = match sql.split_once(" SET ") {
        Some((_, sets)) => {
            let sets = sets.split_once(" WHERE ").map_or(sets, |(sets, _)| sets);
            (
                sets.split(", ")
                    .filter_map(|set| set.split_once(" = ?"))
                    .map(|(name, _)| name.to_owned())
                    .collect(),
                1,
            )
        }
        None => {
            let names = sql
                .split_once('(')
                .and_then(|(_, rest)| rest.split_once(')'))
                .map_or("", |(names, _)| names);
            let names: Vec<String> = names.split(", ").map(str::to_owned).collect();
            let rows = values.len() / names.len().max(1);
            (names, rows)
        }
    };
    let column = |name: &String| {
        table
            .columns()
            .iter()
            .find(|column| SQLITE.quoted(column.name) == *name)
    };
    let columns: Vec<Option<&'static ColumnDef>> = names.iter().map(column).collect();
    let written = columns.len() * rows;
    let columns = columns.into_iter().cycle().take(written);
    columns.zip(values).filter_map(|(column, value)| {
        Some((column.filter(|column| column.references.is_some())?, value))
    })
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

/// The constraint of another table through which the row to be deleted is pointed to.
fn child(
    connection: &Connection,
    table: &'static Table,
    sql: &str,
    values: &[Value],
) -> Option<String> {
    let refusing = refusing(connection, table).ok()?;
    // Only a delete by key says here which row it was.
    let by_key = |key: &'static ColumnDef| {
        sql.ends_with(&format!(" WHERE {} = ?1", SQLITE.quoted(key.name)))
    };
    let pointed_to = match (table.key().filter(|key| by_key(key)), values) {
        (Some(_), [key]) => refusing
            .iter()
            .find(|(child, column)| matches!(exists(connection, child, column, key), Ok(true))),
        _ => None,
    };
    let (child, column) = match (pointed_to, refusing.as_slice()) {
        (Some(found), _) | (None, [found]) => found,
        _ => return None,
    };
    Some(format!("{child}_{column}_fkey"))
}

/// The tables and columns that point to this table and keep its rows from being deleted.
fn refusing(
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

fn exists(
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::OnDelete;

    #[rustfmt::skip]
    static NODE: Table = Table::new("Node", "node", &[
        ColumnDef::of::<i64>("id").key(),
        ColumnDef::of::<String>("name"),
        ColumnDef::of::<i64>("left").named("left_id").references(|| &NODE, OnDelete::Restrict),
        ColumnDef::of::<i64>("right").named("right_id").references(|| &NODE, OnDelete::Restrict),
    ]);

    #[test]
    fn the_written_keys_are_found_in_the_statement() {
        #[rustfmt::skip]
        let cases: [(&str, &[(&str, i64)]); 8] = [
            (r#"INSERT INTO "node" ("id", "name", "left_id", "right_id") VALUES (?1, ?2, ?3, ?4)"#, &[("left", 3), ("right", 4)]),
            (r#"INSERT INTO "node" ("right_id", "left_id") VALUES (?1, ?2), (?3, ?4)"#, &[("right", 1), ("left", 2), ("right", 3), ("left", 4)]),
            (r#"INSERT INTO "node" ("name") VALUES (?1)"#, &[]),
            (r#"INSERT INTO "node" DEFAULT VALUES"#, &[]),
            (r#"UPDATE "node" SET "name" = ?1, "right_id" = ?2 WHERE "id" = ?3 RETURNING "id", "left_id""#, &[("right", 2)]),
            (r#"UPDATE "node" SET "left_id" = ?1 WHERE "right_id" = ?2"#, &[("left", 1)]),
            (r#"UPDATE "node" SET "name" = ?1"#, &[]),
            ("", &[]),
        ];
        for (sql, expected) in cases {
            let count = i64::try_from(sql.matches('?').count()).unwrap();
            let values: Vec<Value> = (1..=count).map(Value::I64).collect();
            let found: Vec<_> = written(&NODE, sql, &values)
                .map(|(column, value)| (column.field, value.clone()))
                .collect();
            let expected: Vec<_> = expected
                .iter()
                .map(|(field, value)| (*field, Value::I64(*value)))
                .collect();
            assert_eq!(found, expected, "{sql}");
        }
    }
}
