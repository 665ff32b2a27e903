//! [`Cell`]: the value of a column, whatever its type, with the order and the equality that the
//! documentation promises.

use std::cmp::Ordering;

use fivefold::Id;
use fivefold::prelude::*;
use fivefold::types::Decimal;

use crate::models::{Slug, State};

#[derive(Debug, Clone)]
pub enum Cell {
    Null,
    Bool(bool),
    Int(i64),
    Float(f64),
    Decimal(Decimal),
    Text(String),
    Bytes(Vec<u8>),
    Uuid(Uuid),
    Instant(DateTime<Utc>),
    Date(NaiveDate),
    Time(NaiveTime),
    Json(serde_json::Value),
}

impl Cell {
    pub const fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }
}

/// NULL is less than every value; values of two types are never compared.
impl Ord for Cell {
    fn cmp(&self, other: &Self) -> Ordering {
        match (self, other) {
            (Self::Null, Self::Null) => Ordering::Equal,
            (Self::Null, _) => Ordering::Less,
            (_, Self::Null) => Ordering::Greater,
            (Self::Bool(one), Self::Bool(two)) => one.cmp(two),
            (Self::Int(one), Self::Int(two)) => one.cmp(two),
            // Not `total_cmp`: the zeros are equal.
            (Self::Float(one), Self::Float(two)) => one.partial_cmp(two).expect("a finite float"),
            (Self::Decimal(one), Self::Decimal(two)) => one.cmp(two),
            // Of bytes, which for UTF-8 is that of code points.
            (Self::Text(one), Self::Text(two)) => one.cmp(two),
            (Self::Bytes(one), Self::Bytes(two)) => one.cmp(two),
            (Self::Uuid(one), Self::Uuid(two)) => one.cmp(two),
            (Self::Instant(one), Self::Instant(two)) => one.cmp(two),
            (Self::Date(one), Self::Date(two)) => one.cmp(two),
            (Self::Time(one), Self::Time(two)) => one.cmp(two),
            // Only asked whether it is equal.
            (Self::Json(one), Self::Json(two)) => one.to_string().cmp(&two.to_string()),
            (one, two) => panic!("{one:?} and {two:?} have two types"),
        }
    }
}

impl PartialOrd for Cell {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Cell {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Cell {}

/// A type of column, to and from a cell.
pub trait Typed {
    fn cell(&self) -> Cell;
    fn of(cell: &Cell) -> Self;
}

macro_rules! typed {
    ($($type:ty: $self:ident => $cell:expr, $pattern:pat => $value:expr;)+) => {$(
        impl Typed for $type {
            fn cell(&$self) -> Cell {
                $cell
            }

            fn of(cell: &Cell) -> Self {
                match cell {
                    $pattern => $value,
                    other => panic!("{other:?} is no {}", stringify!($type)),
                }
            }
        }
    )+};
}

typed! {
    bool: self => Cell::Bool(*self), Cell::Bool(value) => *value;
    i16: self => Cell::Int((*self).into()), Cell::Int(value) => *value as Self;
    i32: self => Cell::Int((*self).into()), Cell::Int(value) => *value as Self;
    i64: self => Cell::Int(*self), Cell::Int(value) => *value;
    u8: self => Cell::Int((*self).into()), Cell::Int(value) => *value as Self;
    u32: self => Cell::Int((*self).into()), Cell::Int(value) => *value as Self;
    u64: self => Cell::Int(*self as i64), Cell::Int(value) => *value as Self;
    f32: self => Cell::Float((*self).into()), Cell::Float(value) => *value as Self;
    f64: self => Cell::Float(*self), Cell::Float(value) => *value;
    Decimal: self => Cell::Decimal(*self), Cell::Decimal(value) => *value;
    String: self => Cell::Text(self.clone()), Cell::Text(value) => value.clone();
    Slug: self => Cell::Text(self.0.clone()), Cell::Text(value) => Self(value.clone());
    State: self => Cell::Text(self.name().to_owned()), Cell::Text(value) => Self::from_name(value).unwrap();
    Vec<u8>: self => Cell::Bytes(self.clone()), Cell::Bytes(value) => value.clone();
    Uuid: self => Cell::Uuid(*self), Cell::Uuid(value) => *value;
    DateTime<Utc>: self => Cell::Instant(*self), Cell::Instant(value) => *value;
    NaiveDate: self => Cell::Date(*self), Cell::Date(value) => *value;
    NaiveTime: self => Cell::Time(*self), Cell::Time(value) => *value;
    Json<serde_json::Value>: self => Cell::Json(self.0.clone()), Cell::Json(value) => Self(value.clone());
}

impl<T: Typed> Typed for Option<T> {
    fn cell(&self) -> Cell {
        self.as_ref().map_or(Cell::Null, Typed::cell)
    }

    fn of(cell: &Cell) -> Self {
        (!cell.is_null()).then(|| T::of(cell))
    }
}

macro_rules! typed_id {
    ($($model:ident: $key:ty),+) => {$(
        impl Typed for Id<crate::models::$model, $key> {
            fn cell(&self) -> Cell {
                self.get().cell()
            }

            fn of(cell: &Cell) -> Self {
                Self::from(<$key>::of(cell))
            }
        }
    )+};
}

typed_id!(Card: Uuid, Label: Uuid, Note: i64);
