//! The model between parsing and expansion: every decision and every generated name is made here,
//! once.

mod accessors;
mod body_names;
pub(crate) mod field;
pub(crate) mod names;
pub(crate) mod owners;
mod sent;

use syn::ext::IdentExt;
use syn::{Ident, Path, Visibility};

use crate::model::accessors::name_accessors;
use crate::model::body_names::name_in_bodies;
use crate::model::field::{Field, Flow, Parent, is_id_of};
use crate::model::names::{Names, snake_case};
use crate::model::owners::name_owners;
use crate::parse::attributes::Passed;
use crate::parse::item::{Item, ItemField};
use crate::parse::model_options::ModelOptions;
use crate::types;

/// One annotated struct.
pub(crate) struct Model {
    pub(crate) krate: Path,
    pub(crate) vis: Visibility,
    pub(crate) names: Names,
    pub(crate) table: String,
    pub(crate) fields: Vec<Field>,
    pub(crate) options: ModelOptions,
    pub(crate) passed: Passed,
    /// An error was reported: the generated code has to compile, but will not run.
    pub(crate) faulty: bool,
}

impl Model {
    pub(crate) fn new(item: Item) -> Self {
        let Item {
            row,
            vis,
            options,
            passed,
            fields,
        } = item;
        let krate = options.krate.as_ref().map_or_else(
            || syn::parse_quote!(::fivefold),
            |given| given.value.clone(),
        );
        let is_key = |field: &ItemField| {
            field.options.id.is_some() || (field.ident.unraw() == "id" && is_id_of(&field.ty, &row))
        };
        let key = fields.iter().position(is_key);
        let table = options.table.as_ref().map_or_else(
            || snake_case(&row.unraw().to_string()),
            |given| given.value.value(),
        );
        let fields = fields
            .into_iter()
            .enumerate()
            .map(|(index, field)| Field::new(&row, &krate, index, key == Some(index), field));
        let mut fields: Vec<Field> = fields.collect();
        name_accessors(&mut fields);
        name_in_bodies(&mut fields, &passed.serde);
        name_owners(&mut fields, &row, options.scoped.is_some());
        Self {
            krate,
            vis,
            names: Names::new(&row),
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

    /// Returns the foreign keys.
    pub(crate) fn foreign_keys(&self) -> impl Iterator<Item = (&Field, &Parent)> {
        let fields = self.fields.iter();
        fields.filter_map(|field| Some((field, field.parent.as_ref()?)))
    }

    /// Returns the foreign keys that name the owner of a row.
    pub(crate) fn owners(&self) -> impl Iterator<Item = (&Field, &Parent)> {
        self.foreign_keys().filter(|(field, _)| field.is_owner)
    }

    /// Returns the fields that only server code writes.
    pub(crate) fn server(&self) -> impl Iterator<Item = &Field> {
        self.fields
            .iter()
            .filter(|field| field.flow == Flow::Server)
    }

    /// Returns the fields that clients send to create a row.
    pub(crate) fn created(&self) -> impl Iterator<Item = &Field> {
        self.fields
            .iter()
            .filter(|field| matches!(field.flow, Flow::Client | Flow::CreateOnly))
    }

    /// Returns the fields that clients can change.
    pub(crate) fn updated(&self) -> impl Iterator<Item = &Field> {
        self.fields
            .iter()
            .filter(|field| field.flow == Flow::Client && !field.key)
    }

    /// Returns the fields that clients see.
    pub(crate) fn public(&self) -> impl Iterator<Item = &Field> {
        self.fields
            .iter()
            .filter(|field| !field.hidden && field.flow != Flow::Broken)
    }

    /// Returns the fields that Create and Public have in common, with the same name and type.
    pub(crate) fn shared(&self) -> impl Iterator<Item = &Field> {
        self.created()
            .filter(|field| !field.hidden && !field.sent.converted)
    }

    /// Returns the login and the password hash that a sign-in checks.
    pub(crate) fn account(&self) -> Option<(&Field, &Field)> {
        let login = self
            .fields
            .iter()
            .find(|field| field.options.login.is_some())?;
        Some((login, self.passwords().next()?))
    }

    /// Returns the fields that hold a password hash.
    pub(crate) fn passwords(&self) -> impl Iterator<Item = &Field> {
        self.fields
            .iter()
            .filter(|field| types::is_named(types::inner(&field.ty), "PasswordHash"))
    }

    pub(crate) fn has_server(&self) -> bool {
        self.server().next().is_some()
    }

    /// Returns the fields that only server code changes.
    pub(crate) fn server_updated(&self) -> impl Iterator<Item = &Field> {
        self.server().filter(|field| !field.key)
    }

    pub(crate) fn has_server_update(&self) -> bool {
        self.server_updated().next().is_some()
    }

    /// True if every server field has a default, so that Create is enough for a row.
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
