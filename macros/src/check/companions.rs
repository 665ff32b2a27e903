//! What the user adds to the companions.

use syn::punctuated::Punctuated;
use syn::{Meta, Path, Token};

use crate::errors::Errors;
use crate::model::Model;
use crate::parse::on::Companion;

pub(super) fn check(model: &mut Model, errors: &Errors) {
    let mut earlier: Vec<String> = Vec::new();
    let update = model.names.update.to_string();
    model.options.derives.retain(|path| {
        let name = last(path);
        let problem = match name.as_str() {
            "Debug" | "Clone" | "PartialEq" => Some(format!("`{name}` is derived for all of them already; remove it")),
            "Default" => Some(format!("`{update}` has `Default` already; for another struct write `on(create, derive(Default))`")),
            "Serialize" => Some("`Serialize` is derived for what goes out already; for another struct write `on(create, derive(Serialize))`".to_owned()),
            "Deserialize" => Some("`Deserialize` is derived for what comes in already; for another struct write `on(base, derive(Deserialize))`".to_owned()),
            _ if earlier.contains(&name) => Some(format!("`{name}` is listed twice")),
            _ => None,
        };
        earlier.push(name);
        if let Some(problem) = &problem {
            errors.at(path, problem);
        }
        problem.is_none()
    });
    for on in &model.options.on {
        let has = match on.companion {
            Companion::Create if !model.needs_input() => "nothing in it is required",
            Companion::Update => "every field can be kept",
            Companion::Server if model.has_server() && model.server_has_default() => {
                "every field has a default"
            }
            _ => continue,
        };
        for meta in on.attributes.iter().filter(|meta| derives(meta, "Default")) {
            errors.at(
                meta,
                format_args!("it has `Default` already, since {has}; remove it"),
            );
        }
    }
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
                format_args!("there is no `{server}`: no field of `{row}` is `server`"),
            );
        }
    }
}

/// True for `derive(…, Name, …)`.
pub(crate) fn derives(meta: &Meta, name: &str) -> bool {
    match meta {
        Meta::List(list) if list.path.is_ident("derive") => list
            .parse_args_with(Punctuated::<Path, Token![,]>::parse_terminated)
            .is_ok_and(|paths| paths.iter().any(|path| last(path) == name)),
        _ => false,
    }
}

fn last(path: &Path) -> String {
    path.segments
        .last()
        .map(|segment| segment.ident.to_string())
        .unwrap_or_default()
}
