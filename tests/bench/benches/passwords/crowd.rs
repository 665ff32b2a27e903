//! 200 people who sign in at once: how much memory that takes, and how long a caller waits that only reads. Each measurement in a
//! process of its own.

use std::fs;
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use fivefold::auth::PasswordPolicy;
use fivefold::prelude::*;
use tokio::task::JoinSet;

use crate::account::{LOGIN, User, fail, open};

/// The first word of the process that measures itself.
pub(crate) const CHILD: &str = "crowd-child";

const CROWD: usize = 200;

pub(crate) fn run() {
    println!("\n{CROWD} sign-ins at once, beside a task that reads a row every millisecond\n");
    println!(
        "| policy | permits | memory idle, MiB | at most, MiB | bound, MiB | get idle, p99 µs | get beside, p99 µs |"
    );
    println!("| --- | ---: | ---: | ---: | ---: | ---: | ---: |");
    for what in ["rfc9106", "owasp", "unbounded"] {
        let mut command = Command::new(std::env::current_exe().unwrap());
        assert!(command.args([CHILD, what]).status().unwrap().success());
    }
}

/// The task of a process that measures itself. "Unbounded" is the control: as many permits as there are users.
pub(crate) async fn child(what: String) {
    let cores = std::thread::available_parallelism().unwrap().get();
    let (policy, permits, each) = match what.as_str() {
        "rfc9106" => (PasswordPolicy::rfc9106(), cores, 64.0),
        "owasp" => (PasswordPolicy::owasp(), cores, 19.0),
        _ => (PasswordPolicy::owasp().permits(CROWD), CROWD, 19.0),
    };
    let db = open(
        policy
            .permits(permits)
            .queue(CROWD, Duration::from_secs(60)),
    )
    .await;
    let id = User::find_by(&db, User::EMAIL, LOGIN)
        .await
        .unwrap()
        .unwrap()
        .id;
    let idle = memory("VmRSS");
    let before = gets(&db, id, Duration::from_secs(2), None).await;

    let is_done = Arc::new(AtomicBool::new(false));
    let reader = {
        let (db, is_done) = (db.clone(), Arc::clone(&is_done));
        tokio::spawn(async move { gets(&db, id, Duration::from_secs(60), Some(&is_done)).await })
    };
    let mut crowd = JoinSet::new();
    for _ in 0..CROWD {
        let db = db.clone();
        crowd.spawn(async move { fail(&db).await });
    }
    crowd.join_all().await;
    is_done.store(true, Ordering::Relaxed);
    let beside = reader.await.unwrap();
    // One hash was made before the memory was looked at: its piece is in the idle figure already.
    let bound = idle + (cores as f64 - 1.0) * each * 1.1;
    println!(
        "| {what} | {permits} | {idle:.0} | {:.0} | {bound:.0} | {before:.0} | {beside:.0} |",
        memory("VmHWM")
    );
}

/// Reads a row every millisecond, and returns what the slowest hundredth took at least, in microseconds.
async fn gets(db: &Db, id: Id<User>, time: Duration, is_done: Option<&AtomicBool>) -> f64 {
    let until = Instant::now() + time;
    let mut times = Vec::new();
    while Instant::now() < until && !is_done.is_some_and(|done| done.load(Ordering::Relaxed)) {
        let start = Instant::now();
        User::get(db, id).await.unwrap();
        times.push(start.elapsed().as_secs_f64() * 1e6);
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    times.sort_by(f64::total_cmp);
    times[times.len() * 99 / 100]
}

/// A figure of the process, in MiB.
fn memory(name: &str) -> f64 {
    let status = fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with(name)).unwrap();
    line.split_whitespace()
        .nth(1)
        .unwrap()
        .parse::<f64>()
        .unwrap()
        / 1024.0
}
