//! The settings of a session, and its limits.

use std::time::{Duration, Instant};

use crate::driver::limits::Durability;
use crate::driver::mysql::tests::*;
use crate::driver::sqlx::fault::FaultScope;

#[model(crate = crate, table = "session_counted")]
#[derive(Debug, Clone, PartialEq)]
struct Counted {
    id: Id<Counted, i64>,
    label: String,
}

#[tokio::test]
async fn a_session_is_what_it_was_set_to() {
    let Some(mut env) = TestEnv::new().await else {
        return;
    };
    let limits = Limits {
        lock: Duration::from_millis(2_100),
        statement: Duration::from_millis(1_250),
        ..Limits::default()
    };
    let mut ours = env.connection(&limits).await;
    let modes = value(&mut ours, "SELECT @@sql_mode").await;
    for mode in [
        "STRICT_ALL_TABLES",
        "NO_ZERO_DATE",
        "NO_ZERO_IN_DATE",
        "NO_AUTO_VALUE_ON_ZERO",
        "NO_ENGINE_SUBSTITUTION",
    ] {
        assert!(modes.contains(mode), "{modes}");
    }
    for mode in ["PIPES_AS_CONCAT", "ANSI_QUOTES", "NO_BACKSLASH_ESCAPES"] {
        assert!(!modes.contains(mode), "{modes}");
    }
    for (variable, expected) in [
        ("time_zone", "+00:00"),
        ("character_set_client", "utf8mb4"),
        ("character_set_results", "utf8mb4"),
        ("collation_connection", "utf8mb4_nopad_bin"),
        ("tx_isolation", "SERIALIZABLE"),
        ("autocommit", "ON"),
        ("completion_type", "NO_CHAIN"),
        ("foreign_key_checks", "ON"),
        ("innodb_lock_wait_timeout", "3"),
        ("lock_wait_timeout", "3"),
        ("max_statement_time", "1.250000"),
        ("idle_transaction_timeout", "65"),
        ("max_sort_length", "65536"),
        ("lc_messages", "en_US"),
    ] {
        let found = value(&mut ours, &format!("SELECT concat(@@{variable})")).await;
        assert_eq!(found, expected, "{variable}");
    }
    // The control: another session of the same server is not.
    let theirs = value(&mut env.plain, "SELECT @@tx_isolation").await;
    assert_ne!(theirs, "SERIALIZABLE");
    env.drop_database().await;
}

#[tokio::test]
async fn a_lock_is_waited_for_as_long_as_the_limit_says() {
    let Some(mut env) = TestEnv::new().await else {
        return;
    };
    env.execute("CREATE TABLE t (id int PRIMARY KEY, v int) ENGINE=InnoDB; INSERT INTO t VALUES (1, 0); BEGIN; UPDATE t SET v = 1").await;
    let limits = Limits {
        lock: Duration::from_millis(100),
        ..Limits::default()
    };
    let mut ours = env.connection(&limits).await;
    let start = Instant::now();
    let met = fault(&mut ours, "UPDATE t SET v = 2", None).await;
    assert_eq!(
        (met.error.kind(), met.scope),
        (ErrorKind::Busy, FaultScope::Statement)
    );
    assert!(
        (900..3_000).contains(&start.elapsed().as_millis()),
        "{:?}",
        start.elapsed()
    );
    // A statement that changes the table waits for another kind of lock.
    let met = fault(&mut ours, "ALTER TABLE t ADD w int", None).await;
    assert_eq!(met.error.kind(), ErrorKind::Busy);
    env.drop_database().await;
}

#[tokio::test]
async fn a_commit_of_no_transaction_is_no_success() {
    let Some(mut env) = TestEnv::new().await else {
        return;
    };
    env.execute("CREATE TABLE t (id int PRIMARY KEY) ENGINE=InnoDB")
        .await;
    let mut ours = env.connection(&Limits::default()).await;
    for begin in [
        MySql::begin_sql(&Limits::default(), false).transaction,
        MySql::begin_sql(&Limits::default(), true).transaction,
        MySql::begin_sql(&Limits::default(), true).implicit,
    ] {
        run(&mut ours, &begin).await.unwrap();
        run(&mut ours, "SAVEPOINT s1; INSERT INTO t VALUES (1); ROLLBACK TO SAVEPOINT s1; RELEASE SAVEPOINT s1; INSERT INTO t VALUES (2)").await.unwrap();
        run(&mut ours, MySql::COMMIT).await.unwrap();
        assert_eq!(
            value(&mut env.plain, "SELECT concat(count(*)) FROM t").await,
            "1"
        );
        // The server may end it by a rollback, and a statement that changes a table ends it by a
        // commit.
        for end in ["ROLLBACK", "ALTER TABLE t COMMENT 'changed'"] {
            run(&mut ours, &begin).await.unwrap();
            run(&mut ours, end).await.unwrap();
            let met = fault(&mut ours, MySql::COMMIT, None).await;
            assert_eq!(
                (met.error.kind(), met.scope),
                (ErrorKind::Aborted, FaultScope::Lost),
                "{end}"
            );
        }
        run(&mut ours, "DELETE FROM t").await.unwrap();
    }
    env.drop_database().await;
}

