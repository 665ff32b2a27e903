//! The macros that describe a model by cells.

use crate::cell::{Cell, Typed};
use crate::field::Row;
use crate::table::Subject;

/// The rows that a relation leads to, whatever their number.
pub trait Related {
    fn rows(&self) -> Vec<Row>;
}

impl<N: Subject> Related for Vec<N> {
    fn rows(&self) -> Vec<Row> {
        self.iter().map(Subject::row).collect()
    }
}

impl<N: Subject> Related for Option<N> {
    fn rows(&self) -> Vec<Row> {
        self.iter().map(Subject::row).collect()
    }
}

impl<N: Subject> Related for N {
    fn rows(&self) -> Vec<Row> {
        vec![self.row()]
    }
}

/// The cells of a tuple.
pub trait Cells {
    fn cells(&self) -> Vec<Cell>;
}

macro_rules! cells {
    ($($type:ident $at:tt),+) => {
        impl<$($type: Typed),+> Cells for ($($type,)+) {
            fn cells(&self) -> Vec<Cell> {
                vec![$(self.$at.cell()),+]
            }
        }
    };
}

cells!(A 0);
cells!(A 0, B 1);
cells!(A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7);

/// A relation to many rows with a condition, an order and a limit.
macro_rules! within {
    ($model:ident::$relation:ident, $target:ident, $select:expr) => {{
        let mut load = $model::$relation.filter(None::<Filter<$target>>);
        for condition in &$select.filters {
            load = load.filter(filter::<$target>(condition));
        }
        for sort in &$select.order {
            load = load.order_by(sort.order());
        }
        if let Some(rows) = $select.limit {
            load = load.limit(rows);
        }
        load
    }};
}

macro_rules! relation {
    (many $model:ident::$relation:ident => $target:ident, $via:expr) => {
        Relation {
            info: RelationInfo {
                name: stringify!($relation),
                owner: Table::$model,
                target: Table::$target,
                many: true,
                via: $via,
            },
            condition: |quantifier, inner| {
                let inner = inner.map(filter::<$target>);
                match quantifier {
                    Quantifier::Any => $model::$relation.any(inner),
                    Quantifier::None => $model::$relation.none(inner),
                    Quantifier::Exists => $model::$relation.exists(),
                }
            },
            load: |query, select, db| {
                relation!(@run query, within!($model::$relation, $target, select), db)
            },
        }
    };
    (one $model:ident::$relation:ident => $target:ident, $via:expr) => {
        Relation {
            info: RelationInfo {
                name: stringify!($relation),
                owner: Table::$model,
                target: Table::$target,
                many: false,
                via: $via,
            },
            condition: |quantifier, inner| {
                let inner = inner.map(filter::<$target>);
                match quantifier {
                    Quantifier::Any => $model::$relation.is(inner),
                    Quantifier::None => $model::$relation.is(inner).not(),
                    Quantifier::Exists => $model::$relation.exists(),
                }
            },
            load: |query, _, db| relation!(@run query, $model::$relation, db),
        }
    };
    (@run $query:ident, $load:expr, $db:ident) => {{
        let rows = $query.with($load).all($db);
        Box::pin(async move {
            let rows = rows.await?;
            Ok(rows.iter().map(|(row, related)| (row.row(), Related::rows(related))).collect())
        })
    }};
}

/// A relation, and one of its rows, which are both loaded.
macro_rules! nested {
    (many $model:ident::$outer:ident => $target:ident::$inner:ident => $last:ident) => {
        Nested {
            outer: stringify!($outer),
            inner: stringify!($inner),
            load: |query, outer, inner, db| {
                let load = within!($model::$outer, $target, outer).with(within!($target::$inner, $last, inner));
                nested!(@run query, load, db)
            },
        }
    };
    (one $model:ident::$outer:ident => $target:ident::$inner:ident => $last:ident) => {
        Nested {
            outer: stringify!($outer),
            inner: stringify!($inner),
            load: |query, _, inner, db| {
                let load = $model::$outer.with(within!($target::$inner, $last, inner));
                nested!(@run query, load, db)
            },
        }
    };
    (@run $query:ident, $load:expr, $db:ident) => {{
        let rows = $query.with($load).all($db);
        Box::pin(async move {
            let rows = rows.await?;
            let nested = rows.iter().map(|(row, outer)| {
                let outer = outer.iter().map(|(row, inner)| (Subject::row(row), Related::rows(inner)));
                (row.row(), outer.collect())
            });
            Ok(nested.collect())
        })
    }};
}

macro_rules! shape {
    ($model:ident; $($key:ident $column:ident),+; $($function:ident $measure:ident $measured:ident),+) => {
        Shape {
            keys: &[$(stringify!($key)),+],
            aggregates: &[$((shape!(@function $function), stringify!($measure))),+],
            run: |query, asked, db| {
                let mut groups = query.group_by(($($model::$column,)+));
                for condition in asked.having {
                    groups = groups.having(condition);
                }
                for order in asked.order {
                    groups = groups.order_by(order);
                }
                if let Some(limit) = asked.limit {
                    groups = groups.limit(limit);
                }
                let groups = groups.select(($($model::$measured.$function(),)+)).all(db);
                Box::pin(async move {
                    Ok(groups.await?.iter().map(|(keys, values)| (keys.cells(), values.cells())).collect())
                })
            },
        }
    };
    (@function count) => { Function::Count };
    (@function sum) => { Function::Sum };
    (@function avg) => { Function::Avg };
    (@function min) => { Function::Min };
    (@function max) => { Function::Max };
}

