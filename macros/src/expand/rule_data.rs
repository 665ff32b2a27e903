//! Rules as constant data.

use proc_macro2::{Literal, TokenStream};
use quote::ToTokens;

use crate::model::Model;
use crate::parse::range::Number;
use crate::parse::rules::Rule;

/// Returns a rule as data; `None` for a function, which cannot be described.
pub(super) fn rule_data(model: &Model, rule: &Rule) -> Option<TokenStream> {
    let krate = &model.krate;
    let rule = match rule {
        Rule::Email => tokens!(Email),
        Rule::Url => tokens!(Url),
        Rule::Len { min, max } => {
            let (min, max) = (length(*min), length(*max));
            tokens!(Len { min: #min, max: #max })
        }
        Rule::Range((min, max)) => {
            let (min, max) = (number(model, *min), number(model, *max));
            tokens!(Range { min: #min, max: #max })
        }
        Rule::Pattern(pattern) => {
            let pattern = pattern.value();
            tokens!(Pattern(#pattern))
        }
        Rule::Check(_) => return None,
    };
    Some(tokens!(#krate::__private::Rule::#rule))
}

/// Returns a bound of `len`.
pub(super) fn length(length: Option<u64>) -> TokenStream {
    option(length.map(|length| Literal::u64_unsuffixed(length).into_token_stream()))
}

/// Returns a bound of `range`.
pub(super) fn number(model: &Model, number: Option<Number>) -> TokenStream {
    let krate = &model.krate;
    option(number.map(|number| match number {
        Number::Int(int) => {
            let int = signed(int < 0, Literal::u128_unsuffixed(int.unsigned_abs()));
            tokens!(#krate::__private::Number::Int(#int))
        }
        Number::Float(float) => {
            let float = signed(float < 0.0, Literal::f64_unsuffixed(float.abs()));
            tokens!(#krate::__private::Number::Float(#float))
        }
    }))
}

fn option(value: Option<TokenStream>) -> TokenStream {
    match value {
        Some(value) => tokens!(::core::option::Option::Some(#value)),
        None => tokens!(::core::option::Option::None),
    }
}

fn signed(negative: bool, literal: Literal) -> TokenStream {
    if negative {
        tokens!(-#literal)
    } else {
        literal.into_token_stream()
    }
}
