//! Rows, read in place from the buffers of SQLite.

use rusqlite::types::ValueRef;

use crate::driver::sqlite_common::cell::{Cell, Cells};

impl Cells for &rusqlite::Row<'_> {
    fn cell(&self, index: usize) -> Option<Cell<'_>> {
        Some(match self.get_ref(index).ok()? {
            ValueRef::Null => Cell::Null,
            ValueRef::Integer(value) => Cell::Integer(value),
            ValueRef::Real(value) => Cell::Real(value),
            ValueRef::Text(text) => Cell::Text(text),
            ValueRef::Blob(bytes) => Cell::Blob(bytes),
        })
    }

    fn width(&self) -> usize {
        self.as_ref().column_count()
    }

    fn name(&self, index: usize) -> Option<&str> {
        self.as_ref().column_name(index).ok()
    }
}
