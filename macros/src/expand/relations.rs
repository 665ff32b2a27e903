//! The methods that lead from a row to its parents and children.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote_spanned};
use syn::spanned::Spanned;

use crate::model::{Flow, Model, at};
use crate::types;

pub(crate) fn expand(model: &Model) -> TokenStream {
    let parents = parents(model);
    let children = children(model);
    tokens!(#parents #children)
}

fn parents(model: &Model) -> TokenStream {
    let krate = &model.krate;
    let methods = model.fields.iter().filter(|field| field.flow != Flow::Broken).filter_map(|field| {
        let parent = field.parent.as_ref()?;
        let (accessor, target) = (parent.accessor.as_ref()?, &parent.ty);
        let (vis, ident) = (&field.vis, &field.ident);
        let doc = format!("The [`{}`] that `{}` points to.", types::display(target), field.name);
        // `Query` is `must_use` itself.
        let call = quote_spanned!(at(target.span())=> #krate::__private::parent_of(&self.#ident));
        Some(tokens! {
            #[doc = #doc]
            #vis fn #accessor(&self) -> #krate::Query<#target> { #call }
        })
    });
    tokens!(#(#methods)*)
}

fn children(model: &Model) -> TokenStream {
    let Model { krate, vis, .. } = model;
    let methods = model.options.relations.iter().map(|relation| {
        let (child, key) = (&relation.child, &relation.key);
        let mut name = relation.name.clone();
        name.set_span(at(name.span()));
        let shown = child.to_token_stream().to_string().replace(' ', "");
        let (doc, function) = if relation.many {
            (format!("The [`{shown}`]s that belong to this row."), tokens!(children))
        } else {
            (format!("The [`{shown}`] that belongs to this row."), tokens!(child))
        };
        tokens! {
            #[doc = #doc]
            #vis fn #name(&self) -> #krate::Query<#child> { #krate::__private::#function(self, #key) }
        }
    });
    tokens!(#(#methods)*)
}
