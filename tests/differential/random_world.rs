//! The strategy that makes random rows.

use std::collections::BTreeSet;

use proptest::collection::vec;
use proptest::prelude::*;

use crate::cell::Cell;
use crate::field::Row;
use crate::table::Table;
use crate::values::{Kind, number_key, tag_key, value};
use crate::world::World;

/// The most rows of each table.
const ROWS: [usize; 6] = [7, 4, 22, 22, 5, 16];

/// Returns random rows of every table, whose foreign keys hold.
pub fn world() -> BoxedStrategy<World> {
    let tables = Table::ALL.map(|table| vec(row(table), 0..=ROWS[table as usize]).boxed());
    let [shelves, cards, goods, notes, tags, labels] = tables;
    (shelves, cards, goods, notes, tags, labels)
        .prop_map(|tables| assembled([tables.0, tables.1, tables.2, tables.3, tables.4, tables.5]))
        .boxed()
}

/// Returns random cells of a row; keys are numbered later.
pub fn row(table: Table) -> impl Strategy<Value = Row> + use<> {
    let cells = table.info().columns.iter().map(|column| match column.kind {
        Kind::Deleted => prop_oneof![3 => Just(Cell::Null), 1 => Just(Cell::Bool(true))].boxed(),
        Kind::Counted | Kind::Generated => Just(Cell::Null).boxed(),
        Kind::Version => Just(Cell::Int(1)).boxed(),
        kind if column.nullable => prop_oneof![1 => Just(Cell::Null), 2 => value(kind)].boxed(),
        kind => value(kind),
    });
    cells.collect::<Vec<_>>()
}

fn assembled(tables: [Vec<Row>; 6]) -> World {
    let mut world = World::default();
    for (table, rows) in Table::ALL.into_iter().zip(tables) {
        let info = table.info();
        let mut taken = BTreeSet::new();
        for (number, mut row) in rows.into_iter().enumerate() {
            match info.columns[0].kind {
                Kind::Number => row[0] = Cell::Int(number_key(number).into()),
                Kind::Tag => row[0] = Cell::Uuid(tag_key(number)),
                _ => {}
            }
            // Another row is referred to by its number, so that most references hold.
            let parent = match table {
                Table::Shelf => Some(("outer_id", Table::Shelf)),
                Table::Card | Table::Good => Some(("shelf_id", Table::Shelf)),
                Table::Note | Table::Label => Some(("good_id", Table::Good)),
                Table::Tag => None,
            };
            let mut holds = parent.is_none_or(|(column, parent)| {
                refers(&world, &mut row[info.column(column)], parent)
            });
            if table == Table::Label {
                holds = holds && refers(&world, &mut row[info.column("tag_id")], Table::Tag);
            }
            if matches!(table, Table::Shelf | Table::Card) {
                holds = holds && taken.insert(row[1].clone());
            }
            if table == Table::Good {
                let at = info.column("code");
                if world.is_live(table, &row) && !taken.insert(row[at].clone()) {
                    row[at] = Cell::Null;
                }
            }
            if holds {
                world.rows_mut(table).push(row);
            } else if let Some((column, _)) = parent
                && info.columns[info.column(column)].nullable
                && table == Table::Good
            {
                row[info.column(column)] = Cell::Null;
                world.rows_mut(table).push(row);
            }
        }
    }
    world
}

/// Returns true if the cell is null or the key of a row; else makes it that of one, if there is any.
fn refers(world: &World, cell: &mut Cell, parent: Table) -> bool {
    if cell.is_null() || world.row(parent, cell).is_some() {
        return true;
    }
    let rows = world.rows(parent);
    let number = match cell {
        Cell::Int(key) => *key as usize,
        Cell::Uuid(key) => key.as_u128() as usize / 7,
        other => panic!("{other:?} is no key"),
    };
    match rows.get(number % rows.len().max(1)) {
        Some(row) => *cell = row[0].clone(),
        None => return false,
    }
    true
}
