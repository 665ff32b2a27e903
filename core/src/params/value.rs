//! Parses the text of a value to the kind of its column.

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use uuid::Uuid;

use crate::table::column::ColumnDef;
use crate::value::codec::WrittenRow;
use crate::value::column_type::{ColumnType, Unstorable};
use crate::value::{Kind, Value};

/// Returns the value in the form that a column of this type holds.
pub(super) fn checked<T: ColumnType>(value: Value) -> Result<Value, Unstorable> {
    match T::read(&WrittenRow(&[value]), 0) {
        Ok(Some(value)) => value.into_value(),
        _ => Err(Unstorable::new(
            "range",
            "must be a value that its type can hold; correct it, or leave it out",
        )),
    }
}

/// Parses the text as a value of the column's kind.
pub(super) fn read(column: &ColumnDef, text: &str) -> Result<Value, Unstorable> {
    let wrong = |message: &'static str| move || Unstorable::new("type", message);
    let integer = "must be a whole number in the range of its type";
    match column.kind {
        Kind::Text if !column.names.is_empty() => {
            let name = column.names.iter().find(|name| **name == text);
            let names = || column.names.iter().map(|name| format!("`{name}`"));
            let list = || names().collect::<Vec<_>>().join(", ");
            name.map(|name| Value::Text((*name).to_owned()))
                .ok_or_else(|| Unstorable::new("name", format!("must be one of: {}", list())))
        }
        Kind::Text => Ok(Value::Text(text.to_owned())),
        Kind::Bool => match text {
            "true" => Ok(Value::Bool(true)),
            "false" => Ok(Value::Bool(false)),
            _ => Err(Unstorable::new("type", "must be `true` or `false`")),
        },
        Kind::I16 => text.parse().ok().map(Value::I16).ok_or_else(wrong(integer)),
        Kind::I32 => text.parse().ok().map(Value::I32).ok_or_else(wrong(integer)),
        Kind::I64 => text.parse().ok().map(Value::I64).ok_or_else(wrong(integer)),
        Kind::F32 => {
            let number = text.parse::<f32>().ok().filter(|number| number.is_finite());
            number.map(Value::F32).ok_or_else(wrong("must be a number"))
        }
        Kind::F64 => {
            let number = text.parse::<f64>().ok().filter(|number| number.is_finite());
            number.map(Value::F64).ok_or_else(wrong("must be a number"))
        }
        Kind::Uuid => {
            let uuid = Uuid::try_parse(text).ok();
            uuid.map(Value::Uuid).ok_or_else(wrong("must be a UUID"))
        }
        Kind::Timestamp => {
            let instant = DateTime::parse_from_rfc3339(text).ok();
            let instant = instant.map(|instant| Value::Timestamp(instant.with_timezone(&Utc)));
            let says = match text.contains(' ') {
                true => {
                    "must be an instant such as `2024-05-01T10:00:00Z`; a `+` in a query string is a blank, so write `%2B` for that of an offset: `10:00:00%2B01:00`"
                }
                false => "must be an instant such as `2024-05-01T10:00:00Z`",
            };
            instant.ok_or_else(wrong(says))
        }
        Kind::Date => {
            let date = text.parse::<NaiveDate>().ok().map(Value::Date);
            date.ok_or_else(wrong("must be a date such as `2024-05-01`"))
        }
        Kind::Time => {
            let time = text.parse::<NaiveTime>().ok().map(Value::Time);
            time.ok_or_else(wrong("must be a time such as `10:00:00`"))
        }
        Kind::Decimal => Ok(Value::Decimal(text.to_owned())),
        Kind::Json | Kind::Bytes => Err(Unstorable::new(
            "type",
            "cannot be filtered, since its values have no form in a query string; leave it out",
        )),
    }
}
