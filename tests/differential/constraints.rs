//! Writes to a [`World`], with the constraints of the models: keys, unique columns, foreign keys and
//! the ranges of the types.

use fivefold::ErrorKind;

use crate::cell::Cell;
use crate::field::Row;
use crate::question::Assign;
use crate::table::Table;
use crate::values::Kind;
use crate::world::World;

/// The fate of a row when the row that it refers to is removed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum OnDelete {
    Cascade,
    SetNull,
    Restrict,
}

/// The foreign keys of the models: child, column, parent.
const FOREIGN_KEYS: [(Table, &str, Table, OnDelete); 6] = [
    (Table::Shelf, "outer_id", Table::Shelf, OnDelete::SetNull),
    (Table::Card, "shelf_id", Table::Shelf, OnDelete::Cascade),
    (Table::Good, "shelf_id", Table::Shelf, OnDelete::SetNull),
    (Table::Note, "good_id", Table::Good, OnDelete::Cascade),
    (Table::Label, "good_id", Table::Good, OnDelete::Cascade),
    (Table::Label, "tag_id", Table::Tag, OnDelete::Restrict),
];

/// The unique columns beside the keys: of the rows that are not deleted.
const UNIQUE: [(Table, &str); 3] = [
    (Table::Shelf, "name"),
    (Table::Card, "shelf_id"),
    (Table::Good, "code"),
];

/// The kinds of the rules that a write breaks; any of them may be returned.
pub type Broken = Vec<ErrorKind>;

impl World {
    /// Returns the kinds of the rules that the rows of a table break.
    pub fn broken(&self, table: Table) -> Broken {
        let mut broken = Vec::new();
        let all: Vec<&Row> = self.rows(table).iter().collect();
        let live: Vec<&Row> = all
            .iter()
            .copied()
            .filter(|row| self.is_live(table, row))
            .collect();
        let unique = UNIQUE.iter().filter(|(of, _)| *of == table);
        let unique = unique.map(|(_, column)| (table.info().column(column), &live));
        for (at, rows) in unique.chain([(0, &all)]) {
            let is_taken = |(number, row): (usize, &&Row)| {
                !row[at].is_null() && rows[..number].iter().any(|earlier| earlier[at] == row[at])
            };
            if rows.iter().enumerate().any(is_taken) {
                broken.push(ErrorKind::Conflict);
            }
        }
        for (child, column, parent, _) in FOREIGN_KEYS {
            let at = child.info().column(column);
            let is_lost = |row: &Row| !row[at].is_null() && self.row(parent, &row[at]).is_none();
            if child == table && self.rows(table).iter().any(is_lost) {
                broken.push(ErrorKind::ForeignKey);
            }
        }
        broken
    }

    /// Makes the change if the result breaks no rule of the table.
    pub fn checked<T>(
        &mut self,
        table: Table,
        change: impl FnOnce(&mut Self) -> Result<T, Broken>,
    ) -> Result<T, Broken> {
        let mut changed = self.clone();
        let result = change(&mut changed)?;
        let broken = changed.broken(table);
        if !broken.is_empty() {
            return Err(broken);
        }
        *self = changed;
        Ok(result)
    }

    /// Creates rows.
    pub fn create(&mut self, table: Table, rows: Vec<Row>) -> Result<(), Broken> {
        self.checked(table, |world| {
            world.rows_mut(table).extend(rows);
            Ok(())
        })
    }

    /// Changes the rows with these keys.
    pub fn update(
        &mut self,
        table: Table,
        keys: &[Cell],
        changes: &[Assign],
    ) -> Result<u64, Broken> {
        self.checked(table, |world| {
            let mut broken = Vec::new();
            for key in keys {
                let row = world.row_mut(table, key).expect("a row of the query");
                for change in changes {
                    match change {
                        Assign::Set(at, cell) => row[*at] = cell.clone(),
                        Assign::Add(at, number) => {
                            match sum(&row[*at], number, table.info().columns[*at].kind) {
                                Some(sum) => row[*at] = sum,
                                None => broken.push(ErrorKind::Check),
                            }
                        }
                    }
                }
                world.touch(table, key);
            }
            if broken.is_empty() {
                Ok(keys.len() as u64)
            } else {
                // The other rules may be broken as well.
                broken.extend(world.broken(table));
                Err(broken)
            }
        })
    }

