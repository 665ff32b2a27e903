//! GROUP BY as data: the keys, the aggregates, HAVING, and the order of groups.

use crate::stmt::aggregate::Function;
use crate::stmt::condition::Condition;
use crate::stmt::sort::Sort;

/// What is worked out from a column of a group.
#[derive(Debug, Clone, Copy)]
pub struct Measure {
    pub(crate) function: Function,
    pub(crate) at: usize,
}

/// What groups are sorted by.
#[derive(Debug, Clone, Copy)]
pub(crate) enum GroupSort {
    Key(Sort),
    /// What is worked out; descending where it is true.
    Measured(Measure, bool),
}

/// How rows are put into groups.
pub(crate) struct Grouping<'g> {
    /// The positions of the columns in which the rows of a group are equal.
    pub(crate) keys: &'g [usize],
    pub(crate) aggregates: &'g [Measure],
    pub(crate) having: Option<Condition>,
    pub(crate) order: Vec<GroupSort>,
    pub(crate) limit: Option<u64>,
}
