//! The classes of column types, which say what can be done with their values besides reading and
//! writing them. A class of its own, and not a trait of the column type, so that a newtype and an
//! `Option` can have that of the inner type.

use std::marker::PhantomData;

/// Values that are equal, sorted and sent as text: numbers, text, instants, UUIDs.
#[derive(Debug, Clone, Copy)]
pub enum Plain {}

/// Bytes, which have no form in a query string.
#[derive(Debug, Clone, Copy)]
pub enum Binary {}

/// JSON documents, which databases do not agree on how to compare.
#[derive(Debug, Clone, Copy)]
pub enum Document {}

/// Secret values of the class `C`.
#[derive(Debug, Clone, Copy)]
pub struct Confidential<C>(PhantomData<C>);

/// Values of the class `C`, or NULL.
#[derive(Debug, Clone, Copy)]
pub struct OrNull<C>(PhantomData<C>);

/// A class without NULL.
#[diagnostic::on_unimplemented(
    message = "NULL is not equal to any value, so it cannot be compared, looked up or added",
    label = "may be NULL",
    note = "find NULL by `is_null()`, or pass the value itself, without `Option`"
)]
pub trait NotNull {}

impl NotNull for Plain {}
impl NotNull for Binary {}
impl NotNull for Document {}
impl<C: NotNull> NotNull for Confidential<C> {}

/// A class whose values are compared.
#[diagnostic::on_unimplemented(
    message = "databases do not agree on when two JSON documents are equal",
    label = "JSON cannot be compared",
    note = "compare another column, or a value inside the document: `.key(\"name\").eq(..)`"
)]
pub trait Comparable {}

impl Comparable for Plain {}
impl Comparable for Binary {}
impl<C: Comparable> Comparable for Confidential<C> {}
impl<C: Comparable> Comparable for OrNull<C> {}

/// A class whose values are sorted, and have a least and a greatest one.
#[diagnostic::on_unimplemented(
    message = "values of this column are not sorted",
    label = "a secret or JSON has no order",
    note = "an order puts values into cursors, which clients can read, and databases do not agree on one of JSON; use another column"
)]
pub trait Sortable {}

impl Sortable for Plain {}
impl Sortable for Binary {}
impl<C: Sortable> Sortable for OrNull<C> {}

/// A class whose values are not secret: a query selects them without their rows, and a step sets
/// them.
#[diagnostic::on_unimplemented(
    message = "this column holds a secret",
    label = "a secret",
    note = "a secret is read with its row, and set by the `..Create` and `..Update` structs"
)]
pub trait NotSecret {}

impl NotSecret for Plain {}
impl NotSecret for Binary {}
impl NotSecret for Document {}
impl<C: NotSecret> NotSecret for OrNull<C> {}

/// A class that the filters of query strings accept.
#[diagnostic::on_unimplemented(
    message = "a query string cannot filter by this column",
    label = "a secret, JSON or bytes",
    note = "a filter tells clients which value a column has, and takes the value as text; allow another column"
)]
pub trait QueryStringFilter {}

impl QueryStringFilter for Plain {}
impl<C: QueryStringFilter> QueryStringFilter for OrNull<C> {}

/// A class that the orders of query strings accept.
#[diagnostic::on_unimplemented(
    message = "a query string cannot sort by this column",
    label = "a secret or JSON",
    note = "an order tells clients about the values of a column; allow another column"
)]
pub trait QueryStringSort {}

impl QueryStringSort for Plain {}
impl QueryStringSort for Binary {}
impl<C: QueryStringSort> QueryStringSort for OrNull<C> {}
