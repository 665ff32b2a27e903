//! [`Select`]: which rows, in which order; and the same rows found in Rust.

use std::cmp::Ordering;

use fivefold::Query;
use fivefold::query::Order;

use crate::condition::{Condition, filter, meets};
use crate::field::Row;
use crate::table::{Subject, Table};
use crate::world::World;

#[derive(Debug, Clone, Default)]
pub struct Select {
    pub filters: Vec<Condition>,
    pub order: Vec<Sort>,
    pub limit: Option<u64>,
    pub offset: Option<u64>,
    pub deleted: Deleted,
}

#[derive(Debug, Clone)]
pub struct Sort {
    pub column: usize,
    pub descending: bool,
    pub nulls: Nulls,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Nulls {
    Least,
    First,
    Last,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Deleted {
    #[default]
    Without,
    With,
    Only,
}

impl Sort {
    pub fn compare(&self, one: &Row, two: &Row) -> Ordering {
        let (one, two) = (&one[self.column], &two[self.column]);
        let order = match (self.nulls, one.is_null(), two.is_null()) {
            (Nulls::First, true, false) | (Nulls::Last, false, true) => return Ordering::Less,
            (Nulls::First, false, true) | (Nulls::Last, true, false) => return Ordering::Greater,
            _ => one.cmp(two),
        };
        if self.descending {
            order.reverse()
        } else {
            order
        }
    }

    pub fn order<M: Subject>(&self) -> Order<M> {
        let order = M::description().fields[self.column].order.unwrap()(self.descending);
        match self.nulls {
            Nulls::Least => order,
            Nulls::First => order.nulls_first(),
            Nulls::Last => order.nulls_last(),
        }
    }
}

impl Select {
    /// Returns the query of the SDK.
    pub fn query<M: Subject>(&self) -> Query<M> {
        let described = M::description();
        let mut query = (described.query)();
        if let Some(soft) = &described.soft {
            query = (soft.within)(query, self.deleted);
        }
        for condition in &self.filters {
            query = query.filter(filter::<M>(condition));
        }
        for sort in &self.order {
            query = query.order_by(sort.order());
        }
        query = self.limit.map_or(query.clone(), |rows| query.limit(rows));
        self.offset.map_or(query.clone(), |rows| query.offset(rows))
    }

    /// Returns the rows that meet the conditions, by key.
    pub fn met<'w>(&self, world: &'w World, table: Table) -> Vec<&'w Row> {
        let rows = world.rows(table).iter().filter(|row| match self.deleted {
            Deleted::Without => world.is_live(table, row),
            Deleted::With => true,
            Deleted::Only => !world.is_live(table, row),
        });
        let rows = rows.filter(|row| {
            self.filters
                .iter()
                .all(|inner| meets(world, table, row, inner))
        });
        rows.collect()
    }

    /// Returns the rows in their order, made total by the key.
    pub fn sorted<'w>(&self, world: &'w World, table: Table) -> Vec<&'w Row> {
        let mut rows = self.met(world, table);
        self.sort(&mut rows);
        rows
    }

    /// Sorts rows, by key where the order leaves them equal.
    pub fn sort(&self, rows: &mut [&Row]) {
        rows.sort_by(|one, two| {
            let by_order = self.order.iter().map(|sort| sort.compare(one, two));
            by_order
                .fold(Ordering::Equal, Ordering::then)
                .then_with(|| one[0].cmp(&two[0]))
        });
    }

    /// Returns the rows of the limit and the offset.
    pub fn rows<'w>(&self, world: &'w World, table: Table) -> Vec<&'w Row> {
        let rows = self
            .sorted(world, table)
            .into_iter()
            .skip(self.offset.unwrap_or(0) as usize);
        rows.take(self.limit.unwrap_or(u64::MAX) as usize).collect()
    }
}
