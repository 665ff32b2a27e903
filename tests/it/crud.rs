//! Every operation, on a database and in a transaction, under one name and with all models in
//! sight.

use fivefold::Executor;
use fivefold::prelude::*;

#[allow(
    clippy::wildcard_imports,
    reason = "no name of one model may get in the way of another's"
)]
use crate::models::*;
use crate::support::failed;

/// The same words with `&db` and with `tx`: a macro, so that each is compiled as a user writes it.
macro_rules! every_operation {
    ($db:expr) => {{
        let user = User::create($db, UserCreate::new("ann@example.com")).await?;
        assert_eq!(
            (
                user.email.as_str(),
                user.is_active,
                user.is_superuser,
                &user.full_name
            ),
            ("ann@example.com", true, false, &None)
        );
        let project = Project::create($db, ProjectCreate::new("p")).await?;
        let items = Item::create_many(
            $db,
            ["a", "b", "c"]
                .map(|title| ItemCreate::new(title).with(ItemServer { owner_id: user.id })),
        )
        .await?;
        assert_eq!(
            items
                .iter()
                .map(|item| item.title.as_str())
                .collect::<Vec<_>>(),
            ["a", "b", "c"]
        );

        assert_eq!(User::get($db, user.id).await?, user);
        assert_eq!(User::get($db, &user.id).await?, user);
        assert_eq!(User::find($db, user.id).await?, Some(user.clone()));
        assert_eq!(User::find($db, Id::now_v7()).await?, None);
        assert_eq!(
            User::find_by($db, User::EMAIL, "ann@example.com").await?,
            Some(user.clone())
        );
        assert_eq!(
            User::find_by($db, User::EMAIL, String::from("ann@example.com")).await?,
            Some(user.clone())
        );
        assert_eq!(
            User::find_by($db, User::EMAIL, &user.email).await?,
            Some(user.clone())
        );
        assert_eq!(
            User::find_by($db, User::ID, user.id).await?,
            Some(user.clone())
        );
        assert_eq!(
            User::find_by($db, User::EMAIL, "bob@example.com").await?,
            None
        );
        assert!(User::exists($db, user.id).await?);
        assert!(!User::exists($db, Id::now_v7()).await?);
        assert_eq!(Item::count($db).await?, 3);
        assert_eq!(Item::list($db, ..).await?, items);
        assert_eq!(Item::list($db, 1..2).await?, items[1..2]);

        let item = items[0]
            .clone()
            .update(
                $db,
                ItemUpdate {
                    title: Set("A".into()),
                    ..Default::default()
                },
            )
            .await?;
        assert_eq!((item.title.as_str(), item.id), ("A", items[0].id));
        let by_id = Item::update_by_id(
            $db,
            item.id,
            ItemUpdate {
                description: Set(Some("d".into())),
                ..Default::default()
            },
        )
        .await?;
        assert_eq!(
            (by_id.title.as_str(), by_id.description.as_deref()),
            ("A", Some("d"))
        );
        assert_eq!(Item::get($db, item.id).await?, by_id);

        assert_eq!(user.items().list($db, ..).await?.len(), 3);
        assert_eq!(user.items().count($db).await?, 3);
        assert!(user.items().exists($db).await?);
        assert_eq!(user.items().first($db).await?, Some(by_id.clone()));
        assert_eq!(user.items().get($db).await?, by_id);
        assert_eq!(item.owner().get($db).await?, user);
        assert_eq!(user.profile().first($db).await?, None);

        by_id.delete($db).await?;
        Item::delete_by_id($db, items[1].id).await?;
        assert_eq!(Item::list($db, ..).await?, items[2..]);
        failed(ErrorKind::NotFound, Item::get($db, items[0].id).await);
        project.delete($db).await?;
        user.delete($db).await?;
        assert_eq!((User::count($db).await?, Item::count($db).await?), (0, 0));
        Ok::<(), Error>(())
    }};
}

