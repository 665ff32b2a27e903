//! Rows that may exist already, and many rows at once.

use fivefold::crud::Upsert;
use fivefold::prelude::*;

use crate::support::{TestEnv, failed};

/// A row with a unique code, created once per request.
#[model(has_many(prices: Price::ARTICLE_ID))]
#[derive(Debug, Clone, PartialEq)]
pub struct Article {
    pub id: Id<Article>,
    #[field(unique, len(..=40))]
    pub code: String,
    #[field(unique, len(..=40))]
    pub request: Option<String>,
    #[field(len(1..=40))]
    pub name: String,
    pub note: Option<String>,
    #[field(create_only)]
    pub origin: String,
    #[field(server, default = 7)]
    pub rank: i64,
    #[field(auto)]
    pub created_at: DateTime<Utc>,
    #[field(auto(update))]
    pub changed_at: DateTime<Utc>,
    #[field(version)]
    pub version: i64,
    #[field(deleted)]
    pub deleted_at: Option<DateTime<Utc>>,
}

/// A counted key, one unique reference, and nothing else.
#[model]
#[derive(Debug, Clone, PartialEq)]
pub struct Price {
    pub id: Id<Price, i64>,
    #[field(unique)]
    pub article_id: Id<Article>,
    pub cents: i64,
}

/// A key that the caller makes.
#[model]
#[derive(Debug, Clone, PartialEq)]
pub struct Order {
    #[field(id)]
    pub number: Uuid,
    pub amount: i64,
}

/// Columns that are unique together, some of which can be null; deleted rows do not count.
#[model(table = "upsert_seat", unique(hall, line, place))]
#[derive(Debug, Clone, PartialEq)]
pub struct Chair {
    pub id: Id<Chair>,
    pub hall: String,
    pub line: i32,
    pub place: Option<i64>,
    pub guest: Option<String>,
    #[field(version)]
    pub version: i64,
    #[field(deleted)]
    pub deleted_at: Option<DateTime<Utc>>,
}

/// A join of two, with a counted key and nothing else.
#[model(table = "upsert_pair", unique(one, other))]
#[derive(Debug, Clone, PartialEq)]
pub struct Pair {
    pub id: Id<Pair, i64>,
    pub one: i32,
    pub other: i32,
}

/// A row that an import knows a part of.
#[model(table = "upsert_stock", create(StockImport: sku, on_hand))]
#[derive(Debug, Clone, PartialEq)]
pub struct Stock {
    pub id: Id<Stock>,
    #[field(unique, len(..=40))]
    pub sku: String,
    pub on_hand: i64,
    #[field(default = 0)]
    pub sold: i64,
    pub note: Option<String>,
    #[field(server, default = 1)]
    pub rank: i64,
}

/// The same where a look-up comes before the write, and an event is sent.
#[model(table = "upsert_shelf", hooks, create(ShelfImport: sku, on_hand))]
#[derive(Debug, Clone, PartialEq)]
pub struct Shelf {
    pub id: Id<Shelf, i64>,
    #[field(unique, len(..=40))]
    pub sku: String,
    #[field(range(0..=1000))]
    pub on_hand: i64,
    #[field(default = 0)]
    pub sold: i64,
    pub note: Option<String>,
    #[field(server, default = 1)]
    pub rank: i64,
}

impl Hooks for Shelf {}

fn tables() -> fivefold::Schema {
    schema![Article, Price, Order, Chair, Pair, Stock, Shelf]
}

fn chair(hall: &str, place: Option<i64>, guest: &str) -> ChairCreate {
    ChairCreate {
        place,
        guest: Some(guest.into()),
        ..ChairCreate::new(hall, 1)
    }
}

fn article(code: &str, name: &str) -> ArticleCreate {
    ArticleCreate {
        note: Some("a note".into()),
        ..ArticleCreate::new(code, name, "here")
    }
}

fn expect_created<M>(upsert: Upsert<M>) -> M {
    assert!(upsert.is_created());
    upsert.into_row()
}

