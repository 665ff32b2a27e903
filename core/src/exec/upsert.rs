//! A row that may be there already: found by a unique value, and otherwise created.

use std::sync::Arc;

use crate::db::executor::Connection;
use crate::db::operation::Operation;
use crate::driver::{Call, FkHint};
use crate::error::kind::ErrorKind;
use crate::error::{Error, Result, protocol_error};
use crate::exec::call::{TRIES, busy, one_or_none};
use crate::exec::create;
use crate::exec::create::values;
use crate::exec::rows::Rows;
use crate::exec::update::writing;
use crate::model::column::{Column, IsUnique};
use crate::model::write::{Changed, version_value};
use crate::model::{IntoNew, Model};
use crate::sql::render::{insert, select};
use crate::stmt::condition::Condition;
use crate::stmt::select::{Deleted, Shape};
use crate::stmt::workload::Workload;
use crate::table::Table;
use crate::table::column::ColumnDef;
use crate::value::Value;

/// A row, and whether it was there before; what [`Crud::upsert`](crate::Crud::upsert) and
/// [`Crud::find_or_create`](crate::Crud::find_or_create) return.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Upsert<M> {
    /// The row was created.
    Created(M),
    /// The row was there.
    Existing(M),
}

impl<M> Upsert<M> {
    /// Returns the row.
    pub fn into_row(self) -> M {
        match self {
            Self::Created(row) | Self::Existing(row) => row,
        }
    }

    /// Returns true if the row was created.
    pub const fn is_created(&self) -> bool {
        matches!(self, Self::Created(_))
    }
}

/// What names one row: a unique column, or a tuple of the columns of a `#[model(unique(a, b))]`, in any order.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not name one row of `{M}`",
    label = "not a unique column of `{M}`",
    note = "put `#[field(unique)]` on the field, or pass a tuple of up to four columns that are `#[model(unique(a, b))]`"
)]
pub trait UniqueBy<M: Model> {
    /// The positions of the columns.
    #[doc(hidden)]
    fn positions(&self) -> Vec<usize>;
}

impl<M: Model, T, R: IsUnique> UniqueBy<M> for Column<M, T, R> {
    fn positions(&self) -> Vec<usize> {
        vec![self.position()]
    }
}

macro_rules! unique_by {
    ($($type:ident $role:ident $at:tt),+) => {
        impl<M: Model, $($type, $role),+> UniqueBy<M> for ($(Column<M, $type, $role>,)+) {
            fn positions(&self) -> Vec<usize> {
                vec![$(self.$at.position()),+]
            }
        }
    };
}

unique_by!(A Q 0, B R 1);

unique_by!(A Q 0, B R 1, C S 2);

unique_by!(A Q 0, B R 1, C S 2, D T 3);

/// What becomes of a row that is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Existing {
    /// It stays as it is.
    Stays,
    /// It gets what the input says.
    Changes,
}

/// Finds the row that has the input's value in the column at this position, or creates it.
pub(crate) fn upserting<'a, M: Model>(
    db: Connection<'a>,
    unique: &impl UniqueBy<M>,
    input: impl IntoNew<M>,
    existing: Existing,
) -> Operation<'a, Upsert<M>> {
    let (input, unique) = (values(input), Group::of::<M>(&unique.positions()));
    Box::pin(async move {
        let (table, input, unique) = (M::table(), input?, unique?);
        let sought = unique.filters(|at| input.value(at))?;
        // A null is like no other.
        let can_be_there = sought.is_some();
        let sought = sought.unwrap_or_default();
        // Hooks see whether it is created or changed.
        let is_plain = M::HOOKS.is_none();
        let at_once = (existing == Existing::Changes && can_be_there && is_plain)
            .then(|| OneStatement::of(db, table, &unique))
            .flatten();
        if let Some(statement) = at_once {
            return statement.run(db, input.hashed(db).await?).await;
        }
        let mut found = None;
        if can_be_there {
            found = find::<M>(db, &sought).await?;
        }
        if existing == Existing::Stays
            && let Some(row) = found.take()
        {
            // What is only looked for needs no hash.
            return Ok(Upsert::Existing(row));
        }
        let row = input.hashed(db).await?;
        let mut met = None;
        for attempt in 0..TRIES {
            if attempt > 0 {
                // In a transaction this is refused: it ended with what it met.
                found = find::<M>(db, &sought)
                    .await
                    .map_err(|error| met.take().unwrap_or(error))?;
            }
            match (found.take(), existing) {
                (None, _) => {}
                (Some(row), Existing::Stays) => return Ok(Upsert::Existing(row)),
                (Some(there), Existing::Changes) => match change(db, there, &row, &unique).await {
                    // It was deleted meanwhile.
                    Err(error) if error.kind() == ErrorKind::NotFound => continue,
                    changed => return changed.map(Upsert::Existing),
                },
            }
            match create::creating(db, row.clone(), Vec::new()).await {
                Ok(row) => return row.map(Upsert::Created).ok_or_else(protocol_error),
                Err(error) if can_be_there && unique.is_taken(&error, table) => met = Some(error),
                Err(error) => return Err(error),
            }
        }
        Err(met.unwrap_or_else(|| busy(table)))
    })
}

/// An upsert in one statement. Whether the row is a new one is seen by its key, so that has to be made here.
struct OneStatement(Arc<str>);

