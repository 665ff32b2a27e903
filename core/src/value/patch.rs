//! [`Patch`]: a field of an update, kept or set.

use serde::{Deserialize, Deserializer};

/// One field of an `…Update`: kept as it is, or set to a value.
///
/// For a column that can be null the type is `Patch<Option<T>>`, so that the three states of a
/// PATCH body are three values: `Keep`, `Set(None)` and `Set(Some(..))`. For any other column,
/// `null` is refused.
///
/// ```
/// use fivefold::prelude::*;
///
/// let patch: Patch<Option<String>> = serde_json::from_str("null")?;
/// assert_eq!(patch, Set(None));
/// assert!(serde_json::from_str::<Patch<String>>("null").is_err());
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Patch<T> {
    /// The field stays as it is. Not the same as null.
    #[default]
    Keep,
    /// The field takes this value.
    Set(T),
}

impl<T> Patch<T> {
    /// Returns true for [`Patch::Keep`].
    #[must_use]
    pub const fn is_keep(&self) -> bool {
        matches!(self, Self::Keep)
    }

    /// Returns the new value, or none for [`Patch::Keep`].
    #[must_use]
    pub fn into_option(self) -> Option<T> {
        match self {
            Self::Keep => None,
            Self::Set(value) => Some(value),
        }
    }

    /// Returns a patch that borrows the value.
    #[must_use]
    pub const fn as_ref(&self) -> Patch<&T> {
        match self {
            Self::Keep => Patch::Keep,
            Self::Set(value) => Patch::Set(value),
        }
    }

    /// Returns the patch with its value, if there is one, converted.
    #[must_use]
    pub fn map<U>(self, convert: impl FnOnce(T) -> U) -> Patch<U> {
        match self {
            Self::Keep => Patch::Keep,
            Self::Set(value) => Patch::Set(convert(value)),
        }
    }

    /// Writes the new value, if there is one, into `field`.
    pub fn apply(self, field: &mut T) {
        if let Self::Set(value) = self {
            *field = value;
        }
    }

    /// Returns the patch and leaves [`Patch::Keep`] in its place.
    #[must_use]
    pub fn take(&mut self) -> Self {
        std::mem::take(self)
    }
}

impl Patch<Option<String>> {
    /// Returns the patch with empty text turned into null, for HTML forms, which have no null.
    #[must_use]
    pub fn empty_as_null(self) -> Self {
        self.map(|text| text.filter(|text| !text.is_empty()))
    }
}

impl<T> From<T> for Patch<T> {
    fn from(value: T) -> Self {
        Self::Set(value)
    }
}

/// A field that is present is [`Patch::Set`]; the struct's `#[serde(default)]` gives
/// [`Patch::Keep`] for one that is absent.
impl<'de, T: Deserialize<'de>> Deserialize<'de> for Patch<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        T::deserialize(deserializer).map(Self::Set)
    }
}
