//! Views: structs with some fields of Create, Update or Public.

use proc_macro2::TokenStream;
use syn::Ident;
use syn::ext::IdentExt;

use super::companion::Declaration;
use super::{body, copied, create, new, public, update, validate};
use crate::model::{Field, Model};
use crate::parse::companion::Companion;
use crate::parse::view::View;

/// The structs.
pub(crate) fn declare(model: &Model) -> TokenStream {
    model
        .options
        .views
        .iter()
        .map(|view| one(model, view))
        .collect()
}

/// What they do, beside the constants of the table.
pub(crate) fn impls(model: &Model) -> TokenStream {
    let views = model.options.views.iter();
    let views = views.map(|view| match view.of {
        Companion::Create => of_create(model, view),
        Companion::Update => of_update(model, view),
        _ => of_public(model, view),
    });
    views.collect()
}

fn one(model: &Model, view: &View) -> TokenStream {
    let (name, fields, linked) = (name(view), fields(model, view), model.names.linked());
    let names = &model.names;
    let (doc, derives, declared, functions): (_, &[&str], Vec<_>, _) = match view.of {
        Companion::Create => (
            format!(
                "What a client sends to create {linked}: a part of [`{}`].",
                names.create
            ),
            &["Deserialize"],
            fields
                .iter()
                .map(|field| create::field(model, field))
                .collect(),
            new::functions(model, &name, &fields),
        ),
        Companion::Update => (
            format!(
                "What a client sends to change {linked}: a part of [`{}`].",
                names.update
            ),
            &["Default", "Deserialize"],
            fields
                .iter()
                .map(|field| update::field(model, field))
                .collect(),
            update::with(model, &name),
        ),
        _ => (
            format!(
                "What a client sees of {linked}: a part of [`{}`].",
                names.public
            ),
            &["Serialize", "Deserialize"],
            fields
                .iter()
                .map(|field| public::field(model, field))
                .collect(),
            TokenStream::new(),
        ),
    };
    let declaration = Declaration {
        model,
        companion: view.of,
        ident: &name,
        doc,
        derives,
        reads_bodies: view.of != Companion::Public,
        fields: declared,
    };
    let declaration = declaration.tokens();
    tokens!(#declaration #functions)
}

fn of_create(model: &Model, view: &View) -> TokenStream {
    let Model { krate, names, .. } = model;
    let (row, create, name, fields) = (&names.row, &names.create, name(view), fields(model, view));
    let values = model.created().map(|field| {
        let ident = &field.sent.ident;
        if fields.iter().any(|listed| listed.at == field.at) {
            tokens!(#ident: view.#ident)
        } else {
            let value = new::fallback(field, &tokens!(#create));
            tokens!(#ident: #value)
        }
    });
    let from = body(model, tokens!(Self { #(#values,)* }));
    let validate = validate::of_create(model, &name, &fields);
    let into_new = model.server_has_default().then(|| {
        tokens! {
            #[automatically_derived]
            impl #krate::IntoNew<#row> for #name {
                fn into_new(self) -> #krate::New<#row> {
                    #krate::IntoNew::into_new(<#create as ::core::convert::From<Self>>::from(self))
                }
            }
        }
    });
    tokens! {
        #[automatically_derived]
        impl ::core::convert::From<#name> for #create {
            fn from(view: #name) -> Self { #from }
        }
        #into_new
        #[automatically_derived]
        impl<__K> #krate::IntoOwned<#row, __K> for #name
        where
            #create: #krate::IntoOwned<#row, __K>,
        {
            fn into_owned_by(self, owner: __K) -> #krate::New<#row> {
                #krate::IntoOwned::into_owned_by(<#create as ::core::convert::From<Self>>::from(self), owner)
            }
        }
        #validate
    }
}

fn of_update(model: &Model, view: &View) -> TokenStream {
    let Model { krate, names, .. } = model;
    let (row, update, name, fields) = (&names.row, &names.update, name(view), fields(model, view));
    let values = fields.iter().map(|field| {
        let ident = &field.sent.ident;
        tokens!(#ident: view.#ident)
    });
    let others = (fields.len() < model.updated().count())
        .then(|| tokens!(..::core::default::Default::default()));
    let validate = validate::of_update(model, &name, &fields);
    tokens! {
        #[automatically_derived]
        impl ::core::convert::From<#name> for #update {
            fn from(view: #name) -> Self { Self { #(#values,)* #others } }
        }
        #[automatically_derived]
        impl #krate::IntoChanges<#row> for #name {
            fn into_changes(self) -> #krate::Changes<#row> {
                #krate::IntoChanges::into_changes(<#update as ::core::convert::From<Self>>::from(self))
            }
        }
        #validate
    }
}

fn of_public(model: &Model, view: &View) -> TokenStream {
    let (row, name, fields) = (model.row(), name(view), fields(model, view));
    let moved = copied(fields.iter().copied(), false);
    let cloned = copied(fields.iter().copied(), true);
    let columns = fields.iter().map(|field| {
        let (ident, ty, constant) = (&field.ident, &field.ty, &field.constant);
        (ident.clone(), tokens!(#ty), tokens!(#constant))
    });
    let read = read(&model.krate, row, &name, &columns.collect::<Vec<_>>());
    tokens! {
        #[automatically_derived]
        impl ::core::convert::From<#row> for #name {
            fn from(row: #row) -> Self { #moved }
        }
        #[automatically_derived]
        impl ::core::convert::From<&#row> for #name {
            fn from(row: &#row) -> Self { #cloned }
        }
        #read
    }
}

/// A struct that is read from columns of a model: the name of each field, its type, which is that of the column, and the column.
pub(crate) fn read(
    krate: &syn::Path,
    row: impl quote::ToTokens,
    view: &Ident,
    columns: &[(Ident, TokenStream, TokenStream)],
) -> TokenStream {
    let positions = columns
        .iter()
        .map(|(_, _, constant)| tokens!(#krate::__private::position(#row::#constant)));
    let fields = columns
        .iter()
        .map(|(ident, ty, constant)| tokens!(#ident: row.next::<#row, #ty, _>(#row::#constant)?));
    tokens! {
        #[automatically_derived]
        impl #krate::View for #view {
            type Model = #row;
            fn columns() -> ::std::vec::Vec<usize> { ::std::vec![#(#positions),*] }
            fn read(row: &mut #krate::__private::ViewReader<'_>) -> #krate::__private::Viewed<Self> {
                ::core::result::Result::Ok(Self { #(#fields,)* })
            }
        }
    }
}

/// The view's name, as a name of generated code.
fn name(view: &View) -> Ident {
    let mut name = view.name.clone();
    name.set_span(crate::model::at(name.span()));
    name
}

fn fields<'a>(model: &'a Model, view: &View) -> Vec<&'a Field> {
    let found = view.fields.iter().filter_map(|ident| {
        let name = ident.unraw().to_string();
        match view.of {
            Companion::Public => model.public().find(|field| field.name == name),
            Companion::Update => model.updated().find(|field| field.sent.name == name),
            _ => model.created().find(|field| field.sent.name == name),
        }
    });
    found.collect()
}
