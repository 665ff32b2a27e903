//! Ours and hand-written code on PostgreSQL and MariaDB, interleaved in one process:
//! `cargo bench -p fivefold-bench --bench servers`.
//!
//! Takes the servers at `FIVEFOLD_BENCH_POSTGRES` (`postgres://postgres@127.0.0.1:5432/test`) and `FIVEFOLD_BENCH_MYSQL`
//! (`mysql://root@127.0.0.1:3306/test`), makes a schema `fivefold_bench` in the one and a database `fivefold_bench` in the
//! other, and drops both at the end. Connections are not encrypted, unless the URL says otherwise. Words behind `--` choose
//! the cases: `-- postgres`, `-- "get by key"`, `-- memory`.
//!
//! The reference is a sqlx connection that the caller holds, with its own SQL, statements that are kept prepared and
//! columns by position; and on PostgreSQL tokio-postgres, which sends statements without waiting for answers. In each round every
//! side runs once, each one first as often as the others; the figures are medians over the rounds, in microseconds per
//! operation: the time, and what of it the client's process computed. The ratio is the median of the rounds' ratios to the
//! reference, with the quartiles beside it.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    missing_docs,
    reason = "a benchmark stops at the first surprise"
)]

mod cases;
#[path = "../sqlite/entity.rs"]
mod entity;
mod lifo;
mod machine;
mod memory;
mod mysql;
mod ours;
mod postgres;
mod queries;
mod report;
mod row;
mod shield;
mod side;

fn main() {
    let mut words: Vec<String> = std::env::args().skip(1).collect();
    words.retain(|word| word != "--bench");
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .unwrap();
    // In a task, as in an application: the thread that waits for the server is the one that runs the task.
    runtime
        .block_on(runtime.spawn(async move {
            if let [word, engine, what] = words.as_slice()
                && word == memory::CHILD
            {
                return memory::child(engine, what).await;
            }
            machine::print();
            postgres::run(&words).await;
            mysql::run(&words).await;
            memory::run(&words).await;
        }))
        .unwrap();
}

/// The URL of a server, with more settings unless it has them.
fn url(variable: &str, default: &str, settings: &[&str]) -> String {
    let mut url = std::env::var(variable).unwrap_or_else(|_| default.to_owned());
    for setting in settings {
        let key = setting.split_once('=').map_or(*setting, |(key, _)| key);
        if !url.contains(&format!("{key}=")) {
            url.push(if url.contains('?') { '&' } else { '?' });
            url.push_str(setting);
        }
    }
    url
}
