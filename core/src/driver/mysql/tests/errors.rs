//! The errors of a real server, by the texts that it has for them today.

use std::time::Duration;

use crate::driver::mysql::tests::*;
use crate::driver::sqlx::fault::FaultScope;
use crate::error::kind::ErrorKind as K;

#[derive(Debug, Clone, Copy, PartialEq, DbEnum, serde::Serialize, serde::Deserialize)]
#[db(crate = crate)]
enum Mood {
    Good,
    Bad,
}

#[model(crate = crate, table = "person", unique(first, last))]
#[derive(Debug, Clone, PartialEq)]
struct Person {
    id: Id<Person>,
    #[field(unique, len(1..=20))]
    email: String,
    #[field(unique)]
    nick: String,
    first: String,
    last: String,
    age: u32,
    #[field(range(0..=300))]
    height: i16,
    mood: Mood,
    boss: Option<Id<Person>>,
}

/// One row, with the key 1 and this name.
fn insert(id: &str, email: &str, rest: &str) -> String {
    format!(
        "INSERT INTO person (id, email, nick, first, last, age, height, mood, boss) VALUES ({id}, {email}, {rest})"
    )
}

const REST: &str = "uuid(), uuid(), 'a', 1, 1, 'Good', NULL";

#[tokio::test]
#[rustfmt::skip]
async fn a_violation_names_field_and_constraint() {
    let Some(env) = TestEnv::new().await else { return };
    let db = env.db().await;
    db.create_all(&schema![Person]).await.unwrap();
    let mut ours = env.connection(&Limits::default()).await;
    let key = "unhex('00ff2227602c5c0a00ff2227602c5c0a')";
    let hostile = "'x'' for key ''y'''";
    run(&mut ours, &insert(key, hostile, "'n', 'f', 'l', 1, 1, 'Good', NULL")).await.unwrap();
    run(&mut ours, &insert("unhex('02')", "'boss'", &REST.replace("NULL", key))).await.unwrap();
    let long = format!("'{} for key ''person_email_key'''", "😀".repeat(700));
    run(&mut ours, &insert("unhex('03')", "'long'", &REST.replacen("uuid()", &long, 1))).await.unwrap();
    let own = "unhex('04')";
    for (sql, kind, field, constraint) in [
        (insert(own, hostile, REST), K::Conflict, Some("email"), Some("person_email_key")),
        (insert(key, "'other'", REST), K::Conflict, Some("id"), Some("person_pkey")),
        (insert(own, "'other'", &REST.replacen("uuid()", &long, 1)), K::Conflict, Some("nick"), Some("person_nick_key")),
        (insert(own, "'other'", "uuid(), 'f', 'l', 1, 1, 'Good', NULL"), K::Conflict, None, Some("person_first_last_key")),
        (insert(own, "'other'", &REST.replace("NULL", "unhex('99')")), K::ForeignKey, Some("boss"), Some("person_boss_fkey")),
        (format!("DELETE FROM person WHERE id = {key}"), K::ForeignKey, None, Some("person_boss_fkey")),
        (format!("UPDATE person SET id = {own} WHERE id = {key}"), K::ForeignKey, None, Some("person_boss_fkey")),
        (format!("UPDATE person SET boss = {own} WHERE id = {key}"), K::ForeignKey, Some("boss"), Some("person_boss_fkey")),
        (insert(own, "''", REST), K::Check, Some("email"), Some("person_email_len")),
        (insert(own, "repeat('😀', 21)", REST), K::Check, Some("email"), Some("person_email_len")),
        (insert(own, "'other'", &REST.replacen("uuid()", "repeat('x', 769)", 1)), K::Check, Some("nick"), None),
        (insert(own, "'other'", &REST.replace("Good", "Odd")), K::Check, Some("mood"), Some("person_mood_check")),
        (insert(own, "'other'", &REST.replace("Good", "very odd")), K::Check, Some("mood"), Some("person_mood_check")),
        (insert(own, "'other'", &REST.replace("1, 1", "-1, 1")), K::Check, Some("age"), Some("person_age_range")),
        (insert(own, "'other'", &REST.replace("1, 1", "1, 301")), K::Check, Some("height"), Some("person_height_range")),
        (insert(own, "'other'", &REST.replace("1, 1", "1, 40000")), K::Check, Some("height"), Some("person_height_range")),
        (insert(own, "NULL", REST), K::Check, Some("email"), None),
        (format!("INSERT INTO person (id) VALUES ({own})"), K::Check, Some("email"), None),
        (insert(own, "'other'", &REST.replace("1, 1", "'one', 1")), K::Check, None, None),
        (insert(own, "unhex('ff')", REST), K::Check, None, None),
    ] {
        let met = fault(&mut ours, &sql, Some(Person::table())).await;
        let found = (met.error.kind(), met.error.field(), met.error.constraint());
        assert_eq!(found, (kind, field, constraint), "{sql} {:?}", met.error.raw());
        assert_eq!(met.scope, FaultScope::Statement);
    }
    assert_eq!(Person::count(&db).await.unwrap(), 3);
    env.drop_database().await;
}

