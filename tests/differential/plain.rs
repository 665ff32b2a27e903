//! The answer to a question, evaluated in Rust over the rows in memory.

use fivefold::ErrorKind;

use crate::aggregate::{aggregate, groups};
use crate::answer::{Answer, Near};
use crate::cell::Cell;
use crate::constraints::Broken;
use crate::field::Row;
use crate::question::{Ask, Question};
use crate::select::{Deleted, Select};
use crate::table::Table;
use crate::world::World;

pub fn answer(world: &World, question: &Question) -> Answer {
    let Question { table, select, ask } = question;
    let table = *table;
    let met = || select.met(world, table);
    let owned = |rows: Vec<&Row>| rows.into_iter().cloned().collect::<Vec<Row>>();
    match ask {
        Ask::All | Ask::Stream => Answer::Rows(owned(select.rows(world, table))),
        Ask::First => Answer::Rows(owned(
            select.rows(world, table).into_iter().take(1).collect(),
        )),
        Ask::One => match &select.rows(world, table)[..] {
            [] => failed(ErrorKind::NotFound),
            [row] => Answer::Rows(vec![(*row).clone()]),
            _ => failed(ErrorKind::MultipleRows),
        },
        Ask::Count => Answer::Number(met().len() as u64),
        Ask::Exists => Answer::Truth(!met().is_empty()),
        Ask::Page(from, rows) | Ask::Window(from, rows) => {
            let found = select
                .sorted(world, table)
                .into_iter()
                .skip(*from as usize)
                .take(*rows as usize);
            let found = owned(found.collect());
            match ask {
                Ask::Page(..) => Answer::Page(found, met().len() as u64),
                _ => Answer::Rows(found),
            }
        }
        Ask::Walk(rows) => {
            let found = owned(select.sorted(world, table));
            let mut pages: Vec<Vec<Row>> =
                found.chunks(*rows as usize).map(<[Row]>::to_vec).collect();
            if pages.is_empty() {
                pages.push(Vec::new());
            }
            let mut back = pages.clone();
            back.pop();
            back.reverse();
            Answer::Walk(pages, back)
        }
        Ask::Values(column, false) => Answer::Cells(
            select
                .rows(world, table)
                .iter()
                .map(|row| row[*column].clone().into())
                .collect(),
        ),
        Ask::Values(column, true) => Answer::Cells(distinct(world, table, select, *column)),
        Ask::Compute(function, column) => match aggregate(table, *function, &met(), *column) {
            Ok(value) => Answer::Cells(vec![value]),
            Err(kind) => failed(kind),
        },
        Ask::Groups(grouping) => {
            groups(table, &met(), grouping).map_or_else(failed, Answer::Groups)
        }
        Ask::Load(at, within) => Answer::Loaded(
            select
                .rows(world, table)
                .into_iter()
                .map(|row| (row.clone(), load(world, table, *at, within, row)))
                .collect(),
        ),
        Ask::Nested(at, outer, inner) => {
            let (first, second) = table.info().nested[*at];
            let target = table.info().relations[first].target;
            let related = |row: &Row| {
                let rows = load(world, table, first, outer, row).into_iter();
                rows.map(|row| (row.clone(), load(world, target, second, inner, &row)))
                    .collect()
            };
            let rows = select.rows(world, table).into_iter();
            Answer::Nested(rows.map(|row| (row.clone(), related(row))).collect())
        }
        Ask::Update(changes) => written(world, |world| {
            world.update(table, &World::keys(&met()), changes)
        }),
        Ask::Delete => written(world, |world| world.delete(table, &World::keys(&met()))),
        Ask::Purge => written(world, |world| world.remove(table, &World::keys(&met()))),
        Ask::Restore => {
            let only = Select {
                deleted: Deleted::Only,
                ..select.clone()
            };
            let keys = World::keys(&only.met(world, table));
            written(world, |world| world.restore(table, &keys))
        }
    }
}

fn failed(kind: ErrorKind) -> Answer {
    Answer::Failed(vec![kind])
}

fn written(world: &World, write: impl FnOnce(&mut World) -> Result<u64, Broken>) -> Answer {
    let mut changed = world.clone();
    match write(&mut changed) {
        Ok(rows) => Answer::Written(rows, Box::new(changed.by_key())),
        Err(broken) => Answer::Failed(broken),
    }
}

/// Returns each value of the column once, in the order of the query and then by value.
fn distinct(world: &World, table: Table, select: &Select, column: usize) -> Vec<Near> {
    let mut rows = select.met(world, table);
    rows.sort_by(|one, two| {
        let by_order = select.order.iter().map(|sort| sort.compare(one, two));
        by_order
            .fold(std::cmp::Ordering::Equal, std::cmp::Ordering::then)
            .then_with(|| one[column].cmp(&two[column]))
    });
    let mut cells: Vec<&Cell> = rows.into_iter().map(|row| &row[column]).collect();
    cells.dedup();
    let cells = cells.into_iter().skip(select.offset.unwrap_or(0) as usize);
    let cells = cells.take(select.limit.unwrap_or(u64::MAX) as usize);
    cells.map(|cell| cell.clone().into()).collect()
}

/// Returns the related rows of a row, in the order of the load.
fn load(world: &World, table: Table, at: usize, within: &Select, row: &Row) -> Vec<Row> {
    let relation = &table.info().relations[at];
    let mut related = world.related(relation, row);
    related.retain(|row| {
        within
            .filters
            .iter()
            .all(|filter| crate::condition::meets(world, relation.target, row, filter))
    });
    within.sort(&mut related);
    related
        .into_iter()
        .take(within.limit.unwrap_or(u64::MAX) as usize)
        .cloned()
        .collect()
}
