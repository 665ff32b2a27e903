//! What both drivers of SQLite share, so that one file can be used through either: how values are stored, and what SQLite's
//! result codes and messages mean. Plain data and pure functions, which name no crate of an engine.

pub(in crate::driver) mod cell;
pub(in crate::driver) mod classify;
pub(in crate::driver) mod time;
pub(in crate::driver) mod version;
