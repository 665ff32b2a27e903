//! Tokens to options that remember where they were written. Nothing here compares one option with another.

pub(crate) mod attributes;
pub(crate) mod companion;
pub(crate) mod field_options;
pub(crate) mod field_values;
mod foreign;
pub(crate) mod item;
pub(crate) mod model_options;
pub(crate) mod range;
pub(crate) mod rules;
pub(crate) mod suggest;
pub(crate) mod view;

use proc_macro2::{Span, TokenStream, TokenTree};
use syn::ext::IdentExt;
use syn::parse::{ParseStream, Parser};
use syn::{Ident, LitStr, Token, token};

use crate::errors::Errors;

/// The value of an option with the key that it was given under.
#[derive(Clone)]
pub(crate) struct Given<T> {
    pub(crate) key: Ident,
    pub(crate) value: T,
}

/// Stores an option, or says that it is there already.
pub(crate) fn set<T>(slot: &mut Option<Given<T>>, key: &Ident, value: T, errors: &Errors) {
    if slot.is_some() {
        errors.at(key, format_args!("`{key}` is given twice"));
    } else {
        *slot = Some(Given {
            key: key.clone(),
            value,
        });
    }
}

/// Where a mistake is: at the next token, or at the key if nothing stands behind it.
pub(crate) fn place(key: &Ident, input: ParseStream<'_>, error: &syn::Error) -> Span {
    if input.is_empty() {
        key.span()
    } else {
        error.span()
    }
}

/// Calls `handle` for each option of a list. After a mistake only the option that holds it is left out. `expected` says
/// what stands in the list, with an example.
pub(crate) fn options(
    tokens: TokenStream,
    expected: &str,
    errors: &Errors,
    mut handle: impl FnMut(&Ident, ParseStream<'_>) -> syn::Result<()>,
) {
    let parser = |input: ParseStream<'_>| {
        while !input.is_empty() {
            if let Err(error) = option(input, expected, &mut handle) {
                errors.push(error);
            }
            rest_of_option(input);
            input.parse::<Option<Token![,]>>()?;
        }
        Ok(())
    };
    if let Err(error) = parser.parse2(tokens) {
        errors.push(error);
    }
}

fn option(
    input: ParseStream<'_>,
    expected: &str,
    handle: &mut impl FnMut(&Ident, ParseStream<'_>) -> syn::Result<()>,
) -> syn::Result<()> {
    let key = Ident::parse_any(input)
        .map_err(|error| syn::Error::new(error.span(), format_args!("expected {expected}")))?;
    handle(&key, input)?;
    if at_end(input) {
        return Ok(());
    }
    let message = format!("unexpected token after `{key}`; options are separated by commas");
    Err(syn::Error::new(input.span(), message))
}

pub(crate) fn at_end(input: ParseStream<'_>) -> bool {
    input.is_empty() || input.peek(Token![,])
}

/// Takes what is left before the next comma.
pub(crate) fn rest_of_option(input: ParseStream<'_>) -> TokenStream {
    let mut rest = TokenStream::new();
    while !at_end(input) {
        match input.parse::<TokenTree>() {
            Ok(token) => rest.extend([token]),
            Err(_) => break,
        }
    }
    rest
}

/// An option that is only named.
pub(crate) fn flag(key: &Ident, input: ParseStream<'_>) -> syn::Result<()> {
    if input.peek(Token![=]) || input.peek(token::Paren) {
        return Err(syn::Error::new_spanned(
            key,
            format_args!("`{key}` takes no value; write only `{key}`"),
        ));
    }
    Ok(())
}

/// `key = "text"`.
pub(crate) fn text(key: &Ident, input: ParseStream<'_>, message: &str) -> syn::Result<LitStr> {
    if input.parse::<Option<Token![=]>>()?.is_none() || at_end(input) {
        return Err(syn::Error::new_spanned(key, message));
    }
    input
        .parse::<LitStr>()
        .map_err(|error| syn::Error::new(place(key, input, &error), message))
}

/// `key = "name"`.
pub(crate) fn name(key: &Ident, input: ParseStream<'_>) -> syn::Result<LitStr> {
    text(
        key,
        input,
        &format!("expected a name in quotes, such as `{key} = \"name\"`"),
    )
}

/// `key(…)`.
pub(crate) fn list(key: &Ident, input: ParseStream<'_>, example: &str) -> syn::Result<TokenStream> {
    if input.peek(token::Paren) {
        let content;
        syn::parenthesized!(content in input);
        let tokens: TokenStream = content.parse()?;
        if !tokens.is_empty() {
            return Ok(tokens);
        }
    }
    Err(syn::Error::new_spanned(
        key,
        format_args!("expected a list in parentheses, such as `{example}`"),
    ))
}
