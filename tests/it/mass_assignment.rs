//! Clients cannot set protected fields: not under any spelling, not in a new row, not in an update.

use std::collections::BTreeSet;

use fivefold::prelude::*;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::models::{
    AccountCreate, AccountUpdate, BadgeCreate, BadgeUpdate, CamelCreate, CamelUpdate,
    ChickenCreate, ChickenUpdate, CityCreate, CityUpdate, CounterCreate, CounterUpdate,
    CountryCreate, CountryUpdate, DocCreate, DocUpdate, FolderCreate, FolderUpdate, ItemCreate,
    ItemUpdate, LedgerCreate, LedgerUpdate, LineCreate, LineUpdate, Loose, LooseCreate,
    LooseUpdate, MaybeCreate, MaybeUpdate, OrderCreate, OrderUpdate, ProfileCreate, ProfileUpdate,
    ProjectCreate, ProjectUpdate, SeatCreate, SeatUpdate, TaskCreate, TaskUpdate, UserCreate,
    UserUpdate,
};

const KEY: &str = "0198a8a2-6d9c-7b3a-9f49-5d2f0f1e2d3c";
const INSTANT: &str = "2000-01-01T00:00:00Z";

/// One model: a body that is good, what may be in no new row, what may be in no change, each with a
/// value of its type.
struct Target {
    name: &'static str,
    body: Value,
    neither: Vec<(&'static str, Value)>,
    no_change: Vec<(&'static str, Value)>,
    create: fn(Value) -> Result<(), String>,
    update: fn(Value) -> Result<(), String>,
}

fn read<T: DeserializeOwned>(body: Value) -> Result<(), String> {
    // As text as well: a value cannot hold a key twice.
    let text = body.to_string();
    match (
        serde_json::from_value::<T>(body),
        serde_json::from_str::<T>(&text),
    ) {
        (Ok(_), Ok(_)) => Ok(()),
        (Err(error), Err(_)) => Err(error.to_string()),
        _ => panic!("text and value are read differently: {text}"),
    }
}

macro_rules! target {
    ($name:literal, $create:ty, $update:ty, $body:expr, neither: [$($field:literal: $value:expr),*], no_change: [$($kept:literal: $kept_value:expr),*]) => {
        Target {
            name: $name,
            body: $body,
            neither: vec![$(($field, json!($value))),*],
            no_change: vec![$(($kept, json!($kept_value))),*],
            create: read::<$create>,
            update: read::<$update>,
        }
    };
}

#[rustfmt::skip]
fn targets() -> Vec<Target> {
    vec![
        target!("User", UserCreate, UserUpdate, json!({ "email": "a@b.cd" }), neither: ["id": KEY, "is_superuser": true, "created_at": INSTANT, "updated_at": INSTANT], no_change: []),
        target!("Item", ItemCreate, ItemUpdate, json!({ "title": "t" }), neither: ["id": KEY, "owner_id": KEY], no_change: []),
        target!("Profile", ProfileCreate, ProfileUpdate, json!({}), neither: ["id": KEY, "user_id": KEY], no_change: []),
        target!("Project", ProjectCreate, ProjectUpdate, json!({ "name": "n" }), neither: ["id": KEY], no_change: []),
        target!("Task", TaskCreate, TaskUpdate, json!({ "title": "t", "project_id": KEY }), neither: ["id": KEY], no_change: []),
        target!("Ledger", LedgerCreate, LedgerUpdate, json!({ "number": 1 }), neither: ["id": 1], no_change: []),
        target!("Line", LineCreate, LineUpdate, json!({ "ledger_id": 1, "text": "t" }), neither: ["id": 1], no_change: []),
        target!("Country", CountryCreate, CountryUpdate, json!({ "code": "fr", "name": "n" }), neither: [], no_change: ["code": "de"]),
        target!("City", CityCreate, CityUpdate, json!({ "country_code": "fr", "name": "n" }), neither: ["id": KEY], no_change: []),
        target!("Folder", FolderCreate, FolderUpdate, json!({ "name": "n" }), neither: ["id": KEY], no_change: []),
        target!("Seat", SeatCreate, SeatUpdate, json!({ "hall": "h", "line": 1 }), neither: ["id": KEY, "chair": 7], no_change: []),
        target!("Account", AccountCreate, AccountUpdate, json!({ "email": "a@b.cd", "plan": "Free", "token": "t", "password": "password" }),
            neither: ["id": KEY, "password_hash": "h", "balance": 1, "level": 9, "trace": KEY, "created_at": INSTANT, "updated_at": INSTANT], no_change: ["plan": "Paid"]),
        target!("Counter", CounterCreate, CounterUpdate, json!({ "value": 1 }), neither: ["id": 1], no_change: []),
        target!("Maybe", MaybeCreate, MaybeUpdate, json!({}), neither: ["id": 1, "updated_at": INSTANT], no_change: []),
        target!("Doc", DocCreate, DocUpdate, json!({ "slug": "s" }), neither: ["id": KEY], no_change: []),
        target!("Camel", CamelCreate, CamelUpdate, json!({ "firstName": "f" }),
            neither: ["id": KEY, "is_admin": true, "manager_id": KEY, "boss": KEY, "changed_at": INSTANT, "first_name": "f", "last_name": "l"], no_change: []),
        target!("Order", OrderCreate, OrderUpdate, json!({ "type": "t" }), neither: ["id": KEY, "group": "g", "references": KEY], no_change: []),
        target!("Chicken", ChickenCreate, ChickenUpdate, json!({}), neither: ["id": KEY], no_change: []),
        target!("Badge", BadgeCreate, BadgeUpdate, json!({ "number": KEY }), neither: [], no_change: ["number": KEY]),
    ]
}

/// The ways to write a name that some framework or other takes for the same, the name itself first.
/// Ten at least.
fn spellings(field: &str) -> Vec<String> {
    let words: Vec<&str> = field.split('_').collect();
    let capital = |word: &&str| {
        word.chars()
            .take(1)
            .flat_map(char::to_uppercase)
            .chain(word.chars().skip(1))
            .collect::<String>()
    };
    let pascal: String = words.iter().map(capital).collect();
    let camel: String = words
        .iter()
        .take(1)
        .map(|word| (*word).to_owned())
        .chain(words.iter().skip(1).map(capital))
        .collect();
    let spelled = [
        field.to_owned(),
        camel,
        pascal,
        field.to_uppercase(),
        words.join("-"),
        words.concat(),
        words.join(" "),
        words.join("."),
        format!("_{field}"),
        format!("{field}_"),
        format!(" {field}"),
        format!("{field} "),
        format!("{field}\0"),
        format!("${field}"),
        format!("{field}[]"),
        format!("r#{field}"),
        format!("\u{feff}{field}"),
        words.concat().to_uppercase(),
    ];
    let mut seen = BTreeSet::new();
    spelled
        .into_iter()
        .filter(|name| seen.insert(name.clone()))
        .collect()
}

#[test]
fn fields_that_clients_may_not_set_are_refused_by_name() {
    let targets = targets();
    assert!(targets.len() >= 10);
    let mut attempts = 0;
    for target in &targets {
        assert_eq!(
            (target.create)(target.body.clone()),
            Ok(()),
            "{}",
            target.name
        );
        assert_eq!((target.update)(json!({})), Ok(()), "{}", target.name);
        let both = target
            .neither
            .iter()
            .map(|attack| (attack, true))
            .chain(target.no_change.iter().map(|attack| (attack, false)));
        for ((field, value), in_create) in both {
            let names = spellings(field);
            assert!(names.len() >= 6, "{names:?}");
            for name in names {
                // Where serde was told another name, that one is a client's own.
                if target.name == "Camel"
                    && ["firstName", "SURNAME", "family_name"].contains(&name.as_str())
                {
                    continue;
                }
                let mut body = target.body.clone();
                body[&name] = value.clone();
                let mut tried = vec![(target.update)(json!({ name.clone(): value }))];
                if in_create {
                    tried.push((target.create)(body));
                }
                for result in tried {
                    let error = result.expect_err(&format!("{} takes `{name}`", target.name));
                    assert!(
                        error.contains("unknown field") && error.contains(&name),
                        "{}: {error}",
                        target.name
                    );
                    attempts += 1;
                }
            }
        }
    }
    assert!(attempts >= 500, "{attempts}");
}

for_each_db! {
    /// The control: this model ignores unknown keys. Protected fields still cannot be set.
    async fn where_unknown_keys_are_ignored_they_set_nothing(env) {
        let protected = [("id", json!(KEY)), ("is_admin", json!(true)), ("owner_id", json!(7)), ("created_at", json!(INSTANT)), ("updated_at", json!(INSTANT))];
        let key: Id<Loose> = KEY.parse().unwrap();
        let long_ago: DateTime<Utc> = INSTANT.parse().unwrap();
        let untouched = |row: &Loose| row.id != key && !row.is_admin && row.owner_id == 0 && row.created_at > long_ago && row.updated_at > long_ago;
        let mut accepted = 0;
        for (field, value) in protected {
            for name in spellings(field) {
                let create: LooseCreate = serde_json::from_value(json!({ "name": "n", name.clone(): value })).unwrap();
                let row = Loose::create(&env.db, create).await.unwrap();
                assert!(untouched(&row), "{name}: {row:?}");
                let change: LooseUpdate = serde_json::from_value(json!({ "name": "m", name.clone(): value })).unwrap();
                let row = row.update(&env.db, change).await.unwrap();
                assert!(untouched(&row) && row.name == "m", "{name}: {row:?}");
                assert_eq!(Loose::get(&env.db, row.id).await.unwrap(), row);
                let only: LooseUpdate = serde_json::from_value(json!({ name: value })).unwrap();
                assert_eq!(only, LooseUpdate::default());
                accepted += 3;
            }
        }
        assert!(accepted >= 200, "{accepted}");
    }

    async fn server_code_can_set_fields_that_clients_cannot(env) {
        use crate::models::{LooseServer, LooseServerUpdate};
        let row = Loose::create(&env.db, LooseCreate::new("n").with(LooseServer { is_admin: true, owner_id: 7 })).await.unwrap();
        assert_eq!((row.is_admin, row.owner_id), (true, 7));
        let row = row.update(&env.db, LooseUpdate::default().with(LooseServerUpdate { is_admin: Set(false), owner_id: Set(8) })).await.unwrap();
        assert_eq!((row.is_admin, row.owner_id, row.name.as_str()), (false, 8, "n"));
        let row = row.update(&env.db, LooseUpdate { name: Set("m".into()) }).await.unwrap();
        assert_eq!((row.is_admin, row.owner_id, row.name.as_str()), (false, 8, "m"), "a client's change leaves it alone");
        let row = Loose::create(&env.db, LooseCreate::new("n")).await.unwrap();
        assert_eq!((row.is_admin, row.owner_id), (false, 0));
    }
}