fn expect_existing<M>(upsert: Upsert<M>) -> M {
    assert!(!upsert.is_created());
    upsert.into_row()
}

for_each_engine! {
    async fn columns_that_are_unique_together_name_one_row(engine) {
        let env = TestEnv::with(engine, &tables()).await;
        let db = &env.db;
        // In any order.
        let by = (Chair::LINE, Chair::PLACE, Chair::HALL);
        let ann = expect_created(Chair::upsert(db, by, chair("a", Some(1), "Ann")).await.unwrap());
        let ben = expect_existing(Chair::upsert(db, by, chair("a", Some(1), "Ben")).await.unwrap());
        assert_eq!((ben.id, ben.guest.as_deref(), ben.version), (ann.id, Some("Ben"), 2));
        for other in [chair("b", Some(1), "Cid"), chair("a", Some(2), "Dan")] {
            expect_created(Chair::upsert(db, by, other).await.unwrap());
        }
        // A null is like no other.
        for _ in 0..2 {
            expect_created(Chair::find_or_create(db, by, chair("a", None, "Eve")).await.unwrap());
        }
        let same = expect_existing(Chair::find_or_create(db, by, chair("a", Some(1), "Fay")).await.unwrap());
        assert_eq!(same, ben);
        // A soft-deleted row does not exist for it.
        let id = same.id;
        same.delete(db).await.unwrap();
        let new = expect_created(Chair::upsert(db, by, chair("a", Some(1), "Gus")).await.unwrap());
        assert_ne!(new.id, id);
        assert_eq!(Chair::count(db).await.unwrap(), 5);
        // Columns that are not unique together identify no row.
        for error in [
            failed(ErrorKind::Misuse, Chair::upsert(db, (Chair::HALL, Chair::LINE), chair("a", Some(1), "x")).await),
            failed(ErrorKind::Misuse, Chair::find_or_create(db, (Chair::HALL, Chair::LINE, Chair::GUEST), chair("a", Some(1), "x")).await),
        ] {
            assert!(error.to_string().contains("are not unique together; add `#[model(unique(hall, line"), "{error}");
        }

        let pair = (Pair::ONE, Pair::OTHER);
        let first = expect_created(Pair::upsert(db, pair, PairCreate::new(1, 2)).await.unwrap());
        assert_eq!(expect_existing(Pair::upsert(db, pair, PairCreate::new(1, 2)).await.unwrap()), first);
        // Eight at once: one row, and each call returns it.
        let tasks = (0..8).map(|_| {
            let db = db.clone();
            tokio::spawn(async move { Pair::find_or_create(&db, (Pair::OTHER, Pair::ONE), PairCreate::new(5, 6)).await })
        });
        let mut rows = Vec::new();
        for task in tasks.collect::<Vec<_>>() {
            rows.push(task.await.unwrap().unwrap());
        }
        assert_eq!(rows.iter().filter(|row| row.is_created()).count(), 1);
        let ids: std::collections::BTreeSet<i64> = rows.into_iter().map(|row| row.into_row().id.get()).collect();
        assert_eq!(ids.len(), 1);
        assert_eq!(Pair::count(db).await.unwrap(), 2);
    }

    async fn existing_rows_are_updated_and_missing_rows_are_inserted(engine) {
        let env = TestEnv::with(engine, &tables()).await;
        let db = &env.db;
        let before = db.metrics().statements;
        let first = expect_created(Article::upsert(db, Article::CODE, article("a", "one")).await.unwrap());
        let at_once = env.engine.sql != crate::support::Sql::MariaDb;
        assert_eq!(db.metrics().statements - before, if at_once { 1 } else { 2 });
        assert_eq!(Article::get(db, first.id).await.unwrap(), first);
        let other = expect_created(Article::upsert(db, Article::CODE, article("b", "one")).await.unwrap());
        let input = ArticleCreate { note: None, origin: "there".into(), ..article("a", "two") }.with(ArticleServer { rank: 9 });
        let second = expect_existing(Article::upsert(db, Article::CODE, input).await.unwrap());
        assert_eq!((second.name.as_str(), &second.note, second.rank, second.version), ("two", &None, 9, 2));
        assert_eq!((second.id, second.created_at, second.origin.as_str()), (first.id, first.created_at, "here"), "what never changes");
        assert!(second.changed_at >= first.changed_at);
        assert_eq!(Article::get(db, first.id).await.unwrap(), second);
        assert_eq!(Article::get(db, other.id).await.unwrap(), other);

        let error = failed(ErrorKind::Validation, Article::upsert(db, Article::CODE, article("a", "")).await);
        assert_eq!(error.field(), Some("name"));
        // Another unique value that is taken, by a new row and by an old one.
        let taken = |code: &str| ArticleCreate { request: Some("r".into()), ..article(code, "three") };
        expect_existing(Article::upsert(db, Article::CODE, taken("a")).await.unwrap());
        for code in ["b", "c"] {
            let error = failed(ErrorKind::Conflict, Article::upsert(db, Article::CODE, taken(code)).await);
            assert_eq!(error.field(), Some("request"), "{code}");
        }
        assert_eq!(Article::count(db).await.unwrap(), 2);

        // A soft-deleted row does not exist for it.
        other.delete(db).await.unwrap();
        expect_created(Article::upsert(db, Article::CODE, article("b", "new")).await.unwrap());
        assert_eq!(Article::query().with_deleted().filter(Article::CODE.eq("b")).count(db).await.unwrap(), 2);
        // A null is like no other.
        expect_created(Article::upsert(db, Article::REQUEST, article("d", "x")).await.unwrap());
        expect_created(Article::upsert(db, Article::REQUEST, article("e", "x")).await.unwrap());

        let price = |cents| PriceCreate::new(first.id, cents);
        let one = expect_created(Price::upsert(db, Price::ARTICLE_ID, price(5)).await.unwrap());
        let two = expect_existing(Price::upsert(db, Price::ARTICLE_ID, price(6)).await.unwrap());
        assert_eq!((two.id, two.cents), (one.id, 6));
        let nowhere = PriceCreate::new(Id::now_v7(), 1);
        failed(ErrorKind::ForeignKey, Price::upsert(db, Price::ARTICLE_ID, nowhere).await);
    }

    async fn an_upsert_keeps_what_its_input_does_not_have(engine) {
        let env = TestEnv::with(engine, &tables()).await;
        let db = &env.db;
        macro_rules! check {
            ($model:ident, $create:ident, $import:ident, $server:ident) => {{
                let input = $create { sold: 5, note: Some("fragile".into()), ..$create::new("A1", 100) };
                let row = expect_created($model::upsert(db, $model::SKU, input.with($server { rank: 9 })).await.unwrap());
                let narrow = expect_existing($model::upsert(db, $model::SKU, $import::new("A1", 120)).await.unwrap());
                assert_eq!(narrow, $model { on_hand: 120, ..row.clone() });
                // The whole input has all fields of clients, and the server's field only where it is given.
                let whole = expect_existing($model::upsert(db, $model::SKU, $create::new("A1", 130)).await.unwrap());
                assert_eq!(whole, $model { on_hand: 130, sold: 0, note: None, ..row.clone() });
                let input = $import::new("A1", 140).with($server { rank: 3 });
                let given = expect_existing($model::upsert(db, $model::SKU, input).await.unwrap());
                assert_eq!(given, $model { on_hand: 140, rank: 3, ..whole });
                // A new row has the defaults.
                let new = expect_created($model::upsert(db, $model::SKU, $import::new("B2", 1)).await.unwrap());
                assert_eq!((new.sold, new.note, new.rank), (0, None, 1));
                assert_eq!($model::get(db, row.id).await.unwrap(), given);
            }};
        }
        check!(Stock, StockCreate, StockImport, StockServer);
        check!(Shelf, ShelfCreate, ShelfImport, ShelfServer);
    }

    async fn the_changes_of_an_upsert_are_made_to_an_existing_row_only(engine) {
        let env = TestEnv::with(engine, &tables()).await;
        let db = &env.db;
        let sell = |by: i64| (Shelf::SOLD.add(by), ShelfUpdate { note: Set(Some("sold".into())), ..Default::default() });
        let row = expect_created(Shelf::upsert_with(db, Shelf::SKU, ShelfCreate::new("A1", 10), sell(1)).await.unwrap());
        assert_eq!((row.on_hand, row.sold, row.note.as_deref()), (10, 0, None));
        let row = expect_existing(Shelf::upsert_with(db, Shelf::SKU, ShelfCreate::new("A1", 99), sell(2)).await.unwrap());
        assert_eq!((row.on_hand, row.sold, row.note.as_deref()), (10, 2, Some("sold")));
        assert_eq!(Shelf::get(db, row.id).await.unwrap(), row);
        let same = Shelf::upsert_with(db, Shelf::SKU, ShelfCreate::new("A1", 99), ShelfUpdate::default());
        assert_eq!(expect_existing(same.await.unwrap()), row);
        // Both arguments are validated, whichever is used.
        let bad = ShelfUpdate { on_hand: Set(-1), ..Default::default() };
        for sku in ["A1", "C3"] {
            let error = failed(ErrorKind::Validation, Shelf::upsert_with(db, Shelf::SKU, ShelfCreate::new(sku, 1), bad.clone()).await);
            assert_eq!(error.field(), Some("on_hand"));
            failed(ErrorKind::Validation, Shelf::upsert_with(db, Shelf::SKU, ShelfCreate::new(sku, -1), sell(1)).await);
        }
        assert_eq!(Shelf::count(db).await.unwrap(), 1);
        // No step is lost between tasks.
        let tasks = (0..8).map(|_| {
            let db = db.clone();
            tokio::spawn(async move { Stock::upsert_with(&db, Stock::SKU, StockCreate { sold: 1, ..StockCreate::new("S", 1) }, Stock::SOLD.add(1)).await })
        });
        let (mut created, mut done) = (0, 0);
        for task in tasks.collect::<Vec<_>>() {
            match task.await.unwrap() {
                Ok(upsert) => { done += 1; created += i32::from(upsert.is_created()); }
                Err(error) => assert!(error.is_retryable(), "{error:?}"),
            }
        }
        assert_eq!((Stock::query().one(db).await.unwrap().sold, created), (done, 1));
    }

    async fn find_or_create_returns_the_existing_row_unchanged(engine) {
        let env = TestEnv::with(engine, &tables()).await;
        let db = &env.db;
        let first = expect_created(Article::find_or_create(db, Article::CODE, article("a", "one")).await.unwrap());
        let before = db.metrics().statements;
        let again = expect_existing(Article::find_or_create(db, Article::CODE, article("a", "two")).await.unwrap());
        assert_eq!(again, first);
        assert_eq!(db.metrics().statements - before, 1);
        failed(ErrorKind::Validation, Article::find_or_create(db, Article::CODE, article("a", "")).await);
        let tx = db.begin().await.unwrap();
        assert_eq!(expect_existing(Article::find_or_create(&tx, Article::CODE, article("a", "x")).await.unwrap()), first);
        expect_created(Article::find_or_create(&tx, Article::CODE, article("b", "x")).await.unwrap());
        expect_existing(Article::upsert(&tx, Article::CODE, article("b", "y")).await.unwrap());
        tx.rollback().await.unwrap();
        assert_eq!(Article::count(db).await.unwrap(), 1);
    }

    async fn a_create_that_is_sent_a_thousand_times_is_one_row(engine) {
        const TASKS: usize = 16;
        const REPLAYS: usize = 63;
        let env = TestEnv::with(engine, &tables()).await;
        let db = &env.db;
        for round in 0..3_i64 {
            let number = Uuid::now_v7();
            let tasks = (0..TASKS).map(|_| {
                let db = db.clone();
                tokio::spawn(async move {
                    let mut answers = Vec::new();
                    for _ in 0..REPLAYS {
                        let order = OrderCreate { number, amount: round };
                        answers.push(Order::find_or_create(&db, Order::NUMBER, order).await.unwrap());
                    }
                    answers
                })
            });
            let mut answers = Vec::new();
            for task in tasks.collect::<Vec<_>>() {
                answers.extend(task.await.unwrap());
            }
            assert_eq!(answers.len(), TASKS * REPLAYS);
            assert_eq!(answers.iter().filter(|answer| answer.is_created()).count(), 1);
            let first = answers[0].clone().into_row();
            assert!(answers.into_iter().all(|answer| answer.into_row() == first));
            assert_eq!(Order::count(db).await.unwrap(), round as u64 + 1);
        }
        // The control: a plain create conflicts.
        let again = OrderCreate { number: Order::list(db, ..1).await.unwrap()[0].number, amount: 1 };
        failed(ErrorKind::Conflict, Order::create(db, again).await);
    }

    async fn concurrent_upserts_and_deletes_all_complete(engine) {
        let env = TestEnv::with(engine, &tables()).await;
        let db = &env.db;
        let tasks = (0..8).map(|task| {
            let db = db.clone();
            tokio::spawn(async move {
                let mut done = 0_usize;
                for round in 0..25 {
                    match Article::upsert(&db, Article::CODE, article("hot", &format!("{task} {round}"))).await {
                        Ok(_) => done += 1,
                        // The row came and went too often, or a server saw a deadlock.
                        Err(error) => assert!(matches!(error.kind(), ErrorKind::Conflict | ErrorKind::Busy), "{error:?}"),
                    }
                    if task == 0 && round % 5 == 0 {
                        Article::query().filter(Article::CODE.eq("hot")).purge(&db).await.ok();
                    }
                }
                done
            })
        });
        let mut done = 0;
        for task in tasks.collect::<Vec<_>>() {
            done += task.await.unwrap();
        }
        assert!(done > 150, "{done} of 200");
        assert_eq!(Article::query().filter(Article::CODE.eq("hot")).count(db).await.unwrap(), 1);
    }

    async fn in_transactions_that_run_again_one_row_is_made(engine) {
        let env = TestEnv::with(engine, &tables()).await;
        let db = &env.db;
        let tasks = (0..6_i64).map(|task| {
            let db = db.clone();
            tokio::spawn(async move {
                let upsert = db.transaction(async |tx| {
                    Article::upsert(tx, Article::CODE, article("tx", &format!("task {task}"))).await
                });
                upsert.await.map(|upsert| upsert.is_created())
            })
        });
        let mut made = 0;
        for task in tasks.collect::<Vec<_>>() {
            match task.await.unwrap() {
                Ok(is_created) => made += usize::from(is_created),
                Err(error) => assert!(error.is_retryable() || error.kind() == ErrorKind::Conflict, "{error:?}"),
            }
        }
        assert_eq!(made, 1);
        assert_eq!(Article::count(db).await.unwrap(), 1);
    }

    async fn many_keys_are_one_statement(engine) {
        let env = TestEnv::with(engine, &tables()).await;
        let db = &env.db;
        let orders = (0..300).map(|amount| OrderCreate { number: Uuid::now_v7(), amount });
        let orders = Order::create_many(db, orders).await.unwrap();
        let some: Vec<Uuid> = orders.iter().step_by(3).map(|order| order.number).collect();
        let before = db.metrics().statements;
        let change = OrderUpdate { amount: Set(-1) };
        assert_eq!(Order::update_many(db, some.iter().chain([&Uuid::nil()]), change.clone()).await.unwrap(), 100);
        assert_eq!(Order::delete_many(db, some[..40].to_vec()).await.unwrap(), 40);
        assert_eq!(Order::delete_many(db, some[..50].to_vec()).await.unwrap(), 10);
        assert_eq!(db.metrics().statements - before, 3);
        assert_eq!(Order::query().filter(Order::AMOUNT.eq(-1)).count(db).await.unwrap(), 50);
        assert_eq!(Order::count(db).await.unwrap(), 250);
        assert_eq!(Order::delete_many(db, Vec::<Uuid>::new()).await.unwrap(), 0);
        assert_eq!(Order::update_many(db, Vec::<Uuid>::new(), change).await.unwrap(), 0);
        assert_eq!(Order::count(db).await.unwrap(), 250);
        let articles = [article("a", "x"), article("b", "x")];
        let ids: Vec<_> = Article::create_many(db, articles).await.unwrap().iter().map(|row| row.id).collect();
        assert_eq!(Article::delete_many(db, &ids).await.unwrap(), 2);
        assert_eq!(Article::query().only_deleted().count(db).await.unwrap(), 2);
    }
}

