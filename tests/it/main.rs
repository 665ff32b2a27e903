//! The behaviour of fivefold, written once and run on every database that it knows.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::cast_sign_loss,
    clippy::cloned_ref_to_slice_refs,
    clippy::excessive_precision,
    reason = "a test that meets what it did not expect stops there"
)]
#![allow(
    missing_docs,
    unreachable_pub,
    reason = "models are public and undocumented here, as in many applications"
)]

#[macro_use]
mod support;
mod models;

mod cancel;
mod chinook;
mod closing;
mod concurrency;
mod consistency;
mod corpus;
mod crud;
mod deleted;
mod engines;
mod errors;
mod hook_rows;
mod hooks;
mod keys;
mod lifetimes;
mod mass_assignment;
mod outcomes;
mod patch;
mod pipeline;
mod poolers;
mod queries;
mod raw_session;
mod relations;
mod replicas;
mod savepoint;
mod schema;
mod scoped_rows;
mod secrets;
mod servers;
mod shared_keys;
mod sign_in;
mod sql;
mod sqlite;
mod statements;
mod test_kit;
mod timeouts;
mod tokens;
mod transaction;
mod types;
mod unreadable_rows;
mod upserts;
mod upserts_many;
mod validation;
mod versions;
mod views;
mod windows;
mod words;
