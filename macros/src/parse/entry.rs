//! One option of a list such as `#[field(unique, column = "name")]`: its key, and how its value is
//! read.

use proc_macro2::{Span, TokenStream, TokenTree};
use syn::ext::IdentExt;
use syn::parse::{Parse, ParseStream, Parser};
use syn::{Ident, LitStr, Token, token};

use super::given::{Given, Slot};
use crate::errors::Errors;

/// An option that is being parsed: its key, and the input behind the key.
pub(crate) struct Entry<'a> {
    pub(crate) key: &'a Ident,
    pub(crate) input: ParseStream<'a>,
    pub(crate) errors: &'a Errors,
}

/// Calls `read` for each option of a list. After an error only the option that holds it is left
/// out. `expected` names the content of the list, with an example.
pub(crate) fn entries(
    tokens: TokenStream,
    expected: &str,
    errors: &Errors,
    mut read: impl FnMut(&Entry<'_>) -> syn::Result<()>,
) {
    let parser = |input: ParseStream<'_>| {
        while !input.is_empty() {
            if let Err(error) = entry(input, expected, errors, &mut read) {
                errors.push(error);
            }
            skip_to_comma(input);
            input.parse::<Option<Token![,]>>()?;
        }
        Ok(())
    };
    if let Err(error) = parser.parse2(tokens) {
        errors.push(error);
    }
}

fn entry(
    input: ParseStream<'_>,
    expected: &str,
    errors: &Errors,
    read: &mut impl FnMut(&Entry<'_>) -> syn::Result<()>,
) -> syn::Result<()> {
    let key = Ident::parse_any(input)
        .map_err(|error| syn::Error::new(error.span(), format_args!("expected {expected}")))?;
    read(&Entry {
        key: &key,
        input,
        errors,
    })?;
    if at_end(input) {
        return Ok(());
    }
    let message = format!("unexpected token after `{key}`; options are separated by commas");
    Err(syn::Error::new(input.span(), message))
}

impl Entry<'_> {
    /// Reads the value and stores it, or reports that the option is stored already.
    pub(crate) fn store<T>(
        &self,
        slot: &mut impl Slot<T>,
        read: impl FnOnce(&Self) -> syn::Result<T>,
    ) -> syn::Result<()> {
        let value = read(self)?;
        let key = self.key;
        if slot.holds(key) {
            self.errors
                .at(key, format_args!("`{key}` is given twice; keep one"));
        } else {
            slot.put(Given {
                key: key.clone(),
                value,
            });
        }
        Ok(())
    }

    /// Stores `value` for an option that takes none.
    pub(crate) fn store_flag<T>(&self, slot: &mut impl Slot<T>, value: T) -> syn::Result<()> {
        self.store(slot, |entry| entry.flag_as(value))
    }

    /// True where the option ends: at a comma, or at the end of the list.
    pub(crate) fn at_end(&self) -> bool {
        at_end(self.input)
    }

    /// Returns an error that points at the key.
    pub(crate) fn error(&self, message: impl std::fmt::Display) -> syn::Error {
        syn::Error::new_spanned(self.key, message)
    }

    /// Takes the tokens up to the next comma.
    pub(crate) fn rest(&self) -> TokenStream {
        skip_to_comma(self.input)
    }

    /// Reads an option without a value.
    pub(crate) fn flag(&self) -> syn::Result<()> {
        let key = self.key;
        if self.input.peek(Token![=]) || self.input.peek(token::Paren) {
            return Err(self.error(format_args!("`{key}` takes no value; write only `{key}`")));
        }
        Ok(())
    }

    /// Reads an option without a value, or `key = "name"`.
    pub(crate) fn flag_or_name(&self) -> syn::Result<Option<LitStr>> {
        if self.input.peek(Token![=]) && self.input.peek2(LitStr) {
            return self.name().map(Some);
        }
        if self.input.peek(Token![=]) || self.input.peek(token::Paren) {
            let key = self.key;
            return Err(self.error(format_args!(
                "write only `{key}`, or name its index: `{key} = \"name\"`"
            )));
        }
        Ok(None)
    }

    /// Returns `value` for an option that is written without one.
    pub(crate) fn flag_as<T>(&self, value: T) -> syn::Result<T> {
        self.flag().map(|()| value)
    }

    /// Reads `key = value`.
    pub(crate) fn assigned<T: Parse>(&self, message: &str) -> syn::Result<T> {
        if self.input.parse::<Option<Token![=]>>()?.is_none() || self.at_end() {
            return Err(self.error(message));
        }
        self.input
            .parse()
            .map_err(|error| syn::Error::new(span_of(self.key, self.input, &error), message))
    }

    /// Reads `key = "name"`.
    pub(crate) fn name(&self) -> syn::Result<LitStr> {
        let key = self.key;
        self.assigned(&format!(
            "expected a name in quotes, such as `{key} = \"name\"`"
        ))
    }

    /// Reads `key(…)`.
    pub(crate) fn list(&self, example: &str) -> syn::Result<TokenStream> {
        if self.input.peek(token::Paren) {
            let content;
            syn::parenthesized!(content in self.input);
            let tokens: TokenStream = content.parse()?;
            if !tokens.is_empty() {
                return Ok(tokens);
            }
        }
        Err(self.error(format_args!(
            "expected a list in parentheses, such as `{example}`"
        )))
    }
}

/// Returns the span of an error: the next token, or the key if nothing follows it.
pub(crate) fn span_of(key: &Ident, input: ParseStream<'_>, error: &syn::Error) -> Span {
    if input.is_empty() {
        key.span()
    } else {
        error.span()
    }
}

pub(crate) fn at_end(input: ParseStream<'_>) -> bool {
    input.is_empty() || input.peek(Token![,])
}

fn skip_to_comma(input: ParseStream<'_>) -> TokenStream {
    let mut rest = TokenStream::new();
    while !at_end(input) {
        match input.parse::<TokenTree>() {
            Ok(token) => rest.extend([token]),
            Err(_) => break,
        }
    }
    rest
}
