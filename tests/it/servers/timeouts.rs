//! A statement that takes too long, because it waits.

use std::time::{Duration, Instant};

use fivefold::prelude::*;

use crate::models::{Project, ProjectCreate, ProjectUpdate};
use crate::support::{Engine, TestEnv, failed};

fn named(name: &str) -> ProjectCreate {
    ProjectCreate::new(name)
}

async fn stopped(engine: &'static Engine) {
    let limit = Duration::from_millis(300);
    let env = TestEnv::tuned(engine, |builder| {
        builder
            .statement_timeout(limit)
            .lock_timeout(Duration::from_secs(20))
    })
    .await;
    let row = Project::create(&env.db, named("row")).await.unwrap();
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
        waited >= limit && waited < limit + Duration::from_secs(1),
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

mod a_statement_that_waits_too_long_is_stopped {
    use super::stopped;

    tests!(stopped on postgres: POSTGRES, mariadb: MARIADB);
}
