//! One file through both drivers.

use crate::driver::sqlx::tests::{
    Author, AuthorUpdate, Book, BookCreate, author, open_with_tables,
};
use crate::driver::sqlx_sqlite::tests::*;

const COLUMNS: [&str; 14] = [
    "id", "name", "small", "middle", "large", "single", "double", "yes", "bytes", "at", "day",
    "time", "doc", "maybe",
];

/// Returns each column of a row by storage class and content; for columns that differ between rows,
/// the length.
async fn stored(pool: &SqlitePool, name: &str) -> Vec<String> {
    let mut stored = Vec::new();
    for column in COLUMNS {
        let content = match column {
            "id" | "name" => "length",
            _ => "quote",
        };
        let sql = format!(
            "SELECT typeof(\"{column}\") || ' ' || {content}(\"{column}\") FROM pooled_author WHERE name = '{name}'"
        );
        let sql = sqlx::AssertSqlSafe(sql);
        stored.push(sqlx::query_scalar(sql).fetch_one(pool).await.unwrap());
    }
    stored
}

#[tokio::test]
async fn a_file_holds_the_same_bytes_whichever_driver_wrote_it() {
    let directory = TempDir::new().unwrap();
    let pool = pool(of_file(directory.path()), 2).await;
    let ours = open_with_tables(Builder::from(pool.clone())).await;
    let url = format!("sqlite:{}", directory.path().join("app.db").display());
    let theirs = match Db::connect(&url).await {
        Err(error) if error.kind() == ErrorKind::Unsupported => {
            eprintln!("this build has one driver of SQLite: there is nothing to compare");
            return;
        }
        open_with_tables => open_with_tables.unwrap(),
    };
    let of_pool = Author::create(&ours, author("pool")).await.unwrap();
    let of_url = Author::create(&theirs, author("urls")).await.unwrap();
    let expected = [
        "blob 16",
        "text 4",
        "integer -32768",
        "integer 2147483647",
        "integer 0",
        "real -0.0",
        "real 2.2250738585072014e-308",
        "integer 1",
        "blob X'00FF'",
        "text '0001-01-01T00:00:00.000001Z'",
        "text '9999-12-31'",
        "text '23:59:59.999999'",
        "text '{\"a\":[\"é\",null,\"\"],\"b\":1.5}'",
        "null NULL",
    ];
    let stored = [stored(&pool, "pool").await, stored(&pool, "urls").await];
    assert_eq!(stored[0], stored[1]);
    for (stored, expected) in stored[0].iter().zip(expected) {
        // How a float is shown depends on the release.
        let is_float = expected.starts_with("real ") && stored.starts_with("real ");
        assert!(stored == expected || is_float, "{stored}, not {expected}");
    }
    for db in [&ours, &theirs] {
        for made in [&of_pool, &of_url] {
            let found = Author::get(db, made.id).await.unwrap();
            assert_eq!(format!("{found:?}"), format!("{made:?}"));
        }
    }
    // A write of one is visible to the other at once, and both generate keys from the same
    // sequence.
    let patch = AuthorUpdate {
        maybe: Set(Some("0001-01-01".parse().unwrap())),
        ..Default::default()
    };
    let changed = of_url.update(&ours, patch).await.unwrap();
    assert_eq!(Author::get(&theirs, changed.id).await.unwrap(), changed);
    let mut keys = Vec::new();
    for (db, title) in [(&ours, "a"), (&theirs, "b"), (&ours, "c")] {
        let book = Book::create(db, BookCreate::new(of_pool.id, title));
        keys.push(book.await.unwrap().id);
    }
    assert_eq!(keys, [1, 2, 3].map(Id::new));
    for db in [&ours, &theirs] {
        assert_eq!(Book::count(db).await.unwrap(), 3);
    }
}
