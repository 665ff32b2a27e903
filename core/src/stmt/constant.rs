//! Joins of conditions. A part that is true or false for every row, such as the conjunction of no
//! conditions, is no part of the result, so that a condition which restricts nothing can be told:
//! it is [`Condition::is_always_true`].

use crate::stmt::condition::Condition;
use crate::stmt::operator::{Operand, Operator};

const TRUE: Condition = Condition::All(Vec::new());
const FALSE: Condition = Condition::Any(Vec::new());

/// Returns the condition that all of these are true.
pub(crate) fn all(mut conditions: Vec<Condition>) -> Condition {
    if conditions.iter().any(Condition::is_always_false) {
        return FALSE;
    }
    conditions.retain(|condition| !condition.is_always_true());
    Condition::All(conditions)
}

/// Returns the condition that at least one of these is true.
pub(crate) fn any(mut conditions: Vec<Condition>) -> Condition {
    if conditions.iter().any(Condition::is_always_true) {
        return TRUE;
    }
    conditions.retain(|condition| !condition.is_always_false());
    Condition::Any(conditions)
}

/// Returns the condition that this one is not true.
pub(crate) fn not(condition: Condition) -> Condition {
    if condition.is_always_true() {
        FALSE
    } else if condition.is_always_false() {
        TRUE
    } else {
        Condition::Not(Box::new(condition))
    }
}

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
    const fn is_always_false(&self) -> bool {
        match self {
            Self::Any(conditions) => conditions.is_empty(),
            Self::Test(_, Operator::In { values, is: true }) => values.is_empty(),
            _ => false,
        }
    }
}
