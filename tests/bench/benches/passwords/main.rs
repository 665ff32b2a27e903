//! Measures passwords: a hash and a check against the reference implementation in C, sign-ins a second, and what many at once do to
//! memory and to a caller that only reads.
//!
//! `cargo bench -p fivefold-bench --bench passwords`; behind `--` the parts: `hash`, `logins`, `crowd`.
#![allow(
    missing_docs,
    unreachable_pub,
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a benchmark that meets what it did not expect stops there"
)]

#[path = "../servers/machine.rs"]
#[allow(dead_code, reason = "no server is reached here")]
mod machine;

mod account;
mod crowd;
mod hash;
mod logins;
mod reference;

fn main() {
    let mut words: Vec<String> = std::env::args()
        .skip(1)
        .filter(|word| word != "--bench")
        .collect();
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .unwrap();
    if words.first().is_some_and(|word| word == crowd::CHILD) {
        runtime.block_on(crowd::child(words.remove(1)));
        return;
    }
    machine::print();
    let asked = |part: &str| words.is_empty() || words.iter().any(|word| word == part);
    if asked("hash") {
        runtime.block_on(hash::run());
    }
    if asked("logins") {
        runtime.block_on(logins::run());
    }
    if asked("crowd") {
        crowd::run();
    }
}
