//! One operation on a model, as driver calls. Every write takes the path of [`pipeline`].

mod atomic;
pub(crate) mod call;
pub(crate) mod create;
pub(crate) mod delete;
pub(crate) mod hooks;
pub(crate) mod index_limits;
mod insert_order;
pub(crate) mod load;
pub(crate) mod loaded_rows;
pub(crate) mod new_rows;
pub(crate) mod ownership;
pub(crate) mod pipeline;
pub(crate) mod rows;
pub(crate) mod run;
pub(crate) mod unique_group;
pub(crate) mod update;
pub(crate) mod upsert;
pub(crate) mod upsert_many;
pub(crate) mod write;
pub(crate) mod zero_rows;
