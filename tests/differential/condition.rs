//! [`Condition`]: a condition as a tree, which becomes a [`Filter`] of the SDK, and is evaluated over
//! rows in Rust.
//!
//! The evaluation is what the documentation of [`Filter`] promises: a condition is true or false and
//! never unknown; NULL meets no comparison but `ne` and `not_in`.

use fivefold::prelude::*;
use fivefold::query::JsonPath;
use serde_json::Value;

use crate::cell::Cell;
use crate::field::{Comparison, Part, PathStep, Row};
use crate::table::{Quantifier, Subject, Table};
use crate::world::World;

#[derive(Debug, Clone)]
pub enum Condition {
    Compare(usize, Comparison, Cell),
    Between(usize, Cell, Cell),
    List(usize, Vec<Cell>, bool),
    Null(usize, bool),
    /// The last is true if case is ignored.
    Text(usize, Part, String, bool),
    Json(usize, Vec<PathStep>, Value, bool),
    /// Of a relation, by its number.
    Related(usize, Quantifier, Option<Box<Condition>>),
    And(Box<Condition>, Box<Condition>),
    Or(Box<Condition>, Box<Condition>),
    All(Vec<Condition>),
    Any(Vec<Condition>),
    Not(Box<Condition>),
}

/// Returns the condition of the SDK.
pub fn filter<M: Subject>(condition: &Condition) -> Filter<M> {
    let (fields, relations) = (&M::description().fields, &M::description().relations);
    match condition {
        Condition::Compare(at, comparison, cell) => fields[*at].compare.unwrap()(*comparison, cell),
        Condition::Between(at, least, greatest) => fields[*at].between.unwrap()(least, greatest),
        Condition::List(at, cells, is) => fields[*at].list.unwrap()(cells, *is),
        Condition::Null(at, is) => fields[*at].null.unwrap()(*is),
        Condition::Text(at, part, text, ignores) => {
            fields[*at].text.unwrap()(*part, *ignores, text)
        }
        Condition::Json(at, path, value, is) => json(fields[*at].path.unwrap()(path), value, *is),
        Condition::Related(at, quantifier, inner) => {
            (relations[*at].condition)(*quantifier, inner.as_deref())
        }
        Condition::And(one, two) => filter::<M>(one).and(filter(two)),
        Condition::Or(one, two) => filter::<M>(one).or(filter(two)),
        Condition::All(all) => Filter::all_of(all.iter().map(filter)),
        Condition::Any(any) => Filter::any_of(any.iter().map(filter)),
        Condition::Not(inner) => filter::<M>(inner).not(),
    }
}

fn json<M: Model>(path: JsonPath<M>, value: &Value, is: bool) -> Filter<M> {
    match (value, is) {
        (Value::Null, true) => path.is_null(),
        (Value::Null, false) => path.is_null().not(),
        (Value::Bool(value), true) => path.eq(*value),
        (Value::Bool(value), false) => path.ne(*value),
        (Value::Number(number), is) => match (number.as_i64(), is) {
            (Some(number), true) => path.eq(number),
            (Some(number), false) => path.ne(number),
            (None, true) => path.eq(number.as_f64().unwrap()),
            (None, false) => path.ne(number.as_f64().unwrap()),
        },
        (Value::String(text), true) => path.eq(text.as_str()),
        (Value::String(text), false) => path.ne(text.as_str()),
        (other, _) => panic!("{other} is no scalar"),
    }
}

/// Returns true if the row meets the condition.
pub fn meets(world: &World, table: Table, row: &Row, condition: &Condition) -> bool {
    let all = |conditions: &[Condition]| {
        conditions
            .iter()
            .all(|inner| meets(world, table, row, inner))
    };
    match condition {
        Condition::Compare(at, comparison, cell) => compare(&row[*at], *comparison, cell),
        Condition::Between(at, least, greatest) => {
            !row[*at].is_null() && row[*at] >= *least && row[*at] <= *greatest
        }
        Condition::List(at, cells, is) => cells.contains(&row[*at]) == *is,
        Condition::Null(at, is) => row[*at].is_null() == *is,
        Condition::Text(at, part, text, ignores) => contains(&row[*at], *part, text, *ignores),
        Condition::Json(at, path, value, is) => holds(&row[*at], path, value) == *is,
        Condition::Related(at, quantifier, inner) => {
            let relation = &table.info().relations[*at];
            let related = world.related(relation, row);
            let found = related.iter().any(|row| {
                inner
                    .as_ref()
                    .is_none_or(|inner| meets(world, relation.target, row, inner))
            });
            found != (*quantifier == Quantifier::None)
        }
        Condition::And(one, two) => meets(world, table, row, one) && meets(world, table, row, two),
        Condition::Or(one, two) => meets(world, table, row, one) || meets(world, table, row, two),
        Condition::All(conditions) => all(conditions),
        Condition::Any(any) => any.iter().any(|inner| meets(world, table, row, inner)),
        Condition::Not(inner) => !meets(world, table, row, inner),
    }
}

/// Compares a value of a row or a group.
pub fn compare(found: &Cell, comparison: Comparison, sought: &Cell) -> bool {
    if found.is_null() {
        return comparison == Comparison::Ne;
    }
    match comparison {
        Comparison::Eq => found == sought,
        Comparison::Ne => found != sought,
        Comparison::Lt => found < sought,
        Comparison::Le => found <= sought,
        Comparison::Gt => found > sought,
        Comparison::Ge => found >= sought,
    }
}

fn contains(found: &Cell, part: Part, sought: &str, ignores_case: bool) -> bool {
    let Cell::Text(found) = found else {
        return false;
    };
    let folded = |text: &str| {
        if ignores_case {
            text.to_ascii_lowercase()
        } else {
            text.to_owned()
        }
    };
    let (found, sought) = (folded(found), folded(sought));
    match part {
        Part::Any => found.contains(&sought),
        Part::Start => found.starts_with(&sought),
        Part::End => found.ends_with(&sought),
        Part::Whole => found == sought,
    }
}

/// Returns true if the value at the path is this scalar. Numbers are compared by value.
fn holds(document: &Cell, path: &[PathStep], sought: &Value) -> bool {
    let Cell::Json(document) = document else {
        return false;
    };
    let found = path.iter().try_fold(document, |value, step| match step {
        PathStep::Key(key) => value.as_object()?.get(*key),
        PathStep::Index(at) => value.as_array()?.get(*at),
    });
    match (found, sought) {
        (Some(Value::Number(found)), Value::Number(sought)) => {
            match (found.as_i64(), sought.as_i64()) {
                (Some(found), Some(sought)) => found == sought,
                _ => found.as_f64() == sought.as_f64(),
            }
        }
        (found, sought) => found == Some(sought),
    }
}
