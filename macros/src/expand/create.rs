//! `…Create`: the input that creates a row.

use proc_macro2::TokenStream;

use super::column_consts::{access, from};
use super::companion::{self, Declaration, Declared};
use super::new::{default_fn, functions, given};
use super::shared::body;
use super::validate;
use crate::model::Model;
use crate::model::field::{Field, Flow};
use crate::parse::companion::Companion;
use crate::parse::field_values::Auto;

pub(crate) fn declare(model: &Model) -> TokenStream {
    let names = &model.names;
    let fields: Vec<&Field> = model.created().collect();
    let declaration = Declaration {
        model,
        companion: Companion::Create,
        ident: &names.create,
        doc: format!(
            "The fields that a client sends to create {}.",
            names.linked()
        ),
        derives: &["Deserialize"],
        reads_bodies: true,
        fields: fields.iter().map(|one| field(model, one)).collect(),
    }
    .tokens();
    let functions = functions(model, &names.create, &fields);
    tokens!(#declaration #functions)
}

/// Returns a field of the struct.
pub(super) fn field(model: &Model, field: &Field) -> Declared {
    let attributes = companion::attributes(model, Companion::Create, field);
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
        tokens: tokens!(#attributes #serde #vis #ident: #ty,),
    }
}

fn serde(model: &Model, field: &Field) -> Vec<TokenStream> {
    let mut options = if field.sent.converted {
        Vec::new()
    } else {
        companion::copied(field)
    };
    let has_default = field
        .passed
        .serde
        .iter()
        .any(|meta| meta.path().is_ident("default"))
        && !field.sent.converted;
    if !has_default && !field.is_required() {
        options.push(match field.default_value() {
            Some(_) => {
                let path = format!("{}::{}", model.names.create, default_fn(field));
                tokens!(default = #path)
            }
            None => tokens!(default),
        });
    }
    options
}

pub(crate) fn impls(model: &Model) -> TokenStream {
    let Model { krate, names, .. } = model;
    let (row, create, server) = (&names.row, &names.create, &names.server);
    let server_type = if model.has_server() {
        tokens!(#server)
    } else {
        tokens!(())
    };
    let argument = if model.has_server() {
        tokens!(server)
    } else {
        tokens!(_)
    };
    let values = model.fields.iter().map(push_value);
    let put = body(model, tokens!(#(#values)*));
    let into_new = model.server_has_default().then(|| {
        let (server, given) = if model.has_server() {
            let server = tokens!(<#server as ::core::default::Default>::default());
            (server, given(model.created()))
        } else {
            (tokens!(()), TokenStream::new())
        };
        tokens! {
            #[automatically_derived]
            impl #krate::__private::IntoNew<#row> for #create {
                fn into_new(self) -> #krate::__private::New<#row> { #krate::__private::New::new(self, #server)#given }
            }
        }
    });
    let owned = owned(model, &server_type);
    let validate = validate::of_create(model, create, &model.created().collect::<Vec<_>>());
    tokens! {
        #[automatically_derived]
        impl #krate::__private::Input<#row> for #create {
            fn put(self, #argument: #server_type, row: &mut #krate::__private::NewRow) { #put }
        }
        #validate
        #into_new
        #owned
    }
}

/// Implements the conversion for the scope of an owner, which fills in the foreign key of the
/// owner.
fn owned(model: &Model, server_type: &TokenStream) -> TokenStream {
    let Model { krate, names, .. } = model;
    let (row, create) = (&names.row, &names.create);
    if !model.has_server() {
        return tokens! {
            #[automatically_derived]
            impl<__K> #krate::__private::IntoScopedNew<#row, __K> for #create {
                fn into_owned_by(self, _: __K) -> #krate::__private::New<#row> { #krate::__private::New::new(self, ()) }
            }
        };
    }
    tokens! {
        #[automatically_derived]
        impl<__K> #krate::__private::IntoScopedNew<#row, __K> for #create
        where
            #server_type: #krate::__private::FromOwner<__K>,
        {
            fn into_owned_by(self, owner: __K) -> #krate::__private::New<#row> {
                #krate::__private::New::new(self, <#server_type as #krate::__private::FromOwner<__K>>::of_owner(owner))
            }
        }
    }
}

/// Returns the statement that adds the value of one column.
fn push_value(field: &Field) -> TokenStream {
    let (ident, sent, column) = (&field.ident, &field.sent, access(field));
    match field.flow {
        Flow::Auto(Auto::Version) => tokens!(row.push(&#column, 1);),
        Flow::Auto(Auto::Deleted) => tokens!(row.push(&#column, ::core::option::Option::None);),
        Flow::Auto(_) => tokens!(row.auto(&#column);),
        Flow::Server => tokens!(row.push(&#column, server.#ident);),
        Flow::Client | Flow::CreateOnly if sent.hashed => {
            let sent_ident = &sent.ident;
            tokens!(row.hash(&#column, self.#sent_ident);)
        }
        Flow::Client | Flow::CreateOnly if sent.converted => {
            let (sent_ident, from) = (&sent.ident, from(field));
            tokens!(row.push(&#column, #from(self.#sent_ident));)
        }
        Flow::Client | Flow::CreateOnly => tokens!(row.push(&#column, self.#ident);),
        Flow::Broken => TokenStream::new(),
    }
}
