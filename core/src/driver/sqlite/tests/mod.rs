//! The driver at the level of the seam.

mod cancel;
mod errors;
mod group_commit;
mod limits;
mod open;
mod processes;
mod rows;
mod transactions;

use std::any::Any;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use tempfile::TempDir;

use crate::driver::limits::{Durability, Limits};
use crate::driver::seam::{Arguments, Call, Driver, ExecResult, FkHint, Sink};
use crate::error::kind::ErrorKind;
use crate::error::{Error, Result};
use crate::stmt::workload::Workload;
use crate::table::Table;
use crate::table::column::{ColumnDef, OnDelete, Parent};
use crate::value::row::Row;
use crate::value::{Kind, Value};

#[rustfmt::skip]
static USER: Table = Table::new("User", "user", &[
    ColumnDef::of::<i64>("id").key(),
    ColumnDef::of::<String>("email").unique(),
    ColumnDef::of::<Option<i64>>("age"),
]).unique(&["email", "age"]);

#[rustfmt::skip]
static ITEM: Table = Table::new("Item", "item", &[
    ColumnDef::of::<i64>("id").key(),
    ColumnDef::of::<i64>("owner").named("owner_id").references(&Parent::<()>::new(|| &USER, "user", Kind::I64), OnDelete::Restrict),
    ColumnDef::of::<Option<i64>>("friend_id").references(&Parent::<()>::new(|| &USER, "user", Kind::I64), OnDelete::Restrict),
]);

const SCHEMA: &str = r#"
    CREATE TABLE "user" ("id" INTEGER PRIMARY KEY, "email" TEXT NOT NULL UNIQUE, "age" INTEGER,
        CONSTRAINT "user_age_range" CHECK ("age" < 1000), CHECK (length("email") < 100), UNIQUE ("email", "age")) STRICT;
    CREATE TABLE "item" ("id" INTEGER PRIMARY KEY,
        "owner_id" INTEGER NOT NULL REFERENCES "user" ("id") ON DELETE RESTRICT,
        "friend_id" INTEGER REFERENCES "user" ("id") ON DELETE RESTRICT) STRICT;
    CREATE TABLE "note" ("id" INTEGER PRIMARY KEY, "text" TEXT) STRICT;
"#;

const INSERT_NOTE: &str = r#"INSERT INTO "note" ("id") VALUES (?1)"#;

const COUNT_NOTES: &str = r#"SELECT count(*) FROM "note""#;

/// Takes the first column of each row, an integer.
#[derive(Default)]
struct Integers(Vec<i64>);

impl Sink for Integers {
    fn row(&mut self, row: &dyn Row) -> Result<()> {
        self.0.push(row.integer(0).unwrap().unwrap());
        Ok(())
    }
}

/// Refuses the second row.
#[derive(Default)]
struct Refusing(usize);

impl Sink for Refusing {
    fn row(&mut self, _: &dyn Row) -> Result<()> {
        self.0 += 1;
        if self.0 == 2 {
            Err(Error::new(ErrorKind::Internal, "refused"))
        } else {
            Ok(())
        }
    }
}

struct Panicking;

impl Sink for Panicking {
    fn row(&mut self, _: &dyn Row) -> Result<()> {
        panic!("the sink panics, as a test");
    }
}

fn call(sql: &str, values: Vec<Value>, work: Workload) -> Call {
    Call {
        sql: Arc::from(sql),
        arguments: Arguments::Once(values),
        sink: Box::new(Integers::default()),
        work,
        table: None,
        writes: FkHint::Nothing,
    }
}

fn note(id: i64) -> Call {
    call(INSERT_NOTE, vec![Value::I64(id)], Workload::ShortWrite)
}

fn notes(ids: impl IntoIterator<Item = i64>) -> Call {
    let sets = ids.into_iter().map(|id| vec![Value::I64(id)]).collect();
    Call {
        arguments: Arguments::Each(sets),
        ..call(INSERT_NOTE, vec![], Workload::LongWrite)
    }
}

fn script(sql: &str) -> Call {
    Call {
        arguments: Arguments::Script,
        ..call(sql, vec![], Workload::LongWrite)
    }
}

fn integers(done: ExecResult) -> Vec<i64> {
    let sink: Box<dyn Any> = done.sink;
    sink.downcast::<Integers>().unwrap().0
}

async fn select(driver: &dyn Driver, sql: &str) -> Vec<i64> {
    integers(
        driver
            .run(call(sql, vec![], Workload::ShortRead))
            .await
            .unwrap(),
    )
}

async fn count(driver: &dyn Driver) -> i64 {
    select(driver, COUNT_NOTES).await[0]
}

fn limits(durability: Durability) -> Limits {
    Limits {
        durability,
        ..Limits::default()
    }
}

fn file_url(dir: &Path) -> String {
    format!("sqlite://{}", dir.join("app.db").display())
}

async fn open_in(dir: &Path, limits: &Limits) -> Arc<dyn Driver> {
    crate::driver::sqlite::open(&file_url(dir), limits)
        .await
        .unwrap()
}

/// A database with the tables of the tests.
async fn fresh(limits: &Limits) -> (TempDir, Arc<dyn Driver>) {
    let dir = tempfile::tempdir().unwrap();
    let driver = open_in(dir.path(), limits).await;
    driver.run(script(SCHEMA)).await.unwrap();
    (dir, driver)
}

async fn in_memory(limits: &Limits) -> Arc<dyn Driver> {
    let driver = crate::driver::sqlite::open("sqlite::memory:", limits)
        .await
        .unwrap();
    driver.run(script(SCHEMA)).await.unwrap();
    driver
}

/// One database of each sort: in memory, in a file, in a file that is written durably.
async fn all() -> Vec<(Option<TempDir>, Arc<dyn Driver>)> {
    let (normal_dir, normal) = fresh(&limits(Durability::Normal)).await;
    let (full_dir, full) = fresh(&limits(Durability::Full)).await;
    vec![
        (None, in_memory(&Limits::default()).await),
        (Some(normal_dir), normal),
        (Some(full_dir), full),
    ]
}

fn kind<T>(result: Result<T>) -> ErrorKind {
    result.map(drop).unwrap_err().kind()
}

const SECOND: Duration = Duration::from_secs(1);
