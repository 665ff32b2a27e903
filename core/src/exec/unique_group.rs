//! [`UniqueGroup`]: the columns by which an upsert finds its row.

use crate::error::kind::ErrorKind;
use crate::error::{Error, Result, protocol_error};
use crate::model::Model;
use crate::stmt::condition::Condition;
use crate::table::Table;
use crate::table::column::ColumnDef;
use crate::table::index::LOWER;
use crate::value::Value;

/// Columns that are unique together, in the order of their definition, with their positions.
pub(crate) struct UniqueGroup {
    pub(crate) columns: Vec<(usize, &'static ColumnDef)>,
}

impl UniqueGroup {
    /// Returns the columns at these positions; fails for several that are not unique together.
    pub(crate) fn of<M: Model>(positions: &[usize]) -> Result<Self> {
        let table = M::table();
        let column = |position: usize| Some((position, table.columns().get(position)?));
        let columns: Vec<_> = positions.iter().copied().filter_map(column).collect();
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
                "these columns of `{model}` are not unique together; add `#[model(unique({names}))]`"
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

    /// Returns the conditions for the row with these values; none where one of them is null.
    pub(crate) fn filters<'v>(
        &self,
        value: impl Fn(usize) -> Option<&'v Value>,
    ) -> Result<Option<Vec<Condition>>> {
        let mut filters = Vec::with_capacity(self.columns.len());
        for (position, column) in &self.columns {
            let value = value(*position).ok_or_else(protocol_error)?;
            if matches!(value, Value::Null(_)) {
                return Ok(None);
            }
            filters.push(Condition::equal(column, value.clone()));
        }
        Ok(Some(filters))
    }

    /// Returns true if the error is a conflict of these columns.
    pub(crate) fn is_taken(&self, error: &Error, table: &'static Table) -> bool {
        let fields: Vec<&str> = self
            .columns
            .iter()
            .map(|(_, column)| column.field)
            .collect();
        error.kind() == ErrorKind::Conflict
            && error.model() == Some(table.model())
            && error.concerns(&fields)
    }

    /// Returns true if the error is a conflict of the lower case of these columns: with a row that
    /// has these values, or with one of another application in another spelling.
    pub(crate) fn is_taken_in_lower(&self, error: &Error, table: &'static Table) -> bool {
        let names = self.columns.iter().map(|(_, column)| column.name);
        let constraint = table.constraint_name(&names.collect::<Vec<_>>(), LOWER);
        error.kind() == ErrorKind::Conflict && error.constraint() == Some(constraint.as_str())
    }
}
