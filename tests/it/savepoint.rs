//! Savepoints: what fails inside is undone, what is outside stays, at every depth and in every way
//! of failing.

use std::future::Future;
use std::pin::Pin;

use fivefold::prelude::*;

use crate::models::{Project, ProjectCreate};
use crate::support::{Random, TestEnv, catch_panic, failed, poll_at_most};

fn named(name: &str) -> ProjectCreate {
    ProjectCreate::new(name)
}

/// The way in which a savepoint ends.
#[derive(Debug, Clone, Copy, PartialEq)]
enum End {
    Released,
    /// The closure returns an error that the database knows nothing of.
    Failed,
    /// A statement inside is refused, and the error comes out.
    Refused,
    /// A statement inside is refused, and the closure goes on as if nothing was.
    Ignored,
    Panicked,
    /// The future is polled so often, and dropped.
    Dropped(usize),
}

/// Opens `path.len()` savepoints inside one another, each of which ends as the path says; a row
/// before and after each.
fn nest<'a>(
    tx: &'a Tx,
    path: &'a [End],
    prefix: &'a str,
) -> Pin<Box<dyn Future<Output = Result<(), Error>> + Send + 'a>> {
    Box::pin(async move {
        let Some((end, rest)) = path.split_first() else {
            return Ok(());
        };
        let inner = tx.savepoint(async |tx| {
            Project::create(tx, named(&format!("{prefix}/{} in", path.len()))).await?;
            tokio::task::yield_now().await;
            nest(tx, rest, prefix).await?;
            match end {
                End::Released | End::Dropped(_) => {}
                End::Failed => drop(Project::get(tx, Id::now_v7()).await?),
                End::Refused => drop(Project::create(tx, named("taken")).await?),
                End::Ignored => drop(Project::create(tx, named("taken")).await),
                // Past the hook, which would print each.
                End::Panicked => std::panic::resume_unwind(Box::new("planted")),
            }
            tokio::task::yield_now().await;
            Project::create_many(tx, [named(&format!("{prefix}/{} out", path.len()))])
                .await
                .map(drop)
                .or_else(|error| {
                    if *end == End::Ignored {
                        Ok(())
                    } else {
                        Err(error)
                    }
                })
        });
        let expected = match end {
            End::Dropped(polls) => return poll_at_most(*polls, inner).await.unwrap_or(Ok(())),
            End::Panicked => {
                return if let Some(result) = catch_panic(inner).await {
                    result
                } else {
                    Ok(())
                };
            }
            End::Released => None,
            End::Failed => Some(ErrorKind::NotFound),
            End::Refused => Some(ErrorKind::Conflict),
            End::Ignored => Some(ErrorKind::Aborted),
        };
        match inner.await {
            // A batch that was dropped while it ran took the transaction along, and everything says
            // so from then on.
            Err(error)
                if error.kind() == ErrorKind::Aborted
                    && rest.iter().any(|end| matches!(end, End::Dropped(_))) =>
            {
                Err(error)
            }
            result => {
                assert_eq!(result.err().map(|error| error.kind()), expected, "{path:?}");
                Ok(())
            }
        }
    })
}

/// Runs the path between two rows of the outer transaction, commits, and compares the stored rows
/// with the expected ones.
async fn check(env: &TestEnv, path: &[End], prefix: &str) {
    let tx = env.db.begin().await.unwrap();
    let before = Project::create(&tx, named(&format!("{prefix} before")))
        .await
        .unwrap();
    let lost = path.iter().any(|end| matches!(end, End::Dropped(_)));
    let nested = nest(&tx, path, prefix).await;
    assert!(nested.is_ok() || lost, "{path:?}: {nested:?}");
    let after = Project::create(&tx, named(&format!("{prefix} after"))).await;
    let committed = tx.commit().await;
    match &committed {
        Ok(()) => {
            assert!(
                Project::exists(&env.db, before.id).await.unwrap(),
                "{path:?}: the outer row is lost under an Ok"
            );
            assert!(
                Project::exists(&env.db, after.unwrap().id).await.unwrap(),
                "{path:?}: the outer row is lost under an Ok"
            );
        }
        // Only a statement that was dropped while it ran may cost the transaction.
        Err(error) => {
            let least = if env.engine.answers_in_place { 2 } else { 1 };
            assert!(
                path.iter()
                    .any(|end| matches!(end, End::Dropped(polls) if *polls >= least)),
                "{path:?}: {error:?}"
            );
            assert_eq!(error.kind(), ErrorKind::Aborted, "{path:?}");
            env.settled().await;
            assert!(
                !Project::exists(&env.db, before.id).await.unwrap(),
                "{path:?}: a row is kept under an error"
            );
            return;
        }
    }
    for (at, _) in path.iter().enumerate() {
        let undone = path[..=at]
            .iter()
            .any(|end| !matches!(end, End::Released | End::Dropped(_)));
        for side in ["in", "out"] {
            let name = format!("{prefix}/{} {side}", path.len() - at);
            let there = Project::find_by(&env.db, Project::NAME, &name)
                .await
                .unwrap()
                .is_some();
            if undone {
                assert!(!there, "{path:?}: {name} was rolled back, and exists");
            } else if !lost {
                assert!(there, "{path:?}: {name} is lost");
            }
        }
        // A dropped savepoint is stored as a whole or not at all.
        if lost && !undone {
            let [inside, outside] =
                ["in", "out"].map(|side| format!("{prefix}/{} {side}", path.len() - at));
            let inside = Project::find_by(&env.db, Project::NAME, &inside)
                .await
                .unwrap()
                .is_some();
            let outside = Project::find_by(&env.db, Project::NAME, &outside)
                .await
                .unwrap()
                .is_some();
            assert_eq!(inside, outside, "{path:?}: half of a savepoint");
        }
    }
}

