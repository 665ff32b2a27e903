//! Tables whose key is not what the model says: of several columns, or wider than its type.

use std::time::Duration;

use fivefold::prelude::*;

use crate::support::{Sql, TestEnv, failed};

/// A text, of which the table has one for each language.
#[model(table = "shared_text")]
#[derive(Debug, Clone, PartialEq)]
pub struct Text {
    #[field(id)]
    pub id: i64,
    pub lang: String,
    pub n: i64,
    #[field(deleted)]
    pub deleted_at: Option<DateTime<Utc>>,
}

/// The same without soft deletes.
#[model(table = "shared_line")]
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    #[field(id)]
    pub id: i64,
    pub lang: String,
    pub n: i64,
}

/// A counter that is wider in the table.
#[model(table = "wide_key")]
#[derive(Debug, Clone, PartialEq)]
pub struct Narrow {
    pub id: Id<Narrow, i32>,
    pub name: String,
}

/// A row of a tree, whose key the caller makes.
#[model(table = "self_node")]
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    #[field(id)]
    pub number: Uuid,
    #[field(references = Node)]
    pub above: Option<Uuid>,
}

/// A counter that several tasks change.
#[model(table = "shared_counter")]
#[derive(Debug, Clone, PartialEq)]
pub struct Counter {
    pub id: Id<Counter, i64>,
    pub n: i64,
}

for_each_kept! {
    async fn a_write_by_a_key_that_several_rows_have_is_undone(engine) {
        let env = TestEnv::empty(engine).await;
        let (db, raw) = (&env.db, env.raw_connection().unwrap());
        let time = match engine.sql {
            Sql::Sqlite => "TEXT",
            Sql::Postgres => "TIMESTAMPTZ",
            Sql::MariaDb => "DATETIME(6)",
        };
        for table in ["shared_text", "shared_line"] {
            let deleted = if table == "shared_text" { format!(", deleted_at {time}") } else { String::new() };
            raw.execute(&format!("CREATE TABLE {table} (id BIGINT NOT NULL, lang VARCHAR(10) NOT NULL, n BIGINT NOT NULL{deleted}, PRIMARY KEY (id, lang))"));
            raw.execute(&format!("INSERT INTO {table} (id, lang, n) VALUES (1, 'de', 1), (1, 'en', 1), (2, 'de', 1)"));
        }
        let change = || TextUpdate { n: Set(9), ..Default::default() };
        let lines = || LineUpdate { n: Set(9), ..Default::default() };
        let row = Text::query().filter(Text::ID.eq(1)).filter(Text::LANG.eq("de")).one(db).await.unwrap();
        let line = Line::query().filter(Line::ID.eq(1)).filter(Line::LANG.eq("de")).one(db).await.unwrap();
        failed(ErrorKind::MultipleRows, Text::get(db, 1).await);
        failed(ErrorKind::MultipleRows, Line::find(db, 1).await);
        for round in 0..2 {
            let error = failed(ErrorKind::MultipleRows, row.clone().update(db, change()).await);
            assert!(error.to_string().contains("several rows have the same key of `Text`"), "{error}");
            failed(ErrorKind::MultipleRows, Text::update_by_id(db, 1, change()).await);
            failed(ErrorKind::MultipleRows, row.clone().delete(db).await);
            failed(ErrorKind::MultipleRows, Text::delete_by_id(db, 1).await);
            failed(ErrorKind::MultipleRows, row.clone().purge(db).await);
            failed(ErrorKind::MultipleRows, Text::query().delete_by_id(db, 1).await);
            failed(ErrorKind::MultipleRows, Text::query().update_by_id(db, 1, change()).await);
            failed(ErrorKind::MultipleRows, line.clone().update(db, lines()).await);
            failed(ErrorKind::MultipleRows, line.clone().delete(db).await);
            failed(ErrorKind::MultipleRows, Line::delete_by_id(db, 1).await);
            // In a transaction, it cannot be committed either.
            let tx = db.begin().await.unwrap();
            failed(ErrorKind::MultipleRows, Line::delete_by_id(&tx, 1).await);
            failed(ErrorKind::Aborted, tx.commit().await);
            assert_eq!(Text::query().filter(Text::N.eq(1)).count(db).await.unwrap(), 3, "{round}");
            assert_eq!(Line::query().filter(Line::N.eq(1)).count(db).await.unwrap(), 3, "{round}");
        }
        // A key that one row has; and the rows that a query names.
        assert_eq!(Text::update_by_id(db, 2, change()).await.unwrap().n, 9);
        Line::delete_by_id(db, 2).await.unwrap();
        assert_eq!(Line::query().filter(Line::ID.eq(1)).update(db, lines()).await.unwrap(), 2);
        raw.execute("UPDATE shared_text SET deleted_at = '2020-01-01 00:00:00'");
        failed(ErrorKind::MultipleRows, Text::restore_by_id(db, 1).await);
        failed(ErrorKind::MultipleRows, Text::purge_by_id(db, 1).await);
    }

    async fn rows_with_one_key_were_missing_from_streams_and_pages(engine) {
        let env = TestEnv::empty(engine).await;
        let (db, raw) = (&env.db, env.raw_connection().unwrap());
        raw.execute("CREATE TABLE shared_line (id BIGINT NOT NULL, lang VARCHAR(10) NOT NULL, n BIGINT NOT NULL, PRIMARY KEY (id, lang))");
        let values = (0..500).flat_map(|id| ["de", "en", "fr"].map(|lang| format!("({id}, '{lang}', 1)")));
        raw.execute(&format!("INSERT INTO shared_line (id, lang, n) VALUES {}", values.collect::<Vec<_>>().join(", ")));
        // The 1,000th row and the one after it have one key.
        let mut stream = Line::query().stream(db);
        let error = failed(ErrorKind::MultipleRows, stream.next().await);
        assert!(error.to_string().contains("order the query by the columns"), "{error}");
        failed(ErrorKind::MultipleRows, Line::query().page_after(db, None, 100).await);
        // No row is lost where a page ends between two keys, or where the order tells the rows apart.
        let mut seen = 0;
        let mut cursor = None;
        loop {
            let page = Line::query().page_after(db, cursor, 99).await.unwrap();
            seen += page.rows.len();
            cursor = page.next;
            if cursor.is_none() {
                break;
            }
        }
        assert_eq!(seen, 1_500);
        let mut stream = Line::query().order_by(Line::ID.desc()).order_by(Line::LANG.asc()).stream(db);
        for expected in (0..500).rev().flat_map(|id| ["de", "en", "fr"].map(|lang| (id, lang))) {
            let row = stream.next().await.unwrap().unwrap();
            assert_eq!((row.id, row.lang.as_str()), expected);
        }
        assert_eq!(stream.next().await.unwrap(), None);
        for (limit, expected) in [(999, 999), (1_000, 1_000), (0, 0), (1_500, 1_500)] {
            let mut stream = Line::query().order_by(Line::LANG.asc()).limit(limit).stream(db);
            let mut seen = 0;
            while stream.next().await.unwrap().is_some() {
                seen += 1;
            }
            assert_eq!(seen, expected);
        }
    }

    async fn a_row_whose_generated_key_cannot_be_read_is_not_created(engine) {
        let env = TestEnv::empty(engine).await;
        let (db, raw) = (&env.db, env.raw_connection().unwrap());
        raw.execute(match engine.sql {
            Sql::Sqlite => "CREATE TABLE wide_key (id INTEGER PRIMARY KEY, name TEXT NOT NULL); INSERT INTO wide_key VALUES (3000000000, 'old')",
            Sql::Postgres => "CREATE TABLE wide_key (id BIGINT GENERATED BY DEFAULT AS IDENTITY (START WITH 3000000001) PRIMARY KEY, name TEXT NOT NULL); INSERT INTO wide_key VALUES (3000000000, 'old')",
            Sql::MariaDb => "CREATE TABLE wide_key (id BIGINT AUTO_INCREMENT PRIMARY KEY, name VARCHAR(100) NOT NULL); INSERT INTO wide_key VALUES (3000000000, 'old')",
        });
        let create = |name: &str| NarrowCreate::new(name);
        failed(ErrorKind::Internal, Narrow::create(db, create("a")).await);
        failed(ErrorKind::Internal, Narrow::create(db, create("a")).await);
        failed(ErrorKind::Internal, Narrow::create_many(db, [create("b"), create("c")]).await);
        let tx = db.begin().await.unwrap();
        failed(ErrorKind::Internal, Narrow::create(&tx, create("d")).await);
        failed(ErrorKind::Aborted, tx.commit().await);
        assert_eq!(Narrow::count(db).await.unwrap(), 1);
    }
}

