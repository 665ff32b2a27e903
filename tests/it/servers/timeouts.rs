//! A statement that takes too long, because it waits.

use std::time::{Duration, Instant};

use fivefold::prelude::*;

use crate::models::{Project, ProjectCreate, ProjectUpdate};
use crate::support::{Engine, TestEnv, failed};

fn named(name: &str) -> ProjectCreate {
    ProjectCreate::new(name)
}

async fn stopped(engine: &'static Engine) {
    let limit = Duration::from_secs(1);
    let env = TestEnv::tuned(engine, |builder| {
        builder
            .statement_timeout(limit)
            .lock_timeout(Duration::from_secs(20))
    })
    .await;
    // Set up under the default limits, which a busy machine does not exceed.
    let set_up = env.again(|builder| builder).await.unwrap();
    let row = Project::create(&set_up, named("row")).await.unwrap();
    set_up.close().await.unwrap();
    let raw = env.raw_connection().unwrap();
    let key = raw.uuid(row.id.get().as_u128());
    raw.execute(&format!(
        "BEGIN; UPDATE project SET name = 'taken' WHERE id = {key}"
    ));
    let change = || ProjectUpdate {
        name: Set("changed".into()),
    };
    let started = Instant::now();
    let results = [
        Project::create(&env.db, named("taken")).await.map(drop),
        Project::create_many(&env.db, ["new", "taken"].map(named))
            .await
            .map(drop),
        row.clone().update(&env.db, change()).await.map(drop),
        row.clone().delete(&env.db).await,
    ];
    let waited = started.elapsed() / 4;
    assert!(
        waited >= limit && waited < limit + Duration::from_secs(5),
        "{waited:?}"
    );
    for result in results {
        let error = failed(ErrorKind::Timeout, result);
        assert!(error.to_string().contains("limit"), "{error}");
    }
    let tx = env.db.begin().await.unwrap();
    Project::create(&tx, named("undone")).await.unwrap();
    let late = Project::update_by_id(&tx, row.id, change()).await;
    failed(ErrorKind::Timeout, late);
    failed(
        ErrorKind::Aborted,
        Project::create(&tx, named("after")).await,
    );
    failed(ErrorKind::Aborted, tx.commit().await);
    env.settled().await;
    raw.execute("ROLLBACK");
    let rows = Project::list(&env.db, ..).await.unwrap();
    assert_eq!(rows, [row], "something that was stopped was written");
    raw.assert_sound();
}

/// A statement that the client gave up on does not run on in the server.
async fn given_up(engine: &'static Engine) {
    let env = TestEnv::tuned(engine, |builder| {
        builder.statement_timeout(Duration::from_secs(1))
    })
    .await;
    for name in ["jit", "statement_timeout"] {
        let (value,) = env
            .db
            .sql_unchecked(format!("SHOW {name}"))
            .one::<(String,)>()
            .await
            .unwrap();
        // The server looks at its limit only between two steps, and compiling a statement is one.
        assert_eq!(value, if name == "jit" { "off" } else { "1s" });
    }
    let raw = env.raw_connection().unwrap();
    let busy = "SELECT sum(a.n * b.n) FROM generate_series(1, 1000000) a(n), generate_series(1, 1000000) b(n)";
    failed(ErrorKind::Timeout, env.db.sql(busy).all::<(f64,)>().await);
    let running = format!(
        "SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND query = '{busy}'"
    );
    let until = Instant::now() + Duration::from_secs(10);
    while raw.integer(&running) > 0 {
        assert!(Instant::now() < until, "the statement still runs");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

mod a_statement_that_was_given_up_does_not_run_on {
    use super::given_up;

    tests!(given_up on postgres: POSTGRES);
}

mod a_statement_that_waits_too_long_is_stopped {
    use super::stopped;

    tests!(stopped on postgres: POSTGRES, mariadb: MARIADB);
}