for_each_db! {
    async fn every_way_to_end_at_every_depth(env) {
        Project::create(&env.db, named("taken")).await.unwrap();
        let ends = [End::Failed, End::Refused, End::Ignored, End::Panicked, End::Dropped(1), End::Dropped(2), End::Dropped(3)];
        let mut runs = 0;
        for depth in 1..=4_usize {
            for level in 0..depth {
                for end in ends {
                    for _ in 0..4 {
                        let mut path = vec![End::Released; depth];
                        path[level] = end;
                        check(env, &path, &format!("run {runs}")).await;
                        runs += 1;
                    }
                }
            }
            check(env, &vec![End::Released; depth], &format!("released {depth}")).await;
        }
        assert_eq!(runs, 280);
        env.settled().await;
    }

    async fn random_ends_at_depth_four(env) {
        Project::create(&env.db, named("taken")).await.unwrap();
        let mut random = Random::new(4);
        let mut aborted = 0;
        for run in 0..400 {
            let depth = 1 + random.below(4) as usize;
            let path: Vec<End> = (0..depth)
                .map(|_| match random.below(8) {
                    0 => End::Failed,
                    1 => End::Refused,
                    2 => End::Ignored,
                    3 => End::Panicked,
                    4 | 5 => End::Dropped(random.below(9) as usize),
                    _ => End::Released,
                })
                .collect();
            check(env, &path, &format!("run {run}")).await;
            aborted += usize::from(Project::find_by(&env.db, Project::NAME, format!("run {run} before")).await.unwrap().is_none());
        }
        assert!(aborted < 400, "not one transaction was committed");
        env.settled().await;
    }

    async fn a_transaction_goes_on_after_an_expected_error(env) {
        Project::create(&env.db, named("taken")).await.unwrap();
        env.db
            .transaction(async |tx| {
                for at in 0..100 {
                    let clash = tx.savepoint(async |tx| {
                        Project::create(tx, named(&format!("undone {at}"))).await?;
                        Project::create(tx, named("taken")).await
                    });
                    failed(ErrorKind::Conflict, clash.await);
                    Project::create(tx, named(&format!("kept {at}"))).await?;
                }
                Ok(())
            })
            .await
            .unwrap();
        assert_eq!(Project::count(&env.db).await.unwrap(), 101);
    }

    async fn the_outer_handle_is_refused_while_a_savepoint_is_open(env) {
        env.db
            .transaction(async |outer| {
                Project::create(outer, named("before")).await?;
                outer
                    .savepoint(async |inner| {
                        let error = failed(ErrorKind::Misuse, Project::create(outer, named("outer")).await);
                        assert!(error.to_string().contains("savepoint"), "{error}");
                        failed(ErrorKind::Misuse, Project::count(outer).await);
                        failed(ErrorKind::Misuse, outer.savepoint(async |tx| Project::count(tx).await).await);
                        inner
                            .savepoint(async |innermost| {
                                failed(ErrorKind::Misuse, Project::count(outer).await);
                                failed(ErrorKind::Misuse, Project::count(inner).await);
                                Project::create(innermost, named("innermost")).await
                            })
                            .await?;
                        Project::create(inner, named("inner")).await
                    })
                    .await?;
                Project::create(outer, named("after")).await
            })
            .await
            .unwrap();
        let names: Vec<String> = Project::list(&env.db, ..).await.unwrap().into_iter().map(|project| project.name).collect();
        assert_eq!(names, ["before", "innermost", "inner", "after"]);
    }

    async fn of_two_savepoints_at_once_one_is_refused(env) {
        env.db
            .transaction(async |tx| {
                let open = async |name: &'static str| {
                    tx.savepoint(async |tx| {
                        tokio::task::yield_now().await;
                        Project::create(tx, named(name)).await
                    })
                    .await
                };
                let (one, other) = tokio::join!(open("one"), open("other"));
                assert!(one.is_ok(), "{one:?}");
                failed(ErrorKind::Misuse, other);
                Ok(())
            })
            .await
            .unwrap();
        assert_eq!(Project::count(&env.db).await.unwrap(), 1);
    }

    async fn a_savepoint_gives_its_value_and_its_error(env) {
        let value = env.db.transaction(async |tx| tx.savepoint(async |_| Ok(7)).await).await.unwrap();
        assert_eq!(value, 7);
        let error = env.db.transaction(async |tx| tx.savepoint(async |tx| Project::get(tx, Id::now_v7()).await).await).await;
        failed(ErrorKind::NotFound, error);
    }

    async fn a_savepoint_without_a_statement_changes_nothing(env) {
        env.db
            .transaction(async |tx| {
                Project::create(tx, named("a")).await?;
                tx.savepoint(async |tx| tx.savepoint(async |_| Ok(())).await).await?;
                drop(tx.savepoint(async |_| Ok(())));
                Project::create(tx, named("b")).await
            })
            .await
            .unwrap();
        assert_eq!(Project::count(&env.db).await.unwrap(), 2);
    }
}
