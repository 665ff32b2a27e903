//! Classifies a statement for one row that wrote none.

use crate::db::executor::Connection;
use crate::driver::seam::Call;
use crate::driver::sinks::Integers;
use crate::error::{Error, Result};
use crate::exec::call::any;
use crate::exec::write::{OnMissing, whatever_version};
use crate::sql::render::select::computed;
use crate::stmt::aggregate::Computed;
use crate::stmt::select::{Deleted, Select};
use crate::stmt::target::Target;
use crate::stmt::workload::Workload;
use crate::table::Table;

/// Returns the error for a row that was not written: it does not exist, or has another version.
/// Succeeds where zero rows are not an error.
#[cold]
pub(crate) async fn classify_zero_rows(
    db: Connection<'_>,
    table: &'static Table,
    missing: OnMissing,
    target: &Target,
) -> Result<()> {
    let not_found = match target.deleted {
        Deleted::Without | Deleted::With => Error::gone,
        Deleted::Only => Error::not_deleted,
    };
    match missing {
        OnMissing::Nothing => Ok(()),
        OnMissing::NotFound => Err(not_found(table)),
        OnMissing::NotFoundOrStale => {
            if exists(db, table, &whatever_version(target)).await? {
                Err(Error::stale(table))
            } else {
                Err(not_found(table))
            }
        }
    }
}

/// Returns true if a row meets the conditions.
pub(crate) async fn exists(
    db: Connection<'_>,
    table: &'static Table,
    select: &Select,
) -> Result<bool> {
    let (sql, values) = computed(table, db.dialect(), select, Computed::Exists)?;
    let call = Call::new(table, sql, values, Integers::boxed(), Workload::ShortRead);
    any(db.run(call).await?)
}
