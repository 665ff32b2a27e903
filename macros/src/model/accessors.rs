//! The methods that lead from a row to its parents: `owner_id` gives `owner()`.

use proc_macro2::Span;
use syn::Ident;

use super::field::Field;
use super::names::OPERATIONS;

/// Names the accessor of each foreign key, where the name is free. Keys that end in `_id` come
/// first.
pub(super) fn name_accessors(fields: &mut [Field]) {
    let mut taken: Vec<String> = OPERATIONS.iter().map(|&name| name.to_owned()).collect();
    for only_ids in [true, false] {
        for field in fields.iter_mut() {
            let stem = field
                .name
                .strip_suffix("_id")
                .filter(|stem| !stem.is_empty());
            let Some(parent) = field.parent.as_mut().filter(|_| stem.is_some() == only_ids) else {
                continue;
            };
            let name = stem.unwrap_or(&field.name);
            if !taken.iter().any(|taken| taken == name) {
                parent.accessor = identifier(name, field.ident.span());
                taken.push(name.to_owned());
            }
        }
    }
}

/// Returns the identifier, in its raw form if it is a keyword.
fn identifier(name: &str, span: Span) -> Option<Ident> {
    let plain = syn::parse_str::<Ident>(name).ok();
    let raw = || syn::parse_str::<Ident>(&format!("r#{name}")).ok();
    let mut ident = plain.or_else(raw)?;
    ident.set_span(span);
    Some(ident)
}
