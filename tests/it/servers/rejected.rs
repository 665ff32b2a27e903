//! What a server rejects has its own error: the outcome is known, and the connections stay.

use std::time::Duration;

use fivefold::prelude::*;

use crate::models::{Folder, FolderCreate, Project, ProjectCreate};
use crate::support::{Engine, TestEnv, failed};

/// A cascade that is deeper than the server permits.
async fn cascade(engine: &'static Engine) {
    let env = TestEnv::new(engine).await;
    let raw = env.raw_connection().unwrap();
    raw.execute(
        "ALTER TABLE folder DROP FOREIGN KEY folder_parent_id_fkey; \
         ALTER TABLE folder ADD CONSTRAINT folder_parent_id_fkey FOREIGN KEY (parent_id) REFERENCES folder (id) ON DELETE CASCADE",
    );
    let mut parent_id = None;
    let mut rows = Vec::new();
    for depth in 0..20 {
        let folder = FolderCreate {
            parent_id,
            ..FolderCreate::new(format!("{depth}"))
        };
        let folder = Folder::create(&env.db, folder).await.unwrap();
        parent_id = Some(folder.id);
        rows.push(folder);
    }
    let root = rows[0].clone();
    failed(
        ErrorKind::Internal,
        Folder::delete_by_id(&env.db, root.id).await,
    );
    failed(ErrorKind::Internal, root.clone().delete(&env.db).await);
    let raw_delete = env.db.sql("DELETE FROM folder WHERE id = ?").bind(root.id);
    failed(ErrorKind::Internal, raw_delete.execute().await);
    // In a transaction it is an error of the statement.
    env.db
        .transaction(async |tx| {
            let refused = tx.savepoint(async |tx| Folder::delete_by_id(tx, root.id).await);
            failed(ErrorKind::Internal, refused.await);
            Project::create(tx, ProjectCreate::new("kept")).await
        })
        .await
        .unwrap();
    assert_eq!(Folder::count(&env.db).await.unwrap(), 20);
    assert_eq!(Project::count(&env.db).await.unwrap(), 1);
    assert_eq!(env.db.metrics().discarded, 0);
}

mod a_rejected_cascade_is_not_unknown {
    use super::cascade;

    tests!(cascade on mariadb: MARIADB);
}

/// PostgreSQL reports what it does not support with the same code as a plan that is out of date.
async fn unsupported(engine: &'static Engine) {
    let env = TestEnv::new(engine).await;
    let text = "SELECT count(*) FROM project FOR UPDATE";
    // Several connections, of which each has statements prepared.
    let mut transactions = Vec::new();
    for _ in 0..3 {
        transactions.push(env.db.begin().await.unwrap());
    }
    drop(transactions);
    env.settled().await;
    let before = env.db.metrics();
    let error = failed(
        ErrorKind::Unsupported,
        env.db.sql(text).all::<(i64,)>().await,
    );
    assert!(!error.to_string().contains("changed"), "{error}");
    env.db
        .transaction(async |tx| {
            Project::create(tx, ProjectCreate::new("kept")).await?;
            let refused = tx.savepoint(async |tx| tx.sql(text).all::<(i64,)>().await);
            failed(ErrorKind::Unsupported, refused.await);
            Project::create(tx, ProjectCreate::new("kept too")).await
        })
        .await
        .unwrap();
    assert_eq!(Project::count(&env.db).await.unwrap(), 2);
    let after = env.db.metrics();
    assert_eq!((after.opened, after.discarded), (before.opened, 0));
}

mod what_is_not_supported_closes_no_connection {
    use super::unsupported;

    tests!(unsupported on postgres: POSTGRES);
}

/// The control: a plan that is out of date is found, and the call succeeds on a new connection.
async fn replanned(engine: &'static Engine) {
    let env = TestEnv::tuned(engine, |builder| builder.connections(1)).await;
    let project = Project::create(&env.db, ProjectCreate::new("p"))
        .await
        .unwrap();
    for _ in 0..3 {
        Project::get(&env.db, project.id).await.unwrap();
    }
    let raw = env.raw_connection().unwrap();
    raw.execute("ALTER TABLE project ALTER name TYPE varchar(40)");
    let opened = env.db.metrics().opened;
    if let Err(error) = Project::get(&env.db, project.id).await {
        assert_eq!(error.kind(), ErrorKind::Unavailable, "{error}");
        assert!(error.to_string().contains("changed"), "{error}");
    }
    assert_eq!(Project::get(&env.db, project.id).await.unwrap(), project);
    assert!(env.db.metrics().opened > opened);
}

mod a_plan_that_is_out_of_date_is_replaced {
    use super::replanned;

    tests!(replanned on postgres: POSTGRES);
}

/// The error of a closure stays, whatever becomes of its savepoint.
async fn ended(engine: &'static Engine) {
    let env = TestEnv::new(engine).await;
    let raw = env.raw_connection().unwrap();
    let tx = env.db.begin().await.unwrap();
    let (id,) = tx
        .sql("SELECT pg_backend_pid()")
        .one::<(i64,)>()
        .await
        .unwrap();
    let result: Result<(), Error> = tx
        .savepoint(async |tx| {
            raw.execute(&format!("SELECT pg_terminate_backend({id})"));
            tokio::time::sleep(Duration::from_millis(50)).await;
            Project::create(tx, ProjectCreate::new("lost"))
                .await
                .map(drop)
        })
        .await;
    failed(ErrorKind::Unavailable, result);
    failed(ErrorKind::Aborted, tx.commit().await);
    assert_eq!(Project::count(&env.db).await.unwrap(), 0);
}

mod the_first_error_of_a_savepoint_is_the_one_that_is_returned {
    use super::ended;

    tests!(ended on postgres: POSTGRES);
}
