//! Whether the rows of a table can always be read, from the model and the catalogue of the server.

use std::sync::Arc;

use serde_json::json;

use crate::driver::seam::{Arguments, Call, FkHint};
use crate::driver::sinks::Integers;
use crate::driver::sqlx::engine::Engine;
use crate::driver::sqlx::lease::{Lease, NO_MODEL};
use crate::table::Table;
use crate::value::Value;

/// Returns the table of which the call returns a row that it did not write as a whole.
pub(super) fn returned_row(call: &Call) -> Option<&'static Table> {
    let is_returned = matches!(call.arguments, Arguments::Once(_))
        && matches!(call.writes, FkHint::Columns(_) | FkHint::NewOrExistingRow);
    call.table.filter(|_| is_returned)
}

/// Returns true if every row of the table can be read as the model; otherwise the statement that
/// returns one needs a transaction, in which it can be undone. The catalogue is read once.
pub(super) async fn is_safe<E: Engine>(lease: &mut Lease<E>, table: &'static Table) -> bool {
    let mut columns = table.columns().iter();
    let readable = columns.all(|column| column.always_readable);
    let Some(sql) = E::FITTING_COLUMNS.filter(|_| readable) else {
        return false;
    };
    if let Some(is_safe) = lease.safe_rows().get(table.name()) {
        return *is_safe;
    }
    let columns = table.columns().iter().map(|column| {
        let types = E::column_types(column.kind);
        json!({ "name": column.name, "types": types, "nullable": column.nullable })
    });
    let columns = serde_json::Value::Array(columns.collect());
    let values = [table.name().to_owned(), columns.to_string()].map(Value::Text);
    let mut found = Integers { found: Vec::new() };
    let Ok(arguments) = E::arguments(&values) else {
        return false;
    };
    let read = lease.statement(Arc::from(sql), arguments, NO_MODEL, &mut found);
    if read.await.is_err() {
        return false;
    }
    let fitting = found
        .found
        .first()
        .and_then(|count| usize::try_from(*count).ok());
    let is_safe = fitting == Some(table.columns().len());
    // A table that does not exist may be created.
    if fitting > Some(0) {
        lease.safe_rows().insert(table.name(), is_safe);
    }
    is_safe
}
