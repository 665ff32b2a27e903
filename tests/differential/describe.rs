//! The models, described by cells.

use std::sync::LazyLock;

use fivefold::prelude::*;
use fivefold::types::Decimal;

use crate::cell::{Cell, Typed};
use crate::condition::filter;
use crate::describing::{Cells, Related};
use crate::field::{Comparison, Field, Function, Part, PathStep};
use crate::models::{
    Card, CardCreate, Good, GoodCreate, Label, LabelCreate, Note, NoteCreate, Shelf, ShelfCreate,
    Slug, State, Tag, TagCreate,
};
use crate::select::Deleted;
use crate::table::{
    Description, How, Nested, Quantifier, Relation, RelationInfo, Shape, Soft, Subject, Table,
    UpsertBy, Via,
};
use crate::values::Kind;

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
    nested [
        (many Shelf::GOODS => Good::NOTES => Note)
        (many Shelf::INNER => Shelf::GOODS => Good)
        (one Shelf::OUTER => Shelf::INNER => Shelf)
    ],
    shapes Vec::new(),
    upsert [NAME name],
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
    nested [],
    shapes Vec::new(),
    upsert [SHELF_ID shelf_id],
    soft None
}

describe! {
    Good GoodCreate i32, [
        id 0, boolean 1, int16 2, int32 3, int64 4, uint8 5, uint32 6, float32 7, float64 8, decimal 9, text 10, short 11,
        bytes 12, uuid 13, instant 14, date 15, time 16, json 17, state 18, slug 19, shelf_id 20, code 21
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
        (plain code CODE Number i32, ?)
        (deleted deleted_at DELETED_AT)
    ],
    relations [
        (many Good::NOTES => Note, Via::Children("good_id"))
        (many Good::TAGS => Tag, Via::Through(Table::Label, "good_id", "tag_id"))
        (one Good::SHELF => Shelf, Via::Parent("shelf_id"))
    ],
    nested [
        (many Good::TAGS => Tag::GOODS => Good)
        (one Good::SHELF => Shelf::GOODS => Good)
    ],
    shapes shapes!(Good; [state STATE] [boolean BOOLEAN] [shelf_id SHELF_ID] [text TEXT, boolean BOOLEAN] [uint8 UINT8, state STATE] [decimal DECIMAL] [float64 FLOAT64, shelf_id SHELF_ID]),
    upsert [CODE code],
    soft soft!(Good i32)
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
    nested [],
    shapes shapes!(Note; [state STATE] [good_id GOOD_ID] [boolean BOOLEAN, int16 INT16] [slug SLUG] [date DATE, good_id GOOD_ID] [bytes BYTES]),
    upsert [],
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
    nested [(many Tag::GOODS => Good::TAGS => Tag)],
    shapes Vec::new(),
    upsert [],
    soft None
}

describe! {
    Label LabelCreate Id<Label>, [good_id 1, tag_id 2],
    fields [
        (fixed id ID Generated Id<Label>)
        (plain good_id GOOD_ID Number i32)
        (plain tag_id TAG_ID Tag Uuid)
        (deleted deleted_at DELETED_AT)
    ],
    relations [
        (one Label::GOOD => Good, Via::Parent("good_id"))
        (one Label::TAG => Tag, Via::Parent("tag_id"))
    ],
    nested [],
    shapes Vec::new(),
    upsert [],
    soft soft!(Label Id<Label>)
}
