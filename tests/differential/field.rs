//! [`Field`]: what can be done with a column of a model, by cells instead of its own type.

use std::future::Future;
use std::pin::Pin;

use fivefold::Query;
use fivefold::column::Step;
use fivefold::prelude::*;
use fivefold::query::{GroupFilter, GroupOrder, JsonPath, Order};

use crate::cell::Cell;
use crate::values::Kind;

/// The cells of a row, in the order of the columns.
pub type Row = Vec<Cell>;

/// An operation that runs, with its result as cells.
pub type Running<'d, T> = Pin<Box<dyn Future<Output = Result<T, Error>> + Send + 'd>>;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Comparison {
    Eq,
    Ne,
    Lt,
    Le,
    Gt,
    Ge,
}

impl Comparison {
    pub const ALL: [Self; 6] = [Self::Eq, Self::Ne, Self::Lt, Self::Le, Self::Gt, Self::Ge];
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    Any,
    Start,
    End,
    Whole,
}

/// A step of a path into JSON.
#[derive(Debug, Clone)]
pub enum PathStep {
    Key(&'static str),
    Index(usize),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Function {
    Count,
    Sum,
    Avg,
    Min,
    Max,
}

/// A column of `M`. What its type does not allow is none.
pub struct Field<M: Model> {
    pub name: &'static str,
    pub kind: Kind,
    pub cell: fn(&M) -> Cell,
    pub compare: Option<fn(Comparison, &Cell) -> Filter<M>>,
    pub between: Option<fn(&Cell, &Cell) -> Filter<M>>,
    pub list: Option<fn(&[Cell], bool) -> Filter<M>>,
    pub null: Option<fn(bool) -> Filter<M>>,
    pub text: Option<fn(Part, bool, &str) -> Filter<M>>,
    pub path: Option<fn(&[PathStep]) -> JsonPath<M>>,
    pub order: Option<fn(bool) -> Order<M>>,
    pub set: Option<fn(&Cell) -> Step<M>>,
    pub add: Option<fn(&Cell) -> Step<M>>,
    /// The values of the rows, or each once.
    pub select: Option<for<'d> fn(Query<M>, bool, &'d dyn Executor) -> Running<'d, Vec<Cell>>>,
    pub compute: Option<for<'d> fn(Query<M>, Function, &'d dyn Executor) -> Running<'d, Cell>>,
    pub having: Option<fn(Function, Comparison, &Cell) -> GroupFilter<M>>,
    pub group_order: Option<fn(Function, bool) -> GroupOrder<M>>,
    pub is_summable: bool,
}

impl<M: Model> Field<M> {
    /// A column of which nothing is allowed.
    pub const fn new(name: &'static str, kind: Kind, cell: fn(&M) -> Cell) -> Self {
        Self {
            name,
            kind,
            cell,
            compare: None,
            between: None,
            list: None,
            null: None,
            text: None,
            path: None,
            order: None,
            set: None,
            add: None,
            select: None,
            compute: None,
            having: None,
            group_order: None,
            is_summable: false,
        }
    }
}

/// Compares a column or an aggregate with a value.
macro_rules! compared {
    ($left:expr, $comparison:expr, $value:expr) => {
        match $comparison {
            Comparison::Eq => $left.eq($value),
            Comparison::Ne => $left.ne($value),
            Comparison::Lt => $left.lt($value),
            Comparison::Le => $left.le($value),
            Comparison::Gt => $left.gt($value),
            Comparison::Ge => $left.ge($value),
        }
    };
}

