//! Rules: on every path that writes, in the units that the table checks in, and never with the
//! rejected value.

mod numbers;

use fivefold::Error;
use fivefold::params::Params;
use fivefold::prelude::*;
use fivefold::validation::Validate;

use crate::crud::account;
use crate::models::{
    Account, AccountCreate, AccountUpdate, Camel, CamelCreate, Project, ProjectCreate, Ruled,
    RuledCreate, RuledUpdate, User, UserCreate, UserUpdate,
};
use crate::support::{failed, shape, validation_codes};

fn valid() -> RuledCreate {
    RuledCreate::new("name", [1, 2, 3], vec![String::from("tag")])
}

/// A field, what is put into it, and the code of the rule that it breaks; none where it is fine.
type Probe = (&'static str, fn(&mut RuledCreate), Option<&'static str>);

fn text(text: &str) -> Option<String> {
    Some(text.to_owned())
}

#[rustfmt::skip]
fn probes() -> Vec<Probe> {
    vec![
        ("name", |row| row.name = "ab".into(), None),
        ("name", |row| row.name = "abcde".into(), None),
        ("name", |row| row.name = "a".into(), Some("length")),
        ("name", |row| row.name = "abcdef".into(), Some("length")),
        ("name", |row| row.name = String::new(), Some("length")),
        ("name", |row| row.name = "äöüßé".into(), None),
        ("name", |row| row.name = "\u{1F600}\u{1F600}\u{1F600}\u{1F600}\u{1F600}".into(), None),
        ("name", |row| row.name = "e\u{301}e\u{301}e\u{301}".into(), Some("length")),
        ("bytes", |row| row.bytes = vec![], None),
        ("bytes", |row| row.bytes = vec![0; 3], None),
        ("bytes", |row| row.bytes = vec![0; 4], Some("length")),
        ("tags", |row| row.tags = Json(vec![]), Some("length")),
        ("tags", |row| row.tags = Json(vec!["a very long tag".into(); 2]), None),
        ("tags", |row| row.tags = Json(vec![String::new(); 3]), Some("length")),
        ("email", |row| row.email = None, None),
        ("email", |row| row.email = text("ann@example.com"), None),
        ("email", |row| row.email = text("ann"), Some("email")),
        ("email", |row| row.email = text(""), Some("email")),
        ("link", |row| row.link = text("https://example.com/?q=%27"), None),
        ("link", |row| row.link = text("example"), Some("url")),
        ("link", |row| row.link = text("//example.com"), Some("url")),
        ("slug", |row| row.slug = text("a-b-c"), None),
        ("slug", |row| row.slug = text("a-"), Some("pattern")),
        ("slug", |row| row.slug = text("a\n"), Some("pattern")),
        ("slug", |row| row.slug = text("A"), Some("pattern")),
        ("small", |row| row.small = Some(-5), None),
        ("small", |row| row.small = Some(-6), Some("range")),
        ("small", |row| row.small = Some(i16::MAX), Some("range")),
        ("money", |row| row.money = Some(0), None),
        ("money", |row| row.money = Some(-1), Some("range")),
        ("money", |row| row.money = Some(i64::MAX), None),
        ("money", |row| row.money = Some(i64::MIN), Some("range")),
        ("count", |row| row.count = Some(4_000_000_000), None),
        ("count", |row| row.count = Some(4_000_000_001), Some("range")),
        ("ratio", |row| row.ratio = Some(0.5), None),
        ("ratio", |row| row.ratio = Some(-0.5), None),
        ("ratio", |row| row.ratio = Some(0.5000000000000001), Some("range")),
        ("ratio", |row| row.ratio = Some(f64::NAN), Some("range")),
        ("ratio", |row| row.ratio = Some(f64::INFINITY), Some("range")),
        ("even", |row| row.even = Some(2), None),
        ("even", |row| row.even = Some(3), Some("even")),
        ("all", |row| row.all = text("x"), None),
        ("all", |row| row.all = text("xx"), Some("not_xx")),
        ("all", |row| row.all = text("y"), Some("pattern")),
    ]
}

/// The change that puts what the row holds in this field.
fn change(field: &str, row: RuledCreate) -> RuledUpdate {
    let mut change = RuledUpdate::default();
    match field {
        "name" => change.name = Set(row.name),
        "bytes" => change.bytes = Set(row.bytes),
        "tags" => change.tags = Set(row.tags),
        "email" => change.email = Set(row.email),
        "link" => change.link = Set(row.link),
        "slug" => change.slug = Set(row.slug),
        "small" => change.small = Set(row.small),
        "money" => change.money = Set(row.money),
        "count" => change.count = Set(row.count),
        "ratio" => change.ratio = Set(row.ratio),
        "even" => change.even = Set(row.even),
        "all" => change.all = Set(row.all),
        other => panic!("{other}"),
    }
    change
}

