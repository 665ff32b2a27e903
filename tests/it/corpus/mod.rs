//! Bad input, by the hundred: refused with an error that names model and field, or stored byte by
//! byte; nothing else changes.

mod controls;
mod floats;
mod injection;
mod instants;
mod integers;
mod json;
mod lengths;
mod like;
pub use like::PATTERNS;

mod unicode;
mod uuids;

use std::collections::HashSet;

use fivefold::prelude::*;

use crate::models::{Doc, DocCreate, DocUpdate, Slug, User, UserCreate};
use crate::support::{Sql, TestEnv};

/// The state that must not change while a corpus runs.
struct Witness {
    schema: Option<Vec<Vec<String>>>,
    user: User,
    doc: Doc,
}

impl Witness {
    async fn new(env: &TestEnv) -> Self {
        let user = User::create(&env.db, UserCreate::new("witness@example.com"))
            .await
            .unwrap();
        let doc = Doc::create(&env.db, DocCreate::all("witness"))
            .await
            .unwrap();
        Self {
            schema: env.raw_connection().map(|raw| raw.schema()),
            user,
            doc,
        }
    }

    /// Fails unless the witness is as it was, with this number of other documents.
    async fn check(&self, env: &TestEnv, docs: u64) {
        assert_eq!(User::list(&env.db, ..).await.unwrap(), [self.user.clone()]);
        assert_eq!(Doc::get(&env.db, self.doc.id).await.unwrap(), self.doc);
        assert_eq!(Doc::count(&env.db).await.unwrap(), docs + 1);
        if let Some(raw) = env.raw_connection() {
            assert_eq!(Some(raw.schema()), self.schema);
            raw.assert_sound();
        }
        env.settled().await;
    }
}

/// Sends each text through every operation that takes values, in every kind of column that holds
/// text.
pub async fn all_slots(env: &TestEnv, corpus: &[String]) {
    let db = &env.db;
    let distinct: HashSet<&String> = corpus.iter().collect();
    assert_eq!(distinct.len(), corpus.len(), "members are told apart");
    let witness = Witness::new(env).await;
    let mut target = Doc::create(db, DocCreate::all("target")).await.unwrap();
    for text in corpus {
        let created = Doc::create(db, DocCreate::all(text))
            .await
            .unwrap_or_else(|error| panic!("{text:?}: {error:?}"));
        same(&created, text);
        assert_eq!(Doc::get(db, created.id).await.unwrap(), created, "{text:?}");
        assert_eq!(
            Doc::find_by(db, Doc::SLUG, text.as_str())
                .await
                .unwrap()
                .as_ref(),
            Some(&created),
            "{text:?}"
        );
        created.delete(db).await.unwrap();
        assert_eq!(
            Doc::find_by(db, Doc::SLUG, text).await.unwrap(),
            None,
            "{text:?}"
        );
        target = target
            .update(db, DocUpdate::all(text))
            .await
            .unwrap_or_else(|error| panic!("{text:?}: {error:?}"));
        same(&target, text);
        assert_eq!(
            Doc::find_by(db, Doc::SLUG, text.clone())
                .await
                .unwrap()
                .as_ref(),
            Some(&target),
            "{text:?}"
        );
        let clash = Doc::create(db, DocCreate::new(text.as_str()))
            .await
            .unwrap_err();
        assert_eq!(
            (clash.kind(), clash.field()),
            (ErrorKind::Conflict, Some("slug")),
            "{text:?}"
        );
        assert!(
            text.chars().count() < 4 || !format!("{clash} {clash:?}").contains(text.as_str()),
            "{text:?} is in the error"
        );
    }
    target.delete(db).await.unwrap();
    // All of it at once, and once more from outside.
    let created = db
        .transaction(async |tx| {
            Doc::create_many(tx, corpus.iter().map(|text| DocCreate::all(text))).await
        })
        .await
        .unwrap();
    for (row, text) in created.iter().zip(corpus) {
        same(row, text);
    }
    if let Some(raw) = env.raw_connection() {
        for text in corpus {
            let row = raw.row_of("doc", &["body", "label", "token"], "slug", text);
            assert_eq!(row, Some(vec![text.clone(); 3]));
        }
        if raw.sql == Sql::Sqlite {
            let kinds = raw.texts("SELECT DISTINCT typeof(slug) FROM doc");
            assert_eq!(kinds, ["text"]);
        }
    }
    witness.check(env, corpus.len() as u64).await;
}

fn same(row: &Doc, text: &str) {
    assert_eq!(row.slug, text);
    assert_eq!(row.body.as_deref(), Some(text));
    assert_eq!(row.label, Some(Slug(text.to_owned())));
    assert_eq!(
        row.token.as_ref().map(|token| token.expose().as_str()),
        Some(text)
    );
    assert_eq!(row.tree, Some(Json(serde_json::json!({ text: [text] }))));
}
