//! The model to tokens. Nothing here parses, and nothing here decides a rule.

mod account;
mod base;
mod columns;
mod companion;
mod create;
mod new;
mod public;
mod relations;
mod row;
mod server;
mod table;
mod update;
mod validate;
pub(crate) mod views;

use proc_macro2::TokenStream;

use crate::model::Model;

/// Returns everything that is made from a model.
pub(crate) fn expand(model: &Model) -> TokenStream {
    let allows = allows(model);
    // The table comes first: it is where a type that no column can hold gets its own message.
    let table = table::expand(model);
    let row = row::expand(model);
    let create = create::impls(model);
    let update = update::impls(model);
    let public = public::impls(model);
    let base = base::impls(model);
    let views = views::impls(model);
    let checks = validate::checks(model);
    let parents = relations::parents(model);
    let account = account::impls(model);
    let structs = [
        base::declare(model),
        create::declare(model),
        update::declare(model),
        public::declare(model),
        server::declare(model),
        views::declare(model),
    ];
    let columns = columns::expand(model);
    tokens! {
        #allows
        const _: () = {
            #table
            #row
            #create
            #update
            #public
            #base
            #views
            #checks
            #parents
            #account
        };
        #(#structs)*
        #columns
    }
}

/// The lints that the user allowed for the struct, and the use of what the user calls deprecated.
fn allows(model: &Model) -> TokenStream {
    let allows = &model.passed.allows;
    let deprecated = model.is_deprecated().then(|| tokens!(#[allow(deprecated)]));
    tokens!(#(#allows)* #deprecated)
}

/// The body of a function of a model that has mistakes: whatever it would use may be missing.
fn body(model: &Model, body: TokenStream) -> TokenStream {
    if model.faulty {
        tokens!(::core::unimplemented!())
    } else {
        body
    }
}

/// `Self { a: row.a, … }`, or with clones.
fn copied<'a>(fields: impl Iterator<Item = &'a crate::model::Field>, cloned: bool) -> TokenStream {
    let fields = fields.map(|field| {
        let ident = &field.ident;
        if cloned {
            tokens!(#ident: ::core::clone::Clone::clone(&row.#ident))
        } else {
            tokens!(#ident: row.#ident)
        }
    });
    tokens!(Self { #(#fields,)* })
}
