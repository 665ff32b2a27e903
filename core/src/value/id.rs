//! [`Id`]: the primary key of a row, typed by its model.

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::marker::PhantomData;
use std::str::FromStr;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use uuid::Uuid;

use crate::value::column_type::{Auto, AutoV4, ColumnType, Unstorable};
use crate::value::row::{Row, Unreadable};
use crate::value::{Kind, Value};

/// The primary key of a row of `M`. Keys of different models have different types.
///
/// `Id<User>` is a UUID of version 7, which sorts by time of creation. `Id<User, i64>` (or `i32`)
/// is an integer that the database generates. It serializes as its content: a string or a number.
///
/// ```
/// use fivefold::prelude::*;
///
/// struct User;
/// let id: Id<User> = "0198a8a2-6d9c-7b3a-9f49-5d2f0f1e2d3c".parse()?;
/// assert_eq!(id.to_string(), "0198a8a2-6d9c-7b3a-9f49-5d2f0f1e2d3c");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Id<M, K = Uuid> {
    key: K,
    // `fn() -> M`: an `Id` is `Send`, `Sync` and `Copy` whatever the model is.
    model: PhantomData<fn() -> M>,
}

impl<M, K> Id<M, K> {
    /// Wraps the content of a key.
    #[must_use]
    pub const fn new(key: K) -> Self {
        Self {
            key,
            model: PhantomData,
        }
    }

    /// Returns the content.
    #[must_use]
    pub const fn get(self) -> K
    where
        K: Copy,
    {
        self.key
    }
}

impl<M> Id<M> {
    /// Returns a new UUID of version 7: it sorts by time of creation, and reveals that time.
    #[must_use]
    pub fn now_v7() -> Self {
        Self::new(Uuid::now_v7())
    }

    /// Returns a new UUID of version 4: it is random, and reveals nothing.
    #[must_use]
    pub fn new_v4() -> Self {
        Self::new(Uuid::new_v4())
    }
}

impl<M, K> From<K> for Id<M, K> {
    /// Wraps the content of a key, as [`Id::new`] does.
    fn from(key: K) -> Self {
        Self::new(key)
    }
}

impl<M, K: Clone> Clone for Id<M, K> {
    fn clone(&self) -> Self {
        Self::new(self.key.clone())
    }
}

impl<M, K: Copy> Copy for Id<M, K> {}

impl<M, K: PartialEq> PartialEq for Id<M, K> {
    fn eq(&self, other: &Self) -> bool {
        self.key == other.key
    }
}

impl<M, K: Eq> Eq for Id<M, K> {}

impl<M, K: PartialOrd> PartialOrd for Id<M, K> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        self.key.partial_cmp(&other.key)
    }
}

impl<M, K: Ord> Ord for Id<M, K> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.key.cmp(&other.key)
    }
}

impl<M, K: Hash> Hash for Id<M, K> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.key.hash(state);
    }
}

impl<M, K: fmt::Display> fmt::Debug for Id<M, K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Id({})", self.key)
    }
}

impl<M, K: fmt::Display> fmt::Display for Id<M, K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.key.fmt(f)
    }
}

impl<M, K: FromStr> FromStr for Id<M, K> {
    type Err = K::Err;

    fn from_str(text: &str) -> Result<Self, K::Err> {
        text.parse().map(Self::new)
    }
}

impl<M, K: Serialize> Serialize for Id<M, K> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.key.serialize(serializer)
    }
}

impl<'de, M, K: Deserialize<'de>> Deserialize<'de> for Id<M, K> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        K::deserialize(deserializer).map(Self::new)
    }
}

impl<M: 'static, K: ColumnType> ColumnType for Id<M, K> {
    type Repr = K::Repr;
    type Class = K::Class;
    const KIND: Kind = K::KIND;
    const NAMES: &'static [&'static str] = K::NAMES;
    const LEAST: Option<i64> = K::LEAST;
    const GREATEST: Option<i64> = K::GREATEST;
    const IS_ID: bool = true;
    const ALWAYS_READABLE: bool = K::ALWAYS_READABLE;

    fn repr(&self) -> Option<&K::Repr> {
        self.key.repr()
    }

    fn into_value(self) -> Result<Value, Unstorable> {
        self.key.into_value()
    }

    fn read(row: &dyn Row, at: usize) -> Result<Option<Self>, Unreadable> {
        Ok(K::read(row, at)?.map(Self::new))
    }
}

impl<M: 'static, K: Auto> Auto for Id<M, K> {
    fn generate(now: DateTime<Utc>) -> Option<Self> {
        K::generate(now).map(Self::new)
    }
}

impl<M: 'static, K: AutoV4> AutoV4 for Id<M, K> {
    fn generate_v4() -> Self {
        Self::new(K::generate_v4())
    }
}
