//! The content of an error: model and field, the reason, and the remedy.

use std::error::Error as _;

use fivefold::prelude::*;

use crate::models::{
    Country, Item, ItemCreate, ItemServer, Project, ProjectCreate, RatedLoose, RatedLooseCreate,
    Seat, SeatCreate, User, UserCreate,
};
use crate::support::{Sql, TestEnv, failed};

/// A model whose table was never created.
#[model]
#[derive(Debug)]
pub struct Absent {
    pub id: Id<Absent>,
}

/// A model with a column that its table does not have.
#[model(table = "project")]
#[derive(Debug)]
pub struct Wider {
    pub id: Id<Wider>,
    pub added_later: Option<i32>,
}

for_each_db! {
    async fn a_missing_table_or_column_names_the_model_and_the_remedy(env) {
        let db = &env.db;
        let absent = [
            Absent::count(db).await.map(drop).unwrap_err(),
            Absent::create(db, AbsentCreate::new()).await.map(drop).unwrap_err(),
        ];
        for error in absent {
            assert_eq!(error.to_string(), "the table of `Absent` is missing from the database; run the migrations, or `create_all` in a test or first run");
        }
        let wider = [
            Wider::list(db, ..).await.map(drop).unwrap_err(),
            Wider::create(db, WiderCreate::new()).await.map(drop).unwrap_err(),
        ];
        for error in wider {
            assert_eq!(error.to_string(), "the table of `Wider` lacks a column that the statement names; compare the table with the model, and the names in raw conditions");
        }
    }

    /// Read each as if you had to act on it.
    async fn every_sentence_is_as_it_was_reviewed(env) {
        let db = &env.db;
        Project::create(db, ProjectCreate::new("taken")).await.unwrap();
        let seat = || SeatCreate { place: Some(1), ..SeatCreate::new("h", 1) };
        Seat::create(db, seat()).await.unwrap();
        let loose = |stars| RatedLooseCreate { title: Some("title".into()), stars, ..RatedLooseCreate::new() };
        let taken = async |tx: &Tx| Project::create(tx, ProjectCreate::new("taken")).await.map(drop);
        let sentences = [
            (Project::create(db, ProjectCreate::new("taken")).await.map(drop), "`Project.name` is already taken by another row; choose another value"),
            (Seat::create(db, seat()).await.map(drop), "another row of `Seat` already has this combination of hall, line, place; choose another"),
            (Item::create(db, ItemCreate::new("i").with(ItemServer { owner_id: Id::now_v7() })).await.map(drop), "`Item.owner_id` points to no row; create the row it points to first"),
            (RatedLoose::create(db, loose(Some(9))).await.map(drop), "`RatedLoose.stars` violates the check `rated_stars_range` of the table"),
            (RatedLoose::create(db, loose(None)).await.map(drop), "`RatedLoose.stars` cannot be null; give it a value"),
            (User::find_by(db, User::EMAIL, "\0").await.map(drop), "`User.email` holds the character U+0000; remove it"),
            (Project::list(db, ..2_000).await.map(drop), "a window holds at most 1000 rows; read more rows in several windows"),
            (
                db.transaction(async |tx| { let _ = taken(tx).await; taken(tx).await }).await,
                "the transaction failed before and cannot continue; put operations that may fail into a savepoint",
            ),
            (
                db.transaction(async |tx| tx.savepoint(async |_| taken(tx).await).await).await,
                "a savepoint is open in this transaction; use its handle until it ends",
            ),
        ];
        for (result, sentence) in sentences {
            assert_eq!(result.unwrap_err().to_string(), sentence);
        }
    }

    async fn a_missing_row_is_named_and_no_advice_is_wrong(env) {
        let db = &env.db;
        let get = failed(ErrorKind::NotFound, Country::get(db, "xx").await);
        assert!(get.to_string().contains("`Country`") && get.to_string().contains("`find`"), "{get}");
        // `find` is no way out for someone who wants to change or delete a row.
        for error in [failed(ErrorKind::NotFound, Country::delete_by_id(db, "xx").await), failed(ErrorKind::NotFound, Country::update_by_id(db, "xx", crate::models::CountryUpdate { name: Set("x".into()) }).await)] {
            assert!(error.to_string().contains("`Country`"), "{error}");
            assert!(!error.to_string().contains("`find`"), "{error}");
        }
    }

    async fn only_transient_errors_are_retryable(env) {
        let db = &env.db;
        Project::create(db, ProjectCreate::new("taken")).await.unwrap();
        let errors = [
            Project::create(db, ProjectCreate::new("taken")).await.unwrap_err(),
            Project::create(db, ProjectCreate::new("")).await.unwrap_err(),
            User::create(db, UserCreate::new("x")).await.map(drop).unwrap_err(),
            Project::get(db, Id::now_v7()).await.unwrap_err(),
            Project::list(db, ..5_000).await.unwrap_err(),
        ];
        for error in errors {
            assert!(!error.is_retryable(), "{error}");
            assert!(error.source().is_none(), "the engine's words are no source");
            assert!(!error.to_string().ends_with('.') && !error.to_string().is_empty());
        }
    }
}

