//! Raw SQL with bind values, read into models, views and tuples.

mod computed_row;
pub(crate) mod fragment;
pub(crate) mod from_row;
pub(crate) mod statement;

pub use crate::raw_sql::fragment::Fragment;
pub use crate::raw_sql::from_row::FromRow;
pub use crate::raw_sql::statement::{Bind, RawSql, Sql};
