//! Rows to test with, from Create structs.

use serde::de::DeserializeOwned;

use crate::db::executor::{Connection, Executor};
use crate::db::operation;
use crate::db::operation::Operation;
use crate::error::kind::ErrorKind;
use crate::error::{Error, Result};
use crate::exec::create;
use crate::model::{IntoNew, Model};

/// Creates so many rows, the inputs of which the closure makes from their numbers, counted from 0; returns them in this order.
///
/// Also for models that are only reached through scopes.
///
/// ```
/// # use fivefold::prelude::*;
/// # use fivefold::testing::{TestDb, fixtures};
/// # #[model] #[derive(Debug)] pub struct User { pub id: Id<User>, #[field(unique)] pub email: String }
/// # tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(async {
/// let db = TestDb::new(&schema![User]).await?;
/// let users: Vec<User> = fixtures(&db, 3, |n| UserCreate::new(format!("user{n}@example.com"))).await?;
/// assert_eq!(users[2].email, "user2@example.com");
/// # db.close().await })?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
///
/// As for [`Crud::create_many`](crate::Crud::create_many); the message names the number of an input that breaks a rule. No row was written then.
pub fn fixtures<M: Model, N: IntoNew<M>, E: Executor + ?Sized>(
    db: &E,
    count: usize,
    input: impl FnMut(usize) -> N,
) -> Operation<'_, Vec<M>> {
    created(db.connection(), (0..count).map(input))
}

/// Reads a JSON list of bodies, as clients would send them, and creates a row from each; returns them in this order.
///
/// For a model with fields that only server code sets there is [`inputs_from_json`].
///
/// # Errors
///
/// `Misuse` for a text that is no list of such bodies, with the place of the mistake; otherwise as for [`fixtures`].
pub fn fixtures_from_json<'a, M>(
    db: &'a (impl Executor + ?Sized),
    json: &str,
) -> Operation<'a, Vec<M>>
where
    M: Model<Create: DeserializeOwned + IntoNew<M>>,
{
    match inputs_from_json::<M>(json) {
        Ok(inputs) => created(db.connection(), inputs),
        Err(error) => operation::ready(Err(error)),
    }
}

/// Creates a row from each input.
fn created<M: Model>(
    db: Connection<'_>,
    inputs: impl IntoIterator<Item: IntoNew<M>>,
) -> Operation<'_, Vec<M>> {
    let rows = inputs
        .into_iter()
        .enumerate()
        .map(|(number, input)| create::fill(input).map_err(|error| error.of_fixture(number)));
    let rows = rows.collect::<Result<Vec<_>>>();
    Box::pin(async move {
        let mut hashed = Vec::new();
        for (number, row) in rows?.into_iter().enumerate() {
            let row = row.hash(db).await;
            hashed.push(row.map_err(|error| error.of_fixture(number))?);
        }
        create::insert_many(db, hashed, None).await
    })
}

/// Reads a JSON list of bodies, as clients would send them.
///
/// # Errors
///
/// `Misuse` for a text that is no list of such bodies: the line and the column of the mistake, and which body it is in.
pub fn inputs_from_json<M: Model<Create: DeserializeOwned>>(json: &str) -> Result<Vec<M::Create>> {
    let bodies: Vec<serde_json::Value> = serde_json::from_str(json).map_err(|error| {
        let (line, column) = (error.line(), error.column());
        Error::new(
            ErrorKind::Misuse,
            format!("the fixtures are no JSON list (line {line}, column {column}); write `[{{..}}, {{..}}]`"),
        )
    })?;
    let bodies = bodies.into_iter().enumerate().map(|(number, body)| {
        serde_json::from_value(body).map_err(|error| {
            // What serde says may hold a value; which of the fields it is does not.
            let said = error.to_string();
            let field = said.split('`').nth(1).filter(|_| said.contains("field `"));
            let field = field.map(|field| format!(", the field `{field}`")).unwrap_or_default();
            let model = M::table().model();
            Error::new(
                ErrorKind::Misuse,
                format!("fixture {number} is no body of `{model}`{field}; it takes what a client sends to create one"),
            )
        })
    });
    bodies.collect()
}
