//! Bound values appear in no error and no `Debug`: not in a message, a source or a serialised
//! field.

use std::error::Error as _;
use std::time::Duration;

use fivefold::crud::New;
use fivefold::prelude::*;

use crate::models::{
    Account, AccountCreate, AccountPublic, AccountServer, AccountUpdate, City, CityCreate, Country,
    CountryCreate, Doc, DocCreate, DocUpdate, Maybe, MaybeCreate, MaybePublic, Plan, RatedLoose,
    RatedLooseCreate, Ruled, RuledCreate, Seat, SeatCreate, Slug, User, UserCreate, UserUpdate,
};
use crate::support::{Sql, TestEnv, catch_panic, occupied};

const CANARY: &str = "CANARY-7f3a";

/// Every form of an error that an application might print, log or send.
fn shown(error: &Error) -> String {
    let mut text = format!(
        "{error}\n{error:?}\n{error:#?}\n{:?} {:?} {:?}",
        error.model(),
        error.field(),
        error.constraint()
    );
    let mut source = error.source();
    while let Some(cause) = source {
        text.push_str(&format!("\n{cause}\n{cause:?}"));
        source = cause.source();
    }
    if let Some(fields) = error.fields() {
        text.push_str(&format!(
            "\n{fields}\n{fields:?}\n{}",
            serde_json::to_string(fields).unwrap()
        ));
    }
    text
}

fn account(email: String, password: &str) -> New<Account> {
    let create = AccountCreate {
        note: Some(CANARY.into()),
        ..AccountCreate::new(email, Plan::Free, CANARY.to_owned(), password.to_owned())
    };
    create.with(AccountServer {
        balance: 0,
        level: 0,
    })
}

