//! Runs the statement of a write that passed every stage, and decodes the result.

pub(crate) mod delete;
pub(crate) mod insert;
pub(crate) mod update;
pub(crate) mod upsert;
