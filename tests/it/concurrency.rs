//! Many at once: nothing acknowledged is lost, readers see whole states, and everybody gets a turn.

use std::collections::HashSet;
use std::time::Duration;

use fivefold::prelude::*;
use tokio::task::JoinSet;

use crate::models::{
    Counter, CounterCreate, CounterUpdate, Ledger, LedgerCreate, LedgerUpdate, Project,
    ProjectCreate,
};
use crate::support::{TestEnv, failed};

for_each_db! {
    async fn increments_of_sixteen_tasks_add_up(env) {
        // Where they do not wait in one line, all but one of those that meet have to run again, and
        // may have to often.
        let (db, rounds) = match env.engine.one_writer {
            true => (env.db.clone(), 1_000),
            false => (env.again(|builder| builder.retries(1_000, Duration::from_secs(60))).await.unwrap(), 20),
        };
        let counter = Counter::create(&db, CounterCreate::new(0)).await.unwrap();
        let mut tasks = JoinSet::new();
        for _ in 0..16 {
            let (db, id) = (db.clone(), counter.id);
            tasks.spawn(async move {
                let mut acknowledged = 0;
                for _ in 0..rounds {
                    let done = db.transaction(async |tx| {
                        let counter = Counter::get(tx, id).await?;
                        tokio::task::yield_now().await;
                        let value = counter.value + 1;
                        counter.update(tx, CounterUpdate { value: Set(value) }).await
                    });
                    acknowledged += i64::from(done.await.is_ok());
                }
                acknowledged
            });
        }
        let acknowledged: i64 = tasks.join_all().await.into_iter().sum();
        assert_eq!(acknowledged, 16 * rounds, "no caller waits for longer than the limit");
        assert_eq!(Counter::get(&env.db, counter.id).await.unwrap().value, acknowledged);
        crate::support::settled(&db).await;
    }

    /// The control: read and write without a transaction lose increments.
    async fn increments_without_a_transaction_are_lost(env) {
        let counter = Counter::create(&env.db, CounterCreate::new(0)).await.unwrap();
        let mut tasks = JoinSet::new();
        for _ in 0..16 {
            let (db, id) = (env.db.clone(), counter.id);
            tasks.spawn(async move {
                for _ in 0..25 {
                    let counter = Counter::get(&db, id).await.unwrap();
                    tokio::task::yield_now().await;
                    let value = counter.value + 1;
                    counter.update(&db, CounterUpdate { value: Set(value) }).await.unwrap();
                }
            });
        }
        tasks.join_all().await;
        assert!(Counter::get(&env.db, counter.id).await.unwrap().value < 16 * 25);
    }

    async fn two_hundred_creates_at_once(env) {
        let mut tasks = JoinSet::new();
        for at in 0..200 {
            let db = env.db.clone();
            tasks.spawn(async move { Counter::create(&db, CounterCreate::new(at)).await });
        }
        let created: Vec<Counter> = tasks.join_all().await.into_iter().map(Result::unwrap).collect();
        let mut listed = Counter::list(&env.db, ..1_000).await.unwrap();
        assert_eq!(created.iter().map(|row| row.id).collect::<HashSet<_>>().len(), 200);
        let mut sorted = created;
        sorted.sort_by_key(|row| row.id);
        listed.sort_by_key(|row| row.id);
        assert_eq!(listed, sorted, "everyone got the key of their own row");
        env.settled().await;
    }

    async fn of_many_that_want_one_name_exactly_one_gets_it(env) {
        for round in 0..20 {
            let mut tasks = JoinSet::new();
            for _ in 0..16 {
                let db = env.db.clone();
                tasks.spawn(async move { Project::create(&db, ProjectCreate::new(format!("name {round}"))).await });
            }
            let (won, lost): (Vec<_>, Vec<_>) = tasks.join_all().await.into_iter().partition(Result::is_ok);
            assert_eq!((won.len(), lost.len()), (1, 15));
            for result in lost {
                let error = failed(ErrorKind::Conflict, result);
                assert_eq!((error.model(), error.field(), error.constraint()), (Some("Project"), Some("name"), Some("project_name_key")));
            }
        }
        assert_eq!(Project::count(&env.db).await.unwrap(), 20);
    }

    async fn good_and_bad_writes_at_once_do_not_touch_each_other(env) {
        Project::create(&env.db, ProjectCreate::new("taken")).await.unwrap();
        let mut tasks = JoinSet::new();
        for at in 0..300 {
            let db = env.db.clone();
            tasks.spawn(async move {
                match at % 3 {
                    0 => (true, Project::create(&db, ProjectCreate::new(format!("good {at}"))).await.map(drop)),
                    1 => (false, Project::create(&db, ProjectCreate::new("taken")).await.map(drop)),
                    _ => (false, Project::create_many(&db, [format!("bad {at}"), "taken".into()].map(ProjectCreate::new)).await.map(drop)),
                }
            });
        }
        for (good, result) in tasks.join_all().await {
            if good { result.unwrap() } else { drop(failed(ErrorKind::Conflict, result)) }
        }
        let names: Vec<String> = Project::list(&env.db, ..1_000).await.unwrap().into_iter().map(|project| project.name).collect();
        assert_eq!(names.len(), 101);
        assert!(names.iter().all(|name| name == "taken" || name.starts_with("good ")));
    }

    async fn readers_see_whole_transactions_only(env) {
        // The sum of the two sides is the same in every committed state.
        let row = Ledger::create(&env.db, LedgerCreate { left: 100, ..LedgerCreate::new(1) }).await.unwrap();
        let (db, id) = (env.db.clone(), row.id);
        let writer = tokio::spawn(async move {
            for _ in 0..100 {
                db.transaction(async |tx| {
                    let row = Ledger::get(tx, id).await?;
                    let row = row.clone().update(tx, LedgerUpdate { left: Set(row.left - 1), ..Default::default() }).await?;
                    tokio::task::yield_now().await;
                    let right = row.right + 1;
                    row.update(tx, LedgerUpdate { right: Set(right), ..Default::default() }).await
                })
                .await
                .unwrap();
            }
        });
        let mut reads = 0;
        while !writer.is_finished() || reads < 100 {
            let row = Ledger::get(&env.db, id).await.unwrap();
            assert_eq!(row.left + row.right, 100);
            reads += 1;
            tokio::task::yield_now().await;
        }
        writer.await.unwrap();
    }

    async fn a_handle_serves_many_tasks_and_clones(env) {
        let mut tasks = JoinSet::new();
        for at in 0..64_i64 {
            let db = env.db.clone();
            tasks.spawn(async move {
                let made = Counter::create(&db, CounterCreate::new(at)).await.unwrap();
                let many = Counter::create_many(&db, [at, at].map(CounterCreate::new)).await.unwrap();
                assert_eq!(Counter::get(&db, made.id).await.unwrap(), made);
                assert!(Counter::list(&db, ..500).await.unwrap().len() >= 3);
                many[0].clone().delete(&db).await.unwrap();
            });
        }
        tasks.join_all().await;
        assert_eq!(Counter::count(&env.db).await.unwrap(), 128);
        env.settled().await;
    }
}

