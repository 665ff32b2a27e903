//! What both drivers of SQLite share, so that one file can be used through either: how values are stored, and what SQLite's
//! result codes and messages mean. Plain data and pure functions, which name no crate of an engine.

mod cell;
mod classify;
mod time;
mod version;

pub(in crate::driver) use self::cell::{Cell, Cells, Stepped, store};
pub(in crate::driver) use self::classify::{classify, code, primary};
pub(in crate::driver) use self::version::check_version;
