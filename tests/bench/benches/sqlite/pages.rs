//! Pages by cursor, shallow and deep, and query strings.

use std::hint::black_box;
use std::path::Path;
use std::time::Instant;

use fivefold::params::Params;
use fivefold::prelude::*;
use fivefold::query::Cursor;
use tokio::runtime::Runtime;

use super::bare::Bare;
use super::report::Report;
use super::{ROUNDS, User, fresh, input};

/// The number of rows of the deep file, but for a page at its end.
const DEEP: usize = 1_000_000;

pub(crate) fn run(runtime: &Runtime, db: &Db, bare: &Bare, report: &mut Report) {
    let first = runtime.block_on(User::query().page_after(db, None, 10));
    let first = first.unwrap();
    let (last, cursor) = (first.rows[9].id.get(), first.next.unwrap());
    report.pair(
        "page of 50 by cursor, at row 10",
        1.3,
        50,
        ROUNDS,
        || {
            runtime.block_on(async {
                for _ in 0..50 {
                    let page = User::query().page_after(db, cursor.clone(), 50);
                    assert_eq!(page.await.unwrap().rows.len(), 50);
                }
            })
        },
        || {
            for _ in 0..50 {
                let rows = bare.select("WHERE id > ?1 ORDER BY id LIMIT 51", [last.as_bytes()]);
                assert_eq!(rows.len(), 51);
            }
        },
    );
}

/// Measures a page at row 10 and at row 1,000,000 of a file of its own.
pub(crate) fn depth(runtime: &Runtime, folder: &Path) {
    const TIMES: u32 = 200;
    let db = fresh(runtime, &folder.join("deep.db"));
    let (shallow, deep) = runtime.block_on(async {
        for start in (0..DEEP + 100).step_by(10_000) {
            let rows = (start..start + 10_000).map(|at| input("deep", at));
            User::create_many(&db, rows).await.unwrap();
        }
        let shallow = at(&db, 10, 10).await;
        (shallow, at(&db, DEEP, 1_000).await)
    });
    let cost = |cursor: &Cursor| {
        let mut best = f64::MAX;
        for _ in 0..10 {
            let start = Instant::now();
            runtime.block_on(async {
                for _ in 0..TIMES {
                    let page = User::query().page_after(&db, cursor.clone(), 50);
                    assert_eq!(page.await.unwrap().rows.len(), 50);
                }
            });
            best = best.min(start.elapsed().as_secs_f64() * 1e6 / f64::from(TIMES));
        }
        best
    };
    let (shallow, deep) = (cost(&shallow), cost(&deep));
    println!(
        "A page of 50 by cursor: {shallow:.1} µs at row 10, {deep:.1} µs at row {DEEP} of {}\n",
        DEEP + 10_000
    );
}

/// The cursor behind so many rows, in pages of this size.
async fn at(db: &Db, rows: usize, size: usize) -> Cursor {
    let mut cursor = None;
    for _ in 0..rows / size {
        let page = User::query()
            .page_after(db, cursor, size as u64)
            .await
            .unwrap();
        cursor = page.next;
    }
    cursor.unwrap()
}

/// Measures parsing a query string of five parameters.
pub(crate) fn parse_query_string() {
    const TIMES: u32 = 100_000;
    let allowed = Params::new()
        .filter(User::IS_ACTIVE)
        .filter(User::EMAIL)
        .filter(User::ID)
        .sort(User::EMAIL);
    let text =
        "is_active=true&email[contains]=example&email[ne]=a%40example.com&sort=-email&limit=20";
    let mut best = f64::MAX;
    for _ in 0..10 {
        let start = Instant::now();
        for _ in 0..TIMES {
            black_box(allowed.parse(black_box(text)).unwrap());
        }
        best = best.min(start.elapsed().as_secs_f64() * 1e6 / f64::from(TIMES));
    }
    println!("Reading a query string of five parameters: {best:.2} µs\n");
}
