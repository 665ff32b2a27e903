//! Ours and hand-written rusqlite, interleaved in one process: `cargo bench -p fivefold-bench --bench sqlite`.
//!
//! Both work on a file of their own with the same tables, WAL and `synchronous=NORMAL`, kept statements, and the same
//! columns into the same kind of struct. A round runs ours and theirs one after the other; the figures are the medians of
//! the rounds, in microseconds per operation, and the ratio is the median of the rounds' ratios.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    missing_docs,
    reason = "a benchmark stops at the first surprise"
)]

#[path = "sqlite/bare.rs"]
mod bare;
#[path = "sqlite/durable.rs"]
mod durable;
#[path = "sqlite/entity.rs"]
mod entity;
#[path = "sqlite/pages.rs"]
mod pages;
#[path = "sqlite/queries.rs"]
mod queries;
#[path = "sqlite/report.rs"]
mod report;

use std::path::Path;
use std::time::{Duration, Instant};

use bare::Bare;
use entity::{Item, ItemCreate, User, UserCreate, UserUpdate};
use fivefold::db::Durability;
use fivefold::prelude::*;
use report::Report;
use tokio::runtime::Runtime;

const ROUNDS: usize = 30;
const ROWS: usize = 10_000;

fn main() {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .unwrap();
    let folder = tempfile::tempdir().unwrap();
    let db = fresh(&runtime, &folder.path().join("ours.db"));
    let mut bare = by_hand(&runtime, &folder.path().join("theirs.db"));

    let mut report = Report::new("SQLite, against hand-written rusqlite (synchronous=NORMAL)");
    let ids = filled(&runtime, &db, &mut bare);
    reads(&runtime, &db, &bare, &ids, &mut report);
    queries::run(&runtime, &db, &bare, &ids, &mut report);
    pages::run(&runtime, &db, &bare, &mut report);
    writes(&runtime, &db, &mut bare, &mut report);
    bulk(&runtime, folder.path(), &mut report);
    tasks(&runtime, &db, &mut bare, &ids, &mut report);
    report.print();
    queries::render_query(&db);
    pages::parse_query_string();
    pages::depth(&runtime, folder.path());
    durable::run(&runtime, &folder.path().join("durable.db"));
}

/// The same rows in both; returns their keys.
fn filled(runtime: &Runtime, db: &Db, bare: &mut Bare) -> Vec<Id<User>> {
    let inputs: Vec<UserCreate> = (0..ROWS).map(|at| input("filled", at)).collect();
    let users = runtime.block_on(User::create_many(db, inputs)).unwrap();
    bare.insert_many(&users);
    users.iter().map(|user| user.id).collect()
}

fn reads(runtime: &Runtime, db: &Db, bare: &Bare, ids: &[Id<User>], report: &mut Report) {
    const TIMES: usize = 1_000;
    let picked: Vec<Id<User>> = (0..TIMES).map(|at| ids[at * 7 % ids.len()]).collect();
    report.pair(
        "get by key",
        1.5,
        TIMES,
        ROUNDS,
        || {
            runtime.block_on(async {
                for id in &picked {
                    User::get(db, id).await.unwrap();
                }
            })
        },
        || {
            for id in &picked {
                bare.get(id.get()).unwrap();
            }
        },
    );
    let emails: Vec<String> = (0..TIMES)
        .map(|at| format!("filled-{at}@example.com"))
        .collect();
    report.pair(
        "get by unique e-mail",
        1.5,
        TIMES,
        ROUNDS,
        || {
            runtime.block_on(async {
                for email in &emails {
                    User::find_by(db, User::EMAIL, email.as_str())
                        .await
                        .unwrap()
                        .unwrap();
                }
            })
        },
        || {
            for email in &emails {
                bare.get_by_email(email).unwrap();
            }
        },
    );
    report.pair(
        "list of 50 in the order of the keys",
        1.3,
        20,
        ROUNDS,
        || {
            runtime.block_on(async {
                for _ in 0..20 {
                    assert_eq!(User::list(db, ..50).await.unwrap().len(), 50);
                }
            })
        },
        || {
            for _ in 0..20 {
                assert_eq!(bare.list(50).len(), 50);
            }
        },
    );
    report.pair(
        "list of 1,000 in the order of the keys",
        1.1,
        10,
        ROUNDS,
        || {
            runtime.block_on(async {
                for _ in 0..10 {
                    assert_eq!(User::list(db, ..1_000).await.unwrap().len(), 1_000);
                }
            })
        },
        || {
            for _ in 0..10 {
                assert_eq!(bare.list(1_000).len(), 1_000);
            }
        },
    );
}

