//! The outcome of every operation, as a table: the condition it meets, and the kind, model, field
//! and constraint of the error.

mod cases;
mod long_keys;
mod other_indexes;
mod overflows;
mod self_references;
mod two_mistakes;
mod unique_steps;
mod world;

use fivefold::prelude::*;

use crate::models::{Project, ProjectCreate};
use crate::support::{TestEnv, shape};
use cases::{Case, cases};
use world::World;

for_each_engine! {
    async fn each_outcome_is_as_in_the_table(engine) {
        let mut complaints = Vec::new();
        let env = TestEnv::new(engine).await;
        let raw = env.raw_connection();
        for case in cases() {
            let world = World::fresh(&env.db).await;
            let before = World::rows(&env.db).await;
            let result = (case.run)(&env.db, &world).await;
            complaints.extend(check(&case, &result, "on a database"));
            if result.is_err() {
                assert!(World::rows(&env.db).await == before, "{}: something was written", case.name);
            }
            // The handle works on.
            Project::create(&env.db, ProjectCreate::new("after")).await.unwrap();
            env.settled().await;
            if let Some(raw) = &raw {
                raw.assert_sound();
            }
        }
        assert!(complaints.is_empty(), "{complaints:#?}");
    }

    async fn each_outcome_is_the_same_in_a_transaction(engine) {
        let mut complaints = Vec::new();
        let env = TestEnv::new(engine).await;
        for case in cases() {
            let world = World::fresh(&env.db).await;
            let before = World::rows(&env.db).await;
            let tx = env.db.begin().await.unwrap();
            Project::create(&tx, ProjectCreate::new("marker")).await.unwrap();
            let result = (case.run)(&tx, &world).await;
            complaints.extend(check(&case, &result, "in a transaction"));
            if case.aborts() {
                let next = Project::create(&tx, ProjectCreate::new("after")).await.unwrap_err();
                assert_eq!(next.kind(), ErrorKind::Aborted, "{}: a statement after the error", case.name);
                let read = Project::count(&tx).await.unwrap_err();
                assert_eq!(read.kind(), ErrorKind::Aborted, "{}: a read after the error", case.name);
                let nested = tx.savepoint(async |tx| Project::count(tx).await).await.unwrap_err();
                assert_eq!(nested.kind(), ErrorKind::Aborted, "{}: a savepoint after the error", case.name);
                let commit = tx.commit().await.unwrap_err();
                assert_eq!(commit.kind(), ErrorKind::Aborted, "{}: the commit after the error", case.name);
                assert!(World::rows(&env.db).await == before, "{}: something was kept", case.name);
            } else {
                Project::create(&tx, ProjectCreate::new("after")).await.unwrap();
                tx.commit().await.unwrap();
                let names = [Project::NAME, Project::NAME].into_iter().zip(["marker", "after"]);
                for (column, name) in names {
                    assert!(Project::find_by(&env.db, column, name).await.unwrap().is_some(), "{}: {name}", case.name);
                }
            }
            env.settled().await;
        }
        assert!(complaints.is_empty(), "{complaints:#?}");
    }

    async fn each_outcome_is_the_same_in_a_savepoint_and_the_transaction_goes_on(engine) {
        let complaints = std::sync::Mutex::new(Vec::new());
        let env = TestEnv::new(engine).await;
        for case in cases() {
            let world = World::fresh(&env.db).await;
            let (case, world, complaints) = (&case, &world, &complaints);
            env.db
                .transaction(async |tx| {
                    Project::create(tx, ProjectCreate::new("before")).await?;
                    let result = tx.savepoint(async |tx| (case.run)(tx, world).await).await;
                    complaints.lock().unwrap().extend(check(case, &result, "in a savepoint"));
                    Project::create(tx, ProjectCreate::new("after")).await
                })
                .await
                .unwrap();
            for name in ["before", "after"] {
                assert!(Project::find_by(&env.db, Project::NAME, name).await.unwrap().is_some(), "{}: {name}", case.name);
            }
        }
        let complaints = complaints.into_inner().unwrap();
        assert!(complaints.is_empty(), "{complaints:#?}");
    }

    /// An error that is ignored must not be forgotten by the closure's commit.
    async fn an_error_that_the_closure_ignores_is_not_committed(engine) {
        let mut kinds = std::collections::HashSet::new();
        let env = TestEnv::new(engine).await;
        for case in cases().into_iter().filter(Case::aborts) {
            let world = World::fresh(&env.db).await;
            let before = World::rows(&env.db).await;
            let (run, world) = (case.run, &world);
            let result = env.db
                .transaction(async |tx| {
                    Project::create(tx, ProjectCreate::new("before")).await?;
                    let _ = run(tx, world).await;
                    let _ = Project::create(tx, ProjectCreate::new("after")).await;
                    Ok(())
                })
                .await;
            assert_eq!(result.unwrap_err().kind(), ErrorKind::Aborted, "{}", case.name);
            assert!(World::rows(&env.db).await == before, "{}", case.name);
            kinds.insert(case.what);
        }
        assert!(kinds.len() >= 6, "{kinds:?}");
    }
}

