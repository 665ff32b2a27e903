//! Views: each field belongs to the companion that the view is a part of, is listed once, and no
//! required one is missing.

use syn::Ident;
use syn::ext::IdentExt;

use crate::errors::Errors;
use crate::model::Model;
use crate::model::field::{Field, Flow};
use crate::parse::companion::Companion;
use crate::parse::suggest::nearest;
use crate::parse::view::View;

pub(super) fn check(model: &mut Model, errors: &Errors) {
    let mut views = std::mem::take(&mut model.options.views);
    let mut earlier: Vec<String> = companions(model);
    views.retain_mut(|view| {
        let name = view.name.unraw().to_string();
        if earlier.contains(&name) {
            let message = format!("there is a struct `{name}` already; give this one another name");
            errors.at(&view.name, message);
            return false;
        }
        earlier.push(name);
        let mut valid: Vec<Ident> = Vec::new();
        for ident in std::mem::take(&mut view.fields) {
            match problem(model, view, &valid, &ident) {
                Some(message) => errors.at(&ident, message),
                None => valid.push(ident),
            }
        }
        view.fields = valid;
        check_required(model, view, errors);
        true
    });
    model.options.views = views;
}

/// Returns the names of the row and its companions, which no view can have.
fn companions(model: &Model) -> Vec<String> {
    let names = &model.names;
    let mut taken = vec![
        &names.row,
        &names.base,
        &names.create,
        &names.update,
        &names.public,
    ];
    taken.extend(model.has_server().then_some(&names.server));
    taken.extend(model.has_server_update().then_some(&names.server_update));
    let taken = taken.into_iter();
    taken.map(|name| name.unraw().to_string()).collect()
}

/// Returns the reason why a field cannot be in the view, if there is one.
fn problem(model: &Model, view: &View, earlier: &[Ident], ident: &Ident) -> Option<String> {
    let name = ident.unraw().to_string();
    if earlier.iter().any(|other| other.unraw() == name) {
        return Some(format!("`{name}` is listed twice; keep one"));
    }
    if fields(model, view.of).any(|field| name_in(view.of, field) == name) {
        return None;
    }
    let row = model.row();
    let known = || fields(model, view.of).map(|field| name_in(view.of, field));
    let Some(field) = model.field(ident) else {
        let hint = nearest(&name, known())
            .map(|near| format!("; did you mean `{near}`?"))
            .unwrap_or_default();
        return Some(format!("`{row}` has no field `{name}`{hint}"));
    };
    let whole = whole(model, view.of);
    Some(match view.of {
        // The error of a broken field is reported already.
        _ if field.flow == Flow::Broken => return None,
        Companion::Public => format!("`{name}` is hidden from clients; leave it out"),
        _ if field.sent.converted => {
            format!(
                "clients send `{}` for `{name}`; write `{}`",
                field.sent.name, field.sent.name
            )
        }
        _ => format!("clients do not send `{name}`, so it is not in `{whole}`; leave it out"),
    })
}

/// Checks that a view of Create has each field without a default, which a new row needs.
fn check_required(model: &Model, view: &View, errors: &Errors) {
    if view.of != Companion::Create {
        return;
    }
    for field in model.created().filter(|field| field.is_required()) {
        let name = &field.sent.name;
        if !view.fields.iter().any(|ident| ident.unraw() == *name) {
            let view = &view.name;
            errors.at(view, format_args!("`{view}` leaves out `{name}`, which has no default; list it, or give it a default"));
        }
    }
}

/// Returns the fields of the companion that a view is a part of.
fn fields(model: &Model, of: Companion) -> Box<dyn Iterator<Item = &Field> + '_> {
    match of {
        Companion::Create => Box::new(model.created()),
        Companion::Update => Box::new(model.updated()),
        _ => Box::new(model.public()),
    }
}

/// Returns the name of a field in that companion.
fn name_in(of: Companion, field: &Field) -> &str {
    match of {
        Companion::Public => &field.name,
        _ => &field.sent.name,
    }
}

fn whole(model: &Model, of: Companion) -> &Ident {
    match of {
        Companion::Create => &model.names.create,
        Companion::Update => &model.names.update,
        _ => &model.names.public,
    }
}
