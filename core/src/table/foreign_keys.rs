//! [`ForeignKeys`]: which foreign keys of a model name the owner of a row. The compiler and the
//! ownership check both decide by it.

/// The foreign keys of a model, and what its definition says about the owner of a row.
#[derive(Debug, Clone, Copy)]
pub struct ForeignKeys {
    pub(crate) model: &'static str,
    pub(crate) keys: &'static [KeyTo],
    /// True for a model with `#[model(scoped)]`.
    pub(crate) is_scoped: bool,
    /// True for a model with `#[model(unowned)]`.
    pub(crate) is_unowned: bool,
}

/// A foreign key, with the table that it references.
#[derive(Debug, Clone, Copy)]
pub struct KeyTo {
    /// The position of the column.
    pub(crate) position: usize,
    pub(crate) field: &'static str,
    pub(crate) table: &'static str,
    /// True for a key that the definition names as the owner.
    pub(crate) is_owner: bool,
}

/// The foreign keys of a model, and the position of the foreign key that references it.
pub(crate) type ParentKeys = (usize, ForeignKeys);

/// The foreign key that names the owner of a row, in one table of owners.
#[derive(Debug, Clone, Copy)]
pub(crate) enum OwnerKey {
    /// The rows have no owner in that table.
    None,
    One(KeyTo),
    /// The definition does not say which of these two it is.
    Ambiguous(KeyTo, KeyTo),
}

impl KeyTo {
    /// Returns the foreign key at this position, which references a row of this table.
    pub(crate) const fn new(position: usize, field: &'static str, table: &'static str) -> Self {
        Self {
            position,
            field,
            table,
            is_owner: false,
        }
    }

    /// Makes it the owner of a row.
    #[must_use]
    pub const fn owner(mut self) -> Self {
        self.is_owner = true;
        self
    }
}

impl ForeignKeys {
    /// Returns the foreign keys of a model.
    #[must_use]
    pub const fn new(model: &'static str, keys: &'static [KeyTo]) -> Self {
        Self {
            model,
            keys,
            is_scoped: false,
            is_unowned: false,
        }
    }

    /// Says that the rows are reached through their owners only.
    #[must_use]
    pub const fn scoped(mut self) -> Self {
        self.is_scoped = true;
        self
    }

    /// Says that the rows have no owner.
    #[must_use]
    pub const fn unowned(mut self) -> Self {
        self.is_unowned = true;
        self
    }

    /// Returns the owners that the rows keep, whatever writes them: those of a scoped model.
    pub(crate) fn kept(&self) -> impl Iterator<Item = &'static KeyTo> {
        let is_scoped = self.is_scoped;
        let keys = self.keys.iter();
        keys.filter(move |key| is_scoped && key.is_owner)
    }

    /// Returns the foreign key at this position.
    pub(crate) const fn at(&self, position: usize) -> Option<KeyTo> {
        let mut keys = self.keys;
        while let [key, others @ ..] = keys {
            if key.position == position {
                return Some(*key);
            }
            keys = others;
        }
        None
    }

    /// Returns the foreign key that names the owner of a row in the table of owners, for a row that
    /// is referenced by one whose own owner has this field name: the key that the definition names,
    /// or otherwise the one of the same name, or otherwise the only one.
    pub(crate) const fn owner_key(&self, owners: &str, field: &str) -> OwnerKey {
        if self.is_unowned {
            return OwnerKey::None;
        }
        let (mut declared, mut named, mut any) = (OwnerKey::None, OwnerKey::None, OwnerKey::None);
        let mut keys = self.keys;
        while let [key, others @ ..] = keys {
            keys = others;
            if !is_same(key.table, owners) {
                continue;
            }
            if key.is_owner {
                declared = declared.and(*key);
            }
            if is_same(key.field, field) {
                named = named.and(*key);
            }
            any = any.and(*key);
        }
        match (declared, named) {
            (OwnerKey::None, OwnerKey::None) => any,
            (OwnerKey::None, named) => named,
            (declared, _) => declared,
        }
    }
}

impl OwnerKey {
    const fn and(self, key: KeyTo) -> Self {
        match self {
            Self::None => Self::One(key),
            Self::One(first) | Self::Ambiguous(first, _) => Self::Ambiguous(first, key),
        }
    }
}

/// Compares two texts where `==` is not available: in a constant.
pub(crate) const fn is_same(one: &str, other: &str) -> bool {
    let (mut one, mut other) = (one.as_bytes(), other.as_bytes());
    while let ([first, rest @ ..], [second, others @ ..]) = (one, other) {
        if *first != *second {
            return false;
        }
        (one, other) = (rest, others);
    }
    one.is_empty() && other.is_empty()
}
