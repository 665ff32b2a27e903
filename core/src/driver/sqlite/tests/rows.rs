//! Values come back as they were written, and calls report the rows that they wrote.

use std::borrow::Cow;

use chrono::{DateTime, NaiveDate, NaiveTime};
use uuid::Uuid;

use crate::driver::sqlite::tests::*;
use crate::value::row::Unreadable;

/// Runs a check on each row.
struct Check<F>(F, usize);

impl<F: FnMut(&dyn Row) + Send + 'static> Sink for Check<F> {
    fn row(&mut self, row: &dyn Row) -> Result<()> {
        self.1 += 1;
        (self.0)(row);
        Ok(())
    }
}

async fn check(
    driver: &dyn Driver,
    sql: &str,
    values: Vec<Value>,
    check: impl FnMut(&dyn Row) + Send + 'static,
) {
    let sink = Box::new(Check(check, 0));
    driver
        .run(Call {
            sink,
            ..call(sql, values, Workload::ShortRead)
        })
        .await
        .unwrap();
}

#[tokio::test]
async fn every_kind_comes_back() {
    let driver = in_memory(&Limits::default()).await;
    let sql = r#"CREATE TABLE "all" ("a" INTEGER, "b" INTEGER, "c" REAL, "d" TEXT, "e" BLOB, "f" BLOB, "g" TEXT, "h" TEXT, "i" TEXT, "j" TEXT, "k" TEXT) STRICT"#;
    driver.run(script(sql)).await.unwrap();
    let id = Uuid::from_u128(0x0123_4567_89ab_cdef_0123_4567_89ab_cdef);
    let instant: DateTime<chrono::Utc> = "2026-11-23T17:05:00.123456Z".parse().unwrap();
    let (date, time) = (
        NaiveDate::from_ymd_opt(1, 1, 1).unwrap(),
        NaiveTime::from_hms_micro_opt(23, 59, 59, 999_999).unwrap(),
    );
    let values = vec![
        Value::Bool(true),
        Value::I64(i64::MIN),
        Value::F64(-0.1),
        Value::Text("é\u{1f600}".into()),
        Value::Bytes(vec![0, 255]),
        Value::Uuid(id),
        Value::Timestamp(instant),
        Value::Date(date),
        Value::Time(time),
        Value::Json("{}".into()),
        Value::Decimal("1.50".into()),
    ];
    let nulls = [
        Kind::Bool,
        Kind::I64,
        Kind::F64,
        Kind::Text,
        Kind::Bytes,
        Kind::Uuid,
        Kind::Timestamp,
        Kind::Date,
        Kind::Time,
        Kind::Json,
        Kind::Decimal,
    ];
    let insert = r#"INSERT INTO "all" VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)"#;
    let sets = vec![values, nulls.map(Value::Null).to_vec()];
    let done = driver
        .run(Call {
            arguments: Arguments::Each(sets),
            ..call(insert, vec![], Workload::LongWrite)
        })
        .await
        .unwrap();
    assert_eq!(done.affected, 2);
    check(
        &*driver,
        r#"SELECT * FROM "all" WHERE "a" = ?1"#,
        vec![Value::Bool(true)],
        move |row| {
            assert_eq!(
                (row.boolean(0), row.integer(1), row.float(2)),
                (Ok(Some(true)), Ok(Some(i64::MIN)), Ok(Some(-0.1)))
            );
            assert_eq!(
                (row.text(3), row.bytes(4)),
                (Ok(Some("é\u{1f600}")), Ok(Some(&[0, 255][..])))
            );
            assert_eq!(
                (row.uuid(5), row.timestamp(6)),
                (Ok(Some(id)), Ok(Some(instant)))
            );
            assert_eq!((row.date(7), row.time(8)), (Ok(Some(date)), Ok(Some(time))));
            assert_eq!(
                (row.json(9), row.decimal(10)),
                (Ok(Some("{}")), Ok(Some(Cow::Borrowed("1.50"))))
            );
            // A value of another type is refused, never converted.
            assert_eq!(row.integer(3), Err(Unreadable::expected("an integer")));
            assert_eq!(row.text(0), Err(Unreadable::expected("text")));
            assert_eq!(row.boolean(1), Err(Unreadable::expected("a truth value")));
            assert_eq!(row.float(1), Err(Unreadable::expected("a float")));
            assert_eq!(row.uuid(4), Err(Unreadable::expected("a UUID of 16 bytes")));
            assert_eq!(
                row.timestamp(7),
                Err(Unreadable::expected("an instant in UTC"))
            );
            assert_eq!(row.integer(99), Err(Unreadable::expected("an integer")));
            assert!(!row.is_null(0) && row.is_null(99));
        },
    )
    .await;
    check(
        &*driver,
        r#"SELECT * FROM "all" WHERE "a" IS NULL"#,
        vec![],
        |row| {
            assert_eq!(
                (
                    row.boolean(0),
                    row.integer(1),
                    row.float(2),
                    row.text(3),
                    row.bytes(4)
                ),
                (Ok(None), Ok(None), Ok(None), Ok(None), Ok(None))
            );
            assert_eq!(
                (row.uuid(5), row.timestamp(6), row.date(7), row.time(8)),
                (Ok(None), Ok(None), Ok(None), Ok(None))
            );
            assert_eq!(
                (row.json(9), row.decimal(10), row.is_null(0)),
                (Ok(None), Ok(None), true)
            );
        },
    )
    .await;
    let stored = "2026-11-23T17:05:00.123456Z 0001-01-01 23:59:59.999999";
    assert_eq!(
        select(
            &*driver,
            &format!(
                r#"SELECT count(*) FROM "all" WHERE "g" || ' ' || "h" || ' ' || "i" = '{stored}'"#
            )
        )
        .await,
        [1]
    );
    check(
        &*driver,
        "SELECT x'ff', CAST(x'ff' AS TEXT)",
        vec![],
        |row| assert_eq!(row.text(1), Err(Unreadable::expected("text"))),
    )
    .await;
}

