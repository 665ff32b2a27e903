//! [`PasswordHash`]: the stored hash of a password.

use std::fmt;

use serde::ser::Error;
use serde::{Serialize, Serializer};

use crate::value::class;
use crate::value::column_type::{ColumnType, Unstorable};
use crate::value::row::{Row, Unreadable};
use crate::value::secret::Disclosed;
use crate::value::{Kind, Value};

/// The hash of a password, as a text in the PHC format. For a column of this type clients send a
/// [`Password`](crate::Password), which is hashed by the
/// [`PasswordPolicy`](crate::auth::PasswordPolicy) of the handle before anything is sent to the
/// database.
///
/// It is never serialized, its `Debug` prints `PasswordHash(..)`, and it is left out of `…Base` and
/// `…Public`.
///
/// ```
/// use fivefold::prelude::*;
///
/// #[model]
/// #[derive(Debug)]
/// pub struct User {
///     pub id: Id<User>,
///     #[field(input(password, len(8..=128)))]
///     pub hashed_password: PasswordHash,
/// }
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Error> {
/// # let db = Db::connect("sqlite::memory:").await?;
/// # db.create_all(&schema![User]).await?;
/// let user = User::create(&db, UserCreate::new("a horse, correct")).await?;
/// assert!(user.hashed_password.expose().starts_with("$argon2id$v=19$m=65536,t=3,p=4$"));
/// # Ok(()) }
/// ```
///
/// A row that holds one cannot be serialised:
///
/// ```compile_fail,E0277
/// # use fivefold::prelude::*;
/// #[model]
/// #[derive(serde::Serialize)]
/// pub struct User {
///     pub id: Id<User>,
///     #[field(input(password))]
///     pub hashed_password: PasswordHash,
/// }
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct PasswordHash(String);

impl PasswordHash {
    /// Returns a hash that another application made, to be stored unchanged.
    ///
    /// It is parsed at the sign-in: with a hash that the policy does not accept, the sign-in fails,
    /// and counts as [`Metrics::unusable_hashes`](crate::db::Metrics::unusable_hashes).
    #[must_use]
    pub fn from_phc(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// Returns the text. This is the only access to it, so that every use can be found.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for PasswordHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PasswordHash(..)")
    }
}

// The bound is never met. It is about a reference, since the compiler prints the words of a trait for
// another type than that which is serialized.
#[doc(hidden)]
impl Serialize for PasswordHash
where
    for<'a> &'a Self: Disclosed,
{
    fn serialize<S: Serializer>(&self, _: S) -> Result<S::Ok, S::Error> {
        Err(S::Error::custom("a secret is never serialized"))
    }
}

impl ColumnType for PasswordHash {
    type Repr = Self;
    type Class = class::Confidential<class::Plain>;
    const KIND: Kind = Kind::Text;
    const ALWAYS_READABLE: bool = true;

    fn repr(&self) -> Option<&Self> {
        Some(self)
    }

    fn into_value(self) -> Result<Value, Unstorable> {
        self.0.into_value()
    }

    fn read(row: &dyn Row, at: usize) -> Result<Option<Self>, Unreadable> {
        Ok(String::read(row, at)?.map(Self))
    }
}
