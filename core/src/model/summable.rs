//! [`Summable`]: the column types that `sum` and `average` accept.

use std::borrow::Cow;

#[cfg(feature = "decimal")]
use rust_decimal::Decimal;

use crate::error::Result;
use crate::value::column_type::ColumnType;
use crate::value::row::{Row, Unreadable};

/// A column type whose values can be summed: the integers, floats and decimal numbers, and `Option`
/// of each.
#[diagnostic::on_unimplemented(
    message = "values of type `{Self}` cannot be added up",
    label = "not a number",
    note = "sums and averages are for columns of `i16`, `i32`, `i64`, `u8`, `u32`, `f32`, `f64` and `Decimal`"
)]
pub trait Summable: ColumnType {
    /// The type of a sum: `i64` for integers, `f64` for floats, `Decimal` for decimal numbers.
    type Sum: Default + Send + 'static;

    /// The type of a mean: `Decimal` for decimal numbers, `f64` for all others.
    type Mean: Send + 'static;

    /// Reads a sum.
    #[doc(hidden)]
    fn read_sum(row: &dyn Row) -> Result<Option<Self::Sum>, Unreadable>;

    /// Reads a mean.
    #[doc(hidden)]
    fn read_mean(row: &dyn Row) -> Result<Option<Self::Mean>, Unreadable>;
}

macro_rules! summable {
    ($sum:ty, $read:ident: $($number:ty),+) => {$(
        impl Summable for $number {
            type Sum = $sum;
            type Mean = f64;

            fn read_sum(row: &dyn Row) -> Result<Option<$sum>, Unreadable> {
                $read(row)
            }

            fn read_mean(row: &dyn Row) -> Result<Option<f64>, Unreadable> {
                float(row)
            }
        }
    )+};
}

summable!(i64, integer: i16, i32, i64, u8, u32);

summable!(f64, float: f32, f64);

impl<T: Summable> Summable for Option<T> {
    type Sum = T::Sum;
    type Mean = T::Mean;

    fn read_sum(row: &dyn Row) -> Result<Option<T::Sum>, Unreadable> {
        T::read_sum(row)
    }

    fn read_mean(row: &dyn Row) -> Result<Option<T::Mean>, Unreadable> {
        T::read_mean(row)
    }
}

/// A sum is exact. A mean is rounded to 28 digits after the point, and then to the digits of the
/// type.
#[cfg(feature = "decimal")]
impl Summable for Decimal {
    type Sum = Self;
    type Mean = Self;

    fn read_sum(row: &dyn Row) -> Result<Option<Self>, Unreadable> {
        let Some(sum) = digits(row)? else {
            return Ok(None);
        };
        let digits = if sum.contains('.') {
            sum.trim_end_matches('0').trim_end_matches('.')
        } else {
            sum.as_ref()
        };
        Self::from_str_exact(digits)
            .map(Some)
            .map_err(|_| TOO_LARGE)
    }

    fn read_mean(row: &dyn Row) -> Result<Option<Self>, Unreadable> {
        let mean = digits(row)?.map(|mean| mean.parse::<Self>()).transpose();
        let mean = mean.map_err(|_| Unreadable::expected("a decimal number"))?;
        Ok(mean.map(|mean| mean.normalize()))
    }
}

/// The error for a sum that its type cannot hold.
pub(crate) const TOO_LARGE: Unreadable = Unreadable::expected("a sum in the range of its type");

/// Reads a sum of integers, which is a decimal number, because it may be larger than any integer.
pub(crate) fn integer(row: &dyn Row) -> Result<Option<i64>, Unreadable> {
    let sum = digits(row)?;
    let fits = |sum: Cow<'_, str>| sum.parse().map_err(|_| TOO_LARGE);
    sum.map(fits).transpose()
}

/// Reads the digits of a sum or a mean: of a decimal number, or of its text, which can have more of
/// them.
fn digits(row: &dyn Row) -> Result<Option<Cow<'_, str>>, Unreadable> {
    row.text(0)
        .map(|text| text.map(Cow::Borrowed))
        .or_else(|_| row.decimal(0))
}

/// Reads a sum or a mean of floats.
fn float(row: &dyn Row) -> Result<Option<f64>, Unreadable> {
    row.float(0)
}