#[tokio::test]
#[rustfmt::skip]
async fn a_refused_statement_leaves_its_transaction_as_it_was() {
    let Some(mut env) = TestEnv::new().await else { return };
    env.execute("CREATE TABLE t (id tinyint AUTO_INCREMENT PRIMARY KEY, v varchar(5)) ENGINE=InnoDB").await;
    env.execute("CREATE TABLE full (id int AUTO_INCREMENT PRIMARY KEY) ENGINE=InnoDB AUTO_INCREMENT=2147483647; INSERT INTO full VALUES ()").await;
    env.execute("CREATE TRIGGER says_no BEFORE UPDATE ON t FOR EACH ROW SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'no'").await;
    let limits = Limits { statement: Duration::from_millis(400), ..Limits::default() };
    let mut ours = env.connection(&limits).await;
    run(&mut ours, "START TRANSACTION; INSERT INTO t VALUES (1, 'a')").await.unwrap();
    for (sql, kind, scope) in [
        ("SELECT sleep(5) FROM t", K::Timeout, FaultScope::Statement),
        ("INSERT INTO t SELECT NULL, 'a' FROM seq_1_to_999999999 WHERE seq % 7 = 9", K::Timeout, FaultScope::Statement),
        ("SELECT * FROM nope", K::Internal, FaultScope::Statement),
        ("SELECT nope FROM t", K::Internal, FaultScope::Statement),
        ("SELEC", K::Internal, FaultScope::Statement),
        ("SELECT nope()", K::Internal, FaultScope::Statement),
        ("UPDATE t SET v = 'b'", K::Check, FaultScope::Statement),
        ("INSERT INTO full VALUES ()", K::Unavailable, FaultScope::Statement),
        ("INSERT INTO t VALUES (2, repeat('x', 99999999))", K::InvalidInput, FaultScope::Statement),
        ("INSERT INTO t VALUES (1000, 'b')", K::Check, FaultScope::Statement),
        ("INSERT INTO t VALUES (2, 9223372036854775807 + 1)", K::Check, FaultScope::Statement),
        ("EXECUTE nope", K::Unavailable, FaultScope::Server),
        ("ROLLBACK TO SAVEPOINT nope", K::Aborted, FaultScope::Lost),
    ] {
        let met = fault(&mut ours, sql, None).await;
        assert_eq!((met.error.kind(), met.scope), (kind, scope), "{sql} {:?}", met.error.raw());
        assert_eq!(value(&mut ours, "SELECT concat(@@in_transaction)").await, "1", "{sql}");
        assert_eq!(value(&mut ours, "SELECT concat(count(*)) FROM t").await, "1", "{sql}");
    }
    run(&mut ours, "ROLLBACK; START TRANSACTION READ ONLY").await.unwrap();
    let met = fault(&mut ours, "INSERT INTO t VALUES (3, 'c')", None).await;
    assert_eq!((met.error.kind(), met.scope), (K::Unavailable, FaultScope::Server));
    let mut ours = env.connection(&limits).await;
    let long = format!("SELECT length('{}')", "x".repeat(16 << 20));
    let met = fault(&mut ours, &long, None).await;
    assert_eq!((met.error.kind(), met.scope), (K::InvalidInput, FaultScope::Server));
    assert!(run(&mut ours, "SELECT 1").await.is_err());
    env.drop_database().await;
}

