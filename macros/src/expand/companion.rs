//! The declaration of a companion.

use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::{Attribute, Ident, Meta, Path, Type};

use super::derived;
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
    /// The derives besides `Debug`, `Clone` and `PartialEq`, which [`derived`] implements.
    pub(crate) derives: &'a [&'a str],
    /// Whether it is deserialized from input of clients, which may have unknown keys.
    pub(crate) reads_bodies: bool,
    pub(crate) fields: Vec<Declared>,
}

/// A field of a companion.
pub(crate) struct Declared {
    pub(crate) ident: Ident,
    /// The type of the row's field, or of the input; in a patch it is that of `Patch<..>`.
    pub(crate) ty: Type,
    /// The whole field.
    pub(crate) tokens: TokenStream,
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
        let impls = derived::impls(model, ident, &fields);
        let fields = fields.iter().map(|field| &field.tokens);
        let (own, added): (Vec<_>, Vec<_>) = (own.collect(), added.iter().collect());
        let derive =
            (own.len() + added.len() > 0).then(|| tokens!(#[derive(#(#own,)* #(#added,)*)]));
        tokens! {
            #[doc = #doc]
            #derive
            #serde
            #(#[#attributes])*
            #allows
            #deprecated
            #vis struct #ident { #(#fields)* }
            #impls
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

/// Returns `#[serde(…)]` with these options and the bounds of the type, or nothing. `own` are the
/// user's options that are about a value of the type.
pub(crate) fn serde(
    model: &Model,
    ty: &Type,
    own: &[Meta],
    mut options: Vec<TokenStream>,
) -> Option<TokenStream> {
    options.extend(derived::serde_bound(&model.krate, ty, own));
    (!options.is_empty()).then(|| tokens!(#[serde(#(#options),*)]))
}

/// Returns the user's own `serde` options of a field that clients send; none for an `input(…)`,
/// whose type they are not about.
pub(crate) fn sent_serde(field: &Field) -> Vec<Meta> {
    if field.sent.converted {
        Vec::new()
    } else {
        field.passed.serde.clone()
    }
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
