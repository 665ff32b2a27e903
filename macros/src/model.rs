//! The model between parsing and expansion: every decision and every generated name is made here, once.

use proc_macro2::Span;
use syn::ext::IdentExt;
use syn::{Ident, Path, Type, Visibility};

use crate::names::{self, Names};
use crate::parse::attributes::Passed;
use crate::parse::field_options::{Auto, Fallback, FieldOptions, OnDelete, Writer};
use crate::parse::model_options::ModelOptions;
use crate::parse::rules::Rules;
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
    /// A mistake was reported: what is generated has to compile, but will not run.
    pub(crate) faulty: bool,
}

/// One field, which is one column.
pub(crate) struct Field {
    pub(crate) ident: Ident,
    pub(crate) name: String,
    pub(crate) constant: Ident,
    pub(crate) column: String,
    /// The place among all columns.
    pub(crate) at: usize,
    pub(crate) vis: Visibility,
    pub(crate) ty: Type,
    pub(crate) key: bool,
    pub(crate) flow: Flow,
    pub(crate) hidden: bool,
    pub(crate) parent: Option<Parent>,
    pub(crate) sent: Sent,
    pub(crate) options: FieldOptions,
    pub(crate) passed: Passed,
}

/// Who writes a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Flow {
    Client,
    CreateOnly,
    Server,
    Auto(Auto),
    /// Nobody: a mistake was found, and the field is kept out of the companions so that it gives no second one.
    Broken,
}

/// What a foreign key points to.
#[derive(Clone)]
pub(crate) struct Parent {
    pub(crate) ty: Type,
    pub(crate) on_delete: OnDelete,
    /// The method that returns the parent; none where its name is taken.
    pub(crate) accessor: Option<Ident>,
}

/// What clients send for a field: the field itself, or what `input(…)` puts in its place.
#[derive(Clone)]
pub(crate) struct Sent {
    pub(crate) ident: Ident,
    pub(crate) name: String,
    pub(crate) ty: Type,
    pub(crate) rules: Rules,
    pub(crate) converted: bool,
}

/// A field as it was written.
pub(crate) struct Written {
    pub(crate) ident: Ident,
    pub(crate) vis: Visibility,
    pub(crate) ty: Type,
    pub(crate) options: FieldOptions,
    pub(crate) passed: Passed,
}

/// The span for a generated token: it points at what the user wrote, but lints know that nobody wrote it.
pub(crate) fn at(span: Span) -> Span {
    Span::mixed_site().located_at(span)
}

impl Model {
    pub(crate) fn new(row: &Ident, vis: Visibility, options: ModelOptions, passed: Passed, fields: Vec<Written>) -> Self {
        let krate = options.krate.as_ref().map_or_else(|| syn::parse_quote!(::fivefold), |given| given.value.clone());
        let is_key = |field: &Written| field.options.id.is_some() || (field.ident.unraw() == "id" && is_id_of(&field.ty, row));
        let key = fields.iter().position(is_key);
        let table = options.table.as_ref().map_or_else(|| names::snake_case(&row.unraw().to_string()), |given| given.value.value());
        let fields = fields.into_iter().enumerate().map(|(at, field)| Field::new(row, &krate, at, key == Some(at), field));
        let mut fields: Vec<Field> = fields.collect();
        names::accessors(&mut fields);
        Self { krate, vis, names: Names::new(row), table, fields, options, passed, faulty: false }
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
        self.fields.iter().filter(|field| field.flow == Flow::Server)
    }

    pub(crate) fn created(&self) -> impl Iterator<Item = &Field> {
        self.fields.iter().filter(|field| matches!(field.flow, Flow::Client | Flow::CreateOnly))
    }

    pub(crate) fn updated(&self) -> impl Iterator<Item = &Field> {
        self.fields.iter().filter(|field| field.flow == Flow::Client && !field.key)
    }

    pub(crate) fn public(&self) -> impl Iterator<Item = &Field> {
        self.fields.iter().filter(|field| !field.hidden && field.flow != Flow::Broken)
    }

    /// What Create and Public share, name and type alike.
    pub(crate) fn shared(&self) -> impl Iterator<Item = &Field> {
        self.created().filter(|field| !field.hidden && !field.sent.converted)
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
        self.passed.deprecated.is_some() || self.fields.iter().any(|field| field.passed.deprecated.is_some())
    }
}

impl Field {
    fn new(row: &Ident, krate: &Path, place: usize, key: bool, written: Written) -> Self {
        let Written { mut ident, vis, ty, options, passed } = written;
        let span = at(ident.span());
        ident.set_span(span);
        let name = ident.unraw().to_string();
        let generated = key && is_id_of(&ty, row);
        let flow = match options.writers.first().map(|given| given.value) {
            Some(Writer::Auto(auto)) => Flow::Auto(auto),
            Some(Writer::Server) => Flow::Server,
            Some(Writer::CreateOnly) => Flow::CreateOnly,
            None if generated => Flow::Auto(Auto::Once),
            None if key => Flow::CreateOnly,
            None => Flow::Client,
        };
        let target = options.references.as_ref().map(|given| &given.value).or_else(|| types::id_of(&ty).filter(|_| !generated));
        let parent = target.map(|target| Parent {
            ty: target.clone(),
            on_delete: options.on_delete.as_ref().map_or(OnDelete::Restrict, |given| given.value),
            accessor: None,
        });
        Self {
            constant: names::constant(&name, span),
            column: options.column.as_ref().map_or_else(|| name.clone(), |given| given.value.value()),
            at: place,
            vis,
            key,
            flow,
            hidden: options.hidden.is_some() || types::is_one_of(types::inner(&ty), &["Secret", "PasswordHash"]),
            parent,
            sent: Sent::new(&ident, &name, &ty, krate, &options),
            ident,
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

    /// The expression of `default = …`, if that is how the field gets its value.
    pub(crate) fn fallback(&self) -> Option<&Fallback> {
        self.options.default.as_ref().map(|given| &given.value)
    }
}

impl Sent {
    fn new(ident: &Ident, name: &str, ty: &Type, krate: &Path, options: &FieldOptions) -> Self {
        let Some(input) = options.input.as_ref().map(|given| &given.value) else {
            return Self { ident: ident.clone(), name: name.to_owned(), ty: ty.clone(), rules: options.rules.clone(), converted: false };
        };
        let mut ident = input.name.clone();
        ident.set_span(at(ident.span()));
        let password = || {
            if types::option_of(ty).is_some() {
                syn::parse_quote!(::core::option::Option<#krate::Password>)
            } else {
                syn::parse_quote!(#krate::Password)
            }
        };
        Self {
            name: ident.unraw().to_string(),
            ident,
            ty: input.ty.clone().unwrap_or_else(password),
            rules: input.rules.clone(),
            converted: true,
        }
    }
}

/// True for `Id<Row>`, which is the row's own key if it is called `id`.
fn is_id_of(ty: &Type, row: &Ident) -> bool {
    types::option_of(ty).is_none() && types::id_of(ty).is_some_and(|target| names_row(target, row))
}

fn names_row(target: &Type, row: &Ident) -> bool {
    let Type::Path(path) = target else { return false };
    let segments = &path.path.segments;
    let is_plain = segments.len() == 1 || (segments.len() == 2 && segments.first().is_some_and(|first| first.ident == "self"));
    is_plain && segments.last().is_some_and(|last| last.ident == *row)
}
