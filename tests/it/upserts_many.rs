//! Many rows that may exist already, in few statements.

use std::collections::HashSet;

use fivefold::crud::Upsert;
use fivefold::prelude::*;

use crate::support::{Sql, TestEnv, failed};
use crate::upserts::{
    Article, ArticleCreate, Chair, ChairCreate, Price, Shelf, ShelfCreate, ShelfImport, Stock,
    StockCreate, StockImport,
};

fn created<M>(rows: &[Upsert<M>]) -> Vec<bool> {
    rows.iter().map(Upsert::is_created).collect()
}

fn sorted(mut stocks: Vec<Stock>) -> Vec<(String, i64, i64)> {
    stocks.sort_by(|one, other| one.sku.cmp(&other.sku));
    let parts = |stock: Stock| (stock.sku, stock.on_hand, stock.sold);
    stocks.into_iter().map(parts).collect()
}

for_each_engine! {
    async fn of_many_inputs_each_creates_or_updates_its_row(engine) {
        let env = TestEnv::with(engine, &schema![Stock]).await;
        let db = &env.db;
        let old = StockCreate { sold: 5, note: Some("kept".into()), ..StockCreate::new("b", 1) };
        let old = Stock::create(db, old).await.unwrap();
        let before = db.metrics().statements;
        let inputs = [("a", 10), ("b", 20), ("c", 30), ("a", 11)].map(|(sku, n)| StockImport::new(sku, n));
        let rows = Stock::upsert_many(db, Stock::SKU, inputs).await.unwrap();
        assert_eq!(created(&rows), [true, false, true, false]);
        let rows: Vec<Stock> = rows.into_iter().map(Upsert::into_row).collect();
        assert_eq!(rows.iter().map(|row| (row.sku.as_str(), row.on_hand)).collect::<Vec<_>>(), [("a", 10), ("b", 20), ("c", 30), ("a", 11)]);
        assert_eq!((rows[0].id, rows[1].id), (rows[3].id, old.id));
        assert_eq!((rows[1].sold, rows[1].note.as_deref()), (5, Some("kept")));
        let stored = Stock::list(db, ..).await.unwrap();
        assert_eq!(sorted(stored), [("a".into(), 11, 0), ("b".into(), 20, 5), ("c".into(), 30, 0)]);
        // Two SELECTs because of the twin, one INSERT, and two UPDATEs, which are read back where the
        // server does not return them.
        assert!(db.metrics().statements - before <= 1 + 5 + 2 * 2, "{}", db.metrics().statements - before);

        let before = db.metrics().statements;
        assert!(Stock::upsert_many(db, Stock::SKU, Vec::<StockImport>::new()).await.unwrap().is_empty());
        assert_eq!(db.metrics().statements, before);
    }

    async fn of_many_inputs_those_that_do_not_exist_are_created(engine) {
        let env = TestEnv::with(engine, &schema![Stock]).await;
        let db = &env.db;
        Stock::create_many(db, (0..1_000).map(|n| StockCreate::new(format!("{:04}", n * 2), 1))).await.unwrap();
        let before = db.metrics().statements;
        let inputs = (0..2_000).map(|n| StockImport::new(format!("{n:04}"), 2));
        let rows = Stock::find_or_create_many(db, Stock::SKU, inputs).await.unwrap();
        // MariaDB takes the rows of an INSERT in several statements.
        let statements = db.metrics().statements - before;
        assert!(statements == 2 || (engine.sql == Sql::MariaDb && statements < 10), "{statements}");
        for (n, row) in rows.into_iter().enumerate() {
            let (is_created, row) = (row.is_created(), row.into_row());
            assert_eq!((row.sku, row.on_hand, is_created), (format!("{n:04}"), if n % 2 == 0 { 1 } else { 2 }, n % 2 == 1));
        }
        assert_eq!(Stock::count(db).await.unwrap(), 2_000);
        let twins = ["x", "y", "x", "x"].map(|sku| StockImport::new(sku, 3));
        let twins = Stock::find_or_create_many(db, Stock::SKU, twins).await.unwrap();
        assert_eq!(created(&twins), [true, true, false, false]);
        let ids: HashSet<_> = twins.into_iter().map(|row| row.into_row().id).collect();
        assert_eq!(ids.len(), 2);
    }

    async fn of_many_inputs_a_null_equals_no_row(engine) {
        let env = TestEnv::with(engine, &schema![Chair]).await;
        let db = &env.db;
        let chair = |place, guest: &str| ChairCreate { place, guest: Some(guest.into()), ..ChairCreate::new("h", 1) };
        let inputs = || [chair(Some(1), "ann"), chair(None, "bob"), chair(Some(2), "cid"), chair(None, "dan")];
        let unique = (Chair::PLACE, Chair::HALL, Chair::LINE);
        let rows = Chair::upsert_many(db, unique, inputs()).await.unwrap();
        assert_eq!(created(&rows), [true; 4]);
        let gone = rows.into_iter().next().unwrap().into_row();
        let rows = Chair::upsert_many(db, unique, inputs()).await.unwrap();
        assert_eq!(created(&rows), [false, true, false, true]);
        // A deleted row does not exist.
        Chair::delete_by_id(db, gone.id).await.unwrap();
        let rows = Chair::find_or_create_many(db, unique, inputs()).await.unwrap();
        assert_eq!(created(&rows), [true, true, false, true]);
        failed(ErrorKind::Misuse, Chair::upsert_many(db, (Chair::HALL, Chair::LINE), inputs()).await);
    }

    async fn of_many_inputs_all_or_none_are_written(engine) {
        let env = TestEnv::with(engine, &schema![Article, Price]).await;
        let db = &env.db;
        let article = |code: &str, name: &str| ArticleCreate::new(code, name, "here");
        let request = |code: &str, request: &str| ArticleCreate { request: Some(request.into()), ..article(code, "new") };
        Article::create_many(db, [article("a", "old"), request("b", "taken")]).await.unwrap();
        // An input that is not valid, and another unique value that is taken, in a new row and in one
        // that exists.
        failed(ErrorKind::Validation, Article::upsert_many(db, Article::CODE, [article("a", "new"), article("c", "")]).await);
        for inputs in [[article("a", "new"), request("c", "taken")], [request("c", "free"), request("a", "taken")]] {
            let error = failed(ErrorKind::Conflict, Article::upsert_many(db, Article::CODE, inputs).await);
            assert_eq!(error.field(), Some("request"));
        }
        let error = db.transaction(async |tx| {
            Article::upsert_many(tx, Article::CODE, [article("a", "new"), article("c", "new")]).await?;
            let error = Article::find_or_create_many(tx, Article::CODE, [article("d", "new"), request("e", "taken")]).await;
            failed(ErrorKind::Conflict, error);
            Ok(())
        });
        failed(ErrorKind::Aborted, error.await);
        let names: Vec<String> = Article::query().order_by(Article::CODE.asc()).all(db).await.unwrap().into_iter().map(|row| row.name).collect();
        assert_eq!(names, ["old", "new"]);
    }

    async fn of_many_inputs_that_meet_each_key_is_one_row(engine) {
        let env = TestEnv::with(engine, &schema![Stock]).await;
        let db = &env.db;
        let tasks = (0..8_i64).map(|task| {
            let db = db.clone();
            tokio::spawn(async move {
                let inputs = |round: i64| (0..20).map(move |n| StockImport::new(format!("{:02}", (n * 7 + task + round) % 30), task));
                let found = Stock::find_or_create_many(&db, Stock::SKU, inputs(0)).await.unwrap();
                let updated = Stock::upsert_many(&db, Stock::SKU, inputs(3)).await.unwrap();
                found.into_iter().chain(updated).map(|row| { let row = row.into_row(); (row.sku, row.id) }).collect::<HashSet<_>>()
            })
        });
        let mut seen = HashSet::new();
        for task in tasks.collect::<Vec<_>>() {
            seen.extend(task.await.unwrap());
        }
        assert_eq!(Stock::count(db).await.unwrap(), seen.len() as u64, "one key, one row");
    }

    async fn of_many_inputs_hooks_see_each_row(engine) {
        let env = TestEnv::with(engine, &schema![Shelf]).await;
        let db = &env.db;
        Shelf::create(db, ShelfCreate { sold: 4, ..ShelfCreate::new("a", 1) }).await.unwrap();
        let import = |sku: &str, n| ShelfImport::new(sku, n);
        let rows = Shelf::upsert_many(db, Shelf::SKU, [import("a", 2), import("b", 3)]).await.unwrap();
        assert_eq!(created(&rows), [false, true]);
        assert_eq!(rows.into_iter().map(|row| { let row = row.into_row(); (row.on_hand, row.sold) }).collect::<Vec<_>>(), [(2, 4), (3, 0)]);
        failed(ErrorKind::Validation, Shelf::upsert_many(db, Shelf::SKU, [import("c", 1), import("a", 1001)]).await);
        assert_eq!(Shelf::count(db).await.unwrap(), 2);
    }
}