/// The scope of a conflict is the transaction: nothing of it is left, and later statements would be
/// committed on their own.
#[tokio::test]
async fn a_conflict_ends_the_whole_transaction() {
    let Some(mut env) = TestEnv::new().await else {
        return;
    };
    env.execute("CREATE TABLE t (id int PRIMARY KEY, v int) ENGINE=InnoDB; INSERT INTO t VALUES (1, 0), (2, 0), (3, 0)")
        .await;
    let limits = Limits::default();
    let (mut first, mut second) = (env.connection(&limits).await, env.connection(&limits).await);
    run(
        &mut first,
        "START TRANSACTION; UPDATE t SET v = 1 WHERE id = 1; UPDATE t SET v = 1 WHERE id = 3",
    )
    .await
    .unwrap();
    run(
        &mut second,
        "START TRANSACTION; UPDATE t SET v = 2 WHERE id = 2",
    )
    .await
    .unwrap();
    let waits = tokio::spawn(async move {
        run(&mut first, "UPDATE t SET v = 1 WHERE id = 2")
            .await
            .unwrap();
        run(&mut first, "COMMIT").await.unwrap();
    });
    tokio::time::sleep(Duration::from_millis(300)).await;
    let met = fault(&mut second, "UPDATE t SET v = 2 WHERE id = 1", None).await;
    assert_eq!(
        (met.error.kind(), met.scope),
        (K::Busy, FaultScope::Transaction)
    );
    assert_eq!(
        value(&mut second, "SELECT concat(@@in_transaction)").await,
        "0"
    );
    waits.await.unwrap();
    assert_eq!(
        value(&mut second, "SELECT group_concat(v ORDER BY id) FROM t").await,
        "1,1,1"
    );
    // Under `innodb_snapshot_isolation`, which newer servers have by default, a stale snapshot is
    // such a conflict too.
    run(&mut second, "SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ; SET innodb_snapshot_isolation = 1; START TRANSACTION; SELECT * FROM t; UPDATE t SET v = 7 WHERE id = 2").await.unwrap();
    env.execute("UPDATE t SET v = 5 WHERE id = 1").await;
    let met = fault(&mut second, "UPDATE t SET v = 6 WHERE id = 1", None).await;
    assert_eq!(
        (met.error.kind(), met.scope),
        (K::Busy, FaultScope::Transaction)
    );
    assert_eq!(
        value(&mut second, "SELECT concat(@@in_transaction)").await,
        "0"
    );
    assert_eq!(
        value(&mut second, "SELECT group_concat(v ORDER BY id) FROM t").await,
        "5,1,1"
    );
    env.drop_database().await;
}

