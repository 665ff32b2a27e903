//! [`Answer`]: what a question returns, from the database and from the evaluation in Rust.

use std::fmt;

use fivefold::ErrorKind;
use fivefold::types::Decimal;

use crate::cell::Cell;
use crate::field::Row;
use crate::world::World;

#[derive(Clone)]
pub enum Answer {
    Rows(Vec<Row>),
    Cells(Vec<Near>),
    Number(u64),
    Truth(bool),
    Page(Vec<Row>, u64),
    /// The pages to the end, and those on the way back.
    Walk(Vec<Vec<Row>>, Vec<Vec<Row>>),
    Groups(Vec<(Row, Vec<Near>)>),
    Loaded(Vec<(Row, Vec<Row>)>),
    Nested(Vec<(Row, Vec<(Row, Vec<Row>)>)>),
    /// The number of rows that were written, and the rows afterwards.
    Written(u64, Box<World>),
    /// One of these kinds of error: which one comes first where two rules are broken is not promised.
    Failed(Vec<ErrorKind>),
}

/// A value, and how far another may be from it.
#[derive(Clone)]
pub struct Near {
    pub cell: Cell,
    pub by: f64,
}

impl From<Cell> for Near {
    fn from(cell: Cell) -> Self {
        Self { cell, by: 0.0 }
    }
}

impl Near {
    fn is(&self, found: &Self) -> bool {
        match (&self.cell, &found.cell) {
            (Cell::Float(one), Cell::Float(two)) => (one - two).abs() <= self.by,
            (Cell::Decimal(one), Cell::Decimal(two)) => {
                (*one - *two).abs() <= Decimal::try_from(self.by).unwrap_or_default()
            }
            (one, two) => one == two,
        }
    }
}

impl Answer {
    /// Returns true if the database may have answered this.
    pub fn agrees(&self, found: &Self) -> bool {
        let near = |one: &[Near], two: &[Near]| {
            one.len() == two.len() && one.iter().zip(two).all(|(one, two)| one.is(two))
        };
        match (self, found) {
            (Self::Rows(one), Self::Rows(two)) => one == two,
            (Self::Cells(one), Self::Cells(two)) => near(one, two),
            (Self::Number(one), Self::Number(two)) => one == two,
            (Self::Truth(one), Self::Truth(two)) => one == two,
            (Self::Page(one, first), Self::Page(two, second)) => (one, first) == (two, second),
            (Self::Walk(one, first), Self::Walk(two, second)) => (one, first) == (two, second),
            (Self::Groups(one), Self::Groups(two)) => {
                let mut pairs = one.iter().zip(two);
                one.len() == two.len()
                    && pairs.all(|((one, first), (two, second))| one == two && near(first, second))
            }
            (Self::Loaded(one), Self::Loaded(two)) => one == two,
            (Self::Nested(one), Self::Nested(two)) => one == two,
            (Self::Written(one, first), Self::Written(two, second)) => {
                one == two && first.difference(second).is_none()
            }
            (Self::Failed(allowed), Self::Failed(found)) => {
                found.iter().all(|kind| allowed.contains(kind))
            }
            _ => false,
        }
    }
}

impl fmt::Debug for Near {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.cell.fmt(f)
    }
}

/// Rows by their keys, which is enough to see which one is missing.
impl fmt::Debug for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let keys = |rows: &[Row]| rows.iter().map(|row| row[0].clone()).collect::<Vec<_>>();
        match self {
            Self::Rows(rows) => write!(f, "rows {:?}", keys(rows)),
            Self::Cells(cells) => write!(f, "{cells:?}"),
            Self::Number(number) => write!(f, "{number}"),
            Self::Truth(is) => write!(f, "{is}"),
            Self::Page(rows, total) => write!(f, "rows {:?} of {total}", keys(rows)),
            Self::Walk(pages, back) => {
                let keys =
                    |pages: &[Vec<Row>]| pages.iter().map(|rows| keys(rows)).collect::<Vec<_>>();
                write!(f, "pages {:?}, and back {:?}", keys(pages), keys(back))
            }
            Self::Groups(groups) => write!(f, "groups {groups:?}"),
            Self::Loaded(rows) => {
                let rows = rows.iter().map(|(row, related)| (&row[0], keys(related)));
                write!(f, "rows {:?}", rows.collect::<Vec<_>>())
            }
            Self::Nested(rows) => {
                let related = |rows: &[(Row, Vec<Row>)]| {
                    let rows = rows
                        .iter()
                        .map(|(row, related)| (row[0].clone(), keys(related)));
                    rows.collect::<Vec<_>>()
                };
                let rows = rows.iter().map(|(row, rows)| (&row[0], related(rows)));
                write!(f, "rows {:?}", rows.collect::<Vec<_>>())
            }
            Self::Written(rows, world) => write!(f, "{rows} rows written, then {world:?}"),
            Self::Failed(kinds) => write!(f, "an error: {kinds:?}"),
        }
    }
}
