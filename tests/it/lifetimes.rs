//! Handles, transactions and runtimes that end before one another.

use std::time::Duration;

use fivefold::prelude::*;
use tokio::runtime::Runtime;

use crate::models::{Counter, CounterCreate, Project, ProjectCreate};
use crate::support::TestEnv;

fn runtime() -> Runtime {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .unwrap()
}

/// Polls the future to its end on this thread, without a runtime.
fn polled<T>(future: impl Future<Output = T>) -> T {
    let mut future = std::pin::pin!(future);
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    loop {
        if let std::task::Poll::Ready(output) = future.as_mut().poll(&mut context) {
            return output;
        }
        std::thread::yield_now();
    }
}

for_each_db! {
    async fn a_transaction_outlives_the_handle_it_came_from(env) {
        let db = env.db.clone();
        let tx = db.begin().await.unwrap();
        drop(db);
        Project::create(&tx, ProjectCreate::new("p")).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(Project::count(&env.db).await.unwrap(), 1);
    }

    async fn a_transaction_can_be_sent_to_another_task(env) {
        let tx = env.db.begin().await.unwrap();
        let tx = tokio::spawn(async move {
            Project::create(&tx, ProjectCreate::new("p")).await.unwrap();
            tx
        });
        tx.await.unwrap().commit().await.unwrap();
        assert_eq!(Project::count(&env.db).await.unwrap(), 1);
    }

    async fn an_abandoned_transaction_blocks_no_other_caller(env) {
        for _ in 0..50 {
            let tx = env.db.begin().await.unwrap();
            Project::create(&tx, ProjectCreate::new("p")).await.unwrap();
            tokio::spawn(async move { drop(tx) });
        }
        Project::create(&env.db, ProjectCreate::new("p")).await.unwrap();
        env.settled().await;
    }

    async fn futures_that_are_never_polled_do_nothing(env) {
        drop(Project::create(&env.db, ProjectCreate::new("p")));
        drop(Project::create_many(&env.db, [ProjectCreate::new("q")]));
        drop(env.db.begin());
        drop(env.db.transaction(async |tx| Project::create(tx, ProjectCreate::new("r")).await));
        assert_eq!(Project::count(&env.db).await.unwrap(), 0);
        env.settled().await;
    }
}

for_each_runtime! {
    fn a_handle_goes_on_in_another_runtime(engine) {
        let first = runtime();
        let env = first.block_on(TestEnv::new(engine));
        first.block_on(Project::create(&env.db, ProjectCreate::new("first"))).unwrap();
        first.shutdown_background();
        let second = runtime();
        second.block_on(async {
            Project::create(&env.db, ProjectCreate::new("second")).await.unwrap();
            env.db.transaction(async |tx| Project::create(tx, ProjectCreate::new("third")).await).await.unwrap();
            assert_eq!(Project::count(&env.db).await.unwrap(), 3);
        });
    }

    /// A wait needs the timer of a runtime: without one, calls work or say so, and never panic.
    fn outside_of_a_runtime_nothing_panics(engine) {
        let inside = runtime();
        let env = inside.block_on(TestEnv::new(engine));
        let says_so = |result: Result<(), Error>| match result {
            Ok(()) => assert!(engine.server.is_none()),
            Err(error) => {
                assert_eq!(error.kind(), ErrorKind::Unavailable);
                assert!(error.to_string().contains("runtime"), "{error}");
            }
        };
        let begin = || inside.block_on(env.db.begin()).unwrap();
        let tx = begin();
        says_so(polled(Project::create(&tx, ProjectCreate::new("a"))).map(drop));
        drop(tx);
        let tx = begin();
        says_so(polled(tx.savepoint(async |tx| Project::count(tx).await)).map(drop));
        drop(tx);
        says_so(polled(begin().commit()));
        says_so(polled(begin().rollback()));
        says_so(polled(Project::count(&env.db)).map(drop));
        says_so(polled(Project::create(&env.db, ProjectCreate::new("b"))).map(drop));
        says_so(polled(env.db.begin()).map(drop));
        says_so(polled(env.db.transaction(async |tx| Project::count(tx).await)).map(drop));
        if engine.kept {
            inside.block_on(Project::create(&env.db, ProjectCreate::new("c"))).unwrap();
        }
        inside.block_on(env.settled());
    }

    fn the_end_of_a_runtime_cuts_off_no_call_of_another(engine) {
        let steady = runtime();
        for round in 0..20 {
            let passing = runtime();
            let env = passing.block_on(TestEnv::with(engine, &schema![Counter]));
            passing.block_on(counted_by_four(&env.db, 2)).unwrap();
            let db = env.db.clone();
            let calls = steady.spawn(async move { counted_by_four(&db, 10).await });
            std::thread::sleep(Duration::from_micros(100 * round));
            passing.shutdown_background();
            steady.block_on(calls).unwrap().unwrap();
        }
    }

    /// Writes acknowledged before a runtime was dropped exist; the others exist as a whole or not
    /// at all.
    fn a_runtime_that_is_shut_down_loses_no_acknowledged_write(engine) {
        // A raw connection has to look, since the handle's runtime is gone.
        if !engine.kept {
            return;
        }
        for round in 0..20 {
            let runtime = runtime();
            let env = runtime.block_on(TestEnv::with(engine, &schema![Counter]));
            let (answered, answers) = std::sync::mpsc::channel();
            for at in 0..40_i64 {
                let (db, answered) = (env.db.clone(), answered.clone());
                runtime.spawn(async move {
                    let first = at * 10;
                    if three_rows(&db, first).await.is_ok() {
                        answered.send(first).unwrap();
                    }
                });
            }
            std::thread::sleep(Duration::from_micros(300 * round));
            runtime.shutdown_timeout(Duration::from_secs(5));
            drop(answered);
            let raw = env.raw_connection().unwrap();
            raw.assert_sound();
            for first in answers {
                assert_eq!(raw.integer(&format!("SELECT count(*) FROM counter WHERE value BETWEEN {first} AND {first} + 9")), 3);
            }
            let halves = raw.rows("SELECT value - value % 10 FROM counter GROUP BY 1 HAVING count(*) <> 3");
            assert_eq!(halves, Vec::<Vec<String>>::new());
        }
    }
}

/// Writes three rows, in one statement or in three.
async fn three_rows(db: &Db, first: i64) -> Result<(), Error> {
    if first % 20 == 0 {
        let rows = (first..first + 3).map(CounterCreate::new);
        return Counter::create_many(db, rows).await.map(drop);
    }
    db.transaction(async |tx| {
        for value in first..first + 3 {
            Counter::create(tx, CounterCreate::new(value)).await?;
        }
        Ok(())
    })
    .await
}

/// Four tasks that write `each` rows, one after the other.
async fn counted_by_four(db: &Db, each: i64) -> Result<(), Error> {
    let mut tasks = tokio::task::JoinSet::new();
    for _ in 0..4 {
        let db = db.clone();
        tasks.spawn(async move {
            for value in 0..each {
                Counter::create(&db, CounterCreate::new(value)).await?;
            }
            Ok(())
        });
    }
    while let Some(ended) = tasks.join_next().await {
        ended.unwrap()?;
    }
    Ok(())
}
