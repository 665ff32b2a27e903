//! Statements that create tables, indexes and constraints, as text.

pub(crate) mod checks;
pub(crate) mod create;
pub(crate) mod existing;
pub(crate) mod index_limits;
pub(crate) mod index_order;
