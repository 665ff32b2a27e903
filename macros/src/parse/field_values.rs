//! The values of the options of a field.

use syn::parse::{ParseStream, Parser};
use syn::{Expr, Ident, Token, Type};

use super::rules::{RULES, Rules};
use super::suggest::{nearest, unknown};
use super::{at_end, foreign, list, options, place, rest_of_option};
use crate::errors::Errors;

/// Who gives a field its value, as far as an option says so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Writer {
    Auto(Auto),
    Server,
    CreateOnly,
}

/// What is generated, and when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Auto {
    Once,
    OnUpdate,
    V4,
    /// It counts the changes of its row.
    Version,
    /// It says when its row was deleted.
    Deleted,
}

/// What a field is if nobody says.
#[derive(Clone)]
pub(crate) enum Fallback {
    /// `default`.
    OfType,
    /// `default = …`.
    Value(Box<Expr>),
    /// A mistake, reported already.
    Unreadable,
}

/// `input(name: Type, rules)`.
#[derive(Clone)]
pub(crate) struct Input {
    pub(crate) name: Ident,
    pub(crate) ty: Option<Type>,
    pub(crate) rules: Rules,
}

/// What happens to the row when its parent is deleted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum OnDelete {
    Restrict,
    Cascade,
    SetNull,
}

mod kw {
    syn::custom_keyword!(update);
    syn::custom_keyword!(v4);
    syn::custom_keyword!(v7);
}

pub(super) fn auto(key: &Ident, input: ParseStream<'_>) -> syn::Result<Writer> {
    if at_end(input) {
        return Ok(Writer::Auto(Auto::Once));
    }
    if input.peek(Token![=])
        && !(input.peek2(kw::update) || input.peek2(kw::v4) || input.peek2(kw::v7))
    {
        return Err(syn::Error::new_spanned(
            key,
            "`auto` generates the value; for one of your own write `default = ...`",
        ));
    }
    let choices = "`auto` takes one of `update`, `v4`, `v7`, such as `auto(update)`";
    let choice = list(key, input, "auto(update)")?;
    let choice =
        syn::parse2::<Ident>(choice).map_err(|error| syn::Error::new(error.span(), choices))?;
    match choice.to_string().as_str() {
        "update" => Ok(Writer::Auto(Auto::OnUpdate)),
        "v4" => Ok(Writer::Auto(Auto::V4)),
        "v7" => Ok(Writer::Auto(Auto::Once)),
        _ => Err(syn::Error::new_spanned(&choice, choices)),
    }
}

pub(super) fn default(
    key: &Ident,
    input: ParseStream<'_>,
    errors: &Errors,
) -> syn::Result<Fallback> {
    if at_end(input) {
        return Ok(Fallback::OfType);
    }
    if input.parse::<Option<Token![=]>>()?.is_none() {
        return Err(syn::Error::new_spanned(
            key,
            "write the value behind `=`, such as `default = true`",
        ));
    }
    // A broken default still counts as one, so that `new` keeps its arguments and its callers keep compiling.
    if at_end(input) {
        errors.at(key, "`default` is incomplete: expected an expression");
        return Ok(Fallback::Unreadable);
    }
    match input.parse::<Expr>() {
        Ok(value) => Ok(Fallback::Value(Box::new(value))),
        Err(error) => {
            errors.on(
                place(key, input, &error),
                "expected an expression, such as `default = true`",
            );
            rest_of_option(input);
            Ok(Fallback::Unreadable)
        }
    }
}

pub(super) fn read_input(
    key: &Ident,
    input: ParseStream<'_>,
    errors: &Errors,
) -> syn::Result<Input> {
    let tokens = list(key, input, "input(password)")?;
    let parser = |input: ParseStream<'_>| {
        let message = "name what clients send, such as `input(password, len(8..=128))`";
        let name = input
            .parse::<Ident>()
            .map_err(|error| syn::Error::new(error.span(), message))?;
        let mut parsed = Input {
            name,
            ty: None,
            rules: Rules::default(),
        };
        if input.parse::<Option<Token![:]>>()?.is_some() {
            let name = &parsed.name;
            let message = format!("expected a type, such as `input({name}: Type)`");
            let ty = input.parse().map_err(|error: syn::Error| {
                syn::Error::new(place(name, input, &error), message)
            })?;
            parsed.ty = Some(ty);
        }
        if !at_end(input) {
            return Err(syn::Error::new(
                input.span(),
                "unexpected token; rules are separated by commas: `input(name: Type, len(1..=255))`",
            ));
        }
        input.parse::<Option<Token![,]>>()?;
        let expected = "a rule, such as `len(1..=255)`";
        options(input.parse()?, expected, errors, |key, input| {
            parsed.rules.parse(key, input, errors).unwrap_or_else(|| {
                let remedy = foreign::field_remedy(&key.to_string(), rest_of_option(input));
                Err(syn::Error::new_spanned(
                    key,
                    unknown("rule", &key.to_string(), RULES, remedy),
                ))
            })
        });
        Ok(parsed)
    };
    parser.parse2(tokens)
}

pub(super) fn on_delete(key: &Ident, input: ParseStream<'_>) -> syn::Result<OnDelete> {
    let message = "expected an action, such as `on_delete = cascade`";
    if input.parse::<Option<Token![=]>>()?.is_none() || at_end(input) {
        return Err(syn::Error::new_spanned(key, message));
    }
    let action = input
        .parse::<Ident>()
        .map_err(|error| syn::Error::new(place(key, input, &error), message))?;
    match action.to_string().as_str() {
        "cascade" => Ok(OnDelete::Cascade),
        "restrict" => Ok(OnDelete::Restrict),
        "set_null" => Ok(OnDelete::SetNull),
        other => {
            let hint = match nearest(other, ["cascade", "restrict", "set_null"].into_iter()) {
                Some(near) => format!("did you mean `{near}`?"),
                None if other == "no_action" => "write `restrict`".to_owned(),
                None => "expected `cascade`, `restrict` or `set_null`".to_owned(),
            };
            Err(syn::Error::new_spanned(
                &action,
                format_args!("unknown action `{other}`; {hint}"),
            ))
        }
    }
}

pub(super) fn references(key: &Ident, input: ParseStream<'_>) -> syn::Result<Type> {
    let message = "expected the model that the key belongs to, such as `references = Country`";
    if input.parse::<Option<Token![=]>>()?.is_none() || at_end(input) {
        return Err(syn::Error::new_spanned(key, message));
    }
    input
        .parse::<Type>()
        .map_err(|error| syn::Error::new(place(key, input, &error), message))
}
