//! The ownership check: a row that is written through a scope may point only to rows of the same owner, and to rows of none.

use std::collections::HashSet;

use crate::db::executor::Connection;
use crate::driver::seam::Call;
use crate::driver::sinks::Integers;
use crate::error::violation::Violation;
use crate::error::{Error, Result};
use crate::exec::call;
use crate::exec::hooks::Hooked;
use crate::exec::write::{Statement, Write};
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

/// A write whose owner was checked, with the conditions that its statement has to meet.
pub(crate) struct Checked {
    statement: Statement,
    checks: Option<OwnershipChecks>,
}

impl Checked {
    pub(crate) fn into_parts(self) -> (Statement, Option<OwnershipChecks>) {
        (self.statement, self.checks)
    }
}

/// Checks that the rows stay with the owner of their scope. What they point to is checked by the statement itself; for several new
/// rows by a statement before it.
pub(crate) async fn check<M: Model>(db: Connection<'_>, write: Hooked) -> Result<Checked> {
    let Write {
        statement, owner, ..
    } = write.into_write();
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
                owner.check(table, row.get(owner.at))?;
            }
            if let [row] = rows.as_slice() {
                return Ok(OwnershipChecks::of(table, owner, |at| row.get(at)));
            }
            match broken_of_many(db, table, owner, rows).await? {
                Some(error) => Err(error),
                None => Ok(None),
            }
        }
        Statement::Update(update, _) => {
            let value = |at: usize| {
                let mut set = update.set.iter();
                set.find(|set| set.column == at).map(|set| &set.value)
            };
            owner.check(table, value(owner.at))?;
            Ok(OwnershipChecks::of(table, owner, value))
        }
        Statement::Upsert(..) | Statement::Delete(..) => Ok(None),
    }
}

/// The rows that must exist for a write of a scope.
pub(crate) struct OwnershipChecks(Vec<OwnershipCheck>);

/// One of them.
struct OwnershipCheck {
    /// The foreign key that points to it.
    key: &'static ColumnDef,
    table: &'static Table,
    filters: Vec<Condition>,
}

impl OwnershipChecks {
    /// What the foreign keys among the values, by position, have to find; none where there are none.
    pub(crate) fn of<'v>(
        table: &'static Table,
        owner: &Owner,
        value: impl Fn(usize) -> Option<&'v Value>,
    ) -> Option<Self> {
        let guard = |owned: Owned| {
            let value = value(owned.at).filter(|value| !matches!(value, Value::Null(_)))?;
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
        let guards: Vec<OwnershipCheck> = owned(table, owner).filter_map(guard).collect();
        (!guards.is_empty()).then_some(Self(guards))
    }

    /// The conditions. None of them reads the row that is written.
    pub(crate) fn conditions(&self) -> Vec<Condition> {
        let node = |guard: &OwnershipCheck| Condition::Row {
            table: guard.table,
            filters: guard.filters.clone(),
        };
        self.0.iter().map(node).collect()
    }

    /// The error for the first row that is not there, if one is not.
    pub(crate) async fn broken(
        &self,
        db: Connection<'_>,
        table: &'static Table,
    ) -> Result<Option<Error>> {
        for guard in &self.0 {
            let shape = Select::of(guard.filters.clone(), Deleted::Without);
            let (sql, values) =
                select::computed(guard.table, db.dialect(), &shape, Computed::Exists)?;
            let rows = Integers::boxed();
            let call = Call::new(guard.table, sql, values, rows, Workload::ShortRead);
            if !call::any(db.run(call).await?)? {
                return Ok(Some(missing(table, guard.key)));
            }
        }
        Ok(None)
    }
}

/// The error for the first foreign key of these rows that finds no row of the same owner, if there is one. One statement for each
/// of the foreign keys that are not all null.
async fn broken_of_many(
    db: Connection<'_>,
    table: &'static Table,
    owner: &Owner,
    rows: &[Vec<Value>],
) -> Result<Option<Error>> {
    for owned in owned(table, owner) {
        let (mut seen, mut values) = (HashSet::new(), Vec::new());
        for value in rows.iter().filter_map(|row| row.get(owned.at)) {
            if LoadKey::of(value).is_some_and(|key| seen.insert(key)) {
                values.push(value.clone());
            }
        }
        for values in values.chunks(MAX_BIND_PARAMS) {
            let is_one = Condition::one_of(owned.id, values.to_vec());
            let filters = vec![is_one, Condition::equal(owned.owner, owner.key.clone())];
            let shape = Select::of(filters, Deleted::Without);
            let (sql, sent) = select::computed(owned.table, db.dialect(), &shape, Computed::Count)?;
            let call = Call::new(
                owned.table,
                sql,
                sent,
                Integers::boxed(),
                Workload::ShortRead,
            );
            if call::counted(db.run(call).await?)? != values.len() as u64 {
                return Ok(Some(missing(table, owned.key)));
            }
        }
    }
    Ok(None)
}

/// A foreign key to a model whose rows have an owner as well.
struct Owned {
    /// The position of the foreign key.
    at: usize,
    key: &'static ColumnDef,
    /// The table that it points to, the key of that, and the column that says who a row of it belongs to.
    table: &'static Table,
    id: &'static ColumnDef,
    owner: &'static ColumnDef,
}

fn owned(table: &'static Table, owner: &Owner) -> impl Iterator<Item = Owned> {
    let (own, owners, own_at) = (table.field(owner.at), owner.table, owner.at);
    let columns = table.columns().iter().enumerate();
    columns.filter_map(move |(at, key)| {
        let parent = (key.references?.parent)();
        if at == own_at || std::ptr::eq(parent, owners) {
            return None;
        }
        Some(Owned {
            at,
            key,
            table: parent,
            id: parent.key()?,
            owner: owner_of(parent, owners, own)?,
        })
    })
}

fn missing(table: &'static Table, key: &ColumnDef) -> Error {
    let column = Some(key.name.to_owned());
    Error::violation(table, Violation::MissingParent { column })
}

/// The foreign key that says who a row belongs to: that with this name, or the only one to these owners.
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
