//! A driver that records the SQL of the statements that pass through it, so that a failed assertion
//! can name them.

use std::sync::Arc;

use crate::driver::limits::Isolation;
use crate::driver::metrics::Metrics;
use crate::driver::seam::{BoxFuture, Call, Driver, ExecResult, Session};
use crate::driver::statement_log::StatementLog;
use crate::error::Result;
use crate::sql::dialect::Dialect;

/// A driver that records its statements.
#[derive(Debug)]
pub(crate) struct RecordingDriver {
    inner: Arc<dyn Driver>,
    log: Arc<StatementLog>,
}

impl RecordingDriver {
    pub(crate) fn over(inner: Arc<dyn Driver>) -> Arc<dyn Driver> {
        let log = Arc::default();
        Arc::new(Self { inner, log })
    }
}

impl Driver for RecordingDriver {
    fn dialect(&self) -> &'static Dialect {
        self.inner.dialect()
    }

    fn run(&self, call: Call) -> BoxFuture<'_, ExecResult> {
        Box::pin(async move {
            self.log.add(&call.sql);
            self.inner.run(call).await
        })
    }

    fn begin(&self) -> BoxFuture<'_, Box<dyn Session>> {
        self.begin_with(Isolation::Serializable)
    }

    fn begin_with(&self, isolation: Isolation) -> BoxFuture<'_, Box<dyn Session>> {
        Box::pin(async move {
            let inner = self.inner.begin_with(isolation).await?;
            let log = Arc::clone(&self.log);
            Ok(Box::new(RecordingSession { inner, log }) as Box<dyn Session>)
        })
    }

    fn close(&self) -> BoxFuture<'_, ()> {
        self.inner.close()
    }

    fn checkpoint(&self) -> BoxFuture<'_, ()> {
        self.inner.checkpoint()
    }

    fn metrics(&self) -> Metrics {
        self.inner.metrics()
    }

    fn log(&self) -> Option<&StatementLog> {
        Some(&self.log)
    }
}

struct RecordingSession {
    inner: Box<dyn Session>,
    log: Arc<StatementLog>,
}

impl Session for RecordingSession {
    fn run(
        self: Box<Self>,
        call: Call,
    ) -> BoxFuture<'static, (Box<dyn Session>, Result<ExecResult>)> {
        let Self { inner, log } = *self;
        Box::pin(async move {
            log.add(&call.sql);
            let (inner, done) = inner.run(call).await?;
            Ok((Box::new(Self { inner, log }) as Box<dyn Session>, done))
        })
    }

    fn control(self: Box<Self>, sql: String) -> BoxFuture<'static, (Box<dyn Session>, Result<()>)> {
        let Self { inner, log } = *self;
        Box::pin(async move {
            let (inner, done) = inner.control(sql).await?;
            Ok((Box::new(Self { inner, log }) as Box<dyn Session>, done))
        })
    }

    fn commit(self: Box<Self>) -> BoxFuture<'static, ()> {
        self.inner.commit()
    }

    fn rollback(self: Box<Self>) -> BoxFuture<'static, ()> {
        self.inner.rollback()
    }
}
