//! UUIDs.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::value::class;
use crate::value::column_type::{Auto, AutoV4, ColumnType, Unstorable};
use crate::value::row::{Row, Unreadable};
use crate::value::{Kind, Value};

impl ColumnType for Uuid {
    type Repr = Self;
    type Class = class::Plain;
    const KIND: Kind = Kind::Uuid;
    const ALWAYS_READABLE: bool = true;

    fn repr(&self) -> Option<&Self> {
        Some(self)
    }

    fn into_value(self) -> Result<Value, Unstorable> {
        Ok(Value::Uuid(self))
    }

    fn read(row: &dyn Row, at: usize) -> Result<Option<Self>, Unreadable> {
        row.uuid(at)
    }
}

impl Auto for Uuid {
    fn generate(_: DateTime<Utc>) -> Option<Self> {
        Some(Self::now_v7())
    }
}

impl AutoV4 for Uuid {
    fn generate_v4() -> Self {
        Self::new_v4()
    }
}
