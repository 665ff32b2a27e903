//! `#[field(…)]` and `#[model(…)]`, read by the tables of their options.

use proc_macro2::TokenStream;
use syn::{Attribute, Meta};

use super::entry::{Entry, entries};
use super::field_options::{FIELD_OPTIONS, FieldOptions};
use super::foreign;
use super::model_options::{MODEL_OPTIONS, ModelOptions};
use super::rules;
use super::suggest::unknown;
use crate::errors::Errors;

/// Adds the options of one `#[field(…)]`.
pub(super) fn field(
    options: &mut FieldOptions,
    attribute: &Attribute,
    tokens: TokenStream,
    errors: &Errors,
) {
    match &attribute.meta {
        Meta::List(_) if tokens.is_empty() => {
            errors.at(attribute, "`#[field()]` is empty; remove it");
        }
        Meta::List(_) => {
            let expected = "the name of an option, such as `unique`";
            entries(tokens, expected, errors, |entry| {
                field_option(options, entry)
            });
        }
        _ => errors.at(
            attribute,
            "expected options in parentheses, such as `#[field(unique)]`",
        ),
    }
}

fn field_option(options: &mut FieldOptions, entry: &Entry<'_>) -> syn::Result<()> {
    let option = FIELD_OPTIONS.iter().find(|option| entry.key == option.name);
    match option {
        Some(option) => (option.read)(options, entry)?,
        None => options
            .rules
            .try_read(entry)
            .unwrap_or_else(|| Err(unknown_field_option(options, entry)))?,
    }
    options.keys.push(entry.key.clone());
    Ok(())
}

/// Reads the options of `#[model(…)]`.
pub(super) fn model(tokens: TokenStream, errors: &Errors) -> ModelOptions {
    let mut options = ModelOptions::default();
    let expected = "the name of an option, such as `table = \"name\"`";
    entries(tokens, expected, errors, |entry| {
        match MODEL_OPTIONS.iter().find(|option| entry.key == option.name) {
            Some(option) => (option.read)(&mut options, entry),
            None => Err(unknown_model_option(entry)),
        }
    });
    options
}

fn unknown_field_option(options: &mut FieldOptions, entry: &Entry<'_>) -> syn::Error {
    let name = entry.key.to_string();
    options.means_id |= foreign::is_id(&name);
    let remedy = foreign::field_remedy(&name, entry.rest()).or_else(|| {
        let option = MODEL_OPTIONS.iter().find(|option| option.name == name)?;
        Some(format!(
            "it goes on the struct: `#[model({})]`",
            option.form
        ))
    });
    entry.error(unknown("field option", &name, field_option_names(), remedy))
}

fn unknown_model_option(entry: &Entry<'_>) -> syn::Error {
    let name = entry.key.to_string();
    entry.rest();
    let remedy = foreign::model_remedy(&name).or_else(|| {
        let is_field_option = field_option_names().any(|option| option == name);
        is_field_option.then(|| format!("it goes on a field: `#[field({name})]`"))
    });
    let names = MODEL_OPTIONS.iter().map(|option| option.name);
    entry.error(unknown("model option", &name, names, remedy))
}

fn field_option_names() -> impl Iterator<Item = &'static str> + Clone {
    let options = FIELD_OPTIONS.iter().map(|option| option.name);
    options.chain(rules::names())
}