#[tokio::test]
async fn the_rows_written_are_counted() {
    for (_dir, driver) in all().await {
        let affected = async |call: Call| driver.run(call).await.unwrap().affected;
        assert_eq!(affected(notes(1..=10)).await, 10);
        assert_eq!(
            affected(script("CREATE TABLE other (a INTEGER) STRICT")).await,
            0
        );
        assert_eq!(
            affected(call(
                "CREATE TABLE third (a INTEGER) STRICT",
                vec![],
                Workload::LongWrite
            ))
            .await,
            0
        );
        assert_eq!(
            affected(call(COUNT_NOTES, vec![], Workload::ShortRead)).await,
            0
        );
        assert_eq!(
            affected(call(
                "DELETE FROM note WHERE id > ?1",
                vec![Value::I64(7)],
                Workload::ShortWrite
            ))
            .await,
            3
        );
        assert_eq!(
            affected(call(
                "UPDATE note SET text = 'x' RETURNING id",
                vec![],
                Workload::ShortWrite
            ))
            .await,
            7
        );
        assert_eq!(
            affected(call(
                "DELETE FROM note WHERE id = 99",
                vec![],
                Workload::ShortWrite
            ))
            .await,
            0
        );
        assert_eq!(affected(notes([])).await, 0);
        let metrics = driver.metrics();
        assert_eq!(
            (metrics.statements, metrics.transactions, metrics.in_use),
            (9, 0, 0)
        );
    }
}

#[tokio::test]
async fn a_wrong_number_of_values_is_an_error() {
    let driver = in_memory(&Limits::default()).await;
    for values in [vec![], vec![Value::I64(1), Value::I64(2)]] {
        assert_eq!(
            kind(
                driver
                    .run(call(INSERT_NOTE, values, Workload::ShortWrite))
                    .await
            ),
            ErrorKind::Internal
        );
    }
    assert_eq!(count(&*driver).await, 0);
}
