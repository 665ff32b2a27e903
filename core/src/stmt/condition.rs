//! [`Condition`]: a condition on rows or groups, as data. Its text is written in `sql/render/`.

use std::borrow::Cow;
use std::fmt;

use crate::stmt::operator::{Comparison, Operand, Operator};
use crate::table::Table;
use crate::table::column::{ColumnDef, OnDelete};
use crate::value::Value;

/// A condition on the rows of one table, or on groups of them. The result is true or false, never
/// unknown.
#[derive(Debug, Clone)]
pub(crate) enum Condition {
    /// All of these are true; true where there are none.
    All(Vec<Self>),
    /// At least one of these is true; false where there are none.
    Any(Vec<Self>),
    Not(Box<Self>),
    /// A test of a column of the row or, in HAVING, of an aggregate of the group.
    Test(Operand, Operator),
    Related(Box<Related>),
    /// The value at a JSON path.
    Json(Box<Json>),
    /// Raw SQL, with a value for each `?`; or the reason why a value is invalid.
    Raw {
        text: Cow<'static, str>,
        values: Result<Vec<Value>, String>,
    },
    /// A row of another table meets all these conditions. It does not depend on the row that is
    /// tested.
    Row {
        table: &'static Table,
        filters: Vec<Self>,
    },
    /// A condition with more levels than a statement has: it cannot be rendered.
    TooDeep,
}

/// The value at a JSON path in a column is equal to a scalar.
#[derive(Clone)]
pub(crate) struct Json {
    pub(crate) column: &'static ColumnDef,
    pub(crate) path: Vec<Step>,
    pub(crate) scalar: Scalar,
}

/// Prints the column and the length of the path, no key and no value.
impl fmt::Debug for Json {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Json")
            .field("column", &self.column.field)
            .field("steps", &self.path.len())
            .finish_non_exhaustive()
    }
}

/// One step of a JSON path.
#[derive(Clone, PartialEq, Eq)]
pub(crate) enum Step {
    /// The value of a key in an object.
    Key(String),
    /// An element of an array, counted from 0.
    Index(usize),
}

/// A JSON value that is neither an array nor an object.
#[derive(Clone)]
pub enum Scalar {
    /// The null of JSON.
    Null,
    /// A boolean.
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
    /// Such a row exists; no such row exists where this is false.
    pub(crate) is: bool,
}

/// A join with another table: its column is equal to a column of this table.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Link {
    pub(crate) own_table: &'static Table,
    pub(crate) own: &'static ColumnDef,
    pub(crate) other: &'static ColumnDef,
    pub(crate) table: &'static Table,
    /// The join table of a many-to-many relation.
    pub(crate) through: Option<Through>,
}

/// A join table: one of its columns is equal to the own column, one to that of the other table.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Through {
    pub(crate) table: &'static Table,
    pub(crate) own: &'static ColumnDef,
    pub(crate) other: &'static ColumnDef,
}

impl Through {
    /// Returns true where no pair of rows is joined twice.
    pub(crate) fn is_unique(&self) -> bool {
        let pair = [self.own.name, self.other.name];
        let mut groups = self.table.unique_groups();
        self.own.unique
            || self.other.unique
            || groups.any(|group| group.iter().all(|name| pair.contains(name)))
    }
}

impl Condition {
    /// Returns the test of a column.
    pub(crate) const fn column(column: &'static ColumnDef, operator: Operator) -> Self {
        Self::Test(Operand::Column(column), operator)
    }

    /// Returns the comparison of the column with a value, whose end may have been truncated. A text
    /// with a canonical form stands for this form; if that is its lower case, a row with the text
    /// itself is equal as well.
    pub(crate) fn compared(
        column: &'static ColumnDef,
        comparison: Comparison,
        value: Value,
        is_truncated: bool,
    ) -> Self {
        if let (Comparison::Equal | Comparison::NotEqual, Some(form)) =
            (comparison, column.lower_form(&value))
        {
            let is = comparison == Comparison::Equal;
            return Self::column(
                column,
                Operator::In {
                    values: vec![value, form],
                    is,
                },
            );
        }
        let value = column.other_form(&value).unwrap_or(value);
        Self::column(column, Operator::compare(comparison, value, is_truncated))
    }

    /// Returns the condition that the column is one of the values, or none of them, in the sense of
    /// [`Self::compared`].
    pub(crate) fn listed(column: &'static ColumnDef, values: Vec<Value>, is: bool) -> Self {
        let mut forms = Vec::with_capacity(values.len());
        for value in values {
            match (column.lower_form(&value), column.other_form(&value)) {
                (Some(form), _) => forms.extend([value, form]),
                (None, form) => forms.push(form.unwrap_or(value)),
            }
        }
        Self::column(column, Operator::In { values: forms, is })
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

    /// Returns true where the condition has a subquery.
    pub(crate) fn is_related(&self) -> bool {
        match self {
            Self::All(conditions) | Self::Any(conditions) => {
                conditions.iter().any(Self::is_related)
            }
            Self::Not(condition) => condition.is_related(),
            Self::Related(_) | Self::Row { .. } => true,
            Self::Test(..) | Self::Json(_) | Self::Raw { .. } | Self::TooDeep => false,
        }
    }

    /// Returns true where the condition on rows of the table may read a foreign key that is set to
    /// null when its parent is deleted.
    pub(crate) fn reads_set_null(&self, table: &Table) -> bool {
        let of = |conditions: &[Self]| conditions.iter().any(|inner| inner.reads_set_null(table));
        let is_set_null = |column: &ColumnDef| {
            let on_delete = column.references.map(|key| key.on_delete);
            matches!(on_delete, Some(OnDelete::SetNull))
        };
        match self {
            Self::All(conditions) | Self::Any(conditions) => of(conditions),
            Self::Not(condition) => condition.reads_set_null(table),
            Self::Test(Operand::Column(column), _) => is_set_null(column),
            Self::Raw { .. } => table.columns().iter().any(is_set_null),
            // A subquery is materialised.
            Self::Test(..)
            | Self::Json(_)
            | Self::Related(_)
            | Self::Row { .. }
            | Self::TooDeep => false,
        }
    }
}
