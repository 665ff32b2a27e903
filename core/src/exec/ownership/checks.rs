//! [`OwnershipChecks`]: the rows that must exist for a write that keeps an owner, as conditions of
//! its statement.

use crate::db::executor::Connection;
use crate::driver::seam::Call;
use crate::driver::sinks::Integers;
use crate::error::{Error, Result};
use crate::exec::call;
use crate::exec::ownership::owned::{missing_parent, owned};
use crate::sql::render::select;
use crate::stmt::aggregate::Computed;
use crate::stmt::condition::Condition;
use crate::stmt::owner::Owner;
use crate::stmt::select::{Deleted, Select};
use crate::stmt::workload::Workload;
use crate::table::Table;
use crate::table::column::ColumnDef;
use crate::value::Value;

/// The rows that must exist for a write that keeps an owner.
#[derive(Default)]
pub(crate) struct OwnershipChecks(Vec<OwnershipCheck>);

/// A row that must exist.
struct OwnershipCheck {
    /// The position of the foreign key that references the row.
    position: usize,
    key: &'static ColumnDef,
    table: &'static Table,
    filters: Vec<Condition>,
}

impl OwnershipChecks {
    /// Adds the checks for the foreign keys among the values, by position.
    pub(super) fn add<'v>(
        &mut self,
        table: &'static Table,
        owner: &Owner,
        value: impl Fn(usize) -> Option<&'v Value>,
    ) -> Result<()> {
        for key in table.foreign_keys().keys {
            let Some(value) = value(key.position).filter(|value| !matches!(value, Value::Null(_)))
            else {
                continue;
            };
            let Some(owned) = owned(table, owner, key.position)? else {
                continue;
            };
            self.0.push(OwnershipCheck {
                position: key.position,
                key: owned.key,
                table: owned.table,
                filters: vec![
                    Condition::equal(owned.id, value.clone()),
                    owner.is_same(owned.owner),
                ],
            });
        }
        Ok(())
    }

    /// Returns the checks, if there are any.
    pub(super) fn if_any(self) -> Option<Self> {
        (!self.0.is_empty()).then_some(self)
    }

    /// Returns the position of the first foreign key that is checked.
    pub(super) fn first(&self) -> Option<usize> {
        self.0.first().map(|check| check.position)
    }

    /// Returns the conditions. None of them reads the row that is written.
    pub(crate) fn conditions(&self) -> Vec<Condition> {
        let condition = |check: &OwnershipCheck| Condition::Row {
            table: check.table,
            filters: check.filters.clone(),
        };
        self.0.iter().map(condition).collect()
    }

    /// Returns the error for the first row that does not exist, if there is one.
    pub(crate) async fn first_violation(
        &self,
        db: Connection<'_>,
        table: &'static Table,
    ) -> Result<Option<Error>> {
        for check in &self.0 {
            let select = Select::of(check.filters.clone(), Deleted::Without);
            let (sql, values) =
                select::computed(check.table, db.dialect(), &select, Computed::Exists)?;
            let rows = Integers::boxed();
            let call = Call::new(check.table, sql, values, rows, Workload::ShortRead);
            if !call::any(db.run(call).await?)? {
                return Ok(Some(missing_parent(table, check.key)));
            }
        }
        Ok(None)
    }
}
