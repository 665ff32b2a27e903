//! The names that serde gives are those of the bodies, in what comes in and what goes out alike.
#![deny(missing_docs, warnings)]

use fivefold::prelude::*;

/// Renamed directly; the row has no serde derive, and the attribute is legal nevertheless.
#[model]
#[serde(rename_all = "camelCase")]
#[derive(Debug)]
pub struct User {
    /// The key.
    pub id: Id<User>,
    /// `fullName`.
    pub full_name: String,
    /// `mail`, and `email` from older clients.
    #[serde(rename = "mail", alias = "email")]
    pub address: Option<String>,
    /// `maxItems`, with a default of serde's.
    #[serde(default)]
    pub max_items: i32,
}

/// Renamed through `cfg_attr`, with a row that has a serde derive of its own.
#[model]
#[derive(Debug, serde::Serialize)]
#[cfg_attr(all(), serde(rename_all = "SCREAMING_SNAKE_CASE"))]
pub struct Team {
    /// The key.
    pub id: Id<Team>,
    /// `TEAM_NAME`.
    pub team_name: String,
}

fn main() {
    let create: UserCreate =
        serde_json::from_str(r#"{"fullName": "Ann", "email": "a@b.c"}"#).unwrap();
    assert_eq!(
        create,
        UserCreate {
            address: Some("a@b.c".into()),
            max_items: 0,
            full_name: "Ann".into()
        }
    );
    let update: UserUpdate = serde_json::from_str(r#"{"mail": null, "maxItems": 3}"#).unwrap();
    assert_eq!(
        update,
        UserUpdate {
            address: Set(None),
            max_items: Set(3),
            full_name: Keep
        }
    );
    let team = Team {
        id: Id::now_v7(),
        team_name: "A".into(),
    };
    let public = serde_json::to_value(TeamPublic::from(&team)).unwrap();
    assert_eq!(
        (&public["TEAM_NAME"], public.get("team_name")),
        (&"A".into(), None)
    );
    assert_eq!(serde_json::to_value(&team).unwrap(), public);
}
