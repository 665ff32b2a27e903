//! [`Workload`]: whether a statement reads or writes, and how much.

/// The workload of a statement, which decides on which connection it runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Workload {
    /// Reads a handful of rows through an index.
    ShortRead,
    /// Reads many rows.
    LongRead,
    /// Writes one row.
    ShortWrite,
    /// Writes many rows, or changes the schema.
    LongWrite,
}

impl Workload {
    #[allow(dead_code, reason = "used only by an embedded database")]
    pub(crate) const fn is_long(self) -> bool {
        matches!(self, Self::LongRead | Self::LongWrite)
    }

    pub(crate) const fn writes(self) -> bool {
        matches!(self, Self::ShortWrite | Self::LongWrite)
    }
}
