//! One field, and every decision about it.

use syn::ext::IdentExt;
use syn::{Ident, Path, Type, Visibility};

use super::names;
use super::sent::Sent;
use crate::parse::attributes::Passed;
use crate::parse::field_options::FieldOptions;
use crate::parse::field_values::{Auto, DefaultValue, OnDelete, Writer};
use crate::parse::item::ItemField;
use crate::parse::rules::Rule;
use crate::span::generated;
use crate::types;

/// One field, which is one column.
pub(crate) struct Field {
    pub(crate) ident: Ident,
    /// The ident with the span that messages point at. The span of `ident` is that of generated
    /// code.
    pub(crate) written: Ident,
    pub(crate) name: String,
    /// The name in bodies, errors and query strings: that of `serde`.
    pub(crate) body_name: String,
    pub(crate) constant: Ident,
    pub(crate) column: String,
    /// The position among all columns.
    pub(crate) index: usize,
    pub(crate) vis: Visibility,
    pub(crate) ty: Type,
    pub(crate) key: bool,
    pub(crate) flow: Flow,
    pub(crate) hidden: bool,
    pub(crate) parent: Option<Parent>,
    /// True for a foreign key that names the owner of a row.
    pub(crate) is_owner: bool,
    pub(crate) sent: Sent,
    pub(crate) options: FieldOptions,
    pub(crate) passed: Passed,
}

/// The writer of a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Flow {
    Client,
    CreateOnly,
    Server,
    Auto(Auto),
    /// An error was reported, and the field is left out of the companions so that it causes no
    /// second one.
    Broken,
}

/// The model that a foreign key points to.
#[derive(Clone)]
pub(crate) struct Parent {
    pub(crate) ty: Type,
    pub(crate) on_delete: OnDelete,
    /// The method that returns the parent; `None` if all its names are taken, which is reported.
    pub(crate) accessor: Option<Ident>,
    /// The constant of the relation; `None` if all its names are taken, which is reported.
    pub(crate) constant: Option<Ident>,
}

impl Field {
    pub(super) fn new(
        row: &Ident,
        krate: &Path,
        index: usize,
        key: bool,
        field: ItemField,
    ) -> Self {
        let ItemField {
            mut ident,
            vis,
            ty,
            options,
            passed,
        } = field;
        let written = ident.clone();
        let span = generated(ident.span());
        ident.set_span(span);
        let name = ident.unraw().to_string();
        let is_generated_key = key && is_id_of(&ty, row);
        let flow = match options.writers.first().map(|given| given.value) {
            Some(Writer::Auto(auto)) => Flow::Auto(auto),
            Some(Writer::Server) => Flow::Server,
            Some(Writer::CreateOnly) => Flow::CreateOnly,
            None if is_generated_key => Flow::Auto(Auto::Once),
            None if key => Flow::CreateOnly,
            Some(Writer::Client) | None => Flow::Client,
        };
        let target = options
            .references
            .as_ref()
            .map(|given| &given.value)
            .or_else(|| types::id_of(&ty).filter(|_| !is_generated_key));
        let parent = target.map(|target| Parent {
            ty: target.clone(),
            on_delete: options
                .on_delete
                .as_ref()
                .map_or(OnDelete::Restrict, |given| given.value),
            accessor: None,
            constant: None,
        });
        Self {
            constant: names::constant(&name, span),
            column: options
                .column
                .as_ref()
                .map_or_else(|| name.clone(), |given| given.value.value()),
            index,
            vis,
            key,
            flow,
            hidden: options.hidden.is_some() || types::is_secret(&ty),
            parent,
            is_owner: false,
            sent: Sent::new(&ident, &name, &ty, krate, &options),
            ident,
            written,
            body_name: name.clone(),
            name,
            ty,
            options,
            passed,
        }
    }

    /// True if clients must send the field.
    pub(crate) fn is_required(&self) -> bool {
        self.options.default.is_none() && types::option_of(&self.sent.ty).is_none()
    }

    /// True for a hidden field that is no secret: a secret cannot leave by its type.
    pub(crate) fn is_hidden_value(&self) -> bool {
        self.options.hidden.is_some() && !types::is_secret(&self.ty)
    }

    /// True for the field that counts the updates of its row.
    pub(crate) fn is_version(&self) -> bool {
        self.flow == Flow::Auto(Auto::Version)
    }

    /// True for the field that holds the instant of a soft delete.
    pub(crate) fn is_deleted(&self) -> bool {
        self.flow == Flow::Auto(Auto::Deleted)
    }

    /// True for an e-mail address.
    pub(crate) fn is_email(&self) -> bool {
        let mut rules = self.sent.rules.0.iter();
        rules.any(|rule| matches!(rule.value, Rule::Email))
    }

    /// Returns the value of a field that clients leave out, if `default` gives one.
    pub(crate) fn default_value(&self) -> Option<&DefaultValue> {
        self.options.default.as_ref().map(|given| &given.value)
    }
}

/// True for `Id<Row>`, which is the row's own key if the field is `id`.
pub(super) fn is_id_of(ty: &Type, row: &Ident) -> bool {
    types::option_of(ty).is_none() && types::id_of(ty).is_some_and(|target| names_row(target, row))
}

pub(super) fn names_row(target: &Type, row: &Ident) -> bool {
    let Type::Path(path) = target else {
        return false;
    };
    let segments = &path.path.segments;
    let is_plain = segments.len() == 1
        || (segments.len() == 2 && segments.first().is_some_and(|first| first.ident == "self"));
    is_plain && segments.last().is_some_and(|last| last.ident == *row)
}
