//! Fixtures: rows for tests, from Create structs or JSON.

use serde::de::DeserializeOwned;

use crate::db::executor::{Connection, Executor};
use crate::db::operation::{self, Operation};
use crate::error::kind::ErrorKind;
use crate::error::{Error, Result};
use crate::exec::write::Write;
use crate::exec::{create, pipeline};
use crate::model::{IntoNew, Model};

/// Creates this number of rows, with inputs that the closure returns for their indexes from 0;
/// returns them in this order.
///
/// `M` is the model, `N` the input of one row. Models that are accessed through scopes only are
/// accepted too.
///
/// ```
/// # use fivefold::prelude::*;
/// # use fivefold::testing::{TestDb, fixtures};
/// # #[model] #[derive(Debug)] pub struct User { pub id: Id<User>, #[field(unique)] pub email: String }
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Error> {
/// let db = TestDb::new(&schema![User]).await?;
/// let users: Vec<User> = fixtures(&db, 3, |n| UserCreate::new(format!("user{n}@example.com"))).await?;
/// assert_eq!(users[2].email, "user2@example.com");
/// # db.close().await }
/// ```
///
/// # Errors
///
/// As for [`Crud::create_many`](crate::Crud::create_many); the message names the index of an input
/// that breaks a rule. No row was written.
pub fn fixtures<M: Model, N: IntoNew<M>, E: Executor + ?Sized>(
    db: &E,
    count: usize,
    input: impl FnMut(usize) -> N,
) -> Operation<'_, Vec<M>> {
    created(db.connection(), (0..count).map(input))
}

/// Creates a row for each body of a JSON list, as clients would send them; returns them in this
/// order.
///
/// For a model with fields that only server code sets use [`inputs_from_json`].
///
/// # Errors
///
/// `Misuse` for a text that is not a list of such bodies, with the line and column of the mistake;
/// otherwise as for [`fixtures`].
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
        if hashed.is_empty() {
            return Ok(Vec::new());
        }
        Ok(pipeline::write(db, Write::insert(hashed, Vec::new()))
            .await?
            .rows)
    })
}

/// Returns the inputs of a JSON list of bodies, as clients would send them.
///
/// # Errors
///
/// `Misuse` for a text that is not a list of such bodies, with the line and column of the mistake
/// and the index of the body.
pub fn inputs_from_json<M: Model<Create: DeserializeOwned>>(json: &str) -> Result<Vec<M::Create>> {
    let bodies: Vec<serde_json::Value> = serde_json::from_str(json).map_err(|error| {
        let (line, column) = (error.line(), error.column());
        Error::new(
            ErrorKind::Misuse,
            format!("the fixtures are not a JSON list (line {line}, column {column}); write `[{{..}}, {{..}}]`"),
        )
    })?;
    let bodies = bodies.into_iter().enumerate().map(|(number, body)| {
        serde_json::from_value(body).map_err(|error| {
            // The message of serde may hold a value; the name of the field does not.
            let message = error.to_string();
            let field = message.split('`').nth(1).filter(|_| message.contains("field `"));
            let field = field.map(|field| format!(", the field `{field}`")).unwrap_or_default();
            let model = M::table().model();
            Error::new(
                ErrorKind::Misuse,
                format!("fixture {number} is not a body of `{model}`{field}; write what a client sends to create one"),
            )
        })
    });
    bodies.collect()
}
