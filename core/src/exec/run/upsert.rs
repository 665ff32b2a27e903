//! The upsert in one statement.

use std::sync::Arc;

use crate::db::executor::Connection;
use crate::driver::seam::{Call, FkHint};
use crate::error::{Result, protocol_error};
use crate::exec::call::one_or_none;
use crate::exec::rows::Rows;
use crate::exec::write::Written;
use crate::model::Model;
use crate::stmt::workload::Workload;
use crate::value::Value;

/// Runs an upsert in one statement.
pub(super) async fn run<M: Model>(
    db: Connection<'_>,
    row: Vec<Value>,
    sql: Arc<str>,
) -> Result<Written<M>> {
    let table = M::table();
    let sink = Rows::<M>::boxed();
    let call = Call {
        writes: FkHint::NewOrExistingRow,
        ..Call::new(table, sql, row, sink, Workload::ShortWrite)
    };
    let row = one_or_none::<M>(db.run(call).await?)?.ok_or_else(protocol_error)?;
    Ok(Written {
        rows: vec![row],
        affected: 1,
    })
}
