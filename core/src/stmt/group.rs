//! GROUP BY as data: the keys, the aggregates, HAVING, and the order of groups.

use crate::stmt::aggregate::Function;
use crate::stmt::condition::Condition;
use crate::stmt::sort::Sort;

/// An aggregate of a column over the rows of a group.
#[derive(Debug, Clone, Copy)]
pub struct Measure {
    pub(crate) function: Function,
    /// The position of the column.
    pub(crate) position: usize,
}

/// One element of the order of groups.
#[derive(Debug, Clone, Copy)]
pub(crate) enum GroupSort {
    Key(Sort),
    /// An aggregate; descending where it is true.
    Measured(Measure, bool),
}

/// The grouping of rows, and the groups that are returned.
pub(crate) struct Grouping<'g> {
    /// The positions of the columns of GROUP BY.
    pub(crate) keys: &'g [usize],
    pub(crate) aggregates: &'g [Measure],
    pub(crate) having: Option<Condition>,
    pub(crate) order: Vec<GroupSort>,
    pub(crate) limit: Option<u64>,
}
