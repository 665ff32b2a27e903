//! [`Db`], its [`Builder`], transactions, replicas and metrics.
//!
//! Circle: `executor.rs`, `handle.rs`, `transaction/mod.rs`.

pub(crate) mod builder;
pub(crate) mod event;
pub(crate) mod executor;
pub(crate) mod from_pool;
pub(crate) mod handle;
pub(crate) mod operation;
pub(crate) mod replica;
pub(crate) mod transaction;

pub use crate::db::builder::Builder;
pub use crate::db::executor::Connection;
pub use crate::db::handle::Db;
pub use crate::db::operation::Operation;
pub use crate::db::replica::{Position, Replica};
pub use crate::db::transaction::closure::AsyncFunc;
pub use crate::db::transaction::isolation::Transactions;
pub use crate::driver::limits::{Durability, Isolation};
pub use crate::driver::metrics::Metrics;
