//! The queries of a row's relations.

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

/// The rows whose foreign key points to this row: they belong to it.
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
    let mut shape = Select::default();
    shape.add(
        relation
            .link()
            .and_then(|link| holding(own, link.other, value)),
    );
    Query::within(shape, scope)
}

/// The rows that a relation leads to from the key of this row, through those of another model.
#[doc(hidden)]
pub fn related_to<M: Model, N: Model, K>(row: &M, relation: Relation<M, N, K>) -> Query<N> {
    let (own, key) = (M::table(), row.key().into_value());
    let mut shape = Select::default();
    shape.add(relation.link().and_then(|link| {
        let Some(through) = link.through else {
            return holding(own, link.other, key);
        };
        let filter = holding(own, through.own, key)?;
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
    Query::of(shape)
}

/// The row of `P` that a foreign key points to.
#[doc(hidden)]
pub fn parent_of<P, T: ColumnType + Clone>(parent: &Parent<P>, key: &T) -> Query<P> {
    let table = parent.table()();
    let mut shape = Select::default();
    let column = table.key().ok_or_else(|| InvalidArgument {
        table,
        at: table.key_position(),
        reason: Unstorable::new("column", "is no column of the model"),
    });
    shape.add(column.and_then(|column| holding(table, column, key.clone().into_value())));
    Query::of(shape)
}

/// The rows whose column holds the key of a row of this table. A null leads nowhere.
fn holding(
    table: &'static Table,
    column: &'static ColumnDef,
    key: Result<Value, Unstorable>,
) -> BuildResult<Condition> {
    let wrong = |reason| InvalidArgument {
        table,
        at: table.key_position(),
        reason,
    };
    Ok(Condition::equal(column, key.map_err(wrong)?))
}
