//! The strategies that make random conditions.

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::strategy::Union;
use serde_json::{Value, json};

use crate::cell::Typed;
use crate::condition::Condition;
use crate::field::{Comparison, Part, PathStep};
use crate::table::{Quantifier, Table};
use crate::values::{Kind, argument};

/// The number of relations that conditions go through.
const RELATIONS: usize = 2;

/// Random conditions of every table.
pub struct Conditions([BoxedStrategy<Condition>; 6]);

impl Conditions {
    pub fn new() -> Self {
        let mut conditions = Table::ALL.map(|table| joined(leaves(table, None)));
        for _ in 0..RELATIONS {
            let inner = Self(conditions);
            conditions = Table::ALL.map(|table| joined(leaves(table, Some(&inner))));
        }
        Self(conditions)
    }

    pub fn of(&self, table: Table) -> BoxedStrategy<Condition> {
        self.0[table as usize].clone()
    }
}

fn joined(leaf: BoxedStrategy<Condition>) -> BoxedStrategy<Condition> {
    let joined = |inner: BoxedStrategy<Condition>| {
        let two = (inner.clone(), inner.clone());
        prop_oneof![
            3 => two.clone().prop_map(|(one, two)| Condition::And(Box::new(one), Box::new(two))),
            3 => two.prop_map(|(one, two)| Condition::Or(Box::new(one), Box::new(two))),
            1 => vec(inner.clone(), 0..4).prop_map(Condition::All),
            1 => vec(inner.clone(), 0..4).prop_map(Condition::Any),
            3 => inner.prop_map(|inner| Condition::Not(Box::new(inner))),
        ]
    };
    leaf.prop_recursive(3, 8, 3, joined).boxed()
}

fn leaves(table: Table, inner: Option<&Conditions>) -> BoxedStrategy<Condition> {
    let info = table.info();
    let mut leaves = Vec::new();
    for (at, column) in info.columns.iter().enumerate() {
        let kind = column.kind;
        if column.sorted {
            let compared = (select(Comparison::ALL.to_vec()), argument(kind));
            leaves.push((
                4,
                compared
                    .prop_map(move |(comparison, cell)| Condition::Compare(at, comparison, cell))
                    .boxed(),
            ));
            let between = (argument(kind), argument(kind));
            leaves.push((
                1,
                between
                    .prop_map(move |(one, two)| Condition::Between(at, one, two))
                    .boxed(),
            ));
            // Lists of more than 8 values are one bind value.
            let lists = (
                prop_oneof![4 => vec(argument(kind), 0..4), 1 => vec(argument(kind), 8..13)],
                any::<bool>(),
            );
            leaves.push((
                2,
                lists
                    .prop_map(move |(cells, is)| Condition::List(at, cells, is))
                    .boxed(),
            ));
        }
        if column.nullable {
            leaves.push((
                2,
                any::<bool>()
                    .prop_map(move |is| Condition::Null(at, is))
                    .boxed(),
            ));
        }
        if column.text {
            let parts = select(vec![Part::Any, Part::Start, Part::End]);
            let text = (parts, argument(Kind::Text))
                .prop_map(move |(part, cell)| Condition::Text(at, part, String::of(&cell), false));
            leaves.push((2, text.boxed()));
            let parts = select(vec![Part::Any, Part::Start, Part::End, Part::Whole]);
            let cased = select(vec![
                "a", "A", "ab", "AB", "aB", "B", "É", "İ", "SS", "I", "NULL", "a%B", "",
            ]);
            let text = (parts, cased)
                .prop_map(move |(part, text)| Condition::Text(at, part, text.to_owned(), true));
            leaves.push((2, text.boxed()));
        }
        if column.json {
            let json = (vec(path_step(), 1..4), select(scalars()), any::<bool>());
            leaves.push((
                4,
                json.prop_map(move |(path, value, is)| Condition::Json(at, path, value, is))
                    .boxed(),
            ));
        }
    }
    let total: u32 = leaves.iter().map(|(weight, _)| *weight).sum();
    for (at, relation) in info.relations.iter().enumerate() {
        let Some(inner) = inner else {
            break;
        };
        let quantifiers = select(vec![Quantifier::Any, Quantifier::None, Quantifier::Exists]);
        let related = (
            quantifiers,
            option::weighted(0.8, inner.of(relation.target)),
        );
        let related = related.prop_map(move |(quantifier, inner)| {
            let inner = inner.filter(|_| quantifier != Quantifier::Exists);
            Condition::Related(at, quantifier, inner.map(Box::new))
        });
        leaves.push((
            total.div_ceil(3 * info.relations.len() as u32),
            related.boxed(),
        ));
    }
    Union::new_weighted(leaves).boxed()
}

fn path_step() -> impl Strategy<Value = PathStep> {
    prop_oneof![
        3 => select(vec!["a", "b", "a.b", "-x", "", "A"]).prop_map(PathStep::Key),
        1 => (0..3_usize).prop_map(PathStep::Index),
    ]
}

fn scalars() -> Vec<Value> {
    vec![
        json!(null),
        json!(true),
        json!(false),
        json!(0),
        json!(1),
        json!(1.0),
        json!(1.5),
        json!(-7),
        json!(0.1),
        json!(1e300),
        json!(i64::MAX),
        json!("1"),
        json!("true"),
        json!("a"),
        json!("A "),
        json!("x"),
        json!("é"),
        json!(""),
        json!("null"),
    ]
}
