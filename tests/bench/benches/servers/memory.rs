//! The memory that many rows take when written and read: each measurement in a process of its own, above what it held when it was idle.

use std::fs;
use std::process::Command;
use std::time::Instant;

use fivefold::prelude::*;

use crate::entity::User;
use crate::ours::input;
use crate::{machine, mysql, postgres};

/// The first word of the process that measures itself.
pub(crate) const CHILD: &str = "memory-child";

const ROWS: usize = 1_000_000;
const BATCH: usize = 10_000;

const ENGINES: [&str; 3] = ["SQLite", "PostgreSQL", "MariaDB"];

pub(crate) async fn run(words: &[String]) {
    if !(words.is_empty() || words.iter().any(|word| word == "memory")) {
        return;
    }
    println!(
        "Memory of 1,000,000 rows, above idle (load {})\n",
        machine::load()
    );
    println!("| what | database | peak, MiB | idle, MiB | seconds |");
    println!("| --- | --- | ---: | ---: | ---: |");
    child_of("none", "answer");
    for engine in ENGINES {
        child_of(engine, "create_many");
        child_of(engine, "batches");
        child_of(engine, "stream");
    }
    println!();
    postgres::drop_all().await;
    mysql::drop_all().await;
}

fn child_of(engine: &str, what: &str) {
    let mut command = Command::new(std::env::current_exe().unwrap());
    let status = command.args([CHILD, engine, what]).status().unwrap();
    assert!(status.success());
}

/// The task of a process that measures itself.
pub(crate) async fn child(engine: &str, what: &str) {
    let folder = tempfile::tempdir().unwrap();
    let db = match engine {
        "PostgreSQL" => Some(postgres::for_memory().await),
        "MariaDB" => Some(mysql::for_memory().await),
        "SQLite" => {
            let path = folder.path().join("memory.db");
            let db = Db::connect(&format!("sqlite:{}", path.display()))
                .await
                .unwrap();
            db.create_all(&schema![User]).await.unwrap();
            Some(db)
        }
        _ => None,
    };
    if let Some(db) = &db {
        User::create(db, input("first", 0)).await.unwrap();
    }
    if let ("stream", Some(db)) = (what, &db) {
        batches(db).await;
        // Memory for writing the rows is not counted.
        fs::write("/proc/self/clear_refs", "5").unwrap();
    }
    let (start, idle) = (Instant::now(), resident("VmRSS:"));
    let name = match (what, &db) {
        ("create_many", Some(db)) => {
            let inputs = (0..ROWS).map(|at| input("many", at));
            let users = User::create_many(db, inputs).await.unwrap();
            assert_eq!(users.len(), ROWS);
            "create_many of all"
        }
        ("batches", Some(db)) => {
            batches(db).await;
            "create_many of 10,000, 100 times in one transaction"
        }
        ("stream", Some(db)) => {
            let mut users = User::query().stream(db);
            let mut count = 0;
            while users.next().await.unwrap().is_some() {
                count += 1;
            }
            assert_eq!(count, ROWS + 1);
            "stream of all"
        }
        _ => {
            let users = answer();
            assert_eq!(users.len(), ROWS);
            "the answer alone: the rows in a Vec"
        }
    };
    let seconds = start.elapsed().as_secs_f64();
    let mib = |kib: u64| kib as f64 / 1024.0;
    println!(
        "| {name} | {engine} | {:.0} | {:.0} | {seconds:.1} |",
        mib(resident("VmHWM:") - idle),
        mib(idle)
    );
}

async fn batches(db: &Db) {
    db.transaction(async |tx| {
        for batch in 0..ROWS / BATCH {
            let inputs = (0..BATCH).map(|at| input("many", batch * BATCH + at));
            User::create_many(tx, inputs).await?;
        }
        Ok::<_, Error>(())
    })
    .await
    .unwrap();
}

/// The rows that `create_many` would return, made without it.
fn answer() -> Vec<User> {
    let users = (0..ROWS).map(|at| {
        let input = input("many", at);
        User {
            id: Id::now_v7(),
            email: input.email,
            is_active: true,
            is_superuser: false,
            full_name: input.full_name,
            hashed_password: input.hashed_password,
            created_at: Utc::now(),
        }
    });
    users.collect()
}

/// A line of the process's own status, in KiB.
fn resident(line: &str) -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap();
    let found = status.lines().find_map(|text| text.strip_prefix(line));
    found
        .and_then(|text| text.trim().strip_suffix(" kB"))
        .unwrap()
        .trim()
        .parse()
        .unwrap()
}
