//! The test kit: a database for each test that leaves nothing behind, counted statements, fixtures.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use fivefold::assert_statements;
use fivefold::prelude::*;
use fivefold::testing::{TestDb, fixtures, fixtures_from_json, inputs_from_json, rolled_back};

use crate::support::{Engine, admin_of, base_url, catch_panic};

#[model(table = "kit_user", has_many(notes: Note::OWNER_ID))]
#[derive(Debug, Clone)]
pub struct User {
    pub id: Id<User>,
    #[field(unique, login, email, len(..=80))]
    pub email: String,
    #[field(input(password, len(8..=64)))]
    pub password_hash: PasswordHash,
}

#[model(table = "kit_note", scoped)]
#[derive(Debug, Clone)]
pub struct Note {
    pub id: Id<Note>,
    pub text: String,
    #[field(default = 0)]
    pub stars: i32,
    #[field(server, on_delete = cascade)]
    pub owner_id: Id<User>,
}

fn tables() -> fivefold::Schema {
    schema![User, Note]
}

fn user(n: usize) -> UserCreate {
    UserCreate::new(format!("user{n}@example.com"), "long enough")
}

/// The test databases of this process that exist: schemas, databases or files.
fn test_databases(engine: &Engine, folder: &Path) -> Vec<String> {
    let names = match admin_of(engine) {
        Some(admin) => admin.schemas().unwrap(),
        None => std::fs::read_dir(folder)
            .unwrap()
            .map(|file| file.unwrap().file_name().into_string().unwrap())
            .collect(),
    };
    let own = format!("_{}_", std::process::id());
    let names = names.into_iter();
    names
        .filter(|name| name.starts_with("fivefold_test_") && name.contains(&own))
        .collect()
}

