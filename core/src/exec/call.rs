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
