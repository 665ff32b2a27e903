//! Refuses values that are longer than every database can index, before they are sent.

use crate::error::violation::Violation;
use crate::error::{Error, Result};
use crate::exec::write::Statement;
use crate::sql::dialect::Dialect;
use crate::table::Table;
use crate::table::prepared::IndexLimit;
use crate::value::Value;
use crate::value::column_type::Unstorable;

/// Checks the values of a statement.
///
/// # Errors
///
/// `Validation` for a value that is too long for its index; `ForeignKey` for one that is a foreign
/// key, since no row has such a key.
pub(crate) fn check(
    table: &'static Table,
    dialect: &'static Dialect,
    statement: &Statement,
) -> Result<()> {
    let prepared = dialect.prepared(table);
    for limit in &prepared.index_limits {
        let at = limit.position;
        match statement {
            Statement::Insert(rows) => {
                let mut values = rows.iter().filter_map(|row| row.get(at));
                values.try_for_each(|value| check_value(table, limit, value))?;
            }
            Statement::Upsert(row, _) => {
                let mut values = row.get(at).into_iter();
                values.try_for_each(|value| check_value(table, limit, value))?;
            }
            Statement::Update(update, _) => {
                let mut set = update.set.iter().filter(|set| set.column == at);
                set.try_for_each(|set| check_value(table, limit, &set.value))?;
            }
            Statement::Delete(..) => {}
        }
    }
    Ok(())
}

fn check_value(table: &'static Table, limit: &IndexLimit, value: &Value) -> Result<()> {
    let (bytes, characters) = match value {
        Value::Text(text) | Value::Json(text) => {
            let most = limit.characters.unwrap_or(usize::MAX);
            // A character has at least one byte.
            let is_long = text.len() > most && text.chars().count() > most;
            (text.len(), is_long)
        }
        Value::Bytes(bytes) => (bytes.len(), false),
        _ => return Ok(()),
    };
    if bytes <= limit.bytes && !characters {
        return Ok(());
    }
    Err(too_long(table, limit))
}

#[cold]
fn too_long(table: &'static Table, limit: &IndexLimit) -> Error {
    let column = table.columns().get(limit.position);
    if let Some(column) = column.filter(|column| column.references.is_some()) {
        let column = Some(column.name.to_owned());
        return Error::violation(table, Violation::MissingParent { column });
    }
    let most = match limit.characters {
        Some(characters) => format!("{characters} characters and {} bytes", limit.bytes),
        None => format!("{} bytes", limit.bytes),
    };
    let message = format!(
        "is longer than an index holds, which is at most {most}; give it a `len(..)` that fits"
    );
    let reason = Unstorable::new("len", message);
    Error::unstorable(table, table.field(limit.position), &reason)
}
