//! The names that fields have in bodies, by the rules of `serde`: errors and query strings have the
//! same.

use quote::ToTokens;
use syn::punctuated::Punctuated;
use syn::{Expr, ExprLit, Lit, Meta, Token};

use crate::derives::case::Case;
use crate::model::field::{Field, Flow};

/// Names the fields by `#[serde(rename)]` of each, and by `#[serde(rename_all)]` of the struct.
pub(super) fn name_in_bodies(fields: &mut [Field], of_struct: &[Meta]) {
    for field in fields {
        // Where the two directions differ, the name is that under which clients send the field.
        let is_sent = matches!(field.flow, Flow::Client | Flow::CreateOnly);
        let case = value(of_struct, "rename_all", is_sent);
        let case = case.and_then(|case| Case::parse(&case));
        let cased = |name: &str| case.map_or_else(|| name.to_owned(), |case| case.of_field(name));
        let renamed = value(&field.passed.serde, "rename", is_sent);
        field.body_name = renamed.unwrap_or_else(|| cased(&field.name));
        field.sent.body_name = if field.sent.converted {
            cased(&field.sent.name)
        } else {
            field.body_name.clone()
        };
    }
}

/// Returns the value of `option = ".."`, or that of `option(deserialize = "..")` if the value is
/// sent, and of `option(serialize = "..")` otherwise.
fn value(options: &[Meta], option: &str, is_sent: bool) -> Option<String> {
    let option = options.iter().find(|meta| meta.path().is_ident(option))?;
    match option {
        Meta::NameValue(pair) => text(&pair.value),
        Meta::List(list) => {
            let pairs = Punctuated::<Meta, Token![,]>::parse_terminated;
            let pairs = list.parse_args_with(pairs).ok()?;
            let direction = if is_sent { "deserialize" } else { "serialize" };
            let pair = pairs.iter().find(|pair| pair.path().is_ident(direction))?;
            text(&pair.require_name_value().ok()?.value)
        }
        Meta::Path(_) => None,
    }
}

fn text(value: &Expr) -> Option<String> {
    match value {
        Expr::Lit(ExprLit {
            lit: Lit::Str(text),
            ..
        }) => Some(text.value()),
        Expr::Group(group) => syn::parse2(group.expr.to_token_stream())
            .ok()
            .and_then(|value| text(&value)),
        _ => None,
    }
}
