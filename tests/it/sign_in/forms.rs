//! Spellings of one address or login: one row, also beside rows that another application stored in
//! another form.

use fivefold::Schema;
use fivefold::params::Params;
use fivefold::prelude::*;

use super::RIGHT;
use crate::support::{Engine, Sql, TestEnv, failed, validation_codes};

#[model(table = "form_person")]
#[derive(Debug, Clone, PartialEq)]
pub struct Person {
    pub id: Id<Person, i64>,
    #[field(unique, login, email, len(..=100))]
    pub email: String,
    #[field(default = 1)]
    pub n: i64,
    #[field(input(password))]
    pub hashed_password: PasswordHash,
}

/// The table as another application writes it.
#[model(table = "form_person")]
#[derive(Debug, Clone, PartialEq)]
pub struct Foreign {
    pub id: Id<Foreign, i64>,
    #[field(unique, len(..=100))]
    pub email: String,
    pub n: i64,
    pub hashed_password: String,
}

/// An address that is unique, and no login; also together with another field.
#[model(table = "form_contact", unique(team, work))]
#[derive(Debug, Clone, PartialEq)]
pub struct Contact {
    pub id: Id<Contact>,
    #[field(unique, email, len(..=100))]
    pub email: String,
    pub team: i64,
    #[field(email, len(..=100))]
    pub work: Option<String>,
    /// Not unique, so as it was given.
    #[field(email)]
    pub other: Option<String>,
    #[field(deleted)]
    pub deleted_at: Option<DateTime<Utc>>,
}

/// An address that is the key, and the login.
#[model(table = "form_member")]
#[derive(Debug, Clone, PartialEq)]
pub struct KeyLogin {
    #[field(id, login, email, len(..=100))]
    pub email: String,
    #[field(input(password))]
    pub hashed_password: PasswordHash,
}

/// An address that is the key alone.
#[model(table = "form_box")]
#[derive(Debug, Clone, PartialEq)]
pub struct Mailbox {
    #[field(id, email, len(..=100))]
    pub address: String,
    #[field(default = 0)]
    pub n: i64,
}

/// The table of [`KeyLogin`] as another application writes it.
#[model(table = "form_member")]
#[derive(Debug, Clone, PartialEq)]
pub struct ForeignMember {
    #[field(id, len(..=100))]
    pub email: String,
    pub hashed_password: String,
}

/// The table of [`Contact`] as another application writes it.
#[model(table = "form_contact")]
#[derive(Debug, Clone, PartialEq)]
pub struct ForeignContact {
    #[field(id)]
    pub id: Uuid,
    pub email: String,
}

#[model(table = "form_nick")]
#[derive(Debug, Clone, PartialEq)]
pub struct Nick {
    pub id: Id<Nick>,
    #[field(unique, login, len(..=50))]
    pub nick: String,
    #[field(input(password))]
    pub hashed_password: PasswordHash,
}

async fn cheap(engine: &'static Engine, schema: &Schema) -> TestEnv {
    use fivefold::auth::PasswordPolicy;
    let policy = PasswordPolicy::insecure_for_tests();
    let env = TestEnv::bare(engine, |builder| builder.passwords(policy)).await;
    env.db.create_all(schema).await.unwrap();
    env
}

/// Stores an account as another application does.
async fn stored(db: &Db, email: &str, password: &str) -> Foreign {
    let spare = Person::create(db, PersonCreate::new("spare@example.com", password))
        .await
        .unwrap();
    let hash = spare.hashed_password.expose().to_owned();
    spare.delete(db).await.unwrap();
    Foreign::create(db, ForeignCreate::new(email, 7, hash))
        .await
        .unwrap()
}

async fn signs_in(db: &Db, login: &str, password: &str) -> Option<String> {
    let row = Person::authenticate(db, login, &password.into())
        .await
        .unwrap();
    row.map(|row| row.email)
}

