//! `Option<T>`: a column that can be null.

use crate::value::class;
use crate::value::column_type::{ColumnType, Unstorable};
use crate::value::row::{Row, Unreadable};
use crate::value::{Kind, Value};

impl<T: ColumnType> ColumnType for Option<T> {
    type Repr = T::Repr;
    type Class = class::OrNull<T::Class>;
    const KIND: Kind = T::KIND;
    const NULLABLE: bool = true;
    const NAMES: &'static [&'static str] = T::NAMES;
    const LEAST: Option<i64> = T::LEAST;
    const GREATEST: Option<i64> = T::GREATEST;
    const IS_ID: bool = T::IS_ID;
    const ALWAYS_READABLE: bool = T::ALWAYS_READABLE;

    fn repr(&self) -> Option<&T::Repr> {
        self.as_ref().and_then(T::repr)
    }

    fn into_value(self) -> Result<Value, Unstorable> {
        self.map_or(Ok(Value::Null(T::KIND)), T::into_value)
    }

    fn read(row: &dyn Row, at: usize) -> Result<Option<Self>, Unreadable> {
        T::read(row, at).map(Some)
    }
}
