//! Faults: connections that break, servers that stop, processes that are killed, futures that are
//! dropped. Every acknowledged write must be stored afterwards; `ledger.rs` records the
//! acknowledgements and `check.rs` compares them.
//!
//! `cargo test -p fivefold-tests --test faults` runs every row a few times. After `--`: `--full`
//! runs each as often as ten minutes allow, `--row NAME` and `--engine NAME` choose, `--markdown`
//! prints the table for a document, `--list` names the rows.
//!
//! All servers are private to the run. Each row has a control: the same check over a planted fault,
//! which it has to find.
//!
//! A row is a file with `async fn run(case: &mut FaultCase) -> Findings`, and one line of [`ROWS`].
//! `case.database` is its own test database, `case.count` the number of repetitions, and
//! `case.is_over` is true once the time of the full form is up.
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

mod arguments;
mod check;
mod child;
mod engine;
mod fault_case;
mod findings;
#[path = "../it/support/interrupt.rs"]
mod interrupt;
mod ledger;
mod load;
mod models;
mod plain;
#[path = "../it/support/poll.rs"]
mod poll;
mod proxy;
#[path = "../it/support/random.rs"]
mod random;
mod raw_connection;
mod report;
mod run_row;
mod test_database;
mod wait;

mod backend;
mod cancel;
mod cut;
mod deadlock;
mod drain;
mod exhaustion;
mod hosts;
mod ignored;
mod kill;
mod panic;
mod restart;
mod savepoints;
mod settings;
mod silent;
mod slow;

use std::process::ExitCode;

use arguments::Arguments;
use engine::{ALL, SERVERS};
use fault_case::{Row, row};

/// The rows, one line each: name, engines, share of the time in the full form, what is done. Time
/// that a row does not need is for those after it, so the ones that take what they get come last.
#[rustfmt::skip]
const ROWS: &[Row] = &[
    row!("unsafe", SERVERS, 10, "unsafe servers refused by name, or healed", settings::run),
    row!("panic", ALL, 3, "panic inside a unit of work", panic::run),
    row!("savepoints", ALL, 20, "inner savepoints cancelled, failed, panicking", savepoints::run),
    row!("cancel", SERVERS, 40, "futures dropped at every point", cancel::run),
    row!("deadlock", ALL, 25, "opposite lock orders, 16 writers", deadlock::run),
    row!("ignored", ALL, 30, "errors ignored inside a transaction", ignored::run),
    row!("backend", SERVERS, 25, "one connection ended by the server", backend::run),
    row!("cut", SERVERS, 40, "the network cuts connections at six points", cut::run),
    row!("silent", SERVERS, 40, "the network swallows everything", silent::run),
    row!("slow", SERVERS, 25, "a slow network", slow::run),
    row!("hosts", SERVERS, 25, "two hosts: one reads only, stops, turns read-only", hosts::run),
    row!("exhaustion", ALL, 30, "every connection held, 500 callers wait", exhaustion::run),
    row!("restart", SERVERS, 35, "the server stopped at once, and started", restart::run),
    row!("drain", ALL, 45, "SIGTERM, close, exit, under load", drain::run),
    row!("kill", ALL, 45, "kill -9 of the client while it writes", kill::run),
];

fn main() -> ExitCode {
    if child::is_wanted() {
        return child::main();
    }
    match Arguments::parse(std::env::args().skip(1)) {
        Ok(Some(arguments)) => fault_case::run_all(ROWS, &arguments),
        Ok(None) => ExitCode::SUCCESS,
        Err(says) => {
            eprintln!("{says}");
            ExitCode::from(2)
        }
    }
}
