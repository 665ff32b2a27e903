//! The limits of one statement, the same on every database. A statement that exceeds one is
//! rejected before it is sent.

/// The most conditions: tests of columns, of related rows and of JSON paths, and raw SQL.
pub(crate) const MAX_CONDITIONS: usize = 10_000;

/// The most levels of conditions: AND, OR and NOT are one level each, and a relation is
/// [`RELATION_LEVELS`]. Conditions are cloned, walked and dropped by recursion, so this also limits the
/// stack that they take.
pub(crate) const MAX_DEPTH: usize = 50;

/// The levels of a relation. SQLite adds up the levels of nested subqueries, of which it allows 1,000.
pub(crate) const RELATION_LEVELS: usize = 4;

/// The most bind values. That is the limit of SQLite; a long list is one value.
pub(crate) const MAX_BIND_VALUES: usize = 32_766;
