//! Derives for all companions, and attributes for one.
#![deny(missing_docs, warnings)]

use std::collections::{BTreeSet, HashSet};

use fivefold::prelude::*;

/// A row.
#[model(
    derive(Eq, Hash),
    on(public, derive(PartialOrd, Ord)),
    on(update, must_use, serde(rename_all = "UPPERCASE")),
    on(create, derive(Default, serde::Serialize)),
    on(base, derive(serde::Deserialize))
)]
#[derive(Debug, Clone)]
pub struct Tag {
    /// The key.
    pub id: Id<Tag>,
    /// The name.
    pub name: String,
    /// Set by server code.
    #[field(server)]
    pub weight: i32,
}

fn main() {
    let tag = Tag {
        id: Id::now_v7(),
        name: "a".into(),
        weight: 1,
    };
    assert_eq!(
        BTreeSet::from([TagPublic::from(&tag), TagPublic::from(&tag)]).len(),
        1
    );
    assert_eq!(
        HashSet::from([TagBase::from(tag.clone()), TagBase::from(tag)]).len(),
        1
    );
    assert_eq!(HashSet::from([TagServer { weight: 1 }]).len(), 1);
    assert_eq!(
        serde_json::to_string(&TagCreate::default()).unwrap(),
        r#"{"name":""}"#
    );
    assert_eq!(
        serde_json::from_str::<TagUpdate>(r#"{"NAME": "b"}"#)
            .unwrap()
            .name,
        Set("b".into())
    );
    assert_eq!(
        serde_json::from_str::<TagBase>(r#"{"name": "b"}"#)
            .unwrap()
            .name,
        "b"
    );
}
