//! The rules as code: one function per field, which Create, Update and their views call.

use proc_macro2::{Span, TokenStream};
use quote::{format_ident, quote_spanned};
use syn::Ident;
use syn::spanned::Spanned;

use super::rule_data::{length, number};
use super::shared::index;
use crate::model::Model;
use crate::model::field::Field;
use crate::parse::rules::Rule;
use crate::span::generated;

pub(crate) fn checks(model: &Model) -> TokenStream {
    let krate = &model.krate;
    let checks = model
        .created()
        .filter(|field| has_rules(field))
        .map(|field| {
            let function = check_fn(field);
            let ty = &field.sent.ty;
            let value = Ident::new("value", Span::mixed_site());
            let rules = field
                .sent
                .rules
                .0
                .iter()
                .map(|rule| call(model, field, &rule.value));
            tokens! {
                fn #function(#value: &#ty, check: &mut #krate::__private::Checks) { #(#rules)* }
            }
        });
    tokens!(#(#checks)*)
}

pub(crate) fn of_create(model: &Model, create: &Ident, fields: &[&Field]) -> TokenStream {
    let calls = fields.iter().filter(|field| has_rules(field)).map(|field| {
        let (function, ident) = (check_fn(field), &field.sent.ident);
        tokens!(#function(&self.#ident, &mut check);)
    });
    validate(model, create, calls.collect())
}

pub(crate) fn of_update(model: &Model, update: &Ident, fields: &[&Field]) -> TokenStream {
    let krate = &model.krate;
    let calls = fields.iter().filter(|field| has_rules(field)).map(|field| {
        let (function, ident) = (check_fn(field), &field.sent.ident);
        tokens!(if let #krate::__private::Patch::Set(value) = &self.#ident { #function(value, &mut check); })
    });
    validate(model, update, calls.collect())
}

/// Returns the method that checks the rules of one column; nothing if none has rules.
pub(super) fn of_step(model: &Model) -> TokenStream {
    let krate = &model.krate;
    let is_checked = |field: &&Field| has_rules(field) && !field.sent.converted;
    let checks = model.created().filter(is_checked).map(|field| {
        let (index, function, ty) = (index(field), check_fn(field), &field.ty);
        tokens! {
            #index => if let ::core::option::Option::Some(value) = value.downcast_ref::<#ty>() { #function(value, check); }
        }
    });
    let checks: Vec<_> = checks.collect();
    if checks.is_empty() || model.faulty {
        return TokenStream::new();
    }
    tokens! {
        fn check_step(at: usize, value: &dyn ::core::any::Any, check: &mut #krate::__private::Checks) {
            match at {
                #(#checks)*
                _ => {}
            }
        }
    }
}

fn validate(model: &Model, companion: &Ident, calls: TokenStream) -> TokenStream {
    let krate = &model.krate;
    let body = if calls.is_empty() {
        tokens!(::core::result::Result::Ok(()))
    } else {
        tokens! {
            let mut check = #krate::__private::Checks::new();
            #calls
            check.finish()
        }
    };
    tokens! {
        #[automatically_derived]
        impl #krate::__private::Validate for #companion {
            fn validate(&self) -> ::core::result::Result<(), #krate::__private::ValidationErrors> { #body }
        }
    }
}

pub(super) fn has_rules(field: &Field) -> bool {
    !field.sent.rules.0.is_empty()
}

pub(super) fn check_fn(field: &Field) -> Ident {
    format_ident!("__check_{}", field.sent.name, span = field.ident.span())
}

fn call(model: &Model, field: &Field, rule: &Rule) -> TokenStream {
    let (krate, ty, name) = (&model.krate, &field.sent.ty, &field.sent.body_name);
    // With this span, a rule that the type does not support is reported at the type.
    let value = Ident::new("value", generated(ty.span()));
    match rule {
        Rule::Email => tokens!(check.email::<#ty>(#name, #value);),
        Rule::Url => tokens!(check.url::<#ty>(#name, #value);),
        Rule::Len { min, max } if field.sent.hashed => {
            let (min, max) = (length(*min), length(*max));
            tokens!(check.password_len(#name, #value, #min, #max);)
        }
        Rule::Len { min, max } => {
            let (min, max) = (length(*min), length(*max));
            tokens!(check.len::<#ty>(#name, #value, #min, #max);)
        }
        Rule::Range((min, max)) => {
            let (min, max) = (number(model, *min), number(model, *max));
            // With this span, a bound that the type does not have is reported at the type.
            let span = generated(ty.span());
            let any = quote_spanned!(span=> #krate::__private::range::<#ty>());
            let range = quote_spanned!(span=> ANY.within(#min, #max));
            tokens! {{
                const ANY: #krate::__private::Range<#ty> = #any;
                const RANGE: #krate::__private::Range<#ty> = #range;
                check.range(#name, #value, &RANGE);
            }}
        }
        Rule::Pattern(pattern) => {
            let pattern = pattern.value();
            tokens! {{
                static PATTERN: #krate::__private::Pattern = #krate::__private::Pattern::new(#pattern);
                check.pattern::<#ty>(#name, #value, &PATTERN);
            }}
        }
        Rule::Check(path) => tokens!(check.with::<#ty>(#name, #value, #path);),
    }
}
