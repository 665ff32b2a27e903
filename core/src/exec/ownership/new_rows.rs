//! The check of several new rows: statements before the one that writes them.

use std::collections::HashSet;

use crate::db::executor::Connection;
use crate::driver::seam::Call;
use crate::driver::sinks::Integers;
use crate::error::{Error, Result, protocol_error};
use crate::exec::call;
use crate::exec::ownership::owned::{missing_parent, others, owned};
use crate::sql::render::select;
use crate::stmt::aggregate::Computed;
use crate::stmt::condition::Condition;
use crate::stmt::load_key::{LoadKey, MAX_BIND_PARAMS};
use crate::stmt::owner::Owner;
use crate::stmt::select::{Deleted, Select};
use crate::stmt::workload::Workload;
use crate::table::Table;
use crate::value::Value;

/// Returns the error for the first foreign key of these rows that references no row of the same
/// owner, if there is one. Runs one statement for each owner and each foreign key that is not null
/// in every row of that owner.
pub(super) async fn first_violation_of_many(
    db: Connection<'_>,
    table: &'static Table,
    owners: &[Owner],
    rows: &[Vec<Value>],
) -> Result<Option<Error>> {
    for (owner, rows) in by_owner(table, owners, rows)? {
        for key in table.foreign_keys().keys {
            let (mut seen, mut values) = (HashSet::new(), Vec::new());
            for value in rows.iter().filter_map(|row| row.get(key.position)) {
                if LoadKey::of(value).is_some_and(|key| seen.insert(key)) {
                    values.push(value.clone());
                }
            }
            if values.is_empty() {
                continue;
            }
            let Some(owned) = owned(table, &owner, key.position)? else {
                continue;
            };
            for values in values.chunks(MAX_BIND_PARAMS) {
                let is_one = Condition::one_of(owned.id, values.to_vec());
                let filters = vec![is_one, owner.is_same(owned.owner)];
                let select = Select::of(filters, Deleted::Without);
                let (sql, sent) =
                    select::computed(owned.table, db.dialect(), &select, Computed::Count)?;
                let rows = Integers::boxed();
                let call = Call::new(owned.table, sql, sent, rows, Workload::ShortRead);
                if call::counted(db.run(call).await?)? != values.len() as u64 {
                    return Ok(Some(missing_parent(table, owned.key)));
                }
            }
        }
    }
    Ok(None)
}

/// The rows of one owner.
type OfOwner<'r> = (Owner, Vec<&'r Vec<Value>>);

/// Returns the rows by their owners.
fn by_owner<'r>(
    table: &'static Table,
    owners: &[Owner],
    rows: &'r [Vec<Value>],
) -> Result<Vec<OfOwner<'r>>> {
    let all = |owner: &Owner| (owner.clone(), rows.iter().collect());
    let mut found: Vec<OfOwner<'r>> = owners.iter().map(all).collect();
    for other in others(table, owners) {
        let mut of_other: Vec<OfOwner<'r>> = Vec::new();
        for row in rows {
            let key = row.get(other.position).ok_or_else(protocol_error)?;
            match of_other.iter_mut().find(|(owner, _)| owner.key == *key) {
                Some((_, rows)) => rows.push(row),
                None => of_other.push((Owner::of(table, other.position, key.clone())?, vec![row])),
            }
        }
        found.extend(of_other);
    }
    Ok(found)
}
