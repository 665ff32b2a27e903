//! [`Reader`]: reads the columns of a row into a model.

use std::fmt;

use crate::error::Error;
use crate::table::Table;
use crate::table::access::Access;
use crate::value::Value;
use crate::value::codec::WrittenRow;
use crate::value::column_type::Unstorable;
use crate::value::row::{Row, Unreadable};

/// Reads the columns of one model, in their order.
pub struct Reader<'r> {
    row: &'r dyn Row,
    table: &'static Table,
    at: usize,
    is_sent: bool,
    /// The position of a column that could not be read, and the reason.
    failed: Option<(usize, Unreadable)>,
}

impl<'r> Reader<'r> {
    /// Reads a row of the database.
    pub(crate) fn new(row: &'r dyn Row, table: &'static Table) -> Self {
        Self {
            row,
            table,
            at: 0,
            is_sent: false,
            failed: None,
        }
    }

    /// Reads the values that are about to be sent.
    pub(crate) fn of_sent(row: &'r dyn Row, table: &'static Table) -> Self {
        Self {
            is_sent: true,
            ..Self::new(row, table)
        }
    }

    /// Returns the position of a column that could not be read, and the reason; `None` if a type
    /// rejected its value.
    pub(crate) fn failed(&self) -> Option<(usize, Unreadable)> {
        self.failed
    }

    /// Reads the next column.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Internal`](crate::ErrorKind::Internal) with model and field, when the column
    /// holds a value that its type cannot.
    pub fn next<T>(&mut self, column: &Access<T>) -> Result<T, Error> {
        let at = self.at;
        self.at += 1;
        match (column.read)(self.row, at) {
            Ok(Some(value)) => Ok(value),
            Ok(None) => {
                Err(self.unreadable(at, column, Unreadable::expected("a value, found null")))
            }
            Err(reason) => Err(self.unreadable(at, column, reason)),
        }
    }

    #[cold]
    fn unreadable<T>(&mut self, at: usize, column: &Access<T>, reason: Unreadable) -> Error {
        self.failed = Some((at, reason));
        if self.is_sent {
            return Error::unstorable(self.table, column.sent, &not_readable());
        }
        Error::unreadable(self.table, at, reason)
    }
}

/// Returns the error for a value that its type writes and cannot read back.
#[cold]
fn not_readable() -> Unstorable {
    Unstorable::new(
        "round_trip",
        "would not be read back as it was written; make the type's `Serialize` and `Deserialize` agree",
    )
}

/// Checks that a value can be read back before it is written: on a database that commits before it
/// answers, it would be too late afterwards.
pub(crate) fn check_readable<T>(column: &Access<T>, value: &Value) -> Result<(), Unstorable> {
    match (column.read)(&WrittenRow(std::slice::from_ref(value)), 0) {
        Ok(Some(_)) => Ok(()),
        Ok(None) | Err(_) => Err(not_readable()),
    }
}

impl fmt::Debug for Reader<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reader")
            .field("model", &self.table.model())
            .field("at", &self.at)
            .finish_non_exhaustive()
    }
}
