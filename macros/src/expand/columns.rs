//! The constants that name columns.

use proc_macro2::{Literal, TokenStream};
use syn::Type;

use super::relations;
use super::shared::allows;
use crate::model::Model;
use crate::model::field::Field;

pub(crate) fn expand(model: &Model) -> TokenStream {
    let krate = &model.krate;
    let row = model.row();
    // Two constants of the same name are reported already, so the first one is enough.
    let is_first = |field: &&Field| {
        let mut earlier = model.fields.iter().take(field.index);
        !earlier.any(|other| other.constant == field.constant)
    };
    let columns = model.fields.iter().filter(is_first).map(|field| {
        let Field {
            vis,
            constant,
            ty,
            passed,
            ..
        } = field;
        let docs = &passed.docs;
        let doc = docs.is_empty().then(|| {
            let doc = format!("The column `{}`.", field.column);
            tokens!(#[doc = #doc])
        });
        let deprecated = &passed.deprecated;
        let role = role(model, field);
        let index = Literal::usize_unsuffixed(field.index);
        tokens! {
            #(#docs)* #doc #deprecated
            #vis const #constant: #krate::__private::Column<#row, #ty #role> = #krate::__private::Column::at(#index);
        }
    });
    let relations = relations::children(model);
    let allows = allows(model);
    tokens! {
        #allows
        impl #row {
            #(#columns)*
            #relations
        }
    }
}

/// Returns the role of a column, as the third argument of its type: unique, a foreign key, or both,
/// and whether it is hidden.
fn role(model: &Model, field: &Field) -> Option<TokenStream> {
    let krate = &model.krate;
    let unique = field.key || field.options.unique.is_some();
    let parent: Option<&Type> = field.parent.as_ref().map(|parent| &parent.ty);
    let role = match (parent, unique) {
        (Some(parent), true) => tokens!(#krate::__private::UniqueRef<#parent>),
        (Some(parent), false) => tokens!(#krate::__private::Ref<#parent>),
        (None, true) => tokens!(#krate::__private::Unique),
        (None, false) if field.is_hidden_value() => tokens!(#krate::__private::Plain),
        (None, false) => return None,
    };
    Some(if field.is_hidden_value() {
        tokens!(, #krate::__private::Hidden<#role>)
    } else {
        tokens!(, #role)
    })
}
