//! [`FromRow`]: the types that rows of raw SQL are read into.

use crate::error::kind::ErrorKind;
use crate::error::{Error, Result};
use crate::model::Model;
use crate::query::view::View;
use crate::raw_sql::computed_row::ComputedRow;
use crate::value::column_type::ColumnType;
use crate::value::projected_row::ProjectedRow;
use crate::value::row::{Row, Unreadable};

/// A type that rows of [`Sql`](crate::raw_sql::Sql) are read into: a model, a [`View`], or a tuple
/// of one to eight values.
#[diagnostic::on_unimplemented(
    message = "rows cannot be read into `{Self}`",
    label = "neither a model, nor a view, nor a tuple of column types",
    note = "for a single value write a tuple of one, such as `(i64,)`; for a struct, `#[derive(View)] #[view(Model)]`"
)]
pub trait FromRow: Sized + Send + 'static {
    /// Returns the positions of its columns in rows like this one.
    #[doc(hidden)]
    fn positions(row: &dyn Row) -> Result<Vec<usize>>;

    /// Reads a row with its columns at these positions.
    #[doc(hidden)]
    fn read(row: &dyn Row, positions: &[usize]) -> Result<Self>;
}

impl<V: View> FromRow for V {
    fn positions(row: &dyn Row) -> Result<Vec<usize>> {
        let table = V::Model::table();
        let columns = V::columns().into_iter();
        let columns = columns.filter_map(|at| table.columns().get(at));
        let positions = columns.map(|column| {
            let mut positions = (0..row.width()).filter(|at| row.name(*at) == Some(column.name));
            match (positions.next(), positions.next()) {
                (Some(at), None) => Ok(at),
                (found, _) => Err(Error::new(
                    ErrorKind::Misuse,
                    format!(
                        "the statement returns {} column `{}` of `{}`; select it once, under this name",
                        if found.is_some() { "more than one" } else { "no" },
                        column.name,
                        table.model()
                    ),
                )),
            }
        });
        positions.collect()
    }

    fn read(row: &dyn Row, positions: &[usize]) -> Result<Self> {
        V::read_from(&ProjectedRow::new(row, positions)).map_err(|(at, reason)| {
            let at = V::columns().get(at).copied().unwrap_or(usize::MAX);
            Error::unreadable(V::Model::table(), at, reason)
        })
    }
}

macro_rules! tuple {
    ($count:literal: $($type:ident $at:tt),+) => {
        impl<$($type: ColumnType),+> FromRow for ($($type,)+) {
            fn positions(row: &dyn Row) -> Result<Vec<usize>> {
                match row.width() {
                    $count => Ok(Vec::new()),
                    width => Err(Error::new(
                        ErrorKind::Misuse,
                        format!("the statement returns {width} columns, and the tuple has {}; select as many", $count),
                    )),
                }
            }

            fn read(row: &dyn Row, _: &[usize]) -> Result<Self> {
                Ok(($(value::<$type>(row, $at)?,)+))
            }
        }
    };
}

tuple!(1: A 0);

tuple!(2: A 0, B 1);

tuple!(3: A 0, B 1, C 2);

tuple!(4: A 0, B 1, C 2, D 3);

tuple!(5: A 0, B 1, C 2, D 3, E 4);

tuple!(6: A 0, B 1, C 2, D 3, E 4, F 5);

tuple!(7: A 0, B 1, C 2, D 3, E 4, F 5, G 6);

tuple!(8: A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7);

fn value<T: ColumnType>(row: &dyn Row, at: usize) -> Result<T> {
    let reason = match T::read(&ComputedRow(row), at) {
        Ok(Some(value)) => return Ok(value),
        Ok(None) => Unreadable::expected("a value, found null: use `Option` for the type"),
        Err(reason) => reason,
    };
    Err(Error::new(
        ErrorKind::Misuse,
        format!("column {} of the statement: {reason}", at + 1),
    ))
}
