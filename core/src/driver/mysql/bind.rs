//! Encodes values for MariaDB and MySQL, each with its type, including NULL.

use sqlx::Arguments as _;
use sqlx::mysql::MySqlArguments;

use crate::driver::failure::Failure;
use crate::driver::mysql::server::MIN_PACKET;
use crate::driver::sqlx::decimal::{Decimal, decimal};
use crate::driver::sqlx::encode_error;
use crate::error::Result;
use crate::value::{Kind, Value};

/// Encodes the values of one execution. Refuses more bytes than every server accepts: it would
/// close the connection in the middle of them, usually before its error can be read, and the
/// outcome of a write that never happened would be unknown.
pub(super) fn arguments(values: &[Value]) -> Result<MySqlArguments> {
    // For each value its type and a NULL bit; before all of them the number of the statement.
    let size = values.iter().map(|value| value.size() + 3).sum::<usize>() + 16;
    if size > MIN_PACKET {
        return Err(Failure::TooLarge.error(None));
    }
    let mut arguments = MySqlArguments::default();
    arguments.reserve(values.len(), size);
    for value in values {
        add(&mut arguments, value)?;
    }
    Ok(arguments)
}

fn add(arguments: &mut MySqlArguments, value: &Value) -> Result<()> {
    match value {
        Value::Null(kind) => return null(arguments, *kind),
        Value::Bool(value) => arguments.add(*value),
        Value::I16(value) => arguments.add(*value),
        Value::I32(value) => arguments.add(*value),
        Value::I64(value) => arguments.add(*value),
        Value::F32(value) => arguments.add(*value),
        Value::F64(value) => arguments.add(*value),
        Value::Text(text) | Value::Json(text) => arguments.add(text.as_str()),
        Value::Bytes(bytes) => arguments.add(bytes.as_slice()),
        Value::Uuid(value) => arguments.add(*value),
        // As the DATETIME of its column. The TIMESTAMP of the protocol ends in 2038.
        Value::Timestamp(value) => arguments.add(value.naive_utc()),
        Value::Date(value) => arguments.add(*value),
        Value::Time(value) => arguments.add(*value),
        // Not text, which the server compares with a decimal column as floats:
        // `'0.1000000000000000001'` would match `0.1`.
        Value::Decimal(text) => arguments.add(decimal(text)?),
    }
    .map_err(encode_error)
}

fn null(arguments: &mut MySqlArguments, kind: Kind) -> Result<()> {
    match kind {
        Kind::Bool => arguments.add(None::<bool>),
        Kind::I16 => arguments.add(None::<i16>),
        Kind::I32 => arguments.add(None::<i32>),
        Kind::I64 => arguments.add(None::<i64>),
        Kind::F32 => arguments.add(None::<f32>),
        Kind::F64 => arguments.add(None::<f64>),
        Kind::Text | Kind::Json => arguments.add(None::<&str>),
        Kind::Bytes => arguments.add(None::<&[u8]>),
        Kind::Uuid => arguments.add(None::<uuid::Uuid>),
        Kind::Timestamp => arguments.add(None::<chrono::NaiveDateTime>),
        Kind::Date => arguments.add(None::<chrono::NaiveDate>),
        Kind::Time => arguments.add(None::<chrono::NaiveTime>),
        Kind::Decimal => arguments.add(None::<Decimal>),
    }
    .map_err(encode_error)
}
