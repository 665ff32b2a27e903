//! One [`Operation`], in the database and in memory.

use fivefold::ErrorKind;
use fivefold::prelude::*;

use crate::ask::{steps, write as write_rows};
use crate::cell::{Cell, Typed};
use crate::constraints::Broken;
use crate::field::{Row, Running};
use crate::models::{Good, Shelf, ShelfCreate, Tag};
use crate::program::{Operation, Pick};
use crate::question::{Ask, Assign};
use crate::select::Deleted;
use crate::table::{Subject, Table};
use crate::world::World;

/// What an operation returns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Returned {
    Nothing,
    Rows(Vec<Row>),
    Number(u64),
    /// A row, and whether it was created.
    Upserted(Row, bool),
}

/// Runs on the rows in memory, which stay as they are if it fails.
pub fn plain(world: &mut World, operation: &Operation) -> Result<Returned, Broken> {
    match operation {
        Operation::Find(table, pick) => Ok(Returned::Rows(match live(world, *table, *pick) {
            Ok(key) => vec![row(world, *table, &key)],
            Err(_) => Vec::new(),
        })),
        Operation::Create(table, row) => created(world, *table, vec![row.clone()]),
        Operation::CreateMany(table, rows) => created(world, *table, rows.clone()),
        Operation::Update(table, pick, changes) => {
            updated(world, *table, &live(world, *table, *pick)?, changes)
        }
        Operation::Delete(table, pick) => {
            let key = live(world, *table, *pick)?;
            world.delete(*table, &[key]).map(|_| Returned::Nothing)
        }
        Operation::Restore(pick) => {
            let key = pick.key(world, Table::Good);
            match world.restore(Table::Good, std::slice::from_ref(&key)) {
                0 => Err(vec![ErrorKind::NotFound]),
                _ => Ok(Returned::Rows(vec![row(world, Table::Good, &key)])),
            }
        }
        Operation::Purge(pick) => {
            match world.remove(Table::Good, &[pick.key(world, Table::Good)])? {
                0 => Err(vec![ErrorKind::NotFound]),
                _ => Ok(Returned::Nothing),
            }
        }
        Operation::Upsert(input) => upserted(world, input, |world, key| {
            // All but the key and the name.
            let changes: Vec<_> = (2..input.len())
                .map(|at| Assign::Set(at, input[at].clone()))
                .collect();
            updated(world, Table::Shelf, key, &changes).map(drop)
        }),
        Operation::UpsertWith(input, changes) => upserted(world, input, |world, key| {
            updated(world, Table::Shelf, key, changes).map(drop)
        }),
        Operation::FindOrCreate(input) => upserted(world, input, |_, _| Ok(())),
        Operation::Reread(pick, changes, is_stale) => {
            let key = live(world, Table::Tag, *pick)?;
            if *is_stale {
                let weight = Assign::Set(Table::Tag.info().column("weight"), Cell::Int(5));
                updated(world, Table::Tag, &key, &[weight])?;
                return Err(vec![ErrorKind::Stale]);
            }
            updated(world, Table::Tag, &key, changes)
        }
        Operation::Rows(question) => {
            let mut select = question.select.clone();
            if matches!(question.ask, Ask::Restore) {
                select.deleted = Deleted::Only;
            }
            let keys = World::keys(&select.met(world, question.table));
            let rows = match &question.ask {
                Ask::Update(changes) => world.update(question.table, &keys, changes)?,
                Ask::Delete => world.delete(question.table, &keys)?,
                Ask::Purge => world.remove(question.table, &keys)?,
                _ => world.restore(question.table, &keys),
            };
            Ok(Returned::Number(rows))
        }
    }
}

fn created(world: &mut World, table: Table, rows: Vec<Row>) -> Result<Returned, Broken> {
    world.create(table, rows.clone())?;
    Ok(Returned::Rows(rows))
}

fn updated(
    world: &mut World,
    table: Table,
    key: &Cell,
    changes: &[Assign],
) -> Result<Returned, Broken> {
    world.update(table, std::slice::from_ref(key), changes)?;
    Ok(Returned::Rows(vec![row(world, table, key)]))
}

fn upserted(
    world: &mut World,
    input: &Row,
    existing: impl FnOnce(&mut World, &Cell) -> Result<(), Broken>,
) -> Result<Returned, Broken> {
    let found = world
        .rows(Table::Shelf)
        .iter()
        .find(|row| row[1] == input[1])
        .map(|row| row[0].clone());
    let Some(key) = found else {
        world.create(Table::Shelf, vec![input.clone()])?;
        return Ok(Returned::Upserted(input.clone(), true));
    };
    existing(world, &key)?;
    Ok(Returned::Upserted(row(world, Table::Shelf, &key), false))
}

