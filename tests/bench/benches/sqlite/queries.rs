//! Queries: pages, related rows, many rows, and writing to many.

use std::hint::black_box;
use std::time::Instant;

use fivefold::prelude::*;
use tokio::runtime::Runtime;

use super::bare::{self, Bare};
use super::report::Report;
use super::{Item, ItemCreate, ROUNDS, User};

/// The number of users with items, and of items of each.
const PARENTS: usize = 100;
const CHILDREN: usize = 10;

pub(crate) fn run(runtime: &Runtime, db: &Db, bare: &Bare, ids: &[Id<User>], report: &mut Report) {
    let inputs = (0..PARENTS * CHILDREN).map(|at| ItemCreate {
        description: Some("A description".into()),
        ..ItemCreate::new(format!("item {at}"), ids[at % PARENTS])
    });
    for item in runtime.block_on(Item::create_many(db, inputs)).unwrap() {
        bare.insert_item(&item);
    }
    reads(runtime, db, bare, report);
    upsert(runtime, db, bare, report);
    report.pair(
        "update by query, 100 rows",
        1.5,
        20,
        ROUNDS,
        || {
            runtime.block_on(async {
                for _ in 0..20 {
                    let some = User::query().filter(User::EMAIL.starts_with("filled-99"));
                    let patch = super::UserUpdate {
                        is_superuser: Set(false),
                        ..Default::default()
                    };
                    assert_eq!(some.update(db, patch).await.unwrap(), 111);
                }
            })
        },
        || {
            for _ in 0..20 {
                let sql = "UPDATE user SET is_superuser = 0 WHERE email >= 'filled-99' AND email < 'filled-9:'";
                assert_eq!(bare.execute(sql), 111);
            }
        },
    );
}

/// The row exists: one column of it changes.
pub(crate) fn upsert(runtime: &Runtime, db: &Db, bare: &Bare, report: &mut Report) {
    report.pair(
        "upsert, the row is there",
        1.5,
        20,
        ROUNDS,
        || {
            runtime.block_on(async {
                for _ in 0..20 {
                    let input = super::UserCreate {
                        is_superuser: false,
                        full_name: Some("A Name".into()),
                        ..super::UserCreate::new("filled-77@example.com", bare::HASH)
                    };
                    let upsert = User::upsert(db, User::EMAIL, input).await.unwrap();
                    assert!(!upsert.is_created());
                }
            })
        },
        || {
            for _ in 0..20 {
                let row = bare.upsert("filled-77@example.com");
                assert_eq!(row.email, "filled-77@example.com");
            }
        },
    );
}

fn reads(runtime: &Runtime, db: &Db, bare: &Bare, report: &mut Report) {
    report.pair(
        "page of 50 and total",
        1.3,
        10,
        ROUNDS,
        || {
            runtime.block_on(async {
                for _ in 0..10 {
                    let active = User::query().filter(User::IS_ACTIVE.eq(true));
                    let page = active.page(db, 100..150).await.unwrap();
                    assert_eq!((page.rows.len(), page.total), (50, 10_000));
                }
            })
        },
        || {
            for _ in 0..10 {
                let rows = bare.select("WHERE is_active = 1 ORDER BY id LIMIT 50 OFFSET 100", []);
                assert_eq!(
                    (rows.len(), bare.count("WHERE is_active = 1")),
                    (50, 10_000)
                );
            }
        },
    );
    report.pair(
        "fetch 10,000 into structs",
        1.1,
        1,
        ROUNDS,
        || {
            let rows = runtime.block_on(User::query().all(db)).unwrap();
            assert_eq!(rows.len(), super::ROWS);
        },
        || assert_eq!(bare.select("ORDER BY id", []).len(), super::ROWS),
    );
    report.pair(
        "filter, order and limit of 10,000",
        1.1,
        1,
        ROUNDS,
        || {
            let query = User::query()
                .filter(User::IS_ACTIVE.eq(true).and(User::FULL_NAME.is_not_null()))
                .order_by(User::EMAIL.desc())
                .limit(10_000);
            assert_eq!(runtime.block_on(query.all(db)).unwrap().len(), 10_000);
        },
        || {
            let rest =
                "WHERE is_active = 1 AND full_name IS NOT NULL ORDER BY email DESC, id LIMIT 10000";
            assert_eq!(bare.select(rest, []).len(), 10_000);
        },
    );
    report.pair(
        "stream of 10,000 (by hand: all at once)",
        1.5,
        1,
        ROUNDS,
        || {
            let count = runtime.block_on(async {
                let (mut rows, mut count) = (User::query().stream(db), 0);
                while rows.next().await.unwrap().is_some() {
                    count += 1;
                }
                count
            });
            assert_eq!(count, super::ROWS);
        },
        || assert_eq!(bare.select("ORDER BY id", []).len(), super::ROWS),
    );
    report.pair(
        "100 parents with 10 children each",
        1.2,
        5,
        ROUNDS,
        || {
            runtime.block_on(async {
                for _ in 0..5 {
                    let users = User::query().with(User::ITEMS).limit(PARENTS as u64);
                    let rows = users.all(db).await.unwrap();
                    assert!(rows.iter().all(|(_, items)| items.len() == CHILDREN));
                    assert_eq!(rows.len(), PARENTS);
                }
            })
        },
        || {
            for _ in 0..5 {
                let rows = bare.with_items(bare.list(100));
                assert!(rows.iter().all(|(_, items)| items.len() == CHILDREN));
                assert_eq!(rows.len(), PARENTS);
            }
        },
    );
}

/// Measures building and rendering a query of three conditions, without sending it.
pub(crate) fn render_query(db: &Db) {
    const TIMES: u32 = 100_000;
    let mut best = f64::MAX;
    for _ in 0..10 {
        let start = Instant::now();
        for at in 0..TIMES {
            let query = User::query()
                .filter(User::IS_ACTIVE.eq(true))
                .filter(User::EMAIL.gt("m").or(User::FULL_NAME.is_null()))
                .order_by(User::EMAIL.asc())
                .limit(u64::from(black_box(at)) + 1);
            black_box(query.to_sql(db).unwrap());
        }
        best = best.min(start.elapsed().as_secs_f64() * 1e6 / f64::from(TIMES));
    }
    println!("Building and rendering a query of three conditions: {best:.2} µs (target: 2)\n");
}
