//! The time of a sign-in, and whether it reveals anything.
//!
//! An equivalence test: for every kind of account that does not get in, the difference in time to
//! "known, wrong password" has to lie within a bound. What finds nothing has to be able to find
//! something, so the same run plants mistakes that it must find.
//!
//! `cargo test -p fivefold-tests --test timing` takes a minute, with cheap hashes on SQLite. Behind
//! `--`: `full` for more pairs and every database, `production` for hashes at the cost of OWASP's
//! recommendation, and `svg=FILE`, in which `%` stands for the engine.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_possible_wrap,
    missing_docs,
    unreachable_pub,
    reason = "a test that meets what it did not expect stops there"
)]

mod accounts;
mod controls;
mod plan;
mod plot;
mod report;
mod sample;
mod statistic;

use std::process::ExitCode;

use plan::{Engine, Plan};
use report::Run;

/// A run whose machine was too noisy to tell is done once more.
const RUNS: usize = 2;

fn main() -> ExitCode {
    let plan = match Plan::parse(std::env::args().skip(1)) {
        Ok(Some(plan)) => plan,
        Ok(None) => return ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            return ExitCode::from(2);
        }
    };
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let mut is_right = true;
    for engine in plan.engines() {
        is_right &= runtime.block_on(on(&plan, *engine));
    }
    if is_right {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

/// Runs the test on one engine. A second run follows one that passed not; both are printed.
async fn on(plan: &Plan, engine: Engine) -> bool {
    let Some(server) = plan::TestServer::start(engine) else {
        println!(
            "LEFT OUT: {}, whose programs are not installed",
            engine.name()
        );
        return !plan.is_full;
    };
    for run in 1..=RUNS {
        let seed = plan.seed.wrapping_add(run as u64);
        let done = Run::of(plan, &server, seed).await;
        println!("{}", done.text(plan));
        if let Some(file) = &plan.svg {
            std::fs::write(file.replace("%", engine.name()), plot::svg(&done)).unwrap();
        }
        match done.verdict() {
            report::Verdict::Pass => return true,
            report::Verdict::Fail => println!("{}: FAILED, run {run} of {RUNS}", engine.name()),
            report::Verdict::Void => println!(
                "{}: VOID, run {run} of {RUNS}: the machine is too noisy to tell; stop what else runs on it",
                engine.name()
            ),
        }
        if run == RUNS {
            // Whether the work is the same is tested by counting, in every run. A machine that is
            // too noisy to time it says nothing about the code, and stops no change; in the full
            // form it does.
            let is_void = matches!(done.verdict(), report::Verdict::Void);
            return is_void && !plan.is_full;
        }
    }
    false
}
