//! One [`Operation`], in the database and in memory.

use fivefold::ErrorKind;
use fivefold::prelude::*;

use crate::ask::{steps, write as write_rows};
use crate::cell::{Cell, Typed};
use crate::constraints::Broken;
use crate::field::{Row, Running};
use crate::models::Tag;
use crate::program::{Operation, Pick};
use crate::question::{Ask, Assign};
use crate::select::Deleted;
use crate::table::{How, Subject, Table};
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
        Operation::Restore(table, pick) => {
            let key = pick.key(world, *table);
            match world.restore(*table, std::slice::from_ref(&key))? {
                0 => Err(vec![ErrorKind::NotFound]),
                _ => Ok(Returned::Rows(vec![row(world, *table, &key)])),
            }
        }
        Operation::Purge(table, pick) => match world.remove(*table, &[pick.key(world, *table)])? {
            0 => Err(vec![ErrorKind::NotFound]),
            _ => Ok(Returned::Nothing),
        },
        Operation::Upsert(table, how, input, changes) => {
            upserted(world, *table, *how, input, changes)
        }
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
                _ => world.restore(question.table, &keys)?,
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
    table: Table,
    how: How,
    input: &Row,
    changes: &[Assign],
) -> Result<Returned, Broken> {
    let info = table.info();
    let unique = info.upsert.expect("a unique column");
    let is_same = |row: &&Row| row[unique] == input[unique] && world.is_live(table, row);
    // NULL is equal to no other value.
    let found = world
        .rows(table)
        .iter()
        .find(|row| !row[unique].is_null() && is_same(row));
    let Some(key) = found.map(|row| row[0].clone()) else {
        world.create(table, vec![input.clone()])?;
        return Ok(Returned::Upserted(input.clone(), true));
    };
    // The key never changes.
    let settable = info.columns_that(|column| column.settable).into_iter();
    let taken = || {
        settable
            .map(|at| Assign::Set(at, input[at].clone()))
            .collect::<Vec<_>>()
    };
    match how {
        How::Takes => drop(updated(world, table, &key, &taken())?),
        How::Changes => drop(updated(world, table, &key, changes)?),
        How::Stays => {}
    }
    Ok(Returned::Upserted(row(world, table, &key), false))
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
        Operation::Restore(table, pick) => {
            let key = pick.key(before, *table);
            Returned::Rows(vec![for_table!(*table, restore(&key, db)).await?])
        }
        Operation::Purge(table, pick) => {
            for_table!(*table, purge(&pick.key(before, *table), db)).await?;
            Returned::Nothing
        }
        Operation::Upsert(table, how, row, changes) => {
            let (row, is_created) = for_table!(*table, upsert(*how, row, changes, db)).await?;
            Returned::Upserted(row, is_created)
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

fn restore<'d, M: Subject>(key: &Cell, db: &'d dyn Executor) -> Running<'d, Row> {
    (M::description()
        .soft
        .as_ref()
        .expect("soft deletion")
        .restore_one)(key, db)
}

fn purge<'d, M: Subject>(key: &Cell, db: &'d dyn Executor) -> Running<'d, ()> {
    (M::description()
        .soft
        .as_ref()
        .expect("soft deletion")
        .purge_one)(key, db)
}

fn upsert<'d, M: Subject>(
    how: How,
    row: &Row,
    changes: &[Assign],
    db: &'d dyn Executor,
) -> Running<'d, (Row, bool)> {
    let upsert = M::description().upsert.as_ref().expect("a unique column");
    (upsert.run)(how, row, steps(changes), db)
}
