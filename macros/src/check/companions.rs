//! Derives and attributes that the user adds to the companions.

use syn::punctuated::Punctuated;
use syn::{Meta, Path, Token};

use crate::errors::Errors;
use crate::model::Model;
use crate::parse::companion::Companion;

pub(super) fn check(model: &mut Model, errors: &Errors) {
    let mut earlier: Vec<String> = Vec::new();
    let update = model.names.update.to_string();
    model.options.derives.retain(|path| {
        let name = last_name(path);
        let problem = match name.as_str() {
            "Debug" | "Clone" | "PartialEq" => Some(format!("`{name}` is already derived for all of them; remove it")),
            "Default" => Some(format!("`{update}` has `Default` already; for another struct write `on(create, derive(Default))`")),
            "Serialize" => Some("`Serialize` is already derived for the structs that clients see; for another struct write `on(create, derive(Serialize))`".to_owned()),
            "Deserialize" => Some("`Deserialize` is already derived for the structs that clients send; for another struct write `on(base, derive(Deserialize))`".to_owned()),
            _ if earlier.contains(&name) => Some(format!("`{name}` is listed twice; keep one")),
            _ => None,
        };
        earlier.push(name);
        if let Some(problem) = &problem {
            errors.at(path, problem);
        }
        problem.is_none()
    });
    remove_defaults(model, errors);
    if !model.has_server() {
        for on in model
            .options
            .on
            .iter()
            .filter(|on| on.companion == Companion::Server)
        {
            let (row, server) = (&model.names.row, &model.names.server);
            errors.at(
                &on.word,
                format_args!("there is no `{server}`: no field of `{row}` is `server`; remove `on(server, ...)`"),
            );
        }
    }
}

/// Removes an added `Default` from companions that have it already.
fn remove_defaults(model: &mut Model, errors: &Errors) {
    let mut on = std::mem::take(&mut model.options.on);
    let names = &model.names;
    for on in &mut on {
        let (name, reason) = match on.companion {
            Companion::Create if !model.needs_input() => {
                (&names.create, "nothing in it is required")
            }
            Companion::Update => (&names.update, "every field can be left out"),
            Companion::Server if model.has_server() && model.server_has_default() => {
                (&names.server, "every field has a default")
            }
            _ => continue,
        };
        on.attributes.retain_mut(|meta| {
            let Some(paths) = derived(meta) else {
                return true;
            };
            let (default, others): (Vec<&Path>, Vec<&Path>) =
                paths.iter().partition(|path| last_name(path) == "Default");
            for path in &default {
                let message =
                    format_args!("`{name}` has `Default` already, since {reason}; remove it");
                errors.at(path, message);
            }
            if !default.is_empty() {
                *meta = syn::parse_quote!(derive(#(#others),*));
            }
            default.is_empty() || !others.is_empty()
        });
    }
    model.options.on = on;
}

/// True for `derive(…, Name, …)`.
pub(crate) fn derives(meta: &Meta, name: &str) -> bool {
    derived(meta).is_some_and(|paths| paths.iter().any(|path| last_name(path) == name))
}

/// Returns the names in `derive(…)`.
fn derived(meta: &Meta) -> Option<Punctuated<Path, Token![,]>> {
    match meta {
        Meta::List(list) if list.path.is_ident("derive") => {
            list.parse_args_with(Punctuated::parse_terminated).ok()
        }
        _ => None,
    }
}

fn last_name(path: &Path) -> String {
    path.segments
        .last()
        .map(|segment| segment.ident.to_string())
        .unwrap_or_default()
}
