//! The order in which tables are created: referenced tables first.

use crate::error::kind::ErrorKind;
use crate::error::{Error, Result};
use crate::table::Table;

/// Returns the tables with parents before children, and otherwise in the order given.
///
/// Tables with circular references have no such order; they keep the order given.
pub(super) fn parents_first(tables: &[&'static Table]) -> Result<Vec<&'static Table>> {
    for table in tables {
        for column in table.columns() {
            let Some(parent) = column.references.map(|key| (key.parent)()) else {
                continue;
            };
            if !tables.iter().any(|other| other.name() == parent.name()) {
                return Err(Error::new(
                    ErrorKind::Misuse,
                    format!(
                        "`{}.{}` points to `{}`, which is not in the schema; add it",
                        table.model(),
                        column.field,
                        parent.model()
                    ),
                ));
            }
        }
    }
    let mut waiting = tables.to_vec();
    let mut ordered = Vec::with_capacity(tables.len());
    while !waiting.is_empty() {
        let (ready, blocked): (Vec<_>, Vec<_>) =
            waiting.iter().partition(|table| !waits(table, &waiting));
        if ready.is_empty() {
            // A circle: the first table is created, which unblocks those that wait for nothing
            // else.
            ordered.push(waiting.remove(0));
        } else {
            ordered.extend(ready);
            waiting = blocked;
        }
    }
    Ok(ordered)
}

/// Returns true if the table references another one that is not created yet. A reference to itself
/// does not count.
fn waits(table: &Table, waiting: &[&'static Table]) -> bool {
    table
        .columns()
        .iter()
        .filter_map(|column| column.references)
        .map(|key| (key.parent)().name())
        .any(|parent| parent != table.name() && waiting.iter().any(|other| other.name() == parent))
}
