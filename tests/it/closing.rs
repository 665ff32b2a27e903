//! Written rows stay when the handle is closed; later operations report that it is closed.

use std::time::Duration;

use fivefold::db::Durability;
use fivefold::prelude::*;

use crate::models::{Counter, CounterCreate, Project, ProjectCreate, User, UserCreate};
use crate::support::{TestEnv, failed};

for_each_db! {
    async fn operations_on_a_closed_database_report_it(env) {
        let clone = env.db.clone();
        env.db.close().await.unwrap();
        let project = || ProjectCreate::new("p");
        let errors = [
            failed(ErrorKind::Unavailable, Project::create(&clone, project()).await),
            failed(ErrorKind::Unavailable, Project::create_many(&clone, [project()]).await),
            failed(ErrorKind::Unavailable, Project::count(&clone).await),
            failed(ErrorKind::Unavailable, clone.begin().await),
            failed(ErrorKind::Unavailable, clone.transaction(async |_| Ok(())).await),
            failed(ErrorKind::Unavailable, clone.create_all(&schema![Project]).await),
        ];
        for error in errors {
            assert!(error.to_string().contains("closed"), "{error}");
        }
        let metrics = clone.metrics();
        assert_eq!((metrics.connections, metrics.in_use), (0, 0));
        clone.close().await.unwrap();
    }
}

for_each_kept! {
    async fn committed_rows_exist_after_the_database_is_reopened(engine) {
        for durability in [Durability::Full, Durability::Normal] {
            let env = TestEnv::tuned(engine, |builder| builder.durability(durability)).await;
            let user = User::create(&env.db, UserCreate::new("ann@example.com")).await.unwrap();
            env.db.close().await.unwrap();
            let db = env.again(|builder| builder).await.unwrap();
            assert_eq!(User::list(&db, ..).await.unwrap(), [user]);
        }
    }

    async fn close_waits_for_running_operations(engine) {
        let env = TestEnv::new(engine).await;
        let start = |at| {
            let db = env.db.clone();
            tokio::spawn(async move { Counter::create(&db, CounterCreate::new(at)).await })
        };
        let writes: Vec<_> = (0..20).map(start).collect();
        tokio::task::yield_now().await;
        env.db.close().await.unwrap();
        let mut written = 0;
        for task in writes {
            match task.await.unwrap() {
                Ok(_) => written += 1,
                Err(error) => assert_eq!(error.kind(), ErrorKind::Unavailable),
            }
        }
        let raw = env.raw_connection().unwrap();
        assert_eq!(raw.integer("SELECT count(*) FROM counter"), written);
        raw.assert_sound();
    }

    async fn closing_gives_up_on_a_transaction_that_does_not_end(engine) {
        let limit = Duration::from_secs(1);
        let env = TestEnv::tuned(engine, |builder| builder.acquire_timeout(limit).statement_timeout(limit * 10)).await;
        let tx = env.db.begin().await.unwrap();
        Project::create(&tx, ProjectCreate::new("p")).await.unwrap();
        let error = failed(ErrorKind::Timeout, env.db.close().await);
        assert!(error.to_string().contains("close"), "{error}");
        failed(ErrorKind::Unavailable, env.db.begin().await);
        // Open transactions can still commit.
        tx.commit().await.unwrap();
        env.db.close().await.unwrap();
        assert_eq!(env.raw_connection().unwrap().integer("SELECT count(*) FROM project"), 1);
    }
}
