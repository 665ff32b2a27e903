//! A value that is written in a form that cannot be read: the error comes before anything is kept.

use fivefold::prelude::*;
use serde::{Deserialize, Serialize};

use crate::support::TestEnv;

/// Writes itself as text and reads itself as a number. The fault of whoever wrote it, but no reason
/// to lose a table for it.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Odd(pub i64);

impl Serialize for Odd {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.0 % 2 == 0 {
            serializer.serialize_i64(self.0)
        } else {
            serializer.serialize_str("odd")
        }
    }
}

/// The key is made before the row is written.
#[model]
#[derive(Debug, Clone, PartialEq)]
pub struct Made {
    pub id: Id<Made>,
    pub value: Json<Odd>,
}

/// The key is known after the row is written.
#[model]
#[derive(Debug, Clone, PartialEq)]
pub struct Counted {
    pub id: Id<Counted, i64>,
    pub value: Json<Odd>,
}

macro_rules! refused {
    ($env:expr, $model:ident, $create:ident, $update:ident) => {{
        let (db, good, bad) = (&$env.db, || $create::new(Odd(2)), || $create::new(Odd(1)));
        let row = $model::create(db, good()).await.unwrap();
        let change = || $update {
            value: Set(Json(Odd(3))),
        };
        let results = [
            ("create", $model::create(db, bad()).await.map(drop)),
            (
                "create_many",
                $model::create_many(db, [good(), bad(), good()])
                    .await
                    .map(drop),
            ),
            ("update", row.clone().update(db, change()).await.map(drop)),
            (
                "update_by_id",
                $model::update_by_id(db, row.id, change()).await.map(drop),
            ),
            (
                "transaction",
                db.transaction(async |tx| {
                    $model::create(tx, good()).await?;
                    $model::create(tx, bad()).await
                })
                .await
                .map(drop),
            ),
            (
                "ignored",
                db.transaction(async |tx| {
                    let _ = $model::create(tx, bad()).await;
                    let _ = $model::update_by_id(tx, row.id, change()).await;
                    Ok(())
                })
                .await,
            ),
        ];
        for (name, result) in results {
            if name != "ignored" {
                let error = result.expect_err(name);
                assert_eq!(
                    (error.model(), error.field()),
                    (Some(stringify!($model)), Some("value")),
                    "{name}"
                );
            }
        }
        assert_eq!(
            $model::list(db, ..).await.unwrap(),
            [row],
            "an error was answered, and something was kept"
        );
    }};
}

for_each_engine! {
    async fn unreadable_values_are_not_stored_with_a_client_side_key(engine) {
        let env = TestEnv::with(engine, &schema![Made]).await;
        refused!(env, Made, MadeCreate, MadeUpdate);
    }

    async fn unreadable_values_are_not_stored_with_a_generated_key(engine) {
        let env = TestEnv::with(engine, &schema![Counted]).await;
        refused!(env, Counted, CountedCreate, CountedUpdate);
    }
}