fn writes(runtime: &Runtime, db: &Db, bare: &mut Bare, report: &mut Report) {
    const TIMES: usize = 200;
    let mut round = 0;
    let mut other = 0;
    report.pair(
        "insert one",
        1.5,
        TIMES,
        ROUNDS,
        || {
            runtime.block_on(async {
                round += 1;
                for at in 0..TIMES {
                    User::create(db, input(&format!("one{round}"), at))
                        .await
                        .unwrap();
                }
            })
        },
        || {
            other += 1;
            for at in 0..TIMES {
                bare.insert(&bare::new_user(&format!("one{other}"), at));
            }
        },
    );

    let ours: Vec<User> = runtime.block_on(User::list(db, ..200)).unwrap();
    let theirs = bare.list(200);
    report.pair(
        "update one column, row back",
        1.5,
        TIMES,
        ROUNDS,
        || {
            runtime.block_on(async {
                for user in &ours {
                    let patch = UserUpdate {
                        full_name: Set(Some("Another Name".into())),
                        ..Default::default()
                    };
                    User::update_by_id(db, user.id, patch).await.unwrap();
                }
            })
        },
        || {
            for user in &theirs {
                bare.update(user.id, "Another Name").unwrap();
            }
        },
    );

    let mut ours: Vec<Id<User>> = Vec::new();
    let mut theirs = Vec::new();
    for at in 0..TIMES * ROUNDS {
        ours.push(
            runtime
                .block_on(User::create(db, input("gone", at)))
                .unwrap()
                .id,
        );
        let user = bare::new_user("gone", at);
        theirs.push(user.id);
        bare.insert(&user);
    }
    report.pair(
        "delete by key",
        1.5,
        TIMES,
        ROUNDS,
        || {
            runtime.block_on(async {
                for id in ours.split_off(ours.len() - TIMES) {
                    User::delete_by_id(db, id).await.unwrap();
                }
            })
        },
        || {
            for id in theirs.split_off(theirs.len() - TIMES) {
                bare.delete(id);
            }
        },
    );
}

/// Bulk inserts, each into a database of its own: what is in a file already weighs more than who writes to it.
fn bulk(runtime: &Runtime, folder: &Path, report: &mut Report) {
    const TIMES: usize = 12;
    let path = |name: &str, at: usize| folder.join(format!("{name}-{at}.db"));
    let mut ours: Vec<Db> = (0..TIMES)
        .map(|at| fresh(runtime, &path("bulk-ours", at)))
        .collect();
    let mut theirs: Vec<Bare> = (0..TIMES)
        .map(|at| by_hand(runtime, &path("bulk-theirs", at)))
        .collect();
    report.pair(
        "insert 10,000",
        1.2,
        1,
        TIMES,
        || {
            let db = ours.pop().unwrap();
            let inputs: Vec<UserCreate> = (0..ROWS).map(|at| input("many", at)).collect();
            assert_eq!(
                runtime
                    .block_on(User::create_many(&db, inputs))
                    .unwrap()
                    .len(),
                ROWS
            );
        },
        || {
            let mut bare = theirs.pop().unwrap();
            let users: Vec<_> = (0..ROWS).map(|at| bare::new_user("many", at)).collect();
            bare.insert_many_bare(&users);
        },
    );
}

fn tasks(runtime: &Runtime, db: &Db, bare: &mut Bare, ids: &[Id<User>], report: &mut Report) {
    const TASKS: usize = 16;
    const TIMES: usize = 500;
    report.pair(
        "get by key, 16 tasks (rusqlite: one thread)",
        1.5,
        TASKS * TIMES,
        ROUNDS,
        || {
            runtime.block_on(async {
                let tasks: Vec<_> = (0..TASKS)
                    .map(|task| {
                        let (db, picked) = (
                            db.clone(),
                            (0..TIMES)
                                .map(|at| ids[(at * 31 + task * 617) % ids.len()])
                                .collect::<Vec<_>>(),
                        );
                        tokio::spawn(async move {
                            for id in picked {
                                User::get(&db, id).await.unwrap();
                            }
                        })
                    })
                    .collect();
                for task in tasks {
                    task.await.unwrap();
                }
            })
        },
        || {
            for at in 0..TASKS * TIMES {
                bare.get(ids[at * 31 % ids.len()].get()).unwrap();
            }
        },
    );
}

fn input(name: &str, at: usize) -> UserCreate {
    UserCreate {
        full_name: Some("A Name".into()),
        ..UserCreate::new(
            format!("{name}-{at}@example.com"),
            "$argon2id$v=19$m=65536,t=3,p=4$c2FsdHNhbHRzYWx0c2E$aGFzaGhhc2hoYXNoaGFzaGhhc2hoYXNoaGFzaGhhc2g",
        )
    }
}

/// A new database with the tables.
fn fresh(runtime: &Runtime, path: &Path) -> Db {
    runtime.block_on(async {
        let url = format!("sqlite:{}", path.display());
        let db = Db::builder(&url)
            .durability(Durability::Normal)
            .connect()
            .await
            .unwrap();
        db.create_all(&schema![User, Item]).await.unwrap();
        db
    })
}

/// A new database with the same tables, opened by hand.
fn by_hand(runtime: &Runtime, path: &Path) -> Bare {
    runtime.block_on(fresh(runtime, path).close()).unwrap();
    Bare::open(&path.display().to_string())
}

/// The time of one run.
fn timed(run: &mut impl FnMut()) -> Duration {
    let start = Instant::now();
    run();
    start.elapsed()
}
