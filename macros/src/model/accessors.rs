//! The names of the relations from a row to its parents: `owner_id` gives the method `owner()` and
//! the constant `OWNER`.

use proc_macro2::Span;
use syn::Ident;
use syn::ext::IdentExt;

use super::field::Field;
use super::names::{OPERATIONS, constant};

/// What a foreign key ends in, besides the name of its relation.
const SUFFIXES: &[&str] = &["_id", "_uuid"];

/// Names the relation of each foreign key: as the field says, or after the field. Fields that say
/// it come first, then those with a suffix of a key. Where a name is taken, `_row` is added to it.
pub(super) fn name_accessors(fields: &mut [Field]) {
    let mut methods: Vec<String> = OPERATIONS.iter().map(|&name| name.to_owned()).collect();
    let mut constants: Vec<String> = fields.iter().map(|field| upper(&field.name)).collect();
    for turn in [Turn::Given, Turn::WithSuffix, Turn::Other] {
        for field in fields.iter_mut().filter(|field| turn_of(field) == turn) {
            let Some(parent) = field.parent.as_mut() else {
                continue;
            };
            let span = field.ident.span();
            if let Some(given) = &field.options.relation {
                let mut name = given.value.clone();
                name.set_span(span);
                methods.push(name.unraw().to_string());
                constants.push(upper(&name.unraw().to_string()));
                parent.constant = Some(constant(&name.unraw().to_string(), span));
                parent.accessor = Some(name);
                continue;
            }
            let stem = stem(&field.name).unwrap_or(&field.name);
            let names = [stem.to_owned(), format!("{stem}_row")];
            let is_free = |name: &&String| !methods.contains(name);
            let method = names.iter().filter(is_free);
            parent.accessor = method.filter_map(|name| identifier(name, span)).next();
            let mut free = names
                .iter()
                .filter(|name| !constants.contains(&upper(name)));
            parent.constant = free.next().map(|name| constant(name, span));
            methods.extend(parent.accessor.iter().map(|name| name.unraw().to_string()));
            constants.extend(parent.constant.iter().map(ToString::to_string));
        }
    }
}

/// The turn in which a field is named.
#[derive(PartialEq, Eq)]
enum Turn {
    Given,
    WithSuffix,
    Other,
}

fn turn_of(field: &Field) -> Turn {
    match (&field.options.relation, stem(&field.name)) {
        (Some(_), _) => Turn::Given,
        (None, Some(_)) => Turn::WithSuffix,
        (None, None) => Turn::Other,
    }
}

/// Returns the name without the suffix of a key, if it has one.
fn stem(name: &str) -> Option<&str> {
    let mut stems = SUFFIXES
        .iter()
        .filter_map(|suffix| name.strip_suffix(suffix));
    stems.find(|stem| !stem.is_empty())
}

fn upper(name: &str) -> String {
    name.to_uppercase()
}

/// Returns the identifier, in its raw form if it is a keyword; none for `crate`, `self` and
/// `super`, which have no such form.
fn identifier(name: &str, span: Span) -> Option<Ident> {
    let plain = syn::parse_str::<Ident>(name).ok();
    let raw = || syn::parse_str::<Ident>(&format!("r#{name}")).ok();
    let mut ident = plain.or_else(raw)?;
    ident.set_span(span);
    Some(ident)
}
