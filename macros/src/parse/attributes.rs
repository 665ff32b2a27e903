//! The attributes of a field and of the struct: the options, and the attributes that generated
//! items take over.

use proc_macro2::TokenStream;
use quote::quote;
use syn::punctuated::Punctuated;
use syn::{Attribute, Ident, Meta, Path, Token};

use super::entry::entries;
use super::field_options::FieldOptions;
use super::model_options::ModelOptions;
use super::option_lists;
use crate::errors::Errors;
use crate::types::replace_self;

/// The attributes of other libraries that are answered with those of this one.
const OTHER_LIBRARIES: &[&str] = &["sea_orm", "column", "sqlx", "diesel"];

const RULES_BELONG_TO_FIELD: &str = "rules go into `#[field(...)]`: `email`, `url`, `len(1..=255)`, `range(0..)`, `pattern = \"...\"`, `check = path`";

/// The attributes of a field or of the struct that generated items take over.
#[derive(Clone, Default)]
pub(crate) struct Passed {
    pub(crate) docs: Vec<Attribute>,
    pub(crate) deprecated: Option<Attribute>,
    pub(crate) allows: Vec<Attribute>,
    pub(crate) serde: Vec<Meta>,
    /// `schema`, `schemars`, `ts`: attributes of derives that the user may add to the companions.
    pub(crate) tools: Vec<Attribute>,
}

/// Reads the attributes of a field.
pub(super) fn of_field(
    attributes: &[Attribute],
    row: &Ident,
    has_other_derive: bool,
    errors: &Errors,
) -> (FieldOptions, Passed) {
    let mut options = FieldOptions::default();
    let mut passed = Passed::default();
    for attribute in attributes {
        let path = attribute.path();
        if path.is_ident("field") {
            let tokens = replace_self(list_of(attribute), row);
            option_lists::field(&mut options, attribute, tokens, errors);
        } else if path.is_ident("validate") || path.is_ident("garde") && !has_other_derive {
            errors.at(attribute, RULES_BELONG_TO_FIELD);
        } else if let Some(name) = other_library(path).filter(|_| !has_other_derive) {
            errors.at(attribute, format_args!("the options of a column go into `#[field(...)]`, such as `unique`, `default = ...`, `column = \"name\"`; put a derive that `#[{name}]` belongs to below `#[model]`"));
        } else if path.is_ident("serde") {
            passed.serde.extend(
                serde(attribute, errors)
                    .into_iter()
                    .filter(|meta| suits_column(meta, errors)),
            );
        } else {
            passed.take(attribute);
        }
    }
    (options, passed)
}

/// Reads the attributes of the struct.
pub(super) fn of_struct(
    attributes: &[Attribute],
    row: &Ident,
    errors: &Errors,
) -> (ModelOptions, Passed) {
    let mut options = TokenStream::new();
    let mut passed = Passed::default();
    let has_other_derive = has_other_derive(attributes);
    for attribute in attributes {
        let path = attribute.path();
        if path.is_ident("__model") {
            options = list_of(attribute);
        } else if is_model(attribute) {
            errors.at(
                attribute,
                "`#[model]` is given twice; put all options into one",
            );
        } else if path.is_ident("field") {
            errors.at(attribute, "`#[field(...)]` goes on a field; options of the whole struct go into `#[model(...)]`");
        } else if path.is_ident("validate") || path.is_ident("garde") && !has_other_derive {
            errors.at(attribute, RULES_BELONG_TO_FIELD);
        } else if let Some(name) = other_library(path).filter(|_| !has_other_derive) {
            errors.at(attribute, format_args!("the options of a table go into `#[model(...)]`, such as `table = \"name\"`, `unique(a, b)`; put a derive that `#[{name}]` belongs to below `#[model]`"));
        } else if path.is_ident("serde") {
            passed
                .serde
                .extend(serde(attribute, errors).into_iter().filter(suits_companion));
        } else {
            passed.take(attribute);
        }
    }
    let options = option_lists::model(replace_self(options, row), errors);
    (options, passed)
}