#[tokio::test]
async fn texts_are_ordered_by_more_than_their_first_characters() {
    let Some(mut env) = TestEnv::new().await else {
        return;
    };
    env.execute("CREATE TABLE t (v longtext) ENGINE=InnoDB CHARSET=utf8mb4 COLLATE=utf8mb4_nopad_bin; INSERT INTO t SELECT concat(repeat('x', 10000), 1000 - seq) FROM seq_1_to_200").await;
    let sorted =
        "SELECT group_concat(n) FROM (SELECT right(v, 3) AS n FROM t ORDER BY v LIMIT 3) AS first";
    let mut ours = env.connection(&Limits::default()).await;
    assert_eq!(value(&mut ours, sorted).await, "800,801,802");
    // The control: as the server has it by default.
    assert_eq!(value(&mut env.plain, sorted).await, "999,998,997");
    env.drop_database().await;
}

#[tokio::test]
async fn a_pool_of_the_program_is_used_as_it_is_or_refused_by_name() {
    let Some(mut env) = TestEnv::new().await else {
        return;
    };
    let pool = sqlx::MySqlPool::connect(&env.url()).await.unwrap();
    let db = Db::from(pool);
    db.create_all(&schema![Counted]).await.unwrap();
    let made = db
        .transaction(async |tx| Counted::create(tx, CountedCreate::new("a")).await)
        .await
        .unwrap();
    assert_eq!(Counted::get(&db, made.id).await.unwrap(), made);
    let changed = made
        .update(
            &db,
            CountedUpdate {
                label: Set("b".into()),
            },
        )
        .await
        .unwrap();
    assert_eq!(changed.label, "b");
    for (set, says) in [
        ("SET sql_mode = ''", "`sql_mode`"),
        ("SET time_zone = '+02:00'", "`time_zone`"),
        ("SET NAMES latin1", "`character_set_client`"),
        ("SET autocommit = 0", "`autocommit`"),
        ("SET completion_type = CHAIN", "`completion_type`"),
    ] {
        let prepared = sqlx::mysql::MySqlPoolOptions::new().after_connect(move |connection, _| {
            Box::pin(async move { run(connection, set).await })
        });
        let db = Db::from(prepared.connect(&env.url()).await.unwrap());
        let error = Counted::count(&db).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Unsupported);
        assert!(error.to_string().contains(says), "{error}");
    }
    db.close().await.unwrap();
    env.execute("SELECT 1").await;
    env.drop_database().await;
}

#[tokio::test]
async fn a_server_is_looked_at_before_it_is_used() {
    let Some(env) = TestEnv::new().await else {
        return;
    };
    // With two hosts the one that cannot be reached is passed over; the other one writes.
    let two = env
        .url()
        .replacen("127.0.0.1:", "127.0.0.1:1,127.0.0.1:", 1);
    let db = Db::builder(&two)
        .durability(Durability::Server)
        .connect()
        .await
        .unwrap();
    assert_eq!(db.metrics().opened, 1);
    for (url, kind) in [
        (format!("{}_not", env.url()), ErrorKind::Unavailable),
        (
            env.url().replacen("root@", "nobody:canary@", 1),
            ErrorKind::Unavailable,
        ),
        (format!("{}?canary=1", env.url()), ErrorKind::Misuse),
        (format!("{}?ssl-mode=canary", env.url()), ErrorKind::Misuse),
    ] {
        let error = Db::connect(&url).await.unwrap_err();
        assert_eq!(error.kind(), kind, "{error}");
        assert!(
            !format!("{error:?}").contains("canary=") && !error.to_string().contains("nobody"),
            "{error}"
        );
    }
    env.drop_database().await;
}
