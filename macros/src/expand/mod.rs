//! The model to tokens. Nothing here parses, and nothing here decides a rule.

mod account;
mod base;
mod column_consts;
mod columns;
mod companion;
mod create;
mod derived;
mod field_traits;
mod new;
mod owners;
mod patch_readers;
mod public;
mod relations;
mod row;
mod rule_data;
mod server;
mod shared;
mod table;
mod update;
mod validate;
pub(crate) mod view_reader;
mod view_struct;
mod views;

use proc_macro2::TokenStream;

use self::shared::allows;
use crate::model::Model;

/// Returns all generated items.
pub(crate) fn expand(model: &Model) -> TokenStream {
    let allows = allows(model);
    // The table comes first, since it reports a type that no column can hold with the best message.
    let table = table::expand(model);
    let row = row::expand(model);
    let create = create::impls(model);
    let update = update::impls(model);
    let public = public::impls(model);
    let base = base::impls(model);
    let views = views::impls(model);
    let checks = validate::checks(model);
    let parents = relations::parents(model);
    let owner_checks = owners::checks(model);
    let account = account::impls(model);
    let structs = [
        base::declare(model),
        create::declare(model),
        update::declare(model),
        public::declare(model),
        server::declare(model),
        server::declare_update(model),
        views::declare(model),
    ];
    let field_traits = field_traits::expand(model);
    let columns = columns::expand(model);
    tokens! {
        #allows
        const _: () = {
            #table
            #field_traits
            #row
            #create
            #update
            #public
            #base
            #views
            #checks
            #parents
            #owner_checks
            #account
        };
        #(#structs)*
        #columns
    }
}
