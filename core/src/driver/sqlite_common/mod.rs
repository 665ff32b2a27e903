//! What both drivers of SQLite share, so that one file can be used through either: how values are stored, and what SQLite's
//! result codes and messages mean. Plain data and pure functions, which name no crate of an engine.

pub(crate) mod cell;
pub(crate) mod classify;
pub(crate) mod time;
pub(crate) mod version;
