//! The models: between them a column of every type, alone and as an `Option`, keys of every kind and
//! relations of every kind.

use fivefold::prelude::*;
use fivefold::types::Decimal;
use serde_json::Value;

/// The state of a good.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize, DbEnum)]
#[serde(rename_all = "snake_case")]
pub enum State {
    New,
    InUse,
    #[serde(rename = "it's gone")]
    Gone,
}

/// Text that is a type of its own.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize, DbNewtype)]
#[serde(transparent)]
pub struct Slug(pub String);

/// A place of goods, perhaps inside another.
#[model(
    has_many(goods: Good::SHELF_ID, inner: Shelf::OUTER_ID),
    has_one(card: Card::SHELF_ID)
)]
#[derive(Debug, Clone, PartialEq)]
pub struct Shelf {
    #[field(id)]
    pub id: i32,
    #[field(unique, len(..=40))]
    pub name: String,
    pub rank: i32,
    pub remark: Option<String>,
    #[field(references = Shelf, on_delete = set_null)]
    pub outer_id: Option<i32>,
}

/// The one card of a shelf, with a key that the SDK generates.
#[model]
#[derive(Debug, Clone, PartialEq)]
pub struct Card {
    pub id: Id<Card>,
    #[field(references = Shelf, unique, on_delete = cascade)]
    pub shelf_id: i32,
    pub text: Option<String>,
}

/// A column of every type; its rows can be soft-deleted, and free their code then.
#[model(
    has_many(notes: Note::GOOD_ID),
    many_to_many(tags: Tag through Label(GOOD_ID, TAG_ID))
)]
#[derive(Debug, Clone, PartialEq)]
pub struct Good {
    #[field(id)]
    pub id: i32,
    pub boolean: bool,
    pub int16: i16,
    pub int32: i32,
    pub int64: i64,
    pub uint8: u8,
    pub uint32: u32,
    pub float32: f32,
    pub float64: f64,
    pub decimal: Decimal,
    pub text: String,
    #[field(len(..=12))]
    pub short: String,
    pub bytes: Vec<u8>,
    pub uuid: Uuid,
    pub instant: DateTime<Utc>,
    pub date: NaiveDate,
    pub time: NaiveTime,
    pub json: Json<Value>,
    pub state: State,
    pub slug: Slug,
    #[field(references = Shelf, on_delete = set_null)]
    pub shelf_id: Option<i32>,
    #[field(unique)]
    pub code: Option<i32>,
    #[field(deleted)]
    pub deleted_at: Option<DateTime<Utc>>,
}

/// The same columns, each of which may be null, and a key that the database generates.
#[model]
#[derive(Debug, Clone, PartialEq)]
pub struct Note {
    pub id: Id<Note, i64>,
    pub boolean: Option<bool>,
    pub int16: Option<i16>,
    pub int32: Option<i32>,
    pub int64: Option<i64>,
    pub uint8: Option<u8>,
    pub uint32: Option<u32>,
    pub float32: Option<f32>,
    pub float64: Option<f64>,
    pub decimal: Option<Decimal>,
    pub text: Option<String>,
    #[field(len(..=12))]
    pub short: Option<String>,
    pub bytes: Option<Vec<u8>>,
    pub uuid: Option<Uuid>,
    pub instant: Option<DateTime<Utc>>,
    pub date: Option<NaiveDate>,
    pub time: Option<NaiveTime>,
    pub json: Option<Json<Value>>,
    pub state: Option<State>,
    pub slug: Option<Slug>,
    #[field(references = Good, on_delete = cascade)]
    pub good_id: i32,
}

/// A tag of goods, with a key that is a UUID, and a version.
#[model(many_to_many(goods: Good through Label(TAG_ID, GOOD_ID)))]
#[derive(Debug, Clone, PartialEq)]
pub struct Tag {
    #[field(id)]
    pub id: Uuid,
    pub name: String,
    pub weight: Option<i64>,
    #[field(version)]
    pub version: i64,
}

/// The label of a good with a tag, which can be soft-deleted. A tag cannot be deleted while a label
/// refers to it; the same tag can label the same good twice.
#[model]
#[derive(Debug, Clone, PartialEq)]
pub struct Label {
    pub id: Id<Label>,
    #[field(references = Good, on_delete = cascade)]
    pub good_id: i32,
    #[field(references = Tag, on_delete = restrict)]
    pub tag_id: Uuid,
    #[field(deleted)]
    pub deleted_at: Option<DateTime<Utc>>,
}

/// Every table, for the support code of the behaviour suite.
pub fn schema() -> fivefold::Schema {
    schema![Shelf, Card, Good, Note, Tag, Label]
}
