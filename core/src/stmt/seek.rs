//! The condition of keyset pagination: the rows after a given row in the order of a query.

use crate::stmt::condition::Condition;
use crate::stmt::operator::{Comparison, Operator};
use crate::stmt::sort::Sort;
use crate::value::Value;

/// Returns the condition for the rows after the one with these values in the columns of a total
/// order.
pub(crate) fn after(order: &[Sort], values: &[Value]) -> Condition {
    let mut alternatives = Vec::with_capacity(order.len());
    let mut equal: Vec<Condition> = Vec::new();
    for (sort, value) in order.iter().zip(values) {
        let mut alternative = equal.clone();
        alternative.push(greater(*sort, value));
        alternatives.push(Condition::All(alternative));
        equal.push(match value {
            Value::Null(_) => null(*sort, true),
            value => compare(*sort, Comparison::Equal, value),
        });
    }
    match (order.first(), values.first()) {
        // Redundant, but it lets the database start the index scan at the right row.
        (Some(first), Some(value)) if order.len() > 1 && !first.column.nullable => {
            let bound = if first.descending {
                Comparison::AtMost
            } else {
                Comparison::AtLeast
            };
            Condition::All(vec![
                compare(*first, bound, value),
                Condition::Any(alternatives),
            ])
        }
        _ => Condition::Any(alternatives),
    }
}

/// Returns the condition for the rows whose value comes after this one.
fn greater(sort: Sort, value: &Value) -> Condition {
    let nulls_last = sort.column.nullable && !sort.starts_with_nulls();
    if let Value::Null(_) = value {
        return if nulls_last {
            Condition::Any(Vec::new())
        } else {
            null(sort, false)
        };
    }
    let sign = if sort.descending {
        Comparison::Less
    } else {
        Comparison::Greater
    };
    let greater = compare(sort, sign, value);
    if !nulls_last {
        return greater;
    }
    Condition::Any(vec![greater, null(sort, true)])
}

fn compare(sort: Sort, comparison: Comparison, value: &Value) -> Condition {
    Condition::column(sort.column, Operator::Compare(comparison, value.clone()))
}

fn null(sort: Sort, is: bool) -> Condition {
    Condition::column(sort.column, Operator::Null { is })
}