fn judge(field: &str, code: Option<&str>, result: Result<usize, Error>) -> Result<(), String> {
    match (code, result) {
        (None, Ok(_)) => Ok(()),
        (Some(code), Err(error)) => {
            let codes = validation_codes(&error);
            let right = error.kind() == ErrorKind::Validation
                && (error.model(), error.field()) == (Some("Ruled"), Some(field))
                && codes.len() == 1
                && codes
                    .get(field)
                    .is_some_and(|codes| codes.iter().any(|found| found == code));
            if right {
                Ok(())
            } else {
                Err(format!("{field}: {error:?} {codes:?}"))
            }
        }
        (code, result) => Err(format!("{field}: expected {code:?}, got {result:?}")),
    }
}

for_each_db! {
    async fn every_path_that_writes_applies_every_rule(env) {
        let db = &env.db;
        let mut complaints = Vec::new();
        let mut wrong = 0;
        for (field, put, code) in probes() {
            let mut row = valid();
            put(&mut row);
            let target = Ruled::create(db, valid()).await.unwrap();
            let (id, before) = (target.id, Ruled::count(db).await.unwrap());
            let by_id = Ruled::update_by_id(db, id, change(field, row.clone())).await.map(|_| 1);
            let in_tx = db.transaction(async |tx| Ruled::update_by_id(tx, id, change(field, row.clone())).await.map(|_| 1)).await;
            let results = [
                Ruled::create(db, row.clone()).await.map(|_| 1),
                Ruled::create_many(db, [valid(), row.clone()]).await.map(|rows| rows.len()),
                Ruled::create_many(db, [row.clone(), valid()]).await.map(|rows| rows.len()),
                target.clone().update(db, change(field, row.clone())).await.map(|_| 1),
                by_id,
                in_tx,
            ];
            complaints.extend(results.into_iter().filter_map(|result| judge(field, code, result).err()));
            if code.is_some() {
                wrong += 1;
                assert_eq!(Ruled::count(db).await.unwrap(), before, "{field}: something was written");
                assert_eq!(Ruled::get(db, id).await.unwrap(), target, "{field}: something was changed");
            }
        }
        assert!(wrong >= 20);
        assert!(complaints.is_empty(), "{complaints:#?}");
    }

    async fn everything_that_is_wrong_is_said_at_once(env) {
        let row = RuledCreate { email: text("x"), even: Some(1), all: text("yx"), ..RuledCreate::new("", [0; 9], Vec::<String>::new()) };
        let error = failed(ErrorKind::Validation, Ruled::create(&env.db, row).await);
        let codes = validation_codes(&error);
        assert_eq!(codes.keys().map(String::as_str).collect::<Vec<_>>(), ["all", "bytes", "email", "even", "name", "tags"]);
        assert_eq!((error.model(), error.field()), (Some("Ruled"), None));
        let text = error.to_string();
        assert!(codes.keys().all(|field| text.contains(field)), "{text}");
    }

    async fn a_rule_of_an_input_names_the_input_field(env) {
        let db = &env.db;
        let short = || Secret::new(String::from("short"));
        let row = Account::create(db, account("ann@example.com")).await.unwrap();
        let create = AccountCreate { password: short(), ..AccountCreate::new("bob@example.com", crate::models::Plan::Free, String::from("t"), short()) };
        let create = create.with(crate::models::AccountServer { balance: 0, level: 0 });
        let results = [
            Account::create(db, create).await,
            row.clone().update(db, AccountUpdate { password: Set(short()), ..Default::default() }).await,
            Account::update_by_id(db, row.id, AccountUpdate { password: Set(short()), ..Default::default() }).await,
        ];
        for result in results {
            let error = failed(ErrorKind::Validation, result);
            assert_eq!(validation_codes(&error)["password"], ["length"]);
            assert_eq!((error.model(), error.field()), (Some("Account"), Some("password")), "exactly one field is concerned");
        }
    }

    async fn an_input_that_cannot_be_stored_names_the_input_field(env) {
        let row = Account::create(&env.db, account("ann@example.com")).await.unwrap();
        let change = AccountUpdate { password: Set(String::from("a password\0").into()), ..Default::default() };
        let error = failed(ErrorKind::Validation, row.update(&env.db, change).await);
        assert_eq!(validation_codes(&error).into_keys().collect::<Vec<_>>(), ["password"], "clients do not know the column");
    }

    async fn an_input_is_converted_on_every_path(env) {
        let db = &env.db;
        let row = Account::create(db, account("ann@example.com")).await.unwrap();
        assert_eq!(row.password_hash.0, "hash:drowssap a");
        let password = || Set(Secret::new(String::from("12345678")));
        let row = row.update(db, AccountUpdate { password: password(), ..Default::default() }).await.unwrap();
        assert_eq!(row.password_hash.0, "hash:87654321");
        assert_eq!(Account::get(db, row.id).await.unwrap(), row);
        let many = Account::create_many(db, ["b@example.com", "c@example.com"].map(account)).await.unwrap();
        assert!(many.iter().all(|row| row.password_hash.0 == "hash:drowssap a"));
    }

    async fn values_accepted_by_the_rules_are_accepted_by_the_table(env) {
        // Units agree: characters, not bytes and not UTF-16; bytes; elements.
        for name in ["\u{10FFFF}".repeat(5), "e\u{301}ab\u{1F1E9}".into(), "\u{200d}\u{200d}".into(), "\u{1}\u{2}".into()] {
            let row = RuledCreate { name, tags: Json(vec!["\u{10FFFF}".repeat(50), "]\",[".into()]), ..valid() };
            let created = Ruled::create(&env.db, row).await.unwrap();
            assert_eq!(Ruled::get(&env.db, created.id).await.unwrap(), created);
        }
    }

    async fn errors_and_query_strings_have_the_names_of_bodies(env) {
        let db = &env.db;
        let long = "x".repeat(21);
        let camel = |first: &str, last: &str| CamelCreate { last_name: text(last), ..CamelCreate::new(first) };
        let names = |error: &Error| error.fields().unwrap().iter().map(|(name, _)| name).collect::<Vec<_>>();
        let error = failed(ErrorKind::Validation, Camel::create(db, camel(&long, &long)).await);
        assert_eq!(names(&error), ["SURNAME", "firstName"]);
        let error = failed(ErrorKind::Validation, Camel::create(db, camel("a\0", "b")).await);
        assert_eq!((names(&error), error.field()), (vec!["firstName".to_owned()], Some("firstName")));
        Camel::create(db, camel("Ann", "Lee")).await.unwrap();
        let error = failed(ErrorKind::Conflict, Camel::create(db, camel("Bob", "Lee")).await);
        assert_eq!(names(&error), ["SURNAME"]);
        let allowed = Params::new().filter(Camel::FIRST_NAME).sort(Camel::LAST_NAME);
        let request = allowed.parse("firstName=Ann&sort=-SURNAME").unwrap();
        assert_eq!(Camel::query().apply(&request).count(db).await.unwrap(), 1);
        assert_eq!(failed(ErrorKind::InvalidInput, allowed.parse("first_name=Ann")).fields(), None);
    }

    async fn a_failed_rule_and_a_taken_value_have_one_shape(env) {
        let db = &env.db;
        User::create(db, UserCreate::new("ann@example.com")).await.unwrap();
        let rule = failed(ErrorKind::Validation, User::create(db, UserCreate::new("ann")).await);
        let taken = failed(ErrorKind::Conflict, User::create(db, UserCreate::new("ann@example.com")).await);
        for (error, code) in [(rule, "email"), (taken, "unique")] {
            let json = serde_json::to_value(error.fields().unwrap()).unwrap();
            assert_eq!(json.as_object().unwrap().keys().collect::<Vec<_>>(), ["email"]);
            assert_eq!(json["email"][0]["code"], code);
            assert!(json["email"][0]["message"].is_string());
        }
    }

    async fn rules_are_checked_before_uniqueness(env) {
        // Both broken and taken: the rule speaks, and no row is looked at.
        Project::create(&env.db, ProjectCreate::new("taken")).await.unwrap();
        let rows = ["", "taken"].map(ProjectCreate::new);
        let error = failed(ErrorKind::Validation, Project::create_many(&env.db, rows).await);
        assert_eq!(shape(&error).field, Some("name"));
    }
}

