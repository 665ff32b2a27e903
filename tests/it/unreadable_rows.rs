//! Rows that cannot be read as their model: a write that returns one is an error, and is undone.

use fivefold::prelude::*;

use crate::support::{TestEnv, failed};

/// The state of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize, DbEnum)]
pub enum State {
    Draft,
    Done,
}

/// The rows as another application writes them.
#[model(table = "unreadable_doc")]
#[derive(Debug, Clone, PartialEq)]
pub struct Wide {
    pub id: Id<Wide>,
    #[field(unique, len(..=40))]
    pub code: String,
    pub note: Option<String>,
    #[field(len(..=10))]
    pub state: Option<String>,
    #[field(default = 1)]
    pub n: i64,
}

/// A column that may be null in the table.
#[model(table = "unreadable_doc")]
#[derive(Debug, Clone, PartialEq)]
pub struct Noted {
    pub id: Id<Noted>,
    #[field(unique, len(..=40))]
    pub code: String,
    #[field(server, default = "x")]
    pub note: String,
    #[field(default = 1)]
    pub n: i64,
}

/// An enum of which the table holds another text.
#[model(table = "unreadable_doc")]
#[derive(Debug, Clone, PartialEq)]
pub struct Stated {
    pub id: Id<Stated>,
    #[field(unique, len(..=40))]
    pub code: String,
    #[field(server, default = State::Draft)]
    pub state: State,
    #[field(default = 1)]
    pub n: i64,
}

/// Every write of one row of a model that returns the row.
macro_rules! writes {
    ($db:expr, $model:ident, $create:expr, $update:ident, $row:expr) => {{
        let (db, row) = ($db, $row);
        let key = row.id;
        let change = || $update {
            n: Set(9),
            ..Default::default()
        };
        vec![
            ("update", row.clone().update(db, change()).await.map(drop)),
            (
                "update_by_id",
                $model::update_by_id(db, key, change()).await.map(drop),
            ),
            (
                "query",
                $model::query()
                    .update_by_id(db, key, change())
                    .await
                    .map(drop),
            ),
            (
                "step",
                row.clone().update(db, $model::N.add(5)).await.map(drop),
            ),
            (
                "upsert",
                $model::upsert(db, $model::CODE, $create(9)).await.map(drop),
            ),
            (
                "upsert_with",
                $model::upsert_with(db, $model::CODE, $create(1), change())
                    .await
                    .map(drop),
            ),
            (
                "find_or_create",
                $model::find_or_create(db, $model::CODE, $create(9))
                    .await
                    .map(drop),
            ),
        ]
    }};
}

for_each_engine! {
    async fn a_write_whose_returned_row_cannot_be_read_is_undone(engine) {
        let env = TestEnv::with(engine, &schema![Wide]).await;
        let db = &env.db;
        let new = |code: &str| WideCreate { note: Some("x".into()), state: Some("Draft".into()), ..WideCreate::new(code) };
        let wide = Wide::create(db, new("a")).await.unwrap();
        let noted = Noted::find_by(db, Noted::CODE, "a").await.unwrap().unwrap();
        let stated = Stated::find_by(db, Stated::CODE, "a").await.unwrap().unwrap();
        let note = |n| NotedCreate { n, ..NotedCreate::new("a") };
        let state = |n| StatedCreate { n, ..StatedCreate::new("a") };

        // The control: with rows that can be read, each of them writes.
        for (name, result) in writes!(db, Noted, note, NotedUpdate, &noted) {
            result.expect(name);
        }
        for (name, result) in writes!(db, Stated, state, StatedUpdate, &stated) {
            result.expect(name);
        }
        let unreadable = WideUpdate { note: Set(None), state: Set(Some("Odd".into())), n: Set(1), ..Default::default() };
        let wide = wide.update(db, unreadable).await.unwrap();

        let results = [
            writes!(db, Noted, note, NotedUpdate, &noted),
            writes!(db, Stated, state, StatedUpdate, &stated),
        ];
        for (name, result) in results.into_iter().flatten() {
            let error = failed(ErrorKind::Internal, result);
            assert!(error.to_string().contains("could not be read"), "{name}: {error}");
        }
        assert_eq!(Wide::get(db, wide.id).await.unwrap().n, 1);
    }
}
