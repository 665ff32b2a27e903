//! Transactions of a weaker isolation level.

use fivefold::db::Isolation;
use fivefold::prelude::*;

use crate::support::{Sql, TestEnv};

/// A job of a queue.
#[model(index(is_done, rank))]
#[derive(Debug, Clone, PartialEq)]
pub struct QueueJob {
    pub id: Id<QueueJob>,
    pub rank: i32,
    #[field(default = false)]
    pub is_done: bool,
    #[field(default = 0)]
    pub runs: i32,
}

/// Takes jobs until there is none; returns the number of its jobs, and of conflicts.
async fn work(db: Db, isolation: Isolation, has_locks: bool) -> (u32, u32) {
    let (mut done, mut busy) = (0, 0);
    loop {
        // Without the retries of a closure.
        let tx = match db.isolation(isolation).begin().await {
            Ok(tx) => tx,
            Err(error) if error.is_retryable() => {
                busy += 1;
                continue;
            }
            Err(error) => panic!("{error:?}"),
        };
        let result: Result<bool, Error> = async {
            let open = QueueJob::query()
                .filter(QueueJob::IS_DONE.eq(false))
                .order_by(QueueJob::RANK.asc());
            let open = if has_locks {
                open.for_update_skip_locked()
            } else {
                open
            };
            let Some(job) = open.first(&tx).await? else {
                return Ok(false);
            };
            tokio::task::yield_now().await;
            job.update(&tx, (QueueJob::IS_DONE.set(true), QueueJob::RUNS.add(1)))
                .await?;
            Ok(true)
        }
        .await;
        let result = match result {
            Ok(found) => tx.commit().await.map(|()| found),
            Err(error) => {
                drop(tx);
                Err(error)
            }
        };
        match result {
            Ok(true) => done += 1,
            Ok(false) => return (done, busy),
            Err(error) if error.is_retryable() => busy += 1,
            Err(error) => panic!("{error:?}"),
        }
    }
}

/// Lets workers empty a queue; returns their conflicts.
async fn empty(env: &TestEnv, isolation: Isolation) -> u32 {
    let db = &env.db;
    QueueJob::query().all_rows().delete(db).await.unwrap();
    QueueJob::create_many(db, (0..100).map(QueueJobCreate::new))
        .await
        .unwrap();
    let workers: Vec<_> = (0..4)
        .map(|_| tokio::spawn(work(db.clone(), isolation, env.engine.sql != Sql::Sqlite)))
        .collect();
    let (mut done, mut busy) = (0, 0);
    for worker in workers {
        let (jobs, conflicts) = worker.await.unwrap();
        done += jobs;
        busy += conflicts;
    }
    // Each job once, whatever the level.
    assert_eq!(done, 100);
    assert_eq!(
        QueueJob::query()
            .filter(QueueJob::RUNS.eq(1))
            .count(db)
            .await
            .unwrap(),
        100
    );
    busy
}

for_each_engine! {
    async fn workers_of_a_queue_were_busy_with_each_other(engine) {
        let env = TestEnv::with(engine, &schema![QueueJob]).await;
        let serializable = empty(&env, Isolation::Serializable).await;
        let committed = empty(&env, Isolation::ReadCommitted).await;
        if engine.sql != Sql::MariaDb {
            assert_eq!(committed, 0);
        }
        // The control: without the option, PostgreSQL finds conflicts.
        if engine.sql == Sql::Postgres {
            assert!(serializable > 0);
        }
    }

    async fn a_weaker_level_reads_what_others_committed_and_one_transaction_does_not_change_the_next(engine) {
        if engine.sql == Sql::Sqlite {
            // One writing transaction at a time: the option is accepted.
            let env = TestEnv::with(engine, &schema![QueueJob]).await;
            let made = env.db.isolation(Isolation::ReadCommitted).transaction(async |tx| QueueJob::create(tx, QueueJobCreate::new(1)).await);
            assert_eq!(made.await.unwrap().rank, 1);
            return;
        }
        let env = TestEnv::with(engine, &schema![QueueJob]).await;
        let one = env.again(|builder| builder.connections(1)).await.unwrap();
        for (isolation, second) in [(Isolation::ReadCommitted, 1), (Isolation::Serializable, 0), (Isolation::ReadCommitted, 1)] {
            QueueJob::query().all_rows().delete(&env.db).await.unwrap();
            let tx = one.isolation(isolation).begin().await.unwrap();
            assert_eq!(QueueJob::count(&tx).await.unwrap(), 0);
            let outside = tokio::time::timeout(std::time::Duration::from_secs(1), QueueJob::create(&env.db, QueueJobCreate::new(1))).await;
            // MariaDB locks what a serializable transaction reads.
            let is_locked = engine.sql == Sql::MariaDb && isolation == Isolation::Serializable;
            assert_eq!(outside.is_err(), is_locked);
            assert_eq!(QueueJob::count(&tx).await.unwrap(), second, "{isolation:?}");
            tx.rollback().await.unwrap();
        }
    }
}
