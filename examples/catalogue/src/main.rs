//! The packages of a Cargo workspace, stored in SQLite through fivefold.
//!
//! `cargo run -p catalogue` loads the workspace it is run in and names the packages that most
//! others need.

#![allow(
    unreachable_pub,
    reason = "a binary has no public interface; `pub` marks the items that a module offers the others"
)]

mod failure;
mod graph;
mod levels;
mod load;
mod model;
mod print;
mod questions;
mod run;
mod store;
#[cfg(test)]
mod testing;

use std::fmt::Display;
use std::io::{ErrorKind, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Keeps what a Cargo workspace is made of in a SQLite file, and answers questions about it.
///
/// Without a command it loads the workspace of the current folder and answers `top`.
#[derive(Parser)]
struct Args {
    /// The SQLite file [default: fivefold-catalogue.db in the folder for temporary files]
    #[arg(long, value_name = "PATH", global = true)]
    store: Option<String>,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Subcommand)]
enum Command {
    /// Reads a workspace with `cargo metadata` into the store, where it replaces the previous one
    Load {
        /// A manifest of the workspace [default: that of the current folder]
        #[arg(long, value_name = "PATH")]
        manifest_path: Option<PathBuf>,
    },
    #[command(flatten)]
    Ask(Question),
}

#[derive(Subcommand)]
enum Question {
    /// Names the packages that most others need
    Top {
        /// How many packages
        #[arg(long, short = 'n', value_name = "NUMBER", default_value_t = 10)]
        most: usize,
    },
    /// Shows what brings a package in: the shortest way from each member of the workspace
    Why {
        /// `name`, or `name@version`
        package: String,
    },
    /// Names the packages that are there in several versions
    Duplicates,
    /// Counts the packages of each licence
    Licences,
    /// Shows all that is known of a package
    Show {
        /// `name`, or `name@version`
        package: String,
    },
}

#[tokio::main]
async fn main() -> ExitCode {
    match run::run(Args::parse()).await {
        // A reader that has seen enough, such as `head`, is not an error.
        Ok(answer) => match std::io::stdout().write_all(answer.as_bytes()) {
            Err(error) if error.kind() != ErrorKind::BrokenPipe => fail(&error),
            _ => ExitCode::SUCCESS,
        },
        Err(failure) => fail(&failure),
    }
}

fn fail(reason: &dyn Display) -> ExitCode {
    // Where even this cannot be written, the exit code is all that is left.
    let _ = writeln!(std::io::stderr(), "catalogue: {reason}");
    ExitCode::FAILURE
}
