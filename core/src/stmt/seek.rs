//! The condition that finds the rows after a given one in the order of a query.

use crate::stmt::condition::Condition;
use crate::stmt::operator::{Comparison, Operator};
use crate::stmt::sort::Sort;
use crate::value::Value;

/// The rows that come after the one that holds these values in the columns of a total order.
pub(crate) fn after(order: &[Sort], values: &[Value]) -> Condition {
    let mut ways = Vec::with_capacity(order.len());
    let mut equal: Vec<Condition> = Vec::new();
    for (sort, value) in order.iter().zip(values) {
        let mut way = equal.clone();
        way.push(greater(*sort, value));
        ways.push(Condition::All(way));
        equal.push(match value {
            Value::Null(_) => null(*sort, true),
            value => compare(*sort, Comparison::Equal, value),
        });
    }
    match (order.first(), values.first()) {
        // What follows from the rest, said so that an index is entered at the right place.
        (Some(first), Some(value)) if order.len() > 1 && !first.column.nullable => {
            let bound = if first.descending {
                Comparison::AtMost
            } else {
                Comparison::AtLeast
            };
            Condition::All(vec![compare(*first, bound, value), Condition::Any(ways)])
        }
        _ => Condition::Any(ways),
    }
}

/// The rows whose value comes after this one.
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
