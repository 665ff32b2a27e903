//! The foreign keys that name the owner of a row.

use syn::Ident;

use super::field::{Field, Flow, names_row};

/// Decides which foreign keys name the owner: those with `owner`; in a scoped model without one, the
/// only foreign key to another model, or otherwise the only one of them that server code sets.
pub(super) fn name_owners(fields: &mut [Field], row: &Ident, is_scoped: bool) {
    let mut owners: Vec<usize> = positions(fields, |field| field.options.owner.is_some());
    if owners.is_empty() && is_scoped {
        owners = positions(fields, |field| leads_to_another(field, row));
        if owners.len() > 1 {
            owners.retain(|position| {
                let field = fields.get(*position);
                field.is_some_and(|field| field.flow == Flow::Server)
            });
        }
        // Several are an error, which says how to name the one that counts.
        if owners.len() > 1 {
            owners.clear();
        }
    }
    for field in fields {
        field.is_owner = field.parent.is_some() && owners.contains(&field.index);
    }
}

/// Returns true for a foreign key to another model.
pub(crate) fn leads_to_another(field: &Field, row: &Ident) -> bool {
    let parent = field.parent.as_ref();
    parent.is_some_and(|parent| !names_row(&parent.ty, row))
}

fn positions(fields: &[Field], is_one: impl Fn(&Field) -> bool) -> Vec<usize> {
    let found = fields.iter().filter(|field| is_one(field));
    found.map(|field| field.index).collect()
}
