//! The model between parsing and expansion: every decision and every generated name is made here, once.

mod field;
pub(crate) mod names;

use proc_macro2::Span;
use syn::ext::IdentExt;
use syn::{Ident, Path, Visibility};

use field::is_id_of;
pub(crate) use field::{Field, Flow, Written};

use crate::parse::attributes::Passed;
use crate::parse::model_options::ModelOptions;
use crate::types;
use names::Names;

/// One annotated struct.
pub(crate) struct Model {
    pub(crate) krate: Path,
    pub(crate) vis: Visibility,
    pub(crate) names: Names,
    pub(crate) table: String,
    pub(crate) fields: Vec<Field>,
    pub(crate) options: ModelOptions,
    pub(crate) passed: Passed,
    /// A mistake was reported: what is generated has to compile, but will not run.
    pub(crate) faulty: bool,
}

/// The span for a generated token: it points at what the user wrote, but lints know that nobody wrote it.
pub(crate) fn at(span: Span) -> Span {
    Span::mixed_site().located_at(span)
}

impl Model {
    pub(crate) fn new(
        row: &Ident,
        vis: Visibility,
        options: ModelOptions,
        passed: Passed,
        fields: Vec<Written>,
    ) -> Self {
        let krate = options.krate.as_ref().map_or_else(
            || syn::parse_quote!(::fivefold),
            |given| given.value.clone(),
        );
        let is_key = |field: &Written| {
            field.options.id.is_some() || (field.ident.unraw() == "id" && is_id_of(&field.ty, row))
        };
        let key = fields.iter().position(is_key);
        let table = options.table.as_ref().map_or_else(
            || names::snake_case(&row.unraw().to_string()),
            |given| given.value.value(),
        );
        let fields = fields
            .into_iter()
            .enumerate()
            .map(|(at, field)| Field::new(row, &krate, at, key == Some(at), field));
        let mut fields: Vec<Field> = fields.collect();
        names::accessors(&mut fields);
        Self {
            krate,
            vis,
            names: Names::new(row),
            table,
            fields,
            options,
            passed,
            faulty: false,
        }
    }

    pub(crate) fn row(&self) -> &Ident {
        &self.names.row
    }

    pub(crate) fn key(&self) -> Option<&Field> {
        self.fields.iter().find(|field| field.key)
    }

    pub(crate) fn field(&self, ident: &Ident) -> Option<&Field> {
        self.fields.iter().find(|field| ident.unraw() == field.name)
    }

    pub(crate) fn server(&self) -> impl Iterator<Item = &Field> {
        self.fields
            .iter()
            .filter(|field| field.flow == Flow::Server)
    }

    pub(crate) fn created(&self) -> impl Iterator<Item = &Field> {
        self.fields
            .iter()
            .filter(|field| matches!(field.flow, Flow::Client | Flow::CreateOnly))
    }

    pub(crate) fn updated(&self) -> impl Iterator<Item = &Field> {
        self.fields
            .iter()
            .filter(|field| field.flow == Flow::Client && !field.key)
    }

    pub(crate) fn public(&self) -> impl Iterator<Item = &Field> {
        self.fields
            .iter()
            .filter(|field| !field.hidden && field.flow != Flow::Broken)
    }

    /// What Create and Public share, name and type alike.
    pub(crate) fn shared(&self) -> impl Iterator<Item = &Field> {
        self.created()
            .filter(|field| !field.hidden && !field.sent.converted)
    }

    /// The field that people sign in with, and the hash that their password is checked against.
    pub(crate) fn account(&self) -> Option<(&Field, &Field)> {
        let login = self
            .fields
            .iter()
            .find(|field| field.options.login.is_some())?;
        Some((login, self.passwords().next()?))
    }

    /// The fields that hold the hash of a password.
    pub(crate) fn passwords(&self) -> impl Iterator<Item = &Field> {
        self.fields
            .iter()
            .filter(|field| types::is_named(types::inner(&field.ty), "PasswordHash"))
    }

    pub(crate) fn has_server(&self) -> bool {
        self.server().next().is_some()
    }

    /// True if every server field has a default, so that Create alone makes a row.
    pub(crate) fn server_has_default(&self) -> bool {
        self.server().all(|field| field.options.default.is_some())
    }

    /// True if clients must send at least one field.
    pub(crate) fn needs_input(&self) -> bool {
        self.created().any(Field::is_required)
    }

    pub(crate) fn is_deprecated(&self) -> bool {
        self.passed.deprecated.is_some()
            || self
                .fields
                .iter()
                .any(|field| field.passed.deprecated.is_some())
    }
}
