//! Raw SQL that would change the session of its connection: the next caller does not notice it.

use fivefold::prelude::*;

use crate::models::{Item, ItemCreate, ItemServer, Project, ProjectCreate, User, UserCreate};
use crate::support::{Engine, Sql, TestEnv, failed};

/// A handle with one connection of each kind, so that the next caller gets the one that ran the raw SQL.
async fn env(engine: &'static Engine) -> TestEnv {
    TestEnv::tuned(engine, |builder| builder.connections(1).readers(1)).await
}

/// Settings by which the next caller would write what it must not, or would not find its tables.
fn settings(engine: &Engine) -> &'static [&'static str] {
    match engine.sql {
        Sql::Sqlite => &[
            "PRAGMA foreign_keys = OFF",
            "/* x */ pragma foreign_keys(0)",
        ],
        Sql::Postgres => &[
            "SET search_path = pg_catalog",
            "SET SESSION session_replication_role = replica",
            "SELECT set_config('search_path', 'pg_catalog', false)",
            "DO $$ BEGIN SET search_path = pg_catalog; END $$",
            "CREATE TEMP TABLE project (id uuid)",
            "; -- x\n(SELECT set_config('search_path', 'pg_catalog', false))",
        ],
        Sql::MariaDb => &[
            "SET foreign_key_checks = 0",
            "SET SESSION sql_mode = ''",
            "SET autocommit = 0",
            "USE information_schema",
            "/*! SET foreign_key_checks = 0 */",
            "CREATE TEMPORARY TABLE project (id int)",
        ],
    }
}

/// Asserts that writes and constraints work as ever.
async fn assert_works(env: &TestEnv, after: &str) {
    let db = &env.db;
    let name = format!("{}", Project::count(db).await.unwrap());
    Project::create(db, ProjectCreate::new(name.clone()))
        .await
        .unwrap();
    assert!(
        Project::query()
            .filter(Project::NAME.eq(name.as_str()))
            .exists(db)
            .await
            .unwrap(),
        "{after}"
    );
    let orphan = ItemCreate::new("orphan").with(ItemServer {
        owner_id: Id::now_v7(),
    });
    let error = Item::create(db, orphan).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::ForeignKey, "{after}: {error}");
    // What is too long is refused, not cut.
    let long = "x".repeat(41);
    let result = db
        .sql("UPDATE project SET name = ? WHERE name = ?")
        .bind(long)
        .bind(name.as_str())
        .execute()
        .await;
    assert_eq!(result.unwrap_err().kind(), ErrorKind::Check, "{after}");
    if let Some(raw) = env.raw_connection() {
        let stored = raw.row_of("project", &["name"], "name", &name);
        assert!(stored.is_some(), "{after}: the row is not committed");
        raw.assert_sound();
    }
}

