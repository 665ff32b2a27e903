//! The queries of the relations of a row.

use crate::model::Model;
use crate::model::relation::Relation;
use crate::query::Query;
use crate::query::scope::OwnedBy;
use crate::stmt::condition::{Condition, Link, Related};
use crate::stmt::invalid::{BuildResult, InvalidArgument};
use crate::stmt::select::Select;
use crate::table::Table;
use crate::table::column::{ColumnDef, Parent};
use crate::value::column_type::{ColumnType, Unstorable};
use crate::value::{Kind, Value};

/// Returns the query for the rows whose foreign key references this row: they belong to it.
#[doc(hidden)]
pub fn children_of<M: Model, N: Model, K>(
    row: &M,
    relation: Relation<M, N, K>,
) -> Query<N, (), OwnedBy<M>> {
    let (own, key) = (M::table(), row.key());
    let value = key.clone().into_value();
    let scope = OwnedBy::new(
        relation.other_position(),
        value.clone().unwrap_or(Value::Null(Kind::Text)),
        key,
    );
    let mut select = Select::default();
    select.add(
        relation
            .link()
            .and_then(|link| equals_key(own, link.other, value)),
    );
    Query::within(select, scope)
}

/// Returns the query for the rows that are related to this row through a join table.
#[doc(hidden)]
pub fn related_to<M: Model, N: Model, K>(row: &M, relation: Relation<M, N, K>) -> Query<N> {
    let (own, key) = (M::table(), row.key().into_value());
    let mut select = Select::default();
    select.add(relation.link().and_then(|link| {
        let Some(through) = link.through else {
            return equals_key(own, link.other, key);
        };
        let filter = equals_key(own, through.own, key)?;
        let link = Link {
            own_table: link.table,
            own: link.other,
            other: through.other,
            table: through.table,
            through: None,
        };
        let is = true;
        Ok(Condition::Related(Box::new(Related { link, filter, is })))
    }));
    Query::of(select)
}

/// Returns the query for the row of `P` that a foreign key references.
#[doc(hidden)]
pub fn parent_of<P, T: ColumnType + Clone>(parent: &Parent<P>, key: &T) -> Query<P> {
    let table = parent.table()();
    let mut select = Select::default();
    let column = table.key().ok_or_else(|| InvalidArgument {
        table,
        position: table.key_position(),
        reason: Unstorable::new("column", "is not a column of the model"),
    });
    select.add(column.and_then(|column| equals_key(table, column, key.clone().into_value())));
    Query::of(select)
}

/// Returns the condition that the column is equal to the key of a row of this table. NULL matches
/// no row.
fn equals_key(
    table: &'static Table,
    column: &'static ColumnDef,
    key: Result<Value, Unstorable>,
) -> BuildResult<Condition> {
    let invalid = |reason| InvalidArgument {
        table,
        position: table.key_position(),
        reason,
    };
    Ok(Condition::equal(column, key.map_err(invalid)?))
}
