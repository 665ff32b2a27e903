//! The values of the options of a field.

use quote::ToTokens;
use syn::parse::{ParseStream, Parser};
use syn::{Expr, Ident, Token, Type};

use super::entry::{Entry, at_end, entries, span_of};
use super::rules::Rules;
use super::suggest::nearest;

/// The writer of a field, as far as an option names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Writer {
    Auto(Auto),
    Server,
    /// The default, which has to be said of a field that decides about access.
    Client,
    CreateOnly,
}

/// A generated value, and when it is generated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Auto {
    /// When the row is created.
    Once,
    /// When the row is created, and on every update.
    OnUpdate,
    /// A random UUID, when the row is created.
    V4,
    /// The number of updates of the row, which starts at 1.
    Version,
    /// The instant at which the row was soft-deleted.
    Deleted,
}

/// The value of a field that clients leave out.
#[derive(Clone)]
pub(crate) enum DefaultValue {
    /// `default`.
    OfType,
    /// `default = …`.
    Expr(Box<Expr>),
    /// An expression that cannot be parsed, which is reported already.
    Invalid,
}

/// `input(name: Type, rules)`.
#[derive(Clone)]
pub(crate) struct Input {
    pub(crate) name: Ident,
    pub(crate) ty: Option<Type>,
    pub(crate) rules: Rules,
}

/// The action on a row when the row that it points to is deleted.
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

pub(super) fn auto(entry: &Entry<'_>) -> syn::Result<Writer> {
    if entry.at_end() {
        return Ok(Writer::Auto(Auto::Once));
    }
    let input = entry.input;
    if input.peek(Token![=])
        && !(input.peek2(kw::update) || input.peek2(kw::v4) || input.peek2(kw::v7))
    {
        return Err(
            entry.error("`auto` generates the value; for one of your own write `default = ...`")
        );
    }
    let choices = "`auto` takes one of `update`, `v4`, `v7`, such as `auto(update)`";
    let choice = entry.list("auto(update)")?;
    let choice =
        syn::parse2::<Ident>(choice).map_err(|error| syn::Error::new(error.span(), choices))?;
    match choice.to_string().as_str() {
        "update" => Ok(Writer::Auto(Auto::OnUpdate)),
        "v4" => Ok(Writer::Auto(Auto::V4)),
        "v7" => Ok(Writer::Auto(Auto::Once)),
        _ => Err(syn::Error::new_spanned(&choice, choices)),
    }
}

pub(super) fn default(entry: &Entry<'_>) -> syn::Result<DefaultValue> {
    if entry.at_end() {
        return Ok(DefaultValue::OfType);
    }
    if entry.input.parse::<Option<Token![=]>>()?.is_none() {
        return Err(entry.error("write the value after `=`, such as `default = true`"));
    }
    // An invalid default still counts as one, so that `new` keeps its arguments and its callers
    // keep compiling.
    if entry.at_end() {
        entry.errors.at(
            entry.key,
            "`default` is incomplete: expected an expression, such as `default = true`",
        );
        return Ok(DefaultValue::Invalid);
    }
    match entry.input.parse::<Expr>() {
        Ok(value) if is_now(&value) => {
            entry.errors.at(
                &value,
                "write `auto` instead of `default` for the time at which a row is created, `auto(update)` for that of its last change",
            );
            Ok(DefaultValue::Invalid)
        }
        Ok(value) => Ok(DefaultValue::Expr(Box::new(value))),
        Err(error) => {
            entry.errors.on(
                span_of(entry.key, entry.input, &error),
                "expected an expression, such as `default = true`",
            );
            entry.rest();
            Ok(DefaultValue::Invalid)
        }
    }
}

/// True for the current time in the words of SQL: `now()`, also in quotes. A function of the
/// application has a path.
fn is_now(value: &Expr) -> bool {
    let written = value.to_token_stream().to_string();
    let written = written.trim_matches('"').replace(' ', "").to_lowercase();
    ["now()", "current_timestamp", "current_timestamp()"].contains(&written.as_str())
}

pub(super) fn input(entry: &Entry<'_>) -> syn::Result<Input> {
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
                syn::Error::new(span_of(name, input, &error), message)
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
        entries(input.parse()?, expected, entry.errors, |entry| {
            parsed.rules.read(entry)
        });
        Ok(parsed)
    };
    parser.parse2(entry.list("input(password)")?)
}

pub(super) fn on_delete(entry: &Entry<'_>) -> syn::Result<OnDelete> {
    const ACTIONS: [(&str, OnDelete); 3] = [
        ("cascade", OnDelete::Cascade),
        ("restrict", OnDelete::Restrict),
        ("set_null", OnDelete::SetNull),
    ];
    let written: Ident = entry.assigned("expected an action, such as `on_delete = cascade`")?;
    if let Some((_, action)) = ACTIONS.into_iter().find(|(name, _)| written == name) {
        return Ok(action);
    }
    let other = written.to_string();
    let hint = match nearest(&other, ACTIONS.iter().map(|(name, _)| *name)) {
        Some(near) => format!("did you mean `{near}`?"),
        None if other == "no_action" => "write `restrict`".to_owned(),
        None => "expected `cascade`, `restrict` or `set_null`".to_owned(),
    };
    Err(syn::Error::new_spanned(
        &written,
        format_args!("unknown action `{other}`; {hint}"),
    ))
}

pub(super) fn relation(entry: &Entry<'_>) -> syn::Result<Ident> {
    entry.assigned("expected the name of the method to the row, such as `relation = author`")
}

pub(super) fn references(entry: &Entry<'_>) -> syn::Result<Type> {
    entry.assigned("expected the model that the key belongs to, such as `references = Country`")
}
