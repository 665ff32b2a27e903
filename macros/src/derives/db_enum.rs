//! `#[derive(DbEnum)]`: an enum that is stored as text.

use proc_macro2::TokenStream;
use syn::{Data, DeriveInput, Fields, Ident, Path};

use super::crate_path::crate_path;
use super::variant_text;
use crate::errors::Errors;

/// A variant and the text that is stored for it.
struct Named {
    ident: Ident,
    text: String,
}

pub(crate) fn expand(input: &DeriveInput, errors: &Errors) -> TokenStream {
    let Data::Enum(data) = &input.data else {
        errors.at(
            &input.ident,
            "`#[derive(DbEnum)]` is for enums; a struct around one value takes `#[derive(DbNewtype)]`",
        );
        return TokenStream::new();
    };
    if !input.generics.params.is_empty() {
        errors.at(
            &input.generics,
            "a `DbEnum` cannot be generic: its values are names; remove the parameters",
        );
        return TokenStream::new();
    }
    if data.variants.is_empty() {
        errors.at(
            &input.ident,
            "a `DbEnum` needs at least one variant: without one no value could be stored",
        );
    }
    let krate = crate_path(&input.attrs, errors);
    let case = variant_text::case(&input.attrs, errors);
    let mut variants: Vec<Named> = Vec::new();
    for variant in &data.variants {
        if !matches!(variant.fields, Fields::Unit) {
            let message = format!(
                "`{}` holds data, but only its name can be stored; remove the data, or store the enum as `Json<{}>`",
                variant.ident, input.ident
            );
            errors.at(&variant.fields, message);
        }
        let text = variant_text::text(variant, case, errors);
        if let Some(other) = variants.iter().find(|other| other.text == text) {
            errors.at(
                &variant.ident,
                format_args!(
                    "`{}` is stored as {text:?} already; give this variant another name with `#[serde(rename = \"...\")]`",
                    other.ident
                ),
            );
        }
        variants.push(Named {
            ident: variant.ident.clone(),
            text,
        });
    }
    let faulty = !errors.is_empty();
    impls(&krate, &input.ident, &variants, faulty)
}

fn impls(krate: &Path, name: &Ident, variants: &[Named], faulty: bool) -> TokenStream {
    let texts: Vec<_> = variants.iter().map(|variant| &variant.text).collect();
    let idents: Vec<_> = variants.iter().map(|variant| &variant.ident).collect();
    let (to_text, from_text) = if faulty {
        (
            tokens!(::core::unimplemented!()),
            tokens!(::core::unimplemented!()),
        )
    } else {
        (
            tokens!(match self { #(Self::#idents => #texts,)* }),
            tokens!(match name { #(#texts => ::core::option::Option::Some(Self::#idents),)* _ => ::core::option::Option::None }),
        )
    };
    tokens! {
        const _: () = {
            #[automatically_derived]
            impl #krate::__private::DbEnum for #name {
                const NAMES: &'static [&'static str] = &[#(#texts),*];
                fn name(&self) -> &'static str { #to_text }
                fn from_name(name: &str) -> ::core::option::Option<Self> { #from_text }
            }
            #[automatically_derived]
            impl #krate::__private::ColumnType for #name {
                type Repr = #name;
                type Class = #krate::__private::class::Plain;
                const KIND: #krate::__private::Kind = #krate::__private::Kind::Text;
                const NAMES: &'static [&'static str] = <#name as #krate::__private::DbEnum>::NAMES;
                fn repr(&self) -> ::core::option::Option<&Self> { ::core::option::Option::Some(self) }
                fn into_value(self) -> ::core::result::Result<#krate::__private::Value, #krate::__private::Unstorable> {
                    #krate::__private::enum_value(&self)
                }
                fn read(row: &dyn #krate::__private::Row, at: usize) -> ::core::result::Result<::core::option::Option<Self>, #krate::__private::Unreadable> {
                    #krate::__private::read_enum(row, at)
                }
            }
        };
    }
}
