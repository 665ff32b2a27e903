//! Which foreign keys lead to rows that have an owner.

use crate::error::kind::ErrorKind;
use crate::error::violation::Violation;
use crate::error::{Error, Result, protocol_error};
use crate::model::one_owner::ambiguous;
use crate::stmt::owner::Owner;
use crate::table::Table;
use crate::table::column::ColumnDef;
use crate::table::foreign_keys::{KeyTo, OwnerKey};

/// A foreign key to a model whose rows have an owner as well.
pub(super) struct Owned {
    pub(super) key: &'static ColumnDef,
    /// The referenced table, its primary key, and its foreign key to the owner.
    pub(super) table: &'static Table,
    pub(super) id: &'static ColumnDef,
    pub(super) owner: &'static ColumnDef,
}

/// Returns what the foreign key at this position references, if its rows have an owner in the table
/// of this one.
pub(super) fn owned(
    table: &'static Table,
    owner: &Owner,
    position: usize,
) -> Result<Option<Owned>> {
    let keys = table.foreign_keys();
    let (Some(key), Some(own)) = (keys.at(position), keys.at(owner.position)) else {
        return Err(protocol_error());
    };
    if position == owner.position || key.table == own.table {
        return Ok(None);
    }
    let column = table.columns().get(position).ok_or_else(protocol_error)?;
    let parent = (column.references.ok_or_else(protocol_error)?.parent)();
    let parent_keys = parent.foreign_keys();
    let owner_key = match parent_keys.owner_key(own.table, own.field) {
        OwnerKey::None => return Ok(None),
        OwnerKey::One(key) => key,
        // A relation to such a model does not compile. Should one exist, nothing is written.
        OwnerKey::Ambiguous(one, other) => {
            let (child, owners) = (table.model(), owner.table.model());
            let message = ambiguous(child, &key, parent.model(), owners, &one, &other);
            return Err(Error::new(ErrorKind::Misuse, message.text().to_owned()).with_model(table));
        }
    };
    let owner = parent.columns().get(owner_key.position);
    Ok(Some(Owned {
        key: column,
        table: parent,
        id: parent.key().ok_or_else(protocol_error)?,
        owner: owner.ok_or_else(protocol_error)?,
    }))
}

/// Returns the foreign keys of a scoped model that name an owner beside these.
pub(super) fn others<'a>(
    table: &'static Table,
    owners: &'a [Owner],
) -> impl Iterator<Item = &'static KeyTo> + 'a {
    let is_named = |position: usize| owners.iter().any(|owner| owner.position == position);
    let kept = table.foreign_keys().kept();
    kept.filter(move |key| !is_named(key.position))
}

/// Returns the error for a foreign key that references no row of the same owner.
pub(super) fn missing_parent(table: &'static Table, key: &ColumnDef) -> Error {
    let column = Some(key.name.to_owned());
    Error::violation(table, Violation::MissingParent { column })
}
