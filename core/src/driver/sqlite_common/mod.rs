//! The parts that both drivers of SQLite share, so that one file can be used through either: the
//! storage of values, and the meaning of result codes and messages. Plain data and pure functions,
//! which name no engine crate.

pub(in crate::driver) mod catalog;
pub(in crate::driver) mod cell;
pub(in crate::driver) mod classify;
pub(in crate::driver) mod time;
pub(in crate::driver) mod version;
