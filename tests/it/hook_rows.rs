//! Hooks that write the rows of their own write; and errors of a write with hooks in a transaction.

use std::sync::{Arc, Mutex};

use fivefold::prelude::*;

use crate::support::{TestEnv, failed};

/// A row whose hook does what its note says.
#[model(table = "hook_cell", hooks)]
#[derive(Debug, Clone, PartialEq)]
pub struct Cell {
    pub id: Id<Cell, i64>,
    #[field(unique)]
    pub name: String,
    pub n: i64,
    #[field(default = String::new())]
    pub note: String,
}

/// The same with a version.
#[model(table = "hook_versioned", hooks)]
#[derive(Debug, Clone, PartialEq)]
pub struct Versioned {
    pub id: Id<Versioned, i64>,
    pub note: String,
    pub n: i64,
    #[field(version)]
    pub version: i64,
    #[field(auto(update))]
    pub changed_at: DateTime<Utc>,
    #[field(deleted)]
    pub deleted_at: Option<DateTime<Utc>>,
}

/// The same as `Cell`, without hooks.
#[model(table = "hook_plain")]
#[derive(Debug, Clone, PartialEq)]
pub struct PlainCell {
    pub id: Id<PlainCell, i64>,
    #[field(unique)]
    pub name: String,
    #[field(range(0..=100))]
    pub n: i64,
}

impl Cell {
    async fn act(tx: &Tx, rows: &[Self]) -> Result<(), Error> {
        for row in rows {
            match row.note.as_str() {
                // Another row of the same number matches instead.
                "swap" => {
                    tx.sql("UPDATE hook_cell SET n = 100 - n").execute().await?;
                }
                "delete" => {
                    let delete = tx.sql("DELETE FROM hook_cell WHERE id = ?");
                    delete.bind(row.id.get()).execute().await?;
                }
                "beside" => {
                    drop(PlainCell::create(tx, PlainCellCreate::new(row.name.as_str(), 1)).await?)
                }
                _ => {}
            }
        }
        Ok(())
    }
}

impl Hooks for Cell {
    async fn before_update(tx: &Tx, rows: &[Self]) -> Result<(), Error> {
        Self::act(tx, rows).await
    }

    async fn before_delete(tx: &Tx, rows: &[Self]) -> Result<(), Error> {
        Self::act(tx, rows).await
    }

    async fn after_create(tx: &Tx, rows: &[Self]) -> Result<(), Error> {
        for row in rows.iter().filter(|row| row.note == "again") {
            let change = CellUpdate {
                note: Set("done".into()),
                ..Default::default()
            };
            Self::update_by_id(tx, row.id, change).await?;
        }
        Ok(())
    }

    async fn after_update(tx: &Tx, changes: &[Change<Self>]) -> Result<(), Error> {
        for Change { after, .. } in changes.iter().filter(|change| change.after.note == "again") {
            let change = CellUpdate {
                note: Set("done".into()),
                ..Default::default()
            };
            Self::update_by_id(tx, after.id, change).await?;
        }
        Ok(())
    }
}

impl Hooks for Versioned {
    async fn before_update(tx: &Tx, rows: &[Self]) -> Result<(), Error> {
        for row in rows.iter().filter(|row| row.note == "touch") {
            let touch = tx.sql("UPDATE hook_versioned SET version = version + 1 WHERE id = ?");
            touch.bind(row.id.get()).execute().await?;
        }
        Ok(())
    }

    async fn before_delete(tx: &Tx, rows: &[Self]) -> Result<(), Error> {
        Self::before_update(tx, rows).await
    }
}

fn tables() -> fivefold::Schema {
    schema![Cell, Versioned, PlainCell]
}

fn cell(name: &str, n: i64, note: &str) -> CellCreate {
    CellCreate {
        note: note.into(),
        ..CellCreate::new(name, n)
    }
}

fn set(n: i64) -> CellUpdate {
    CellUpdate {
        n: Set(n),
        ..Default::default()
    }
}

fn misuse<T: std::fmt::Debug>(result: Result<T, Error>) {
    let error = failed(ErrorKind::Misuse, result);
    assert!(
        error
            .to_string()
            .contains("a hook changed the rows of the write"),
        "{error}"
    );
}

