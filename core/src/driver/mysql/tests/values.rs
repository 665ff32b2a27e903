//! Values come back as they were sent.

use crate::driver::mysql::tests::*;
use crate::driver::sqlx::tests::values::{Thing, ThingCreate, extremes, round_trip, thing};

#[tokio::test]
async fn what_is_sent_comes_back() {
    if let Some(env) = TestEnv::new().await {
        round_trip(&env.db().await).await;
        env.drop_database().await;
    }
}

#[tokio::test]
async fn extremes_come_back() {
    if let Some(env) = TestEnv::new().await {
        extremes(&env.db().await).await;
        env.drop_database().await;
    }
}

/// Below the 16 MiB of a packet on MariaDB, and far above one packet of the protocol.
#[tokio::test]
async fn long_values_come_back() {
    let Some(env) = TestEnv::new().await else {
        return;
    };
    let db = env.db().await;
    db.create_all(&schema![Thing]).await.unwrap();
    let bytes: Vec<u8> = (0_u32..(16 << 20) - 1_024)
        .map(|at| (at % 251).try_into().unwrap())
        .collect();
    let made = Thing::create(
        &db,
        ThingCreate {
            bytes,
            ..thing("long")
        },
    )
    .await
    .unwrap();
    assert!(Thing::get(&db, made.id).await.unwrap() == made);
    env.drop_database().await;
}

/// A value that a server may refuse is not sent: the connection would end, and the outcome would be
/// unknown.
#[tokio::test]
async fn values_that_are_too_long_for_a_packet_are_refused() {
    let Some(env) = TestEnv::new().await else {
        return;
    };
    let db = env.db().await;
    db.create_all(&schema![Thing]).await.unwrap();
    let half = "x".repeat(10 << 20);
    for (bytes, doc) in [(16 << 20, ""), (10 << 20, &*half)] {
        let create = ThingCreate {
            bytes: vec![1; bytes],
            doc: Json(doc.into()),
            ..thing("too long")
        };
        let error = Thing::create(&db, create).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidInput, "{error}");
    }
    assert_eq!(Thing::count(&db).await.unwrap(), 0);
    assert_eq!(db.metrics().discarded, 0);
    env.drop_database().await;
}

#[cfg(feature = "decimal")]
#[tokio::test]
async fn decimals_come_back_to_the_last_digit() {
    if let Some(env) = TestEnv::new().await {
        crate::driver::sqlx::tests::values::decimals(&env.db().await).await;
        env.drop_database().await;
    }
}

#[tokio::test]
async fn a_column_of_another_type_is_not_read_as_if_it_had_the_right_one() {
    let Some(mut env) = TestEnv::new().await else {
        return;
    };
    let db = env.db().await;
    db.create_all(&schema![Thing]).await.unwrap();
    let made = Thing::create(&db, thing("one")).await.unwrap();
    for (column, changed, field) in [
        ("name", "longblob", "name"),
        ("small", "varchar(20)", "small"),
        ("middle", "decimal(20,0)", "middle"),
        ("half", "bigint unsigned", "half"),
        ("double", "varchar(400)", "double"),
        ("yes", "int", "yes"),
        ("bytes", "longtext", "bytes"),
        ("at", "timestamp(6) NULL", "at"),
        ("at", "varchar(40)", "at"),
        ("day", "datetime", "day"),
        ("time", "datetime", "time"),
        ("doc", "longblob", "doc"),
    ] {
        env.execute(
            "CREATE TABLE kept LIKE driver_thing; INSERT INTO kept SELECT * FROM driver_thing",
        )
        .await;
        let constraints = format!(
            "SET sql_mode = ''; ALTER TABLE driver_thing DROP CONSTRAINT IF EXISTS driver_thing_{column}_check, DROP CONSTRAINT IF EXISTS driver_thing_{column}_range, DROP INDEX IF EXISTS driver_thing_{column}_key, DROP INDEX IF EXISTS driver_thing_name_small_key"
        );
        env.execute(&constraints).await;
        env.execute(&format!("UPDATE driver_thing SET bytes = 'a', at = '2020-01-01'; ALTER TABLE driver_thing MODIFY `{column}` {changed}")).await;
        let error = Thing::get(&db, made.id).await.expect_err(changed);
        assert_eq!(
            (error.kind(), error.field()),
            (ErrorKind::Internal, Some(field)),
            "{column} {changed}"
        );
        env.execute("SET FOREIGN_KEY_CHECKS = 0; DROP TABLE driver_thing; RENAME TABLE kept TO driver_thing").await;
    }
    // An invalid date is not read as NULL.
    env.execute("SET sql_mode = ''; UPDATE driver_thing SET day = 0")
        .await;
    let error = Thing::get(&db, made.id).await.unwrap_err();
    assert!(error.to_string().contains("expected a date"), "{error}");
    env.drop_database().await;
}
