//! Rows, read from the copies that sqlx makes of their values.

use sqlx::sqlite::{Sqlite, SqliteRow};
use sqlx::{Column as _, Decode, Row as _, TypeInfo as _, ValueRef as _};

use crate::driver::sqlite_common::cell::{Cell, Cells};

impl Cells for &SqliteRow {
    fn cell(&self, at: usize) -> Option<Cell<'_>> {
        let value = self.try_get_raw(at).ok()?;
        // Of a null sqlx tells the declared type of the column; of all else the storage class.
        if value.is_null() {
            return Some(Cell::Null);
        }
        let class = value.type_info().into_owned();
        match class.name() {
            "INTEGER" => <i64 as Decode<Sqlite>>::decode(value).map(Cell::Integer),
            "REAL" => <f64 as Decode<Sqlite>>::decode(value).map(Cell::Real),
            // As the bytes that they are: text is looked at where it is read.
            "TEXT" => <&[u8] as Decode<Sqlite>>::decode(value).map(Cell::Text),
            _ => <&[u8] as Decode<Sqlite>>::decode(value).map(Cell::Blob),
        }
        .ok()
    }
    fn width(&self) -> usize {
        self.len()
    }

    fn name(&self, at: usize) -> Option<&str> {
        self.columns().get(at).map(|column| column.name())
    }
}
