//! The strategies that make random groups.

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;

use crate::cell::Cell;
use crate::field::{Comparison, Function};
use crate::question::{GroupSort, Grouping, Having};
use crate::select::{Nulls, Sort};
use crate::table::TableInfo;
use crate::values::{Kind, argument, value};

/// Returns random groups of a shape, by its number.
pub fn groups(info: &'static TableInfo, shape: usize) -> impl Strategy<Value = Grouping> {
    let keys = info.shapes[shape].keys.clone();
    let by_key = (select(keys), any::<bool>()).prop_map(|(column, descending)| {
        GroupSort::Key(Sort {
            column,
            descending,
            nulls: Nulls::Least,
        })
    });
    let measured = (measure(info), any::<bool>()).prop_map(|((function, column), descending)| {
        GroupSort::Measured(function, column, descending)
    });
    let order = vec(prop_oneof![1 => by_key, 3 => measured], 0..3);
    (
        vec(having(info), 0..2),
        order,
        option::weighted(0.3, 0..4_u64),
    )
        .prop_map(move |(having, order, limit)| Grouping {
            shape,
            having,
            order,
            limit,
        })
}

/// Returns an aggregate that is exact: not a mean, and not a sum of floats.
fn measure(info: &'static TableInfo) -> BoxedStrategy<(Function, usize)> {
    let is_float = |kind| matches!(kind, Kind::F32 | Kind::F64);
    let sums = info.columns_that(|column| column.summable && !is_float(column.kind));
    let sorted = info.columns_that(|column| column.sorted);
    prop_oneof![
        select(sums).prop_map(|column| (Function::Sum, column)),
        (
            select(vec![Function::Count, Function::Min, Function::Max]),
            select(sorted)
        ),
    ]
    .boxed()
}

fn having(info: &'static TableInfo) -> BoxedStrategy<Having> {
    let test = measure(info).prop_flat_map(move |(function, column)| {
        let kind = info.columns[column].kind;
        let value = match (function, kind) {
            (Function::Count, _) => (0..5_i64).prop_map(Cell::Int).boxed(),
            (Function::Sum, Kind::Decimal) => value(kind),
            (Function::Sum, _) => value(Kind::I64),
            _ => argument(kind),
        };
        (select(Comparison::ALL.to_vec()), value)
            .prop_map(move |(comparison, value)| Having::Test(function, column, comparison, value))
    });
    let joined = |inner: BoxedStrategy<Having>| {
        let two = (inner.clone(), inner.clone());
        prop_oneof![
            two.clone()
                .prop_map(|(one, two)| Having::And(Box::new(one), Box::new(two))),
            two.prop_map(|(one, two)| Having::Or(Box::new(one), Box::new(two))),
            inner.prop_map(|inner| Having::Not(Box::new(inner))),
        ]
    };
    test.prop_recursive(2, 4, 2, joined).boxed()
}
