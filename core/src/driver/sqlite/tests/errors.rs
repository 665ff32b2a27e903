//! Names the errors of the database.

use crate::driver::sqlite::tests::*;

fn of(table: &'static Table, writes: FkHint, sql: &str, values: Vec<Value>) -> Call {
    Call {
        table: Some(table),
        writes,
        ..call(sql, values, Workload::ShortWrite)
    }
}

fn user(id: i64, email: &str, age: i64) -> Call {
    of(
        &USER,
        FkHint::NewRow,
        r#"INSERT INTO "user" ("id", "email", "age") VALUES (?1, ?2, ?3)"#,
        vec![Value::I64(id), Value::Text(email.into()), Value::I64(age)],
    )
}

fn item(id: i64, owner: i64, friend: Option<i64>) -> Call {
    let friend = friend.map_or(Value::Null(Kind::I64), Value::I64);
    of(
        &ITEM,
        FkHint::NewRow,
        r#"INSERT INTO "item" ("id", "owner_id", "friend_id") VALUES (?1, ?2, ?3)"#,
        vec![Value::I64(id), Value::I64(owner), friend],
    )
}

fn update_item(set: &str, columns: Vec<usize>, values: Vec<i64>) -> Call {
    of(
        &ITEM,
        FkHint::Columns(columns),
        &format!(r#"UPDATE "item" SET {set} RETURNING "id", "owner_id", "friend_id""#),
        values.into_iter().map(Value::I64).collect(),
    )
}

fn delete_user(id: i64) -> Call {
    of(
        &USER,
        FkHint::Deletion,
        r#"DELETE FROM "user" WHERE "id" = ?1"#,
        vec![Value::I64(id)],
    )
}

#[tokio::test]
async fn violations_name_field_and_constraint() {
    for (_dir, driver) in all().await {
        for call in [
            user(1, "canary@x", 1),
            user(2, "b@x", 2),
            user(3, "c@x", 3),
            item(1, 1, Some(3)),
        ] {
            driver.run(call).await.unwrap();
        }
        let null = Call {
            arguments: Arguments::Once(vec![Value::I64(9), Value::Null(Kind::Text), Value::I64(1)]),
            ..user(9, "", 1)
        };
        let each = Call {
            arguments: Arguments::Each(
                [7, 8]
                    .map(|owner| {
                        vec![
                            Value::I64(owner + 60),
                            Value::I64(owner - 6),
                            Value::I64(owner),
                        ]
                    })
                    .to_vec(),
            ),
            ..item(0, 0, None)
        };
        #[rustfmt::skip]
        let cases = [
            (user(9, "canary@x", 5), ErrorKind::Conflict, Some("email"), Some("user_email_key")),
            (user(1, "d@x", 1), ErrorKind::Conflict, Some("id"), Some("user_pkey")),
            (null, ErrorKind::Check, Some("email"), None),
            (user(9, "d@x", 1000), ErrorKind::Check, Some("age"), Some("user_age_range")),
            // A check without a name.
            (user(9, &"long".repeat(30), 1), ErrorKind::Check, None, None),
            (item(9, 777, None), ErrorKind::ForeignKey, Some("owner"), Some("item_owner_id_fkey")),
            (item(9, 1, Some(777)), ErrorKind::ForeignKey, Some("friend_id"), Some("item_friend_id_fkey")),
            (each, ErrorKind::ForeignKey, Some("friend_id"), Some("item_friend_id_fkey")),
            (update_item(r#""owner_id" = ?1 WHERE "id" = ?2"#, vec![1], vec![777, 1]), ErrorKind::ForeignKey, Some("owner"), Some("item_owner_id_fkey")),
            (update_item(r#""owner_id" = ?1, "friend_id" = ?2 WHERE "id" = ?3"#, vec![1, 2], vec![2, 777, 1]), ErrorKind::ForeignKey, Some("friend_id"), Some("item_friend_id_fkey")),
            (delete_user(1), ErrorKind::ForeignKey, None, Some("item_owner_id_fkey")),
            (delete_user(3), ErrorKind::ForeignKey, None, Some("item_friend_id_fkey")),
            // A text in a column of integers: the table is not the model's.
            (of(&USER, FkHint::Columns(vec![2]), r#"UPDATE "user" SET "age" = 'canary' WHERE "id" = ?1"#, vec![Value::I64(1)]), ErrorKind::Check, None, None),
        ];
        for (call, kind, field, constraint) in cases {
            let sql = Arc::clone(&call.sql);
            // Inside a transaction the answer is the same.
            let inside = Call {
                arguments: clone(&call.arguments),
                ..of(call.table.unwrap(), call.writes.clone(), &sql, vec![])
            };
            let (session, failed) = driver.begin().await.unwrap().run(inside).await.unwrap();
            session.rollback().await.unwrap();
            for error in [
                driver.run(call).await.map(drop).unwrap_err(),
                failed.map(drop).unwrap_err(),
            ] {
                assert_eq!(
                    (error.kind(), error.field(), error.constraint()),
                    (kind, field, constraint),
                    "{sql} {error}"
                );
                assert!(error.model().is_some() && error.raw().is_some());
                assert!(!format!("{error} {error:?}").contains("canary"));
            }
        }
        assert_eq!(driver.run(delete_user(2)).await.unwrap().affected, 1);
        assert_eq!(select(&*driver, "SELECT count(*) FROM user").await, [2]);
    }
}

fn clone(arguments: &Arguments) -> Arguments {
    match arguments {
        Arguments::Once(values) => Arguments::Once(values.clone()),
        Arguments::Session(values) => Arguments::Session(values.clone()),
        Arguments::Each(sets) => Arguments::Each(sets.clone()),
        Arguments::Script => Arguments::Script,
    }
}

#[tokio::test]
async fn without_a_model_the_kind_is_the_same() {
    let driver = in_memory(&Limits::default()).await;
    driver
        .run(script(
            "INSERT INTO user VALUES (1, 'a', 1); INSERT INTO item VALUES (1, 1, NULL)",
        ))
        .await
        .unwrap();
    #[rustfmt::skip]
    let cases = [
        ("INSERT INTO user VALUES (2, 'a', 1)", ErrorKind::Conflict),
        ("INSERT INTO user VALUES (1, 'b', 1)", ErrorKind::Conflict),
        ("INSERT INTO user VALUES (2, NULL, 1)", ErrorKind::Check),
        ("INSERT INTO user VALUES (2, 'b', 1000)", ErrorKind::Check),
        ("INSERT INTO user VALUES (2, 'b', 'x')", ErrorKind::Check),
        ("INSERT INTO item VALUES (2, 9, NULL)", ErrorKind::ForeignKey),
        ("DELETE FROM user", ErrorKind::ForeignKey),
        ("SELECT * FROM nothing", ErrorKind::Internal),
        ("SELEC", ErrorKind::Internal),
        ("SELECT zeroblob(2000000000)", ErrorKind::InvalidInput),
    ];
    for (sql, kind) in cases {
        for call in [call(sql, vec![], Workload::ShortWrite), script(sql)] {
            if sql.contains("zeroblob") && matches!(call.arguments, Arguments::Script) {
                continue;
            }
            let error = driver.run(call).await.map(drop).unwrap_err();
            assert_eq!((error.kind(), error.model()), (kind, None), "{sql} {error}");
        }
    }
}

#[tokio::test]
async fn all_of_many_or_none() {
    for (_dir, driver) in all().await {
        assert_eq!(
            kind(driver.run(notes([1, 2, 3, 2])).await),
            ErrorKind::Conflict
        );
        assert_eq!(
            kind(
                driver
                    .run(script(
                        "INSERT INTO note (id) VALUES (1); INSERT INTO nothing VALUES (1)"
                    ))
                    .await
            ),
            ErrorKind::Internal
        );
        assert_eq!(
            kind(
                driver
                    .run(script(
                        "INSERT INTO note (id) VALUES (1); COMMIT; INSERT INTO note (id) VALUES (1)"
                    ))
                    .await
            ),
            ErrorKind::Conflict
        );
        driver
            .run(call("DELETE FROM note", vec![], Workload::LongWrite))
            .await
            .unwrap();
        let session = driver.begin().await.unwrap();
        let (session, done) = session.run(note(50)).await.unwrap();
        done.unwrap();
        let (session, done) = session.run(notes([1, 2, 3, 2])).await.unwrap();
        assert_eq!(kind(done), ErrorKind::Conflict);
        let (session, done) = session
            .run(script(
                "INSERT INTO note (id) VALUES (1); INSERT INTO nothing VALUES (1)",
            ))
            .await
            .unwrap();
        assert_eq!(kind(done), ErrorKind::Internal);
        session.commit().await.unwrap();
        assert_eq!(select(&*driver, "SELECT id FROM note").await, [50]);
    }
}

#[tokio::test]
async fn rows_that_are_refused_are_not_written() {
    let sql = "INSERT INTO note (id) VALUES (?1), (?2) RETURNING id";
    for (_dir, driver) in all().await {
        for work in [Workload::ShortWrite, Workload::LongWrite] {
            let returning = || call(sql, vec![Value::I64(1), Value::I64(2)], work);
            assert_eq!(
                kind(
                    driver
                        .run(Call {
                            sink: Box::new(Refusing(0)),
                            ..returning()
                        })
                        .await
                ),
                ErrorKind::Internal
            );
            assert_eq!(count(&*driver).await, 0);

            let session = driver.begin().await.unwrap();
            let (session, done) = session
                .run(Call {
                    sink: Box::new(Refusing(0)),
                    ..returning()
                })
                .await
                .unwrap();
            assert_eq!(kind(done), ErrorKind::Internal);
            session.commit().await.unwrap();
            assert_eq!(count(&*driver).await, 0);
        }
        assert_eq!(
            integers(
                driver
                    .run(call(
                        sql,
                        vec![Value::I64(1), Value::I64(2)],
                        Workload::ShortWrite
                    ))
                    .await
                    .unwrap()
            ),
            [1, 2]
        );
    }
    // The control: SQLite commits rows that the sink refused.
    let bare = rusqlite::Connection::open_in_memory().unwrap();
    bare.execute_batch(SCHEMA).unwrap();
    bare.prepare(sql)
        .unwrap()
        .query([1, 2])
        .unwrap()
        .next()
        .unwrap();
    assert_eq!(
        bare.query_row(COUNT_NOTES, [], |row| row.get::<_, i64>(0))
            .unwrap(),
        2
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_panic_of_a_sink_is_its_callers_alone() {
    let sql = "INSERT INTO note (id) VALUES (?1) RETURNING id";
    for (_dir, driver) in all().await {
        for work in [
            Workload::ShortRead,
            Workload::LongRead,
            Workload::ShortWrite,
            Workload::LongWrite,
        ] {
            let text = if work.writes() { sql } else { "SELECT ?1" };
            let panicking = move || Call {
                sink: Box::new(Panicking),
                ..call(text, vec![Value::I64(1)], work)
            };
            let shared = Arc::clone(&driver);
            let task = tokio::spawn(async move { shared.run(panicking()).await.map(drop) });
            let beside = driver.run(note(2)).await;
            assert!(task.await.unwrap_err().is_panic());
            assert_eq!(beside.unwrap().affected, 1);
            let session = driver.begin().await.unwrap();
            let task = tokio::spawn(async move { session.run(panicking()).await.map(drop) });
            assert!(task.await.unwrap_err().is_panic());
            assert_eq!(select(&*driver, "SELECT id FROM note").await, [2]);
            driver
                .run(call("DELETE FROM note", vec![], Workload::ShortWrite))
                .await
                .unwrap();
        }
        assert_eq!(driver.metrics().in_use, 0);
    }
}
