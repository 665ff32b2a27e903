//! The three states of a field in a change: kept, null, a value. Through JSON, as a client sends
//! them.

use std::collections::HashSet;

use fivefold::prelude::*;
use serde_json::{Map, Value, json};

use crate::models::{
    Every, EveryCreate, EveryUpdate, Maybe, MaybeCreate, MaybePublic, MaybeUpdate, Seat,
    SeatCreate, SeatUpdate,
};
use crate::support::{TestEnv, failed, validation_codes};

/// A row whose fields are those of server code.
#[model(table = "patch_job")]
#[derive(Debug, Clone, PartialEq)]
pub struct Job {
    #[field(id, len(..=40))]
    pub code: String,
    #[field(len(1..=80), check = is_lower_case)]
    pub title: String,
    #[field(server)]
    pub state: State,
    #[field(server, default = 0)]
    pub attempts: i64,
    #[field(server)]
    pub note: Option<String>,
    #[field(hidden)]
    pub token: Secret<String>,
    #[field(create_only)]
    pub kind: i32,
    #[field(version)]
    pub version: i64,
    #[field(deleted)]
    pub deleted_at: Option<DateTime<Utc>>,
    #[field(auto)]
    pub created_at: DateTime<Utc>,
    #[field(auto(update))]
    pub updated_at: DateTime<Utc>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize, DbEnum)]
pub enum State {
    Queued,
    Done,
}

#[allow(
    clippy::ptr_arg,
    reason = "a check takes a reference to the type of its field"
)]
fn is_lower_case(title: &String) -> Result<(), fivefold::validation::ValidationError> {
    if title.chars().any(char::is_uppercase) {
        return Err(fivefold::validation::ValidationError::new("upper_case"));
    }
    Ok(())
}

async fn job(db: &Db) -> Job {
    let server = JobServer {
        state: State::Queued,
        attempts: 7,
        note: Some("kept".into()),
    };
    let create = JobCreate::new("a", "title", "token".to_owned(), 1).with(server);
    Job::create(db, create).await.unwrap()
}

/// Every type of column, with two values.
pub fn values() -> Vec<(&'static str, Value, Value)> {
    vec![
        ("boolean", json!(true), json!(false)),
        ("int16", json!(-32_768), json!(32_767)),
        ("int32", json!(-2_147_483_648), json!(0)),
        ("int64", json!(i64::MIN), json!(i64::MAX)),
        ("uint8", json!(255), json!(0)),
        ("uint32", json!(4_294_967_295_u32), json!(0)),
        ("float32", json!(0.5), json!(-1.25)),
        ("float64", json!(0.1), json!(1e300)),
        ("text", json!("text"), json!("")),
        ("bytes", json!([0, 255]), json!([])),
        (
            "uuid",
            json!("0198a8a2-6d9c-7b3a-9f49-5d2f0f1e2d3c"),
            json!("ffffffff-ffff-ffff-ffff-ffffffffffff"),
        ),
        (
            "instant",
            json!("2026-11-23T17:05:00.123456Z"),
            json!("0001-01-01T00:00:00Z"),
        ),
        ("date", json!("2026-11-23"), json!("9999-12-31")),
        ("time", json!("17:05:00.123456"), json!("00:00:00")),
        ("json", json!({ "a": [1, 2], "b": [] }), json!({})),
        (
            "decimal",
            json!("1.25"),
            json!("-79228162514264337593543950335"),
        ),
        ("status", json!("in_progress"), json!("it's done")),
        ("slug", json!("a-slug"), json!("null")),
    ]
}

