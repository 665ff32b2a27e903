//! A statement that takes too long, because it waits.

use std::time::{Duration, Instant};

use fivefold::prelude::*;

use crate::models::{Project, ProjectCreate, ProjectUpdate};
use crate::support::{Bed, Engine, failed};

fn named(name: &str) -> ProjectCreate {
    ProjectCreate::new(name)
}

async fn stopped(engine: &'static Engine) {
    let limit = Duration::from_millis(300);
    let bed = Bed::tuned(engine, |builder| {
        builder
            .statement_timeout(limit)
            .lock_timeout(Duration::from_secs(20))
    })
    .await;
    let row = Project::create(&bed.db, named("row")).await.unwrap();
    let outside = bed.outside().unwrap();
    let key = outside.uuid(row.id.get().as_u128());
    outside.execute(&format!(
        "BEGIN; UPDATE project SET name = 'taken' WHERE id = {key}"
    ));
    let change = || ProjectUpdate {
        name: Set("changed".into()),
    };
    let started = Instant::now();
    let results = [
        Project::create(&bed.db, named("taken")).await.map(drop),
        Project::create_many(&bed.db, ["new", "taken"].map(named))
            .await
            .map(drop),
        row.clone().update(&bed.db, change()).await.map(drop),
        row.clone().delete(&bed.db).await,
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
    let tx = bed.db.begin().await.unwrap();
    Project::create(&tx, named("undone")).await.unwrap();
    let late = Project::update_by_id(&tx, row.id, change()).await;
    failed(ErrorKind::Timeout, late);
    failed(
        ErrorKind::Aborted,
        Project::create(&tx, named("after")).await,
    );
    failed(ErrorKind::Aborted, tx.commit().await);
    bed.settled().await;
    outside.execute("ROLLBACK");
    let rows = Project::list(&bed.db, ..).await.unwrap();
    assert_eq!(rows, [row], "something that was stopped was written");
    outside.assert_sound();
}

mod a_statement_that_waits_too_long_is_stopped {
    use super::stopped;

    tests!(stopped on postgres: POSTGRES, mariadb: MARIADB);
}
