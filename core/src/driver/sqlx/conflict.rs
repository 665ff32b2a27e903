//! Names the field and the constraint of a conflict, from the catalogue where the error does not
//! have both.

use std::sync::Arc;

use crate::driver::sqlx::engine::Engine;
use crate::driver::sqlx::fault::{Fault, FaultScope};
use crate::driver::sqlx::lease::{Lease, NO_MODEL};
use crate::driver::unique_index::UniqueIndexes;
use crate::error::kind::ErrorKind;
use crate::table::Table;
use crate::value::Value;

/// Completes the error of a conflict. The indexes of a table are read after the first conflict that
/// needs them, on the same connection, and again when an index is not among them.
pub(super) async fn complete<E: Engine>(
    lease: &mut Lease<E>,
    table: Option<&'static Table>,
    fault: Fault,
) -> Fault {
    let (Some(sql), Some(table)) = (E::UNIQUE_INDEXES, table) else {
        return fault;
    };
    let error = &fault.error;
    let is_complete = E::REPORTS_INDEX && error.fields().is_some();
    let is_conflict = error.kind() == ErrorKind::Conflict && error.constraint().is_some();
    if fault.scope != FaultScope::Statement || !is_conflict || is_complete {
        return fault;
    }
    let known = lease.unique_indexes().get(table.name()).cloned();
    let fault = match known.unwrap_or_default().complete(table, fault.error) {
        Ok(error) => return Fault::new(fault.scope, error),
        Err(error) => Fault::new(fault.scope, error),
    };
    let mut found = UniqueIndexes::default();
    let Ok(arguments) = E::arguments(&[Value::Text(table.name().to_owned())]) else {
        return fault;
    };
    let read = lease.statement(Arc::from(sql), arguments, NO_MODEL, &mut found);
    if let Err(lost) = read.await {
        // The connection may be unusable now.
        return Fault::new(lost.scope, fault.error);
    }
    let error = found.complete(table, fault.error);
    lease.unique_indexes().insert(table.name(), found);
    Fault::new(fault.scope, error.unwrap_or_else(|error| error))
}
