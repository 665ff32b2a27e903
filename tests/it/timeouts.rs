//! Every wait has a limit, and what ran into one leaves nothing behind.

use std::time::{Duration, Instant};

use fivefold::prelude::*;

use crate::models::{Project, ProjectCreate};
use crate::support::{TestEnv, failed, occupied};

fn named(name: &str) -> ProjectCreate {
    ProjectCreate::new(name)
}

for_each_engine! {
    async fn an_idle_transaction_is_rolled_back_and_reports_it(engine) {
        let env = TestEnv::tuned(engine, |builder| builder.idle_in_transaction_timeout(Duration::from_millis(60))).await;
        let tx = env.db.begin().await.unwrap();
        Project::create(&tx, named("lost")).await.unwrap();
        tokio::time::sleep(Duration::from_millis(250)).await;
        // Others are not kept waiting although the handle is still there.
        Project::create(&env.db, named("other")).await.unwrap();
        let error = failed(ErrorKind::Timeout, Project::create(&tx, named("late")).await);
        assert!(error.to_string().contains("idle"), "{error}");
        failed(ErrorKind::Timeout, tx.savepoint(async |_| Ok(())).await);
        failed(ErrorKind::Timeout, tx.commit().await);
        assert_eq!(Project::list(&env.db, ..).await.unwrap().len(), 1);
        env.settled().await;
    }

    async fn a_transaction_in_use_is_not_idle(engine) {
        let env = TestEnv::tuned(engine, |builder| builder.idle_in_transaction_timeout(Duration::from_millis(150))).await;
        let tx = env.db.begin().await.unwrap();
        for at in 0..12 {
            Project::create(&tx, named(&format!("{at}"))).await.unwrap();
            tokio::time::sleep(Duration::from_millis(25)).await;
        }
        tx.commit().await.unwrap();
        assert_eq!(Project::count(&env.db).await.unwrap(), 12);
    }

    async fn a_closure_that_hangs_is_ended(engine) {
        let env = TestEnv::tuned(engine, |builder| builder.idle_in_transaction_timeout(Duration::from_millis(60))).await;
        let result = env.db.transaction(async |tx| {
            Project::create(tx, named("lost")).await?;
            tokio::time::sleep(Duration::from_millis(250)).await;
            Ok(())
        });
        failed(ErrorKind::Timeout, result.await);
        assert_eq!(Project::count(&env.db).await.unwrap(), 0);
    }

    async fn waiting_for_the_connection_that_one_holds_oneself_ends(engine) {
        let env = TestEnv::tuned(engine, |builder| builder.acquire_timeout(Duration::from_millis(80))).await;
        // All but one are held by others.
        let mut held = occupied(&env.db).await;
        drop(held.pop());
        let started = Instant::now();
        let result = env.db.transaction(async |tx| {
            Project::create(tx, named("a")).await?;
            // By mistake `&db`, not `tx`.
            Project::create(&env.db, named("b")).await
        });
        let error = failed(ErrorKind::Timeout, result.await);
        assert!(error.to_string().contains("`tx`"), "{error}");
        let nested = env.db.transaction(async |_| env.db.transaction(async |_| Ok(())).await);
        failed(ErrorKind::Timeout, nested.await);
        assert!(started.elapsed() < Duration::from_secs(3));
        drop(held);
        env.settled().await;
        assert_eq!(Project::count(&env.db).await.unwrap(), 0);
    }

    async fn a_write_that_gave_up_waiting_does_not_happen_later(engine) {
        let env = TestEnv::tuned(engine, |builder| builder.acquire_timeout(Duration::from_millis(50))).await;
        let mut held = occupied(&env.db).await;
        let tx = held.pop().unwrap();
        let waiting = (0..5).map(|at| { let db = env.db.clone(); tokio::spawn(async move { Project::create(&db, named(&format!("late {at}"))).await }) });
        for task in waiting.collect::<Vec<_>>() {
            failed(ErrorKind::Timeout, task.await.unwrap());
        }
        Project::create(&tx, named("kept")).await.unwrap();
        tx.commit().await.unwrap();
        drop(held);
        env.settled().await;
        tokio::time::sleep(Duration::from_millis(100)).await;
        let names: Vec<String> = Project::list(&env.db, ..).await.unwrap().into_iter().map(|project| project.name).collect();
        assert_eq!(names, ["kept"]);
        env.settled().await;
    }

    /// The longest duration stands for no limit.
    async fn the_longest_times_are_no_limits_and_the_shortest_no_faults(engine) {
        let longest = |builder: fivefold::db::Builder| {
            builder
                .acquire_timeout(Duration::MAX)
                .lock_timeout(Duration::MAX)
                .statement_timeout(Duration::MAX)
                .idle_in_transaction_timeout(Duration::MAX)
                .retries(u32::MAX, Duration::MAX)
                .readers(usize::MAX)
        };
        let shortest = |builder: fivefold::db::Builder| {
            builder.acquire_timeout(Duration::ZERO).lock_timeout(Duration::ZERO).retries(0, Duration::ZERO).readers(0)
        };
        for env in [TestEnv::tuned(engine, longest).await, TestEnv::tuned(engine, shortest).await] {
            Project::create(&env.db, named("a")).await.unwrap();
            Project::create_many(&env.db, [named("b"), named("c")]).await.unwrap();
            env.db.transaction(async |tx| Project::create(tx, named("d")).await).await.unwrap();
            assert_eq!(Project::list(&env.db, ..1_000).await.unwrap().len(), 4);
            env.settled().await;
            env.db.close().await.unwrap();
        }
    }
}

for_each_kept! {
    async fn a_lock_of_another_connection_is_waited_for_until_the_limit(engine) {
        let limit = Duration::from_millis(200);
        let env = TestEnv::tuned(engine, |builder| builder.lock_timeout(limit)).await;
        let raw = env.raw_connection().unwrap();
        raw.execute(&format!("BEGIN; INSERT INTO project VALUES ({}, 'a')", raw.uuid(0)));
        let limit = limit.max(engine.shortest_lock_wait);
        for _ in 0..2 {
            let started = Instant::now();
            failed(ErrorKind::Busy, Project::create(&env.db, named("a")).await);
            let waited = started.elapsed();
            assert!(waited >= limit - Duration::from_millis(20) && waited < limit + Duration::from_millis(1_300), "{waited:?}");
        }
        raw.execute("ROLLBACK");
        Project::create(&env.db, named("a")).await.unwrap();
    }
}
