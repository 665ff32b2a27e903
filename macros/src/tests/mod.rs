//! Messages and expansions, without a compiler: the text of every error that the macro itself
//! reports.

use proc_macro2::TokenStream;
use syn::{DeriveInput, Meta, parse_quote};

use crate::errors::Errors;

mod accounts;
mod deleted;
mod derives;
mod expansion;
mod field_options;
mod fields;
mod model_options;
mod spelling;
mod structs;
mod versions;
mod views;

/// Runs a derive on source text; `#[model]` stands for what the attribute makes of it.
fn run(
    source: &str,
    expand: impl FnOnce(DeriveInput, &Errors) -> TokenStream,
) -> (String, Vec<String>) {
    let mut input: DeriveInput =
        syn::parse_str(source).unwrap_or_else(|error| unreachable!("{source}: {error}"));
    for attribute in input
        .attrs
        .iter_mut()
        .filter(|attribute| attribute.path().is_ident("model"))
    {
        attribute.meta = match &attribute.meta {
            Meta::List(list) => {
                let tokens = &list.tokens;
                parse_quote!(__model(#tokens))
            }
            _ => parse_quote!(__model()),
        };
    }
    let errors = Errors::new();
    let expanded = expand(input, &errors);
    let messages = errors.finish().iter().map(ToString::to_string).collect();
    (pretty(expanded), messages)
}

fn pretty(tokens: TokenStream) -> String {
    let text = tokens.to_string();
    match syn::parse2(tokens) {
        Ok(file) => prettyplease::unparse(&file),
        Err(error) => unreachable!("the expansion is not Rust: {error}\n{text}"),
    }
}

/// The messages for a model.
fn messages_of(source: &str) -> Vec<String> {
    run(source, crate::expand_model).1
}

/// The pretty-printed expansion of a model without mistakes.
fn expansion_of(source: &str) -> String {
    let (expansion, messages) = run(source, crate::expand_model);
    assert!(messages.is_empty(), "{messages:?}");
    expansion
}

/// A struct or derive with a mistake, and what is said about it.
type Case<'a> = (&'a str, &'a [&'a str]);

fn check(cases: &[Case<'_>]) {
    for (source, expected) in cases {
        assert_eq!(messages_of(source), *expected, "\n{source}");
    }
}

/// Checks mistakes in `#[field(…)]`, or in a field's type, of a model that is fine otherwise.
fn check_fields(cases: &[Case<'_>]) {
    for (field, expected) in cases {
        let source = format!("#[model] pub struct User {{ pub id: Id<User>, {field} }}");
        assert_eq!(messages_of(&source), *expected, "\n{source}");
    }
}

/// Checks mistakes in `#[model(…)]`.
fn check_options(cases: &[Case<'_>]) {
    for (options, expected) in cases {
        let fields = "pub id: Id<User>, pub email: String, pub name: String, pub is_open: bool, pub team_id: Id<Team>, pub pin: Secret<String>";
        let source = format!("#[model({options})] pub struct User {{ {fields} }}");
        assert_eq!(messages_of(&source), *expected, "\n{source}");
    }
}