for_each_engine! {
    async fn a_hook_that_swaps_or_removes_the_rows_of_the_write_is_refused(engine) {
        let env = TestEnv::bare(engine, |builder| builder).await;
        let db = &env.db;
        db.create_all(&tables()).await.unwrap();
        // One row with n = 10 and one with n = 90: the hook swaps them.
        let rows = Cell::create_many(db, [cell("a", 10, "swap"), cell("b", 90, "")]).await.unwrap();
        let small = || Cell::query().filter(Cell::N.lt(50));
        misuse(small().update(db, CellUpdate { note: Set("x".into()), ..Default::default() }).await);
        misuse(small().delete(db).await);
        assert_eq!(Cell::query().order_by(Cell::ID.asc()).all(db).await.unwrap(), rows);
        // By key, the same hook changes no row that matters to the write.
        let a = rows[0].clone();
        assert_eq!(a.update(db, set(5)).await.unwrap().n, 5);

        let gone = Cell::create(db, cell("c", 1, "delete")).await.unwrap();
        misuse(gone.clone().update(db, set(2)).await);
        misuse(Cell::update_by_id(db, gone.id, set(2)).await);
        misuse(gone.clone().delete(db).await);
        misuse(Cell::delete_many(db, [gone.id]).await);
        assert_eq!(Cell::get(db, gone.id).await.unwrap(), gone);

        // A hook that writes other rows is no mistake.
        let beside = Cell::create(db, cell("d", 1, "beside")).await.unwrap();
        beside.update(db, set(2)).await.unwrap().delete(db).await.unwrap_err();
        assert_eq!(PlainCell::count(db).await.unwrap(), 1);
    }

    async fn a_hook_that_changes_the_version_of_its_row_is_refused_and_not_stale(engine) {
        let env = TestEnv::bare(engine, |builder| builder).await;
        let db = &env.db;
        db.create_all(&tables()).await.unwrap();
        let row = Versioned::create(db, VersionedCreate::new("touch", 1)).await.unwrap();
        let change = || VersionedUpdate { n: Set(2), ..Default::default() };
        misuse(row.clone().update(db, change()).await);
        misuse(row.clone().delete(db).await);
        misuse(row.clone().purge(db).await);
        assert_eq!(Versioned::get(db, row.id).await.unwrap(), row);
        // The control: a row that another writer changed is stale.
        db.sql("UPDATE hook_versioned SET version = 7, note = ''").execute().await.unwrap();
        failed(ErrorKind::Stale, row.update(db, change()).await);
    }

    async fn what_an_after_hook_writes_to_the_row_is_returned_and_heard_in_order(engine) {
        let heard = Arc::new(Mutex::new(Vec::new()));
        let told = Arc::clone(&heard);
        let env = TestEnv::bare(engine, |builder| builder.on_commit(move |event: &Event<Cell>| {
            told.lock().unwrap().push(match event {
                Event::Created(row) => format!("created {}", row.note),
                Event::Updated(Change { before, after }) => format!("updated {} {}>{}", before.n, before.note, after.note),
                Event::Deleted(_) | _ => unreachable!("not here"),
            });
        })).await;
        let db = &env.db;
        db.create_all(&tables()).await.unwrap();
        let row = Cell::create(db, cell("a", 1, "again")).await.unwrap();
        assert_eq!(row.note, "done");
        assert_eq!(Cell::get(db, row.id).await.unwrap(), row);
        let change = CellUpdate { n: Set(2), note: Set("again".into()), ..Default::default() };
        let row = row.update(db, change).await.unwrap();
        assert_eq!((row.n, row.note.as_str()), (2, "done"));
        assert_eq!(Cell::get(db, row.id).await.unwrap(), row);
        assert_eq!(*heard.lock().unwrap(), [
            "created again", "updated 1 again>done", "updated 1 done>again", "updated 2 again>done",
        ]);
    }

    async fn an_error_of_the_database_ends_the_transaction_with_hooks_and_without(engine) {
        let env = TestEnv::bare(engine, |builder| builder).await;
        let db = &env.db;
        db.create_all(&tables()).await.unwrap();
        Cell::create(db, cell("taken", 1, "")).await.unwrap();
        PlainCell::create(db, PlainCellCreate::new("taken", 1)).await.unwrap();
        let tx = db.begin().await.unwrap();
        failed(ErrorKind::Conflict, Cell::create(&tx, cell("taken", 2, "")).await);
        failed(ErrorKind::Aborted, Cell::create(&tx, cell("other", 2, "")).await);
        failed(ErrorKind::Aborted, tx.commit().await);
        let tx = db.begin().await.unwrap();
        failed(ErrorKind::Conflict, PlainCell::create(&tx, PlainCellCreate::new("taken", 2)).await);
        failed(ErrorKind::Aborted, tx.commit().await);
        // What writes nothing and fails no statement does not.
        let tx = db.begin().await.unwrap();
        failed(ErrorKind::NotFound, Cell::update_by_id(&tx, Id::new(9_999), set(1)).await);
        failed(ErrorKind::NotFound, PlainCell::update_by_id(&tx, Id::new(9_999), PlainCell::N.add(1)).await);
        failed(ErrorKind::Validation, PlainCell::create(&tx, PlainCellCreate::new("new", -1)).await);
        Cell::create(&tx, cell("new", 1, "")).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(Cell::count(db).await.unwrap(), 2);
        // In a savepoint of the caller, it goes on.
        let tx = db.begin().await.unwrap();
        let taken = tx.savepoint(async |tx| Cell::create(tx, cell("taken", 2, "")).await);
        failed(ErrorKind::Conflict, taken.await);
        Cell::create(&tx, cell("third", 1, "")).await.unwrap();
        tx.commit().await.unwrap();
    }

    async fn a_soft_delete_and_a_restoration_are_changes_of_the_row(engine) {
        let env = TestEnv::bare(engine, |builder| builder).await;
        let db = &env.db;
        db.create_all(&tables()).await.unwrap();
        let row = Versioned::create(db, VersionedCreate::new("", 1)).await.unwrap();
        let (id, mut changed_at, mut version) = (row.id, row.changed_at, row.version);
        let past = Versioned::create(db, VersionedCreate::new("", 2)).await.unwrap();
        for step in 0..4 {
            match step {
                0 => Versioned::delete_by_id(db, id).await.unwrap(),
                1 => drop(Versioned::restore_by_id(db, id).await.unwrap()),
                2 => assert_eq!(Versioned::query().filter(Versioned::ID.eq(id)).delete(db).await.unwrap(), 1),
                _ => assert_eq!(Versioned::query().filter(Versioned::ID.eq(id)).only_deleted().restore(db).await.unwrap(), 1),
            }
            let row = Versioned::query().with_deleted().get_by_id(db, id).await.unwrap();
            assert!(row.changed_at > changed_at, "{step}");
            assert_eq!(row.version, version + 1, "{step}");
            (changed_at, version) = (row.changed_at, row.version);
        }
        assert_eq!(Versioned::get(db, past.id).await.unwrap(), past);
    }

    async fn a_row_that_is_soft_deleted_keeps_the_time_of_its_deletion(engine) {
        let env = TestEnv::bare(engine, |builder| builder).await;
        let db = &env.db;
        db.create_all(&tables()).await.unwrap();
        let rows = Versioned::create_many(db, [1, 2].map(|n| VersionedCreate::new("", n))).await.unwrap();
        let (first, second) = (rows[0].id, rows[1].id);
        Versioned::delete_by_id(db, first).await.unwrap();
        let get = async |id| Versioned::query().with_deleted().get_by_id(db, id).await.unwrap();
        let deleted = get(first).await;
        assert!(deleted.deleted_at.is_some());
        let with = || Versioned::query().all_rows().with_deleted();
        let only = || Versioned::query().all_rows().only_deleted();
        failed(ErrorKind::NotFound, with().delete_by_id(db, first).await);
        failed(ErrorKind::NotFound, only().delete_by_id(db, first).await);
        assert_eq!(only().delete(db).await.unwrap(), 0);
        assert_eq!(with().delete(db).await.unwrap(), 1);
        assert_eq!(get(first).await, deleted);
        assert!(get(second).await.deleted_at.is_some());
        assert_eq!(with().delete(db).await.unwrap(), 0);
    }
}
