//! The DELETE of one row or of the rows of a query.

use crate::db::executor::Connection;
use crate::driver::seam::{Call, FkHint};
use crate::driver::sinks::Nothing;
use crate::error::Result;
use crate::exec::write::{Extent, Written};
use crate::exec::zero_rows::classify_zero_rows;
use crate::model::Model;
use crate::sql::render::update;
use crate::stmt::delete::Delete;
use crate::stmt::workload::Workload;

/// Runs a DELETE.
pub(super) async fn run<M: Model>(
    db: Connection<'_>,
    delete: Delete,
    extent: Extent,
) -> Result<Written<M>> {
    let table = M::table();
    let (writes, workload) = match extent {
        Extent::One(_) => (FkHint::Deletion, Workload::ShortWrite),
        Extent::Many => (FkHint::Deletions, Workload::LongWrite),
    };
    let (sql, values) = update::delete(table, db.dialect(), &delete)?;
    let call = Call {
        writes,
        ..Call::new(table, sql, values, Box::new(Nothing), workload)
    };
    let affected = db.run(call).await?.affected;
    if let (Extent::One(missing), 0) = (extent, affected) {
        classify_zero_rows(db, table, missing, &delete.target).await?;
    }
    Ok(Written {
        rows: Vec::new(),
        affected,
    })
}