/// A body with these fields.
pub fn body(fields: impl IntoIterator<Item = (&'static str, Value)>) -> Value {
    Value::Object(
        fields
            .into_iter()
            .map(|(name, value)| (name.to_owned(), value))
            .collect::<Map<_, _>>(),
    )
}

/// The row as a client sees it, without what every change touches.
fn shown(row: &Maybe) -> Map<String, Value> {
    let Ok(Value::Object(mut shown)) = serde_json::to_value(MaybePublic::from(row)) else {
        panic!("not an object")
    };
    shown.remove("updated_at");
    shown
}

for_each_db! {
    async fn three_states_of_every_type(env) {
        let mut states = 0;
        for (name, first, second) in values() {
            for (present, wanted) in [(None, &first), (Some(Value::Null), &Value::Null), (Some(second.clone()), &second)] {
                let full = body(values().into_iter().map(|(name, first, _)| (name, first)));
                let create: MaybeCreate = serde_json::from_value(full).unwrap();
                let row = Maybe::create(&env.db, create).await.unwrap();
                let before = shown(&row);
                let change = body(present.map(|value| (name, value)));
                let change: MaybeUpdate = serde_json::from_value(change).unwrap();
                let after = Maybe::update_by_id(&env.db, row.id, change).await.unwrap();
                assert_eq!(Maybe::get(&env.db, row.id).await.unwrap(), after);
                let after = shown(&after);
                assert_eq!(&after[name], wanted, "{name}");
                for (other, value) in &before {
                    assert!(other == name || after[other] == *value, "a change of {name} changed {other}");
                }
                states += 1;
            }
        }
        assert!(states >= 36, "{states}");
    }

    async fn an_absent_field_of_a_new_row_is_null(env) {
        let row = Maybe::create(&env.db, serde_json::from_str::<MaybeCreate>("{}").unwrap()).await.unwrap();
        assert!(shown(&row).iter().all(|(name, value)| name == "id" || value.is_null()));
        let nulls = body(values().into_iter().map(|(name, ..)| (name, Value::Null)));
        let other = Maybe::create(&env.db, serde_json::from_value::<MaybeCreate>(nulls).unwrap()).await.unwrap();
        assert_eq!(shown(&Maybe::get(&env.db, other.id).await.unwrap())["text"], Value::Null);
    }

    async fn null_is_not_a_value_of_a_required_field(env) {
        for (name, ..) in values() {
            let error = serde_json::from_value::<EveryUpdate>(body([(name, Value::Null)])).unwrap_err().to_string();
            assert!(error.contains("null"), "{name}: {error}");
            let full = body(values().into_iter().map(|(other, first, _)| (other, if other == name { Value::Null } else { first })));
            let error = serde_json::from_value::<EveryCreate>(full).unwrap_err().to_string();
            assert!(error.contains("null"), "{name}: {error}");
        }
        assert_eq!(Every::count(&env.db).await.unwrap(), 0);
    }

    async fn all_fields_kept_is_no_write_and_touches_nothing(env) {
        let row = Maybe::create(&env.db, MaybeCreate::new()).await.unwrap();
        let kept: MaybeUpdate = serde_json::from_str("{}").unwrap();
        assert_eq!(kept, MaybeUpdate::default());
        tokio::time::sleep(std::time::Duration::from_millis(2)).await;
        let before = env.db.metrics().statements;
        assert_eq!(row.clone().update(&env.db, kept.clone()).await.unwrap().updated_at, row.updated_at);
        assert_eq!(env.db.metrics().statements, before);
        let same = env.db.transaction(async |tx| Maybe::update_by_id(tx, row.id, kept.clone()).await).await.unwrap();
        assert_eq!(same, row);
        // The row that comes back is the one that was passed in, which may be old.
        row.clone().delete(&env.db).await.unwrap();
        assert_eq!(row.clone().update(&env.db, kept.clone()).await.unwrap(), row);
        failed(ErrorKind::NotFound, Maybe::update_by_id(&env.db, row.id, kept).await);
    }

    async fn only_set_fields_are_written(env) {
        // Two clients change different fields of the same row, each from what it read before.
        let row = Seat::create(&env.db, SeatCreate::new("hall", 1)).await.unwrap();
        row.clone().update(&env.db, SeatUpdate { place: Set(Some(7)), ..Default::default() }).await.unwrap();
        let last = row.update(&env.db, SeatUpdate { taken_by: Set(Some("ann".into())), ..Default::default() }).await.unwrap();
        assert_eq!((last.place, last.taken_by.as_deref()), (Some(7), Some("ann")));
    }
}

#[test]
fn unknown_keys_are_refused_by_name() {
    for key in [
        "titel",
        "Title",
        "title ",
        "",
        "__proto__",
        "id",
        "$set",
        "0",
    ] {
        for result in [
            serde_json::from_value::<MaybeUpdate>(json!({ key: 1 })).map(drop),
            serde_json::from_value::<MaybeCreate>(json!({ key: 1 })).map(drop),
        ] {
            let error = result.unwrap_err().to_string();
            assert!(
                error.contains("unknown field") && error.contains(&format!("`{key}`")),
                "{error}"
            );
        }
    }
}

#[test]
fn a_patch_converts() {
    assert_eq!(Patch::from(1), Set(1));
    assert_eq!(Set(1).map(|one| one + 1), Set(2));
    assert_eq!(Keep::<i32>.map(|one| one + 1), Keep);
    assert_eq!(
        (Set(1).into_option(), Keep::<i32>.into_option()),
        (Some(1), None)
    );
    let (mut field, mut patch) = (1, Set(2));
    patch.take().apply(&mut field);
    assert_eq!((field, patch), (2, Keep));
    patch.apply(&mut field);
    assert_eq!(field, 2);
    assert_eq!(Set(Some(String::new())).empty_as_null(), Set(None));
    assert_eq!(
        Set(Some(String::from("a"))).empty_as_null(),
        Set(Some("a".into()))
    );
    assert_eq!(Keep::<Option<String>>.empty_as_null(), Keep);
    assert!(serde_json::from_str::<Patch<i32>>("null").is_err());
    assert_eq!(
        serde_json::from_str::<Patch<Option<i32>>>("null").unwrap(),
        Set(None)
    );
    assert_eq!(HashSet::from([Keep, Set(1), Set(1)]).len(), 2);
}

for_each_engine! {
    async fn a_partial_update_of_server_fields_keeps_the_others(engine) {
        let env = TestEnv::with(engine, &schema![Job]).await;
        let db = &env.db;
        let job = job(db).await;
        let done = || JobUpdate::default().with(JobServerUpdate { state: Set(State::Done), ..Default::default() });
        let job = job.update(db, done()).await.unwrap();
        assert_eq!((job.state, job.attempts, job.note.as_deref()), (State::Done, 7, Some("kept")));
        let bare = JobServerUpdate { note: Set(None), ..Default::default() };
        let job = Job::update_by_id(db, &job.code, JobUpdate::default().with(bare)).await.unwrap();
        assert_eq!((job.state, job.attempts, job.note.as_deref()), (State::Done, 7, None));
        let nothing = JobUpdate::default().with(JobServerUpdate::default());
        assert_eq!(job.clone().update(db, nothing).await.unwrap(), job);
    }

    async fn a_step_sets_any_column_on_every_path(engine) {
        let env = TestEnv::with(engine, &schema![Job]).await;
        let db = &env.db;
        let job = job(db).await;
        let job = job.update(db, Job::STATE.set(State::Done)).await.unwrap();
        assert_eq!((job.state, job.attempts, job.version), (State::Done, 7, 2));
        let titled = JobUpdate { title: Set("both".into()), ..Default::default() };
        let steps = (Job::STATE.set(State::Queued), Job::ATTEMPTS.add(1), Job::NOTE.set(None), titled);
        let job = Job::update_by_id(db, &job.code, steps).await.unwrap();
        assert_eq!((job.state, job.attempts, job.note.as_deref(), job.title.as_str()), (State::Queued, 8, None, "both"));
        let changed = Job::query().filter(Job::ATTEMPTS.eq(8)).update(db, (Job::KIND.set(2), Job::NOTE.set(Some("n".into())))).await;
        assert_eq!(changed.unwrap(), 1);
        let job = Job::get(db, &job.code).await.unwrap();
        assert_eq!((job.kind, job.note.as_deref()), (2, Some("n")));
        // Times too, which are generated where no step sets them.
        let then = "2020-01-02T03:04:05Z".parse::<DateTime<Utc>>().unwrap();
        let job = job.update(db, (Job::CREATED_AT.set(then), Job::UPDATED_AT.set(then))).await.unwrap();
        assert_eq!((job.created_at, job.updated_at), (then, then));
        assert!(job.update(db, Job::KIND.set(3)).await.unwrap().updated_at > then);
    }

    async fn a_step_breaks_no_rule(engine) {
        let env = TestEnv::with(engine, &schema![Job]).await;
        let db = &env.db;
        let job = job(db).await;
        for (title, code) in [(String::new(), "length"), ("x".repeat(81), "length"), ("Upper".into(), "upper_case")] {
            let paths = [
                job.clone().update(db, Job::TITLE.set(title.clone())).await.map(drop),
                Job::update_by_id(db, &job.code, (Job::ATTEMPTS.add(1), Job::TITLE.set(title.clone()))).await.map(drop),
                Job::query().all_rows().update(db, Job::TITLE.set(title.clone())).await.map(drop),
            ];
            for path in paths {
                let error = failed(ErrorKind::Validation, path);
                assert_eq!((error.field(), &validation_codes(&error)["title"][..]), (Some("title"), &[code.to_owned()][..]));
            }
        }
        failed(ErrorKind::Validation, job.clone().update(db, Job::NOTE.set(Some("\0".into()))).await);
        // Not the key, nor what the SDK counts and marks, and nothing twice.
        failed(ErrorKind::Misuse, job.clone().update(db, Job::CODE.set("b".into())).await);
        failed(ErrorKind::Misuse, job.clone().update(db, Job::VERSION.set(9)).await);
        failed(ErrorKind::Misuse, job.clone().update(db, Job::VERSION.add(9)).await);
        failed(ErrorKind::Misuse, job.clone().update(db, Job::DELETED_AT.set(None)).await);
        failed(ErrorKind::Misuse, job.clone().update(db, (Job::KIND.set(1), Job::KIND.set(2))).await);
        let titled = JobUpdate { title: Set("once".into()), ..Default::default() };
        failed(ErrorKind::Misuse, job.clone().update(db, (Job::TITLE.set("twice".into()), titled)).await);
        assert_eq!(Job::get(db, &job.code).await.unwrap(), job);
    }
}
