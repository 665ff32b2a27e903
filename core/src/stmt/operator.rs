//! [`Operator`]: a test of a column or an aggregate, the same for WHERE and HAVING.
//!
//! A new operator is a variant here, a branch in `sql/render/operator.rs`, and a method in
//! `model/filter/operators.rs`, where both columns and aggregates get it.

use crate::stmt::aggregate::Function;
use crate::table::column::ColumnDef;
use crate::value::Value;

/// The left-hand side of an operator.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Operand {
    /// A column of a row.
    Column(&'static ColumnDef),
    /// An aggregate of a column over the rows of a group.
    Aggregate(Function, &'static ColumnDef),
}

impl Operand {
    /// Returns true if the operand can be null. No group is empty, so an aggregate is null only if
    /// all values are.
    pub(crate) const fn nullable(self) -> bool {
        match self {
            Self::Column(column) => column.nullable,
            Self::Aggregate(Function::Count | Function::Sum, _) => false,
            Self::Aggregate(_, column) => column.nullable,
        }
    }
}

/// A test of an operand. The result is true or false, never unknown.
#[derive(Debug, Clone)]
pub(crate) enum Operator {
    /// Compares with a value, which is not null.
    Compare(Comparison, Value),
    /// Is null; is not null where `is` is false.
    Null { is: bool },
    /// Is one of the values; is none of them where `is` is false.
    In { values: Vec<Value>, is: bool },
    /// Has this text, or a part that is this text.
    Text {
        part: Part,
        text: String,
        /// True if `A` to `Z` are equal to `a` to `z`.
        ignores_case: bool,
    },
}

impl Operator {
    /// Returns the comparison with a value; where the value was truncated to the precision of the
    /// column, with the value that was given.
    pub(crate) fn compare(comparison: Comparison, value: Value, is_truncated: bool) -> Self {
        let (values, is) = (Vec::new(), comparison == Comparison::Equal);
        match (is_truncated, comparison) {
            (false, comparison) => Self::Compare(comparison, value),
            (true, Comparison::Equal | Comparison::NotEqual) => Self::In { values, is },
            (true, Comparison::Less | Comparison::AtMost) => {
                Self::Compare(Comparison::AtMost, value)
            }
            (true, Comparison::Greater | Comparison::AtLeast) => {
                Self::Compare(Comparison::Greater, value)
            }
        }
    }
}

/// A comparison of an operand with a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Comparison {
    Equal,
    NotEqual,
    Less,
    AtMost,
    Greater,
    AtLeast,
}

impl Comparison {
    /// Returns true for a comparison that depends on the order of values.
    pub(crate) const fn orders(self) -> bool {
        !matches!(self, Self::Equal | Self::NotEqual)
    }
}

/// The part of a text that is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    Whole,
    Any,
    Start,
    End,
}
