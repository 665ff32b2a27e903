//! Encodes values for PostgreSQL, each with its type, including NULL.

use sqlx::postgres::{PgArguments, PgHasArrayType, Postgres};
use sqlx::types::Type;
use sqlx::{Arguments, Encode};

use crate::driver::postgres::json::Text;
use crate::driver::sqlx::decimal::{Decimal, decimal};
use crate::driver::sqlx::encode_error;
use crate::error::Result;
use crate::value::{Kind, Value};

/// Encodes the values of one execution.
pub(super) fn arguments(values: &[Value]) -> Result<PgArguments> {
    let mut arguments = PgArguments::default();
    arguments.reserve(values.len(), values.iter().map(Value::size).sum());
    for value in values {
        add(&mut arguments, value)?;
    }
    Ok(arguments)
}

fn add(arguments: &mut PgArguments, value: &Value) -> Result<()> {
    match value {
        Value::Null(kind) => return null(arguments, *kind),
        Value::Bool(value) => arguments.add(*value),
        Value::I16(value) => arguments.add(*value),
        Value::I32(value) => arguments.add(*value),
        Value::I64(value) => arguments.add(*value),
        Value::F32(value) => arguments.add(*value),
        Value::F64(value) => arguments.add(*value),
        Value::Text(text) => arguments.add(text.as_str()),
        Value::Bytes(bytes) => arguments.add(bytes.as_slice()),
        Value::Uuid(value) => arguments.add(*value),
        Value::Timestamp(value) => arguments.add(*value),
        Value::Date(value) => arguments.add(*value),
        Value::Time(value) => arguments.add(*value),
        Value::Json(text) => arguments.add(Text(text)),
        Value::Decimal(text) => arguments.add(decimal(text)?),
    }
    .map_err(encode_error)
}

fn null(arguments: &mut PgArguments, kind: Kind) -> Result<()> {
    match kind {
        Kind::Bool => arguments.add(None::<bool>),
        Kind::I16 => arguments.add(None::<i16>),
        Kind::I32 => arguments.add(None::<i32>),
        Kind::I64 => arguments.add(None::<i64>),
        Kind::F32 => arguments.add(None::<f32>),
        Kind::F64 => arguments.add(None::<f64>),
        Kind::Text => arguments.add(None::<&str>),
        Kind::Bytes => arguments.add(None::<&[u8]>),
        Kind::Uuid => arguments.add(None::<uuid::Uuid>),
        Kind::Timestamp => arguments.add(None::<chrono::DateTime<chrono::Utc>>),
        Kind::Date => arguments.add(None::<chrono::NaiveDate>),
        Kind::Time => arguments.add(None::<chrono::NaiveTime>),
        Kind::Json => arguments.add(None::<Text<'_>>),
        Kind::Decimal => arguments.add(None::<Decimal>),
    }
    .map_err(encode_error)
}

/// Encodes the values of several rows, one array for each column.
pub(super) fn arrays(rows: &[Vec<Value>]) -> Result<PgArguments> {
    let mut arguments = PgArguments::default();
    let Some(first) = rows.first() else {
        return Ok(arguments);
    };
    for (index, value) in first.iter().enumerate() {
        let column = Column {
            rows,
            index,
            arguments: &mut arguments,
        };
        column.add(value.kind())?;
    }
    Ok(arguments)
}

/// One column of the rows.
struct Column<'v, 'a> {
    rows: &'v [Vec<Value>],
    index: usize,
    arguments: &'a mut PgArguments,
}

macro_rules! array {
    ($column:expr, $($pattern:pat => $value:expr),+) => {
        $column.array(|value| match value {
            $($pattern => Some($value),)+
            _ => None,
        })
    };
}

impl<'v> Column<'v, '_> {
    fn add(self, kind: Kind) -> Result<()> {
        match kind {
            Kind::Bool => array!(self, Value::Bool(value) => *value),
            Kind::I16 => array!(self, Value::I16(value) => *value),
            Kind::I32 => array!(self, Value::I32(value) => *value),
            Kind::I64 => array!(self, Value::I64(value) => *value),
            Kind::F32 => array!(self, Value::F32(value) => *value),
            Kind::F64 => array!(self, Value::F64(value) => *value),
            Kind::Text => array!(self, Value::Text(text) => text.as_str()),
            Kind::Bytes => array!(self, Value::Bytes(bytes) => bytes.as_slice()),
            Kind::Uuid => array!(self, Value::Uuid(value) => *value),
            Kind::Timestamp => array!(self, Value::Timestamp(value) => *value),
            Kind::Date => array!(self, Value::Date(value) => *value),
            Kind::Time => array!(self, Value::Time(value) => *value),
            Kind::Json => array!(self, Value::Json(text) => Text(text)),
            Kind::Decimal => {
                let decimals: Vec<Option<Decimal>> = self
                    .values()
                    .map(|value| match value {
                        Value::Decimal(text) => decimal(text).map(Some),
                        _ => Ok(None),
                    })
                    .collect::<Result<_>>()?;
                self.arguments.add(decimals).map_err(encode_error)
            }
        }
    }

    fn array<T>(self, value: impl Fn(&'v Value) -> Option<T>) -> Result<()>
    where
        T: PgHasArrayType + Type<Postgres> + Encode<'v, Postgres> + 'v,
    {
        let values: Vec<Option<T>> = self.values().map(value).collect();
        self.arguments.add(values).map_err(encode_error)
    }

    fn values(&self) -> impl Iterator<Item = &'v Value> + use<'v> {
        let index = self.index;
        self.rows.iter().filter_map(move |row| row.get(index))
    }
}
