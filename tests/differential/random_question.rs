//! The strategies that make random questions.

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::strategy::Union;

use crate::cell::Cell;
use crate::field::Function;
use crate::question::{Ask, Assign, Question};
use crate::random_condition::Conditions;
use crate::random_grouping::groups;
use crate::select::{Deleted, Nulls, Select, Sort};
use crate::table::Table;
use crate::values::{increment, value};

/// Returns random questions.
pub fn question() -> BoxedStrategy<Question> {
    let conditions = Conditions::new();
    // Most of what there is to ask is asked of the two models with every type.
    let weighted = [
        (1, Table::Shelf),
        (1, Table::Card),
        (5, Table::Good),
        (5, Table::Note),
        (2, Table::Tag),
        (1, Table::Label),
    ];
    Union::new_weighted(
        weighted
            .map(|(weight, table)| (weight, about(table, &conditions)))
            .to_vec(),
    )
    .boxed()
}

/// Returns random questions about a table.
pub fn about(table: Table, conditions: &Conditions) -> BoxedStrategy<Question> {
    let selects = selects(table, conditions);
    let question = move |(select, ask)| Question {
        table,
        select: fitting(select, &ask),
        ask,
    };
    (selects, asks(table, conditions))
        .prop_map(question)
        .boxed()
}

/// Returns the query without what the question does not allow.
fn fitting(select: Select, ask: &Ask) -> Select {
    let unlimited = Select {
        limit: None,
        offset: None,
        ..select.clone()
    };
    let unsorted = Select {
        order: Vec::new(),
        ..unlimited.clone()
    };
    match ask {
        Ask::Page(..) | Ask::Window(..) | Ask::Walk(_) => unlimited,
        Ask::Groups(_) | Ask::Update(_) | Ask::Delete | Ask::Restore | Ask::Purge => unsorted,
        // Distinct values are sorted by the column that is selected.
        Ask::Values(column, true) => Select {
            order: select
                .order
                .into_iter()
                .filter(|sort| sort.column == *column)
                .collect(),
            ..select
        },
        _ => select,
    }
}

fn selects(table: Table, conditions: &Conditions) -> impl Strategy<Value = Select> + use<> {
    let deleted = match table.info().deleted {
        None => Just(Deleted::Without).boxed(),
        Some(_) => prop_oneof![6 => Just(Deleted::Without), 2 => Just(Deleted::With), 1 => Just(Deleted::Only)].boxed(),
    };
    let window = (
        option::weighted(0.3, 0..12_u64),
        option::weighted(0.3, 0..8_u64),
    );
    (
        vec(conditions.of(table), 0..3),
        order(table),
        window,
        deleted,
    )
        .prop_map(|(filters, order, (limit, offset), deleted)| Select {
            filters,
            order,
            limit,
            offset,
            deleted,
        })
}

/// Returns an order of up to three columns, each once.
pub fn order(table: Table) -> impl Strategy<Value = Vec<Sort>> + use<> {
    let columns = table.info().columns_that(|column| column.sorted);
    let nulls =
        prop_oneof![2 => Just(Nulls::Least), 1 => Just(Nulls::First), 1 => Just(Nulls::Last)];
    let sort =
        (select(columns), any::<bool>(), nulls).prop_map(|(column, descending, nulls)| Sort {
            column,
            descending,
            nulls,
        });
    vec(sort, 0..4).prop_map(|order| {
        let mut once: Vec<Sort> = Vec::new();
        for sort in order {
            if once.iter().all(|earlier| earlier.column != sort.column) {
                once.push(sort);
            }
        }
        once
    })
}

