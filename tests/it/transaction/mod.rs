//! Transactions: kept whole or not at all, whatever becomes of the closure, the handle or the
//! future.

mod isolation;
mod retries;

use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use fivefold::prelude::*;

use crate::models::{
    Counter, CounterCreate, CounterUpdate, Item, ItemCreate, ItemServer, Project, ProjectCreate,
    User, UserCreate,
};
use crate::support::{catch_panic, failed, poll_at_most};

/// The names of the stored projects.
async fn names(db: &Db) -> Vec<String> {
    Project::list(db, ..)
        .await
        .unwrap()
        .into_iter()
        .map(|project| project.name)
        .collect()
}

/// Panics past the hook, which would print it.
fn panic_if(planted: bool) {
    if planted {
        std::panic::resume_unwind(Box::new("planted"));
    }
}

fn named(name: &str) -> ProjectCreate {
    ProjectCreate::new(name)
}

for_each_db! {
    async fn a_commit_keeps_everything(env) {
        let made = env.db
            .transaction(async |tx| Ok((Project::create(tx, named("a")).await?, Project::create_many(tx, ["b", "c"].map(named)).await?)))
            .await
            .unwrap();
        assert_eq!(names(&env.db).await, ["a", "b", "c"]);
        assert_eq!(Project::get(&env.db, made.0.id).await.unwrap(), made.0);
        env.settled().await;
    }

    async fn an_error_of_the_closure_keeps_nothing_and_comes_out(env) {
        let result: Result<(), Error> = env.db
            .transaction(async |tx| {
                Project::create(tx, named("a")).await?;
                Project::get(tx, Id::now_v7()).await?;
                Ok(())
            })
            .await;
        failed(ErrorKind::NotFound, result);
        assert_eq!(names(&env.db).await, [""; 0]);
        env.settled().await;
    }

    async fn a_transaction_reads_its_own_writes(env) {
        env.db
            .transaction(async |tx| {
                let project = Project::create(tx, named("a")).await?;
                assert_eq!(Project::get(tx, project.id).await?, project);
                assert_eq!(Project::count(tx).await?, 1);
                assert_eq!(Project::list(tx, ..).await?, [project.clone()]);
                project.delete(tx).await?;
                assert_eq!(Project::count(tx).await?, 0);
                Ok(())
            })
            .await
            .unwrap();
    }

    async fn begin_commit_and_rollback_by_hand(env) {
        let tx = env.db.begin().await.unwrap();
        Project::create(&tx, named("kept")).await.unwrap();
        tx.commit().await.unwrap();
        let tx = env.db.begin().await.unwrap();
        Project::create(&tx, named("rolled back")).await.unwrap();
        tx.rollback().await.unwrap();
        let tx = env.db.begin().await.unwrap();
        Project::create(&tx, named("dropped")).await.unwrap();
        drop(tx);
        assert_eq!(names(&env.db).await, ["kept"]);
        let tx = env.db.begin().await.unwrap();
        tx.commit().await.unwrap();
        env.settled().await;
        assert_eq!(env.db.metrics().transactions, 4);
    }

    async fn a_dropped_future_keeps_nothing(env) {
        for polls in 0..6 {
            let run = env.db.transaction(async |tx| {
                Project::create_many(tx, ["a", "b"].map(named)).await?;
                tokio::task::yield_now().await;
                Project::create_many(tx, ["c", "d"].map(named)).await?;
                std::future::pending::<()>().await;
                Ok(())
            });
            assert!(poll_at_most(polls, tokio::time::timeout(Duration::from_millis(20), run)).await.is_none_or(|ended| ended.is_err()));
            env.settled().await;
            assert_eq!(names(&env.db).await, [""; 0], "after {polls} polls");
        }
    }

    async fn a_panic_in_the_closure_keeps_nothing(env) {
        for at in 0..4 {
            let run = env.db.transaction(async |tx| {
                panic_if(at == 0);
                Project::create(tx, named("a")).await?;
                panic_if(at == 1);
                Project::create_many(tx, ["b", "c"].map(named)).await?;
                panic_if(at == 2);
                tx.savepoint(async |tx| {
                    Project::create(tx, named("d")).await?;
                    panic_if(at == 3);
                    Ok(())
                })
                .await
            });
            assert!(catch_panic(run).await.is_none());
            env.settled().await;
            assert_eq!(names(&env.db).await, [""; 0]);
        }
    }

    async fn a_panic_in_a_task_keeps_nothing(env) {
        let db = env.db.clone();
        let task = tokio::spawn(async move {
            db.transaction(async |tx| {
                Project::create(tx, named("a")).await?;
                panic_if(true);
                Ok(())
            })
            .await
        });
        assert!(task.await.unwrap_err().is_panic());
        env.settled().await;
        assert_eq!(names(&env.db).await, [""; 0]);
    }

    async fn a_transaction_can_be_spawned_and_borrows_its_surroundings(env) {
        let db = env.db.clone();
        let prefix = String::from("p");
        let (sum, names_made) = tokio::spawn(async move {
            let words = vec![String::from("x"), String::from("y")];
            let (prefix, words) = (&prefix, &words);
            let seen = AtomicU32::new(0);
            let made = db
                .transaction(async |tx| {
                    let mut made = Vec::new();
                    for word in words {
                        seen.fetch_add(1, Ordering::Relaxed);
                        made.push(Project::create(tx, named(&format!("{prefix}{word}"))).await?.name);
                    }
                    Ok(made)
                })
                .await
                .unwrap();
            (seen.into_inner(), made)
        })
        .await
        .unwrap();
        assert_eq!((sum, names_made), (2, vec!["px".to_owned(), "py".to_owned()]));
    }

    async fn a_function_can_be_the_closure_and_take_the_transaction_on(env) {
        async fn inner(tx: &Tx, name: &str) -> Result<Project, Error> {
            Project::create(tx, named(name)).await
        }
        async fn outer(tx: &Tx) -> Result<Vec<Project>, Error> {
            Ok(vec![inner(tx, "a").await?, inner(tx, "b").await?])
        }
        assert_eq!(env.db.transaction(outer).await.unwrap().len(), 2);
        assert_eq!(names(&env.db).await, ["a", "b"]);
    }

    async fn statements_that_run_at_once_take_turns(env) {
        let made = env.db
            .transaction(async |tx| {
                let user = User::create(tx, UserCreate::new("ann@example.com")).await?;
                let item = async |title: &str| Item::create(tx, ItemCreate::new(title).with(ItemServer { owner_id: user.id })).await;
                let batch = Item::create_many(tx, ["c", "d"].map(|title| ItemCreate::new(title).with(ItemServer { owner_id: user.id })));
                let (a, b, cd, users) = tokio::join!(item("a"), item("b"), batch, User::count(tx));
                assert_eq!((a?.title.as_str(), b?.title.as_str(), cd?.len(), users?), ("a", "b", 2, 1));
                Item::count(tx).await
            })
            .await
            .unwrap();
        assert_eq!(made, 4);
    }

    async fn of_statements_that_run_at_once_one_error_ends_all(env) {
        Project::create(&env.db, named("taken")).await.unwrap();
        let result = env.db
            .transaction(async |tx| {
                let results = tokio::join!(
                    Project::create(tx, named("a")), Project::create(tx, named("taken")), Project::create(tx, named("b")),
                );
                assert!(results.1.is_err());
                Ok(())
            })
            .await;
        failed(ErrorKind::Aborted, result);
        assert_eq!(names(&env.db).await, ["taken"]);
    }

    async fn a_statement_that_was_dropped_half_way_ends_the_transaction_or_happened(env) {
        for polls in 0..4 {
            let name = format!("outer {polls}");
            let tx = env.db.begin().await.unwrap();
            Project::create(&tx, named(&name)).await.unwrap();
            let batch = Project::create_many(&tx, (0..20).map(|at| named(&format!("{polls} {at}"))));
            let done = poll_at_most(polls, batch).await.is_some();
            match tx.commit().await {
                Ok(()) => assert!(Project::find_by(&env.db, Project::NAME, &name).await.unwrap().is_some()),
                Err(error) => {
                    assert_eq!(error.kind(), ErrorKind::Aborted);
                    assert!(!done);
                    env.settled().await;
                    assert_eq!(Project::find_by(&env.db, Project::NAME, &name).await.unwrap(), None);
                }
            }
            let rows = names(&env.db).await.into_iter().filter(|name| name.starts_with(&format!("{polls} "))).count();
            assert!(rows == 0 || rows == 20, "{rows} of a batch");
        }
    }

    async fn a_transaction_can_end_with_an_error_of_ones_own(env) {
        #[derive(Debug, PartialEq)]
        enum Own {
            TooMany(u64),
            Database(ErrorKind),
        }
        impl From<Error> for Own {
            fn from(error: Error) -> Self {
                Self::Database(error.kind())
            }
        }
        let limited = async |name: &'static str| {
            env.db
                .try_transaction(async |tx| {
                    Project::create(tx, named(name)).await?;
                    let count = Project::count(tx).await?;
                    if count > 2 { Err(Own::TooMany(count)) } else { Ok(count) }
                })
                .await
        };
        assert_eq!(limited("a").await, Ok(1));
        assert_eq!(limited("a").await, Err(Own::Database(ErrorKind::Conflict)));
        assert_eq!(limited("b").await, Ok(2));
        assert_eq!(limited("c").await, Err(Own::TooMany(3)));
        assert_eq!(names(&env.db).await, ["a", "b"]);
        // A database error that the closure replaces by its own is still not committed.
        let swallowed: Result<(), Own> = env.db.try_transaction(async |tx| { let _ = Project::create(tx, named("a")).await; Ok(()) }).await;
        assert_eq!(swallowed, Err(Own::Database(ErrorKind::Aborted)));
        let undone = env.db.try_transaction(async |tx| {
            let inner: Result<(), Own> = tx.try_savepoint(async |tx| { Project::create(tx, named("x")).await?; Err(Own::TooMany(0)) }).await;
            assert_eq!(inner, Err(Own::TooMany(0)));
            Project::create(tx, named("y")).await?;
            Ok::<_, Own>(())
        });
        assert_eq!(undone.await, Ok(()));
        assert_eq!(names(&env.db).await, ["a", "b", "y"]);
    }

    async fn a_handle_in_a_closure_that_went_on_elsewhere_is_of_no_use_later(env) {
        // A row kept from a rolled-back transaction is not found by its key.
        let kept = std::sync::Mutex::new(None);
        let result: Result<(), Error> = env.db
            .transaction(async |tx| {
                let counter = Counter::create(tx, CounterCreate::new(1)).await?;
                *kept.lock().unwrap() = Some(counter);
                Counter::get(tx, Id::new(-1)).await?;
                Ok(())
            })
            .await;
        failed(ErrorKind::NotFound, result);
        let counter = kept.into_inner().unwrap().unwrap();
        failed(ErrorKind::NotFound, counter.update(&env.db, CounterUpdate { value: Set(2) }).await);
    }

    async fn after_an_error_the_next_transaction_works(env) {
        Project::create(&env.db, named("taken")).await.unwrap();
        for at in 0..50 {
            let clash = env.db.transaction(async |tx| {
                Project::create(tx, named(&format!("lost {at}"))).await?;
                Project::create(tx, named("taken")).await
            });
            failed(ErrorKind::Conflict, clash.await);
            env.db.transaction(async |tx| Project::create(tx, named(&format!("kept {at}"))).await).await.unwrap();
        }
        assert_eq!(Project::count(&env.db).await.unwrap(), 51);
        env.settled().await;
    }
}
