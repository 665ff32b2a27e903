//! An open transaction.

use std::sync::Arc;

use crate::driver::counters::Counters;
use crate::driver::failure::Failure;
use crate::driver::limits::Durability;
use crate::driver::seam::{Arguments, BoxFuture, Call, ExecResult, Session};
use crate::driver::sqlite::call_error::CallError;
use crate::driver::sqlite::lease::Lease;
use crate::driver::sqlite::run::run_in_transaction;
use crate::driver::sqlite::thread::run_blocking;
use crate::driver::sqlite::transaction::{commit, rollback};
use crate::error::Result;

/// The writer inside a transaction. When it is dropped, its lease rolls back.
#[derive(Debug)]
pub(super) struct Transaction {
    lease: Lease,
    counters: Arc<Counters>,
    durability: Durability,
}

impl Transaction {
    /// Wraps a lease on which the transaction has been started.
    pub(super) const fn new(lease: Lease, counters: Arc<Counters>, durability: Durability) -> Self {
        Self {
            lease,
            counters,
            durability,
        }
    }

    fn execute(&mut self, mut call: Call) -> Result<ExecResult> {
        if matches!(call.arguments, Arguments::Session(_)) {
            self.lease.mark_changed();
        }
        let connection = self.lease.connection()?;
        if !connection.in_transaction() {
            return Err(Failure::TransactionAborted.error(None));
        }
        let affected = run_in_transaction(connection, &mut call).map_err(CallError::into_error)?;
        Ok(ExecResult {
            affected,
            sink: call.sink,
        })
    }

    fn run_control(&mut self, sql: &str) -> Result<()> {
        let connection = self.lease.connection()?;
        if !connection.in_transaction() {
            return Err(Failure::TransactionAborted.error(None));
        }
        connection
            .control(sql)
            .map_err(|error| CallError::of(error).into_error())
    }

    fn end(&mut self) -> Result<()> {
        commit(self.lease.connection()?)
    }
}

impl Session for Transaction {
    fn run(
        mut self: Box<Self>,
        call: Call,
    ) -> BoxFuture<'static, (Box<dyn Session>, Result<ExecResult>)> {
        Box::pin(async move {
            self.counters.statement();
            let is_long = call.work.is_long();
            let work = move || {
                let done = self.execute(call);
                (self as Box<dyn Session>, done)
            };
            if is_long {
                run_blocking(work).await
            } else {
                Ok(work())
            }
        })
    }

    fn control(
        mut self: Box<Self>,
        sql: String,
    ) -> BoxFuture<'static, (Box<dyn Session>, Result<()>)> {
        Box::pin(async move {
            let done = self.run_control(&sql);
            Ok((self as Box<dyn Session>, done))
        })
    }

    fn commit(mut self: Box<Self>) -> BoxFuture<'static, ()> {
        Box::pin(async move {
            match self.durability {
                Durability::Full => run_blocking(move || self.end()).await?,
                Durability::Normal | Durability::Server => self.end(),
            }
        })
    }

    fn rollback(mut self: Box<Self>) -> BoxFuture<'static, ()> {
        Box::pin(async move {
            rollback(self.lease.connection()?);
            Ok(())
        })
    }
}