fn asks(table: Table, conditions: &Conditions) -> BoxedStrategy<Ask> {
    let info = table.info();
    let sorted = info.columns_that(|column| column.sorted);
    let mut asks = vec![
        (4, Just(Ask::All).boxed()),
        (1, Just(Ask::First).boxed()),
        (1, Just(Ask::One).boxed()),
        (1, Just(Ask::Count).boxed()),
        (1, Just(Ask::Exists).boxed()),
        (
            2,
            (0..8_u64, 0..9_u64)
                .prop_map(|(from, rows)| Ask::Page(from, rows))
                .boxed(),
        ),
        (
            1,
            (0..8_u64, 0..9_u64)
                .prop_map(|(from, rows)| Ask::Window(from, rows))
                .boxed(),
        ),
        (1, Just(Ask::Stream).boxed()),
        (4, (1..7_u64).prop_map(Ask::Walk).boxed()),
        (
            2,
            (select(sorted.clone()), any::<bool>())
                .prop_map(|(column, distinct)| Ask::Values(column, distinct))
                .boxed(),
        ),
        (
            2,
            (
                prop_oneof![Just(Function::Min), Just(Function::Max)],
                select(sorted),
            )
                .prop_map(|(function, column)| Ask::Compute(function, column))
                .boxed(),
        ),
        (4, loads(table, conditions)),
        (1, Just(Ask::Delete).boxed()),
    ];
    let summable = info.columns_that(|column| column.summable);
    if !summable.is_empty() {
        let totals = (
            prop_oneof![Just(Function::Sum), Just(Function::Avg)],
            select(summable),
        );
        asks.push((
            2,
            totals
                .prop_map(|(function, column)| Ask::Compute(function, column))
                .boxed(),
        ));
    }
    if !info.shapes.is_empty() {
        asks.push((
            4,
            (0..info.shapes.len())
                .prop_flat_map(move |shape| groups(info, shape))
                .prop_map(Ask::Groups)
                .boxed(),
        ));
    }
    asks.push((3, assigns(table).prop_map(Ask::Update).boxed()));
    if info.deleted.is_some() {
        asks.push((1, prop_oneof![Just(Ask::Restore), Just(Ask::Purge)].boxed()));
    }
    Union::new_weighted(asks).boxed()
}

fn loads(table: Table, conditions: &Conditions) -> BoxedStrategy<Ask> {
    let info = table.info();
    let numbers = 0..info.relations.len();
    let loads = numbers.map(|at| {
        within(table, at, conditions)
            .prop_map(move |within| Ask::Load(at, within))
            .boxed()
    });
    let nested = info.nested.iter().enumerate().map(|(at, (outer, inner))| {
        let target = info.relations[*outer].target;
        let both = (
            within(table, *outer, conditions),
            within(target, *inner, conditions),
        );
        both.prop_map(move |(outer, inner)| Ask::Nested(at, outer, inner))
            .boxed()
    });
    Union::new(loads.chain(nested).collect::<Vec<_>>()).boxed()
}

/// Returns a condition, an order and a limit of related rows, where there can be many.
fn within(table: Table, relation: usize, conditions: &Conditions) -> BoxedStrategy<Select> {
    let relation = &table.info().relations[relation];
    if !relation.many {
        return Just(Select::default()).boxed();
    }
    let (filters, order) = (
        vec(conditions.of(relation.target), 0..2),
        order(relation.target),
    );
    let within = (filters, order, option::of(0..4_u64));
    within
        .prop_map(|(filters, order, limit)| Select {
            filters,
            order,
            limit,
            ..Select::default()
        })
        .boxed()
}

/// Returns changes of one or two columns.
pub fn assigns(table: Table) -> impl Strategy<Value = Vec<Assign>> + use<> {
    let info = table.info();
    let nullable = |column: usize| {
        let value = value(info.columns[column].kind);
        if info.columns[column].nullable {
            prop_oneof![1 => Just(Cell::Null), 4 => value].boxed()
        } else {
            value
        }
    };
    let mut changes: Vec<_> = info
        .columns_that(|column| column.settable)
        .into_iter()
        .map(|at| {
            nullable(at)
                .prop_map(move |cell| Assign::Set(at, cell))
                .boxed()
        })
        .collect();
    let sums = info.columns_that(|column| column.summable).into_iter();
    changes.extend(sums.map(|at| {
        increment(info.columns[at].kind)
            .prop_map(move |cell| Assign::Add(at, cell))
            .boxed()
    }));
    vec(Union::new(changes), 1..3).prop_map(|mut changes| {
        let column = |change: &Assign| match change {
            Assign::Set(at, _) | Assign::Add(at, _) => *at,
        };
        changes.dedup_by_key(|change| column(change));
        changes
    })
}
