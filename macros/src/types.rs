//! Types by their spelling. Everything else about a type is left to the compiler.

use proc_macro2::{Group, TokenStream, TokenTree};
use quote::ToTokens;
use syn::{GenericArgument, Ident, PathArguments, PathSegment, Type};

/// Strips parentheses and the invisible groups around types from `macro_rules!`.
pub(crate) fn peel(ty: &Type) -> &Type {
    match ty {
        Type::Group(group) => peel(&group.elem),
        Type::Paren(paren) => peel(&paren.elem),
        other => other,
    }
}

fn last_segment(ty: &Type) -> Option<&PathSegment> {
    match peel(ty) {
        Type::Path(path) if path.qself.is_none() => path.path.segments.last(),
        _ => None,
    }
}

/// Returns the first type argument of `Name<…>`.
fn argument_of<'a>(ty: &'a Type, name: &str) -> Option<&'a Type> {
    let segment = last_segment(ty).filter(|segment| segment.ident == name)?;
    let PathArguments::AngleBracketed(arguments) = &segment.arguments else {
        return None;
    };
    arguments.args.iter().find_map(|argument| match argument {
        GenericArgument::Type(ty) => Some(ty),
        _ => None,
    })
}

/// Returns `T` of `Option<T>`.
pub(crate) fn option_of(ty: &Type) -> Option<&Type> {
    argument_of(ty, "Option")
}

/// Returns the type without its `Option`, if it has one.
pub(crate) fn inner(ty: &Type) -> &Type {
    peel(option_of(ty).unwrap_or(ty))
}

/// Returns `T` of `Id<T>`, `Id<T, i64>` and `Option<Id<T>>`.
pub(crate) fn id_of(ty: &Type) -> Option<&Type> {
    argument_of(inner(ty), "Id").map(peel)
}

/// True for `Name` and `Name<…>`, with any path before it.
pub(crate) fn is_named(ty: &Type, name: &str) -> bool {
    last_segment(ty).is_some_and(|segment| segment.ident == name)
}

pub(crate) fn is_one_of(ty: &Type, names: &[&str]) -> bool {
    names.iter().any(|name| is_named(ty, name))
}

/// True if the type is a reference, or an `Option` of one.
pub(crate) fn is_reference(ty: &Type) -> bool {
    matches!(inner(ty), Type::Reference(_))
}

/// True for the primitive numbers, `bool` and `char`.
pub(crate) fn is_primitive(ty: &Type) -> bool {
    const PRIMITIVES: &[&str] = &[
        "bool", "char", "i8", "i16", "i32", "i64", "i128", "isize", "u8", "u16", "u32", "u64",
        "u128", "usize", "f32", "f64",
    ];
    is_one_of(ty, PRIMITIVES)
}

/// True for the primitive integers.
pub(crate) fn is_integer(ty: &Type) -> bool {
    is_primitive(ty) && !is_one_of(ty, &["bool", "char", "f32", "f64"])
}

/// True for types that have every derive of the companions, or are refused as a column: those of
/// the columns by their usual names.
pub(crate) fn has_all_derives(ty: &Type) -> bool {
    const NAMES: &[&str] = &[
        "String",
        "Uuid",
        "Id",
        "NaiveDate",
        "NaiveTime",
        "Decimal",
        "PasswordHash",
        "Password",
    ];
    let inner = inner(ty);
    is_primitive(inner)
        || is_one_of(inner, NAMES)
        || argument_of(inner, "DateTime").is_some()
        || ["Vec", "Secret"]
            .iter()
            .filter_map(|name| argument_of(inner, name))
            .any(has_all_derives)
}

/// True for types that are never shown, compared or looked up, and for an `Option` of one.
pub(crate) fn is_secret(ty: &Type) -> bool {
    is_one_of(inner(ty), &["Secret", "PasswordHash"])
}

/// Renders a type as it is usually formatted.
pub(crate) fn display(ty: &Type) -> String {
    let text = peel(ty).to_token_stream().to_string();
    text.replace(" :: ", "::")
        .replace(":: ", "::")
        .replace(" < ", "<")
        .replace(" <", "<")
        .replace("< ", "<")
        .replace(" >", ">")
        .replace(" ,", ",")
        .replace("& ", "&")
}

/// Replaces `Self` with the row's name: in a companion it would mean the companion.
pub(crate) fn replace_self(tokens: TokenStream, row: &Ident) -> TokenStream {
    tokens
        .into_iter()
        .map(|token| match token {
            TokenTree::Ident(ident) if ident == "Self" => {
                let mut name = row.clone();
                name.set_span(ident.span());
                TokenTree::Ident(name)
            }
            TokenTree::Group(group) => {
                let mut replaced = Group::new(group.delimiter(), replace_self(group.stream(), row));
                replaced.set_span(group.span());
                TokenTree::Group(replaced)
            }
            other => other,
        })
        .collect()
}
