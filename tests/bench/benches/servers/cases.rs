//! The cases that are the same on every server.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use fivefold::prelude::*;
use uuid::Uuid;

use crate::entity::User;
use crate::ours::input;
use crate::report::{Case, Report, Side};
use crate::row::email;
use crate::side::{Bulk, Tasks, Turn, Turns};

const ROWS: usize = 10_000;

/// A side of the cases with one row after the other.
pub(crate) type One = Side<dyn Turns>;

/// Numbers the turns, so that no two of them write the same e-mail.
static TURN: AtomicUsize = AtomicUsize::new(0);

fn fresh_name() -> String {
    format!("turn{}", TURN.fetch_add(1, Ordering::Relaxed))
}

/// Fills the table; returns the keys.
pub(crate) async fn filled(db: &Db) -> Arc<[Uuid]> {
    let inputs = (0..ROWS).map(|at| input("filled", at));
    let users = User::create_many(db, inputs).await.unwrap();
    users.iter().map(|user| user.id.get()).collect()
}

fn ready<T: Clone + Send + 'static>(value: &T) -> Turn<'static, T> {
    let value = value.clone();
    Box::pin(async move { value })
}

pub(crate) async fn reads(report: &mut Report, sides: &mut [One], ids: &Arc<[Uuid]>) {
    const TIMES: usize = 20;
    let places = (0..TIMES).map(|at| at * 497 % ids.len());
    let picked: Arc<[Uuid]> = places.clone().map(|at| ids[at]).collect();
    let emails: Arc<[String]> = places.map(|at| email("filled", at)).collect();
    let case = Case {
        name: "get by key",
        limit: Some(1.1),
        operations: TIMES,
        rounds: 500,
    };
    report
        .compare(&case, sides, || ready(&picked), |side, ids| side.get(ids))
        .await;
    let case = Case {
        name: "get by unique e-mail",
        ..case
    };
    report
        .compare(
            &case,
            sides,
            || ready(&emails),
            |side, emails| side.by_email(emails),
        )
        .await;
    for (name, limit, rows, operations) in [
        ("list of 50 in the order of the keys", 1.1, 50, 10),
        ("list of 1,000 in the order of the keys", 1.05, 1_000, 2),
    ] {
        let case = Case {
            name,
            limit: Some(limit),
            operations,
            rounds: 200,
        };
        report
            .compare(
                &case,
                sides,
                || ready(&(rows, operations)),
                |side, (rows, times)| side.list(rows, times),
            )
            .await;
    }
}

/// The number of rows written in one turn, each committed on its own.
const WRITES: usize = 10;

/// The suffix says what is special about these writes.
pub(crate) async fn inserts(report: &mut Report, sides: &mut [One], suffix: &str) {
    let case = Case {
        name: &format!("insert one{suffix}"),
        limit: Some(1.1),
        operations: WRITES,
        rounds: 200,
    };
    report
        .compare(
            &case,
            sides,
            || ready(&fresh_name()),
            |side, name| side.insert(name, WRITES),
        )
        .await;
}

pub(crate) async fn updates(
    report: &mut Report,
    sides: &mut [One],
    ids: &Arc<[Uuid]>,
    suffix: &str,
) {
    let picked: Arc<[Uuid]> = (0..WRITES).map(|at| ids[at * 497 % ids.len()]).collect();
    let case = Case {
        name: &format!("update one column, row back{suffix}"),
        limit: Some(1.1),
        operations: WRITES,
        rounds: 200,
    };
    report
        .compare(
            &case,
            sides,
            // Another value each time: one that is stored already need not be written.
            || ready(&(Arc::clone(&picked), fresh_name())),
            |side, (ids, name)| side.update(ids, name),
        )
        .await;
}

pub(crate) async fn deletes(report: &mut Report, sides: &mut [One], db: &Db, suffix: &str) {
    let case = Case {
        name: &format!("delete by key{suffix}"),
        limit: Some(1.1),
        operations: WRITES,
        rounds: 200,
    };
    report
        .compare(
            &case,
            sides,
            || {
                let db = db.clone();
                Box::pin(async move {
                    let name = fresh_name();
                    let inputs = (0..WRITES).map(|at| input(&name, at));
                    let users = User::create_many(&db, inputs).await.unwrap();
                    users.iter().map(|user| user.id.get()).collect()
                })
            },
            |side, ids| side.delete(ids),
        )
        .await;
}

/// Bulk inserts, each into an empty table: what is in it already weighs more than who writes to it.
pub(crate) async fn bulk(
    report: &mut Report,
    sides: &mut [Side<dyn Bulk>],
    limit: f64,
    empty: impl Fn() -> Turn<'static> + Send + Sync,
) {
    let case = Case {
        name: "insert 10,000",
        limit: Some(limit),
        operations: 1,
        rounds: 30,
    };
    report
        .compare(
            &case,
            sides,
            || {
                let emptied = empty();
                Box::pin(async move {
                    emptied.await;
                    fresh_name()
                })
            },
            |side, name| side.insert_many(name, ROWS),
        )
        .await;
}

pub(crate) async fn tasks(report: &mut Report, sides: &mut [Side<dyn Tasks>], ids: &Arc<[Uuid]>) {
    const TASKS: usize = 16;
    const TIMES: usize = 10;
    let picked: Arc<[Arc<[Uuid]>]> = (0..TASKS)
        .map(|task| {
            (0..TIMES)
                .map(|at| ids[(at * 31 + task * 617) % ids.len()])
                .collect()
        })
        .collect();
    let case = Case {
        name: "get by key, 16 tasks",
        limit: Some(1.1),
        operations: TASKS * TIMES,
        rounds: 150,
    };
    report
        .compare(
            &case,
            sides,
            || ready(&picked),
            |side, picked| side.get(picked),
        )
        .await;
}