impl OneStatement {
    fn of(db: Connection<'_>, table: &'static Table, unique: &Group) -> Option<Self> {
        let key = table.key()?;
        let is_key = unique.columns.iter().any(|(_, column)| column.key);
        let is_known = key.auto && !key.made_by_database() && !is_key;
        let changing: Vec<_> = changing(table, unique).map(|(_, column)| column).collect();
        if !db.dialect().capabilities.upsert || !is_known || changing.is_empty() {
            return None;
        }
        let version = table.version_position();
        let version = version.and_then(|at| table.columns().get(at));
        let unique: Vec<_> = unique.columns.iter().map(|(_, column)| *column).collect();
        let sql = insert::upsert(table, db.dialect(), &unique, &changing, version);
        Some(Self(sql))
    }

    async fn run<M: Model>(self, db: Connection<'_>, row: Vec<Value>) -> Result<Upsert<M>> {
        let table = M::table();
        let sent = row.get(table.key_position()).cloned();
        let call = Call {
            writes: FkHint::NewRow,
            ..Call::new(table, self.0, row, Rows::<M>::boxed(), Workload::ShortWrite)
        };
        let row = one_or_none::<M>(db.run(call).await?)?.ok_or_else(protocol_error)?;
        let key = crate::model::argument::key_value::<M>(row.key())?;
        Ok(if sent == Some(key) {
            Upsert::Created(row)
        } else {
            Upsert::Existing(row)
        })
    }
}

/// Columns that are unique together, in the order of their definition, with their positions.
struct Group {
    columns: Vec<(usize, &'static ColumnDef)>,
}

impl Group {
    /// The columns at these positions; fails for several that are not unique together.
    fn of<M: Model>(positions: &[usize]) -> Result<Self> {
        let table = M::table();
        let at = |at: usize| Some((at, table.columns().get(at)?));
        let columns: Vec<_> = positions.iter().copied().filter_map(at).collect();
        if columns.len() < 2 {
            return Ok(Self { columns });
        }
        let is_one = |name: &&str| columns.iter().any(|(_, column)| column.name == *name);
        let mut groups = table.unique_groups();
        let group = groups.find(|group| group.len() == columns.len() && group.iter().all(is_one));
        let Some(group) = group else {
            let names = columns.iter().map(|(_, column)| column.field);
            let names = names.collect::<Vec<_>>().join(", ");
            let model = table.model();
            let message = format!(
                "these columns of `{model}` are not unique together; say `#[model(unique({names}))]`"
            );
            return Err(Error::new(ErrorKind::Misuse, message).with_model(table));
        };
        let find = |name: &str| {
            columns
                .iter()
                .find(|(_, column)| column.name == name)
                .copied()
        };
        Ok(Self {
            columns: group.into_iter().filter_map(find).collect(),
        })
    }

    /// The conditions for the row with these values; none where one of them is null.
    fn filters<'v>(
        &self,
        value: impl Fn(usize) -> Option<&'v Value>,
    ) -> Result<Option<Vec<Condition>>> {
        let mut filters = Vec::with_capacity(self.columns.len());
        for (at, column) in &self.columns {
            let value = value(*at).ok_or_else(protocol_error)?;
            if matches!(value, Value::Null(_)) {
                return Ok(None);
            }
            filters.push(Condition::equal(column, value.clone()));
        }
        Ok(Some(filters))
    }

    /// True if the error says that their values are taken.
    fn is_taken(&self, error: &Error, table: &'static Table) -> bool {
        let names = self
            .columns
            .iter()
            .map(|(_, column)| column.name.to_owned());
        let constraint = table.unique_constraint(&names.collect::<Vec<_>>());
        error.kind() == ErrorKind::Conflict && error.constraint() == constraint.as_deref()
    }
}

/// The columns that an upsert changes, with their positions.
fn changing(
    table: &'static Table,
    unique: &Group,
) -> impl Iterator<Item = (usize, &'static ColumnDef)> {
    let columns = table.columns().iter().enumerate();
    let in_group = |at: usize| unique.columns.iter().any(|(other, _)| *other == at);
    columns.filter(move |(at, column)| !column.once && !column.key && !in_group(*at))
}

async fn find<M: Model>(db: Connection<'_>, filters: &[Condition]) -> Result<Option<M>> {
    let table = M::table();
    let only = match filters {
        [filter] => filter.as_equal(),
        _ => None,
    };
    let (sql, values) = match only {
        Some((column, value)) => {
            let mut columns = table.columns().iter();
            let at = columns.position(|other| std::ptr::eq(other, column));
            let texts = db.dialect().prepared(table);
            let sql = at.and_then(|at| texts.find_by.get(at)).map(Arc::clone);
            (sql.ok_or_else(protocol_error)?, vec![value.clone()])
        }
        None => {
            let shape = Shape::of(filters.to_vec(), Deleted::Without);
            select::rows(table, db.dialect(), &shape, Some(1), 0)?
        }
    };
    let call = Call::new(table, sql, values, Rows::<M>::boxed(), Workload::ShortRead);
    one_or_none(db.run(call).await?)
}

/// Writes what the input says to the row, but for what never changes.
async fn change<M: Model>(
    db: Connection<'_>,
    row: M,
    input: &[Value],
    unique: &Group,
) -> Result<M> {
    let table = M::table();
    let set = |(at, _): (usize, _)| Some((at, input.get(at)?.clone()));
    let mut sets: Vec<_> = changing(table, unique).filter_map(set).collect();
    if sets.is_empty() {
        return Ok(row);
    }
    let mut adding = Vec::new();
    if let Some(at) = table.version_position() {
        sets.push((at, version_value(table, at, 1)));
        adding.push(at);
    }
    let key = crate::model::argument::key_value::<M>(row.key())?;
    let changed: Changed = (sets, adding);
    writing(db, key, None, changed).await
}
