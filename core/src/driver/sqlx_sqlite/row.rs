//! Rows, read from the copies of sqlx.

use sqlx::sqlite::{Sqlite, SqliteRow};
use sqlx::{Column as _, Decode, Row as _, TypeInfo as _, ValueRef as _};

use crate::driver::sqlite_common::cell::{Cell, Cells};

impl Cells for &SqliteRow {
    fn cell(&self, index: usize) -> Option<Cell<'_>> {
        let value = self.try_get_raw(index).ok()?;
        // The type is the declared type of the column for NULL, and the storage class for
        // everything else. <https://github.com/transact-rs/sqlx/issues/606>
        if value.is_null() {
            return Some(Cell::Null);
        }
        let class = value.type_info().into_owned();
        match class.name() {
            "INTEGER" => <i64 as Decode<Sqlite>>::decode(value).map(Cell::Integer),
            "REAL" => <f64 as Decode<Sqlite>>::decode(value).map(Cell::Real),
            // As bytes: the encoding is checked where the text is read.
            "TEXT" => <&[u8] as Decode<Sqlite>>::decode(value).map(Cell::Text),
            _ => <&[u8] as Decode<Sqlite>>::decode(value).map(Cell::Blob),
        }
        .ok()
    }

    fn width(&self) -> usize {
        self.len()
    }

    fn name(&self, index: usize) -> Option<&str> {
        self.columns().get(index).map(|column| column.name())
    }
}
