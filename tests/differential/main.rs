//! Random queries and random sequences of operations on every engine, compared with a plain
//! evaluation in Rust.
//!
//! The models are types, which a run cannot make. So there are six, with a column of every type and
//! every kind of relation between them (`models.rs`), and a case chooses among them: it has random
//! rows in all of their tables, and random questions (`queries.rs`) or a random sequence of
//! operations in nested transactions (`steps.rs`). A model is described by cells (`describe.rs`), so
//! that all else is data: [`question::Question`] and [`program::Step`] are asked of the database by
//! `ask.rs` and `operation.rs`, and of the rows in memory by `plain.rs` and `constraints.rs`.
//!
//! Cases and the smaller ones of a case that differs are made by the crate `proptest`: one seed is
//! one case, which is repeated by itself (`settings.rs`). `faults.rs` is the control.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::cast_sign_loss,
    reason = "a test that meets what it did not expect stops there"
)]
#![allow(
    missing_docs,
    unreachable_pub,
    reason = "models are public and undocumented here, as in many applications"
)]
#![allow(
    clippy::type_complexity,
    reason = "the functions of a description are each of a type of their own"
)]

#[allow(
    dead_code,
    unused_imports,
    unused_macros,
    reason = "shared with the behaviour suite"
)]
#[path = "../it/support/mod.rs"]
#[macro_use]
mod support;

#[macro_use]
mod field;
#[macro_use]
mod table;
#[macro_use]
mod runner;
#[macro_use]
mod describing;

mod aggregate;
mod answer;
mod ask;
mod cell;
mod condition;
mod constraints;
mod describe;
mod faults;
mod models;
mod operation;
mod plain;
mod program;
mod queries;
mod question;
mod random_condition;
mod random_grouping;
mod random_question;
mod random_world;
mod select;
mod settings;
mod steps;
mod values;
mod world;
