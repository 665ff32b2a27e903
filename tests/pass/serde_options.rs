//! Serde attributes of a field hold in every companion that has the field.
#![deny(missing_docs, warnings)]

use fivefold::prelude::*;
use serde::{Deserialize, Deserializer, Serializer};

/// A row with a serde derive of its own, and options of every kind.
#[model]
#[derive(Debug, serde::Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct File {
    /// The key.
    pub id: Id<File>,
    /// Both ways.
    #[serde(with = "length")]
    pub content: Vec<u8>,
    /// In only.
    #[serde(deserialize_with = "lowercase")]
    pub file_name: String,
    /// Out only.
    #[serde(serialize_with = "as_text")]
    pub size: i32,
    /// Serialized, if present.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// With a default of serde's.
    #[serde(default = "seven")]
    pub stars: i32,
    /// With another name each way, and a default of ours.
    #[field(default = 3)]
    #[serde(rename(serialize = "out", deserialize = "in"))]
    pub version: i32,
}

mod length {
    use super::{Deserialize, Deserializer, Serializer};

    pub(super) fn serialize<S: Serializer>(bytes: &[u8], to: S) -> Result<S::Ok, S::Error> {
        to.serialize_u64(bytes.len() as u64)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<u8>, D::Error> {
        usize::deserialize(from).map(|length| vec![0; length])
    }
}

fn lowercase<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    String::deserialize(from).map(|text| text.to_lowercase())
}

fn as_text<S: Serializer>(number: &i32, to: S) -> Result<S::Ok, S::Error> {
    to.collect_str(number)
}

fn seven() -> i32 {
    7
}

fn main() {
    let body = r#"{"content": 2, "fileName": "A", "size": 1, "in": 4}"#;
    let create: FileCreate = serde_json::from_str(body).unwrap();
    let expected = FileCreate {
        content: vec![0, 0],
        file_name: "a".into(),
        size: 1,
        note: None,
        stars: 7,
        version: 4,
    };
    assert_eq!(create, expected);

    let body = r#"{"content": 1, "fileName": "B", "note": null}"#;
    let update: FileUpdate = serde_json::from_str(body).unwrap();
    let expected = FileUpdate {
        content: Set(vec![0]),
        file_name: Set("b".into()),
        note: Set(None),
        ..Default::default()
    };
    assert_eq!(update, expected);

    let row = File {
        id: "0198a8a2-6d9c-7b3a-9f49-5d2f0f1e2d3c".parse().unwrap(),
        content: vec![0; 3],
        file_name: "a".into(),
        size: 1,
        note: None,
        stars: 2,
        version: 4,
    };
    let out = r#"{"id":"0198a8a2-6d9c-7b3a-9f49-5d2f0f1e2d3c","content":3,"fileName":"a","size":"1","stars":2,"out":4}"#;
    assert_eq!(serde_json::to_string(&FilePublic::from(&row)).unwrap(), out);
    assert_eq!(serde_json::to_string(&row).unwrap(), out);
}
