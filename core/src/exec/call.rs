//! Calls about one model, and what comes back.

use std::sync::Arc;

use crate::db::executor::Connection;
use crate::driver::seam::{Call, ExecResult};
use crate::driver::sinks::Integers;
use crate::error::kind::ErrorKind;
use crate::error::{Error, Result, protocol_error};
use crate::exec::rows::Rows;
use crate::model::Model;
use crate::model::argument::{Argument, key_value};
use crate::stmt::workload::Workload;
use crate::table::Table;
#[cfg(feature = "auth")]
use crate::value::Value;

/// The row that came back.
pub(crate) fn one<M: Model>(done: ExecResult) -> Result<M> {
    one_or_none(done)?.ok_or_else(|| Error::not_found(M::table()))
}

/// The row that came back, or none.
pub(crate) fn one_or_none<M: Model>(done: ExecResult) -> Result<Option<M>> {
    Ok(done.into::<Rows<M>>()?.rows.pop())
}

/// The rows that came back.
pub(crate) fn all<M: Model>(done: ExecResult) -> Result<Vec<M>> {
    Ok(done.into::<Rows<M>>()?.rows)
}

/// Whether a row came back.
pub(crate) fn any(done: ExecResult) -> Result<bool> {
    Ok(!done.into::<Integers>()?.found.is_empty())
}

/// The number that came back.
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
    let table = M::table();
    let sql = Arc::clone(&db.dialect().prepared(table).get);
    let rows = Rows::<M>::boxed();
    one(db
        .run(Call::new(table, sql, vec![key], rows, Workload::ShortRead))
        .await?)
}

pub(crate) fn by_key<M: Model>(db: Connection<'_>, key: impl Argument<M::Key>) -> Result<Call> {
    let table = M::table();
    let sql = Arc::clone(&db.dialect().prepared(table).get);
    Ok(Call::new(
        table,
        sql,
        vec![key_value::<M>(key)?],
        Rows::<M>::boxed(),
        Workload::ShortRead,
    ))
}

/// How often an operation of several statements looks again before it says that others are in the way.
pub(crate) const TRIES: usize = 8;

/// What was found was another thing each time that it was to be written.
#[cold]
pub(crate) fn busy(table: &'static Table) -> Error {
    let model = table.model();
    let message = format!("others change this `{model}` all the time; try again");
    Error::new(ErrorKind::Busy, message).with_model(table)
}
