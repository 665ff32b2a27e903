//! The ownership check: a row that keeps an owner may only reference rows of the same owner, and
//! rows of models without an owner. These are the rows that are written through a scope, and the
//! rows of a scoped model, whatever writes them.

pub(crate) mod checks;
mod new_rows;
mod owned;

use crate::db::executor::Connection;
use crate::error::kind::ErrorKind;
use crate::error::{Error, Result, protocol_error};
use crate::exec::hooks::Hooked;
use crate::exec::ownership::checks::OwnershipChecks;
use crate::exec::ownership::new_rows::first_violation_of_many;
use crate::exec::ownership::owned::others;
use crate::exec::write::Statement;
use crate::model::Model;
use crate::stmt::owner::Owner;
use crate::stmt::update::Update;
use crate::table::Table;
use crate::value::{Kind, Value};

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

/// Checks that the rows keep their owners. The rows that they reference are checked by the
/// statement itself; for several new rows by a statement before it.
pub(crate) async fn check<M: Model>(db: Connection<'_>, write: Hooked) -> Result<Checked> {
    let (statement, owners) = write.into_write().into_parts();
    let checks = match owners.as_slice() {
        [] => None,
        owners => checks(db, M::table(), owners, &statement).await?,
    };
    Ok(Checked { statement, checks })
}

async fn checks(
    db: Connection<'_>,
    table: &'static Table,
    owners: &[Owner],
    statement: &Statement,
) -> Result<Option<OwnershipChecks>> {
    match statement {
        Statement::Insert(rows) => {
            for row in rows {
                for owner in owners {
                    owner.check(table, row.get(owner.position))?;
                }
            }
            if let [row] = rows.as_slice() {
                let mut checks = OwnershipChecks::default();
                for owner in owners_of(table, owners, row)? {
                    checks.add(table, &owner, |position| row.get(position))?;
                }
                return Ok(checks.if_any());
            }
            match first_violation_of_many(db, table, owners, rows).await? {
                Some(error) => Err(error),
                None => Ok(None),
            }
        }
        Statement::Update(update, _) => checks_of_update(table, owners, update),
        Statement::Upsert(..) | Statement::Delete(..) => Ok(None),
    }
}

/// Returns the checks of an update. Fails where it would change an owner, and where it sets what
/// belongs to an owner that the path of the write does not name.
fn checks_of_update(
    table: &'static Table,
    owners: &[Owner],
    update: &Update,
) -> Result<Option<OwnershipChecks>> {
    let mut incremented = update.set.iter().filter(|set| set.increments);
    let is_key = |position: usize| table.foreign_keys().at(position).is_some();
    if let Some(set) = incremented.find(|set| is_key(set.column)) {
        return Err(misuse(
            table,
            set.column,
            "is a foreign key, and nothing can be added to it where its owner is checked; set it",
        ));
    }
    let value = |position: usize| {
        let mut set = update.set.iter();
        set.find(|set| set.column == position).map(|set| &set.value)
    };
    let mut checks = OwnershipChecks::default();
    for owner in owners {
        owner.check(table, value(owner.position))?;
        checks.add(table, owner, value)?;
    }
    for other in others(table, owners) {
        let owner = Owner::of(table, other.position, Value::Null(Kind::Text))?;
        let mut of_other = OwnershipChecks::default();
        of_other.add(table, &owner, value)?;
        let changed = value(other.position).map(|_| other.position);
        if let Some(position) = changed.or(of_other.first()) {
            return Err(misuse(
                table,
                position,
                &format!(
                    "depends on `{}`, which this scope does not name; read the row, and call its `update`",
                    other.field
                ),
            ));
        }
    }
    Ok(checks.if_any())
}

/// Returns the owners that a new row keeps: those that the path of the write names, and for a
/// scoped model the others that the row itself names.
fn owners_of(table: &'static Table, owners: &[Owner], row: &[Value]) -> Result<Vec<Owner>> {
    let mut all = owners.to_vec();
    for other in others(table, owners) {
        let key = row.get(other.position).ok_or_else(protocol_error)?;
        all.push(Owner::of(table, other.position, key.clone())?);
    }
    Ok(all)
}

fn misuse(table: &'static Table, position: usize, reason: &str) -> Error {
    let (model, field) = (table.model(), table.field(position));
    let message = format!("`{model}.{field}` {reason}");
    Error::new(ErrorKind::Misuse, message).with_model(table)
}
