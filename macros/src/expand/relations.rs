//! The methods from a row to its parents and children, and the constants of its relations.

use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::Ident;
use syn::ext::IdentExt;

use super::column_consts::parent_const;
use super::shared::body;
use crate::model::Model;
use crate::model::field::Flow;
use crate::model::names;
use crate::parse::relations::Keys;
use crate::span::generated;
use crate::types;

/// Implements the methods to parents, in the scope of the constants of columns, which they use.
pub(crate) fn parents(model: &Model) -> TokenStream {
    let (krate, row) = (&model.krate, model.row());
    let methods = model
        .fields
        .iter()
        .filter(|field| field.flow != Flow::Broken)
        .filter_map(|field| {
            let parent = field.parent.as_ref()?;
            let (accessor, target) = (parent.accessor.as_ref()?, &parent.ty);
            let (vis, ident) = (&field.vis, &field.ident);
            let doc = format!(
                "The [`{}`] that `{}` points to.",
                types::display(target),
                field.name
            );
            let parent = parent_const(field);
            let call = body(
                model,
                tokens!(#krate::__private::parent_of(&#parent, &self.#ident)),
            );
            // `#[must_use]` is not needed: `Query` has it.
            Some(tokens! {
                #[doc = #doc]
                #vis fn #accessor(&self) -> #krate::__private::Query<#target> { #call }
            })
        });
    let methods: Vec<_> = methods.collect();
    if methods.is_empty() {
        return TokenStream::new();
    }
    tokens!(impl #row { #(#methods)* })
}

/// Returns the methods to children, and the constants of all relations.
pub(crate) fn children(model: &Model) -> TokenStream {
    let Model { krate, vis, .. } = model;
    let row = model.row();
    let children = model.options.relations.iter().map(|relation| {
        let child = &relation.child;
        let mut name = relation.name.clone();
        name.set_span(generated(name.span()));
        let constant = constant_of(&name);
        let shown = child.to_token_stream().to_string().replace(' ', "");
        let scope = tokens!(, (), #krate::__private::OwnedBy<#row>);
        let (doc, cardinality, constructor, accessor, scope) = match &relation.keys {
            Keys::Many(key) => (
                format!("The [`{shown}`]s that belong to a row."),
                tokens!(Many),
                tokens!(children(#key)),
                tokens!(children_of),
                scope,
            ),
            Keys::One(key) => (
                format!("The [`{shown}`] that belongs to a row."),
                tokens!(MaybeOne),
                tokens!(child(#key)),
                tokens!(children_of),
                scope,
            ),
            Keys::Through(own, other) => (
                format!("The [`{shown}`]s that are joined with a row."),
                tokens!(Many),
                tokens!(through(#own, #other)),
                tokens!(related_to),
                TokenStream::new(),
            ),
        };
        tokens! {
            #[doc = #doc]
            #vis const #constant: #krate::__private::Relation<#row, #child, #krate::__private::#cardinality> = #krate::__private::Relation::<#row, #child, #krate::__private::#cardinality>::#constructor;
            #[doc = #doc]
            #vis fn #name(&self) -> #krate::__private::Query<#child #scope> { #krate::__private::#accessor(self, Self::#constant) }
        }
    });
    let parents = model.fields.iter().filter_map(|field| {
        let parent = field.parent.as_ref()?;
        let constant = parent.constant.as_ref()?;
        // A name that is taken was reported.
        if field.flow == Flow::Broken || model.faulty {
            return None;
        }
        let (vis, target, key) = (&field.vis, &parent.ty, &field.constant);
        let doc = format!(
            "The [`{}`] that `{}` points to.",
            types::display(target),
            field.name
        );
        let (cardinality, constructor) = match types::option_of(&field.ty) {
            Some(_) => (tokens!(MaybeOne), tokens!(maybe_parent)),
            None => (tokens!(One), tokens!(parent)),
        };
        Some(tokens! {
            #[doc = #doc]
            #vis const #constant: #krate::__private::Relation<#row, #target, #krate::__private::#cardinality> = #krate::__private::Relation::#constructor(Self::#key);
        })
    });
    tokens!(#(#children)* #(#parents)*)
}

/// `owner` → `OWNER`.
pub(super) fn constant_of(name: &Ident) -> Ident {
    names::constant(&name.unraw().to_string(), name.span())
}
