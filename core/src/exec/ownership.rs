//! The ownership check: a row that is written through a scope may only reference rows of the same
//! owner, and rows without an owner.

use std::collections::HashSet;

use crate::db::executor::Connection;
use crate::driver::seam::Call;
use crate::driver::sinks::Integers;
use crate::error::violation::Violation;
use crate::error::{Error, Result};
use crate::exec::call;
use crate::exec::hooks::Hooked;
use crate::exec::write::Statement;
use crate::model::Model;
use crate::sql::render::select;
use crate::stmt::aggregate::Computed;
use crate::stmt::condition::Condition;
use crate::stmt::load_key::{LoadKey, MAX_BIND_PARAMS};
use crate::stmt::owner::Owner;
use crate::stmt::select::{Deleted, Select};
use crate::stmt::workload::Workload;
use crate::table::Table;
use crate::table::column::ColumnDef;
use crate::value::Value;

/// A write whose owner was checked, with the ownership checks that its statement has to include.
pub(crate) struct Checked {
    statement: Statement,
    checks: Option<OwnershipChecks>,
}

impl Checked {
    pub(crate) fn into_parts(self) -> (Statement, Option<OwnershipChecks>) {
        (self.statement, self.checks)
    }
}

/// Checks that the rows keep the owner of their scope. The rows that they reference are checked by
/// the statement itself; for several new rows by a statement before it.
pub(crate) async fn check<M: Model>(db: Connection<'_>, write: Hooked) -> Result<Checked> {
    let (statement, owner) = write.into_write().into_parts();
    let checks = match &owner {
        Some(owner) => checks(db, M::table(), owner, &statement).await?,
        None => None,
    };
    Ok(Checked { statement, checks })
}

async fn checks(
    db: Connection<'_>,
    table: &'static Table,
    owner: &Owner,
    statement: &Statement,
) -> Result<Option<OwnershipChecks>> {
    match statement {
        Statement::Insert(rows) => {
            for row in rows {
                owner.check(table, row.get(owner.position))?;
            }
            if let [row] = rows.as_slice() {
                return Ok(OwnershipChecks::of(table, owner, |position| {
                    row.get(position)
                }));
            }
            match first_violation_of_many(db, table, owner, rows).await? {
                Some(error) => Err(error),
                None => Ok(None),
            }
        }
        Statement::Update(update, _) => {
            let value = |position: usize| {
                let mut set = update.set.iter();
                set.find(|set| set.column == position).map(|set| &set.value)
            };
            owner.check(table, value(owner.position))?;
            Ok(OwnershipChecks::of(table, owner, value))
        }
        Statement::Upsert(..) | Statement::Delete(..) => Ok(None),
    }
}

/// The rows that must exist for a write of a scope.
pub(crate) struct OwnershipChecks(Vec<OwnershipCheck>);

/// A row that must exist.
struct OwnershipCheck {
    /// The foreign key that references the row.
    key: &'static ColumnDef,
    table: &'static Table,
    filters: Vec<Condition>,
}

impl OwnershipChecks {
    /// Returns the checks for the foreign keys among the values, by position; `None` if there is no
    /// such foreign key.
    pub(crate) fn of<'v>(
        table: &'static Table,
        owner: &Owner,
        value: impl Fn(usize) -> Option<&'v Value>,
    ) -> Option<Self> {
        let check = |owned: Owned| {
            let value = value(owned.position).filter(|value| !matches!(value, Value::Null(_)))?;
            let filters = vec![
                Condition::equal(owned.id, value.clone()),
                Condition::equal(owned.owner, owner.key.clone()),
            ];
            Some(OwnershipCheck {
                key: owned.key,
                table: owned.table,
                filters,
            })
        };
        let checks: Vec<OwnershipCheck> = owned(table, owner).filter_map(check).collect();
        (!checks.is_empty()).then_some(Self(checks))
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

/// Returns the error for the first foreign key of these rows that references no row of the same
/// owner, if there is one. Runs one statement for each foreign key that is not null in every row.
async fn first_violation_of_many(
    db: Connection<'_>,
    table: &'static Table,
    owner: &Owner,
    rows: &[Vec<Value>],
) -> Result<Option<Error>> {
    for owned in owned(table, owner) {
        let (mut seen, mut values) = (HashSet::new(), Vec::new());
        for value in rows.iter().filter_map(|row| row.get(owned.position)) {
            if LoadKey::of(value).is_some_and(|key| seen.insert(key)) {
                values.push(value.clone());
            }
        }
        for values in values.chunks(MAX_BIND_PARAMS) {
            let is_one = Condition::one_of(owned.id, values.to_vec());
            let filters = vec![is_one, Condition::equal(owned.owner, owner.key.clone())];
            let select = Select::of(filters, Deleted::Without);
            let (sql, sent) =
                select::computed(owned.table, db.dialect(), &select, Computed::Count)?;
            let call = Call::new(
                owned.table,
                sql,
                sent,
                Integers::boxed(),
                Workload::ShortRead,
            );
            if call::counted(db.run(call).await?)? != values.len() as u64 {
                return Ok(Some(missing_parent(table, owned.key)));
            }
        }
    }
    Ok(None)
}

/// A foreign key to a model whose rows have an owner as well.
struct Owned {
    /// The position of the foreign key.
    position: usize,
    key: &'static ColumnDef,
    /// The referenced table, its primary key, and its foreign key to the owner.
    table: &'static Table,
    id: &'static ColumnDef,
    owner: &'static ColumnDef,
}

/// Returns the foreign keys of the table to models whose rows have the same kind of owner.
fn owned(table: &'static Table, owner: &Owner) -> impl Iterator<Item = Owned> {
    let (own, owners, own_position) = (table.field(owner.position), owner.table, owner.position);
    let columns = table.columns().iter().enumerate();
    columns.filter_map(move |(position, key)| {
        let parent = (key.references?.parent)();
        if position == own_position || std::ptr::eq(parent, owners) {
            return None;
        }
        Some(Owned {
            position,
            key,
            table: parent,
            id: parent.key()?,
            owner: owner_of(parent, owners, own)?,
        })
    })
}

fn missing_parent(table: &'static Table, key: &ColumnDef) -> Error {
    let column = Some(key.name.to_owned());
    Error::violation(table, Violation::MissingParent { column })
}

/// Returns the foreign key to the owner of a row: the one with this name, or the only one to the
/// table of owners.
fn owner_of(
    table: &'static Table,
    owners: &'static Table,
    field: &str,
) -> Option<&'static ColumnDef> {
    let mut keys = table.columns().iter().filter(|column| {
        let references = column.references;
        references.is_some_and(|key| std::ptr::eq((key.parent)(), owners))
    });
    let named = keys.clone().find(|column| column.field == field);
    named.or_else(|| keys.next().filter(|_| keys.next().is_none()))
}