for_each_kept! {
    /// An answer comes after the commit: another connection sees the row at once.
    async fn acknowledged_writes_are_visible_at_once(engine) {
        for durability in [fivefold::db::Durability::Full, fivefold::db::Durability::Normal] {
            let env = TestEnv::tuned(engine, |builder| builder.durability(durability)).await;
            let mut tasks = JoinSet::new();
            for task in 0..16_i64 {
                let (db, raw) = (env.db.clone(), env.raw_connection().unwrap());
                tasks.spawn(async move {
                    let value = |id: Id<Counter, i64>| raw.texts(&format!("SELECT value FROM counter WHERE id = {id}"));
                    for at in 0..15 {
                        let first = task * 1_000 + at * 10;
                        let made = Counter::create(&db, CounterCreate::new(first)).await.unwrap();
                        assert_eq!(value(made.id), [first.to_string()]);
                        let changed = made.update(&db, CounterUpdate { value: Set(first + 1) }).await.unwrap();
                        assert_eq!(value(changed.id), [(first + 1).to_string()]);
                        let many = Counter::create_many(&db, [first + 2, first + 3].map(CounterCreate::new)).await.unwrap();
                        assert_eq!(value(many[0].id), [(first + 2).to_string()]);
                        assert_eq!(value(many[1].id), [(first + 3).to_string()]);
                        let in_tx = db.transaction(async |tx| Counter::create(tx, CounterCreate::new(first + 4)).await).await.unwrap();
                        assert_eq!(value(in_tx.id), [(first + 4).to_string()]);
                        let id = changed.id;
                        changed.delete(&db).await.unwrap();
                        assert_eq!(value(id), [""; 0]);
                    }
                });
            }
            tasks.join_all().await;
        }
    }

    async fn reading_goes_on_during_a_long_write(engine) {
        let env = TestEnv::new(engine).await;
        assert!(engine.reads_beside_writer);
        let counter = Counter::create(&env.db, CounterCreate::new(1)).await.unwrap();
        let tx = env.db.begin().await.unwrap();
        Counter::create_many(&tx, (0..500).map(CounterCreate::new)).await.unwrap();
        counter.clone().update(&tx, CounterUpdate { value: Set(2) }).await.unwrap();
        for _ in 0..50 {
            assert_eq!(Counter::get(&env.db, counter.id).await.unwrap().value, 1);
            assert_eq!(Counter::count(&env.db).await.unwrap(), 1);
            assert_eq!(Counter::list(&env.db, ..1_000).await.unwrap().len(), 1);
        }
        tx.commit().await.unwrap();
        assert_eq!(Counter::get(&env.db, counter.id).await.unwrap().value, 2);
        assert_eq!(Counter::count(&env.db).await.unwrap(), 501);
    }

    async fn two_handles_and_a_raw_connection_write_the_same_database(engine) {
        let env = TestEnv::new(engine).await;
        let other = env.again(|builder| builder).await.unwrap();
        let raw = env.raw_connection().unwrap();
        let writer = std::thread::spawn(move || {
            for at in 1_000..1_100 {
                raw.execute(&format!("INSERT INTO counter (value) VALUES ({at})"));
                std::thread::sleep(Duration::from_micros(200));
            }
        });
        let mut tasks = JoinSet::new();
        for at in 0..200 {
            let db = if at % 2 == 0 { env.db.clone() } else { other.clone() };
            tasks.spawn(async move { db.transaction(async |tx| Counter::create(tx, CounterCreate::new(at)).await).await });
        }
        for created in tasks.join_all().await {
            created.unwrap();
        }
        tokio::task::spawn_blocking(move || writer.join().unwrap()).await.unwrap();
        assert_eq!((Counter::count(&env.db).await.unwrap(), Counter::count(&other).await.unwrap()), (300, 300));
        env.raw_connection().unwrap().assert_sound();
    }
}

for_each_runtime! {
    fn one_thread_is_enough(engine) {
        let one = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        one.block_on(async {
            let env = TestEnv::new(engine).await;
            let created = tokio::join!(
                Counter::create(&env.db, CounterCreate::new(1)),
                Counter::create_many(&env.db, [2, 3].map(CounterCreate::new)),
                env.db.transaction(async |tx| Counter::create(tx, CounterCreate::new(4)).await),
                Counter::count(&env.db),
            );
            assert!(created.0.is_ok() && created.1.is_ok() && created.2.is_ok() && created.3.is_ok());
            assert_eq!(Counter::count(&env.db).await.unwrap(), 4);
        });
    }
}