/// The conditions that an operation can meet, and the operations that can meet each. Stale rows are
/// in `versions.rs`.
#[rustfmt::skip]
const GRID: &[(&str, &[&str])] = &[
    ("live", &["create", "create_many", "get", "find", "find_by", "exists", "list", "count", "update", "update_by_id", "delete", "delete_by_id",
        "relation get", "relation first", "relation list", "relation count", "relation exists",
        "query all", "query one", "query page", "query count", "query with", "query max", "query stream", "query update", "query delete"]),
    ("missing", &["get", "find", "find_by", "exists", "update", "update_by_id", "delete", "delete_by_id",
        "relation first", "relation list", "relation count", "relation exists",
        "query first", "query get", "query one", "query page", "query sum", "query update", "query delete"]),
    ("several", &["query one"]),
    ("no condition", &["query update", "query delete"]),
    ("missing relation", &["get"]),
    ("duplicate", WRITES),
    ("missing parent", WRITES),
    ("duplicate", &["query update"]),
    ("missing parent", &["query update"]),
    ("what no database can hold", &["query", "query page", "query stream"]),
    ("referenced parent", &["delete", "delete_by_id", "query delete"]),
    ("failed check", WRITES),
    ("too long", WRITES),
    ("null", WRITES),
];

const WRITES: &[&str] = &["create", "create_many", "update", "update_by_id"];

#[test]
fn every_operation_has_a_case_for_each_applicable_condition() {
    let cases = cases();
    for (what, operations) in GRID {
        for operation in *operations {
            let covers = |case: &Case| {
                case.what.split(',').next() == Some(what)
                    && case.name == format!("{}: {operation}", case.what)
            };
            assert!(cases.iter().any(covers), "{what}: {operation}");
        }
    }
}

/// Returns a sentence about the difference from the expected outcome.
fn check(case: &Case, result: &Result<(), Error>, path: &str) -> Option<String> {
    let (name, expected) = (case.name, &case.expected);
    let error = match (expected, result) {
        (None, Ok(())) => return None,
        (Some(_), Err(error)) => error,
        _ => {
            return Some(format!(
                "{name} {path}: expected {expected:?}, got {result:?}"
            ));
        }
    };
    let expected = expected.as_ref()?;
    if shape(error) != *expected {
        return Some(format!(
            "{name} {path}: expected {expected:?}, got {error:?}"
        ));
    }
    // Model and field are in the sentence too, and the field's own error has the same shape as a
    // failed rule.
    let text = error.to_string();
    let mut named = expected
        .model
        .into_iter()
        .chain(expected.field)
        .all(|word| text.contains(word));
    let listed = error.fields().map_or_else(Vec::new, |fields| {
        fields
            .field_errors()
            .into_iter()
            .map(|(field, errors)| (field.into_owned(), errors.len()))
            .collect()
    });
    named &= listed
        .iter()
        .all(|(field, errors)| text.contains(field) && *errors == 1);
    // Several fields that are to blame together are all listed, and none alone is.
    let counted = listed.len() == usize::from(expected.field.is_some())
        || (expected.field.is_none() && expected.kind == ErrorKind::Conflict && listed.len() > 1);
    (!named || !counted).then(|| format!("{name} {path}: {text}: {listed:?}"))
}
