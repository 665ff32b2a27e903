//! Every type that a column can have, alone and as an `Option`.
#![deny(missing_docs, warnings)]

use std::collections::BTreeMap;

use fivefold::prelude::*;

/// A row with every type.
#[model]
#[derive(Debug, Clone)]
#[allow(missing_docs)]
pub struct Everything {
    pub id: Id<Everything>,
    pub boolean: bool,
    pub short: i16,
    pub int: i32,
    pub long: i64,
    pub byte: u8,
    pub positive: u32,
    pub float: f32,
    pub double: f64,
    pub decimal: fivefold::types::Decimal,
    pub text: String,
    pub bytes: Vec<u8>,
    pub uuid: Uuid,
    pub instant: DateTime<Utc>,
    pub date: NaiveDate,
    pub time: NaiveTime,
    pub json: Json<BTreeMap<String, Vec<i32>>>,
    pub secret: Secret<String>,
    pub status: Status,
    pub slug: Slug,
    pub metres: Metres,
    pub other: Id<Other>,
}

/// A row with every type, each of which may be null.
#[model]
#[derive(Debug, Clone)]
#[allow(missing_docs)]
pub struct Maybe {
    pub id: Id<Maybe, i32>,
    pub boolean: Option<bool>,
    pub short: Option<i16>,
    pub int: Option<i32>,
    pub long: Option<i64>,
    pub byte: Option<u8>,
    pub positive: Option<u32>,
    pub float: Option<f32>,
    pub double: Option<f64>,
    pub decimal: Option<fivefold::types::Decimal>,
    pub text: Option<String>,
    pub bytes: Option<Vec<u8>>,
    pub uuid: Option<Uuid>,
    pub instant: Option<DateTime<Utc>>,
    pub date: Option<NaiveDate>,
    pub time: Option<NaiveTime>,
    pub json: Option<Json<Status>>,
    pub secret: Option<Secret<String>>,
    pub status: Option<Status>,
    pub slug: Option<Slug>,
    pub metres: Option<Metres>,
    pub other: Option<Id<Other>>,
}

/// A row with rules that look into their types.
#[model]
#[derive(Debug)]
pub struct Other {
    /// The key.
    pub id: Id<Other>,
    /// A newtype.
    #[field(unique, len(1..))]
    pub slug: Slug,
    /// Rules look through `Option`, newtypes and secrets.
    #[field(range(0.5..=9.5))]
    pub metres: Option<Metres>,
    /// Rules look through `Option`, newtypes and secrets.
    #[field(len(8..), pattern = "[0-9]")]
    pub secret: Option<Secret<String>>,
    /// Digits after the point are kept.
    #[field(range(0..=9.99))]
    pub price: fivefold::types::Decimal,
    /// Elements of a list.
    #[field(len(..=3))]
    pub list: Json<Vec<String>>,
    /// Bytes.
    #[field(len(..=3))]
    pub bytes: Vec<u8>,
}

/// An enum that is stored as text.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize, serde::Deserialize, DbEnum)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// It is.
    WideOpen,
    /// It is not.
    #[serde(rename = "shut", alias = "closed")]
    Closed,
}

/// A newtype around text.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize, DbNewtype)]
pub struct Slug(pub String);

/// A newtype with a named field.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize, serde::Deserialize, DbNewtype)]
#[serde(transparent)]
pub struct Metres {
    /// The number.
    pub value: f64,
}

/// A newtype around what is more than text.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize, DbNewtype)]
pub struct Labels(pub Json<Vec<Slug>>);

/// A newtype around a newtype.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize, DbNewtype)]
pub struct Path(pub Slug);

/// A newtype around a key.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize, DbNewtype)]
pub struct OtherId(pub Id<Other>);

/// A row with newtypes of every kind.
#[model]
#[derive(Debug)]
pub struct Wrapped {
    /// The key.
    pub id: Id<Wrapped>,
    /// Measured like the text inside.
    #[field(len(1..), pattern = "^/")]
    pub path: Path,
    /// Measured like the list inside.
    #[field(len(..=3))]
    pub labels: Option<Labels>,
    /// The reference is declared here.
    #[field(references = Other)]
    pub other: OtherId,
}

fn main() {
    assert_eq!(
        [Status::WideOpen.name(), Status::Closed.name()],
        ["wide-open", "shut"]
    );
    assert_eq!(serde_json::to_string(&Status::Closed).unwrap(), "\"shut\"");
    let null: MaybeCreate = serde_json::from_str("{}").unwrap();
    assert_eq!(null, MaybeCreate::new());
}
