//! Runs calls on a lease, standalone or in an open transaction.

use std::sync::Arc;

use crate::driver::counters::Counters;
use crate::driver::failure::Failure;
use crate::driver::seam::{Arguments, Call, ExecResult, FkHint};
use crate::driver::sqlx::bulk;
use crate::driver::sqlx::conflict;
use crate::driver::sqlx::engine::Engine;
use crate::driver::sqlx::execution::Execution;
use crate::driver::sqlx::fault::{Fault, FaultScope};
use crate::driver::sqlx::first_violation;
use crate::driver::sqlx::key_check::{self, KeyInUse};
use crate::driver::sqlx::lease::{Lease, NO_MODEL, Subject};
use crate::driver::sqlx::row_check;
use crate::driver::sqlx::self_reference;
use crate::error::kind::ErrorKind;
use crate::error::{Error, Result};
use crate::sql::dialect::capabilities::Bulk;

/// The outcome of a standalone call.
pub(super) enum Outcome {
    Answered(Result<ExecResult>),
    /// The server had closed the idle connection. The call did not start, or only read, and can be
    /// repeated.
    Retry(Call),
}

/// Runs a call outside of a transaction: whole, or not at all.
pub(super) async fn run_standalone<E: Engine>(
    mut lease: Lease<E>,
    mut call: Call,
    counters: &Counters,
) -> Outcome {
    let mut has_transaction = needs_transaction(&lease, &call);
    if let (false, Some(key)) = (has_transaction, KeyInUse::of(&call)) {
        has_transaction = !key_check::is_safe(&mut lease, key).await;
    }
    if let (false, Some(table)) = (has_transaction, row_check::returned_row(&call)) {
        has_transaction = !row_check::is_safe(&mut lease, table).await;
    }
    if has_transaction {
        let begin = Arc::clone(&lease.begin_sql().implicit);
        if let Err(fault) = lease.begin(begin).await {
            return before_write(&lease, fault.error, call);
        }
    }
    let affected = match run(&mut lease, &mut call, counters).await {
        Ok(affected) => affected,
        // The lease rolls the open transaction back when it is dropped.
        Err(fault) if has_transaction => return Outcome::Answered(Err(fault.error)),
        Err(fault) if call.work.writes() => return Outcome::Answered(Err(fault.of_commit())),
        Err(fault) => return before_write(&lease, fault.error, call),
    };
    if has_transaction && let Err(fault) = lease.commit().await {
        return Outcome::Answered(Err(fault.of_commit()));
    }
    let sink = call.sink;
    Outcome::Answered(Ok(ExecResult { affected, sink }))
}

/// Returns the outcome of an error before which nothing was written.
fn before_write<E: Engine>(lease: &Lease<E>, error: Error, call: Call) -> Outcome {
    if lease.was_closed_while_idle(&error) {
        Outcome::Retry(call)
    } else {
        Outcome::Answered(Err(error))
    }
}

/// Runs a call in the open transaction of the lease.
pub(super) async fn run_in_transaction<E: Engine>(
    lease: &mut Lease<E>,
    mut call: Call,
    counters: &Counters,
) -> Result<ExecResult, Fault> {
    let check = E::TRANSACTION_CHECK.filter(|_| matches!(call.arguments, Arguments::Session(_)));
    if let Some([before, _]) = check {
        lease.control(Arc::from(before), NO_MODEL).await?;
    }
    let affected = run(lease, &mut call, counters).await?;
    if let Some([_, after]) = check {
        lease
            .control(Arc::from(after), NO_MODEL)
            .await
            .map_err(|fault| Fault {
                error: match fault.error.kind() {
                    ErrorKind::Aborted => Failure::TransactionEnded.error(None),
                    _ => fault.error,
                },
                ..fault
            })?;
    }
    Ok(ExecResult {
        affected,
        sink: call.sink,
    })
}

/// Returns true where the call is more than one statement, where a single statement may have to be
/// undone, or where the limits of the session must be set beside it. An UPDATE whose row must be
/// read back is two statements.
fn needs_transaction<E: Engine>(lease: &Lease<E>, call: &Call) -> bool {
    lease.has_no_session()
        || match &call.arguments {
            Arguments::Session(_) => false,
            Arguments::Once(_) => {
                !E::DIALECT.capabilities.update_returning
                    && matches!(call.writes, FkHint::Columns(_))
            }
            Arguments::Each(sets) => !bulk::is_one_statement(lease, call, sets),
            // The server makes a script one transaction where it can.
            Arguments::Script => E::DIALECT.capabilities.bulk == Bulk::Each,
        }
}

/// Runs the statements of a call. After an error the caller rolls the transaction back, or the
/// statement had no effect.
async fn run<E: Engine>(
    lease: &mut Lease<E>,
    call: &mut Call,
    counters: &Counters,
) -> Result<u64, Fault> {
    let mut written = 0;
    match run_statements(lease, call, counters, &mut written).await {
        Err(fault) if self_reference::may_be_cause::<E>(call, &fault) => {
            let own = !lease.is_in_transaction();
            if own {
                let begin = Arc::clone(&lease.begin_sql().implicit);
                lease.begin(begin).await?;
            }
            let affected = self_reference::delete(lease, call, counters, fault).await?;
            if own {
                lease.commit().await?;
            }
            Ok(affected)
        }
        Err(fault) => {
            let fault = first_violation::find(lease, call, written, counters, fault).await;
            Err(conflict::complete(lease, call.table, fault).await)
        }
        done => done,
    }
}

async fn run_statements<E: Engine>(
    lease: &mut Lease<E>,
    call: &mut Call,
    counters: &Counters,
    written: &mut usize,
) -> Result<u64, Fault> {
    let mut run = Execution {
        lease,
        counters,
        sql: &call.sql,
        subject: Subject {
            table: call.table,
            writes: &call.writes,
        },
        sink: &mut *call.sink,
        written: 0,
    };
    let affected = match &call.arguments {
        Arguments::Once(values) => run.once(values).await,
        Arguments::Session(values) => {
            run.lease.mark_changed()?;
            run.once(values).await
        }
        Arguments::Each(sets) => bulk::each(&mut run, sets).await,
        Arguments::Script => run.script().await,
    };
    *written = run.written;
    let affected = affected?;
    let checked = call.writes.check_affected(call.table, affected);
    checked.map_err(|error| Fault::new(FaultScope::Statement, error))?;
    Ok(affected)
}
