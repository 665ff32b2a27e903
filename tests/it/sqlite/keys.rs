//! Keys that SQLite counts, at their end.

use fivefold::prelude::*;

use crate::models::{Counter, CounterCreate, Ledger, LedgerCreate, Line, LineCreate};
use crate::support::{Bed, SQLITE_FILE};

#[tokio::test]
async fn a_key_that_does_not_fit_its_type_is_not_kept() {
    let bed = Bed::new(&SQLITE_FILE).await;
    let ledger = Ledger::create(&bed.db, LedgerCreate::new(1)).await.unwrap();
    let outside = bed.outside().unwrap();
    outside.execute(&format!(
        "INSERT INTO line VALUES ({}, {}, 'last')",
        i32::MAX - 1,
        ledger.id
    ));
    let last = Line::create(&bed.db, LineCreate::new(ledger.id, "the last that fits"))
        .await
        .unwrap();
    assert_eq!(last.id.get(), i32::MAX);
    for _ in 0..2 {
        let results = [
            Line::create(&bed.db, LineCreate::new(ledger.id, "too much"))
                .await
                .map(drop),
            Line::create_many(&bed.db, [LineCreate::new(ledger.id, "too much")])
                .await
                .map(drop),
            bed.db
                .transaction(async |tx| {
                    Line::create(tx, LineCreate::new(ledger.id, "too much")).await
                })
                .await
                .map(drop),
        ];
        for result in results {
            let error = result.unwrap_err();
            assert_eq!(error.model(), Some("Line"), "{error:?}");
        }
    }
    assert_eq!(
        outside.integer("SELECT count(*) FROM line"),
        2,
        "an error was answered, and something was kept"
    );
    assert_eq!(
        Line::list(&bed.db, ..).await.unwrap().len(),
        2,
        "the table can still be read"
    );
}

#[tokio::test]
async fn when_all_keys_are_used_up_nothing_is_written() {
    let bed = Bed::new(&SQLITE_FILE).await;
    let outside = bed.outside().unwrap();
    outside.execute(&format!("INSERT INTO counter VALUES ({}, 1)", i64::MAX));
    for result in [
        Counter::create(&bed.db, CounterCreate::new(2))
            .await
            .map(drop),
        bed.db
            .transaction(async |tx| Counter::create(tx, CounterCreate::new(2)).await)
            .await
            .map(drop),
    ] {
        let error = result.unwrap_err();
        assert_eq!(
            (error.kind(), error.model()),
            (ErrorKind::Unavailable, Some("Counter")),
            "{error:?}"
        );
    }
    assert_eq!(Counter::count(&bed.db).await.unwrap(), 1);
    assert_eq!(
        Counter::get(&bed.db, Id::new(i64::MAX))
            .await
            .unwrap()
            .value,
        1
    );
}
