//! PostgreSQL behind PgBouncer in transaction mode: each transaction may meet another server
//! connection, so that nothing of a session can be relied upon: no setting, and no prepared
//! statement.

use std::collections::BTreeSet;
use std::time::Duration;

use fivefold::prelude::*;
use fivefold_tests::servers::{Kind, PgBouncer, Server};
use sqlx::{Connection, PgConnection, Row};
use tokio::task::JoinSet;

use crate::crud::account;
use crate::models::{Account, User, UserCreate, UserUpdate, schema};
use crate::support::{is_selected, required, said};

/// The proxy in front of the server: PgBouncer as it is installed, and as it is set up for clients
/// that send settings of their own.
const SET_UPS: [&str; 2] = ["", "ignore_startup_parameters = extra_float_digits,options"];

struct Behind {
    server: Server,
    bouncer: PgBouncer,
}

/// Two server connections behind PgBouncer; none where one of the two is missing, which is said.
async fn behind(set_up: &'static str) -> Option<Behind> {
    if !is_selected("postgres") {
        assert!(
            !required().contains("pgbouncer"),
            "PgBouncer is selected, and PostgreSQL is not"
        );
        return None;
    }
    if !(PgBouncer::is_installed() && Kind::Postgres.is_installed()) {
        assert!(
            !required().contains("pgbouncer"),
            "PgBouncer is selected, and it or PostgreSQL is not installed"
        );
        said("PgBouncer is not installed: PostgreSQL behind a pooler was not tested");
        return None;
    }
    let start = move || {
        let server = Kind::Postgres.start(&[]).unwrap();
        let bouncer = PgBouncer::start(server.port(), 2, &[set_up]).unwrap();
        Behind { server, bouncer }
    };
    Some(tokio::task::spawn_blocking(start).await.unwrap())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn everything_works_behind_a_pooler_in_transaction_mode() {
    for set_up in SET_UPS {
        let Some(behind) = behind(set_up).await else {
            return;
        };
        let db = Db::connect(&behind.bouncer.url("postgres"))
            .await
            .map_err(|error| format!("{error:?} {:?}", error.raw()))
            .unwrap();
        db.create_all(&schema()).await.unwrap();
        Account::create(&db, account("ann@example.com"))
            .await
            .unwrap();
        let mut tasks = JoinSet::new();
        for task in 0..8 {
            let db = db.clone();
            tasks.spawn(async move { one_of_many(&db, task).await });
        }
        tasks.join_all().await;
        assert_eq!(User::count(&db).await.unwrap(), 8 * 20);
        // The control: the tasks did meet more than one server connection.
        let mut backends = BTreeSet::new();
        let mut raw = PgConnection::connect(&behind.server.url()).await.unwrap();
        let rows = sqlx::query(
            "SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()",
        );
        for row in rows.fetch_all(&mut raw).await.unwrap() {
            backends.insert(row.get::<i32, _>(0));
        }
        assert!(backends.len() > 1, "{backends:?}");
    }
}

async fn one_of_many(db: &Db, task: usize) {
    for round in 0..10 {
        let email = format!("{task}-{round}@example.com");
        let user = User::create(db, UserCreate::new(email.clone()))
            .await
            .unwrap();
        let change = UserUpdate {
            full_name: Set(Some(format!("{round}"))),
            ..Default::default()
        };
        let user = user.update(db, change).await.unwrap();
        let found = User::find_by(db, User::EMAIL, email.as_str())
            .await
            .unwrap();
        assert_eq!(found.map(|found| found.id), Some(user.id));
        let error = User::create(db, UserCreate::new(email)).await.unwrap_err();
        assert_eq!(
            (error.kind(), error.field()),
            (ErrorKind::Conflict, Some("email"))
        );
        db.transaction(async |tx| {
            let second = User::create(
                tx,
                UserCreate::new(format!("{task}-{round}-tx@example.com")),
            )
            .await?;
            let taken = UserCreate::new(format!("{task}-{round}@example.com"));
            let again = tx
                .savepoint(async |tx| User::create(tx, taken.clone()).await)
                .await;
            assert_eq!(again.unwrap_err().kind(), ErrorKind::Conflict);
            User::get(tx, second.id).await
        })
        .await
        .unwrap();
    }
}

/// A pool of the application keeps its statements prepared, which a pooler in transaction mode gives to other clients.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_pool_of_the_application_behind_a_pooler_says_what_to_do() {
    let Some(behind) = behind(SET_UPS[1]).await else {
        return;
    };
    let url = behind.bouncer.url("postgres");
    Db::connect(&url)
        .await
        .unwrap()
        .create_all(&schema())
        .await
        .unwrap();
    let options: sqlx::postgres::PgConnectOptions = url.parse().unwrap();
    let options = options.extra_float_digits(None);
    let mut refused = Vec::new();
    for _ in 0..8 {
        let pool = sqlx::postgres::PgPoolOptions::new()
            .max_connections(4)
            .connect_with(options.clone())
            .await;
        let db = Db::from(pool.unwrap());
        for _ in 0..4 {
            refused.extend(User::count(&db).await.err());
        }
    }
    assert!(
        !refused.is_empty(),
        "nothing was refused: this test tests nothing"
    );
    for error in refused {
        assert!(
            error.to_string().contains("pooler"),
            "{error} {:?}",
            error.raw()
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_limits_hold_behind_a_pooler() {
    let Some(behind) = behind("").await else {
        return;
    };
    let url = behind.bouncer.url("postgres");
    let db = Db::builder(&url)
        .lock_timeout(Duration::from_millis(200))
        .connect()
        .await
        .unwrap();
    db.create_all(&schema()).await.unwrap();
    let mut raw = PgConnection::connect(&behind.server.url()).await.unwrap();
    sqlx::raw_sql(r#"BEGIN; LOCK TABLE "user""#)
        .execute(&mut raw)
        .await
        .unwrap();
    let start = std::time::Instant::now();
    assert_eq!(User::count(&db).await.unwrap_err().kind(), ErrorKind::Busy);
    assert!(start.elapsed() < Duration::from_secs(2));
    sqlx::raw_sql("ROLLBACK").execute(&mut raw).await.unwrap();
    assert_eq!(User::count(&db).await.unwrap(), 0);
    // A setting of one transaction does not remain on the server connection.
    let mut next = PgConnection::connect(&url).await;
    if let Ok(next) = &mut next {
        let row = sqlx::raw_sql("SHOW lock_timeout")
            .fetch_one(next)
            .await
            .unwrap();
        assert_eq!(row.try_get_unchecked::<String, _>(0).unwrap(), "0");
    }
}
