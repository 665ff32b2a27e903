//! 16 tasks that create durable rows (`synchronous=FULL`), against one commit for each by hand.

use std::path::Path;
use std::time::Instant;

use fivefold::prelude::*;
use tokio::runtime::Runtime;

use super::bare::{Bare, new_user};
use super::entity::User;
use super::input;
use super::report::median;

const TASKS: usize = 16;
const TIMES: usize = 50;
const ROUNDS: usize = 9;

pub(crate) fn run(runtime: &Runtime, path: &Path) {
    let db = runtime.block_on(async {
        let db = Db::connect(&format!("sqlite:{}", path.display()))
            .await
            .unwrap();
        db.create_all(&schema![User]).await.unwrap();
        db
    });
    let other = path.with_file_name("durable-by-hand.db");
    drop(super::by_hand(runtime, &other));
    let bare = Bare::open_durable(&other.display().to_string());
    let rates: Vec<(f64, f64)> = (0..ROUNDS)
        .map(|round| (grouped(runtime, &db, round), one_by_one(&bare, round)))
        .collect();
    let (ours, theirs) = (
        median(rates.iter().map(|rate| rate.0)),
        median(rates.iter().map(|rate| rate.1)),
    );
    let gain = median(rates.iter().map(|(ours, theirs)| ours / theirs));
    println!("16 tasks, durable creates (synchronous=FULL), against one commit each by hand\n");
    println!("| ours, rows/s | by hand, rows/s | gain | target |");
    println!("| ---: | ---: | ---: | ---: |");
    println!(
        "| {ours:.0} | {theirs:.0} | {gain:.1} | ≥ 5{} |\n",
        if gain >= 5.0 { "" } else { ", missed" }
    );
}

fn grouped(runtime: &Runtime, db: &Db, round: usize) -> f64 {
    let start = Instant::now();
    runtime.block_on(async {
        let tasks: Vec<_> = (0..TASKS)
            .map(|task| {
                let db = db.clone();
                tokio::spawn(async move {
                    for at in 0..TIMES {
                        User::create(&db, input(&format!("r{round}t{task}"), at))
                            .await
                            .unwrap();
                    }
                })
            })
            .collect();
        for task in tasks {
            task.await.unwrap();
        }
    });
    (TASKS * TIMES) as f64 / start.elapsed().as_secs_f64()
}

fn one_by_one(bare: &Bare, round: usize) -> f64 {
    let start = Instant::now();
    for at in 0..TASKS * TIMES {
        bare.insert(&new_user(&format!("r{round}"), at));
    }
    (TASKS * TIMES) as f64 / start.elapsed().as_secs_f64()
}
