//! TODO

pub(crate) mod cursor;
pub(crate) mod hmac;
pub(crate) mod random;
