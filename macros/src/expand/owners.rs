//! The owners of rows: the data by which the ownership check decides, and whether the model is
//! reached without an owner.

use proc_macro2::TokenStream;
use quote::quote_spanned;

use super::column_consts::access;
use super::relations::constant_of;
use super::shared::index;
use crate::model::Model;
use crate::parse::relations::Keys;
use crate::span::generated;

/// Returns the items of `Model` about owners.
pub(super) fn constants(model: &Model) -> TokenStream {
    let (krate, table) = (&model.krate, &model.table);
    let parents = model.foreign_keys().map(|(field, parent)| {
        let (ty, index) = (&parent.ty, index(field));
        tokens!((#index, #krate::__private::KeysOf::<#ty>::FOREIGN_KEYS))
    });
    let parents: Vec<_> = parents.collect();
    // The trait gives a type that is no model no keys, so that the compiler reports it once: for the
    // constant of the parent.
    let parents = (!parents.is_empty()).then(|| {
        tokens! {
            const PARENTS: &'static [(usize, #krate::__private::ForeignKeys)] = {
                #[allow(unused_imports)]
                use #krate::__private::AnyType as _;
                &[#(#parents),*]
            };
        }
    });
    let is_scoped = model.options.scoped.is_some();
    let owners = model.owners().filter(|_| is_scoped).map(|(field, _)| {
        let (ident, index, column) = (&field.ident, index(field), access(field));
        tokens!(row.push(#index, &#column, ::core::clone::Clone::clone(&self.#ident));)
    });
    let owners: Vec<_> = owners.collect();
    let owners = (!owners.is_empty())
        .then(|| tokens!(fn owners(&self, row: &mut #krate::__private::Owners) { #(#owners)* }));
    tokens! {
        const TABLE_NAME: &'static str = #table;
        const FOREIGN_KEYS: #krate::__private::ForeignKeys = __FOREIGN_KEYS;
        #parents
        #owners
    }
}

/// Implements the trait of models that are reached without an owner, or for a scoped model that of
/// the scopes of its owners.
pub(super) fn impls(model: &Model) -> TokenStream {
    let (krate, row) = (&model.krate, model.row());
    let Some(scoped) = model.options.scoped.as_ref().filter(|_| !model.faulty) else {
        return tokens! {
            #[automatically_derived]
            impl #krate::__private::NotScoped for #row {}
        };
    };
    let owners = model.owners().map(|(_, parent)| {
        let ty = &parent.ty;
        tokens! {
            #[automatically_derived]
            impl #krate::__private::WritesTo<#row> for #krate::__private::OwnedBy<#ty> {}
        }
    });
    let check =
        quote_spanned!(generated(scoped.key.span())=> #krate::__private::assert_owners::<#row>());
    tokens! {
        #(#owners)*
        const _: () = #check;
    }
}

/// Lets the compiler check that each row which the rows of a relation reference has one owner.
pub(super) fn checks(model: &Model) -> TokenStream {
    if model.faulty {
        return TokenStream::new();
    }
    let (krate, row) = (&model.krate, model.row());
    let relations = model.options.relations.iter();
    let children = relations.filter(|relation| !matches!(relation.keys, Keys::Through(..)));
    let checks = children.map(|relation| {
        let constant = constant_of(&relation.name);
        let check = quote_spanned!(generated(relation.name.span())=> #krate::__private::assert_one_owner(&#row::#constant));
        tokens!(const _: () = #check;)
    });
    tokens!(#(#checks)*)
}
