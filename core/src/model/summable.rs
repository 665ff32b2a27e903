//! [`Summable`]: the column types that `sum` and `average` accept.

use std::borrow::Cow;

use crate::error::Result;
use crate::value::column_type::ColumnType;
use crate::value::row::{Row, Unreadable};

/// A column type whose values can be summed: the integers and floats, and `Option` of each.
#[diagnostic::on_unimplemented(
    message = "values of type `{Self}` cannot be added up",
    label = "not a number",
    note = "sums and averages are for columns of `i16`, `i32`, `i64`, `u8`, `u32`, `f32` and `f64`"
)]
pub trait Summable: ColumnType {
    /// The type of a sum: `i64` for integers, `f64` for floats.
    type Sum: Default + Send + 'static;

    /// Reads a sum.
    #[doc(hidden)]
    fn read_sum(row: &dyn Row) -> Result<Option<Self::Sum>, Unreadable>;
}

macro_rules! summable {
    ($sum:ty, $read:ident: $($number:ty),+) => {$(
        impl Summable for $number {
            type Sum = $sum;

            fn read_sum(row: &dyn Row) -> Result<Option<$sum>, Unreadable> {
                $read(row)
            }
        }
    )+};
}

summable!(i64, integer: i16, i32, i64, u8, u32);

summable!(f64, float: f32, f64);

impl<T: Summable> Summable for Option<T> {
    type Sum = T::Sum;

    fn read_sum(row: &dyn Row) -> Result<Option<T::Sum>, Unreadable> {
        T::read_sum(row)
    }
}

/// The error for a sum that does not fit an `i64`.
pub(crate) const TOO_LARGE: Unreadable = Unreadable::expected("a sum of 64 bits");

/// Reads a sum of integers, which is a decimal number, because it may be larger than any integer.
fn integer(row: &dyn Row) -> Result<Option<i64>, Unreadable> {
    let sum: Option<Cow<'_, str>> = row.decimal(0)?;
    let fits = |sum: Cow<'_, str>| sum.parse().map_err(|_| TOO_LARGE);
    sum.map(fits).transpose()
}

pub(crate) fn float(row: &dyn Row) -> Result<Option<f64>, Unreadable> {
    row.float(0)
}
