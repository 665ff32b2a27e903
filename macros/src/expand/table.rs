//! The table: constant data about every column.

use proc_macro2::TokenStream;
use quote::quote_spanned;
use syn::Ident;
use syn::ext::IdentExt;
use syn::spanned::Spanned;

use super::column_consts::{self, access, parent_const};
use super::rule_data::rule_data;
use super::shared::index;
use crate::model::Model;
use crate::model::field::{Field, Flow};
use crate::parse::field_values::{Auto, OnDelete};
use crate::parse::given::Given;
use crate::parse::groups::Group;
use crate::span::generated;

pub(crate) fn expand(model: &Model) -> TokenStream {
    let krate = &model.krate;
    if model.faulty {
        // The types are still checked, but other parts may contradict each other.
        let columns = model
            .fields
            .iter()
            .filter(|field| field.flow != Flow::Broken)
            .map(|field| of_type(model, field));
        return tokens!(const _: &[#krate::__private::ColumnDef] = &[#(#columns),*];);
    }
    let (name, table) = (model.row().unraw().to_string(), &model.table);
    let consts = model
        .fields
        .iter()
        .map(|field| column_consts::expand(model, field));
    let columns = model.fields.iter().map(|field| column(model, field));
    let groups = groups(model);
    let keys = model.foreign_keys().map(|(field, _)| {
        let (parent, index, name) = (parent_const(field), index(field), &field.name);
        let owner = field.is_owner.then(|| tokens!(.owner()));
        tokens!(#parent.key(#index, #name)#owner)
    });
    let owned = if model.options.scoped.is_some() {
        tokens!(.scoped())
    } else if model.options.unowned.is_some() {
        tokens!(.unowned())
    } else {
        TokenStream::new()
    };
    tokens! {
        #(#consts)*
        const __FOREIGN_KEYS: #krate::__private::ForeignKeys = #krate::__private::ForeignKeys::new(#name, &[#(#keys),*])#owned;
        static TABLE: #krate::__private::Table = #krate::__private::Table::new(#name, #table, &[#(#columns),*]).keys(__FOREIGN_KEYS)#groups;
    }
}

fn of_type(model: &Model, field: &Field) -> TokenStream {
    let (krate, ty, name) = (&model.krate, &field.ty, &field.body_name);
    quote_spanned!(generated(ty.span())=> #krate::__private::ColumnDef::of::<#ty>(#name))
}

/// Returns the description of one column.
fn column(model: &Model, field: &Field) -> TokenStream {
    let (krate, access) = (&model.krate, access(field));
    let options = &field.options;
    let named = (field.column != field.body_name).then(|| {
        let name = &field.column;
        tokens!(.named(#name))
    });
    let was = options.was.as_ref().map(|was| {
        let was = was.value.value();
        tokens!(.was(#was))
    });
    let key = field.key.then(|| tokens!(.key()));
    let version = field.is_version().then(|| tokens!(.version()));
    let deleted = field.is_deleted().then(|| tokens!(.deleted()));
    let once = (!field.key && is_written_once(field.flow)).then(|| tokens!(.once()));
    let hidden = field.is_hidden_value().then(|| tokens!(.hidden()));
    let unique = options.unique.as_ref().map(|given| {
        let name = given
            .value
            .as_ref()
            .map(|name| tokens!(.unique_named(#name)));
        tokens!(.unique()#name)
    });
    let index = options.index.as_ref().map(|given| {
        let name = given
            .value
            .as_ref()
            .map(|name| tokens!(.index_named(#name)));
        tokens!(.index()#name)
    });
    let foreign_key = options.foreign_key.as_ref().map(|given| {
        let name = &given.value;
        tokens!(.foreign_key_named(#name))
    });
    let references = field.parent.as_ref().map(|parent| {
        let (parent, action) = (parent_const(field), action(parent.on_delete));
        // With this span, a key of another type than that of the parent is reported at the type.
        quote_spanned!(generated(field.ty.span())=> .references(&#parent, #krate::__private::OnDelete::#action))
    });
    let rules = options.rules.0.iter();
    let rules: Vec<_> = rules
        .filter_map(|rule| rule_data(model, &rule.value))
        .collect();
    let rules = (!rules.is_empty()).then(|| tokens!(.rules(&[#(#rules),*])));
    tokens!(#access.def() #named #was #key #version #deleted #once #hidden #unique #index #references #foreign_key #rules)
}

/// True for fields that are written when the row is created, and by no update.
fn is_written_once(flow: Flow) -> bool {
    match flow {
        Flow::CreateOnly => true,
        Flow::Auto(auto) => auto != Auto::OnUpdate,
        Flow::Client | Flow::Server | Flow::Broken => false,
    }
}

/// Returns the options of the whole table.
fn groups(model: &Model) -> TokenStream {
    let options = &model.options;
    let uniques = options.uniques.iter().map(|unique| {
        let fields = unique.value.fields.iter();
        let fields = fields.map(|listed| body_name(model, &listed.field));
        tokens!(.unique(&[#(#fields),*]))
    });
    let indexes = options.indexes.iter().map(|index| {
        let fields = index.value.fields.iter().map(|listed| {
            let (field, descending) = (body_name(model, &listed.field), listed.descending);
            tokens!((#field, #descending))
        });
        tokens!(.index(&[#(#fields),*]))
    });
    let was = options.was.as_ref().map(|was| {
        let was = was.value.value();
        tokens!(.was(#was))
    });
    let named = |groups: &[Given<Group>], is_unique: bool| {
        let named = groups.iter().filter_map(|group| {
            let name = group.value.name.as_ref()?;
            let fields = group.value.fields.iter();
            let fields = fields.map(|listed| body_name(model, &listed.field));
            Some(tokens!((#is_unique, &[#(#fields),*], #name)))
        });
        named.collect::<Vec<_>>()
    };
    let names = [
        named(&options.uniques, true),
        named(&options.indexes, false),
    ]
    .concat();
    let names = (!names.is_empty()).then(|| tokens!(.named(&[#(#names),*])));
    tokens!(#(#uniques)* #(#indexes)* #names #was)
}

/// Returns the name by which the table knows a field that a group lists.
fn body_name(model: &Model, listed: &Ident) -> String {
    let field = model.field(listed);
    field.map_or_else(
        || listed.unraw().to_string(),
        |field| field.body_name.clone(),
    )
}

fn action(action: OnDelete) -> TokenStream {
    match action {
        OnDelete::Restrict => tokens!(Restrict),
        OnDelete::Cascade => tokens!(Cascade),
        OnDelete::SetNull => tokens!(SetNull),
    }
}
