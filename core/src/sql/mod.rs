//! TODO

pub(crate) mod ddl;
pub(crate) mod dialect;
pub(crate) mod render;
