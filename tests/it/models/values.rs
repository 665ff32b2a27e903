//! Models with every type of column.

use std::collections::BTreeMap;

use fivefold::prelude::*;
use fivefold::types::Decimal;

use super::Status;

/// Text that is a type of its own.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize, DbNewtype)]
#[serde(transparent)]
pub struct Slug(pub String);

/// The content of a JSON column.
pub type Map = BTreeMap<String, Vec<i64>>;

/// A column of every type.
#[model]
#[derive(Debug, Clone, PartialEq)]
pub struct Every {
    pub id: Id<Every, i64>,
    pub boolean: bool,
    pub int16: i16,
    pub int32: i32,
    pub int64: i64,
    pub uint8: u8,
    pub uint32: u32,
    pub float32: f32,
    pub float64: f64,
    pub text: String,
    pub bytes: Vec<u8>,
    pub uuid: Uuid,
    pub instant: DateTime<Utc>,
    pub date: NaiveDate,
    pub time: NaiveTime,
    pub json: Json<Map>,
    pub decimal: Decimal,
    pub status: Status,
    pub slug: Slug,
    pub secret: Secret<String>,
}

/// A column of every type, each of which may be null.
#[model]
#[derive(Debug, Clone, PartialEq)]
pub struct Maybe {
    pub id: Id<Maybe, i64>,
    pub boolean: Option<bool>,
    pub int16: Option<i16>,
    pub int32: Option<i32>,
    pub int64: Option<i64>,
    pub uint8: Option<u8>,
    pub uint32: Option<u32>,
    pub float32: Option<f32>,
    pub float64: Option<f64>,
    pub text: Option<String>,
    pub bytes: Option<Vec<u8>>,
    pub uuid: Option<Uuid>,
    pub instant: Option<DateTime<Utc>>,
    pub date: Option<NaiveDate>,
    pub time: Option<NaiveTime>,
    pub json: Option<Json<Map>>,
    pub decimal: Option<Decimal>,
    pub status: Option<Status>,
    pub slug: Option<Slug>,
    pub secret: Option<Secret<String>>,
    #[field(auto(update))]
    pub updated_at: DateTime<Utc>,
}

/// Text in every kind of column that takes it: the target of the corpora.
#[model]
#[derive(Debug, Clone, PartialEq)]
pub struct Doc {
    pub id: Id<Doc>,
    #[field(unique)]
    pub slug: String,
    pub body: Option<String>,
    pub label: Option<Slug>,
    pub token: Option<Secret<String>>,
    pub tree: Option<Json<serde_json::Value>>,
    #[field(len(2..=10))]
    pub short: Option<String>,
    #[field(len(2..=10))]
    pub blob: Option<Vec<u8>>,
    #[field(len(2..=10))]
    pub list: Option<Json<Vec<i32>>>,
}

impl DocCreate {
    /// The same text in every column that takes any.
    pub fn all(text: &str) -> Self {
        Self {
            body: Some(text.to_owned()),
            label: Some(Slug(text.to_owned())),
            token: Some(Secret::new(text.to_owned())),
            tree: Some(Json(serde_json::json!({ text: [text] }))),
            ..Self::new(text)
        }
    }
}

impl DocUpdate {
    /// The same text in every column that takes any.
    pub fn all(text: &str) -> Self {
        let row = DocCreate::all(text);
        Self {
            slug: Set(row.slug),
            body: Set(row.body),
            label: Set(row.label),
            token: Set(row.token),
            tree: Set(row.tree),
            ..Self::default()
        }
    }
}
