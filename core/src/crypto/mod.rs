//! Random bytes, HMAC, and the signatures of cursors.

pub(crate) mod cursor;
pub(crate) mod hmac;
pub(crate) mod random;
