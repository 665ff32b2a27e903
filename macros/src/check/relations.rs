//! Names of relations.

use quote::ToTokens;
use syn::Ident;
use syn::ext::IdentExt;

use crate::errors::Errors;
use crate::model::Model;
use crate::model::names::OPERATIONS;

pub(super) fn check(model: &mut Model, errors: &Errors) {
    let mut earlier: Vec<String> = Vec::new();
    let relations = std::mem::take(&mut model.options.relations);
    let valid =
        relations
            .into_iter()
            .filter(|relation| match problem(model, &earlier, &relation.name) {
                Some(message) => {
                    errors.at(&relation.name, message);
                    false
                }
                None => {
                    earlier.push(relation.name.unraw().to_string());
                    true
                }
            });
    model.options.relations = valid.collect();
}

/// Returns the reason why a relation cannot have this name, if there is one.
fn problem(model: &Model, earlier: &[String], ident: &Ident) -> Option<String> {
    let name = ident.unraw().to_string();
    if syn::parse2::<Ident>(ident.to_token_stream()).is_err() {
        return Some(format!(
            "`{name}` is a keyword; write `r#{name}`, or give the relation another name"
        ));
    }
    if OPERATIONS.contains(&name.as_str()) {
        return Some(format!(
            "`{name}` is an operation of every model; give the relation another name"
        ));
    }
    if earlier.contains(&name) {
        return Some(format!(
            "`{name}` is already a relation of `{}`; give this one another name",
            model.row()
        ));
    }
    if let Some(field) = model.fields.iter().find(|field| field.name == name) {
        return Some(format!(
            "`{name}` is already a field of `{}`, and both would make the constant `{}`; give the relation another name",
            model.row(),
            field.constant.unraw()
        ));
    }
    let constant = name.to_uppercase();
    let key = model.foreign_keys().find(|(_, parent)| {
        let is_method = |accessor: &Ident| accessor.unraw() == name;
        parent.accessor.as_ref().is_some_and(is_method)
            || parent
                .constant
                .as_ref()
                .is_some_and(|taken| *taken == constant)
    });
    key.map(|(key, _)| {
        format!(
            "`{name}` is already the accessor of `{}`; give the relation another name",
            key.name
        )
    })
}
