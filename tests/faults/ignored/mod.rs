//! Errors of the database that a unit of work ignores: it goes on, and returns success. All of it
//! is stored, or nothing, and it is answered with success only if all of it is.

mod other;

use std::future::Future;
use std::pin::Pin;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use fivefold::prelude::*;

use super::engine::Engine;
use super::fault_case::FaultCase;
use super::findings::{Control, Findings};
use super::load::add;
use super::models::{Account, Entry, EntryCreate};
use super::raw_connection::RawConnection;
use super::test_database::TestDatabase;
use other::{OURS, Other, THEIRS, touch};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fault {
    Unique,
    /// The engine itself rolls the whole transaction back, as SQLite does on a full disk; a trigger
    /// brings it about.
    RolledBack,
    Deadlock,
    LockTimeout,
    Killed,
    Serialization,
}

/// The errors that each engine can be made to return. SQLite has one writer, and MariaDB locks rows
/// that a serializable transaction reads.
const fn faults(engine: Engine) -> &'static [Fault] {
    use Fault::{Deadlock, Killed, LockTimeout, RolledBack, Serialization, Unique};
    match engine {
        Engine::Sqlite => &[Unique, RolledBack],
        Engine::Postgres => &[Unique, Deadlock, LockTimeout, Killed, Serialization],
        Engine::MariaDb => &[Unique, Deadlock, LockTimeout, Killed],
    }
}

/// The row that exists before, for the violation.
const TAKEN: i64 = -1;

/// The row whose trigger rolls the transaction back.
const TRIGGERS: i64 = -2;
const TRIGGER: &str = "CREATE TRIGGER full BEFORE INSERT ON entry WHEN NEW.number = -2 \
                       BEGIN SELECT RAISE(ROLLBACK, 'as if the disk were full'); END";

pub async fn run(case: &mut FaultCase) -> Findings {
    let faults = faults(case.engine);
    // Once with a handle that does not try again, and once with one that does.
    let rounds = case.count(30, 2);
    let mut findings = Findings::planned(rounds * 2 * faults.len() as u64);
    let tuned = |builder: fivefold::db::Builder| {
        builder
            .connections(1)
            .lock_timeout(Duration::from_millis(100))
    };
    let once = case
        .database
        .prepared(|builder| tuned(builder).retries(1, Duration::from_secs(1)))
        .await;
    let again = case.database.open(tuned).await;
    Entry::create(&once, EntryCreate::new(TAKEN, 0))
        .await
        .unwrap();
    let other = Other::new(&case.database).await;
    let mut raw = case.database.raw_connection().await;
    if case.engine == Engine::Sqlite {
        raw.execute(TRIGGER).await;
    }
    let mut shown = [0_u64; 2];
    for round in 0..rounds {
        if round > 0 && case.is_over() {
            break;
        }
        for fault in faults {
            for (at, db) in [&once, &again].into_iter().enumerate() {
                let number = findings.done as i64 * 10;
                let unit = Unit {
                    db,
                    fault: *fault,
                    number,
                    other: &other,
                    met: AtomicU32::new(0),
                };
                let result = unit.run().await;
                findings.done += 1;
                let met = unit.met.load(Ordering::Relaxed);
                findings.demand(met > 0, || format!("{fault:?} did not come about"));
                shown[at] += u64::from(result.is_ok());
                judge(&mut raw, number, *fault, &result, &mut findings).await;
            }
        }
    }
    let [once_ok, again_ok] = shown;
    findings.note(format!(
        "answered with success: {once_ok} without and {again_ok} with a second try"
    ));
    findings.violations.extend(raw.nothing_open().await.err());
    for db in [once, again] {
        db.close().await.unwrap();
    }
    findings.control = control(&case.database, &other).await;
    findings
}

async fn judge(
    raw: &mut RawConnection,
    number: i64,
    fault: Fault,
    result: &Result<(), Error>,
    findings: &mut Findings,
) {
    let sql = format!(
        "SELECT number - {number} FROM entry WHERE number BETWEEN {number} AND {} ORDER BY number",
        number + 9
    );
    let rows = raw.numbers(&sql).await;
    let found: Vec<i64> = rows.into_iter().map(|row| row[0]).collect();
    // The unit wants three rows, one of which the violation keeps away.
    let is_whole = found == [0, 1, 2];
    let says = |what: &str| format!("{fault:?}: {what}: {result:?}, {found:?}");
    match result {
        Ok(()) => {
            findings.committed += 1;
            findings.demand(is_whole, || says("committed, and rows are missing"));
        }
        Err(error) if error.kind() == ErrorKind::OutcomeUnknown => {
            findings.unknown += 1;
            findings.demand(is_whole || found.is_empty(), || says("half done"));
        }
        Err(_) => {
            findings.absent += 1;
            findings.demand(found.is_empty(), || says("failed, and rows exist"));
        }
    }
}