/// The two sets of aggregates of a model with every type.
macro_rules! shapes {
    ($model:ident; $([$($key:ident $column:ident),+])+) => {
        vec![$(
            shape!($model; $($key $column),+; count id ID, sum int64 INT64, avg int32 INT32, min text TEXT, max decimal DECIMAL, sum float64 FLOAT64, max instant INSTANT, min bytes BYTES),
            shape!($model; $($key $column),+; count text TEXT, sum decimal DECIMAL, avg decimal DECIMAL, avg float32 FLOAT32, sum uint32 UINT32, min date DATE, max boolean BOOLEAN, min state STATE),
        )+]
    };
}

macro_rules! describe {
    (
        $model:ident $create:ident $key:ty, [$($input:ident $at:tt),+],
        fields [$(($($field:tt)+))+],
        relations [$(($($relation:tt)+))*],
        nested [$(($($nested:tt)+))*],
        shapes $shapes:expr,
        upsert [$($unique:ident $unique_name:ident)?],
        soft $soft:expr
    ) => {
        impl Subject for $model {
            const TABLE: Table = Table::$model;

            fn description() -> &'static Description<Self> {
                static DESCRIPTION: LazyLock<Description<$model>> = LazyLock::new(|| Description {
                    fields: vec![$(describe!(@field $model $($field)+)),+],
                    relations: vec![$(relation!($($relation)+)),*],
                    nested: vec![$(nested!($($nested)+)),*],
                    shapes: $shapes,
                    query: || $model::query(),
                    find: |key, db| {
                        let found = $model::find(db, <$key>::of(key));
                        Box::pin(async move { Ok(found.await?.map(|row| row.row())) })
                    },
                    create: |row, db| {
                        let created = $model::create(db, $create { $($input: Typed::of(&row[$at])),+ });
                        Box::pin(async move { Ok(created.await?.row()) })
                    },
                    create_many: |rows, db| {
                        let created = $model::create_many(db, rows.iter().map(|row| $create { $($input: Typed::of(&row[$at])),+ }));
                        Box::pin(async move { Ok(created.await?.iter().map(Subject::row).collect()) })
                    },
                    update: |key, mut steps, db| {
                        let key = <$key>::of(key);
                        let last = steps.pop().expect("a step");
                        let updated = match steps.pop() {
                            None => $model::update_by_id(db, key, last),
                            Some(first) => $model::update_by_id(db, key, (first, last)),
                        };
                        Box::pin(async move { Ok(updated.await?.row()) })
                    },
                    delete: |key, db| $model::delete_by_id(db, <$key>::of(key)),
                    update_rows: |query, mut steps, db| {
                        let last = steps.pop().expect("a step");
                        match steps.pop() {
                            None => query.update(db, last),
                            Some(first) => query.update(db, (first, last)),
                        }
                    },
                    delete_rows: |query, db| query.delete(db),
                    upsert: describe!(@upsert $model $create [$($input $at),+] $($unique $unique_name)?),
                    soft: $soft,
                });
                &DESCRIPTION
            }
        }
    };
    (@upsert $model:ident $create:ident [$($input:ident $at:tt),+]) => { None };
    (@upsert $model:ident $create:ident [$($input:ident $at:tt),+] $unique:ident $name:ident) => {
        Some(UpsertBy {
            column: stringify!($name),
            run: |how, row, mut steps, db| {
                let (unique, row) = ($model::$unique, $create { $($input: Typed::of(&row[$at])),+ });
                let upserted = match (how, steps.pop(), steps.pop()) {
                    (How::Takes, ..) => $model::upsert(db, unique, row),
                    (How::Stays, ..) => $model::find_or_create(db, unique, row),
                    (How::Changes, Some(last), Some(first)) => $model::upsert_with(db, unique, row, (first, last)),
                    (How::Changes, last, _) => $model::upsert_with(db, unique, row, last.expect("a step")),
                };
                Box::pin(async move {
                    let upserted = upserted.await?;
                    let is_created = upserted.is_created();
                    Ok((upserted.into_row().row(), is_created))
                })
            },
        })
    };
    (@field $model:ident $class:ident $($rest:tt)+) => { field!($class $model $($rest)+) };
}

/// The operations on rows of a model that can be soft-deleted.
macro_rules! soft {
    ($model:ident $key:ty) => {
        Some(Soft {
            within: |query, deleted| match deleted {
                Deleted::Without => query,
                Deleted::With => query.with_deleted(),
                Deleted::Only => query.only_deleted(),
            },
            restore: |query, db| query.restore(db),
            purge: |query, db| query.purge(db),
            restore_one: |key, db| {
                let restored = $model::restore_by_id(db, <$key>::of(key));
                Box::pin(async move { Ok(restored.await?.row()) })
            },
            purge_one: |key, db| $model::purge_by_id(db, <$key>::of(key)),
        })
    };
}