/// Makes a [`Field`] of a column: its class, model, field, constant, kind and type; `?` if it can be
/// null.
macro_rules! field {
    (fixed $model:ident $name:ident $column:ident $kind:ident $type:ty) => {
        field!(@sorted $model $name $column $kind $type)
    };
    (plain $model:ident $name:ident $column:ident $kind:ident $type:ty $(, $null:tt)?) => {
        Field {
            set: Some(|cell| $model::$column.set(Typed::of(cell))),
            $(null: field!(@null $model $column $null),)?
            ..field!(@sorted $model $name $column $kind $type)
        }
    };
    (number $model:ident $name:ident $column:ident $kind:ident $type:ty, $total:ty $(, $null:tt)?) => {
        Field {
            add: Some(|cell| $model::$column.add(<$type>::of(cell))),
            compute: Some(|query, function, db| match function {
                Function::Count => panic!("a query counts rows"),
                Function::Sum => {
                    let sum = query.sum(db, $model::$column);
                    Box::pin(async move { Ok(sum.await?.cell()) })
                }
                Function::Avg => {
                    let mean = query.avg(db, $model::$column);
                    Box::pin(async move { Ok(mean.await?.cell()) })
                }
                Function::Min => {
                    let least = query.min(db, $model::$column);
                    Box::pin(async move { Ok(least.await?.cell()) })
                }
                Function::Max => {
                    let greatest = query.max(db, $model::$column);
                    Box::pin(async move { Ok(greatest.await?.cell()) })
                }
            }),
            having: Some(|function, comparison, cell| match function {
                Function::Sum => compared!($model::$column.sum(), comparison, <$total>::of(cell)),
                Function::Avg => panic!("a mean is rounded"),
                Function::Count => compared!($model::$column.count(), comparison, i64::of(cell)),
                Function::Min => compared!($model::$column.min(), comparison, <$type>::of(cell)),
                Function::Max => compared!($model::$column.max(), comparison, <$type>::of(cell)),
            }),
            group_order: Some(|function, descending| {
                field!(@ordered descending, match function {
                    Function::Count => $model::$column.count(),
                    Function::Sum => $model::$column.sum(),
                    Function::Avg => $model::$column.avg(),
                    Function::Min => $model::$column.min(),
                    Function::Max => $model::$column.max(),
                })
            }),
            is_summable: true,
            ..field!(plain $model $name $column $kind $type $(, $null)?)
        }
    };
    (text $model:ident $name:ident $column:ident $kind:ident $type:ty $(, $null:tt)?) => {
        Field {
            text: Some(|part, ignores_case, text| match (part, ignores_case) {
                (Part::Any, false) => $model::$column.contains(text),
                (Part::Start, false) => $model::$column.starts_with(text),
                (Part::End, false) => $model::$column.ends_with(text),
                (Part::Any, true) => $model::$column.contains_ignore_ascii_case(text),
                (Part::Start, true) => $model::$column.starts_with_ignore_ascii_case(text),
                (Part::End, true) => $model::$column.ends_with_ignore_ascii_case(text),
                (Part::Whole, _) => $model::$column.eq_ignore_ascii_case(text),
            }),
            ..field!(plain $model $name $column $kind $type $(, $null)?)
        }
    };
    (json $model:ident $name:ident $column:ident $kind:ident $type:ty $(, $null:tt)?) => {
        Field {
            path: Some(|path| {
                let (first, rest) = path.split_first().expect("a path has a step");
                let first = match first {
                    PathStep::Key(key) => $model::$column.key(*key),
                    PathStep::Index(at) => $model::$column.index(*at),
                };
                rest.iter().fold(first, |path, step| match step {
                    PathStep::Key(key) => path.key(*key),
                    PathStep::Index(at) => path.index(*at),
                })
            }),
            set: Some(|cell| $model::$column.set(Typed::of(cell))),
            $(null: field!(@null $model $column $null),)?
            ..Field::new(stringify!($name), Kind::$kind, |row: &$model| row.$name.cell())
        }
    };
    // The time is that of the server: only its presence is compared.
    (deleted $model:ident $name:ident $column:ident) => {
        Field {
            null: field!(@null $model $column ?),
            ..Field::new(stringify!($name), Kind::Deleted, |row: &$model| {
                row.$name.map_or(Cell::Null, |_| Cell::Bool(true))
            })
        }
    };
    (@null $model:ident $column:ident ?) => {
        Some(|is| if is { $model::$column.is_null() } else { $model::$column.is_not_null() })
    };
    (@ordered $descending:ident, match $function:ident { $($pattern:pat => $aggregate:expr,)+ }) => {
        match ($function, $descending) {
            $(
                ($pattern, false) => $aggregate.asc(),
                ($pattern, true) => $aggregate.desc(),
            )+
            #[allow(unreachable_patterns, reason = "a column that has every aggregate")]
            _ => panic!("no number"),
        }
    };
    (@sorted $model:ident $name:ident $column:ident $kind:ident $type:ty) => {
        Field {
            compare: Some(|comparison, cell| compared!($model::$column, comparison, <$type>::of(cell))),
            between: Some(|least, greatest| $model::$column.between(<$type>::of(least), <$type>::of(greatest))),
            list: Some(|cells, is| {
                let values = cells.iter().map(<$type>::of);
                if is { $model::$column.in_list(values) } else { $model::$column.not_in(values) }
            }),
            order: Some(|descending| if descending { $model::$column.desc() } else { $model::$column.asc() }),
            select: Some(|query, is_distinct, db| {
                let selected = query.select($model::$column);
                let selected = if is_distinct { selected.distinct() } else { selected };
                let values = selected.all(db);
                Box::pin(async move { Ok(values.await?.iter().map(Typed::cell).collect()) })
            }),
            compute: Some(|query, function, db| match function {
                Function::Min => {
                    let least = query.min(db, $model::$column);
                    Box::pin(async move { Ok(least.await?.cell()) })
                }
                Function::Max => {
                    let greatest = query.max(db, $model::$column);
                    Box::pin(async move { Ok(greatest.await?.cell()) })
                }
                _ => panic!("no number"),
            }),
            having: Some(|function, comparison, cell| match function {
                Function::Count => compared!($model::$column.count(), comparison, i64::of(cell)),
                Function::Min => compared!($model::$column.min(), comparison, <$type>::of(cell)),
                Function::Max => compared!($model::$column.max(), comparison, <$type>::of(cell)),
                _ => panic!("no number"),
            }),
            group_order: Some(|function, descending| {
                field!(@ordered descending, match function {
                    Function::Count => $model::$column.count(),
                    Function::Min => $model::$column.min(),
                    Function::Max => $model::$column.max(),
                })
            }),
            ..Field::new(stringify!($name), Kind::$kind, |row: &$model| row.$name.cell())
        }
    };
}
