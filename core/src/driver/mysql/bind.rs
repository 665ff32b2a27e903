//! Values on their way to MariaDB or MySQL, each with its type, nulls included.

use sqlx::Arguments as _;
use sqlx::mysql::MySqlArguments;

use crate::driver::failure::Failure;
use crate::driver::mysql::server::MIN_PACKET;
use crate::driver::sqlx::encode_error;
use crate::error::kind::ErrorKind;
use crate::error::{Error, Result};
use crate::value::{Kind, Value};

/// The values of one execution. They are refused here where every server takes less: it would close the connection in the middle
/// of them, mostly before it can be heard why, and a write would be in doubt that never happened.
pub(super) fn arguments(values: &[Value]) -> Result<MySqlArguments> {
    // Beside each value, its type and a bit for nulls; before all of them, the number of the statement.
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
        // As the DATETIME that it is stored as. The wire's TIMESTAMP ends in 2038.
        Value::Timestamp(value) => arguments.add(value.naive_utc()),
        Value::Date(value) => arguments.add(*value),
        Value::Time(value) => arguments.add(*value),
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

/// Not text, which the server compares with a decimal column as floats: `'0.1000000000000000001'` would find `0.1`.
#[cfg(feature = "decimal")]
type Decimal = rust_decimal::Decimal;

/// Without the feature there is no column of this kind.
#[cfg(not(feature = "decimal"))]
type Decimal = f64;

fn decimal(text: &str) -> Result<Decimal> {
    text.parse().map_err(|_| {
        Error::new(
            ErrorKind::Internal,
            "a decimal number could not be sent; give it at most 28 digits",
        )
    })
}
