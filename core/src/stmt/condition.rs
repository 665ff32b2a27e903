//! A condition as data: what is compared with what. Rendered by [`statement`](crate::statement).

use std::borrow::Cow;
use std::fmt;

use crate::stmt::operator::{Comparison, Operand, Operator};
use crate::table::Table;
use crate::table::column::ColumnDef;
use crate::value::Value;

/// A condition on the rows of one table. Met or not met, never unknown.
#[derive(Debug, Clone)]
pub(crate) enum Condition {
    /// All of these; met by every row where there are none.
    All(Vec<Self>),
    /// At least one of these; met by no row where there are none.
    Any(Vec<Self>),
    Not(Box<Self>),
    /// A test of a column of the row or, in HAVING, of an aggregate of the group.
    Test(Operand, Operator),
    Related(Box<Related>),
    /// A value inside JSON.
    Json(Box<Json>),
    /// The database's own language, with a value for each `?`; or what is wrong with the values.
    Raw {
        text: Cow<'static, str>,
        values: Result<Vec<Value>, String>,
    },
    /// A row of another table that meets all these conditions, whatever the row that is asked about.
    Row {
        table: &'static Table,
        filters: Vec<Self>,
    },
}

/// What is at a place inside the JSON of a column.
#[derive(Clone)]
pub(crate) struct Json {
    pub(crate) column: &'static ColumnDef,
    pub(crate) path: Vec<Step>,
    pub(crate) scalar: Scalar,
}

/// Prints where it is, and no key and no value.
impl fmt::Debug for Json {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Json")
            .field("column", &self.column.field)
            .field("steps", &self.path.len())
            .finish_non_exhaustive()
    }
}

/// One step into JSON.
#[derive(Clone, PartialEq, Eq)]
pub(crate) enum Step {
    /// To the value of a key, in an object.
    Key(String),
    /// To an element, in an array.
    Index(usize),
}

/// A value of JSON that holds no other.
#[derive(Clone)]
pub enum Scalar {
    /// The null of JSON.
    Null,
    /// A truth value.
    Bool(bool),
    /// A whole number.
    Integer(i64),
    /// A number that is not whole, or too large for an `i64`.
    Float(f64),
    /// Text.
    Text(String),
}

/// Prints the kind, and no value.
impl fmt::Debug for Scalar {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Null => "Null",
            Self::Bool(_) => "Bool",
            Self::Integer(_) => "Integer",
            Self::Float(_) => "Float",
            Self::Text(_) => "Text",
        })
    }
}

/// A row of another table that is related to this one and meets a condition.
#[derive(Debug, Clone)]
pub(crate) struct Related {
    pub(crate) link: Link,
    pub(crate) filter: Condition,
    /// There is such a row; there is none where this is false.
    pub(crate) is: bool,
}

/// How the rows of another table are found: its column holds what this table's column does.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Link {
    pub(crate) own_table: &'static Table,
    pub(crate) own: &'static ColumnDef,
    pub(crate) other: &'static ColumnDef,
    pub(crate) table: &'static Table,
    /// The table in between, where rows of both sides are many.
    pub(crate) through: Option<Through>,
}

/// A table whose rows join two others: one column holds what the own column does, one what the other does.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Through {
    pub(crate) table: &'static Table,
    pub(crate) own: &'static ColumnDef,
    pub(crate) other: &'static ColumnDef,
}

impl Condition {
    /// Returns the test of a column.
    pub(crate) const fn column(column: &'static ColumnDef, operator: Operator) -> Self {
        Self::Test(Operand::Column(column), operator)
    }

    /// Returns the condition that the column is equal to the value.
    pub(crate) const fn equal(column: &'static ColumnDef, value: Value) -> Self {
        Self::column(column, Operator::Compare(Comparison::Equal, value))
    }

    /// Returns the condition that the column is one of the values.
    pub(crate) const fn one_of(column: &'static ColumnDef, values: Vec<Value>) -> Self {
        Self::column(column, Operator::In { values, is: true })
    }

    /// Returns the column and the value of a condition that is [`Condition::equal`].
    pub(crate) const fn as_equal(&self) -> Option<(&'static ColumnDef, &Value)> {
        match self {
            Self::Test(Operand::Column(column), Operator::Compare(Comparison::Equal, value)) => {
                Some((column, value))
            }
            _ => None,
        }
    }

    /// True where the condition looks into another table, or once more into its own.
    pub(crate) fn is_related(&self) -> bool {
        match self {
            Self::All(nodes) | Self::Any(nodes) => nodes.iter().any(Self::is_related),
            Self::Not(node) => node.is_related(),
            Self::Related(_) | Self::Row { .. } => true,
            Self::Test(..) | Self::Json(_) | Self::Raw { .. } => false,
        }
    }
}