/// True if the struct has a derive, below `#[model]`, that an attribute of another library may
/// belong to.
pub(super) fn has_other_derive(attributes: &[Attribute]) -> bool {
    const NO_ATTRIBUTES: &[&str] = &[
        "Clone",
        "Copy",
        "Debug",
        "Default",
        "Deserialize",
        "Eq",
        "Hash",
        "Ord",
        "PartialEq",
        "PartialOrd",
        "Serialize",
    ];
    let derives = attributes
        .iter()
        .filter(|attribute| attribute.path().is_ident("derive"));
    let paths = derives.filter_map(|attribute| {
        let list = Punctuated::<Path, Token![,]>::parse_terminated;
        attribute.parse_args_with(list).ok()
    });
    paths.flatten().any(|path| {
        let name = path.segments.last().map(|segment| &segment.ident);
        name.is_some_and(|name| !NO_ATTRIBUTES.iter().any(|known| name == known))
    })
}

/// Returns the name of an attribute of another library.
fn other_library(path: &Path) -> Option<&'static str> {
    OTHER_LIBRARIES
        .iter()
        .find(|name| path.is_ident(name))
        .copied()
}

/// True if the macro runs a second time on one struct, which the first run reports.
pub(crate) fn is_second_run(attributes: &[Attribute]) -> bool {
    attributes
        .iter()
        .filter(|attribute| attribute.path().is_ident("__model"))
        .count()
        > 1
}

fn is_model(attribute: &Attribute) -> bool {
    attribute
        .path()
        .segments
        .last()
        .is_some_and(|segment| segment.ident == "model")
}

impl Passed {
    fn take(&mut self, attribute: &Attribute) {
        let path = attribute.path();
        if path.is_ident("doc") {
            self.docs.push(attribute.clone());
        } else if path.is_ident("deprecated") {
            self.deprecated = Some(attribute.clone());
        } else if path.is_ident("allow") {
            self.allows.push(attribute.clone());
        } else if ["schema", "schemars", "ts"]
            .iter()
            .any(|tool| path.is_ident(tool))
        {
            self.tools.push(attribute.clone());
        }
    }
}

fn list_of(attribute: &Attribute) -> TokenStream {
    match &attribute.meta {
        Meta::List(list) => list.tokens.clone(),
        _ => TokenStream::new(),
    }
}

/// Reads `#[serde(…)]`.
pub(crate) fn serde(attribute: &Attribute, errors: &Errors) -> Vec<Meta> {
    let mut metas = Vec::new();
    let expected = "an option of serde, such as `rename = \"name\"`";
    entries(list_of(attribute), expected, errors, |entry| {
        let (key, rest) = (entry.key, entry.rest());
        let written = quote!(#key #rest);
        let message = if rest.to_string() == "=" {
            format!("`{key}` is incomplete: expected a value in quotes")
        } else {
            format!("expected {expected}")
        };
        let meta =
            syn::parse2(written.clone()).map_err(|_| syn::Error::new_spanned(&written, message))?;
        metas.push(meta);
        Ok(())
    });
    metas
}

fn suits_column(meta: &Meta, errors: &Errors) -> bool {
    let path = meta.path();
    if path.is_ident("flatten") {
        errors.at(meta, "a flattened field is not one column; store its parts as fields, or all of it as `Json<...>`");
        return false;
    }
    if ["skip", "skip_serializing", "skip_deserializing"]
        .iter()
        .any(|skip| path.is_ident(skip))
    {
        errors.at(meta, "say who reads and who writes a field with `#[field(hidden)]`, `#[field(server)]` or `#[field(auto)]`");
        return false;
    }
    true
}

/// The other container attributes of `serde` are about the row itself.
fn suits_companion(meta: &Meta) -> bool {
    ["rename_all", "expecting"]
        .iter()
        .any(|name| meta.path().is_ident(name))
}
