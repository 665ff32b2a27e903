//! Faults of a MariaDB Galera cluster: nodes that are killed, cut off or frozen, reads on another
//! node than the writes, and writers on all nodes at once. The ledger and its checks are those of
//! `main.rs`.
//!
//! Started by `tests/galera/run faults`, which brings the cluster; the arguments are those of
//! `main.rs`. The full form takes half an hour. Without a cluster nothing is run.
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
#![allow(dead_code, reason = "most files are those of `main.rs`")]

mod arguments;
mod check;
mod engine;
mod findings;
mod ledger;
mod load;
mod models;
#[path = "../it/support/poll.rs"]
mod poll;
#[path = "../it/support/random.rs"]
mod random;
mod raw_connection;
mod report;
mod run_row;
mod wait;

#[path = "galera/cluster.rs"]
mod cluster;
#[path = "galera/increments.rs"]
mod increments;
#[path = "galera/node.rs"]
mod node;
#[path = "galera/probe.rs"]
mod probe;
#[path = "galera/reads.rs"]
mod reads;
#[path = "galera/skew.rs"]
mod skew;
#[path = "galera/together.rs"]
mod together;

use std::future::Future;
use std::pin::Pin;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use arguments::Arguments;
use cluster::Cluster;
use engine::Engine;
use findings::Findings;
use report::Line;
use run_row::run_row;

/// The time limit of the full form.
const FULL: Duration = Duration::from_secs(29 * 60);

/// The time by which a row may exceed its share before it counts as hanging: a node that is down at
/// its end has to come back first.
const LATER: Duration = Duration::from_secs(4 * 60);

/// A fault.
struct Row {
    name: &'static str,
    /// Its part of the time of the full form.
    share: u32,
    about: &'static str,
    run: for<'r> fn(&'r mut Round) -> Running<'r>,
}

type Running<'r> = Pin<Box<dyn Future<Output = Findings> + 'r>>;

/// The rows, one line each: name, share of the time in the full form, what is done.
#[rustfmt::skip]
const ROWS: &[Row] = &[
    row("kill-writer", 26, "kill -9 of the node that is written to", |round| Box::pin(node::kill_writer(round))),
    row("kill-other", 26, "kill -9 of another node", |round| Box::pin(node::kill_other(round))),
    row("cut-writer", 25, "the node that is written to is cut off from both others", |round| Box::pin(node::cut_writer(round))),
    row("cut-other", 25, "another node is cut off from both others", |round| Box::pin(node::cut_other(round))),
    row("freeze-writer", 10, "the process of the node that is written to stops, and goes on later", |round| Box::pin(node::freeze_writer(round))),
    row("reads", 8, "a row is read on another node at once after it was written", |round| Box::pin(reads::run(round))),
    row("increments", 10, "16 writers count up the same rows on three nodes", |round| Box::pin(increments::run(round))),
    row("skew", 6, "two transactions read the same rows and write different ones", |round| Box::pin(skew::run(round))),
    row("together", 14, "kill -9 of all nodes at once: what is lost is counted", |round| Box::pin(together::run(round))),
];

const fn row(
    name: &'static str,
    share: u32,
    about: &'static str,
    run: for<'r> fn(&'r mut Round) -> Running<'r>,
) -> Row {
    Row {
        name,
        share,
        about,
        run,
    }
}

/// One run of a row: its cluster, and the number of its repetitions.
struct Round {
    cluster: Cluster,
    full: bool,
    until: Instant,
}

impl Round {
    /// Returns the number of repetitions.
    pub const fn count(&self, full: u64, short: u64) -> u64 {
        if self.full { full } else { short }
    }

    /// True when there is no time left. In the short form there is as much as it takes.
    pub fn is_over(&self) -> bool {
        self.full && Instant::now() >= self.until
    }
}

fn main() -> ExitCode {
    match Arguments::parse(std::env::args().skip(1)) {
        Ok(Some(arguments)) => run_all(&arguments),
        Ok(None) => ExitCode::SUCCESS,
        Err(says) => {
            eprintln!("{says}");
            ExitCode::from(2)
        }
    }
}

fn run_all(arguments: &Arguments) -> ExitCode {
    let start = Instant::now();
    let rows = ROWS.iter().filter(|row| arguments.wants_row(row.name));
    let mut left: u32 = rows.clone().map(|row| row.share).sum();
    let mut lines = Vec::new();
    for row in rows {
        let begun = Instant::now();
        let share = FULL.saturating_sub(start.elapsed()) * row.share / left.max(1);
        left -= row.share;
        let line = Line {
            row: row.name,
            about: row.about,
            engine: Engine::MariaDb,
            outcome: Cluster::found(row.name)
                .map(|cluster| run(row, cluster, arguments.full, begun + share)),
            took: begun.elapsed(),
        };
        report::said(&line);
        lines.push(line);
    }
    let versions: Vec<String> = cluster::version().into_iter().collect();
    report::finish(&lines, &versions, arguments, start.elapsed())
}

fn run(row: &Row, cluster: Cluster, full: bool, until: Instant) -> Findings {
    let limit = until.saturating_duration_since(Instant::now()) + LATER;
    let row = async {
        cluster.make_database().await;
        let mut round = Round {
            cluster: cluster.clone(),
            full,
            until,
        };
        (row.run)(&mut round).await
    };
    run_row(limit, row, cluster.mend_all())
}