for_each_engine! {
    async fn begin_in_raw_sql_leaves_no_transaction_to_the_next_caller(engine) {
        let env = env(engine).await;
        for text in ["BEGIN", "begin;", "/* x */ BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT a", ";BEGIN"] {
            let error = failed(ErrorKind::Misuse, env.db.sql(text).execute().await);
            assert!(error.to_string().contains("Db::transaction"), "{error}");
            failed(ErrorKind::Misuse, env.db.sql(text).all::<(i64,)>().await);
            assert_works(&env, text).await;
        }
        // No text has two statements, so none can hide behind another.
        assert!(env.db.sql("SELECT 1; BEGIN").execute().await.is_err());
        assert!(env.db.sql("SELECT 1; BEGIN").all::<(i64,)>().await.is_err());
        assert_works(&env, "two statements").await;
    }

    async fn settings_of_raw_sql_do_not_reach_the_next_caller(engine) {
        let env = env(engine).await;
        for text in settings(engine) {
            // Some return rows, and not every one can be prepared; whatever the answer is.
            let _ = env.db.sql(text).execute().await;
            assert_works(&env, text).await;
            let _ = env.db.sql(text).all::<(String,)>().await;
            assert_works(&env, text).await;
        }
        env.settled().await;
    }

    async fn settings_of_raw_sql_end_with_their_transaction(engine) {
        let env = env(engine).await;
        for text in settings(engine) {
            for commits in [true, false] {
                let tx = env.db.begin().await.unwrap();
                let _ = tx.sql(text).execute().await;
                match commits {
                    true => drop(tx.commit().await),
                    false => tx.rollback().await.unwrap(),
                }
                assert_works(&env, text).await;
            }
            let tx = env.db.begin().await.unwrap();
            let _ = tx.sql(text).execute().await;
            drop(tx);
            assert_works(&env, text).await;
        }
    }

    async fn a_transaction_is_not_ended_by_raw_sql(engine) {
        let env = env(engine).await;
        for (at, text) in ["ROLLBACK", "COMMIT", "-- x\nCOMMIT", "/* x */ rollback", ";COMMIT", "ROLLBACK TO s1", "BEGIN", "SAVEPOINT a"].into_iter().enumerate() {
            // Refused before it is sent: the transaction goes on.
            let kept = format!("kept {at}");
            env.db.transaction(async |tx| {
                Project::create(tx, ProjectCreate::new(kept.clone())).await?;
                failed(ErrorKind::Misuse, tx.sql(text).execute().await);
                tx.savepoint(async |tx| {
                    failed(ErrorKind::Misuse, tx.sql(text).execute().await);
                    Ok(())
                }).await
            }).await.unwrap();
            assert!(Project::query().filter(Project::NAME.eq(kept.as_str())).exists(&env.db).await.unwrap(), "{text}");
            // And an error undoes everything.
            let undone: Result<(), Error> = env.db.transaction(async |tx| {
                Project::create(tx, ProjectCreate::new("undone")).await?;
                failed(ErrorKind::Misuse, tx.sql(text).execute().await);
                Project::get(tx, Id::now_v7()).await.map(drop)
            }).await;
            failed(ErrorKind::NotFound, undone);
            assert!(!Project::query().filter(Project::NAME.eq("undone")).exists(&env.db).await.unwrap(), "{text}");
        }
    }

    async fn ddl_does_not_commit_a_transaction(engine) {
        let env = env(engine).await;
        let result: Result<(), Error> = env.db.transaction(async |tx| {
            Project::create(tx, ProjectCreate::new("undone")).await?;
            tx.sql("CREATE TABLE made_inside (a integer)").execute().await?;
            Project::get(tx, Id::now_v7()).await.map(drop)
        }).await;
        let expected = if engine.transactional_ddl { ErrorKind::NotFound } else { ErrorKind::Misuse };
        failed(expected, result);
        assert_eq!(Project::count(&env.db).await.unwrap(), 0);
        // The control: outside of one it is run.
        env.db.sql("CREATE TABLE made_inside (a integer)").execute().await.unwrap();
        let (count,) = env.db.sql("SELECT count(*) FROM made_inside").one::<(i64,)>().await.unwrap();
        assert_eq!(count, 0);
    }

    async fn a_raw_statement_that_writes_and_returns_rows_is_a_write(engine) {
        let env = env(engine).await;
        if engine.statements_of_an_update == 1 {
            Project::create(&env.db, ProjectCreate::new("a")).await.unwrap();
            let names = env.db.sql("UPDATE project SET name = 'b' RETURNING name").all::<(String,)>().await.unwrap();
            assert_eq!(names, [("b".to_owned(),)]);
        }
        let (one,) = env.db.sql("WITH a AS (SELECT 1 AS one) SELECT one FROM a").one::<(i64,)>().await.unwrap();
        assert_eq!(one, 1);
    }

    async fn what_raw_sql_names_and_the_database_lacks_is_said(engine) {
        let env = env(engine).await;
        for (text, expected) in [
            ("SELECT name FROM nowhere", "a table that the database does not have"),
            ("SELECT missing FROM project", "a column that its tables do not have"),
        ] {
            let error = failed(ErrorKind::Internal, env.db.sql(text).all::<(String,)>().await);
            assert!(error.to_string().contains(expected), "{error}");
            assert!(!error.to_string().contains("model"), "{error}");
        }
    }

    async fn a_foreign_key_that_raw_sql_violates_has_its_kind(engine) {
        let env = env(engine).await;
        let user = User::create(&env.db, UserCreate::new("ann@example.com")).await.unwrap();
        let item = ItemCreate::new("lamp").with(ItemServer { owner_id: user.id });
        let item = Item::create(&env.db, item).await.unwrap();
        let orphan = env.db.sql("UPDATE item SET owner_id = ? WHERE id = ?").bind(Id::<User>::now_v7()).bind(item.id);
        failed(ErrorKind::ForeignKey, orphan.execute().await);
        let project = Project::create(&env.db, ProjectCreate::new("p")).await.unwrap();
        let task = crate::models::TaskCreate::new("t", project.id);
        crate::models::Task::create(&env.db, task).await.unwrap();
        let parent = env.db.sql("DELETE FROM project WHERE id = ?").bind(project.id);
        failed(ErrorKind::ForeignKey, parent.execute().await);
        assert_eq!(Item::get(&env.db, item.id).await.unwrap(), item);
    }
}

mod a_procedure_that_commits_is_noticed {
    use super::*;

