//! The key of an account as text, and back.

use crate::model::Model;
use crate::value::codec::WrittenRow;
use crate::value::column_type::ColumnType;
use crate::value::{Kind, Value};

/// Returns a key as text; `None` for a type of key without a text form, such as bytes.
pub(crate) fn text<M: Model>(key: M::Key) -> Option<String> {
    Some(match key.into_value().ok()? {
        Value::Uuid(uuid) => uuid.to_string(),
        Value::I16(number) => number.to_string(),
        Value::I32(number) => number.to_string(),
        Value::I64(number) => number.to_string(),
        Value::Text(text) => text,
        _ => return None,
    })
}

/// Returns the key with this text, in the form that [`text`] returns.
pub(crate) fn key<M: Model>(spelled: &str) -> Option<M::Key> {
    let value = match <M::Key as ColumnType>::KIND {
        Kind::Uuid => Value::Uuid(spelled.parse().ok()?),
        Kind::I16 => Value::I16(spelled.parse().ok()?),
        Kind::I32 => Value::I32(spelled.parse().ok()?),
        Kind::I64 => Value::I64(spelled.parse().ok()?),
        Kind::Text => Value::Text(spelled.to_owned()),
        _ => return None,
    };
    let key = <M::Key as ColumnType>::read(&WrittenRow(&[value]), 0).ok()??;
    (text::<M>(key.clone()).as_deref() == Some(spelled)).then_some(key)
}
