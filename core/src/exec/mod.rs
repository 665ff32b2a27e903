//! Runs one operation as driver calls: creating, changing, upserting and loading rows of a model.

pub(crate) mod call;
pub(crate) mod create;
pub(crate) mod load;
pub(crate) mod loaded_rows;
pub(crate) mod ownership;
pub(crate) mod rows;
pub(crate) mod update;
pub(crate) mod upsert;
pub(crate) mod with_hooks;
