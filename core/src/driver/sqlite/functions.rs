//! The functions and the collation that statements of this crate call, because SQLite lacks them.

use std::borrow::Cow;

use rusqlite::functions::{Aggregate, Context, FunctionFlags};
use rusqlite::types::ValueRef;
use rusqlite::{Connection, Error, Result};

use crate::driver::sqlite::decimal::{self, Sum};
use crate::driver::sqlite_common::classify::DECIMAL_OVERFLOW;

/// Registers them with a connection. None of them can be used in a schema, so that a file does not
/// depend on them.
pub(super) fn register(connection: &Connection) -> Result<()> {
    let flags = FunctionFlags::SQLITE_UTF8
        | FunctionFlags::SQLITE_DETERMINISTIC
        | FunctionFlags::SQLITE_DIRECTONLY;
    connection.create_collation(decimal::COLLATION, decimal::compare)?;
    connection.create_scalar_function("fivefold_decimal_add", 2, flags, |context| {
        let (Some(one), Some(two)) = (text(context, 0)?, text(context, 1)?) else {
            return Ok(None);
        };
        decimal::add(&one, &two).map(Some).ok_or_else(overflow)
    })?;
    connection.create_aggregate_function("fivefold_decimal_sum", 1, flags, Total)?;
    connection.create_aggregate_function("fivefold_decimal_avg", 1, flags, Mean)?;
    connection.create_scalar_function("fivefold_f32", 1, flags, |context| {
        Ok(match context.get_raw(0) {
            ValueRef::Real(value) => {
                // The rounding is the purpose.
                #[allow(clippy::cast_possible_truncation)]
                let rounded = value as f32;
                if rounded.is_infinite() {
                    return Err(overflow());
                }
                Some(f64::from(rounded))
            }
            _ => None,
        })
    })
}

/// The sum of decimal numbers; 0 without any.
struct Total;

impl Aggregate<Sum, String> for Total {
    fn init(&self, _: &mut Context<'_>) -> Result<Sum> {
        Ok(Sum::default())
    }

    fn step(&self, context: &mut Context<'_>, sum: &mut Sum) -> Result<()> {
        push(context, sum)
    }

    fn finalize(&self, _: &mut Context<'_>, sum: Option<Sum>) -> Result<String> {
        sum.unwrap_or_default().total().ok_or_else(overflow)
    }
}

/// The mean of decimal numbers; NULL without any.
struct Mean;

impl Aggregate<Sum, Option<String>> for Mean {
    fn init(&self, _: &mut Context<'_>) -> Result<Sum> {
        Ok(Sum::default())
    }

    fn step(&self, context: &mut Context<'_>, sum: &mut Sum) -> Result<()> {
        push(context, sum)
    }

    fn finalize(&self, _: &mut Context<'_>, sum: Option<Sum>) -> Result<Option<String>> {
        let sum = sum.unwrap_or_default();
        if sum.is_empty() {
            return Ok(None);
        }
        sum.mean().map(Some).ok_or_else(overflow)
    }
}

fn push(context: &Context<'_>, sum: &mut Sum) -> Result<()> {
    match text(context, 0)? {
        Some(number) => sum.push(&number).ok_or_else(overflow),
        None => Ok(()),
    }
}

/// Returns an argument as text; none for NULL.
fn text<'c>(context: &'c Context<'_>, index: usize) -> Result<Option<Cow<'c, str>>> {
    match context.get_raw(index) {
        ValueRef::Null => Ok(None),
        ValueRef::Text(text) => Ok(Some(String::from_utf8_lossy(text))),
        _ => Err(overflow()),
    }
}

/// SQLite reports the message.
fn overflow() -> Error {
    Error::UserFunctionError(DECIMAL_OVERFLOW.into())
}
