//! Raw SQL: its bound values, its rows and its errors.

use fivefold::prelude::*;
use fivefold::query::Filter;

use crate::support::{Engine, TestEnv, failed};

#[model(table = "sql_box", public(BoxCard: label, id))]
#[derive(Debug, Clone, PartialEq)]
pub struct Crate {
    pub id: Id<Crate>,
    #[field(unique, len(..=40))]
    pub label: String,
    pub weight: i64,
    pub note: Option<String>,
    #[field(default = false)]
    pub sealed: bool,
}

async fn env(engine: &'static Engine) -> (TestEnv, Vec<Crate>) {
    let env = TestEnv::with(engine, &schema![Crate]).await;
    let input = |label: &str, weight, note: Option<&str>| CrateCreate {
        note: note.map(Into::into),
        sealed: weight > 5,
        ..CrateCreate::new(label, weight)
    };
    let inputs = [
        input("a?", 1, None),
        input("b", 5, Some("it's")),
        input("c", 9, Some("x")),
    ];
    let rows = Crate::create_many(&env.db, inputs).await.unwrap();
    (env, rows)
}

for_each_engine! {
    async fn a_sum_is_read_as_an_integer_and_a_comparison_as_a_truth_value(engine) {
        let (env, _) = env(engine).await;
        let db = &env.db;
        let (sum,) = db.sql("SELECT sum(weight) FROM sql_box").one::<(i64,)>().await.unwrap();
        assert_eq!(sum, 15);
        let (sum,) = db.sql("SELECT sum(weight) * 100000000 FROM sql_box WHERE weight > ?").bind(5_i64).one::<(i64,)>().await.unwrap();
        assert_eq!(sum, 900_000_000);
        let (sum, none) = db.sql("SELECT -sum(weight) * 10000, (SELECT sum(weight) FROM sql_box WHERE 1 = 0) FROM sql_box").one::<(i64, Option<i64>)>().await.unwrap();
        assert_eq!((sum, none), (-150_000, None));
        if env.engine.sql != crate::support::Sql::Sqlite {
            let error = failed(ErrorKind::Misuse, db.sql("SELECT sum(weight) / 2.0 FROM sql_box").one::<(i64,)>().await);
            assert!(error.to_string().contains("an integer"), "{error}");
            failed(ErrorKind::Misuse, db.sql("SELECT sum(weight) * 100000000000000000000 FROM sql_box").one::<(i64,)>().await);
        }
        let heavy: Vec<(bool, bool)> = db.sql("SELECT weight > 5, note IS NOT NULL FROM sql_box ORDER BY weight").all().await.unwrap();
        assert_eq!(heavy, [(false, false), (false, true), (true, true)]);
        failed(ErrorKind::Misuse, db.sql("SELECT weight FROM sql_box WHERE weight > 5").one::<(bool,)>().await);
    }

    async fn models_and_views_are_found_by_name_and_tuples_by_place(engine) {
        let (env, rows) = env(engine).await;
        let db = &env.db;
        let found: Vec<Crate> = db.sql("SELECT * FROM sql_box WHERE weight < ? ORDER BY label").bind(9_i64).all().await.unwrap();
        assert_eq!(found, rows[..2]);
        // In another order, among other columns, and one of them under another name.
        let found: Vec<Crate> = db
            .sql("SELECT 1 AS more, weight, sealed, note, label, id FROM sql_box WHERE id = ?").bind(rows[2].id).all().await.unwrap();
        assert_eq!(found, rows[2..]);
        let cards: Vec<BoxCard> = db.sql("SELECT id, label FROM sql_box WHERE label IN (?, ?) ORDER BY 2").bind("b").bind(String::from("c")).all().await.unwrap();
        assert_eq!(cards, [BoxCard::from(&rows[1]), BoxCard::from(&rows[2])]);
        let tuples: Vec<(String, Option<String>, bool, Id<Crate>)> =
            db.sql("SELECT label, note, sealed, id FROM sql_box ORDER BY weight DESC").all().await.unwrap();
        assert_eq!(tuples[0], ("c".into(), Some("x".into()), true, rows[2].id));
        assert_eq!((tuples[2].1.clone(), tuples[2].2), (None, false));
        let (count,) = db.sql("SELECT count(*) FROM sql_box WHERE note IS NULL OR note = ?").bind("it's").one::<(i64,)>().await.unwrap();
        assert_eq!(count, 2);
        // A question mark that is none, one in quotes, and one in a comment.
        let (label,) = db.sql("SELECT label FROM sql_box WHERE label = 'a?' /* ? */ AND weight = ?").bind(1_i64).first::<(String,)>().await.unwrap().unwrap();
        assert_eq!(label, "a?");
        assert!(db.sql("SELECT label FROM sql_box WHERE 1 = 0").first::<(String,)>().await.unwrap().is_none());
        // A bound text stays a value, whatever it looks like.
        let evil = "x' OR '1' = '1";
        assert_eq!(db.sql("SELECT label FROM sql_box WHERE label = ?").bind(evil).all::<(String,)>().await.unwrap().len(), 0);
        // The control: as text it is more.
        let text = format!("SELECT label FROM sql_box WHERE label = '{evil}'");
        assert_eq!(db.sql_unchecked(text).all::<(String,)>().await.unwrap().len(), 3);
    }

    async fn writes_are_counted_and_belong_to_their_transaction(engine) {
        let (env, rows) = env(engine).await;
        let db = &env.db;
        let tx = db.begin().await.unwrap();
        let raised = tx.sql("UPDATE sql_box SET weight = weight + ? WHERE weight >= ?").bind(10_i64).bind(5_i64).execute().await.unwrap();
        assert_eq!(raised, 2);
        let (sum,) = tx.sql("SELECT weight FROM sql_box WHERE label = 'b'").one::<(i64,)>().await.unwrap();
        assert_eq!(sum, 15);
        tx.rollback().await.unwrap();
        assert_eq!(Crate::get(db, rows[1].id).await.unwrap().weight, 5);

        assert_eq!(db.sql("DELETE FROM sql_box WHERE label = ?").bind("c").execute().await.unwrap(), 1);
        assert_eq!(db.sql("DELETE FROM sql_box WHERE label = ?").bind("c").execute().await.unwrap(), 0);
        assert_eq!(Crate::count(db).await.unwrap(), 2);
        if engine.statements_of_an_update == 1 {
            let back = db.sql("UPDATE sql_box SET weight = 0 WHERE label = ? RETURNING *").bind("b").execute_returning::<Crate>();
            let back = back.await.unwrap();
            assert_eq!((back.len(), back[0].weight), (1, 0));
            assert_eq!(Crate::get(db, rows[1].id).await.unwrap().weight, 0);
        }
        // An error of the database has its kind.
        let error = db.sql("UPDATE sql_box SET label = 'b'").execute().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Conflict, "{error}");
        assert_eq!(Crate::count(db).await.unwrap(), 2);
    }

    async fn mistakes_are_said_and_hold_no_value(engine) {
        let (env, _) = env(engine).await;
        let db = &env.db;
        let secret = "hunter2";
        let mistakes: Vec<(&str, ErrorKind, Error)> = vec![
            ("expected 2 bind values", ErrorKind::Misuse, db.sql("SELECT label FROM sql_box WHERE label = ? OR note = ?").bind(secret).all::<(String,)>().await.unwrap_err()),
            ("expected 0 bind values", ErrorKind::Misuse, db.sql("SELECT label FROM sql_box").bind(secret).all::<(String,)>().await.unwrap_err()),
            ("has no number", ErrorKind::Misuse, db.sql("SELECT label FROM sql_box WHERE label = ?1").bind(secret).all::<(String,)>().await.unwrap_err()),
            ("returns 1 columns", ErrorKind::Misuse, db.sql("SELECT label FROM sql_box").all::<(String, i64)>().await.unwrap_err()),
            ("column 1 of the statement", ErrorKind::Misuse, db.sql("SELECT label FROM sql_box").all::<(i64,)>().await.unwrap_err()),
            ("found null", ErrorKind::Misuse, db.sql("SELECT note FROM sql_box WHERE note IS NULL").all::<(String,)>().await.unwrap_err()),
            ("no column `weight`", ErrorKind::Misuse, db.sql("SELECT id, label, note, sealed FROM sql_box").all::<Crate>().await.unwrap_err()),
            ("more than one column `id`", ErrorKind::Misuse, db.sql("SELECT a.id, b.id, a.label FROM sql_box a, sql_box b").all::<BoxCard>().await.unwrap_err()),
            ("several rows", ErrorKind::MultipleRows, db.sql("SELECT label FROM sql_box").one::<(String,)>().await.unwrap_err()),
            ("no row", ErrorKind::NotFound, db.sql("SELECT label FROM sql_box WHERE 1 = 0").one::<(String,)>().await.unwrap_err()),
            ("value 1 of the statement", ErrorKind::InvalidInput, db.sql("SELECT label FROM sql_box WHERE label = ?").bind("hunter2\0").all::<(String,)>().await.unwrap_err()),
            ("expected 1 bind values", ErrorKind::Misuse, Crate::query().filter(Filter::raw_sql("label = ?")).count(db).await.unwrap_err()),
            ("value 1 of the statement", ErrorKind::InvalidInput, Crate::query().filter(Filter::raw_sql("label = ?").bind("hunter2\0")).count(db).await.unwrap_err()),
        ];
        for (words, kind, error) in mistakes {
            let said = error.to_string();
            assert_eq!(error.kind(), kind, "{said}");
            assert!(said.contains(words), "{said} has not: {words}");
            assert!(!format!("{error:?} {said}").contains(secret), "{said}");
        }
        // Not understood, whatever it is: an error, and the handle goes on.
        let error = db.sql("SELEC label FROM sql_box").all::<(String,)>().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Internal, "{error}");
        assert_eq!(Crate::count(db).await.unwrap(), 3);
    }

    async fn a_fragment_is_met_or_not_among_typed_conditions(engine) {
        let (env, rows) = env(engine).await;
        let db = &env.db;
        let labels = async |filter: Filter<Crate>| {
            let found = Crate::query().filter(filter).order_by(Crate::LABEL.asc()).select(Crate::LABEL);
            found.all(db).await.unwrap()
        };
        // Between typed values, so that the numbers of the placeholders have to be right.
        let mixed = || Crate::WEIGHT.gt(0).and(Filter::raw_sql("note = ? OR weight = ?").bind("x").bind(1_i64)).and(Crate::LABEL.ne("zzz"));
        assert_eq!(labels(mixed()).await, ["a?", "c"]);
        assert_eq!(labels(!mixed()).await, ["b"]);
        // Unknown for a null, which is not met; and its negation is.
        let known = || Crate::WEIGHT.gt(0).and(Filter::raw_sql("note <> ?").bind("x"));
        assert_eq!(labels(known()).await, ["b"]);
        assert_eq!(labels(!known()).await, ["a?", "c"]);
        // An OR inside reaches no condition outside.
        let either = Crate::LABEL.eq("b").and(Filter::raw_sql("1 = 1 OR 1 = 1"));
        assert_eq!(labels(either).await, ["b"]);
        let changed = Crate::query().filter(Filter::raw_sql_unchecked(format!("weight {} ?", ">=")).bind(5_i64));
        let patch = CrateUpdate { sealed: Set(true), ..Default::default() };
        assert_eq!(changed.update(db, patch).await.unwrap(), 2);
        assert!(Crate::get(db, rows[1].id).await.unwrap().sealed);
        // Twice in one query, and counted.
        let page = Crate::query().filter(Filter::raw_sql("weight > ?").bind(1_i64)).filter(Filter::raw_sql("weight < ?").bind(9_i64)).page(db, ..1);
        assert_eq!(page.await.unwrap().total, 1);
    }
}