for_each_engine! {
    async fn an_address_that_is_stored_in_another_form_was_taken_over(engine) {
        let env = cheap(engine, &schema![Person]).await;
        let db = &env.db;
        let ann = stored(db, "Ann@Example.com", RIGHT).await;
        let bob = Person::create(db, PersonCreate::new("bob@example.com", RIGHT)).await.unwrap();

        // It signs in and is found as it is stored, and by no other spelling.
        assert_eq!(signs_in(db, "Ann@Example.com", RIGHT).await.as_deref(), Some("Ann@Example.com"));
        assert_eq!(signs_in(db, "Ann@Example.com", "wrong password").await, None);
        assert_eq!(signs_in(db, "ann@example.com", RIGHT).await, None);
        let found = |email: &'static str| Person::find_by(db, Person::EMAIL, email);
        assert_eq!(found("Ann@Example.com").await.unwrap().map(|row| row.id.get()), Some(ann.id.get()));
        assert_eq!(found("ANN@example.com").await.unwrap(), None);
        assert_eq!(found("BOB@Example.com").await.unwrap().as_ref(), Some(&bob));
        let count = |filter| async { Person::query().filter(filter).count(db).await.unwrap() };
        assert_eq!(count(Person::EMAIL.eq("Ann@Example.com")).await, 1);
        assert_eq!(count(Person::EMAIL.eq("Bob@Example.com")).await, 1);
        assert_eq!(count(Person::EMAIL.ne("Ann@Example.com")).await, 1);
        assert_eq!(count(Person::EMAIL.in_list(["Ann@Example.com", "BOB@example.com"])).await, 2);
        assert_eq!(count(Person::EMAIL.not_in(["Ann@Example.com", "BOB@example.com"])).await, 0);
        let params = Params::<Person>::new().filter(Person::EMAIL);
        for (query, rows) in [("email=Ann@Example.com", 1), ("email=ann@example.com", 0), ("email[in]=Ann@Example.com,BOB@example.com", 2)] {
            let request = params.parse(query).unwrap();
            assert_eq!(Person::query().apply(&request).count(db).await.unwrap(), rows, "{query}");
        }

        // No write gives a row this address.
        for email in ["ann@example.com", "Ann@Example.com", "ANN@EXAMPLE.COM"] {
            let new = || PersonCreate::new(email, RIGHT);
            let change = || PersonUpdate { email: Set(email.into()), ..Default::default() };
            let results = [
                Person::create(db, new()).await.map(drop),
                Person::create_many(db, [PersonCreate::new("cid@example.com", RIGHT), new()]).await.map(drop),
                bob.clone().update(db, change()).await.map(drop),
                Person::update_by_id(db, bob.id, change()).await.map(drop),
                Person::query().filter(Person::ID.eq(bob.id)).update(db, change()).await.map(drop),
                bob.clone().update(db, Person::EMAIL.set(email.to_owned())).await.map(drop),
                Person::upsert(db, Person::EMAIL, new()).await.map(drop),
                Person::find_or_create(db, Person::EMAIL, new()).await.map(drop),
                db.transaction(async |tx| Person::create(tx, new()).await).await.map(drop),
            ];
            for result in results {
                let error = failed(ErrorKind::Conflict, result);
                assert_eq!((error.field(), error.constraint()), (Some("email"), Some("form_person_email_lower_key")), "{error}");
            }
        }
        let rows = Foreign::query().order_by(Foreign::ID.asc()).all(db).await.unwrap();
        assert_eq!(rows.iter().map(|row| (row.email.as_str(), row.n)).collect::<Vec<_>>(), [("Ann@Example.com", 7), ("bob@example.com", 1)]);
        // The control: without the index the row is created.
        if engine.sql == Sql::Sqlite {
            db.sql("DROP INDEX form_person_email_lower_key").execute().await.unwrap();
            Person::create(db, PersonCreate::new("ann@example.com", RIGHT)).await.unwrap();
        }
    }

    async fn two_stored_forms_of_an_address_sign_in_each_by_its_own(engine) {
        // The other application does not know that they are one address.
        let env = cheap(engine, &schema![Foreign]).await;
        let db = &env.db;
        stored(db, "Ann@Example.com", "the first one").await;
        stored(db, "ann@example.com", "the second one").await;
        for (login, first, second) in [("Ann@Example.com", true, false), ("ann@example.com", false, true), ("ANN@example.com", false, true)] {
            assert_eq!(signs_in(db, login, "the first one").await.is_some(), first, "{login}");
            assert_eq!(signs_in(db, login, "the second one").await.is_some(), second, "{login}");
        }
        let error = db.create_all(&schema![Person]).await;
        if engine.sql == Sql::MariaDb {
            // An existing table gets no index there.
            error.unwrap();
        } else {
            let error = failed(ErrorKind::Conflict, error);
            assert!(error.to_string().starts_with("rows of `Person` have the same values"), "{error}");
        }
    }

    async fn an_existing_table_gets_the_index_of_its_addresses(engine) {
        let env = cheap(engine, &schema![Foreign]).await;
        let db = &env.db;
        stored(db, "Ann@Example.com", RIGHT).await;
        db.create_all(&schema![Person]).await.unwrap();
        db.create_all(&schema![Person]).await.unwrap();
        let result = Person::create(db, PersonCreate::new("ann@example.com", RIGHT)).await;
        if engine.sql == Sql::MariaDb {
            result.unwrap();
        } else {
            failed(ErrorKind::Conflict, result);
        }
    }

    async fn a_unique_address_that_is_no_login_was_stored_in_two_spellings(engine) {
        let env = TestEnv::with(engine, &schema![Contact]).await;
        let db = &env.db;
        let new = |email: &str, team| ContactCreate::new(email, team);
        let bob = Contact::create(db, ContactCreate { other: Some("Bob@Home.example".into()), ..new("Bob@Example.com", 1) }).await.unwrap();
        assert_eq!((bob.email.as_str(), bob.other.as_deref()), ("bob@example.com", Some("Bob@Home.example")));
        let error = failed(ErrorKind::Conflict, Contact::create(db, new("BOB@example.com", 2)).await);
        assert_eq!(error.field(), Some("email"));
        let upsert = Contact::upsert(db, Contact::EMAIL, new("BOB@Example.com", 3)).await.unwrap();
        assert!(!upsert.is_created());
        assert_eq!(upsert.into_row().team, 3);
        // Together with another field.
        let work = |email: &str, team, work: &str| ContactCreate { work: Some(work.into()), ..new(email, team) };
        Contact::create(db, work("a@example.com", 1, "Office@Example.com")).await.unwrap();
        failed(ErrorKind::Conflict, Contact::create(db, work("b@example.com", 1, "office@example.com")).await);
        Contact::create(db, work("c@example.com", 2, "OFFICE@example.com")).await.unwrap();
        // The address of a deleted row is free.
        bob.delete(db).await.unwrap();
        Contact::create(db, new("bob@Example.com", 1)).await.unwrap();
        failed(ErrorKind::Validation, Contact::create(db, new("bob", 1)).await);
    }

    async fn a_login_with_a_blank_or_an_invisible_character_was_another_account(engine) {
        let env = cheap(engine, &schema![Nick]).await;
        let db = &env.db;
        let ann = Nick::create(db, NickCreate::new(" ann ", RIGHT)).await.unwrap();
        let jose = Nick::create(db, NickCreate::new("jose\u{301}", RIGHT)).await.unwrap();
        assert_eq!((ann.nick.as_str(), jose.nick.as_str()), ("ann", "jos\u{e9}"));
        for twin in ["ann", "ann ", "\u{a0}ann", "jos\u{e9}", " jose\u{301}"] {
            let error = failed(ErrorKind::Conflict, Nick::create(db, NickCreate::new(twin, RIGHT)).await);
            assert_eq!(error.field(), Some("nick"));
        }
        for none in ["", " ", "\u{200b}", "an\u{200b}n", "ann\u{feff}", "a\nb", "\u{3164}"] {
            for result in [
                Nick::create(db, NickCreate::new(none, RIGHT)).await,
                ann.clone().update(db, NickUpdate { nick: Set(none.into()), ..Default::default() }).await,
            ] {
                let error = failed(ErrorKind::Validation, result);
                assert_eq!(validation_codes(&error)["nick"], ["login"], "{none:?}");
            }
            assert_eq!(Nick::authenticate(db, none, &RIGHT.into()).await.unwrap(), None);
        }
        for (login, row) in [("ann", &ann), ("ann ", &ann), ("jose\u{301}", &jose), ("jos\u{e9}", &jose)] {
            assert_eq!(Nick::authenticate(db, login, &RIGHT.into()).await.unwrap().as_ref(), Some(row), "{login:?}");
        }
        // Letters in another case, and those that only look alike, are other logins.
        for other in ["Ann", "\u{430}nn"] {
            assert_eq!(Nick::authenticate(db, other, &RIGHT.into()).await.unwrap(), None);
            Nick::create(db, NickCreate::new(other, RIGHT)).await.unwrap();
        }
    }

    async fn an_address_that_is_the_key_was_several_keys(engine) {
        let env = cheap(engine, &schema![KeyLogin, Mailbox, Person]).await;
        let db = &env.db;
        let kim = KeyLogin::create(db, KeyLoginCreate::new("Kim@Example.com", RIGHT)).await.unwrap();
        assert_eq!(kim.email, "kim@example.com");
        let error = failed(ErrorKind::Conflict, KeyLogin::create(db, KeyLoginCreate::new("KIM@example.com", RIGHT)).await);
        assert_eq!(error.field(), Some("email"));
        // A row of another application.
        let hash = kim.hashed_password.expose().to_owned();
        ForeignMember::create(db, ForeignMemberCreate::new("Lea@Example.com", hash)).await.unwrap();
        for email in ["lea@example.com", "Lea@Example.com"] {
            failed(ErrorKind::Conflict, KeyLogin::create(db, KeyLoginCreate::new(email, RIGHT)).await);
        }
        let mailbox = |address: &str| MailboxCreate::new(address);
        Mailbox::create(db, mailbox("Bob@Example.com")).await.unwrap();
        failed(ErrorKind::Conflict, Mailbox::create(db, mailbox("bob@example.com")).await);
        let found = Mailbox::find_or_create(db, Mailbox::ADDRESS, mailbox("BOB@example.com")).await.unwrap();
        assert!(!found.is_created());
        assert_eq!(Mailbox::count(db).await.unwrap(), 1);
    }

    async fn tasks_that_meet_at_one_address_got_a_conflict(engine) {
        let env = cheap(engine, &schema![Contact, Mailbox]).await;
        let db = &env.db;
        for round in 0..6 {
            let tasks = (0..16).map(|task| {
                let db = db.clone();
                let contact = ContactCreate::new(format!("Ann{round}@Example.com"), task);
                tokio::spawn(async move {
                    let row = match task % 4 {
                        0 => Contact::find_or_create(&db, Contact::EMAIL, contact).await?,
                        1 => Contact::upsert(&db, Contact::EMAIL, contact).await?,
                        2 => Contact::upsert_with(&db, Contact::EMAIL, contact, Contact::TEAM.add(1)).await?,
                        _ => Contact::find_or_create_many(&db, Contact::EMAIL, [contact]).await?.remove(0),
                    };
                    Mailbox::upsert(&db, Mailbox::ADDRESS, MailboxCreate::new(format!("Box{round}@Example.com"))).await?;
                    Ok::<_, Error>(row.into_row().id)
                })
            });
            let mut ids = std::collections::HashSet::new();
            for task in tasks.collect::<Vec<_>>() {
                ids.insert(task.await.unwrap().unwrap());
            }
            assert_eq!(ids.len(), 1, "one address, one row");
        }
        assert_eq!((Contact::count(db).await.unwrap(), Mailbox::count(db).await.unwrap()), (6, 6));
    }

    async fn a_text_stood_for_two_accounts(engine) {
        // Forms that differ in more than case, which no index keeps apart.
        let env = cheap(engine, &schema![Person]).await;
        let db = &env.db;
        stored(db, "jo@b\u{fc}cher.example", RIGHT).await;
        let other = Person::create(db, PersonCreate::new("jo@b\u{fc}cher.example", RIGHT)).await.unwrap();
        assert_eq!(other.email, "jo@xn--bcher-kva.example");
        let typed = || Person::EMAIL.eq("jo@b\u{fc}cher.example");
        let change = PersonUpdate { n: Set(9), ..Default::default() };
        assert_eq!(Person::query().filter(typed()).update(db, change).await.unwrap(), 1);
        assert_eq!(Person::get(db, other.id).await.unwrap().n, 9);
        assert_eq!(Person::query().filter(Person::EMAIL.in_list(["jo@b\u{fc}cher.example"])).delete(db).await.unwrap(), 1);
        assert_eq!(Foreign::query().one(db).await.unwrap().email, "jo@b\u{fc}cher.example");
    }

    async fn a_conflict_in_a_transaction_was_aborted(engine) {
        let env = TestEnv::with(engine, &schema![Contact]).await;
        let db = &env.db;
        let bob = Contact::create(db, ContactCreate::new("bob@example.com", 1)).await.unwrap();
        // Another application changes the spelling.
        let mut stored = ForeignContact::get(db, bob.id.get()).await.unwrap();
        stored = stored.update(db, ForeignContactUpdate { email: Set("Bob@Example.com".into()) }).await.unwrap();
        let new = || ContactCreate::new("bob@example.com", 2);
        let error = db.transaction(async |tx| Contact::upsert(tx, Contact::EMAIL, new()).await).await;
        assert_eq!(failed(ErrorKind::Conflict, error).field(), Some("email"));
        failed(ErrorKind::Conflict, Contact::upsert(db, Contact::EMAIL, new()).await);
        assert_eq!(ForeignContact::query().one(db).await.unwrap(), stored);
    }
}