fn row(world: &World, table: Table, key: &Cell) -> Row {
    world
        .row(table, key)
        .expect("the row that was written")
        .clone()
}

/// Returns the key of a row that is not deleted.
fn live(world: &World, table: Table, pick: Pick) -> Result<Cell, Broken> {
    let key = pick.key(world, table);
    let found = world
        .row(table, &key)
        .filter(|row| world.is_live(table, row));
    found.map(|_| key).ok_or_else(|| vec![ErrorKind::NotFound])
}

/// Runs on the database. `before` are the rows, of which one is picked.
pub async fn run(
    before: &World,
    db: &dyn Executor,
    operation: &Operation,
) -> Result<Returned, Error> {
    Ok(match operation {
        Operation::Find(table, pick) => {
            let found = for_table!(*table, find(&pick.key(before, *table), db)).await?;
            Returned::Rows(found.into_iter().collect())
        }
        Operation::Create(table, row) => {
            Returned::Rows(vec![for_table!(*table, create(row, db)).await?])
        }
        Operation::CreateMany(table, rows) => {
            Returned::Rows(for_table!(*table, create_many(rows, db)).await?)
        }
        Operation::Update(table, pick, changes) => {
            let key = pick.key(before, *table);
            Returned::Rows(vec![for_table!(*table, update(&key, changes, db)).await?])
        }
        Operation::Delete(table, pick) => {
            for_table!(*table, delete(&pick.key(before, *table), db)).await?;
            Returned::Nothing
        }
        Operation::Restore(pick) => {
            let soft = Good::description().soft.as_ref().unwrap();
            Returned::Rows(vec![
                (soft.restore_one)(&pick.key(before, Table::Good), db).await?,
            ])
        }
        Operation::Purge(pick) => {
            let soft = Good::description().soft.as_ref().unwrap();
            (soft.purge_one)(&pick.key(before, Table::Good), db).await?;
            Returned::Nothing
        }
        Operation::Upsert(row) => of_upsert(Shelf::upsert(db, Shelf::NAME, shelf(row)).await?),
        Operation::UpsertWith(row, changes) => {
            let mut steps = steps::<Shelf>(changes);
            let last = steps.pop().expect("a change");
            of_upsert(match steps.pop() {
                None => Shelf::upsert_with(db, Shelf::NAME, shelf(row), last).await?,
                Some(first) => {
                    Shelf::upsert_with(db, Shelf::NAME, shelf(row), (first, last)).await?
                }
            })
        }
        Operation::FindOrCreate(row) => {
            of_upsert(Shelf::find_or_create(db, Shelf::NAME, shelf(row)).await?)
        }
        Operation::Reread(pick, changes, is_stale) => {
            let key = Uuid::of(&pick.key(before, Table::Tag));
            let tag = Tag::get(db, key).await?;
            if *is_stale {
                Tag::update_by_id(db, key, Tag::WEIGHT.set(Some(5))).await?;
            }
            let mut steps = steps::<Tag>(changes);
            let last = steps.pop().expect("a change");
            let tag = match steps.pop() {
                None => tag.update(db, last).await?,
                Some(first) => tag.update(db, (first, last)).await?,
            };
            Returned::Rows(vec![tag.row()])
        }
        Operation::Rows(question) => {
            Returned::Number(for_table!(question.table, write_rows(db, question)).await?)
        }
    })
}

fn shelf(row: &Row) -> ShelfCreate {
    ShelfCreate {
        id: Typed::of(&row[0]),
        name: Typed::of(&row[1]),
        rank: Typed::of(&row[2]),
        remark: Typed::of(&row[3]),
        outer_id: Typed::of(&row[4]),
    }
}

fn of_upsert(upsert: fivefold::crud::Upsert<Shelf>) -> Returned {
    let is_created = upsert.is_created();
    Returned::Upserted(upsert.into_row().row(), is_created)
}

fn find<'d, M: Subject>(key: &Cell, db: &'d dyn Executor) -> Running<'d, Option<Row>> {
    (M::description().find)(key, db)
}

fn create<'d, M: Subject>(row: &Row, db: &'d dyn Executor) -> Running<'d, Row> {
    (M::description().create)(row, db)
}

fn create_many<'d, M: Subject>(rows: &[Row], db: &'d dyn Executor) -> Running<'d, Vec<Row>> {
    (M::description().create_many)(rows, db)
}

fn update<'d, M: Subject>(
    key: &Cell,
    changes: &[Assign],
    db: &'d dyn Executor,
) -> Running<'d, Row> {
    (M::description().update)(key, steps(changes), db)
}

fn delete<'d, M: Subject>(key: &Cell, db: &'d dyn Executor) -> Running<'d, ()> {
    (M::description().delete)(key, db)
}