for_each_db! {
    async fn every_operation_runs_on_a_database(env) {
        let db = &env.db;
        let done = async { every_operation!(db) }.await;
        done.unwrap();
    }

    async fn every_operation_runs_in_a_transaction(env) {
        env.db.transaction(async |tx| every_operation!(tx)).await.unwrap();
        assert_eq!(User::count(&env.db).await.unwrap(), 0);
    }

    async fn every_operation_runs_in_a_transaction_begun_by_hand(env) {
        let tx = env.db.begin().await.unwrap();
        let done = async { every_operation!(&tx) }.await;
        done.unwrap();
        tx.commit().await.unwrap();
    }

    async fn every_operation_runs_in_a_savepoint(env) {
        env.db.transaction(async |tx| tx.savepoint(async |tx| every_operation!(tx)).await).await.unwrap();
    }

    async fn an_executor_may_be_generic_or_an_object(env) {
        async fn generic<E: Executor + ?Sized>(db: &E) -> Result<u64, Error> {
            Project::create(db, ProjectCreate::new("p")).await?;
            Project::count(db).await
        }
        let object: &dyn Executor = &env.db;
        assert_eq!(generic(object).await.unwrap(), 1);
        let tx = env.db.begin().await.unwrap();
        let object: &dyn Executor = &tx;
        failed(ErrorKind::Conflict, generic(object).await);
    }

    async fn keys_of_every_kind_work(env) {
        let db = &env.db;
        let first = Counter::create(db, CounterCreate::new(1)).await.unwrap();
        let second = Counter::create(db, CounterCreate::new(2)).await.unwrap();
        let taken = second.id;
        assert!(taken > first.id);
        second.delete(db).await.unwrap();
        let third = Counter::create(db, CounterCreate::new(3)).await.unwrap();
        // A cluster leaves numbers out, so that each node has its own.
        assert!(third.id > taken, "a key is not used a second time");
        let ledger = Ledger::create(db, LedgerCreate::new(7)).await.unwrap();
        let line = Line::create(db, LineCreate::new(ledger.id, "text")).await.unwrap();
        assert_eq!(Line::get(db, line.id).await.unwrap(), line);
        let country = Country::create(db, CountryCreate::new("fr", "France")).await.unwrap();
        assert_eq!(Country::get(db, "fr").await.unwrap(), country);
        assert_eq!(Country::update_by_id(db, "fr", CountryUpdate { name: Set("Gaule".into()) }).await.unwrap().name, "Gaule");
        let number = Uuid::from_u128(u128::MAX);
        let badge = Badge::create(db, BadgeCreate { number, colour: Some("red".into()) }).await.unwrap();
        assert_eq!(Badge::find_by(db, Badge::COLOUR, "red").await.unwrap(), Some(badge));
        Badge::delete_by_id(db, number).await.unwrap();
        Country::delete_by_id(db, String::from("fr")).await.unwrap();
        let account = Account::create(db, account("a@example.com")).await.unwrap();
        assert_eq!(account.id.get().get_version_num(), 4);
        assert_eq!(account.trace.get_version_num(), 7);
    }

    async fn a_batch_keeps_the_order_and_counts_keys(env) {
        let created = Counter::create_many(&env.db, (0..1_000).map(CounterCreate::new)).await.unwrap();
        assert_eq!(created.iter().map(|row| row.value).collect::<Vec<_>>(), (0..1_000).collect::<Vec<_>>());
        assert!(created.is_sorted_by_key(|row| row.id));
        assert_eq!(Counter::list(&env.db, ..1_000).await.unwrap(), created);
        assert_eq!(Counter::create_many(&env.db, Vec::<CounterCreate>::new()).await.unwrap(), []);
    }

    async fn nulls_in_a_unique_column_do_not_collide(env) {
        let none = BadgeCreate { number: Uuid::nil(), colour: None };
        Badge::create(&env.db, none.clone()).await.unwrap();
        Badge::create(&env.db, BadgeCreate { number: Uuid::max(), ..none }).await.unwrap();
    }

    async fn uuids_of_one_process_sort_by_creation(env) {
        let mut made = Vec::new();
        for at in 0..200 {
            made.push(Project::create(&env.db, ProjectCreate::new(format!("p{at}"))).await.unwrap());
        }
        assert_eq!(Project::list(&env.db, ..200).await.unwrap(), made);
    }
}

/// An account that is valid.
pub fn account(email: &str) -> fivefold::crud::New<Account> {
    AccountCreate::new(
        email,
        Plan::Free,
        String::from("token"),
        String::from("a password"),
    )
    .with(AccountServer {
        balance: 10,
        level: 2,
    })
}
