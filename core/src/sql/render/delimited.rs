//! Lists of parts with a delimiter between them.

use crate::error::Result;
use crate::sql::render::writer::SqlWriter;

/// Joins the parts with commas.
pub(crate) fn list(parts: impl Iterator<Item = String>) -> String {
    parts.collect::<Vec<_>>().join(", ")
}

impl SqlWriter {
    /// Writes each item, with commas in between.
    pub(crate) fn comma_separated<T>(
        &mut self,
        items: impl IntoIterator<Item = T>,
        mut write: impl FnMut(&mut Self, T),
    ) {
        for (number, item) in items.into_iter().enumerate() {
            self.push(if number == 0 { "" } else { ", " });
            write(self, item);
        }
    }

    /// Writes each item, with the delimiter in between; stops at the first that fails.
    pub(crate) fn try_delimited<T>(
        &mut self,
        delimiter: &str,
        items: impl IntoIterator<Item = T>,
        mut write: impl FnMut(&mut Self, T) -> Result<()>,
    ) -> Result<()> {
        for (number, item) in items.into_iter().enumerate() {
            self.push(if number == 0 { "" } else { delimiter });
            write(self, item)?;
        }
        Ok(())
    }
}
