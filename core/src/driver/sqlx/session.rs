//! An open transaction.

use std::sync::Arc;

use crate::driver::counters::Counters;
use crate::driver::failure::Failure;
use crate::driver::seam::{BoxFuture, Call, ExecResult, Session};
use crate::driver::sqlx::engine::Engine;
use crate::driver::sqlx::fault::{Fault, FaultScope};
use crate::driver::sqlx::lease::{Lease, NO_MODEL};
use crate::driver::sqlx::run::run_in_transaction;
use crate::driver::sqlx::shield::Shield;
use crate::error::Result;

/// A connection inside a transaction. When it is dropped, its lease rolls back.
pub(super) struct Transaction<E: Engine> {
    lease: Lease<E>,
    counters: Arc<Counters>,
}

impl<E: Engine> Transaction<E> {
    /// Wraps a lease on which the transaction has been started.
    pub(super) const fn new(lease: Lease<E>, counters: Arc<Counters>) -> Self {
        Self { lease, counters }
    }

    /// Returns the session with the answer, unless the transaction is over.
    fn back<T>(self: Box<Self>, done: Result<T, Fault>) -> Result<(Box<dyn Session>, Result<T>)> {
        match done {
            Ok(done) => Ok((self, Ok(done))),
            Err(fault) if fault.scope == FaultScope::Statement => Ok((self, Err(fault.error))),
            Err(fault) => Err(fault.error),
        }
    }
}

impl<E: Engine> Session for Transaction<E> {
    fn run(
        mut self: Box<Self>,
        call: Call,
    ) -> BoxFuture<'static, (Box<dyn Session>, Result<ExecResult>)> {
        let runtime = self.lease.runtime();
        Box::pin(Shield::new(runtime, async move {
            let counters = Arc::clone(&self.counters);
            let done = run_in_transaction(&mut self.lease, call, &counters).await;
            self.back(done)
        }))
    }

    fn control(
        mut self: Box<Self>,
        sql: String,
    ) -> BoxFuture<'static, (Box<dyn Session>, Result<()>)> {
        let runtime = self.lease.runtime();
        Box::pin(Shield::new(runtime, async move {
            let done = self.lease.control(Arc::from(sql), NO_MODEL).await;
            self.back(done.map(drop))
        }))
    }

    fn commit(mut self: Box<Self>) -> BoxFuture<'static, ()> {
        let runtime = self.lease.runtime();
        Box::pin(Shield::new(runtime, async move {
            if !self.lease.is_in_transaction() {
                return Err(Failure::TransactionAborted.error(None));
            }
            self.lease.commit().await.map_err(Fault::of_commit)
        }))
    }

    fn rollback(mut self: Box<Self>) -> BoxFuture<'static, ()> {
        let runtime = self.lease.runtime();
        Box::pin(Shield::new(runtime, async move {
            self.lease.rollback().await.map_err(|fault| fault.error)
        }))
    }
}
