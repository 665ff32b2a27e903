//! Keys that the database counts, at their end.

use fivefold::prelude::*;

use crate::models::{Counter, CounterCreate, Ledger, LedgerCreate, Line, LineCreate};
use crate::support::{RawConnection, Sql, TestEnv};

/// Makes this the last key that was given.
fn given(raw: &RawConnection, table: &str, key: i64, other_values: &str) {
    raw.execute(&format!(
        "INSERT INTO {table} VALUES ({key}, {other_values})"
    ));
    // The others look at the rows.
    if raw.sql == Sql::Postgres {
        raw.execute(&format!(
            "SELECT setval(pg_get_serial_sequence('{table}', 'id'), {key})"
        ));
    }
}

for_each_kept! {
    async fn a_key_that_does_not_fit_its_type_is_not_kept(engine) {
        let env = TestEnv::new(engine).await;
        let (db, raw) = (&env.db, env.raw_connection().unwrap());
        let ledger = Ledger::create(db, LedgerCreate::new(1)).await.unwrap();
        given(&raw, "line", i64::from(i32::MAX) - 1, &format!("{}, 'before'", ledger.id));
        let last = Line::create(db, LineCreate::new(ledger.id, "the last that fits")).await.unwrap();
        assert_eq!(last.id.get(), i32::MAX);
        let line = || LineCreate::new(ledger.id, "too much");
        for _ in 0..2 {
            let results = [
                Line::create(db, line()).await.map(drop),
                Line::create_many(db, [line()]).await.map(drop),
                db.transaction(async |tx| Line::create(tx, line()).await).await.map(drop),
            ];
            for result in results {
                let error = result.unwrap_err();
                assert_eq!(error.model(), Some("Line"), "{error:?}");
            }
        }
        assert_eq!(raw.integer("SELECT count(*) FROM line"), 2, "an error was answered, and something was kept");
        assert_eq!(Line::list(db, ..).await.unwrap().len(), 2, "the table can still be read");
    }

    async fn when_all_keys_are_used_up_nothing_is_written(engine) {
        let env = TestEnv::new(engine).await;
        let db = &env.db;
        given(&env.raw_connection().unwrap(), "counter", i64::MAX, "1");
        let results = [
            Counter::create(db, CounterCreate::new(2)).await.map(drop),
            db.transaction(async |tx| Counter::create(tx, CounterCreate::new(2)).await).await.map(drop),
        ];
        for result in results {
            let error = result.unwrap_err();
            assert_eq!((error.kind(), error.model()), (ErrorKind::Unavailable, Some("Counter")), "{error:?}");
        }
        assert_eq!(Counter::count(db).await.unwrap(), 1);
        assert_eq!(Counter::get(db, Id::new(i64::MAX)).await.unwrap().value, 1);
    }
}
