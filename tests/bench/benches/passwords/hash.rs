//! One hash and one check, ours and those of the reference in turn.

use std::time::Instant;

use fivefold::prelude::*;

use crate::account::{PASSWORD, POLICIES, User, UserCreate, fail, median, open};
use crate::reference::Reference;

const ROUNDS: usize = 31;

/// The most that ours may take, of what the reference takes.
const TARGETS: [f64; 2] = [0.75, 0.9];

pub(crate) async fn run() {
    println!(
        "\nOne hash and one check, with the row that is written or read; medians of {ROUNDS}, in turn\n"
    );
    println!("| policy | what | ours, ms | argon2-cffi, ms | ratio | target |");
    println!("| --- | --- | ---: | ---: | ---: | ---: |");
    for ((name, policy, parameters), target) in POLICIES.into_iter().zip(TARGETS) {
        let db = open(policy()).await;
        let mut reference = Reference::start(parameters);
        if reference.is_none() {
            println!("LEFT OUT: argon2-cffi, which needs python3 with venv and a way to PyPI");
        }
        let mut number = 0;
        for what in ["check", "hash"] {
            let (mut ours, mut theirs) = (Vec::new(), Vec::new());
            fail(&db).await;
            for _ in 0..ROUNDS {
                let start = Instant::now();
                if what == "check" {
                    fail(&db).await;
                } else {
                    number += 1;
                    let input = UserCreate::new(format!("{number}@example.com"), PASSWORD);
                    User::create(&db, input).await.unwrap();
                }
                ours.push(start.elapsed().as_secs_f64() * 1e3);
                theirs.extend(reference.as_mut().map(|reference| reference.time(what)));
            }
            let ours = median(ours);
            if theirs.is_empty() {
                println!("| {name} | {what} | {ours:.1} | | | ≤ {target} |");
                continue;
            }
            let theirs = median(theirs);
            println!(
                "| {name} | {what} | {ours:.1} | {theirs:.1} | {:.2} | ≤ {target} |",
                ours / theirs
            );
        }
        if let Some(reference) = &reference {
            println!("| | argon2-cffi {} | | | | |", reference.version);
        }
    }
}
