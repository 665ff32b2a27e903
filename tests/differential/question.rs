//! [`Question`]: what is asked of a table, as data.

use crate::cell::Cell;
use crate::field::{Comparison, Function};
use crate::select::{Select, Sort};
use crate::table::Table;

#[derive(Debug, Clone)]
pub struct Question {
    pub table: Table,
    pub select: Select,
    pub ask: Ask,
}

#[derive(Debug, Clone)]
pub enum Ask {
    All,
    First,
    One,
    Count,
    Exists,
    /// The rows of a window and their total.
    Page(u64, u64),
    Window(u64, u64),
    Stream,
    /// Pages of so many rows by cursor, to the end and back.
    Walk(u64),
    /// The values of a column; true for each once.
    Values(usize, bool),
    Compute(Function, usize),
    Groups(Grouping),
    /// The rows of a relation, by its number, with each row.
    Load(usize, Select),
    /// The rows of two relations, by the number of the pair.
    Nested(usize, Select, Select),
    Update(Vec<Assign>),
    Delete,
    Restore,
    Purge,
}

#[derive(Debug, Clone)]
pub struct Grouping {
    pub shape: usize,
    pub having: Vec<Having>,
    pub order: Vec<GroupSort>,
    pub limit: Option<u64>,
}

#[derive(Debug, Clone)]
pub enum Having {
    Test(Function, usize, Comparison, Cell),
    And(Box<Having>, Box<Having>),
    Or(Box<Having>, Box<Having>),
    Not(Box<Having>),
}

#[derive(Debug, Clone)]
pub enum GroupSort {
    Key(Sort),
    Measured(Function, usize, bool),
}

#[derive(Debug, Clone)]
pub enum Assign {
    Set(usize, Cell),
    Add(usize, Cell),
}
