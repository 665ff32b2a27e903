//! Runs a command with a PostgreSQL and a MariaDB of its own, which end with it:
//! `cargo run -p fivefold-tests --bin with_servers -- cargo test --workspace`.

use std::env;
use std::io;
use std::process::{Command, ExitCode};

use fivefold_tests::servers::Kind;

fn main() -> io::Result<ExitCode> {
    let mut command = env::args_os().skip(1);
    let program = command
        .next()
        .ok_or_else(|| io::Error::other("there is no command to run; put it behind `--`"))?;
    let postgres = Kind::Postgres.start(&[])?;
    let mariadb = Kind::MariaDb.start(&[])?;
    let status = Command::new(program)
        .args(command)
        .env("FIVEFOLD_TEST_POSTGRES", postgres.url())
        .env("FIVEFOLD_TEST_MYSQL", mariadb.url())
        .status()?;
    // Both end here, with their data.
    drop((postgres, mariadb));
    Ok(if status.success() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}
