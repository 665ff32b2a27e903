//! Tables that exist already: they are read first, and what is there is left alone.

use std::time::Duration;

use fivefold::prelude::*;

use crate::models::Project;
use crate::support::{Sql, TestEnv, failed};

#[model(table = "grown")]
#[derive(Debug)]
pub struct Grown {
    pub id: Id<Grown>,
    #[field(unique, len(..=40))]
    pub email: String,
    #[field(index, len(..=40))]
    pub nick: String,
}

for_each_kept! {
    /// Another program may hold the write lock for long, such as during an import.
    async fn a_program_starts_while_another_one_writes(engine) {
        let env = TestEnv::new(engine).await;
        let second = env.again(|builder| builder.lock_timeout(Duration::from_millis(100))).await.unwrap();
        let raw = env.raw_connection().unwrap();
        raw.execute(match engine.sql {
            Sql::Sqlite => "BEGIN IMMEDIATE; INSERT INTO project VALUES (randomblob(16), 'a')",
            Sql::Postgres => "BEGIN; LOCK TABLE project IN EXCLUSIVE MODE; SELECT pg_advisory_xact_lock(7379559642305621092)",
            Sql::MariaDb => "BEGIN; INSERT INTO project VALUES (x'00000000000000000000000000000000', 'a')",
        });
        second.create_all(&crate::models::schema()).await.unwrap();
        // The control: a table that is missing needs the lock.
        if engine.transactional_ddl {
            failed(ErrorKind::Busy, second.create_all(&schema![Project, Grown]).await);
        }
        raw.execute("ROLLBACK");
        second.create_all(&schema![Project, Grown]).await.unwrap();
    }

    async fn an_index_over_a_column_that_is_missing_names_it(engine) {
        let env = TestEnv::empty(engine).await;
        let raw = env.raw_connection().unwrap();
        raw.execute("CREATE TABLE grown (id char(36) PRIMARY KEY, email varchar(40))");
        let result = env.db.create_all(&schema![Project, Grown]).await;
        if engine.sql == Sql::MariaDb {
            // Indexes are part of CREATE TABLE, and an existing table is not changed.
            return result.unwrap();
        }
        let error = failed(ErrorKind::Internal, result);
        assert!(error.to_string().contains("`nick`"), "{error}");
        assert_eq!(error.model(), Some("Grown"));
        // Nothing was created.
        failed(ErrorKind::Internal, Project::count(&env.db).await);
        raw.execute("ALTER TABLE grown ADD nick varchar(40)");
        env.db.create_all(&schema![Project, Grown]).await.unwrap();
        assert_eq!(Project::count(&env.db).await.unwrap(), 0);
    }

    async fn a_unique_index_of_another_name_is_not_made_twice(engine) {
        let env = TestEnv::empty(engine).await;
        let raw = env.raw_connection().unwrap();
        raw.execute("CREATE TABLE grown (id char(36) PRIMARY KEY, email varchar(40), nick varchar(40)); CREATE UNIQUE INDEX by_hand ON grown (email)");
        env.db.create_all(&schema![Grown]).await.unwrap();
        let mut names = raw.texts(match engine.sql {
            Sql::Sqlite => "SELECT name FROM sqlite_schema WHERE tbl_name = 'grown' AND type = 'index' AND sql IS NOT NULL",
            Sql::Postgres => "SELECT indexname FROM pg_indexes WHERE tablename = 'grown' AND schemaname = current_schema() AND indexname <> 'grown_pkey'",
            Sql::MariaDb => "SELECT DISTINCT index_name FROM information_schema.statistics WHERE table_name = 'grown' AND table_schema = database() AND index_name <> 'PRIMARY'",
        });
        names.sort_unstable();
        let expected: &[&str] = if engine.sql == Sql::MariaDb { &["by_hand"] } else { &["by_hand", "grown_nick_idx"] };
        assert_eq!(names, expected);
    }
}
