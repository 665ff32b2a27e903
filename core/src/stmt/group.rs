//! GROUP BY as data: the keys, the aggregates, HAVING, and the order of groups.

use crate::stmt::aggregate::Function;
use crate::stmt::condition::Comparison;
use crate::stmt::sort::Sort;
use crate::value::Value;

/// What is worked out from a column of a group.
#[derive(Debug, Clone, Copy)]
pub struct Measure {
    pub(crate) function: Function,
    pub(crate) at: usize,
}

/// A condition on groups. Met or not met, never unknown.
#[derive(Debug, Clone)]
pub(crate) enum Having {
    All(Vec<Self>),
    Any(Vec<Self>),
    Not(Box<Self>),
    Compare {
        measure: Measure,
        comparison: Comparison,
        value: Value,
    },
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
    pub(crate) having: Option<Having>,
    pub(crate) order: Vec<GroupSort>,
    pub(crate) limit: Option<u64>,
}