struct Unit<'u> {
    db: &'u Db,
    fault: Fault,
    number: i64,
    other: &'u Other,
    /// The number of times that the error occurred.
    met: AtomicU32,
}

impl Unit<'_> {
    async fn run(&self) -> Result<(), Error> {
        self.db
            .transaction(async |tx| {
                let attempt = self.met.load(Ordering::Relaxed);
                // A unit that ignores every error it meets.
                let _ = Entry::create(tx, EntryCreate::new(self.number, 0)).await;
                if attempt == 0 || matches!(self.fault, Fault::Unique | Fault::RolledBack) {
                    if self.provoke(tx).await.is_err() {
                        self.met.fetch_add(1, Ordering::Relaxed);
                    }
                } else {
                    let _ = Entry::create(tx, EntryCreate::new(self.number + 1, 0)).await;
                }
                let _ = Entry::create(tx, EntryCreate::new(self.number + 2, 0)).await;
                Ok(())
            })
            .await
    }

    /// Brings the error about; the row in the middle is not written then.
    fn provoke<'t>(
        &'t self,
        tx: &'t Tx,
    ) -> Pin<Box<dyn Future<Output = Result<(), Error>> + Send + 't>> {
        Box::pin(async move {
            match self.fault {
                Fault::Unique => Entry::create(tx, EntryCreate::new(TAKEN, 0))
                    .await
                    .map(drop),
                Fault::RolledBack => Entry::create(tx, EntryCreate::new(TRIGGERS, 0))
                    .await
                    .map(drop),
                Fault::Deadlock => {
                    self.other.take_heavily().await;
                    add(tx, OURS, 0).await?;
                    let blocked = self.other.ask().await;
                    let result = add(tx, THEIRS, 0).await;
                    blocked.await.unwrap();
                    self.other.let_go().await;
                    result
                }
                Fault::LockTimeout => {
                    self.other.take().await;
                    let result = add(tx, THEIRS, 0).await;
                    self.other.let_go().await;
                    result
                }
                Fault::Killed => {
                    self.other.end_open().await;
                    Entry::create(tx, EntryCreate::new(self.number + 1, 0))
                        .await
                        .map(drop)
                }
                Fault::Serialization => {
                    let account = Account::get(tx, THEIRS).await?;
                    self.other.write().await;
                    add(tx, account.number, 0).await
                }
            }
        })
    }
}

/// The planted fault: the same on a raw connection. Counts partial writes, and rows whose commit
/// was acknowledged and that do not exist.
async fn control(database: &TestDatabase, other: &Other) -> Control {
    let mut plain = database.raw_connection().await;
    let mut shown = 0;
    let rounds = 5;
    for round in 0..rounds {
        let number = 1_000_000 + round * 10;
        let insert =
            |number: i64| format!("INSERT INTO entry (number, value) VALUES ({number}, 0)");
        plain.execute("BEGIN").await;
        plain.execute(&insert(number)).await;
        match database.engine {
            Engine::Sqlite => drop(plain.try_execute(&insert(TRIGGERS)).await),
            Engine::Postgres => drop(plain.try_execute(&insert(TAKEN)).await),
            Engine::MariaDb => deadlocked(&mut plain, other).await,
        }
        let _ = plain.try_execute(&insert(number + 2)).await;
        let committed = plain.try_execute("COMMIT").await;
        let sql = format!(
            "SELECT count(*) FROM entry WHERE number BETWEEN {number} AND {}",
            number + 9
        );
        let found = plain.number(&sql).await;
        // The row in the middle is the one that fails.
        shown += u64::from(found != if committed.is_ok() { 2 } else { 0 });
    }
    let words = format!(
        "of {rounds} transactions of a bare connection answered, and half there or not at all"
    );
    Control::found(shown, words)
}

/// Makes the connection the one that is given up.
async fn deadlocked(plain: &mut RawConnection, other: &Other) {
    other.take_heavily().await;
    plain.execute(&touch(OURS)).await;
    let blocked = other.ask().await;
    let _ = plain.try_execute(&touch(THEIRS)).await;
    blocked.await.unwrap();
    other.let_go().await;
}
