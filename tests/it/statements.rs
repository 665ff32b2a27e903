//! The number of statements of an operation: one, and none where there is nothing to write.

use std::future::Future;

use fivefold::prelude::*;

use crate::models::{
    Counter, CounterCreate, Item, ItemCreate, ItemServer, ItemUpdate, Maybe, MaybeCreate,
    MaybeUpdate, User, UserCreate, UserUpdate,
};
use crate::support::failed;

async fn counted<T>(statements: u64, name: &str, db: &Db, operation: impl Future<Output = T>) -> T {
    let before = db.metrics().statements;
    let output = operation.await;
    assert_eq!(db.metrics().statements - before, statements, "{name}");
    output
}

/// Returns the result of the operation, after checking the number of statements it sent.
macro_rules! sends {
    ($statements:expr, $db:expr, $operation:expr $(,)?) => {
        counted($statements, stringify!($operation), $db, $operation)
    };
}

macro_rules! count_all {
    ($env:expr, $db:expr) => {{
        let (metrics, db) = (&$env.db, $db);
        let update = $env.engine.statements_of_an_update;
        let user = sends!(
            1,
            metrics,
            User::create(db, UserCreate::new("ann@example.com")),
        )
        .await?;
        let owned = |title: &str| ItemCreate::new(title).with(ItemServer { owner_id: user.id });
        let items = sends!(
            1,
            metrics,
            Item::create_many(db, [owned("a"), owned("b"), owned("c")]),
        )
        .await?;
        let _ = sends!(1, metrics, Counter::create(db, CounterCreate::new(1))).await?;
        let _ = sends!(
            1,
            metrics,
            Counter::create_many(db, [CounterCreate::new(1), CounterCreate::new(2)]),
        )
        .await?;
        sends!(
            0,
            metrics,
            Item::create_many(db, Vec::<fivefold::crud::New<Item>>::new()),
        )
        .await?;
        sends!(1, metrics, User::get(db, user.id)).await?;
        sends!(1, metrics, User::find(db, user.id)).await?;
        sends!(
            1,
            metrics,
            User::find_by(db, User::EMAIL, "ann@example.com"),
        )
        .await?;
        sends!(1, metrics, User::exists(db, user.id)).await?;
        sends!(1, metrics, User::list(db, ..)).await?;
        sends!(1, metrics, User::count(db)).await?;
        sends!(1, metrics, user.items().list(db, ..)).await?;
        sends!(1, metrics, user.items().first(db)).await?;
        sends!(1, metrics, user.items().get(db)).await?;
        sends!(1, metrics, user.items().count(db)).await?;
        sends!(1, metrics, user.items().exists(db)).await?;
        sends!(1, metrics, items[0].owner().get(db)).await?;
        let titled = || {
            Item::query().filter(
                Item::TITLE
                    .ne("")
                    .and(Item::OWNER.is(User::IS_ACTIVE.eq(true))),
            )
        };
        sends!(1, metrics, titled().all(db)).await?;
        sends!(1, metrics, titled().page(db, ..2)).await?;
        sends!(1, metrics, titled().order_by(Item::TITLE.desc()).get(db)).await?;
        sends!(1, metrics, titled().count(db)).await?;
        sends!(1, metrics, titled().max(db, Item::TITLE)).await?;
        sends!(
            3,
            metrics,
            titled().with(Item::OWNER.with(User::PROFILE)).all(db)
        )
        .await?;
        sends!(2, metrics, User::query().with(User::ITEMS).one(db)).await?;
        sends!(
            1,
            metrics,
            titled().update(
                db,
                ItemUpdate {
                    description: Set(None),
                    ..Default::default()
                }
            )
        )
        .await?;
        sends!(0, metrics, titled().update(db, ItemUpdate::default())).await?;
        sends!(
            1,
            metrics,
            Item::query().filter(Item::TITLE.eq("gone")).delete(db)
        )
        .await?;
        let title = || ItemUpdate {
            title: Set("t".into()),
            description: Set(None),
        };
        let item = sends!(update, metrics, items[0].clone().update(db, title())).await?;
        sends!(update, metrics, Item::update_by_id(db, item.id, title())).await?;
        let same = sends!(0, metrics, item.clone().update(db, ItemUpdate::default())).await?;
        assert_eq!(same, item);
        let same = sends!(
            1,
            metrics,
            Item::update_by_id(db, item.id, ItemUpdate::default()),
        )
        .await?;
        assert_eq!(same, item);
        sends!(1, metrics, item.delete(db)).await?;
        sends!(1, metrics, Item::delete_by_id(db, items[1].id)).await?;
        sends!(1, metrics, user.delete(db)).await?;
        Ok::<(), Error>(())
    }};
}