#[tokio::test]
async fn a_connection_that_the_server_ended_leaves_the_outcome_open() {
    let Some(mut env) = TestEnv::new().await else {
        return;
    };
    env.execute("CREATE TABLE t (id int PRIMARY KEY) ENGINE=InnoDB")
        .await;
    let limits = Limits {
        idle_in_transaction: Duration::ZERO,
        ..Limits::default()
    };
    for kill in ["KILL", "KILL QUERY"] {
        let mut ours = env.connection(&limits).await;
        let id = value(&mut ours, "SELECT concat(connection_id())").await;
        let waits = tokio::spawn(async move { fault(&mut ours, "SELECT sleep(9)", None).await });
        tokio::time::sleep(Duration::from_millis(300)).await;
        env.execute(&format!("{kill} {id}")).await;
        let met = waits.await.unwrap();
        let (kind, scope) = match kill {
            "KILL" => (K::Unavailable, FaultScope::Lost),
            _ => (K::Timeout, FaultScope::Statement),
        };
        assert_eq!(
            (met.error.kind(), met.scope),
            (kind, scope),
            "{:?}",
            met.error.raw()
        );
    }
    // Between two statements, and by the limits on idleness.
    for (before, wait) in [
        ("SELECT 1", 0),
        (
            "SET idle_transaction_timeout = 1; START TRANSACTION; INSERT INTO t VALUES (1)",
            1_500,
        ),
        ("SET wait_timeout = 1", 1_500),
    ] {
        let mut ours = env.connection(&limits).await;
        let id = value(&mut ours, "SELECT concat(connection_id())").await;
        run(&mut ours, before).await.unwrap();
        tokio::time::sleep(Duration::from_millis(wait)).await;
        if wait == 0 {
            env.execute(&format!("KILL {id}")).await;
        }
        let met = fault(&mut ours, "INSERT INTO t VALUES (2)", None).await;
        assert_eq!(
            (met.error.kind(), met.scope),
            (K::Unavailable, FaultScope::Lost),
            "{before} {:?}",
            met.error.raw()
        );
    }
    assert_eq!(
        value(&mut env.plain, "SELECT concat(count(*)) FROM t").await,
        "0"
    );
    env.drop_database().await;
}

#[tokio::test]
#[rustfmt::skip]
async fn what_a_user_may_not_do_is_said() {
    let Some(mut env) = TestEnv::new().await else { return };
    let user = env.name.clone();
    env.execute("CREATE TABLE t (id int PRIMARY KEY) ENGINE=InnoDB; CREATE TABLE seen (id int PRIMARY KEY) ENGINE=InnoDB").await;
    // A new server has users without a name on its own host, who would come before those of any
    // host.
    for host in ["%", "localhost"] {
        env.execute(&format!("CREATE USER {user}@'{host}' IDENTIFIED BY 'right' WITH MAX_USER_CONNECTIONS 1; GRANT SELECT ON {user}.seen TO {user}@'{host}'")).await;
    }
    let url = |password: &str, database: &str| {
        let url = env.url().replacen("root@", &format!("{user}:{password}@"), 1);
        let (server, _) = url.rsplit_once('/').unwrap();
        format!("{server}/{database}")
    };
    for (url, kind) in [
        (url("wrong", &user), K::Unavailable),
        (url("right", "mysql"), K::Unsupported),
    ] {
        let error = Db::connect(&url).await.unwrap_err();
        assert_eq!(error.kind(), kind, "{error} {:?}", error.raw());
    }
    // The server counts a connection that it refused until it has noticed that it is gone.
    let mut tries = 0;
    let mut theirs = loop {
        match MySqlConnection::connect(&url("right", &user)).await {
            Ok(connection) => break connection,
            Err(error) => assert!(tries < 500, "{error}"),
        }
        tries += 1;
        tokio::time::sleep(Duration::from_millis(10)).await;
    };
    for sql in ["SELECT * FROM t", "INSERT INTO seen VALUES (1)", "SET GLOBAL max_connections = 1000"] {
        let met = fault(&mut theirs, sql, None).await;
        assert_eq!((met.error.kind(), met.scope), (K::Unsupported, FaultScope::Statement), "{sql}");
    }
    let error = Db::connect(&url("right", &user)).await.unwrap_err();
    assert_eq!(error.kind(), K::Unavailable);
    assert!(error.to_string().contains("accepts no more connections"), "{error} {:?}", error.raw());
    drop(theirs);
    env.execute(&format!("DROP USER {user}@'%', {user}@localhost")).await;
    env.drop_database().await;
}
