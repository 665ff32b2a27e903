//! Calls about one model, and what comes back.

use std::sync::Arc;

use crate::column::Argument;
use crate::column_type::Unstorable;
use crate::driver::{Arguments, Call, Done, Sink, Work, Writes};
use crate::error::{Error, ErrorKind, Result};
use crate::executor::{Handle, Integers, Rows};
use crate::filter::node::Node;
use crate::model::Model;
use crate::query::Query;
use crate::query::shape::{Deleted, Shape};
use crate::table::Table;
use crate::value::Value;

/// A statement about one model.
pub(crate) fn call(
    table: &'static Table,
    sql: Arc<str>,
    values: Vec<Value>,
    sink: Box<dyn Sink>,
    work: Work,
) -> Call {
    Call {
        sql,
        arguments: Arguments::Once(values),
        sink,
        work,
        table: Some(table),
        writes: Writes::Nothing,
    }
}

/// The row that came back.
pub(super) fn one<M: Model>(done: Done) -> Result<M> {
    one_or_none(done)?.ok_or_else(|| Error::not_found(M::table()))
}

/// The row that came back, or none.
pub(crate) fn one_or_none<M: Model>(done: Done) -> Result<Option<M>> {
    Ok(done.into::<Rows<M>>()?.rows.pop())
}

/// The rows that came back.
pub(crate) fn all<M: Model>(done: Done) -> Result<Vec<M>> {
    Ok(done.into::<Rows<M>>()?.rows)
}

/// Whether a row came back.
pub(crate) fn any(done: Done) -> Result<bool> {
    Ok(!done.into::<Integers>()?.found.is_empty())
}

/// The number that came back.
pub(crate) fn counted(done: Done) -> Result<u64> {
    let counted = done.into::<Integers>()?.found.pop().ok_or_else(lost)?;
    u64::try_from(counted).map_err(|_| lost())
}

/// Reads the row with this key.
#[cfg(feature = "auth")]
pub(crate) async fn get<M: Model>(db: Handle<'_>, key: Value) -> Result<M> {
    let table = M::table();
    let sql = Arc::clone(&table.texts(db.dialect()).get);
    let rows = Rows::<M>::boxed();
    one(db
        .run(call(table, sql, vec![key], rows, Work::ShortRead))
        .await?)
}

pub(super) fn by_key<M: Model>(db: Handle<'_>, key: impl Argument<M::Key>) -> Result<Call> {
    let table = M::table();
    let sql = Arc::clone(&table.texts(db.dialect()).get);
    Ok(call(
        table,
        sql,
        vec![key_value::<M>(key)?],
        Rows::<M>::boxed(),
        Work::ShortRead,
    ))
}

pub(crate) fn key_value<M: Model>(key: impl Argument<M::Key>) -> Result<Value> {
    argument::<M, _>(M::table().key_position(), key)
}

/// The rows with these keys.
pub(super) fn with_keys<M: Model>(
    keys: impl IntoIterator<Item: Argument<M::Key>>,
) -> Result<Query<M>> {
    let values = keys.into_iter().map(key_value::<M>);
    let filters = vec![Node::In {
        column: M::table().key().ok_or_else(lost)?,
        values: values.collect::<Result<_>>()?,
        is: true,
    }];
    Ok(Query::of(Shape::of(filters, Deleted::Without)))
}

pub(super) fn argument<M: Model, T>(at: usize, value: impl Argument<T>) -> Result<Value> {
    let table = M::table();
    stored(table, at, value).map_err(|reason| Error::unstorable(table, table.field(at), &reason))
}

/// The value as its column holds it.
pub(crate) fn stored<T>(
    table: &'static Table,
    at: usize,
    value: impl Argument<T>,
) -> Result<Value, Unstorable> {
    let value = value.into_argument()?;
    Ok(match table.columns().get(at) {
        Some(column) => column.held(value),
        None => value,
    })
}

/// How often an operation of several statements looks again before it says that others are in the way.
pub(crate) const TRIES: usize = 8;

/// What was found was another thing each time that it was to be written.
#[cold]
pub(crate) fn busy(table: &'static Table) -> Error {
    let model = table.model();
    let message = format!("others change this `{model}` all the time; try again");
    Error::new(ErrorKind::Busy, message).with_model(table)
}

#[cold]
pub(crate) fn lost() -> Error {
    Error::new(
        ErrorKind::Internal,
        "a driver gave another number of rows than the statement asks for",
    )
}
