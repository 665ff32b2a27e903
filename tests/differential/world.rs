//! [`World`]: the rows of every table, in memory.

use std::fmt;

use fivefold::prelude::*;

use crate::cell::Cell;
use crate::field::{Row, Running};
use crate::select::{Deleted, Select};
use crate::table::{RelationInfo, Subject, Table, Via};
use crate::values::{Kind, stored};

#[derive(Clone, Default)]
pub struct World {
    tables: [Vec<Row>; 6],
}

impl World {
    pub fn rows(&self, table: Table) -> &[Row] {
        &self.tables[table as usize]
    }

    pub fn rows_mut(&mut self, table: Table) -> &mut Vec<Row> {
        &mut self.tables[table as usize]
    }

    pub fn row(&self, table: Table, key: &Cell) -> Option<&Row> {
        self.rows(table).iter().find(|row| row[0] == *key)
    }

    pub fn row_mut(&mut self, table: Table, key: &Cell) -> Option<&mut Row> {
        self.rows_mut(table).iter_mut().find(|row| row[0] == *key)
    }

    /// Gives the row without a key this one.
    pub fn name_row(&mut self, table: Table, key: &Cell) {
        let mut rows = self.rows_mut(table).iter_mut();
        let row = rows
            .find(|row| row[0].is_null())
            .expect("a row without a key");
        row[0] = key.clone();
    }

    pub fn is_live(&self, table: Table, row: &Row) -> bool {
        table.info().deleted.is_none_or(|at| row[at].is_null())
    }

    /// Returns the related rows that are not deleted, each once.
    pub fn related(&self, relation: &RelationInfo, row: &Row) -> Vec<&Row> {
        let (target, own) = (relation.target, &row[0]);
        let live = self
            .rows(target)
            .iter()
            .filter(|row| self.is_live(target, row));
        match relation.via {
            Via::Children(column) => {
                let at = target.info().column(column);
                live.filter(|row| row[at] == *own).collect()
            }
            Via::Parent(column) => {
                let at = relation.owner.info().column(column);
                live.filter(|other| other[0] == row[at]).collect()
            }
            Via::Through(between, to_own, to_other) => {
                let (to_own, to_other) = (
                    between.info().column(to_own),
                    between.info().column(to_other),
                );
                let is_linked = |other: &&Row| {
                    let mut links = self.rows(between).iter();
                    links.any(|link| {
                        self.is_live(between, link)
                            && link[to_own] == *own
                            && link[to_other] == other[0]
                    })
                };
                live.filter(is_linked).collect()
            }
        }
    }

    /// Creates the rows in the database, and takes the keys that it generates.
    pub async fn store(&mut self, db: &dyn Executor) -> Result<(), Error> {
        for table in Table::ALL {
            let stored = for_table!(table, create_many(self.rows(table), db)).await?;
            *self.rows_mut(table) = stored;
        }
        Ok(())
    }

    /// Removes every row of the database.
    pub async fn clear(db: &dyn Executor) -> Result<(), Error> {
        for table in Table::ALL.into_iter().rev() {
            for_table!(table, remove_all(db)).await?;
        }
        Ok(())
    }

    /// Returns the rows of the database, each table by key.
    pub async fn read(db: &dyn Executor) -> Result<Self, Error> {
        let mut world = Self::default();
        for table in Table::ALL {
            *world.rows_mut(table) = for_table!(table, every(db)).await?;
        }
        Ok(world)
    }

    /// Sorts every table by key.
    pub fn by_key(mut self) -> Self {
        for rows in &mut self.tables {
            rows.sort_by(|one, two| one[0].cmp(&two[0]));
        }
        self
    }

    /// Returns the first table whose rows differ.
    pub fn difference(&self, other: &Self) -> Option<Table> {
        let mut tables = Table::ALL.into_iter();
        tables.find(|table| self.rows(*table) != other.rows(*table))
    }
}

/// Creates rows, and soft-deletes those that say so. The stored rows have to be these.
fn create_many<'d, M: Subject>(rows: &'d [Row], db: &'d dyn Executor) -> Running<'d, Vec<Row>> {
    Box::pin(created::<M>(rows, db))
}

async fn created<M: Subject>(rows: &[Row], db: &dyn Executor) -> Result<Vec<Row>, Error> {
    let described = M::description();
    let deleted = M::TABLE.info().deleted;
    let is_live = |row: &&Row| deleted.is_none_or(|at| row[at].is_null());
    let (live, gone): (Vec<&Row>, Vec<&Row>) = rows.iter().partition(is_live);
    let mut stored = Vec::new();
    // One by one, since unique values are free again once a row is deleted.
    for row in &gone {
        let mut created = (described.create)(row, db).await?;
        (described.delete)(&created[0], db).await?;
        created[deleted.expect("soft deletion")] = Cell::Bool(true);
        stored.push(created);
    }
    let live_rows: Vec<Row> = live.iter().map(|row| (*row).clone()).collect();
    stored.extend((described.create_many)(&live_rows, db).await?);
    let rows = gone.into_iter().chain(live);
    assert_eq!(rows.clone().count(), stored.len());
    for (row, stored) in rows.zip(&stored) {
        check_stored(M::TABLE, row, stored);
    }
    Ok(stored)
}

/// Stops where a column is not stored as it was given.
fn check_stored(table: Table, row: &Row, stored: &Row) {
    for (at, column) in table.info().columns.iter().enumerate() {
        let is_new = matches!(column.kind, Kind::Counted | Kind::Generated);
        assert!(
            is_new || row[at] == stored[at],
            "{table:?}.{}: {:?} was stored as {:?}",
            column.name,
            row[at],
            stored[at]
        );
    }
}

fn every<M: Subject>(db: &dyn Executor) -> Running<'_, Vec<Row>> {
    let all = Select {
        deleted: Deleted::With,
        ..Select::default()
    };
    let rows = all.query::<M>().all(db);
    Box::pin(async move { Ok(rows.await?.iter().map(Subject::row).collect()) })
}

fn remove_all<M: Subject>(db: &dyn Executor) -> Running<'_, u64> {
    let all = Select {
        deleted: Deleted::With,
        ..Select::default()
    };
    let query = all.query::<M>().all_rows();
    match &M::description().soft {
        Some(soft) => (soft.purge)(query, db),
        None => (M::description().delete_rows)(query, db),
    }
}

/// A row a line, without the cells that every row may have.
impl fmt::Debug for World {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for table in Table::ALL {
            let columns = &table.info().columns;
            for row in self.rows(table) {
                write!(f, "{table:?}")?;
                for (number, (column, cell)) in columns.iter().zip(row).enumerate() {
                    let usual = if column.nullable {
                        None
                    } else {
                        stored(column.kind).into_iter().next()
                    };
                    if number == 0 || *cell != usual.unwrap_or(Cell::Null) {
                        write!(f, " {}: {cell:?}", column.name)?;
                    }
                }
                writeln!(f)?;
            }
        }
        Ok(())
    }
}