    async fn run(engine: &'static Engine) {
        let env = env(engine).await;
        env.raw_connection()
            .unwrap()
            .execute("CREATE PROCEDURE commits() COMMIT");
        let tx = env.db.begin().await.unwrap();
        Project::create(&tx, ProjectCreate::new("before"))
            .await
            .unwrap();
        let error = failed(ErrorKind::Aborted, tx.sql("CALL commits()").execute().await);
        assert!(
            error.to_string().contains("raw SQL ended the transaction"),
            "{error}"
        );
        failed(
            ErrorKind::Aborted,
            Project::create(&tx, ProjectCreate::new("after")).await,
        );
        failed(ErrorKind::Aborted, tx.commit().await);
        assert!(
            !Project::query()
                .filter(Project::NAME.eq("after"))
                .exists(&env.db)
                .await
                .unwrap()
        );
        assert_works(&env, "a procedure").await;
        // The control: one that does not commit.
        env.raw_connection()
            .unwrap()
            .execute("CREATE PROCEDURE harmless() DO 0");
        let tx = env.db.begin().await.unwrap();
        Project::create(&tx, ProjectCreate::new("kept"))
            .await
            .unwrap();
        tx.sql("CALL harmless()").execute().await.unwrap();
        tx.sql("SET @a = 1").execute().await.unwrap();
        tx.commit().await.unwrap();
        assert!(
            Project::query()
                .filter(Project::NAME.eq("kept"))
                .exists(&env.db)
                .await
                .unwrap()
        );
    }

    tests!(run on mariadb: MARIADB);
}

mod what_is_legal_in_a_transaction_runs {
    use super::*;

    async fn run(engine: &'static Engine) {
        let env = env(engine).await;
        env.db
            .transaction(async |tx| {
                tx.sql("SET LOCAL work_mem = '1MB'").execute().await?;
                tx.sql("LOCK TABLE project IN SHARE MODE").execute().await?;
                tx.sql("SELECT pg_advisory_xact_lock(1)").execute().await?;
                let (memory,) = tx.sql("SHOW work_mem").one::<(String,)>().await?;
                assert_eq!(memory, "1MB");
                Project::create(tx, ProjectCreate::new("kept")).await
            })
            .await
            .unwrap();
        // The connection is still the same.
        assert_eq!(env.db.metrics().opened, 1);
        assert_works(&env, "SET LOCAL").await;
        // The control: another setting costs the connection.
        env.db.sql("SET work_mem = '1MB'").execute().await.unwrap();
        assert_works(&env, "SET").await;
        assert_eq!(env.db.metrics().opened, 2);
    }

    tests!(run on postgres: POSTGRES);
}

mod a_trigger_that_rolls_back_ends_the_transaction {
    use super::*;

    async fn run(engine: &'static Engine) {
        let env = env(engine).await;
        Project::create(&env.db, ProjectCreate::new("taken"))
            .await
            .unwrap();
        let tx = env.db.begin().await.unwrap();
        Project::create(&tx, ProjectCreate::new("before"))
            .await
            .unwrap();
        let taken = tx.sql("INSERT OR ROLLBACK INTO project SELECT randomblob(16), name FROM project WHERE name = 'taken'");
        failed(ErrorKind::Conflict, taken.execute().await);
        failed(
            ErrorKind::Aborted,
            Project::create(&tx, ProjectCreate::new("after")).await,
        );
        failed(ErrorKind::Aborted, tx.commit().await);
        assert_eq!(Project::count(&env.db).await.unwrap(), 1);
        assert_works(&env, "INSERT OR ROLLBACK").await;
    }

    tests!(run on sqlite_memory: SQLITE_MEMORY, sqlite_file: SQLITE_FILE);
}

mod pragmas_say_what_they_do {
    use super::*;

    async fn run(engine: &'static Engine) {
        let env = env(engine).await;
        for text in ["PRAGMA key = 'hunter2'", "pragma main.rekey = 'hunter2'"] {
            let error = failed(ErrorKind::Unsupported, env.db.sql(text).execute().await);
            assert!(
                error.to_string().contains("encrypt") && !error.to_string().contains("hunter2"),
                "{error}"
            );
        }
        // Not "another writer held the database".
        env.db.sql("PRAGMA wal_checkpoint").execute().await.unwrap();
        let (busy, _, _) = env
            .db
            .sql("PRAGMA wal_checkpoint(TRUNCATE)")
            .one::<(i64, i64, i64)>()
            .await
            .unwrap();
        assert_eq!(busy, 0);
        let (mode,) = env
            .db
            .sql("PRAGMA journal_mode")
            .one::<(String,)>()
            .await
            .unwrap();
        assert_eq!(mode, if engine.kept { "wal" } else { "memory" });
        assert_works(&env, "PRAGMA").await;
    }

    tests!(run on sqlite_memory: SQLITE_MEMORY, sqlite_file: SQLITE_FILE);
}