#[test]
fn an_error_is_small_and_can_go_anywhere() {
    fn anywhere<T: Send + Sync + std::error::Error + 'static>() {}
    anywhere::<Error>();
    assert_eq!(size_of::<Error>(), size_of::<usize>());
    assert_eq!(size_of::<Result<(), Error>>(), size_of::<usize>());
}

for_each_kept! {
    async fn a_table_that_does_not_fit_the_model_is_named(engine) {
        let env = TestEnv::empty(engine).await;
        let (db, raw) = (&env.db, env.raw_connection().unwrap());
        let (uuid, text, end) = match engine.sql {
            Sql::Sqlite => ("BLOB", "TEXT", " STRICT"),
            Sql::Postgres => ("UUID", "TEXT", ""),
            Sql::MariaDb => ("BINARY(16)", "VARCHAR(40)", ""),
        };
        let remade = |columns: &str| {
            let columns = columns.replace("TEXT", text);
            raw.execute(&format!("DROP TABLE IF EXISTS project; CREATE TABLE project (id {uuid} PRIMARY KEY{columns}){end}"));
        };
        let create = async |name: &str| Project::create(db, ProjectCreate::new(name)).await;

        remade(", name TEXT, extra TEXT NOT NULL");
        let error = failed(ErrorKind::Check, create("p").await);
        assert_eq!((error.model(), error.field()), (Some("Project"), None));
        assert!(error.to_string().contains("a column of `Project`'s table that the model does not have cannot be null"), "{error}");

        remade("");
        let error = failed(ErrorKind::Internal, create("p").await);
        assert_eq!(error.model(), Some("Project"));

        remade(", name TEXT, CONSTRAINT polite CHECK (name <> 'p')");
        let error = failed(ErrorKind::Check, create("p").await);
        assert_eq!((error.model(), error.field(), error.constraint()), (Some("Project"), None, Some("polite")));

        remade(", name TEXT, CHECK (name <> 'p')");
        let error = failed(ErrorKind::Check, create("p").await);
        assert_eq!(error.model(), Some("Project"));
        // The others make up a name, which may be that of a rule.
        if engine.sql == Sql::Sqlite {
            assert_eq!((error.field(), error.constraint()), (None, None), "a check without a name");
        }

        remade(", name TEXT");
        if engine.indexes_expressions {
            raw.execute("CREATE UNIQUE INDEX lower_name ON project (lower(name))");
            create("p").await.unwrap();
            let error = failed(ErrorKind::Conflict, create("P").await);
            assert_eq!((error.model(), error.field()), (Some("Project"), None), "an index over an expression");
        }

        raw.execute(&format!("DELETE FROM project; INSERT INTO project VALUES ({}, NULL)", raw.uuid(0)));
        let error = failed(ErrorKind::Internal, Project::list(db, ..).await);
        assert_eq!((error.model(), error.field()), (Some("Project"), Some("name")), "a null where the model has none");
    }
}
