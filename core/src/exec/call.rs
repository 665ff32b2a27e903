//! Driver calls about one model, and the decoding of their results.

use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::db::executor::Connection;
use crate::db::transaction::retry::pause;
use crate::driver::seam::{Call, ExecResult};
use crate::driver::sinks::Integers;
use crate::error::kind::ErrorKind;
use crate::error::{Error, Result, protocol_error};
use crate::exec::rows::Rows;
use crate::model::Model;
use crate::model::argument::{KeyOf, key_value};
use crate::stmt::workload::Workload;
use crate::table::Table;
use crate::table::column::ColumnDef;
use crate::value::Value;

/// Returns the row of the result; `NotFound` if there is none.
pub(crate) fn one<M: Model>(done: ExecResult) -> Result<M> {
    one_or_none(done)?.ok_or_else(|| Error::not_found(M::table()))
}

/// Returns the row of the result, or none; `MultipleRows` for several rows with one unique value.
pub(crate) fn one_or_none<M: Model>(done: ExecResult) -> Result<Option<M>> {
    let mut rows = done.into::<Rows<M>>()?.rows;
    match rows.pop() {
        Some(_) if !rows.is_empty() => Err(Error::several_with_key(M::table())),
        row => Ok(row),
    }
}

/// Returns the rows of the result.
pub(crate) fn all<M: Model>(done: ExecResult) -> Result<Vec<M>> {
    Ok(done.into::<Rows<M>>()?.rows)
}

/// Returns true if the result has a row.
pub(crate) fn any(done: ExecResult) -> Result<bool> {
    Ok(!done.into::<Integers>()?.found.is_empty())
}

/// Returns the count of the result.
pub(crate) fn counted(done: ExecResult) -> Result<u64> {
    let counted = done
        .into::<Integers>()?
        .found
        .pop()
        .ok_or_else(protocol_error)?;
    u64::try_from(counted).map_err(|_| protocol_error())
}

/// Reads the row with this key.
#[cfg(feature = "auth")]
pub(crate) async fn get<M: Model>(db: Connection<'_>, key: Value) -> Result<M> {
    one(db.run(by_key_value::<M>(db, key)).await?)
}

/// Returns the call that reads the row with this key.
pub(crate) fn by_key<M: Model>(db: Connection<'_>, key: impl KeyOf<M>) -> Result<Call> {
    Ok(by_key_value::<M>(db, key_value::<M>(key)?))
}

fn by_key_value<M: Model>(db: Connection<'_>, key: Value) -> Call {
    let table = M::table();
    let sql = Arc::clone(&db.dialect().prepared(table).get);
    let rows = Rows::<M>::boxed();
    Call::new(table, sql, vec![key], rows, Workload::ShortRead)
}

/// Returns the cached SQL that reads a row by its value in this column.
pub(crate) fn find_by_sql(
    db: Connection<'_>,
    table: &'static Table,
    column: &ColumnDef,
) -> Option<Arc<str>> {
    let mut columns = table.columns().iter();
    let position = columns.position(|other| std::ptr::eq(other, column))?;
    db.dialect()
        .prepared(table)
        .find_by
        .get(position)
        .map(Arc::clone)
}

/// The time for which an operation with several statements is tried, before it fails with `Busy`.
const TRIED_FOR: Duration = Duration::from_secs(15);

/// The attempts of an operation with several statements, which other writers can be in the way of.
pub(crate) struct Attempts {
    start: Instant,
    made: u32,
}

impl Attempts {
    pub(crate) fn new() -> Self {
        Self {
            start: Instant::now(),
            made: 0,
        }
    }

    /// Returns true if there is time for one more attempt, after a random pause. The first two are
    /// made at once.
    pub(crate) async fn next(&mut self) -> bool {
        self.made += 1;
        if self.made < 3 {
            return true;
        }
        let pause = pause(self.made - 2);
        let has_time = self.start.elapsed() + pause < TRIED_FOR;
        if has_time {
            tokio::time::sleep(pause).await;
        }
        has_time
    }
}

/// Returns the error for a row that other writers changed before each attempt to write it.
#[cold]
pub(crate) fn busy(table: &'static Table) -> Error {
    let model = table.model();
    let message = format!("other writers keep changing this `{model}`; retry");
    Error::new(ErrorKind::Busy, message).with_model(table)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn the_first_two_attempts_are_made_at_once_and_the_last_within_fifteen_seconds() {
        let mut attempts = Attempts::new();
        let started = Instant::now();
        assert!(attempts.next().await && attempts.next().await);
        assert!(started.elapsed() < Duration::from_millis(100));
        // Most of the time has passed.
        let left = Duration::from_millis(600);
        attempts.start = Instant::now()
            .checked_sub(Duration::from_secs(15) - left)
            .unwrap();
        let started = Instant::now();
        let mut made = 2;
        while attempts.next().await {
            made += 1;
        }
        // A pause that would end after the deadline is not begun.
        assert!(started.elapsed() < left + Duration::from_millis(200));
        assert!(made > 4, "{made}");
        assert!(!attempts.next().await || started.elapsed() < left);
    }

    #[tokio::test]
    async fn an_attempt_that_took_the_whole_time_is_the_last_one() {
        let mut attempts = Attempts::new();
        attempts.made = 2;
        attempts.start = Instant::now().checked_sub(Duration::from_secs(15)).unwrap();
        assert!(!attempts.next().await);
    }

    #[test]
    fn pauses_are_random_and_double_up_to_a_bound() {
        for (attempt, longest) in [(1, 20), (2, 40), (5, 320), (6, 640), (7, 640), (1_000, 640)] {
            let pauses: Vec<Duration> = (0..200).map(|_| pause(attempt)).collect();
            let longest = Duration::from_millis(longest);
            assert!(pauses.iter().all(|pause| *pause < longest), "{attempt}");
            // Full jitter: a quarter of them in each half would be less than chance allows.
            let short = pauses.iter().filter(|pause| **pause < longest / 2).count();
            assert!((50..150).contains(&short), "{attempt}: {short}");
        }
    }
}