/// An error of every kind that a value can play a part in.
async fn errors(db: &Db) -> Vec<(&'static str, Error)> {
    let mail = |name: &str| format!("{name}-{CANARY}@example.com");
    let doc = Doc::create(db, DocCreate::all(CANARY)).await.unwrap();
    let user = User::create(db, UserCreate::new(mail("a"))).await.unwrap();
    Account::create(db, account(mail("a"), "a long CANARY-7f3a"))
        .await
        .unwrap();
    Seat::create(
        db,
        SeatCreate {
            place: Some(1),
            ..SeatCreate::new(CANARY, 1)
        },
    )
    .await
    .unwrap();
    Country::create(db, CountryCreate::new("fr", CANARY))
        .await
        .unwrap();
    let wide = |text: &str| format!("{CANARY}{text}");
    let loose = |title: Option<String>, stars| RatedLooseCreate {
        title,
        stars,
        ..RatedLooseCreate::new()
    };
    let mut errors: Vec<(&'static str, Error)> = Vec::new();
    macro_rules! add {
        ($($name:literal: $operation:expr;)+) => {$( errors.push(($name, $operation.await.map(drop).expect_err($name))); )+};
    }
    add! {
        "unique": Doc::create(db, DocCreate::all(CANARY));
        "unique, in a batch": Doc::create_many(db, [DocCreate::all("x"), DocCreate::all(CANARY)]);
        "unique, in a change": async { let other = Doc::create(db, DocCreate::new("y")).await?; other.update(db, DocUpdate::all(CANARY)).await };
        "unique e-mail": User::create(db, UserCreate::new(mail("a")));
        "unique e-mail beside secrets": Account::create(db, account(mail("a"), "another CANARY-7f3a"));
        "unique group": Seat::create(db, SeatCreate { place: Some(1), ..SeatCreate::new(CANARY, 1) });
        "missing parent": City::create(db, CityCreate::new(CANARY, CANARY));
        "key too long": Country::create(db, CountryCreate::new(CANARY, "x"));
        "missing key": Country::get(db, CANARY);
        "missing key, in a delete": Country::delete_by_id(db, CANARY);
        "failed check": RatedLoose::create(db, loose(Some(CANARY.into()), Some(3)));
        "failed check of another field": RatedLoose::create(db, loose(Some("CANARY-7f".into()), Some(9)));
        "null": RatedLoose::create(db, loose(Some("CANARY-7f".into()), None));
        "rules": Ruled::create(db, RuledCreate {
            email: Some(CANARY.into()), link: Some(CANARY.into()), slug: Some(CANARY.into()), all: Some(CANARY.into()), ..RuledCreate::new(CANARY, CANARY.as_bytes(), vec![CANARY.to_owned(); 9])
        });
        "rule of an input": Account::create(db, account(mail("b"), &wide(&"x".repeat(200))));
        "rule in a change": User::update_by_id(db, user.id, UserUpdate { email: Set(CANARY.into()), ..Default::default() });
        "zero character": Doc::create(db, DocCreate::all(&wide("\0")));
        "zero character in a secret": Account::update_by_id(db, Id::new_v4(), AccountUpdate { token: Set(wide("\0").into()), ..Default::default() });
        "zero character in a lookup": Doc::find_by(db, Doc::SLUG, wide("\0"));
        "zero character in an input": Account::create(db, account(mail("c"), &wide("password\0")));
        "too many bytes": Doc::create(db, DocCreate { body: Some(CANARY.repeat(2_000_000)), ..DocCreate::new("z") });
        "too deep": Doc::create(db, DocCreate { tree: Some(Json((0..70).fold(CANARY.into(), |inner, _| serde_json::json!([inner])))), ..DocCreate::new("z") });
        "window": Doc::list(db, ..5_000);
        "aborted": db.transaction(async |tx| { let _ = Doc::create(tx, DocCreate::all(CANARY)).await; Doc::create(tx, DocCreate::all("w")).await });
        "aborted commit": db.transaction(async |tx| { let _ = Doc::create(tx, DocCreate::all(CANARY)).await; Ok(()) });
        "outer handle": db.transaction(async |outer| outer.savepoint(async |_| Doc::create(outer, DocCreate::all("v-CANARY-7f3a")).await).await);
        "busy with itself": async {
            let held = occupied(db).await;
            let result = Doc::create(db, DocCreate::all("u-CANARY-7f3a")).await;
            drop(held);
            result
        };
    }
    let _ = doc;
    errors
}

for_each_engine! {
    async fn no_error_shows_a_value(engine) {
        let env = TestEnv::tuned(engine, |builder| builder.acquire_timeout(Duration::from_millis(100))).await;
        let errors = errors(&env.db).await;
        let kinds: std::collections::HashSet<ErrorKind> = errors.iter().map(|(_, error)| error.kind()).collect();
        assert!(errors.len() >= 25 && kinds.len() >= 8, "{kinds:?}");
        let hits: Vec<_> = errors.iter().filter(|(_, error)| shown(error).to_lowercase().contains(&CANARY.to_lowercase())).collect();
        assert!(hits.is_empty(), "{hits:#?}");
        // The control: a value that is printed is found.
        let planted = format!("{:?}", DocCreate::all(CANARY));
        assert!(planted.contains(CANARY));
    }
}

for_each_kept! {
    /// The engine's own message is shown by `raw()` only, also where it holds a value.
    async fn the_message_of_a_trigger_is_shown_by_raw_only(engine) {
        let env = TestEnv::new(engine).await;
        env.raw_connection().unwrap().execute(&match engine.sql {
            Sql::Sqlite => format!("CREATE TRIGGER planted BEFORE INSERT ON doc BEGIN SELECT RAISE(ABORT, '{CANARY}'); END"),
            Sql::Postgres => format!(
                "CREATE FUNCTION planted() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION '{CANARY}'; END $$; \
                 CREATE TRIGGER planted BEFORE INSERT ON doc FOR EACH ROW EXECUTE FUNCTION planted()"
            ),
            Sql::MariaDb => format!("CREATE TRIGGER planted BEFORE INSERT ON doc FOR EACH ROW SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = '{CANARY}'"),
        });
        let error = Doc::create(&env.db, DocCreate::new("x")).await.unwrap_err();
        assert_eq!((error.kind(), error.model()), (ErrorKind::Check, Some("Doc")));
        assert!(!shown(&error).contains(CANARY), "{error:?}");
        // The control: the text was there, and is found where it may be.
        let raw = error.raw().expect("the engine's own words").to_string();
        assert!(raw.contains(CANARY), "{raw}");
    }

    /// A stored value that does not fit is named by its field, not shown.
    async fn unreadable_values_are_named_and_not_shown(engine) {
        let env = TestEnv::new(engine).await;
        let raw = env.raw_connection().unwrap();
        let mut complaints = Vec::new();
        for (field, value) in misfits(engine.sql) {
            let row = Maybe::create(&env.db, MaybeCreate::new()).await.unwrap();
            raw.execute(&format!("UPDATE maybe SET \"{field}\" = {value} WHERE id = {}", row.id));
            let results = [
                catch_panic(async { Maybe::get(&env.db, row.id).await.map(drop) }).await,
                catch_panic(async { Maybe::list(&env.db, ..).await.map(drop) }).await,
                catch_panic(env.db.transaction(async |tx| Maybe::get(tx, row.id).await.map(drop))).await,
            ];
            for result in results {
                match result {
                    Some(Err(error)) if (error.kind(), error.model(), error.field()) == (ErrorKind::Internal, Some("Maybe"), Some(field)) => {
                        assert!(!shown(&error).contains(CANARY), "{error:?}");
                    }
                    other => complaints.push(format!("{field} = {value}: {other:?}")),
                }
            }
            row.delete(&env.db).await.unwrap();
        }
        assert!(complaints.is_empty(), "{complaints:#?}");
        // Types and checks keep the rest out.
        Maybe::create(&env.db, MaybeCreate::new()).await.unwrap();
        let common = ["\"boolean\" = 2", "int16 = 40000", "int32 = 1099511627776", "uint8 = -1", "uint8 = 256", "uint32 = -1", "int64 = 'x'", "float64 = 'x'", "status = 'else'", "json = '{'"];
        let own: &[&str] = match engine.sql {
            Sql::Sqlite => &["uuid = x'00'", "text = x'00'", "bytes = 'x'"],
            Sql::Postgres | Sql::MariaDb => &["uuid = 'xxxxxxxxxxxxxxxxx'", "date = '2026-02-30'", "instant = 'x'", "time = 'x'", "decimal = 'x'"],
        };
        for change in common.iter().chain(own) {
            let change = format!("UPDATE maybe SET {}", change.replace("decimal =", "\"decimal\" ="));
            assert!(raw.try_execute(&change).is_err(), "{change}");
        }
    }
}

/// A field, and what its column takes although the field cannot hold it.
fn misfits(sql: Sql) -> Vec<(&'static str, String)> {
    let json = format!("'{{\"{CANARY}\": 1}}'");
    let of_all = [("json", json)];
    let own: &[(&str, &str)] = match sql {
        Sql::Sqlite => &[
            ("instant", "'CANARY-7f3a'"),
            ("date", "'CANARY-7f3a'"),
            ("time", "'CANARY-7f3a'"),
            ("decimal", "'CANARY-7f3a'"),
            ("text", "cast(x'ff434152' AS text)"),
            ("instant", "'2026-01-01T00:00:00Z'"),
            ("date", "'2026-02-30'"),
        ],
        Sql::Postgres => &[
            ("instant", "'infinity'"),
            ("date", "'-infinity'"),
            ("decimal", "'NaN'"),
            ("decimal", "'1e40'"),
        ],
        Sql::MariaDb => &[("time", "'-01:00:00'"), ("time", "'24:00:00'")],
    };
    let own = own
        .iter()
        .map(|(field, value)| (*field, (*value).to_owned()));
    of_all.into_iter().chain(own).collect()
}

for_each_db! {
    async fn nothing_that_carries_values_prints_them(env) {
        let db = &env.db;
        let user = User::create(db, UserCreate::new(format!("x-{CANARY}@example.com"))).await.unwrap();
        let country = Country::create(db, CountryCreate::new("fr", CANARY)).await.unwrap();
        let tx = db.begin().await.unwrap();
        let change = AccountUpdate { token: Set(CANARY.to_owned().into()), password: Set(CANARY.to_owned().into()), ..Default::default() };
        let row = MaybeCreate { secret: Some(Secret::new(CANARY.into())), ..MaybeCreate::new() };
        let row = Maybe::create(&tx, row).await.unwrap();
        let shown = [
            format!("{:?} {:?}", db, Db::builder(&format!("sqlite:{CANARY}?mode={CANARY}"))),
            format!("{tx:?}"),
            format!("{:?} {:?}", user.items(), country.cities()),
            format!("{:?}", account(CANARY.into(), CANARY)),
            format!("{:?} {change:?}", fivefold::crud::Changes::<Account>::of(change.clone())),
            format!("{:?}", Account::NOTE.set(Some(CANARY.into()))),
            format!("{row:?} {:?}", row.secret),
            format!("{:?}", Secret::new(Slug(CANARY.into()))),
        ];
        let hits: Vec<_> = shown.iter().filter(|text| text.contains(CANARY)).collect();
        assert!(hits.is_empty(), "{hits:#?}");
        tx.rollback().await.unwrap();
    }

    async fn public_views_hold_no_secret(env) {
        let db = &env.db;
        let account = Account::create(db, account("a@example.com".into(), "a long CANARY-7f3a")).await.unwrap();
        assert_eq!(account.token.expose(), CANARY);
        let json = serde_json::to_value(AccountPublic::from(&account)).unwrap();
        assert!(!json.to_string().contains(CANARY), "{json}");
        let keys: Vec<&str> = json.as_object().unwrap().keys().map(String::as_str).collect();
        assert_eq!(keys, ["balance", "created_at", "email", "id", "level", "plan", "trace", "updated_at"]);
        let row = MaybeCreate { secret: Some(Secret::new(CANARY.into())), ..MaybeCreate::new() };
        let row = Maybe::create(db, row).await.unwrap();
        assert!(!serde_json::to_string(&MaybePublic::from(row)).unwrap().contains(CANARY));
    }

    async fn no_panic_in_a_closure_is_turned_into_an_error_with_the_message(env) {
        let db = env.db.clone();
        let task = tokio::spawn(async move { db.transaction::<(), _>(async |_| std::panic::resume_unwind(Box::new(CANARY))).await });
        let panic = task.await.unwrap_err().into_panic();
        assert_eq!(*panic.downcast::<&str>().unwrap(), CANARY, "it is the caller's own, and comes out as it is");
        env.settled().await;
    }
}

/// Keeps what is traced.
#[derive(Clone, Default)]
struct Traced(std::sync::Arc<std::sync::Mutex<Vec<u8>>>);

impl std::io::Write for Traced {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

for_each_runtime! {
    /// Neither the SDK nor what it stands on traces a value, a statement's values or the password
    /// of a URL.
    fn no_trace_shows_a_value(engine) {
        let traced = Traced::default();
        let writer = traced.clone();
        let subscriber = tracing_subscriber::fmt().with_max_level(tracing::Level::TRACE).with_writer(move || writer.clone()).finish();
        // Of this thread, on which everything happens.
        tracing::subscriber::with_default(subscriber, || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            runtime.block_on(async {
                let env = TestEnv::tuned(engine, |builder| builder.acquire_timeout(Duration::from_millis(100))).await;
                assert!(errors(&env.db).await.len() >= 25);
                let url = format!("postgres://someone:{CANARY}@127.0.0.1:1/nowhere");
                for url in [url.clone(), url.replace("postgres", "mysql")] {
                    let error = Db::connect(&url).await.unwrap_err();
                    assert!(!shown(&error).contains(CANARY));
                }
            });
            let text = String::from_utf8(traced.0.lock().unwrap().clone()).unwrap();
            assert!(!text.contains(CANARY), "{text}");
            // The control: what is traced is seen.
            tracing::trace!("{CANARY}");
        });
        assert!(String::from_utf8_lossy(&traced.0.lock().unwrap()).contains(CANARY));
    }
}
