//! `unique(a, b)` and `index(a, b desc)`, with a name or without.

use syn::{Ident, LitStr, Token};

use super::entry::{Entry, entries};
use super::given::Given;
use crate::errors::Errors;

/// One group; `None` if a part of it cannot be read, which is reported.
type Read = Option<Given<Group>>;

/// The fields of one group, and the name of its index if one is given.
#[derive(Clone, Default)]
pub(crate) struct Group {
    pub(crate) fields: Vec<IndexField>,
    pub(crate) name: Option<LitStr>,
}

/// A field of a group.
#[derive(Clone)]
pub(crate) struct IndexField {
    pub(crate) field: Ident,
    pub(crate) descending: bool,
}

/// Reads `unique(…)`.
pub(super) fn unique(entry: &Entry<'_>) -> syn::Result<Read> {
    group(entry, "unique(a, b)", |entry| {
        refuse_order(entry).map(|()| false)
    })
}

/// Reads `index(…)`.
pub(super) fn index(entry: &Entry<'_>) -> syn::Result<Read> {
    group(entry, "index(a, b desc)", descending)
}

/// Reads the fields of a group. A group without the field that cannot be read would be another
/// index than the user meant.
fn group(
    entry: &Entry<'_>,
    example: &str,
    descending: fn(&Entry<'_>) -> syn::Result<bool>,
) -> syn::Result<Read> {
    let list = entry.list(example)?;
    let expected = format!("the name of a field, such as in `{example}`");
    let mut value = Group::default();
    let errors = Errors::new();
    entries(list, &expected, &errors, |entry| {
        if entry.key == "name" && entry.input.peek(Token![=]) {
            value.name = Some(entry.name()?);
            return Ok(());
        }
        value.fields.push(IndexField {
            field: entry.key.clone(),
            descending: descending(entry)?,
        });
        Ok(())
    });
    let errors = errors.finish();
    let is_valid = errors.is_empty();
    for error in errors {
        entry.errors.push(error);
    }
    Ok(is_valid.then(|| Given {
        key: entry.key.clone(),
        value,
    }))
}

fn refuse_order(entry: &Entry<'_>) -> syn::Result<()> {
    match entry.input.fork().parse::<Ident>() {
        Ok(order) if order == "desc" || order == "asc" => {
            let message = format_args!("`unique` has no order; remove `{order}`");
            Err(syn::Error::new_spanned(&order, message))
        }
        _ => Ok(()),
    }
}

fn descending(entry: &Entry<'_>) -> syn::Result<bool> {
    let Some(order) = entry.input.parse::<Option<Ident>>()? else {
        return Ok(false);
    };
    match order.to_string().as_str() {
        "desc" => Ok(true),
        "asc" => Err(syn::Error::new_spanned(
            order,
            "an index is ascending unless you write `desc`; remove `asc`",
        )),
        _ => Err(syn::Error::new_spanned(order, "expected `desc` or a comma")),
    }
}