    /// Counts a change of the row.
    fn touch(&mut self, table: Table, key: &Cell) {
        let (version, row) = (table.info().version, self.row_mut(table, key));
        if let (Some(at), Some(row)) = (version, row)
            && let Cell::Int(version) = &mut row[at]
        {
            *version += 1;
        }
    }

    /// Soft-deletes the rows, or removes them where the model has no soft deletion.
    pub fn delete(&mut self, table: Table, keys: &[Cell]) -> Result<u64, Broken> {
        let Some(at) = table.info().deleted else {
            return self.remove(table, keys);
        };
        let live = keys
            .iter()
            .filter(|key| self.row(table, key).is_some_and(|row| row[at].is_null()));
        let live: Vec<Cell> = live.cloned().collect();
        for key in &live {
            self.row_mut(table, key).expect("a live row")[at] = Cell::Bool(true);
        }
        Ok(live.len() as u64)
    }

    pub fn restore(&mut self, table: Table, keys: &[Cell]) -> Result<u64, Broken> {
        let at = table.info().deleted.expect("a model with soft deletion");
        self.checked(table, |world| {
            let is_gone = |key: &&Cell| world.row(table, key).is_some_and(|row| !row[at].is_null());
            let gone: Vec<Cell> = keys.iter().filter(is_gone).cloned().collect();
            for key in &gone {
                world.row_mut(table, key).expect("a deleted row")[at] = Cell::Null;
            }
            Ok(gone.len() as u64)
        })
    }

    /// Removes the rows, and does what the foreign keys say.
    pub fn remove(&mut self, table: Table, keys: &[Cell]) -> Result<u64, Broken> {
        let before = self.clone();
        let removed = self.remove_with_children(table, keys);
        if removed.is_err() {
            *self = before;
        }
        removed
    }

    fn remove_with_children(&mut self, table: Table, keys: &[Cell]) -> Result<u64, Broken> {
        let before = self.rows(table).len();
        self.rows_mut(table).retain(|row| !keys.contains(&row[0]));
        let removed = before - self.rows(table).len();
        for (child, column, parent, on_delete) in FOREIGN_KEYS {
            if parent != table {
                continue;
            }
            let at = child.info().column(column);
            let orphans = self
                .rows(child)
                .iter()
                .filter(|row| keys.contains(&row[at]))
                .map(|row| row[0].clone());
            let orphans: Vec<Cell> = orphans.collect();
            match on_delete {
                OnDelete::Restrict if orphans.is_empty() => {}
                OnDelete::Restrict => return Err(vec![ErrorKind::ForeignKey]),
                OnDelete::Cascade => drop(self.remove_with_children(child, &orphans)?),
                OnDelete::SetNull => {
                    for key in &orphans {
                        self.row_mut(child, key).expect("an orphan")[at] = Cell::Null;
                    }
                }
            }
        }
        Ok(removed as u64)
    }

    /// Returns the keys of rows that an update or a delete of a query reaches.
    pub fn keys(rows: &[&Row]) -> Vec<Cell> {
        rows.iter().map(|row| row[0].clone()).collect()
    }
}

/// Returns the sum in the type of the column; none where it does not hold it. NULL stays NULL.
fn sum(stored: &Cell, number: &Cell, kind: Kind) -> Option<Cell> {
    Some(match (stored, number) {
        (Cell::Null, _) => Cell::Null,
        (Cell::Int(stored), Cell::Int(number)) => {
            let sum = i128::from(*stored) + i128::from(*number);
            let (least, greatest) = match kind {
                Kind::I16 => (i16::MIN.into(), i16::MAX.into()),
                Kind::I32 => (i32::MIN.into(), i32::MAX.into()),
                Kind::U8 => (0, u8::MAX.into()),
                Kind::U32 => (0, u32::MAX.into()),
                _ => (i128::from(i64::MIN), i128::from(i64::MAX)),
            };
            (least..=greatest)
                .contains(&sum)
                .then_some(Cell::Int(sum as i64))?
        }
        (Cell::Float(stored), Cell::Float(number)) if kind == Kind::F32 => {
            Cell::Float((*stored as f32 + *number as f32).into())
        }
        (Cell::Float(stored), Cell::Float(number)) => Cell::Float(stored + number),
        (Cell::Decimal(stored), Cell::Decimal(number)) => Cell::Decimal(*stored + *number),
        (stored, number) => panic!("{stored:?} and {number:?} are no numbers"),
    })
}
