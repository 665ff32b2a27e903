//! `#[field(…)]`.

use proc_macro2::TokenStream;
use syn::parse::ParseStream;
use syn::{Attribute, Ident, LitStr, Meta, Type};

use super::field_values::{
    Auto, Fallback, Input, OnDelete, Writer, auto, default, on_delete, read_input, references,
};
use super::rules::Rules;
use super::suggest::unknown;
use super::{Given, flag, foreign, name, options, rest_of_option, set};
use crate::errors::Errors;

/// Every option of a field, in the order in which a message lists them.
const OPTIONS: &[&str] = &[
    "id",
    "unique",
    "index",
    "default",
    "auto",
    "server",
    "create_only",
    "hidden",
    "login",
    "enabled",
    "role",
    "version",
    "deleted",
    "input",
    "on_delete",
    "references",
    "column",
    "was",
    "email",
    "url",
    "len",
    "range",
    "pattern",
    "check",
];

/// The options of one field, as they were written.
#[derive(Clone, Default)]
pub(crate) struct FieldOptions {
    pub(crate) id: Option<Given<()>>,
    pub(crate) unique: Option<Given<()>>,
    pub(crate) index: Option<Given<()>>,
    pub(crate) hidden: Option<Given<()>>,
    pub(crate) login: Option<Given<()>>,
    pub(crate) enabled: Option<Given<()>>,
    pub(crate) role: Option<Given<()>>,
    pub(crate) writers: Vec<Given<Writer>>,
    pub(crate) default: Option<Given<Fallback>>,
    pub(crate) input: Option<Given<Input>>,
    pub(crate) on_delete: Option<Given<OnDelete>>,
    pub(crate) references: Option<Given<Type>>,
    pub(crate) column: Option<Given<LitStr>>,
    pub(crate) was: Option<Given<LitStr>>,
    pub(crate) rules: Rules,
}

impl FieldOptions {
    /// Adds what one `#[field(…)]` says.
    pub(crate) fn read(&mut self, attribute: &Attribute, tokens: TokenStream, errors: &Errors) {
        match &attribute.meta {
            Meta::List(_) if tokens.is_empty() => {
                errors.at(attribute, "`#[field()]` says nothing; remove it")
            }
            Meta::List(_) => {
                let expected = "the name of an option, such as `unique`";
                options(tokens, expected, errors, |key, input| {
                    self.option(key, input, errors)
                });
            }
            _ => errors.at(
                attribute,
                "expected options in parentheses, such as `#[field(unique)]`",
            ),
        }
    }

    fn option(&mut self, key: &Ident, input: ParseStream<'_>, errors: &Errors) -> syn::Result<()> {
        let text = key.to_string();
        match text.as_str() {
            "id" => set(&mut self.id, key, flag(key, input)?, errors),
            "unique" => set(&mut self.unique, key, flag(key, input)?, errors),
            "index" => set(&mut self.index, key, flag(key, input)?, errors),
            "hidden" => set(&mut self.hidden, key, flag(key, input)?, errors),
            "login" => set(&mut self.login, key, flag(key, input)?, errors),
            "enabled" => set(&mut self.enabled, key, flag(key, input)?, errors),
            "role" => set(&mut self.role, key, flag(key, input)?, errors),
            "server" => self.writer(key, flag(key, input).map(|()| Writer::Server)?, errors),
            "create_only" => {
                self.writer(key, flag(key, input).map(|()| Writer::CreateOnly)?, errors)
            }
            "auto" => self.writer(key, auto(key, input)?, errors),
            "version" => {
                let version = Writer::Auto(Auto::Version);
                self.writer(key, flag(key, input).map(|()| version)?, errors);
            }
            "deleted" => {
                let deleted = Writer::Auto(Auto::Deleted);
                self.writer(key, flag(key, input).map(|()| deleted)?, errors);
            }
            "default" => set(&mut self.default, key, default(key, input, errors)?, errors),
            "input" => set(
                &mut self.input,
                key,
                read_input(key, input, errors)?,
                errors,
            ),
            "on_delete" => set(&mut self.on_delete, key, on_delete(key, input)?, errors),
            "references" => set(&mut self.references, key, references(key, input)?, errors),
            "column" => set(&mut self.column, key, name(key, input)?, errors),
            "was" => set(&mut self.was, key, name(key, input)?, errors),
            _ => {
                return self.rules.parse(key, input, errors).unwrap_or_else(|| {
                    let remedy = foreign::field_remedy(&text, rest_of_option(input));
                    Err(syn::Error::new_spanned(
                        key,
                        unknown("field option", &text, OPTIONS, remedy),
                    ))
                });
            }
        }
        Ok(())
    }

    fn writer(&mut self, key: &Ident, writer: Writer, errors: &Errors) {
        if self.writers.iter().any(|given| given.key == *key) {
            errors.at(key, format_args!("`{key}` is given twice"));
        } else {
            self.writers.push(Given {
                key: key.clone(),
                value: writer,
            });
        }
    }
}
