//! Which of several mistakes of new rows is reported: a constraint other than a foreign key, of the
//! first row that breaks one. PostgreSQL checks foreign keys when all rows of a statement are
//! written; others check each row as it is written, and report a foreign key before the rest.

use std::sync::Arc;

use crate::driver::counters::Counters;
use crate::driver::seam::{Arguments, Call, FkHint};
use crate::driver::sinks::Nothing;
use crate::driver::sqlx::bulk;
use crate::driver::sqlx::engine::Engine;
use crate::driver::sqlx::execution::Execution;
use crate::driver::sqlx::fault::{Fault, FaultScope};
use crate::driver::sqlx::lease::{Lease, NO_MODEL, Subject};
use crate::error::kind::ErrorKind;

/// Runs the INSERT of the rows that were not written without foreign keys, after one was violated,
/// and returns the error that is reported. The transaction MUST be rolled back then, as after every
/// error; this starts one where there is none.
pub(super) async fn find<E: Engine>(
    lease: &mut Lease<E>,
    call: &mut Call,
    written: usize,
    counters: &Counters,
    fault: Fault,
) -> Fault {
    let is_new = matches!(call.writes, FkHint::NewRow);
    let is_foreign_key =
        fault.scope == FaultScope::Statement && fault.error.kind() == ErrorKind::ForeignKey;
    let (Some([defer, restore]), true, true) = (E::DEFER_KEYS, is_new, is_foreign_key) else {
        return fault;
    };
    let rows = match &call.arguments {
        Arguments::Once(values) => std::slice::from_ref(values),
        Arguments::Each(sets) => sets.get(written..).unwrap_or_default(),
        Arguments::Session(_) | Arguments::Script => return fault,
    };
    if !lease.is_in_transaction() {
        let begin = Arc::clone(&lease.begin_sql().implicit);
        if let Err(lost) = lease.begin(begin).await {
            return Fault::new(lost.scope, fault.error);
        }
    }
    if let Err(lost) = lease.control(Arc::from(defer), NO_MODEL).await {
        return Fault::new(lost.scope, fault.error);
    }
    let mut sink = Nothing;
    let mut run = Execution {
        lease,
        counters,
        sql: &call.sql,
        subject: Subject {
            table: call.table,
            writes: &call.writes,
        },
        sink: &mut sink,
        written: 0,
    };
    let other = bulk::each(&mut run, rows).await;
    if let Err(lost) = lease.control(Arc::from(restore), NO_MODEL).await {
        // A connection without foreign keys MUST NOT go back to the pool.
        let scope = lost.scope.max(FaultScope::Server);
        lease.forget();
        return Fault::new(scope, fault.error);
    }
    match other {
        Err(other) if other.scope > FaultScope::Statement => Fault::new(other.scope, fault.error),
        Err(other) if is_first(other.error.kind()) => other,
        _ => fault,
    }
}

/// Returns true for the constraints that are checked before foreign keys.
const fn is_first(kind: ErrorKind) -> bool {
    matches!(kind, ErrorKind::Conflict | ErrorKind::Check)
}