for_each_engine! {
    async fn transactions_that_conflict_are_tried_again_until_all_are_done(engine) {
        let env = TestEnv::bare(engine, |builder| builder.retries(u32::MAX, Duration::from_secs(300))).await;
        let db = &env.db;
        db.create_all(&schema![Counter]).await.unwrap();
        let id = Counter::create(db, CounterCreate::new(0)).await.unwrap().id;
        let tasks = (0..12).map(|_| {
            let db = db.clone();
            tokio::spawn(async move {
                db.transaction(async |tx| {
                    let counter = Counter::get(tx, id).await?;
                    let change = CounterUpdate { n: Set(counter.n + 1) };
                    counter.update(tx, change).await
                })
                .await
            })
        });
        for task in tasks.collect::<Vec<_>>() {
            task.await.unwrap().unwrap();
        }
        assert_eq!(Counter::get(db, id).await.unwrap().n, 12);
    }

    async fn rows_are_created_in_any_order_of_parents_and_children(engine) {
        let env = TestEnv::with(engine, &schema![Node]).await;
        let db = &env.db;
        let keys: Vec<Uuid> = (0..40).map(|_| Uuid::now_v7()).collect();
        // A chain with the child first, a row that references itself, and one that references none.
        let mut rows: Vec<NodeCreate> = keys.windows(2).map(|pair| NodeCreate { number: pair[0], above: Some(pair[1]) }).collect();
        rows.push(NodeCreate { number: keys[39], above: Some(keys[39]) });
        rows.insert(7, NodeCreate { number: Uuid::now_v7(), above: None });
        let expected: Vec<(Uuid, Option<Uuid>)> = rows.iter().map(|row| (row.number, row.above)).collect();
        let created = Node::create_many(db, rows).await.unwrap();
        assert_eq!(created.iter().map(|row| (row.number, row.above)).collect::<Vec<_>>(), expected);
        for (number, above) in expected {
            assert_eq!(Node::get(db, number).await.unwrap().above, above);
        }
        // A parent that is nowhere, in the middle of others: no row.
        let lost = [Uuid::now_v7(), Uuid::now_v7()];
        let rows = [
            NodeCreate { number: lost[0], above: Some(lost[1]) },
            NodeCreate { number: lost[1], above: Some(Uuid::now_v7()) },
        ];
        failed(ErrorKind::ForeignKey, Node::create_many(db, rows).await);
        assert_eq!(Node::count(db).await.unwrap(), 41);
    }
}
