//! [`points_to`]: the model that a foreign key points to, as data.

use crate::model::Model;
use crate::table::column::Parent;
use crate::value::column_type::ColumnType;

/// Returns the model `P` as the target of a foreign key.
#[must_use]
pub const fn points_to<P: Model>() -> Parent<P> {
    Parent::new(P::table, P::TABLE_NAME, <P::Key as ColumnType>::KIND)
}
