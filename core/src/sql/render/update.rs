//! UPDATE and DELETE: the statements that write rows which exist.

use std::sync::Arc;

use crate::error::Result;
use crate::sql::dialect::Dialect;
use crate::sql::render::select::Ready;
use crate::sql::render::writer::SqlWriter;
use crate::stmt::condition::Condition;
use crate::stmt::delete::Delete;
use crate::stmt::target::Target;
use crate::stmt::update::Update;
use crate::table::Table;
use crate::table::column::ColumnDef;
use crate::value::Value;

/// Renders an UPDATE. The values of the assignments come first, those of the conditions after them.
pub(crate) fn update(
    table: &'static Table,
    dialect: &'static Dialect,
    update: Update,
) -> Result<Ready> {
    let mut sql = SqlWriter::new(dialect, "UPDATE ");
    sql.name(table.name());
    sql.push(" SET ");
    for (number, assignment) in update.set.into_iter().enumerate() {
        let Some(column) = table.columns().get(assignment.column) else {
            continue;
        };
        sql.push(if number == 0 { "" } else { ", " });
        sql.name(column.name);
        sql.push(" = ");
        if assignment.increments {
            increment(&mut sql, column, assignment.value);
        } else {
            sql.value(assignment.value);
        }
    }
    let goes_through_keys = reads_changed_table(&sql, &update.target);
    target(&mut sql, table, &update.target, goes_through_keys)?;
    if update.returning && dialect.capabilities.update_returning {
        sql.push(" RETURNING ");
        sql.push(&dialect.prepared(table).columns);
    }
    sql.finish()
}

/// Writes the sum of a column and a value.
fn increment(sql: &mut SqlWriter, column: &ColumnDef, value: Value) {
    let template = (sql.dialect().syntax.increment)(column.kind);
    let mut value = Some(value);
    for part in template.split_inclusive(['@', '?']) {
        match (part.strip_suffix('@'), part.strip_suffix('?')) {
            (Some(text), _) => {
                sql.push(text);
                sql.name(column.name);
            }
            (_, Some(text)) => {
                sql.push(text);
                if let Some(value) = value.take() {
                    sql.value(value);
                }
            }
            _ => sql.push(part),
        }
    }
}

/// Renders a DELETE.
pub(crate) fn delete(
    table: &'static Table,
    dialect: &'static Dialect,
    delete: &Delete,
) -> Result<Ready> {
    if let [condition] = delete.target.filters.as_slice()
        && let Some((column, value)) = condition.as_equal()
        && column.key
        && delete.target.deleted.condition(table).is_none()
    {
        let sql = Arc::clone(&dialect.prepared(table).delete);
        return Ok((sql, vec![value.clone()]));
    }
    let mut sql = SqlWriter::new(dialect, "DELETE FROM ");
    sql.name(table.name());
    let mut filters = delete.target.filters.iter();
    let goes_through_keys = reads_changed_table(&sql, &delete.target)
        || dialect.capabilities.deletes_changed_rows
            && filters.any(|condition| condition.reads_set_null(table));
    target(&mut sql, table, &delete.target, goes_through_keys)?;
    sql.finish()
}

/// Returns true where the conditions have a subquery, and the database does not read the table that
/// it changes.
fn reads_changed_table(sql: &SqlWriter, target: &Target) -> bool {
    let is_related = target.filters.iter().any(Condition::is_related);
    is_related && !sql.dialect().capabilities.reads_changed_table
}

/// Writes the WHERE of the rows that are written; by their keys, which are read before, where they
/// go through these.
fn target(
    sql: &mut SqlWriter,
    table: &'static Table,
    target: &Target,
    goes_through_keys: bool,
) -> Result<()> {
    let Some(key) = table.key().filter(|_| goes_through_keys) else {
        return sql.filter(table, &target.filters, target.deleted);
    };
    // A derived table is materialised before the first row is written.
    sql.push(" WHERE ");
    sql.column(key);
    sql.push(" IN (SELECT ");
    sql.column(key);
    sql.push(" FROM (SELECT ");
    sql.column(key);
    sql.push(" FROM ");
    sql.name(table.name());
    sql.filter(table, &target.filters, target.deleted)?;
    sql.push(") AS fivefold_rows)");
    Ok(())
}
