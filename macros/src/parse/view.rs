//! `create(View: a, b)`, `update(View: a, b)` and `public(View: a, b)`.

use proc_macro2::Group;
use syn::parse::{ParseStream, Parser};
use syn::punctuated::Punctuated;
use syn::{Ident, Token, token};

use super::companion::Companion;
use super::entry::{Entry, span_of};

/// A struct with some fields of a companion.
#[derive(Clone)]
pub(crate) struct View {
    /// The companion that has all the fields.
    pub(crate) of: Companion,
    pub(crate) name: Ident,
    /// The names of the fields as they were written.
    pub(crate) fields: Vec<Ident>,
}

pub(super) fn view(entry: &Entry<'_>, of: Companion) -> syn::Result<View> {
    let example = match of {
        Companion::Create => "create(UserRegister: email, password)",
        Companion::Update => "update(UserUpdateMe: email, full_name)",
        _ => "public(UserCard: id, full_name)",
    };
    let parser = |input: ParseStream<'_>| {
        let unnamed = format!("expected the name of a struct and its fields, such as `{example}`");
        let name = input
            .parse::<Ident>()
            .map_err(|error| syn::Error::new(span_of(entry.key, input, &error), &unnamed))?;
        if input.peek(token::Brace) || input.peek(token::Paren) {
            let fields = input.parse::<Group>()?.stream().to_string();
            let fields = fields.replace(" ,", ",");
            let key = entry.key;
            let message = format!("write a colon before the fields: `{key}({name}: {fields})`");
            return Err(syn::Error::new_spanned(&name, message));
        }
        let colon = input.parse::<Option<Token![:]>>()?;
        if colon.is_none() || input.is_empty() {
            let message = format!("`{name}` has no fields; list them, such as in `{example}`");
            return Err(syn::Error::new_spanned(&name, message));
        }
        let fields = Punctuated::<Ident, Token![,]>::parse_terminated(input).map_err(|error| {
            let message = format!(
                "expected names of fields with commas between them, such as in `{example}`"
            );
            syn::Error::new(span_of(&name, input, &error), message)
        })?;
        Ok(View {
            of,
            name,
            fields: fields.into_iter().collect(),
        })
    };
    parser.parse2(entry.list(example)?)
}
