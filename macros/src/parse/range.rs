//! `a..=b`, `a..` and `..=b`: the bounds of `len` and `range`.

use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::ext::IdentExt;
use syn::parse::{ParseStream, Parser};
use syn::{Ident, Lit, Token, token};

use super::entry::{Entry, span_of};

/// A bound as the rule holds it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Number {
    Int(i128),
    Float(f64),
}

impl Number {
    #[allow(clippy::cast_precision_loss)] // Only if the other bound is a float.
    fn is_more_than(self, other: Self) -> bool {
        match (self, other) {
            (Self::Int(left), Self::Int(right)) => left > right,
            (Self::Int(left), Self::Float(right)) => left as f64 > right,
            (Self::Float(left), Self::Int(right)) => left > right as f64,
            (Self::Float(left), Self::Float(right)) => left > right,
        }
    }
}

struct Bound {
    number: Number,
    text: String,
}

/// The bounds of `range(…)`.
pub(crate) type Range = (Option<Number>, Option<Number>);

/// Parses `(a..=b)` behind a key.
pub(super) fn range(entry: &Entry<'_>) -> syn::Result<Range> {
    let key = entry.key;
    let missing = || entry.error(format_args!("expected a range, such as `{}`", example(key)));
    if !entry.input.peek(token::Paren) {
        return Err(missing());
    }
    let content;
    syn::parenthesized!(content in entry.input);
    let tokens: TokenStream = content.parse()?;
    if tokens.is_empty() {
        return Err(missing());
    }
    (|input: ParseStream<'_>| bounds(key, input, &tokens)).parse2(tokens.clone())
}

/// Parses `(a..=b)` where the bounds are whole numbers from 0.
pub(super) fn lengths(entry: &Entry<'_>) -> syn::Result<(Option<u64>, Option<u64>)> {
    let start = entry.input.cursor();
    let (min, max) = range(entry)?;
    let length = |number| match number {
        Number::Int(length) => u64::try_from(length).ok(),
        Number::Float(_) => None,
    };
    let lengths = (min.map(length), max.map(length));
    if lengths.0 == Some(None) || lengths.1 == Some(None) {
        let written = start.token_tree().map_or_else(
            || entry.key.to_token_stream(),
            |(token, _)| token.to_token_stream(),
        );
        return Err(syn::Error::new_spanned(
            written,
            "a length is a whole number from 0; write `len(1..=255)`",
        ));
    }
    Ok((lengths.0.flatten(), lengths.1.flatten()))
}

fn bounds(key: &Ident, input: ParseStream<'_>, all: &TokenStream) -> syn::Result<Range> {
    let lower = if input.peek(Token![..]) {
        None
    } else {
        Some(bound(key, input)?)
    };
    if let (Some(lower), true) = (&lower, input.is_empty()) {
        let message = format!(
            "expected a range, such as `{}`; for exactly this value write `{key}({number}..={number})`",
            example(key),
            number = lower.text,
        );
        return Err(syn::Error::new_spanned(all, message));
    }
    let closed = input.parse::<Option<Token![..=]>>()?.is_some();
    if !closed {
        input.parse::<Token![..]>().map_err(|error| {
            expected_range(key, &syn::Error::new(span_of(key, input, &error), error))
        })?;
    }
    let upper = if input.is_empty() {
        None
    } else {
        Some(bound(key, input)?)
    };
    match (&lower, &upper) {
        _ if !input.is_empty() => Err(expected_range(key, &input.error(""))),
        (_, Some(upper)) if !closed => {
            let message = format!("write `..={}`: the upper bound is included", upper.text);
            Err(syn::Error::new_spanned(all, message))
        }
        (_, None) if closed => Err(syn::Error::new_spanned(
            all,
            "`..=` needs an upper bound; without one write `..`",
        )),
        (None, None) => {
            let message = format!(
                "`{key}(..)` allows everything; give a bound, such as `{}`",
                example(key)
            );
            Err(syn::Error::new_spanned(all, message))
        }
        (Some(lower), Some(upper)) if lower.number.is_more_than(upper.number) => {
            let message = format!(
                "this range is empty: {} is more than {}; swap the bounds",
                lower.text, upper.text
            );
            Err(syn::Error::new_spanned(all, message))
        }
        _ => Ok((
            lower.map(|bound| bound.number),
            upper.map(|bound| bound.number),
        )),
    }
}

fn bound(key: &Ident, input: ParseStream<'_>) -> syn::Result<Bound> {
    let minus = input.parse::<Option<Token![-]>>()?;
    let is_name = input.peek(Ident::peek_any) && !input.peek2(Token![=]);
    let literal = input.parse::<Lit>().map_err(|error| {
        let error = syn::Error::new(span_of(key, input, &error), error);
        if is_name && !input.peek(Lit) {
            constant(key, &error)
        } else {
            expected_range(key, &error)
        }
    })?;
    let sign = if minus.is_some() { "-" } else { "" };
    let (text, number) = match &literal {
        Lit::Int(int) => {
            let text = format!("{sign}{}", int.base10_digits());
            let number = text.parse().ok().map(Number::Int);
            (text, number)
        }
        Lit::Float(float) => {
            let text = format!("{sign}{}", float.base10_digits());
            let number = text.parse().ok().map(Number::Float);
            (text, number)
        }
        _ => (String::new(), None),
    };
    match number {
        Some(number) => Ok(Bound { number, text }),
        None => Err(expected_range(key, &syn::Error::new_spanned(&literal, ""))),
    }
}

fn constant(key: &Ident, error: &syn::Error) -> syn::Error {
    let range = expected_range(key, error);
    let message = format_args!("{range}; a constant is not known when the macro runs");
    syn::Error::new(error.span(), message)
}

fn expected_range(key: &Ident, error: &syn::Error) -> syn::Error {
    syn::Error::new(
        error.span(),
        format_args!("expected a range of numbers, such as `{}`", example(key)),
    )
}

fn example(key: &Ident) -> &'static str {
    if key == "len" {
        "len(1..=255)"
    } else {
        "range(0..=100)"
    }
}
