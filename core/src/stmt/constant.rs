//! Conditions that are true or false for every row, such as the conjunction of no conditions. A
//! [`Tree`](crate::stmt::tree::Tree) folds them, so that a condition which restricts nothing can be
//! recognized: it is [`Condition::is_always_true`].

use crate::stmt::condition::Condition;
use crate::stmt::operator::{Operand, Operator};

impl Condition {
    /// Returns true for a condition that every row meets, whatever its values: all of no conditions,
    /// a value that is none of no values, or one that is never NULL and is not NULL, as every text
    /// that contains the empty one.
    pub(crate) const fn is_always_true(&self) -> bool {
        match self {
            Self::All(conditions) => conditions.is_empty(),
            Self::Test(_, Operator::In { values, is: false }) => values.is_empty(),
            Self::Test(Operand::Column(column), Operator::Null { is: false }) => !column.nullable,
            _ => false,
        }
    }

    /// Returns true for a condition that no row meets, whatever its values.
    pub(crate) const fn is_always_false(&self) -> bool {
        match self {
            Self::Any(conditions) => conditions.is_empty(),
            Self::Test(_, Operator::In { values, is: true }) => values.is_empty(),
            _ => false,
        }
    }
}
