//! The declaration of a companion.

use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::{Attribute, Ident, Path};

use super::shared::allows;
use crate::check::companions::derives;
use crate::model::Model;
use crate::model::field::Field;
use crate::parse::companion::Companion;

/// A companion to declare.
pub(crate) struct Declaration<'a> {
    pub(crate) model: &'a Model,
    pub(crate) companion: Companion,
    pub(crate) ident: &'a Ident,
    pub(crate) doc: String,
    /// The derives besides `Debug`, `Clone` and `PartialEq`.
    pub(crate) derives: &'a [&'a str],
    /// Whether it is deserialized from input of clients, which may have unknown keys.
    pub(crate) reads_bodies: bool,
    pub(crate) fields: Vec<TokenStream>,
}

impl Declaration<'_> {
    pub(crate) fn tokens(self) -> TokenStream {
        let Self {
            model,
            companion,
            ident,
            doc,
            derives,
            reads_bodies,
            fields,
        } = self;
        let Model {
            krate,
            vis,
            options,
            passed,
            ..
        } = model;
        let allows = allows(model);
        let deprecated = &passed.deprecated;
        let own = derives.iter().map(|&name| match name {
            "Default" => tokens!(::core::default::Default),
            name => {
                let name = Ident::new(name, proc_macro2::Span::mixed_site());
                tokens!(#krate::__private::serde::#name)
            }
        });
        let added = &options.derives;
        let attributes = options
            .on
            .iter()
            .filter(|on| on.companion == companion)
            .flat_map(|on| &on.attributes);
        let serde = derives.iter().any(|name| *name != "Default").then(|| {
            let path = format!(
                "{}::__private::serde",
                krate.to_token_stream().to_string().replace(' ', "")
            );
            let deny =
                (reads_bodies && options.unknown.is_none()).then(|| tokens!(deny_unknown_fields,));
            let copied = &passed.serde;
            tokens!(#[serde(crate = #path, #deny #(#copied,)*)])
        });
        tokens! {
            #[doc = #doc]
            #[derive(::core::fmt::Debug, ::core::clone::Clone, ::core::cmp::PartialEq, #(#own,)* #(#added,)*)]
            #serde
            #(#[#attributes])*
            #allows
            #deprecated
            #vis struct #ident { #(#fields)* }
        }
    }
}

/// Returns the docs of a field, its deprecation, and the attributes of added derives, without those
/// of `serde`.
pub(crate) fn attributes(model: &Model, companion: Companion, field: &Field) -> TokenStream {
    let deprecated = &field.passed.deprecated;
    let docs = &field.passed.docs;
    let doc = docs.is_empty().then(|| {
        let verb = if field.sent.converted && field.sent.name != field.name {
            "Becomes"
        } else {
            "See"
        };
        let doc = format!("{verb} [`{}::{}`].", model.row(), field.ident);
        tokens!(#[doc = #doc])
    });
    let tools = field
        .passed
        .tools
        .iter()
        .filter(|attribute| is_derived(model, companion, attribute));
    tokens!(#(#docs)* #doc #deprecated #(#tools)*)
}

/// Returns `#[serde(…)]`, or nothing.
pub(crate) fn serde(options: &[TokenStream]) -> Option<TokenStream> {
    (!options.is_empty()).then(|| tokens!(#[serde(#(#options),*)]))
}

/// Returns the user's own `serde` options of a field.
pub(crate) fn copied(field: &Field) -> Vec<TokenStream> {
    field
        .passed
        .serde
        .iter()
        .map(ToTokens::to_token_stream)
        .collect()
}

/// True if the companion has the derive that an attribute such as `#[schema]` belongs to.
fn is_derived(model: &Model, companion: Companion, attribute: &Attribute) -> bool {
    let derive = match attribute.path().get_ident() {
        Some(ident) if ident == "schema" => "ToSchema",
        Some(ident) if ident == "schemars" => "JsonSchema",
        _ => "TS",
    };
    let names = |path: &Path| {
        path.segments
            .last()
            .is_some_and(|segment| segment.ident == derive)
    };
    let options = &model.options;
    options.derives.iter().any(names)
        || options
            .on
            .iter()
            .filter(|on| on.companion == companion)
            .flat_map(|on| &on.attributes)
            .any(|meta| derives(meta, derive))
}