/// A row whose hook does what its number says.
#[model(table = "upsert_pin", hooks)]
#[derive(Debug, Clone, PartialEq)]
pub struct Pin {
    pub id: Id<Pin, i64>,
    #[field(unique)]
    pub name: String,
    pub n: i64,
}

impl Hooks for Pin {
    async fn before_update(tx: &Tx, rows: &[Self]) -> Result<(), Error> {
        for row in rows {
            match row.n {
                1 => drop(Pin::get(tx, Id::new(i64::MAX)).await?),
                2 => {
                    let renamed = tx.sql("UPDATE upsert_pin SET name = ? WHERE id = ?");
                    let renamed = renamed.bind("renamed").bind(row.id.get());
                    renamed.execute().await?;
                }
                _ => {}
            }
        }
        Ok(())
    }
}

/// The same without hooks, and with a key that the database generates: not one statement.
#[model(table = "upsert_peg")]
#[derive(Debug, Clone, PartialEq)]
pub struct Peg {
    pub id: Id<Peg, i64>,
    #[field(unique)]
    pub name: String,
    pub n: i64,
}

for_each_engine! {
    async fn an_error_of_a_hook_is_the_error_of_the_upsert(engine) {
        let env = TestEnv::bare(engine, |builder| builder).await;
        let db = &env.db;
        db.create_all(&schema![Pin]).await.unwrap();
        let pin = Pin::create(db, PinCreate::new("a", 1)).await.unwrap();
        let error = failed(ErrorKind::NotFound, Pin::upsert(db, Pin::NAME, PinCreate::new("a", 7)).await);
        assert!(error.to_string().contains("Pin"), "{error}");
        assert_eq!(Pin::get(db, pin.id).await.unwrap(), pin);
    }

    async fn an_upsert_does_not_write_a_row_that_lost_its_unique_value_to_a_hook(engine) {
        let env = TestEnv::bare(engine, |builder| builder).await;
        let db = &env.db;
        db.create_all(&schema![Pin]).await.unwrap();
        let pin = Pin::create(db, PinCreate::new("a", 2)).await.unwrap();
        failed(ErrorKind::Misuse, Pin::upsert(db, Pin::NAME, PinCreate::new("a", 7)).await);
        assert_eq!(Pin::query().all(db).await.unwrap(), [pin]);
    }

    async fn an_upsert_does_not_write_a_row_that_was_renamed_meanwhile(engine) {
        let env = TestEnv::bare(engine, |builder| builder).await;
        let db = env.db.clone();
        db.create_all(&schema![Peg]).await.unwrap();
        let renames = {
            let db = db.clone();
            tokio::spawn(async move {
                for n in 0..60 {
                    let name = format!("old{n}");
                    let patch = PegUpdate { name: Set(name), ..Default::default() };
                    let renamed = Peg::query().filter(Peg::NAME.eq("a")).update(&db, patch).await;
                    assert!(renamed.is_ok() || renamed.is_err_and(|error| error.kind() == ErrorKind::Busy));
                }
            })
        };
        for n in 0..60 {
            match Peg::upsert(&db, Peg::NAME, PegCreate::new("a", n)).await {
                Ok(row) => assert_eq!(row.into_row().name, "a"),
                Err(error) => assert!(matches!(error.kind(), ErrorKind::Busy | ErrorKind::Conflict), "{error}"),
            }
        }
        renames.await.unwrap();
    }
}
