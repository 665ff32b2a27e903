//! The models, described by cells.

use std::sync::LazyLock;

use fivefold::prelude::*;
use fivefold::types::Decimal;

use crate::cell::{Cell, Typed};
use crate::condition::filter;
use crate::field::{Comparison, Field, Function, Part, PathStep, Row};
use crate::models::{
    Card, CardCreate, Good, GoodCreate, Label, LabelCreate, Note, NoteCreate, Shelf, ShelfCreate,
    Slug, State, Tag, TagCreate,
};
use crate::select::Deleted;
use crate::table::{
    Description, Quantifier, Relation, RelationInfo, Shape, Soft, Subject, Table, Via,
};
use crate::values::Kind;

/// The rows that a relation leads to, whatever their number.
trait Related {
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
trait Cells {
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
                let mut load = $model::$relation.filter(None::<Filter<$target>>);
                for condition in &select.filters {
                    load = load.filter(filter::<$target>(condition));
                }
                for sort in &select.order {
                    load = load.order_by(sort.order());
                }
                if let Some(rows) = select.limit {
                    load = load.limit(rows);
                }
                relation!(@run query, load, db)
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
        shapes $shapes:expr,
        soft $soft:expr
    ) => {
        impl Subject for $model {
            const TABLE: Table = Table::$model;

            fn description() -> &'static Description<Self> {
                static DESCRIPTION: LazyLock<Description<$model>> = LazyLock::new(|| Description {
                    fields: vec![$(describe!(@field $model $($field)+)),+],
                    relations: vec![$(relation!($($relation)+)),*],
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
                    soft: $soft,
                });
                &DESCRIPTION
            }
        }
    };
    (@field $model:ident $class:ident $($rest:tt)+) => { field!($class $model $($rest)+) };
}

describe! {
    Shelf ShelfCreate i32, [id 0, name 1, rank 2, remark 3, outer_id 4],
    fields [
        (fixed id ID Number i32)
        (text name NAME Short String)
        (number rank RANK I32 i32, i64)
        (text remark REMARK Text String, ?)
        (plain outer_id OUTER_ID Number i32, ?)
    ],
    relations [
        (many Shelf::GOODS => Good, Via::Children("shelf_id"))
        (many Shelf::INNER => Shelf, Via::Children("outer_id"))
        (one Shelf::OUTER => Shelf, Via::Parent("outer_id"))
        (one Shelf::CARD => Card, Via::Children("shelf_id"))
    ],
    shapes Vec::new(),
    soft None
}

describe! {
    Card CardCreate Id<Card>, [shelf_id 1, text 2],
    fields [
        (fixed id ID Generated Id<Card>)
        (plain shelf_id SHELF_ID Number i32)
        (text text TEXT Text String, ?)
    ],
    relations [(one Card::SHELF => Shelf, Via::Parent("shelf_id"))],
    shapes Vec::new(),
    soft None
}

