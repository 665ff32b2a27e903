//! `…Update`: the input that changes a row.

use proc_macro2::TokenStream;
use syn::Ident;

use super::column_consts::{access, from};
use super::companion::{self, Declaration, Declared};
use super::shared::{allows, body, index, touched};
use super::{patch_readers, validate};
use crate::model::Model;
use crate::model::field::Field;
use crate::parse::companion::Companion;

pub(crate) fn declare(model: &Model) -> TokenStream {
    let names = &model.names;
    let declaration = Declaration {
        model,
        companion: Companion::Update,
        ident: &names.update,
        doc: format!(
            "The fields that a client sends to change {}: each one is kept or set.",
            names.linked()
        ),
        derives: &["Default", "Deserialize"],
        reads_bodies: true,
        fields: model.updated().map(|one| field(model, one)).collect(),
    }
    .tokens();
    let with = with(model, &names.update);
    let readers = patch_readers::expand(model);
    tokens!(#declaration #with #readers)
}

/// Returns a field of the struct.
pub(super) fn field(model: &Model, field: &Field) -> Declared {
    let krate = &model.krate;
    let attributes = companion::attributes(model, Companion::Update, field);
    let serde = companion::serde(
        model,
        &field.sent.ty,
        &companion::sent_serde(field),
        serde(model, field),
    );
    let (vis, ident, ty) = (&field.vis, &field.sent.ident, &field.sent.ty);
    Declared {
        ident: ident.clone(),
        ty: ty.clone(),
        tokens: tokens!(#attributes #serde #vis #ident: #krate::__private::Patch<#ty>,),
    }
}

/// Returns the `serde` options of a field. An absent key means `Keep`. Of the user's options only
/// those are copied that name the key: the others are about the bare type.
fn serde(model: &Model, field: &Field) -> Vec<TokenStream> {
    let mut options = vec![tokens!(default)];
    if !field.sent.converted {
        let names = field.passed.serde.iter().filter(|meta| {
            ["rename", "alias"]
                .iter()
                .any(|name| meta.path().is_ident(name))
        });
        options.extend(names.map(|meta| tokens!(#meta)));
    }
    let reader = patch_readers::path_of(model, field);
    options.extend(reader.map(|path| tokens!(deserialize_with = #path)));
    options
}

/// Returns the method that joins a patch with the fields of server code.
pub(super) fn with(model: &Model, patch: &Ident) -> TokenStream {
    if !model.has_server_update() {
        return TokenStream::new();
    }
    let Model {
        krate, vis, names, ..
    } = model;
    let (row, update, server) = (&names.row, &names.update, &names.server_update);
    let this = if patch == update {
        tokens!(self)
    } else {
        tokens!(::core::convert::Into::into(self))
    };
    let allows = allows(model);
    tokens! {
        #allows
        impl #patch {
            /// Adds a patch of the fields that only server code sets.
            #[must_use]
            #vis fn with(self, server: #server) -> #krate::__private::Changes<#row> {
                #krate::__private::Changes::new(#this, server)
            }
        }
    }
}

pub(crate) fn impls(model: &Model) -> TokenStream {
    let update = &model.names.update;
    let fields: Vec<&Field> = model.updated().collect();
    let patches = Patches { model }.expand();
    let validate = validate::of_update(model, update, &fields);
    let (krate, row) = (&model.krate, model.row());
    tokens! {
        #patches
        #validate
        #[automatically_derived]
        impl #krate::__private::IntoChanges<#row> for #update {
            fn into_changes(self) -> #krate::__private::Changes<#row> { #krate::__private::Changes::of(self) }
        }
    }
}

/// The implementation of `Patches`: one group of statements for each writer.
struct Patches<'a> {
    model: &'a Model,
}

impl Patches<'_> {
    fn expand(&self) -> TokenStream {
        let Model { krate, names, .. } = self.model;
        let (row, update, server) = (&names.row, &names.update, &names.server_update);
        let server_type = if self.model.has_server_update() {
            tokens!(#server)
        } else {
            tokens!(())
        };
        let (client, set, touched) = (self.client(), self.server(), touched(self.model));
        let argument = if set.is_empty() {
            tokens!(_)
        } else {
            tokens!(server)
        };
        let put = tokens!(#client #set #touched);
        let sets = if put.is_empty() {
            tokens!(_)
        } else {
            tokens!(row)
        };
        let put = body(self.model, put);
        tokens! {
            #[automatically_derived]
            impl #krate::__private::Patches<#row> for #update {
                fn put(self, #argument: #server_type, #sets: &mut #krate::__private::Assignments) { #put }
            }
        }
    }

    /// Returns the statements for the fields of clients.
    fn client(&self) -> TokenStream {
        let krate = &self.model.krate;
        let patch = |field: &Field| {
            let (index, column, ident) = (index(field), access(field), &field.sent.ident);
            if field.sent.hashed {
                tokens!(row.hash(#index, &#column, self.#ident);)
            } else if field.sent.converted {
                let from = from(field);
                tokens!(row.patch(#index, &#column, #krate::__private::Patch::map(self.#ident, #from));)
            } else {
                tokens!(row.patch(#index, &#column, self.#ident);)
            }
        };
        self.model.updated().map(patch).collect()
    }

    /// Returns the statements for the fields of server code.
    fn server(&self) -> TokenStream {
        let patch = |field: &Field| {
            let (index, column, ident) = (index(field), access(field), &field.ident);
            tokens!(row.patch(#index, &#column, server.#ident);)
        };
        self.model.server_updated().map(patch).collect()
    }
}