#[test]
fn clients_can_validate_before_they_send() {
    assert!(UserCreate::new("ann@example.com").validate().is_ok());
    assert!(UserCreate::new("ann").validate().is_err());
    assert!(UserUpdate::default().validate().is_ok());
    assert!(
        UserUpdate {
            email: Set("ann".into()),
            ..Default::default()
        }
        .validate()
        .is_err()
    );
    assert!(
        UserUpdate {
            full_name: Set(None),
            ..Default::default()
        }
        .validate()
        .is_ok()
    );
}

#[test]
fn names_in_json_follow_serde_rename() {
    let create: CamelCreate =
        serde_json::from_str(r#"{"firstName": "a", "SURNAME": "b"}"#).unwrap();
    assert_eq!(create.last_name.as_deref(), Some("b"));
    let create: CamelCreate =
        serde_json::from_str(r#"{"firstName": "a", "family_name": "b"}"#).unwrap();
    assert_eq!(create.last_name.as_deref(), Some("b"));
    for body in [
        r#"{"first_name": "a"}"#,
        r#"{"firstName": "a", "lastName": "b"}"#,
        r#"{"firstName": "a", "SURNAME": "b", "family_name": "c"}"#,
    ] {
        assert!(serde_json::from_str::<CamelCreate>(body).is_err(), "{body}");
    }
    let _: Option<Camel> = None;
}
