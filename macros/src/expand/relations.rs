//! The methods that lead from a row to its parents and children.

use proc_macro2::TokenStream;
use quote::ToTokens;

use super::{body, table};
use crate::model::{Flow, Model, at};
use crate::types;

/// The methods to parents. They stand beside the constants of the table, which they use.
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
            // `Query` is `must_use` itself.
            let parent = table::parent_const(field);
            let call = body(
                model,
                tokens!(#krate::__private::parent_of(&#parent, &self.#ident)),
            );
            Some(tokens! {
                #[doc = #doc]
                #vis fn #accessor(&self) -> #krate::Query<#target> { #call }
            })
        });
    let methods: Vec<_> = methods.collect();
    if methods.is_empty() {
        return TokenStream::new();
    }
    tokens!(impl #row { #(#methods)* })
}

/// The methods to children.
pub(crate) fn children(model: &Model) -> TokenStream {
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
