//! Deletes rows that reference each other, or themselves, on a server that checks each foreign key
//! while the statement still deletes. Runs only after such a server refused the DELETE.

use std::sync::Arc;

use crate::driver::counters::Counters;
use crate::driver::seam::{Arguments, Call, FkHint, Sink};
use crate::driver::sinks::Nothing;
use crate::driver::sqlx::engine::Engine;
use crate::driver::sqlx::fault::{Fault, FaultScope};
use crate::driver::sqlx::lease::{Lease, Subject};
use crate::error::kind::ErrorKind;
use crate::error::{Error, Result, protocol_error};
use crate::sql::render::self_reference::{clear, clearable, delete_by_keys, keys_of_delete};
use crate::table::Table;
use crate::value::row::Row;
use crate::value::{Kind, Value};

/// The most rows of one statement.
const ROWS: usize = 1_000;

/// Returns true if rows of the table itself may be what kept the rows from being deleted.
pub(super) fn may_be_cause<E: Engine>(call: &Call, fault: &Fault) -> bool {
    let deletes = matches!(call.writes, FkHint::Deletion | FkHint::Deletions);
    let is_refused =
        fault.scope == FaultScope::Statement && fault.error.kind() == ErrorKind::ForeignKey;
    E::DIALECT.capabilities.checks_keys_by_row
        && deletes
        && is_refused
        && call.table.is_some_and(|table| !clearable(table).is_empty())
}

/// Clears the references of the rows to rows of their table, and deletes the rows. Returns their
/// number. The caller has started a transaction.
///
/// # Errors
///
/// `refused`, where other rows reference one of them.
pub(super) async fn delete<E: Engine>(
    lease: &mut Lease<E>,
    call: &mut Call,
    counters: &Counters,
    refused: Fault,
) -> Result<u64, Fault> {
    match clear_and_delete(lease, call, counters).await {
        Ok(affected) => Ok(affected),
        Err(fault) if fault.scope == FaultScope::Statement => Err(refused),
        Err(fault) => Err(fault),
    }
}

async fn clear_and_delete<E: Engine>(
    lease: &mut Lease<E>,
    call: &mut Call,
    counters: &Counters,
) -> Result<u64, Fault> {
    let local = |error: Error| Fault::new(FaultScope::Statement, error);
    let (Some(table), Arguments::Once(values)) = (call.table, &call.arguments) else {
        return Err(local(protocol_error()));
    };
    let missing = || local(protocol_error());
    let subject = Subject {
        table: Some(table),
        writes: &call.writes,
    };
    let mut keys = Keys::of(table).ok_or_else(missing)?;
    let select = keys_of_delete(table, E::DIALECT, &call.sql).ok_or_else(missing)?;
    let arguments = E::arguments(values).map_err(local)?;
    counters.statement();
    lease
        .statement(Arc::from(select), arguments, subject, &mut keys)
        .await?;
    let columns = clearable(table);
    for rows in keys.found.chunks(ROWS) {
        let sql = clear(table, E::DIALECT, &columns, rows.len()).ok_or_else(missing)?;
        let arguments = E::arguments(rows).map_err(local)?;
        counters.statement();
        lease
            .statement(Arc::from(sql), arguments, subject, &mut Nothing)
            .await?;
    }
    let mut affected = 0;
    for rows in keys.found.chunks(ROWS) {
        let sql = delete_by_keys(table, E::DIALECT, rows.len()).ok_or_else(missing)?;
        let arguments = E::arguments(rows).map_err(local)?;
        counters.statement();
        let mut sink = Nothing;
        let deleted = lease.statement(Arc::from(sql), arguments, subject, &mut sink);
        affected += deleted.await?.affected;
    }
    call.writes
        .check_affected(call.table, affected)
        .map_err(local)?;
    Ok(affected)
}

/// Takes the keys of rows.
struct Keys {
    kind: Kind,
    found: Vec<Value>,
}

impl Keys {
    fn of(table: &'static Table) -> Option<Self> {
        let kind = table.key()?.kind;
        Some(Self {
            kind,
            found: Vec::new(),
        })
    }
}

impl Sink for Keys {
    fn row(&mut self, row: &dyn Row) -> Result<()> {
        let key = Value::read(row, 0, self.kind).map_err(|_| protocol_error())?;
        self.found.push(key);
        Ok(())
    }
}
