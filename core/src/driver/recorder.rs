//! A driver that records the SQL of the statements that pass through it, so that a failed assertion can name them.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::driver::metrics::Metrics;
use crate::driver::seam::{BoxFuture, Call, Driver, ExecResult, Session};
use crate::error::Result;
use crate::sql::dialect::Dialect;

/// How many texts are kept.
const KEPT: usize = 256;

/// The texts of the last statements, without their values.
#[derive(Debug, Default)]
pub(crate) struct StatementLog {
    kept: Mutex<Kept>,
}

#[derive(Debug, Default)]
struct Kept {
    texts: VecDeque<Arc<str>>,
    /// How many there were before those that are kept.
    before: usize,
}

impl StatementLog {
    fn add(&self, text: &Arc<str>) {
        let mut kept = self.kept();
        kept.texts.push_back(Arc::clone(text));
        if kept.texts.len() > KEPT {
            kept.texts.pop_front();
            kept.before += 1;
        }
    }

    /// Returns how many there were so far.
    pub(crate) fn count(&self) -> usize {
        let kept = self.kept();
        kept.before + kept.texts.len()
    }

    /// Returns those after the first `count`, and how many of them are not kept any more.
    pub(crate) fn since(&self, count: usize) -> (Vec<Arc<str>>, usize) {
        let kept = self.kept();
        let lost = kept.before.saturating_sub(count);
        let known = count.saturating_sub(kept.before);
        (kept.texts.iter().skip(known).cloned().collect(), lost)
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        // Nothing that holds it can stop half-way.
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A driver, and the texts of what it was asked.
#[derive(Debug)]
pub(crate) struct RecordingDriver {
    inner: Arc<dyn Driver>,
    texts: Arc<StatementLog>,
}

impl RecordingDriver {
    pub(crate) fn over(inner: Arc<dyn Driver>) -> Arc<dyn Driver> {
        let texts = Arc::default();
        Arc::new(Self { inner, texts })
    }
}

impl Driver for RecordingDriver {
    fn dialect(&self) -> &'static Dialect {
        self.inner.dialect()
    }

    fn run(&self, call: Call) -> BoxFuture<'_, ExecResult> {
        Box::pin(async move {
            self.texts.add(&call.sql);
            self.inner.run(call).await
        })
    }

    fn begin(&self) -> BoxFuture<'_, Box<dyn Session>> {
        Box::pin(async move {
            let inner = self.inner.begin().await?;
            let texts = Arc::clone(&self.texts);
            Ok(Box::new(RecordingSession { inner, texts }) as Box<dyn Session>)
        })
    }

    fn close(&self) -> BoxFuture<'_, ()> {
        self.inner.close()
    }

    fn metrics(&self) -> Metrics {
        self.inner.metrics()
    }

    fn log(&self) -> Option<&StatementLog> {
        Some(&self.texts)
    }
}

struct RecordingSession {
    inner: Box<dyn Session>,
    texts: Arc<StatementLog>,
}

impl Session for RecordingSession {
    fn run(
        self: Box<Self>,
        call: Call,
    ) -> BoxFuture<'static, (Box<dyn Session>, Result<ExecResult>)> {
        let Self { inner, texts } = *self;
        Box::pin(async move {
            texts.add(&call.sql);
            let (inner, done) = inner.run(call).await?;
            Ok((Box::new(Self { inner, texts }) as Box<dyn Session>, done))
        })
    }

    fn control(self: Box<Self>, sql: String) -> BoxFuture<'static, (Box<dyn Session>, Result<()>)> {
        let Self { inner, texts } = *self;
        Box::pin(async move {
            let (inner, done) = inner.control(sql).await?;
            Ok((Box::new(Self { inner, texts }) as Box<dyn Session>, done))
        })
    }

    fn commit(self: Box<Self>) -> BoxFuture<'static, ()> {
        self.inner.commit()
    }

    fn rollback(self: Box<Self>) -> BoxFuture<'static, ()> {
        self.inner.rollback()
    }
}

#[cfg(test)]
mod tests {
    use super::{KEPT, StatementLog};

    #[test]
    fn the_last_texts_are_kept_and_the_others_counted() {
        let texts = StatementLog::default();
        for at in 0..KEPT + 10 {
            texts.add(&at.to_string().into());
        }
        assert_eq!(texts.count(), KEPT + 10);
        let (all, lost) = texts.since(0);
        assert_eq!((all.len(), lost), (KEPT, 10));
        let (last, lost) = texts.since(KEPT + 8);
        let last: Vec<&str> = last.iter().map(AsRef::as_ref).collect();
        assert_eq!((last, lost), (vec!["264", "265"], 0));
    }
}
