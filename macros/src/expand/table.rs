//! The table: constant data about every column.

use proc_macro2::{Literal, TokenStream};
use quote::{ToTokens, format_ident, quote_spanned};
use syn::Ident;
use syn::ext::IdentExt;
use syn::spanned::Spanned;

use crate::model::{Field, Flow, Model, at};
use crate::parse::field_values::{Auto, OnDelete};
use crate::parse::range::Number;
use crate::parse::rules::Rule;

pub(crate) fn expand(model: &Model) -> TokenStream {
    let krate = &model.krate;
    if model.faulty {
        // Only the types are of interest: what the rest says may contradict itself.
        let columns = model
            .fields
            .iter()
            .filter(|field| field.flow != Flow::Broken)
            .map(|field| of_type(model, field));
        return tokens!(const _: &[#krate::__private::ColumnDef] = &[#(#columns),*];);
    }
    let (name, table) = (model.row().unraw().to_string(), &model.table);
    let consts = model.fields.iter().map(|field| consts(model, field));
    let columns = model.fields.iter().map(|field| column(model, field));
    let groups = groups(model);
    tokens! {
        #(#consts)*
        static TABLE: #krate::__private::Table = #krate::__private::Table::new(#name, #table, &[#(#columns),*])#groups;
    }
}

fn of_type(model: &Model, field: &Field) -> TokenStream {
    let (krate, ty, name) = (&model.krate, &field.ty, &field.name);
    quote_spanned!(at(ty.span())=> #krate::__private::ColumnDef::of::<#ty>(#name))
}

/// What is asked of the types of a field, each in a constant of its own: what is missing is said there, once.
fn consts(model: &Model, field: &Field) -> TokenStream {
    let (krate, ty, name, access) = (&model.krate, &field.ty, &field.name, access(field));
    let function = match field.flow {
        Flow::Auto(Auto::V4) => tokens!(generated_v4),
        Flow::Auto(Auto::Version | Auto::Deleted) => tokens!(column),
        Flow::Auto(_) => tokens!(generated),
        _ => tokens!(column),
    };
    let mut way = quote_spanned!(at(ty.span())=> #krate::__private::#function::<#ty>(#name));
    if field.sent.converted {
        let name = &field.sent.name;
        way.extend(tokens!(.sent_as(#name)));
    }
    let parent = field.parent.as_ref().map(|parent| {
        let (ty, constant) = (&parent.ty, parent_const(field));
        let parent = quote_spanned!(at(ty.span())=> #krate::__private::points_to::<#ty>());
        tokens!(const #constant: #krate::__private::Parent<#ty> = #parent;)
    });
    if field.is_email_login() {
        way.extend(tokens!(.canonical(#krate::__private::canonical_email)));
    }
    let from = (field.sent.converted && !field.sent.hashed).then(|| {
        let (sent, constant) = (&field.sent.ty, from(field));
        let from =
            quote_spanned!(at(sent.span())=> <#ty as #krate::__private::StoredFrom<#sent>>::stored_from);
        tokens!(const #constant: fn(#sent) -> #ty = #from;)
    });
    tokens! {
        const #access: #krate::__private::Access<#ty> = #way;
        #parent
        #from
    }
}

/// The constant with the way to a column.
pub(crate) fn access(field: &Field) -> Ident {
    format_ident!(
        "__COLUMN_{}",
        field.constant.unraw(),
        span = at(field.ty.span())
    )
}

/// The constant with the model that a foreign key points to.
pub(crate) fn parent_const(field: &Field) -> Ident {
    format_ident!(
        "__PARENT_{}",
        field.constant.unraw(),
        span = at(field.ty.span())
    )
}

/// The constant with the function from what clients send to what is stored.
pub(crate) fn from(field: &Field) -> Ident {
    format_ident!(
        "__FROM_{}",
        field.constant.unraw(),
        span = at(field.ty.span())
    )
}

fn column(model: &Model, field: &Field) -> TokenStream {
    let krate = &model.krate;
    let access = access(field);
    let mut column = tokens!(#access.def());
    if field.column != field.name {
        let name = &field.column;
        column.extend(tokens!(.named(#name)));
    }
    if let Some(was) = &field.options.was {
        let was = was.value.value();
        column.extend(tokens!(.was(#was)));
    }
    if field.key {
        column.extend(tokens!(.key()));
    }
    if field.is_version() {
        column.extend(tokens!(.version()));
    }
    if field.is_deleted() {
        column.extend(tokens!(.deleted()));
    }
    if !field.key && is_once(field.flow) {
        column.extend(tokens!(.once()));
    }
    if field.options.unique.is_some() {
        column.extend(tokens!(.unique()));
    }
    if field.options.index.is_some() {
        column.extend(tokens!(.index()));
    }
    if let Some(parent) = &field.parent {
        let (parent, action) = (parent_const(field), action(parent.on_delete));
        column.extend(tokens!(.references(&#parent, #krate::__private::OnDelete::#action)));
    }
    let rules: Vec<_> = field
        .options
        .rules
        .0
        .iter()
        .filter_map(|rule| rule_data(model, &rule.value))
        .collect();
    if !rules.is_empty() {
        column.extend(tokens!(.rules(&[#(#rules),*])));
    }
    column
}

/// True for what is written with its row, and by no change of it.
fn is_once(flow: Flow) -> bool {
    match flow {
        Flow::CreateOnly => true,
        Flow::Auto(auto) => auto != Auto::OnUpdate,
        Flow::Client | Flow::Server | Flow::Broken => false,
    }
}

fn groups(model: &Model) -> TokenStream {
    let mut groups = TokenStream::new();
    for unique in &model.options.uniques {
        let fields = unique.value.iter().map(|field| field.unraw().to_string());
        groups.extend(tokens!(.unique(&[#(#fields),*])));
    }
    for index in &model.options.indexes {
        let fields = index.value.iter().map(|(field, descending)| {
            let field = field.unraw().to_string();
            tokens!((#field, #descending))
        });
        groups.extend(tokens!(.index(&[#(#fields),*])));
    }
    if let Some(was) = &model.options.was {
        let was = was.value.value();
        groups.extend(tokens!(.was(#was)));
    }
    groups
}

fn action(action: OnDelete) -> TokenStream {
    match action {
        OnDelete::Restrict => tokens!(Restrict),
        OnDelete::Cascade => tokens!(Cascade),
        OnDelete::SetNull => tokens!(SetNull),
    }
}

/// A rule as data. A function cannot be described.
fn rule_data(model: &Model, rule: &Rule) -> Option<TokenStream> {
    let krate = &model.krate;
    let rule = match rule {
        Rule::Email => tokens!(Email),
        Rule::Url => tokens!(Url),
        Rule::Len { min, max } => {
            let (min, max) = (length(*min), length(*max));
            tokens!(Len { min: #min, max: #max })
        }
        Rule::Range((min, max)) => {
            let (min, max) = (number(model, *min), number(model, *max));
            tokens!(Range { min: #min, max: #max })
        }
        Rule::Pattern(pattern) => {
            let pattern = pattern.value();
            tokens!(Pattern(#pattern))
        }
        Rule::Check(_) => return None,
    };
    Some(tokens!(#krate::__private::Rule::#rule))
}

fn option(value: Option<TokenStream>) -> TokenStream {
    match value {
        Some(value) => tokens!(::core::option::Option::Some(#value)),
        None => tokens!(::core::option::Option::None),
    }
}

pub(crate) fn length(length: Option<u64>) -> TokenStream {
    option(length.map(|length| Literal::u64_unsuffixed(length).into_token_stream()))
}

pub(crate) fn number(model: &Model, number: Option<Number>) -> TokenStream {
    let krate = &model.krate;
    option(number.map(|number| match number {
        Number::Int(int) => {
            let int = signed(int < 0, Literal::u128_unsuffixed(int.unsigned_abs()));
            tokens!(#krate::__private::Number::Int(#int))
        }
        Number::Float(float) => {
            let float = signed(float < 0.0, Literal::f64_unsuffixed(float.abs()));
            tokens!(#krate::__private::Number::Float(#float))
        }
    }))
}

fn signed(negative: bool, literal: Literal) -> TokenStream {
    if negative {
        tokens!(-#literal)
    } else {
        literal.into_token_stream()
    }
}
