//! Sign-ins a second, against what the processors could do if nothing else took time.

use std::time::{Duration, Instant};

use tokio::task::JoinSet;

use crate::account::{POLICIES, fail, median, open};

const TARGET: f64 = 0.9;

pub(crate) async fn run() {
    let cores = std::thread::available_parallelism().unwrap().get() as f64;
    println!("\nSign-ins a second; the limit is processors ÷ what one check takes of them\n");
    println!("| policy | tasks | a second | limit | share | target |");
    println!("| --- | ---: | ---: | ---: | ---: | ---: |");
    for (name, policy, [_, _, lanes]) in POLICIES {
        // 200 of them wait for longer than a user who signs in would.
        let db = open(policy().queue(256, Duration::from_secs(60))).await;
        fail(&db).await;
        // What all processors take for one: as many lanes at a time as there are processors.
        let mut alone = Vec::new();
        for _ in 0..21 {
            let start = Instant::now();
            fail(&db).await;
            alone.push(start.elapsed().as_secs_f64());
        }
        let at_once = f64::from(lanes).min(cores);
        let limit = cores / (median(alone) * at_once);
        for tasks in [1, 16, 200] {
            let each = (200 / tasks).max(1);
            let start = Instant::now();
            let mut running = JoinSet::new();
            for _ in 0..tasks {
                let db = db.clone();
                running.spawn(async move {
                    for _ in 0..each {
                        fail(&db).await;
                    }
                });
            }
            running.join_all().await;
            let rate = (tasks * each) as f64 / start.elapsed().as_secs_f64();
            // One task uses one processor where there is one lane.
            let limit = if tasks == 1 {
                limit / (cores / at_once)
            } else {
                limit
            };
            println!(
                "| {name} | {tasks} | {rate:.1} | {limit:.1} | {:.2} | ≥ {TARGET} |",
                rate / limit
            );
        }
    }
}
