//! One view: a struct with some fields of Create, Update or Public, and its conversions.

use proc_macro2::TokenStream;
use syn::Ident;
use syn::ext::IdentExt;

use super::companion::{Declaration, Declared};
use super::derived::clone_bounds;
use super::shared::{body, copied};
use super::{create, new, public, update, validate, view_reader};
use crate::model::Model;
use crate::model::field::Field;
use crate::parse::companion::Companion;
use crate::parse::view::View;
use crate::span::generated;

/// A view with its model.
pub(super) struct ViewStruct<'a> {
    model: &'a Model,
    of: Companion,
    name: Ident,
    fields: Vec<&'a Field>,
}

impl<'a> ViewStruct<'a> {
    pub(super) fn new(model: &'a Model, view: &View) -> Self {
        let mut name = view.name.clone();
        name.set_span(generated(name.span()));
        let fields = view.fields.iter().filter_map(|ident| {
            let listed = ident.unraw().to_string();
            match view.of {
                Companion::Public => model.public().find(|field| field.name == listed),
                Companion::Update => model.updated().find(|field| field.sent.name == listed),
                _ => model.created().find(|field| field.sent.name == listed),
            }
        });
        Self {
            model,
            of: view.of,
            name,
            fields: fields.collect(),
        }
    }

    /// Declares the struct and its methods.
    pub(super) fn declare(&self) -> TokenStream {
        let derives: &[&str] = match self.of {
            Companion::Create => &["Deserialize"],
            Companion::Update => &["Default", "Deserialize"],
            _ => &["Serialize", "Deserialize"],
        };
        let declaration = Declaration {
            model: self.model,
            companion: self.of,
            ident: &self.name,
            doc: self.doc(),
            derives,
            reads_bodies: self.of != Companion::Public,
            fields: self.declared_fields(),
        };
        let (declaration, methods) = (declaration.tokens(), self.methods());
        tokens!(#declaration #methods)
    }

    /// Implements the conversions to or from the whole companion.
    pub(super) fn impls(&self) -> TokenStream {
        match self.of {
            Companion::Create => self.create_impls(),
            Companion::Update => self.update_impls(),
            _ => self.public_impls(),
        }
    }

    fn doc(&self) -> String {
        let (names, linked) = (&self.model.names, self.model.names.linked());
        let (purpose, whole) = match self.of {
            Companion::Create => ("The fields that a client sends to create", &names.create),
            Companion::Update => ("The fields that a client sends to change", &names.update),
            _ => ("Fields that a client sees of", &names.public),
        };
        format!("{purpose} {linked}: a part of [`{whole}`].")
    }

    fn declared_fields(&self) -> Vec<Declared> {
        let field = match self.of {
            Companion::Create => create::field,
            Companion::Update => update::field,
            _ => public::field,
        };
        let fields = self.fields.iter();
        fields.map(|one| field(self.model, one)).collect()
    }

    fn methods(&self) -> TokenStream {
        match self.of {
            Companion::Create => new::functions(self.model, &self.name, &self.fields),
            Companion::Update => update::with(self.model, &self.name),
            _ => TokenStream::new(),
        }
    }

    fn create_impls(&self) -> TokenStream {
        let Self { model, name, .. } = self;
        let Model { krate, names, .. } = model;
        let (row, create) = (&names.row, &names.create);
        let values = model.created().map(|field| {
            let ident = &field.sent.ident;
            if self.fields.iter().any(|listed| listed.index == field.index) {
                tokens!(#ident: view.#ident)
            } else {
                let value = new::absent_value(field, &tokens!(#create));
                tokens!(#ident: #value)
            }
        });
        let from = body(model, tokens!(Self { #(#values,)* }));
        let validate = validate::of_create(model, name, &self.fields);
        let into_new = model.server_has_default().then(|| {
            let given = new::given(self.fields.iter().copied());
            tokens! {
                #[automatically_derived]
                impl #krate::__private::IntoNew<#row> for #name {
                    fn into_new(self) -> #krate::__private::New<#row> {
                        #krate::__private::IntoNew::into_new(<#create as ::core::convert::From<Self>>::from(self))#given
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
            impl<__K> #krate::__private::IntoScopedNew<#row, __K> for #name
            where
                #create: #krate::__private::IntoScopedNew<#row, __K>,
            {
                fn into_owned_by(self, owner: __K) -> #krate::__private::New<#row> {
                    #krate::__private::IntoScopedNew::into_owned_by(<#create as ::core::convert::From<Self>>::from(self), owner)
                }
            }
            #validate
        }
    }

    fn update_impls(&self) -> TokenStream {
        let Self { model, name, .. } = self;
        let Model { krate, names, .. } = model;
        let (row, update) = (&names.row, &names.update);
        let values = self.fields.iter().map(|field| {
            let ident = &field.sent.ident;
            tokens!(#ident: view.#ident)
        });
        let others = (self.fields.len() < model.updated().count())
            .then(|| tokens!(..::core::default::Default::default()));
        let validate = validate::of_update(model, name, &self.fields);
        tokens! {
            #[automatically_derived]
            impl ::core::convert::From<#name> for #update {
                fn from(view: #name) -> Self { Self { #(#values,)* #others } }
            }
            #[automatically_derived]
            impl #krate::__private::IntoChanges<#row> for #name {
                fn into_changes(self) -> #krate::__private::Changes<#row> {
                    #krate::__private::IntoChanges::into_changes(<#update as ::core::convert::From<Self>>::from(self))
                }
            }
            #validate
        }
    }

    fn public_impls(&self) -> TokenStream {
        let Self { model, name, .. } = self;
        let row = model.row();
        let moved = copied(self.fields.iter().copied(), false);
        let cloned = copied(self.fields.iter().copied(), true);
        let bounds = clone_bounds(self.fields.iter().copied());
        let columns = self.fields.iter().map(|field| {
            let (ident, ty, constant) = (&field.ident, &field.ty, &field.constant);
            (ident.clone(), tokens!(#ty), tokens!(#constant))
        });
        let columns: Vec<_> = columns.collect();
        let read = view_reader::expand(&model.krate, row, name, &columns);
        tokens! {
            #[automatically_derived]
            impl ::core::convert::From<#row> for #name {
                fn from(row: #row) -> Self { #moved }
            }
            #[automatically_derived]
            impl ::core::convert::From<&#row> for #name #bounds {
                fn from(row: &#row) -> Self { #cloned }
            }
            #read
        }
    }
}