describe! {
    Good GoodCreate i32, [
        id 0, boolean 1, int16 2, int32 3, int64 4, uint8 5, uint32 6, float32 7, float64 8, decimal 9, text 10, short 11,
        bytes 12, uuid 13, instant 14, date 15, time 16, json 17, state 18, slug 19, shelf_id 20
    ],
    fields [
        (fixed id ID Number i32)
        (plain boolean BOOLEAN Bool bool)
        (number int16 INT16 I16 i16, i64)
        (number int32 INT32 I32 i32, i64)
        (number int64 INT64 I64 i64, i64)
        (number uint8 UINT8 U8 u8, i64)
        (number uint32 UINT32 U32 u32, i64)
        (number float32 FLOAT32 F32 f32, f64)
        (number float64 FLOAT64 F64 f64, f64)
        (number decimal DECIMAL Decimal Decimal, Decimal)
        (text text TEXT Text String)
        (text short SHORT Short String)
        (plain bytes BYTES Bytes Vec<u8>)
        (plain uuid UUID Uuid Uuid)
        (plain instant INSTANT Instant DateTime<Utc>)
        (plain date DATE Date NaiveDate)
        (plain time TIME Time NaiveTime)
        (json json JSON Json Json<serde_json::Value>)
        (plain state STATE State State)
        (text slug SLUG Text Slug)
        (plain shelf_id SHELF_ID Number i32, ?)
        (deleted deleted_at DELETED_AT)
    ],
    relations [
        (many Good::NOTES => Note, Via::Children("good_id"))
        (many Good::TAGS => Tag, Via::Through(Table::Label, "good_id", "tag_id"))
        (one Good::SHELF => Shelf, Via::Parent("shelf_id"))
    ],
    shapes shapes!(Good; [state STATE] [boolean BOOLEAN] [shelf_id SHELF_ID] [text TEXT, boolean BOOLEAN] [uint8 UINT8, state STATE] [decimal DECIMAL] [float64 FLOAT64, shelf_id SHELF_ID]),
    soft Some(Soft {
        within: |query, deleted| match deleted {
            Deleted::Without => query,
            Deleted::With => query.with_deleted(),
            Deleted::Only => query.only_deleted(),
        },
        restore: |query, db| query.restore(db),
        purge: |query, db| query.purge(db),
        restore_one: |key, db| {
            let restored = Good::restore_by_id(db, i32::of(key));
            Box::pin(async move { Ok(restored.await?.row()) })
        },
        purge_one: |key, db| Good::purge_by_id(db, i32::of(key)),
    })
}

describe! {
    Note NoteCreate Id<Note, i64>, [
        boolean 1, int16 2, int32 3, int64 4, uint8 5, uint32 6, float32 7, float64 8, decimal 9, text 10, short 11,
        bytes 12, uuid 13, instant 14, date 15, time 16, json 17, state 18, slug 19, good_id 20
    ],
    fields [
        (fixed id ID Counted Id<Note, i64>)
        (plain boolean BOOLEAN Bool bool, ?)
        (number int16 INT16 I16 i16, i64, ?)
        (number int32 INT32 I32 i32, i64, ?)
        (number int64 INT64 I64 i64, i64, ?)
        (number uint8 UINT8 U8 u8, i64, ?)
        (number uint32 UINT32 U32 u32, i64, ?)
        (number float32 FLOAT32 F32 f32, f64, ?)
        (number float64 FLOAT64 F64 f64, f64, ?)
        (number decimal DECIMAL Decimal Decimal, Decimal, ?)
        (text text TEXT Text String, ?)
        (text short SHORT Short String, ?)
        (plain bytes BYTES Bytes Vec<u8>, ?)
        (plain uuid UUID Uuid Uuid, ?)
        (plain instant INSTANT Instant DateTime<Utc>, ?)
        (plain date DATE Date NaiveDate, ?)
        (plain time TIME Time NaiveTime, ?)
        (json json JSON Json Json<serde_json::Value>, ?)
        (plain state STATE State State, ?)
        (text slug SLUG Text Slug, ?)
        (plain good_id GOOD_ID Number i32)
    ],
    relations [(one Note::GOOD => Good, Via::Parent("good_id"))],
    shapes shapes!(Note; [state STATE] [good_id GOOD_ID] [boolean BOOLEAN, int16 INT16] [slug SLUG] [date DATE, good_id GOOD_ID] [bytes BYTES]),
    soft None
}

describe! {
    Tag TagCreate Uuid, [id 0, name 1, weight 2],
    fields [
        (fixed id ID Tag Uuid)
        (text name NAME Text String)
        (number weight WEIGHT I64 i64, i64, ?)
        (fixed version VERSION Version i64)
    ],
    relations [(many Tag::GOODS => Good, Via::Through(Table::Label, "tag_id", "good_id"))],
    shapes Vec::new(),
    soft None
}

describe! {
    Label LabelCreate Id<Label>, [good_id 1, tag_id 2],
    fields [
        (fixed id ID Generated Id<Label>)
        (plain good_id GOOD_ID Number i32)
        (plain tag_id TAG_ID Tag Uuid)
    ],
    relations [
        (one Label::GOOD => Good, Via::Parent("good_id"))
        (one Label::TAG => Tag, Via::Parent("tag_id"))
    ],
    shapes Vec::new(),
    soft None
}
