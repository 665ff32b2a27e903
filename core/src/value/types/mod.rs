//! The Rust types that a column can have, one file for each family.

pub(crate) mod bytes;
pub(crate) mod decimal;
pub(crate) mod number;
pub(crate) mod option;
pub(crate) mod text;
pub(crate) mod time;
pub(crate) mod uuid;
