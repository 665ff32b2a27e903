//! The closure of a unit of work panics: nothing of it is kept, and no connection is lost.

use fivefold::Executor;
use fivefold::prelude::*;

use super::fault_case::FaultCase;
use super::findings::{Control, Findings, Planned};
use super::models::{Child, ChildCreate, Parent, ParentCreate};
use super::raw_connection::RawConnection;

pub async fn run(case: &mut FaultCase) -> Findings {
    let mut findings = Findings::planned(case.count(100, 12));
    let db = case
        .database
        .prepared(|builder| builder.connections(4))
        .await;
    let mut raw = case.database.raw_connection().await;
    while findings.done == 0 || findings.done < findings.planned && !case.is_over() {
        let number = findings.done as i64;
        let panicked = tokio::spawn(unit(db.clone(), number)).await;
        findings.demand(panicked.is_err(), || format!("unit {number} did not panic"));
        let found = rows(&mut raw, number).await;
        findings.demand(found == 0, || {
            format!("{found} rows of unit {number} are there")
        });
        findings.absent += 1;
        findings.done += 1;
    }
    findings.violations.extend(raw.nothing_open().await.err());
    // Every connection works, all of them at once.
    let mut open = Vec::new();
    for number in 0..if case.database.server.is_some() { 4 } else { 1 } {
        let tx = db.begin().await.unwrap();
        Parent::create(&tx, ParentCreate::new(1_000_000 + number, 0))
            .await
            .unwrap();
        open.push(tx);
    }
    for tx in open {
        match tx.commit().await {
            Ok(()) => findings.committed += 1,
            // Several on one server may be in each other's way.
            Err(error) if error.kind() == ErrorKind::Busy => findings.absent += 1,
            Err(error) => {
                findings.violation(format!("a connection is of no use any more: {error}"))
            }
        }
    }
    findings.demand(db.metrics().in_use == 0, || {
        format!("{:?} at the end", db.metrics())
    });
    findings.control = control(&db, &mut raw).await;
    db.close().await.unwrap();
    findings
}

/// Panics at one of the points where an application can.
async fn unit(db: Db, number: i64) {
    match number % 4 {
        0 => db.transaction(async |tx| half(tx, number).await).await,
        1 => {
            db.transaction(async |tx| {
                Parent::create(tx, ParentCreate::new(number, 2)).await?;
                tx.savepoint(async |tx| half(tx, number + 500_000).await)
                    .await
            })
            .await
        }
        2 => {
            let tx = db.begin().await.unwrap();
            half(&tx, number).await.unwrap();
            tx.commit().await
        }
        // While a statement is on its way: the future is dropped with the stack.
        _ => {
            let tx = db.begin().await.unwrap();
            Parent::create(&tx, ParentCreate::new(number, 2))
                .await
                .unwrap();
            let statement = Parent::create(&tx, ParentCreate::new(number + 500_000, 2));
            super::poll::poll_at_most(2, statement).await;
            std::panic::panic_any(Planned)
        }
    }
    .unwrap();
}

/// Writes one of two rows that belong together.
async fn half<E: Executor + ?Sized>(db: &E, number: i64) -> Result<(), Error> {
    let parent = Parent::create(db, ParentCreate::new(number, 2)).await?;
    Child::create(db, ChildCreate::new(parent.id, 0)).await?;
    if number >= 0 {
        std::panic::panic_any(Planned);
    }
    Child::create(db, ChildCreate::new(parent.id, 1))
        .await
        .map(drop)
}

async fn rows(raw: &mut RawConnection, number: i64) -> i64 {
    let second = number + 500_000;
    raw.number(&format!(
        "SELECT count(*) FROM parent WHERE number IN ({number}, {second})"
    ))
    .await
}

/// The planted fault: the same without a transaction around it.
async fn control(db: &Db, raw: &mut RawConnection) -> Control {
    let number = 400_000;
    let db = db.clone();
    let panicked = tokio::spawn(async move { half(&db, number).await }).await;
    let found = if panicked.is_err() {
        rows(raw, number).await
    } else {
        0
    };
    Control::found(found as u64, "rows left by a panic without a transaction")
}
