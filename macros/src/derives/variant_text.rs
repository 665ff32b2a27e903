//! The text that is stored for a variant: the name that `serde` gives it, so that rows and
//! responses agree.

use syn::ext::IdentExt;
use syn::parse::Parser;
use syn::punctuated::Punctuated;
use syn::{Attribute, Expr, ExprLit, Lit, LitStr, Meta, Token, Variant};

use super::case::Case;
use crate::errors::Errors;
use crate::parse::attributes::serde as serde_options;
use crate::parse::suggest::nearest;

/// Returns the text that is stored for a variant.
pub(super) fn text(variant: &Variant, case: Option<Case>, errors: &Errors) -> String {
    let name = variant.ident.unraw().to_string();
    let renamed = serde(&variant.attrs, errors)
        .into_iter()
        .find(|meta| meta.path().is_ident("rename"));
    let text = match &renamed {
        Some(meta) => both_ways(meta, errors).map(|text| text.value()),
        None => None,
    };
    if text.as_deref() == Some("") {
        errors.at(
            &renamed,
            "the variant's name is empty; write `rename = \"name\"`, or remove `rename`",
        );
    }
    text.unwrap_or_else(|| case.map_or(name.clone(), |case| case.apply(&name)))
}

/// Reads `#[serde(rename_all = "...")]`.
pub(super) fn case(attributes: &[Attribute], errors: &Errors) -> Option<Case> {
    let meta = serde(attributes, errors)
        .into_iter()
        .find(|meta| meta.path().is_ident("rename_all"))?;
    let style = both_ways(&meta, errors)?;
    let case = Case::parse(&style.value());
    if case.is_none() {
        let hint = nearest(&style.value(), Case::NAMES.into_iter());
        let hint = hint.map_or_else(
            || format!("expected one of: {}", Case::NAMES.join(", ")),
            |near| format!("did you mean `{near}`?"),
        );
        errors.at(
            &style,
            format_args!("unknown case `{}`; {hint}", style.value()),
        );
    }
    case
}

/// Returns the text of `rename = "…"`, or of `rename(serialize = "…", deserialize = "…")` if both
/// are equal.
fn both_ways(meta: &Meta, errors: &Errors) -> Option<LitStr> {
    let literal = |value: &Expr| match value {
        Expr::Lit(ExprLit {
            lit: Lit::Str(text),
            ..
        }) => Some(text.clone()),
        _ => None,
    };
    match meta {
        Meta::NameValue(pair) => literal(&pair.value),
        Meta::List(list) => {
            let pairs = Punctuated::<syn::MetaNameValue, Token![,]>::parse_terminated
                .parse2(list.tokens.clone())
                .ok()?;
            let mut texts = pairs.iter().map(|pair| literal(&pair.value));
            let first = texts.next()??;
            if pairs.len() == 2
                && texts.all(|text| text.is_some_and(|text| text.value() == first.value()))
            {
                return Some(first);
            }
            errors.at(
                meta,
                "a column has one name for reading and writing; use `rename = \"...\"`",
            );
            None
        }
        Meta::Path(_) => None,
    }
}

fn serde(attributes: &[Attribute], errors: &Errors) -> Vec<Meta> {
    attributes
        .iter()
        .filter(|attribute| attribute.path().is_ident("serde"))
        .flat_map(|attribute| serde_options(attribute, errors))
        .collect()
}
