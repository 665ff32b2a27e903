//! The check, at compile time, that the ownership check of a scope is unambiguous: every row that
//! the rows of the scope reference has one owner in the table of their owner, or none.

use crate::model::Model;
use crate::model::relation::Relation;
use crate::table::foreign_keys::{ForeignKeys, KeyTo, OwnerKey, ParentKeys, is_same};

/// Rejects a relation whose rows reference a row with two possible owners.
///
/// # Panics
///
/// At compile time.
pub const fn assert_one_owner<M: Model, N: Model, K>(relation: &Relation<M, N, K>) {
    if let Some(position) = relation.child_key() {
        assert_unambiguous(&N::FOREIGN_KEYS, N::PARENTS, position);
    }
}

/// Rejects a scoped model whose rows reference a row with two possible owners.
///
/// # Panics
///
/// At compile time.
pub const fn assert_owners<M: Model>() {
    let mut keys = M::FOREIGN_KEYS.keys;
    while let [key, others @ ..] = keys {
        keys = others;
        if key.is_owner {
            assert_unambiguous(&M::FOREIGN_KEYS, M::PARENTS, key.position);
        }
    }
}

// Evaluated by the compiler only: a panic here is a compile error.
#[allow(clippy::panic)]
const fn assert_unambiguous(child: &ForeignKeys, parents: &[ParentKeys], owner: usize) {
    let Some(owner) = child.at(owner) else { return };
    let mut owners = "the owner";
    let mut rest = parents;
    while let [(position, parent), others @ ..] = rest {
        rest = others;
        if *position == owner.position {
            owners = parent.model;
        }
    }
    let mut rest = parents;
    while let [(position, parent), others @ ..] = rest {
        rest = others;
        let Some(key) = child.at(*position) else {
            continue;
        };
        if is_same(key.table, owner.table) {
            continue;
        }
        if let OwnerKey::Ambiguous(one, other) = parent.owner_key(owner.table, owner.field) {
            panic!(
                "{}",
                ambiguous(child.model, &key, parent.model, owners, &one, &other).text()
            );
        }
    }
}

/// Returns the message for a foreign key that references a row with two possible owners.
pub(crate) const fn ambiguous(
    child: &str,
    key: &KeyTo,
    parent: &str,
    owners: &str,
    one: &KeyTo,
    other: &KeyTo,
) -> Message {
    Message::new()
        .with("`")
        .with(child)
        .with(".")
        .with(key.field)
        .with("` references a `")
        .with(parent)
        .with("`, whose owner could be its `")
        .with(one.field)
        .with("` or its `")
        .with(other.field)
        .with("`, which are both foreign keys to `")
        .with(owners)
        .with("`; put `#[field(owner)]` on the one that names the owner of a `")
        .with(parent)
        .with("`, or `#[model(unowned)]` on `")
        .with(parent)
        .with("` if any `")
        .with(child)
        .with("` may reference it")
}

/// A text that is composed in a constant.
pub(crate) struct Message {
    bytes: [u8; 1024],
    length: usize,
}

impl Message {
    const fn new() -> Self {
        Self {
            bytes: [0; 1024],
            length: 0,
        }
    }

    /// Appends a text, if it fits.
    // The index is less than the length of the array.
    #[allow(clippy::indexing_slicing)]
    const fn with(mut self, text: &str) -> Self {
        let mut text = text.as_bytes();
        if text.len() > self.bytes.len() - self.length {
            return self;
        }
        while let [byte, rest @ ..] = text {
            self.bytes[self.length] = *byte;
            self.length += 1;
            text = rest;
        }
        self
    }

    pub(crate) const fn text(&self) -> &str {
        match str::from_utf8(self.bytes.split_at(self.length).0) {
            Ok(text) => text,
            Err(_) => "the owner of a referenced row is ambiguous",
        }
    }
}
