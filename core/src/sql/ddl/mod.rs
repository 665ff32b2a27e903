//! TODO

pub(crate) mod checks;
pub(crate) mod create;