for_each_db! {
    async fn each_operation_is_one_statement(env) {
        let counted = async { count_all!(env, &env.db) }.await;
        counted.unwrap();
    }

    async fn each_operation_is_one_statement_in_a_transaction(env) {
        let db = &env.db;
        let before = db.metrics();
        db.transaction(async |tx| count_all!(env, tx)).await.unwrap();
        assert_eq!(db.metrics().transactions - before.transactions, 1);
    }

    async fn writes_refused_by_validation_send_no_statement(env) {
        let db = &env.db;
        let user = User::create(db, UserCreate::new("ann@example.com")).await.unwrap();
        let owner = || ItemServer { owner_id: user.id };
        failed(ErrorKind::Validation, sends!(0, db, Item::create(db, ItemCreate::new("").with(owner()))).await);
        failed(ErrorKind::Validation, sends!(0, db, Item::create(db, ItemCreate::new("\0").with(owner()))).await);
        let rows = ["good", ""].map(|title| ItemCreate::new(title).with(owner()));
        failed(ErrorKind::Validation, sends!(0, db, Item::create_many(db, rows)).await);
        let bad = || UserUpdate { email: Set("nobody".into()), ..Default::default() };
        failed(ErrorKind::Validation, sends!(0, db, user.clone().update(db, bad())).await);
        failed(ErrorKind::Validation, sends!(0, db, User::update_by_id(db, user.id, bad())).await);
        failed(ErrorKind::Validation, sends!(0, db, User::find_by(db, User::EMAIL, "\0")).await);
        failed(ErrorKind::InvalidInput, sends!(0, db, User::list(db, ..1_001)).await);
        failed(ErrorKind::InvalidInput, sends!(0, db, user.items().list(db, 5..2_000)).await);
    }

    async fn an_update_of_a_missing_row_is_one_statement(env) {
        let db = &env.db;
        let change = ItemUpdate { title: Set("t".into()), ..Default::default() };
        failed(ErrorKind::NotFound, sends!(1, db, Item::update_by_id(db, Id::now_v7(), change)).await);
        failed(ErrorKind::NotFound, sends!(1, db, Item::delete_by_id(db, Id::now_v7())).await);
        failed(ErrorKind::NotFound, sends!(1, db, Item::update_by_id(db, Id::now_v7(), ItemUpdate::default())).await);
    }

    async fn a_row_that_nothing_changes_in_keeps_its_timestamp(env) {
        let db = &env.db;
        let row = Maybe::create(db, MaybeCreate::new()).await.unwrap();
        tokio::time::sleep(std::time::Duration::from_millis(2)).await;
        let same = row.clone().update(db, MaybeUpdate::default()).await.unwrap();
        assert_eq!(same, row);
        let same = Maybe::update_by_id(db, row.id, MaybeUpdate::default()).await.unwrap();
        assert_eq!(same, row);
        assert_eq!(Maybe::get(db, row.id).await.unwrap(), row);
        let touched = Maybe::update_by_id(db, row.id, MaybeUpdate { text: Set(None), ..Default::default() }).await.unwrap();
        assert!(touched.updated_at > row.updated_at, "a field that is set, though to what it was, is a change");
    }

    async fn the_metrics_of_the_handle_match_the_statements_sent(env) {
        let before = env.db.metrics();
        for at in 0..10 {
            Counter::create(&env.db, CounterCreate::new(at)).await.unwrap();
        }
        env.db.transaction(async |tx| Counter::count(tx).await).await.unwrap();
        let after = env.db.metrics();
        assert_eq!((after.statements - before.statements, after.transactions - before.transactions), (11, 1));
        assert!(after.connections >= 1);
        env.settled().await;
    }
}
