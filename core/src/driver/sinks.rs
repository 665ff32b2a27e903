//! The sinks of calls without rows, and of calls that return integers.

use crate::driver::seam::Sink;
use crate::error::kind::ErrorKind;
use crate::error::{Error, Result};
use crate::value::row::{Row, Unreadable};

/// Ignores all rows.
pub(crate) struct Nothing;

impl Sink for Nothing {
    fn row(&mut self, _: &dyn Row) -> Result<()> {
        Ok(())
    }
}

/// Takes integers from the first column: counts and generated keys.
pub(crate) struct Integers {
    pub(crate) found: Vec<i64>,
}

impl Integers {
    pub(crate) fn boxed() -> Box<Self> {
        Box::new(Self { found: Vec::new() })
    }
}

impl Sink for Integers {
    fn row(&mut self, row: &dyn Row) -> Result<()> {
        let found = row
            .integer(0)
            .and_then(|found| found.ok_or(Unreadable::expected("an integer, found null")));
        self.found.push(found.map_err(|reason| {
            Error::new(
                ErrorKind::Internal,
                format!("the database returned no integer: {reason}"),
            )
        })?);
        Ok(())
    }
}
