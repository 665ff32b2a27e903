//! What is PostgreSQL's own, against a server. Where none is found the tests say so and pass,
//! unless it is asked for.

mod pool;

use std::time::Duration;

use sqlx::{Connection as _, PgConnection, Postgres};

use crate::db::builder::Builder;
use crate::driver::limits::Durability;
use crate::driver::sqlx::engine::Engine;
use crate::driver::sqlx::tests::reached;
use crate::prelude::*;

/// A thing with a value of each kind.
#[model(crate = crate, table = "driver_thing", unique(name, small))]
#[derive(Debug, Clone, PartialEq)]
struct Thing {
    id: Id<Thing>,
    #[field(unique)]
    name: String,
    small: i16,
    middle: i32,
    large: i64,
    single: f32,
    double: f64,
    yes: bool,
    bytes: Vec<u8>,
    at: DateTime<Utc>,
    day: NaiveDate,
    time: NaiveTime,
    doc: Json<serde_json::Value>,
    maybe: Option<i64>,
    other: Option<Id<Thing>>,
}

#[model(crate = crate, table = "driver_counted")]
#[derive(Debug, Clone, PartialEq)]
struct Counted {
    id: Id<Counted, i64>,
    label: String,
}

fn url() -> String {
    std::env::var("FIVEFOLD_TEST_POSTGRES")
        .unwrap_or_else(|_| "postgres://postgres@127.0.0.1:5432/test".to_owned())
}

/// A schema of its own, in which the connection is.
async fn place() -> Option<(PgConnection, String)> {
    let connected = PgConnection::connect(&url()).await;
    let mut outside = reached("postgres", connected)?;
    let schema = format!("driver_{}", Uuid::now_v7().simple());
    let create = format!("CREATE SCHEMA {schema}; SET search_path = {schema}");
    sqlx::raw_sql(sqlx::AssertSqlSafe(create))
        .execute(&mut outside)
        .await
        .unwrap();
    Some((outside, schema))
}

/// A handle on a schema of its own, and its name.
async fn fresh(tune: impl FnOnce(Builder) -> Builder) -> Option<(Db, PgConnection, String)> {
    let (outside, schema) = place().await?;
    let url = format!("{}?options=-c%20search_path%3D{schema}", url());
    let db = tune(Db::builder(&url)).connect().await.unwrap();
    db.create_all(&schema![Thing, Counted]).await.unwrap();
    Some((db, outside, schema))
}

async fn gone(mut outside: PgConnection, schema: String) {
    let drop = format!("DROP SCHEMA {schema} CASCADE");
    sqlx::raw_sql(sqlx::AssertSqlSafe(drop))
        .execute(&mut outside)
        .await
        .unwrap();
}

fn thing(name: &str) -> ThingCreate {
    ThingCreate {
        name: name.into(),
        small: i16::MIN,
        middle: i32::MIN,
        large: i64::MIN,
        single: -0.0,
        double: f64::MIN_POSITIVE,
        yes: true,
        bytes: vec![0, 255],
        at: "0001-01-01T00:00:00.000001Z".parse().unwrap(),
        day: "9999-12-31".parse().unwrap(),
        time: "23:59:59.999999".parse().unwrap(),
        doc: Json(serde_json::json!({"b": 1.5, "a": ["é", null]})),
        maybe: None,
        other: None,
    }
}

#[tokio::test]
async fn what_is_sent_comes_back() {
    let Some((db, outside, schema)) = fresh(|builder| builder).await else {
        return;
    };
    let made = Thing::create(&db, thing("one")).await.unwrap();
    assert_eq!(Thing::get(&db, made.id).await.unwrap(), made);
    let many: Vec<_> = (0..100)
        .map(|at| ThingCreate {
            maybe: (at % 2 == 0).then_some(at),
            ..thing(&format!("many {at}"))
        })
        .collect();
    let many = Thing::create_many(&db, many).await.unwrap();
    assert_eq!(Thing::list(&db, 1..=100).await.unwrap(), many);
    let counted = Counted::create_many(&db, (0..100).map(|at| CountedCreate::new(at.to_string())))
        .await
        .unwrap();
    assert_eq!(Counted::list(&db, ..).await.unwrap(), counted);
    let changed = made
        .update(
            &db,
            ThingUpdate {
                maybe: Set(Some(7)),
                ..Default::default()
            },
        )
        .await
        .unwrap();
    assert_eq!(changed.maybe, Some(7));
    let error = Thing::create(&db, thing("one")).await.unwrap_err();
    assert_eq!(
        (error.kind(), error.field()),
        (ErrorKind::Conflict, Some("name"))
    );
    gone(outside, schema).await;
}

/// What PostgreSQL says to COMMIT of a transaction that an error has ended: ROLLBACK, and success.
#[tokio::test]
async fn a_commit_that_did_not_take_place_is_no_success() {
    let Some((db, mut outside, schema)) = fresh(|builder| builder).await else {
        return;
    };
    let broken = "BEGIN; SAVEPOINT a";
    sqlx::raw_sql(broken).execute(&mut outside).await.unwrap();
    assert!(
        sqlx::raw_sql("SELECT 1 / 0")
            .execute(&mut outside)
            .await
            .is_err()
    );
    let said = sqlx::raw_sql(<Postgres as Engine>::COMMIT)
        .execute(&mut outside)
        .await;
    assert_eq!(
        said.unwrap_err()
            .as_database_error()
            .unwrap()
            .code()
            .unwrap(),
        "25P02"
    );
    // The control: the server takes the plain word for the end of it, and says that all is well.
    assert!(sqlx::raw_sql("COMMIT").execute(&mut outside).await.is_ok());
    // And the text commits what there is to commit.
    sqlx::raw_sql("BEGIN; CREATE TABLE kept ()")
        .execute(&mut outside)
        .await
        .unwrap();
    sqlx::raw_sql(<Postgres as Engine>::COMMIT)
        .execute(&mut outside)
        .await
        .unwrap();
    assert!(
        sqlx::raw_sql("ROLLBACK; SELECT FROM kept")
            .execute(&mut outside)
            .await
            .is_ok()
    );
    drop(db);
    gone(outside, schema).await;
}

#[tokio::test]
async fn the_limits_are_those_of_the_session() {
    let tune = |builder: Builder| {
        builder
            .statement_timeout(Duration::from_millis(300))
            .lock_timeout(Duration::from_millis(200))
            .durability(Durability::Normal)
    };
    let Some((db, mut outside, schema)) = fresh(tune).await else {
        return;
    };
    sqlx::raw_sql("BEGIN; LOCK TABLE driver_counted")
        .execute(&mut outside)
        .await
        .unwrap();
    assert_eq!(
        Counted::count(&db).await.unwrap_err().kind(),
        ErrorKind::Busy
    );
    sqlx::raw_sql("COMMIT").execute(&mut outside).await.unwrap();
    let slow = "CREATE OR REPLACE VIEW slow AS SELECT pg_sleep(5)::text; ALTER TABLE driver_counted RENAME TO moved; \
        CREATE VIEW driver_counted AS SELECT moved.* FROM moved, slow";
    sqlx::raw_sql("INSERT INTO driver_counted (label) VALUES ('a')")
        .execute(&mut outside)
        .await
        .unwrap();
    sqlx::raw_sql(slow).execute(&mut outside).await.unwrap();
    assert_eq!(
        Counted::list(&db, ..).await.unwrap_err().kind(),
        ErrorKind::Timeout
    );
    assert_eq!(db.metrics().discarded, 0);
    drop(db);
    gone(outside, schema).await;
}
