//! What a row of a scope may point to: rows that belong to the same owner, and what belongs to nobody.

use super::scope::Owner;
use super::shape::{Deleted, Shape};
use crate::crud;
use crate::driver::Work;
use crate::error::{Error, Result, Violation};
use crate::executor::{Handle, Integers};
use crate::filter::node::{Comparison, Node};
use crate::statement::{self, Computed};
use crate::table::{ColumnDef, Table};
use crate::value::Value;

/// The rows that have to be there for a write of a scope.
pub(super) struct Guards(Vec<Guard>);

/// One of them.
struct Guard {
    /// The foreign key that points to it.
    key: &'static ColumnDef,
    table: &'static Table,
    filters: Vec<Node>,
}

impl Guards {
    /// What the foreign keys among the values, by position, have to find.
    pub(super) fn of<'v>(
        table: &'static Table,
        owner: &Owner,
        value: impl Fn(usize) -> Option<&'v Value>,
    ) -> Self {
        let own = table.field(owner.at);
        let guard = |(at, key): (usize, &'static ColumnDef)| {
            let parent = (key.references?.parent)();
            let value = value(at).filter(|value| !matches!(value, Value::Null(_)))?;
            if at == owner.at || std::ptr::eq(parent, owner.table) {
                return None;
            }
            let filters = vec![
                equal(parent.key()?, value),
                equal(owner_of(parent, owner.table, own)?, &owner.key),
            ];
            Some(Guard {
                key,
                table: parent,
                filters,
            })
        };
        Self(
            table
                .columns()
                .iter()
                .enumerate()
                .filter_map(guard)
                .collect(),
        )
    }

    /// The conditions, each of which does not look at the row that is written.
    pub(super) fn nodes(&self) -> Vec<Node> {
        let node = |guard: &Guard| Node::Row {
            table: guard.table,
            filters: guard.filters.clone(),
        };
        self.0.iter().map(node).collect()
    }

    /// The error for the first row that is not there, if one is not.
    pub(super) async fn broken(
        &self,
        db: Handle<'_>,
        table: &'static Table,
    ) -> Result<Option<Error>> {
        for guard in &self.0 {
            let shape = Shape::of(guard.filters.clone(), Deleted::Without);
            let (sql, values) =
                statement::computed(guard.table, db.dialect(), &shape, Computed::Exists)?;
            let rows = Integers::boxed();
            let call = crud::call(guard.table, sql, values, rows, Work::ShortRead);
            if !crud::any(db.run(call).await?)? {
                let column = Some(guard.key.name.to_owned());
                return Ok(Some(Error::violation(
                    table,
                    Violation::MissingParent { column },
                )));
            }
        }
        Ok(None)
    }
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

fn equal(column: &'static ColumnDef, value: &Value) -> Node {
    Node::Compare {
        column,
        comparison: Comparison::Equal,
        value: value.clone(),
    }
}
