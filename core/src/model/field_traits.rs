//! The traits that the companions of a model need of the types of its fields, asked for once: a
//! type without its derives is one mistake with one message.
//!
//! Generated code writes `require::<T, _>(&(&&&&Probe::<T, Shown>::NEW).answer())`. A method is
//! found at the first receiver whose type implements its trait, so the call returns [`Missing`] only
//! for a type that a column can hold and that lacks a derive; one that no column can hold is
//! reported by [`column`](crate::table::access::column).

use std::fmt::Debug;
use std::marker::PhantomData;

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::value::class::OrNull;
use crate::value::column_type::ColumnType;

/// The purpose of fields that a companion holds, and neither serializes nor deserializes.
#[derive(Debug)]
pub enum Held {}

/// The purpose of fields that a companion deserializes.
#[derive(Debug)]
pub enum Sent {}

/// The purpose of fields that companions serialize and deserialize.
#[derive(Debug)]
pub enum Shown {}

/// The purpose of an `input(..)`, which is deserialized and need not be the type of a column.
#[derive(Debug)]
pub enum Input {}

/// A type that has what fields of the purpose `P` need.
pub trait Suits<P> {}

impl<T: Debug + Clone + PartialEq> Suits<Held> for T {}
impl<T: Debug + Clone + PartialEq + DeserializeOwned> Suits<Sent> for T {}
impl<T: Debug + Clone + PartialEq + DeserializeOwned> Suits<Input> for T {}
impl<T: Debug + Clone + PartialEq + DeserializeOwned + Serialize> Suits<Shown> for T {}

/// A purpose for which the lack of a derive of `T` is reported here.
pub trait Reports<T> {}

impl<T: ColumnType> Reports<T> for Held {}
impl<T: ColumnType> Reports<T> for Sent {}
impl<T: ColumnType> Reports<T> for Shown {}
impl<T> Reports<T> for Input {}

/// The class of a column that can be NULL.
pub trait Null {}

impl<C> Null for OrNull<C> {}

/// `Serialize` with a lifetime, for bounds that are written `for<'a> T: Serialized<'a>`.
pub trait Serialized<'a>: Serialize {}

impl<T: Serialize> Serialized<'_> for T {}

/// Finds out whether `T` suits the purpose `P`.
#[derive(Debug)]
pub struct Probe<T, P>(PhantomData<fn() -> (T, P)>);

impl<T, P> Probe<T, P> {
    /// The probe, which is a value so that it has methods.
    pub const NEW: Self = Self(PhantomData);
}

/// The answer of a probe to which nothing is to be added.
#[derive(Debug)]
pub struct Present;

/// The answer of a probe of a type that lacks a derive.
#[derive(Debug)]
pub struct Missing;

/// The answer of a probe of an alias of an `Option`.
#[derive(Debug)]
pub struct Alias;

/// The first answer: the type is an `Option` under another name.
pub trait IfNull {
    /// Returns the answer.
    fn answer(&self) -> Alias {
        Alias
    }
}

impl<T: ColumnType<Class: Null>, P> IfNull for &&&Probe<T, P> {}

/// The second answer: the type suits.
pub trait IfSuits {
    /// Returns the answer.
    fn answer(&self) -> Present {
        Present
    }
}

impl<T: Suits<P>, P> IfSuits for &&Probe<T, P> {}

/// The third answer: the type does not suit, which is reported here.
pub trait IfReported {
    /// Returns the answer.
    fn answer(&self) -> Missing {
        Missing
    }
}

impl<T, P: Reports<T>> IfReported for &Probe<T, P> {}

/// The last answer: the type does not suit, and no column can hold it.
pub trait Otherwise {
    /// Returns the answer.
    fn answer(&self) -> Present {
        Present
    }
}

impl<T, P> Otherwise for Probe<T, P> {}

/// The answer of a probe of the type `T`, which has the derives.
#[diagnostic::on_unimplemented(
    message = "`{T}` lacks a trait that the fields of a model need",
    label = "lacks `Debug`, `Clone`, `PartialEq`, `Serialize` or `Deserialize`",
    note = "put `#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]` on it, or on the type inside of `Json<..>`: the `..Create`, `..Update` and `..Public` structs have these derives"
)]
pub trait HasDerives<T> {}

#[diagnostic::do_not_recommend]
impl<T> HasDerives<T> for Present {}
#[diagnostic::do_not_recommend]
impl<T> HasDerives<T> for Alias {}

/// The answer of a probe of the type `T`, which is no alias.
#[diagnostic::on_unimplemented(
    message = "the type of this field is an `Option` under another name",
    label = "an alias of an `Option`",
    note = "write `Option<..>` in the field itself: whether a field can be left out or be null is read from its words"
)]
pub trait IsNoAlias<T> {}

#[diagnostic::do_not_recommend]
impl<T> IsNoAlias<T> for Present {}
#[diagnostic::do_not_recommend]
impl<T> IsNoAlias<T> for Missing {}

/// Accepts the type `T` by the answer of its probe.
pub const fn require<T, A: HasDerives<T> + IsNoAlias<T>>(_: &A) {}