for_each_engine! {
    async fn a_database_of_a_test_is_its_own_and_leaves_nothing(engine) {
        let folder = tempfile::tempdir().unwrap();
        let url = base_url(engine, folder.path());
        let (one, other) = (TestDb::at(&url, &tables()).await.unwrap(), TestDb::at(&url, &tables()).await.unwrap());
        User::create(&one, user(1)).await.unwrap();
        assert_eq!((User::count(&one).await.unwrap(), User::count(&other).await.unwrap()), (1, 0));
        // It is a handle like any other.
        let clone: Db = (*one).clone();
        assert_eq!(clone.transaction(async |tx| User::count(tx).await).await.unwrap(), 1);
        drop(clone);
        one.close().await.unwrap();
        other.close().await.unwrap();

        // A test that ends early, and one that panics while a transaction is open.
        let early = TestDb::at(&url, &tables()).await.unwrap();
        User::create(&early, user(1)).await.unwrap();
        drop(early);
        let panicked = catch_panic(async {
            let db = TestDb::at(&url, &tables()).await.unwrap();
            let tx = db.begin().await.unwrap();
            User::create(&tx, user(1)).await.unwrap();
            if engine.kept {
                assert_ne!(test_databases(engine, folder.path()).len(), 0, "there is one while it is open");
            }
            panic!("as a test does");
        });
        assert!(panicked.await.is_none());
        // Others of this process may be at work beside this one; none of them may stay.
        let until = std::time::Instant::now() + std::time::Duration::from_secs(60);
        while !test_databases(engine, folder.path()).is_empty() {
            assert!(std::time::Instant::now() < until, "{:?} are left", test_databases(engine, folder.path()));
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
        // Tables that cannot be made: nothing stays either.
        let lonely = TestDb::at(&url, &schema![Note]).await.unwrap_err();
        assert_eq!(lonely.kind(), ErrorKind::Misuse);
    }

    async fn a_rolled_back_write_leaves_no_row(engine) {
        let folder = tempfile::tempdir().unwrap();
        let db = TestDb::at(&base_url(engine, folder.path()), &tables()).await.unwrap();
        let inside = rolled_back(&db, async |tx| {
            User::create(tx, user(1)).await?;
            User::count(tx).await
        });
        assert_eq!((inside.await.unwrap(), User::count(&db).await.unwrap()), (1, 0));
        let failed = rolled_back(&db, async |tx| {
            User::create(tx, user(1)).await?;
            Err::<(), _>(Error::refused("no"))
        });
        assert_eq!(failed.await.unwrap_err().kind(), ErrorKind::Refused);
        assert_eq!(User::count(&db).await.unwrap(), 0);
        // The control commits.
        db.transaction(async |tx| User::create(tx, user(1)).await.map(drop)).await.unwrap();
        assert_eq!(User::count(&db).await.unwrap(), 1);
        db.close().await.unwrap();
    }

    async fn statements_are_counted_and_named(engine) {
        let folder = tempfile::tempdir().unwrap();
        let db = TestDb::at(&base_url(engine, folder.path()), &tables()).await.unwrap();
        let user = assert_statements!(1, &db, User::create(&db, user(1)).await).unwrap();
        assert_statements!(0, &db, user.clone().update(&db, UserUpdate::default()).await).unwrap();
        assert_statements!(2, &db, User::query().with(User::NOTES).all(&db).await).unwrap();
        let tx = db.begin().await.unwrap();
        assert_statements!(1, &db, User::count(&tx).await).unwrap();
        tx.rollback().await.unwrap();

        let wrong = catch_panic(async {
            assert_statements!(1, &db, {
                User::count(&db).await.unwrap();
                User::find_by(&db, User::EMAIL, "hidden@example.com").await.unwrap()
            });
        });
        assert!(wrong.await.is_none(), "two are not one");
        let counting = fivefold::testing::StatementCounter::start(&db);
        User::find_by(&db, User::EMAIL, "hidden@example.com").await.unwrap();
        let said = catch_unwind(AssertUnwindSafe(|| counting.finish(3))).unwrap_err();
        let said = said.downcast_ref::<String>().unwrap();
        assert!(said.starts_with("expected 3 statements, but 1 was sent:\n  1. SELECT "), "{said}");
        assert!(said.contains("kit_user") && !said.contains("hidden"), "{said}");
        db.close().await.unwrap();
    }

    async fn fixtures_are_rows_with_their_rules(engine) {
        let folder = tempfile::tempdir().unwrap();
        let db = TestDb::at(&base_url(engine, folder.path()), &tables()).await.unwrap();
        let users: Vec<User> = assert_statements!(1, &db, fixtures(&db, 20, user).await).unwrap();
        assert_eq!((users.len(), users[7].email.as_str()), (20, "user7@example.com"));
        assert_eq!(fixtures::<User, _, _>(&db, 0, user).await.unwrap().len(), 0);
        let notes: Vec<Note> = fixtures(&db, 40, |n| NoteCreate::new(format!("note {n}")).with(NoteServer { owner_id: users[n % 20].id })).await.unwrap();
        assert_eq!(users[3].notes().count(&db).await.unwrap(), 2);
        assert_eq!(notes.len(), 40);

        let json = r#"[{ "email": "ann@example.com", "password": "long enough" }, { "email": "ben@example.com", "password": "long enough" }]"#;
        let two: Vec<User> = fixtures_from_json(&db, json).await.unwrap();
        assert_eq!(two[1].email, "ben@example.com");
        assert!(User::authenticate(&db, "ben@example.com", &Password::from("long enough")).await.unwrap().is_some());
        let notes = inputs_from_json::<Note>(r#"[{ "text": "milk" }, { "text": "tea", "stars": 5 }]"#).unwrap();
        assert_eq!(notes[1].stars, 5);

        let error = inputs_from_json::<Note>(r#"[{ "text": "milk" }, { "stars": 5 }]"#).unwrap_err();
        assert!(error.to_string().starts_with("fixture 1 is not a body of `Note`, the field `text`"), "{error}");
        let count = User::count(&db).await.unwrap();
        for (json, words) in [
            ("[{ \"email\": ", "line 1, column"),
            ("{}", "not a JSON list"),
            (r#"[{ "email": "a@b.cd", "password": "long enough" }, { "email": "hunter2" }]"#, "fixture 1 is not a body of `User`, the field `password`; write"),
            (r#"[{ "email": 7, "password": "hunter2 hunter2" }]"#, "fixture 0 is not a body of `User`"),
            (r#"[{ "email": "a@b.cd", "password": "long enough", "hunter": 2 }]"#, "the field `hunter`"),
            (r#"[{ "email": "a@b.cd", "password": "long enough" }, { "email": "hunter2", "password": "long enough" }]"#, "fixture 1: "),
        ] {
            let error = fixtures_from_json::<User>(&db, json).await.unwrap_err();
            assert!(matches!(error.kind(), ErrorKind::Misuse | ErrorKind::Validation), "{error}");
            assert!(error.to_string().contains(words), "{error} has not: {words}");
            assert!(!error.to_string().contains("hunter2"), "{error}");
        }
        assert_eq!(User::count(&db).await.unwrap(), count);
        db.close().await.unwrap();
    }
}
